/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/local_search.h"

#include <stdlib.h>

#include "common/array.h"
#include "partition/heuristics.h"
#include "partition/placement.h"
#include "partition/portfolio.h"

struct local {
    struct rtpart_placement place;
    struct rtpart_partition *p;
    rtpart_share
        *without; /* of each task: what its vCPU takes when it is gone, at least */
    rtpart_share largest; /* of what the vCPUs take */
    struct rtpart_limit *limit;
    struct rtpart_error *err;
    enum rtpart_code code;
};

/* `come` goes from v to w; `back`, where there is one, from w to v. */
struct change {
    size_t come;
    size_t back; /* RTPART_NO_TASK: a move */
    unsigned v;
    unsigned w;
};

static rtpart_share use_of(const struct local *s, size_t task)
{
    return rtpart_share_floor(
        rtpart_task_utilization(&s->place.req->taskset->tasks[task]));
}

static void move(struct local *s, size_t task, unsigned v)
{
    rtpart_placement_remove(&s->place, task);
    if (s->code == RTPART_OK)
        s->code = rtpart_placement_add(&s->place, v, task, s->err);
}

/* Learn anew what vCPU v takes without each of its tasks. */
static void refresh(struct local *s, unsigned v)
{
    const size_t count = s->place.load[v].count;

    for (size_t k = count; k-- > 0 && s->code == RTPART_OK;) {
        const size_t task = s->place.load[v].task[k];
        struct rtpart_prm r;

        rtpart_placement_remove(&s->place, task);
        s->without[task] =
            rtpart_placement_interface(&s->place, v, &r) ? rtpart_share_bandwidth(&r) : 0;
        s->code = rtpart_placement_add(&s->place, v, task, s->err);
    }
}

/*
 * Least that a vCPU can take with `come` in the place of `gone`: what it takes without
 * `gone`, and its utilisation.
 */
static rtpart_share at_least(const struct local *s, unsigned v, size_t gone, size_t come)
{
    rtpart_share least = rtpart_share_bandwidth(&s->p->prm[v]);
    rtpart_share use = s->place.used[v];

    if (gone != RTPART_NO_TASK) {
        least = s->without[gone];
        use -= use_of(s, gone);
    }
    if (come != RTPART_NO_TASK)
        use += use_of(s, come);
    return use > least ? use : least;
}

/* Can the change help at all? A quick no; sums of two rounded shares are 2 off at most. */
static bool may_help(const struct local *s, const struct change *c)
{
    const struct rtpart_partition_request *req = s->place.req;
    const rtpart_share cap = rtpart_share_ceil(req->max_bandwidth);
    const rtpart_share a = at_least(s, c->v, c->come, c->back);
    const rtpart_share b = at_least(s, c->w, c->back, c->come);
    const rtpart_share x = rtpart_share_bandwidth(&s->p->prm[c->v]);
    const rtpart_share y = rtpart_share_bandwidth(&s->p->prm[c->w]);

    const bool less_in_sum = a + b <= x + y + 2;

    if (a > cap || b > cap)
        return false;
    if (req->objective == RTPART_OBJECTIVE_MAX)
        return (a > b ? a : b) <= s->largest + 1 &&
               (less_in_sum || (x > y ? x : y) + 1 >= s->largest);
    return less_in_sum;
}

static void find_largest(struct local *s)
{
    s->largest = 0;
    for (unsigned v = 0; v < s->p->vcpus; v++)
        if (rtpart_share_bandwidth(&s->p->prm[v]) > s->largest)
            s->largest = rtpart_share_bandwidth(&s->p->prm[v]);
}

static void take_larger(struct rtpart_ratio *most, const struct rtpart_prm *r)
{
    if (r->budget > 0 && rtpart_ratio_cmp(rtpart_prm_bandwidth(r), *most) > 0)
        *most = rtpart_prm_bandwidth(r);
}

/* Is the partition better with interfaces on_v and on_w? */
static bool better(const struct local *s, const struct change *c,
                   const struct rtpart_prm *on_v, const struct rtpart_prm *on_w)
{
    const struct rtpart_prm *prm = s->p->prm;
    const struct rtpart_prm before[] = {prm[c->v], prm[c->w]};
    const struct rtpart_prm after[] = {*on_v, *on_w};

    if (s->place.req->objective == RTPART_OBJECTIVE_MAX) {
        struct rtpart_ratio old = {.num = 0, .den = 1};
        struct rtpart_ratio new;

        for (unsigned u = 0; u < s->p->vcpus; u++)
            if (u != c->v && u != c->w)
                take_larger(&old, &prm[u]);
        new = old;
        for (int i = 0; i < 2; i++) {
            take_larger(&old, &before[i]);
            take_larger(&new, &after[i]);
        }
        const int order = rtpart_ratio_cmp(new, old);

        if (order != 0)
            return order < 0;
    }
    return rtpart_bandwidth_sum_cmp(after, 2, before, 2) < 0;
}

