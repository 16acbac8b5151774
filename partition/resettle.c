/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resettle.c - lift every task and set it down again where the interfaces then grow least
 *
 * A heuristic of this project. It starts from three partitions: that of Ovh, whose choices
 * are good but which often finds no place for a last large task, and those of first fit and
 * worst fit, which place nearly everything but do not look at overheads. Each is improved
 * by two passes over the tasks, by falling utilisation: a task is lifted from its vCPU,
 * whose cheapest interface then shrinks, and set down where an interface grows by the least,
 * often where it was. For the objective "largest vCPU" the largest comes first, then the
 * growth. The best of the three is the answer. No step makes a partition worse, so that the
 * answer is never worse than that of Ovh.
 *
 * Of the other vCPUs only three are asked for an interface, those that may grow by the
 * least: with bandwidth b and utilisation U a vCPU takes at least max(b, U + u). So a pass
 * looks at n m pairs of task and vCPU, as Ovh does, and chooses at most 4 n interfaces.
 *
 * docs/heuristics.md compares it with Ovh and with the optimum.
 */
#include <stdlib.h>

#include "partition/heuristics.h"
#include "partition/placement.h"

#define PASSES 2
#define ASKED  3

struct settle {
    struct rtpart_placement place;
    struct rtpart_prm *prm; /* of each vCPU */
    size_t *tasks;          /* free ones, by falling utilisation */
    size_t count;
    bool moved;                  /* some task, in this pass */
    struct rtpart_ratio largest; /* bandwidth of a vCPU, while a task is lifted */
    struct rtpart_error *err;
};

/* A place for a lifted task: the vCPU's interface without it and with it. */
struct option {
    unsigned v;
    struct rtpart_prm before;
    struct rtpart_prm after;
};

/* A vCPU that may take the task; `least` bounds what the objective looks at. */
struct host {
    unsigned v;
    rtpart_share least;
};

static bool for_max(const struct settle *s)
{
    return s->place.req->objective == RTPART_OBJECTIVE_MAX;
}

static struct rtpart_ratio largest_of(const struct settle *s)
{
    struct rtpart_ratio most = {.num = 0, .den = 1};

    for (unsigned v = 0; v < s->place.req->vcpus; v++)
        if (s->prm[v].budget > 0 &&
            rtpart_ratio_cmp(rtpart_prm_bandwidth(&s->prm[v]), most) > 0)
            most = rtpart_prm_bandwidth(&s->prm[v]);
    return most;
}

/* The larger of s->largest and the bandwidth that option `o` leads to. */
static struct rtpart_ratio largest_with(const struct settle *s, const struct option *o)
{
    const struct rtpart_ratio after = rtpart_prm_bandwidth(&o->after);

    return rtpart_ratio_cmp(after, s->largest) > 0 ? after : s->largest;
}

/* Is option a better than b? By growth: a.after - a.before against b.after - b.before. */
static bool better(const struct settle *s, const struct option *a, const struct option *b)
{
    const struct rtpart_prm left[] = {a->after, b->before};
    const struct rtpart_prm right[] = {b->after, a->before};

    if (for_max(s)) {
        const int order = rtpart_ratio_cmp(largest_with(s, a), largest_with(s, b));

        if (order != 0)
            return order < 0;
    }
    return rtpart_bandwidth_sum_cmp(left, 2, right, 2) < 0;
}

/* Does the option decide which vCPU is the largest? Then its bandwidth counts, not its
 * growth. */
static bool sets_largest(const struct settle *s, const struct option *o)
{
    return for_max(s) &&
           rtpart_ratio_cmp(rtpart_prm_bandwidth(&o->after), s->largest) > 0;
}

/* Most that a vCPU which takes `before` may take with the task to be better than `best`;
 * within 2 of the truth. */
static rtpart_share most_after(const struct settle *s, const struct option *best,
                               rtpart_share before)
{
    if (sets_largest(s, best))
        return rtpart_share_bandwidth(&best->after) + 2;
    return before + rtpart_share_bandwidth(&best->after) -
           rtpart_share_bandwidth(&best->before) + 2;
}

/*
 * The vCPUs other than that of `best` which may be better for the lifted task, at most
 * ASKED, the most promising first; of empty ones only the first. Returns their number.
 */
static size_t find_hosts(const struct settle *s, size_t task, const struct option *best,
                         struct host *host)
{
    const struct rtpart_partition_request *req = s->place.req;
    const rtpart_share use =
        rtpart_share_floor(rtpart_task_utilization(&req->taskset->tasks[task]));
    const bool by_size = sets_largest(s, best);
    bool seen_empty = false;
    size_t count = 0;

    for (unsigned v = 0; v < req->vcpus; v++) {
        const bool empty = s->place.load[v].count == 0;
        const rtpart_share now = rtpart_share_bandwidth(&s->prm[v]);
        const rtpart_share sum = s->place.used[v] + use;
        const rtpart_share least = sum > now ? sum : now;
        const struct host h = {.v = v, .least = by_size ? least : least - now};
        size_t at = count;

        if (v == best->v || (empty && seen_empty))
            continue;
        seen_empty = seen_empty || empty;
        if (least > most_after(s, best, now) ||
            rtpart_placement_overfull(&s->place, v, task))
            continue;
        while (at > 0 && host[at - 1].least > h.least)
            at--;
        if (at == ASKED)
            continue;
        if (count < ASKED)
            count++;
        for (size_t k = count - 1; k > at; k--)
            host[k] = host[k - 1];
        host[at] = h;
    }
    return count;
}

