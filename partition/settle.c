/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/settle.h"

#include <stdlib.h>

#include "analysis/fp.h"
#include "common/array.h"

/* The question while it is being answered. */
struct quest {
    const struct rtpart_settle *s;
    size_t task;
    bool for_max;
    struct rtpart_ratio largest; /* bandwidth of a vCPU, the task away */
    struct rtpart_option *best;
};

/* A vCPU that may take the task. */
struct host {
    unsigned v;
    rtpart_share after; /* what it then takes, at least */
    rtpart_i128 key;    /* the order in which they are asked, the least first */
};

static struct rtpart_ratio find_largest(const struct rtpart_settle *s)
{
    struct rtpart_ratio most = {.num = 0, .den = 1};

    for (unsigned v = 0; v < s->place->req->vcpus; v++)
        if (s->prm[v].budget > 0 &&
            rtpart_ratio_cmp(rtpart_prm_bandwidth(&s->prm[v]), most) > 0)
            most = rtpart_prm_bandwidth(&s->prm[v]);
    return most;
}

/* Does the option make the largest vCPU? */
static bool sets_largest(const struct quest *q, const struct rtpart_option *o)
{
    return q->for_max && o->v != RTPART_NO_VCPU &&
           rtpart_ratio_cmp(rtpart_prm_bandwidth(&o->after), q->largest) > 0;
}

static struct rtpart_ratio largest_with(const struct quest *q,
                                        const struct rtpart_option *o)
{
    return sets_largest(q, o) ? rtpart_prm_bandwidth(&o->after) : q->largest;
}

/* Is `o` better than the best? By growth: o.after - o.before against best's. */
static bool beats(const struct quest *q, const struct rtpart_option *o)
{
    const struct rtpart_prm left[] = {o->after, q->best->before};
    const struct rtpart_prm right[] = {q->best->after, o->before};

    if (q->best->v == RTPART_NO_VCPU)
        return true;
    if (q->for_max) {
        const int order = rtpart_ratio_cmp(largest_with(q, o), largest_with(q, q->best));

        if (order != 0)
            return order < 0;
    }
    return rtpart_bandwidth_sum_cmp(left, 2, right, 2) < 0;
}

/*
 * Most that a vCPU which takes `now` may take with the task to beat the best, within 2 of
 * the truth.
 */
static rtpart_share most_after(const struct quest *q, rtpart_share now)
{
    const struct rtpart_option *b = q->best;

    if (b->v == RTPART_NO_VCPU)
        return RTPART_SHARE_ONE;
    if (sets_largest(q, b))
        return rtpart_share_bandwidth(&b->after) + 2;
    return now + rtpart_share_bandwidth(&b->after) + 2 -
           rtpart_share_bandwidth(&b->before);
}

/* Put `h` in its place among the first `ask`; returns how many there are. */
static size_t insert(struct host *list, size_t count, size_t ask, struct host h)
{
    size_t at = count;

    while (at > 0 && list[at - 1].key > h.key)
        at--;
    if (at == ask)
        return count;
    if (count < ask)
        count++;
    for (size_t k = count - 1; k > at; k--)
        list[k] = list[k - 1];
    list[at] = h;
    return count;
}

/* The vCPUs that may beat the best, at most `ask`; of the empty ones without a reservation
 * only the first. */
static size_t find_hosts(const struct quest *q, struct host *list, size_t ask)
{
    const struct rtpart_placement *place = q->s->place;
    const struct rtpart_task *t = &place->req->taskset->tasks[q->task];
    const rtpart_share use = rtpart_share_floor(rtpart_task_utilization(t));
    const bool by_size = sets_largest(q, q->best);
    bool seen_empty = false;
    size_t count = 0;

    for (unsigned v = 0; v < place->req->vcpus; v++) {
        const bool empty = place->load[v].count == 0 && q->s->prm[v].budget == 0;
        const rtpart_share now = rtpart_share_bandwidth(&q->s->prm[v]);
        const rtpart_share sum = place->used[v] + use;
        struct host h = {.v = v, .after = sum > now ? sum : now};

        if (v == q->best->v ||
            (t->vcpu >= 0 ? v != (unsigned)t->vcpu : empty && seen_empty))
            continue;
        seen_empty = seen_empty || empty;
        if (h.after > most_after(q, now) || rtpart_placement_overfull(place, v, q->task))
            continue;
        /* where growth counts: the more room there is in its bandwidth, the sooner */
        h.key = by_size ? (rtpart_i128)h.after : (rtpart_i128)sum - (rtpart_i128)now;
        count = insert(list, count, ask, h);
    }
    return count;
}

/*
 * Can v, which now has the task too, hold it at all within `most` of a core? A quick no:
 * the task and those after it must hold on a dedicated processor of that speed.
 */
static bool fast_enough(const struct quest *q, unsigned v, rtpart_share most)
{
    const struct rtpart_placement *place = q->s->place;
    struct rtpart_load *load = &place->load[v];

    if (load->scheduler == RTPART_SCHED_EDF || most >= RTPART_SHARE_ONE)
        return true;
    for (size_t k = load->count; k-- > 0;) {
        if (!rtpart_fp_task_holds_at(load, k, rtpart_share_ratio(most)))
            return false;
        if (load->task[k] == q->task)
            break;
    }
    return true;
}

/* Ask one vCPU, up to what can still beat the best. */
static enum rtpart_code ask_host(struct quest *q, const struct host *h,
                                 struct rtpart_error *err)
{
    struct rtpart_option o = {.v = h->v, .before = q->s->prm[h->v]};
    const rtpart_share most = most_after(q, rtpart_share_bandwidth(&o.before));
    enum rtpart_code code;
    bool holds;

    if (h->after > most)
        return RTPART_OK;
    code = rtpart_placement_add(q->s->place, h->v, q->task, err);
    if (code != RTPART_OK)
        return code;
    holds = fast_enough(q, h->v, most) &&
            rtpart_placement_interface_within(q->s->place, h->v, most, &o.after);
    rtpart_placement_remove(q->s->place, q->task);
    if (holds && beats(q, &o))
        *q->best = o;
    return RTPART_OK;
}

enum rtpart_code rtpart_settle_find(const struct rtpart_settle *s, size_t task,
                                    size_t ask, struct rtpart_option *best,
                                    struct rtpart_error *err)
{
    const unsigned m = s->place->req->vcpus;
    struct quest q = {.s = s,
                      .task = task,
                      .for_max = s->place->req->objective == RTPART_OBJECTIVE_MAX,
                      .largest = {.num = 0, .den = 1},
                      .best = best};
    struct host *list = rtpart_array(ask < m ? ask : m, sizeof *list);
    enum rtpart_code code = RTPART_OK;

    if (list == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %u vCPUs", m);
    if (q.for_max)
        q.largest = find_largest(s);
    const size_t count = find_hosts(&q, list, ask < m ? ask : m);

    for (size_t k = 0; k < count && code == RTPART_OK; k++)
        code = ask_host(&q, &list[k], err);
    free(list);
    return code;
}