/* Make the change if it helps; otherwise everything is as before. */
static bool try_change(struct local *s, const struct change *c)
{
    struct rtpart_prm on_v;
    struct rtpart_prm on_w;

    if (s->code != RTPART_OK || !may_help(s, c) || rtpart_limit_reached(s->limit))
        return false;
    if (c->back != RTPART_NO_TASK)
        move(s, c->back, c->v);
    move(s, c->come, c->w);
    if (s->code != RTPART_OK)
        return false;
    if (rtpart_placement_interface(&s->place, c->v, &on_v) &&
        rtpart_placement_interface(&s->place, c->w, &on_w) &&
        better(s, c, &on_v, &on_w)) {
        s->p->prm[c->v] = on_v;
        s->p->prm[c->w] = on_w;
        s->p->vcpu[c->come] = c->w;
        if (c->back != RTPART_NO_TASK)
            s->p->vcpu[c->back] = c->v;
        refresh(s, c->v);
        refresh(s, c->w);
        find_largest(s);
        return true;
    }
    move(s, c->come, c->v);
    if (c->back != RTPART_NO_TASK)
        move(s, c->back, c->w);
    return false;
}

static bool is_free(const struct local *s, size_t task)
{
    return s->place.req->taskset->tasks[task].vcpu < 0;
}

/* Try to move `task` to every other vCPU; of the empty ones only to the first. */
static bool try_moves(struct local *s, size_t task)
{
    bool seen_empty = false;

    for (unsigned w = 0; w < s->p->vcpus; w++) {
        const struct change c = {
            .come = task, .back = RTPART_NO_TASK, .v = s->p->vcpu[task], .w = w};
        const bool empty = s->place.load[w].count == 0;

        if (w == c.v || (empty && seen_empty))
            continue;
        seen_empty = seen_empty || empty;
        if (try_change(s, &c))
            return true;
    }
    return false;
}

/* Try to exchange `task` with every later one. */
static bool try_exchanges(struct local *s, size_t task)
{
    for (size_t other = task + 1; other < s->p->task_count; other++) {
        const struct change c = {
            .come = task, .back = other, .v = s->p->vcpu[task], .w = s->p->vcpu[other]};

        if (c.v != c.w && is_free(s, other) && try_change(s, &c))
            return true;
    }
    return false;
}

static void improve(struct local *s)
{
    bool changed = true;

    for (size_t i = 0; i < s->p->task_count && s->code == RTPART_OK; i++)
        s->code = rtpart_placement_add(&s->place, s->p->vcpu[i], i, s->err);
    for (unsigned v = 0; v < s->p->vcpus && s->code == RTPART_OK; v++)
        refresh(s, v);
    find_largest(s);
    while (changed && s->code == RTPART_OK) {
        changed = false;
        for (size_t i = 0; i < s->p->task_count; i++) {
            if (s->code != RTPART_OK || s->limit->reached)
                return;
            if (is_free(s, i) && (try_moves(s, i) || try_exchanges(s, i)))
                changed = true;
        }
    }
}

enum rtpart_code rtpart_local_search(const struct rtpart_partition_request *req,
                                     struct rtpart_partition *p, struct rtpart_limit *l,
                                     struct rtpart_error *err)
{
    struct local s = {.p = p, .limit = l, .err = err};

    s.without = rtpart_array(p->task_count, sizeof *s.without);
    if (s.without == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks",
                           p->task_count);
    s.code = rtpart_placement_init(&s.place, req, err);
    if (s.code == RTPART_OK)
        improve(&s);
    rtpart_placement_free(&s.place);
    free(s.without);
    return s.code;
}

enum rtpart_code rtpart_local(const struct rtpart_partition_request *req,
                              struct rtpart_partition *out, struct rtpart_error *err)
{
    struct rtpart_partition_request whole = *req;
    struct rtpart_limit l;
    enum rtpart_code code;

    whole.partition_only = false;
    rtpart_limit_start(&l, &whole);
    code = rtpart_portfolio(&whole, out, err);
    if (code == RTPART_OK && out->answer == RTPART_SCHEDULABLE)
        code = rtpart_local_search(&whole, out, &l, err);
    if (code == RTPART_OK && req->partition_only)
        rtpart_partition_drop_interfaces(out);
    return code;
}