/* What vCPU v would take with the task; false where it has no interface up to `most`. */
static enum rtpart_code ask(struct settle *s, unsigned v, size_t task, rtpart_share most,
                            struct rtpart_prm *after, bool *holds)
{
    const enum rtpart_code code = rtpart_placement_add(&s->place, v, task, s->err);

    if (code == RTPART_OK) {
        *holds = rtpart_placement_interface_within(&s->place, v, most, after);
        rtpart_placement_remove(&s->place, task);
    }
    return code;
}

/* Lift one task and set it down where it is best. */
static enum rtpart_code resettle(struct settle *s, size_t task)
{
    const unsigned home = s->place.vcpu[task];
    struct option best = {.v = home};
    struct host host[ASKED];
    enum rtpart_code code;

    best.after = s->prm[best.v];
    rtpart_placement_remove(&s->place, task);
    if (!rtpart_placement_interface(&s->place, best.v, &best.before))
        best.before = best.after; /* cannot be, but for the limits of rtpart_edf_test */
    s->prm[best.v] = best.before;
    s->largest = largest_of(s);
    const size_t count = find_hosts(s, task, &best, host);

    for (size_t k = 0; k < count; k++) {
        struct option other = {.v = host[k].v, .before = s->prm[host[k].v]};
        const rtpart_share most =
            most_after(s, &best, rtpart_share_bandwidth(&other.before));
        bool holds;

        code = ask(s, other.v, task, most, &other.after, &holds);
        if (code != RTPART_OK)
            return code;
        if (holds && better(s, &other, &best))
            best = other;
    }
    s->prm[best.v] = best.after;
    s->moved = s->moved || best.v != home;
    return rtpart_placement_add(&s->place, best.v, task, s->err);
}

static enum rtpart_code improve(struct settle *s, struct rtpart_partition *p)
{
    enum rtpart_code code = RTPART_OK;

    rtpart_placement_clear(&s->place);
    for (size_t i = 0; i < p->task_count && code == RTPART_OK; i++) {
        const size_t task = s->place.order[i];

        code = rtpart_placement_add(&s->place, p->vcpu[task], task, s->err);
    }
    s->prm = p->prm;
    s->moved = true;
    for (int pass = 0; pass < PASSES && s->moved; pass++) {
        s->moved = false;
        for (size_t i = 0; i < s->count && code == RTPART_OK; i++)
            code = resettle(s, s->tasks[i]);
    }
    for (size_t i = 0; i < p->task_count && code == RTPART_OK; i++)
        p->vcpu[i] = s->place.vcpu[i];
    return code;
}

static int by_use(const void *a, const void *b, void *ctx)
{
    const struct rtpart_task *tasks = ctx;
    const size_t i = *(const size_t *)a;
    const size_t j = *(const size_t *)b;
    const int order = rtpart_ratio_cmp(rtpart_task_utilization(&tasks[j]),
                                       rtpart_task_utilization(&tasks[i]));

    return order != 0 ? order : i < j ? -1 : i > j;
}

static void list_free_tasks(struct settle *s)
{
    const struct rtpart_taskset *ts = s->place.req->taskset;

    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].vcpu < 0)
            s->tasks[s->count++] = i;
    qsort_r(s->tasks, s->count, sizeof *s->tasks, by_use, ts->tasks);
}

/* The best of the three starts, each improved. */
static enum rtpart_code run(struct settle *s, const struct rtpart_partition_request *req,
                            struct rtpart_partition *out, struct rtpart_error *err)
{
    rtpart_partition_fn *const start[] = {rtpart_ovh, rtpart_first_fit, rtpart_worst_fit};

    for (size_t k = 0; k < sizeof start / sizeof start[0]; k++) {
        struct rtpart_partition p = {0};
        enum rtpart_code code = start[k](req, &p, err);

        if (code == RTPART_OK && p.answer == RTPART_SCHEDULABLE)
            code = improve(s, &p);
        if (code != RTPART_OK) {
            rtpart_partition_free(&p);
            return code;
        }
        if (k == 0 || rtpart_partition_cmp(&p, out, req->objective) < 0) {
            rtpart_partition_free(out);
            *out = p;
        } else {
            rtpart_partition_free(&p);
        }
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_resettle(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    struct rtpart_partition_request whole = *req;
    struct settle s = {.err = err};
    enum rtpart_code code;

    whole.partition_only = false;
    s.tasks = calloc(req->taskset->count + 1, sizeof *s.tasks);
    if (s.tasks == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks",
                           req->taskset->count);
    code = rtpart_placement_init(&s.place, &whole, err);
    if (code == RTPART_OK) {
        list_free_tasks(&s);
        code = run(&s, &whole, out, err);
    }
    rtpart_placement_free(&s.place);
    free(s.tasks);
    if (code == RTPART_OK && req->partition_only)
        rtpart_partition_drop_interfaces(out);
    return code;
}
