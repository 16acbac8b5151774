/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit.c - bin packing: first, best, worst and next fit, by utilisation and by interface
 *         bandwidth
 *
 * Tasks come by falling size; a task goes only where the vCPU then still has an interface
 * in the grid within the cap, which is tested exactly. By utilisation, size is C/T and a
 * vCPU is as full as its utilisation. By bandwidth, size is the bandwidth of the task's own
 * cheapest interface, and a vCPU is as full as the cheapest interface it would need with
 * the new task: interfaces do not add up. Ties go to the earlier task and to the vCPU with
 * the lowest number. Tasks that are fixed to a vCPU are placed first.
 *
 * [JDU74] D. S. Johnson, A. Demers, J. D. Ullman, M. R. Garey and R. L. Graham, "Worst-case
 *         performance bounds for simple one-dimensional packing algorithms", SIAM Journal
 *         on Computing 3(4), 1974. doi:10.1137/0203025
 */
#include <stdlib.h>

#include "common/array.h"
#include "partition/heuristics.h"
#include "partition/placement.h"

enum rule { FIRST, BEST, WORST, NEXT };

struct item {
    size_t task;
    bool fixed;
    struct rtpart_ratio size;
};

struct fit {
    enum rule rule;
    bool by_bandwidth;
    struct rtpart_placement place;
    struct item *items;
    struct rtpart_ratio *terms; /* scratch of rtpart_placement_used_cmp */
    unsigned current;           /* next fit: where the last free task went */
};

static int item_cmp(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;
    const int by_size = rtpart_ratio_cmp(y->size, x->size);

    if (x->fixed != y->fixed)
        return y->fixed - x->fixed;
    if (by_size != 0)
        return by_size;
    return rtpart_order(x->task, y->task);
}

/* Sizes of all tasks, in the order of placement. RTPART_NO_TASK, or the task that has no
 * interface even alone. */
static enum rtpart_code sort_items(struct fit *f, size_t *hopeless,
                                   struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = f->place.req->taskset;

    *hopeless = RTPART_NO_TASK;
    for (size_t i = 0; i < ts->count; i++) {
        struct item *item = &f->items[i];

        *item = (struct item){.task = i,
                              .fixed = ts->tasks[i].vcpu >= 0,
                              .size = rtpart_task_utilization(&ts->tasks[i])};
        if (f->by_bandwidth) {
            struct rtpart_prm r;
            const enum rtpart_code code = rtpart_placement_add(&f->place, 0, i, err);

            if (code != RTPART_OK)
                return code;
            if (!rtpart_placement_interface(&f->place, 0, &r)) {
                *hopeless = i;
                return RTPART_OK;
            }
            item->size = rtpart_prm_bandwidth(&r);
            rtpart_placement_remove(&f->place, i);
        }
    }
    qsort(f->items, ts->count, sizeof *f->items, item_cmp);
    return RTPART_OK;
}

/* With the task just added: does v hold, and what does its interface take? */
static bool holds(struct fit *f, unsigned v, struct rtpart_ratio *bandwidth)
{
    struct rtpart_prm r;

    if (!f->by_bandwidth || f->rule == FIRST || f->rule == NEXT)
        return rtpart_placement_holds(&f->place, v);
    if (!rtpart_placement_interface(&f->place, v, &r))
        return false;
    *bandwidth = rtpart_prm_bandwidth(&r);
    return true;
}

/* By utilisation the order is known before the exact test: would v be chosen over best? */
static bool worth_testing(struct fit *f, unsigned v, unsigned best)
{
    int order;

    if (best == RTPART_NO_VCPU || f->by_bandwidth)
        return true;
    order = rtpart_placement_used_cmp(&f->place, v, best, f->terms);
    return f->rule == BEST ? order > 0 : order < 0;
}

/* The vCPU on which `task` goes; RTPART_NO_VCPU where none holds it. Of the empty vCPUs
 * only the first is looked at. */
static enum rtpart_code choose(struct fit *f, const struct item *item, unsigned *best,
                               struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = f->place.req;
    const int fixed = req->taskset->tasks[item->task].vcpu;
    struct rtpart_ratio best_bandwidth = {0, 1};
    bool seen_empty = false;

    *best = RTPART_NO_VCPU;
    for (unsigned v = item->fixed || f->rule != NEXT ? 0 : f->current; v < req->vcpus;
         v++) {
        const bool empty = f->place.load[v].count == 0;
        struct rtpart_ratio bandwidth = {0, 1};

        if (item->fixed ? v != (unsigned)fixed : empty && seen_empty)
            continue;
        seen_empty = seen_empty || empty;
        if (rtpart_placement_overfull(&f->place, v, item->task) ||
            !worth_testing(f, v, *best))
            continue;
        const enum rtpart_code code = rtpart_placement_add(&f->place, v, item->task, err);

        if (code != RTPART_OK)
            return code;
        const bool held = holds(f, v, &bandwidth);

        rtpart_placement_remove(&f->place, item->task);
        if (!held)
            continue;
        if (*best != RTPART_NO_VCPU && f->by_bandwidth) {
            const int order = rtpart_ratio_cmp(bandwidth, best_bandwidth);

            if (f->rule == BEST ? order <= 0 : order >= 0)
                continue;
        }
        *best = v;
        best_bandwidth = bandwidth;
        if (item->fixed || f->rule == FIRST || f->rule == NEXT)
            break;
    }
    return RTPART_OK;
}

static enum rtpart_code place_all(struct fit *f, struct rtpart_partition *out,
                                  struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = f->place.req;
    size_t blocked;
    enum rtpart_code code = sort_items(f, &blocked, err);

    for (size_t i = 0;
         code == RTPART_OK && blocked == RTPART_NO_TASK && i < req->taskset->count; i++) {
        const struct item *item = &f->items[i];
        unsigned v;

        code = choose(f, item, &v, err);
        if (code == RTPART_OK && v == RTPART_NO_VCPU)
            blocked = item->task;
        else if (code == RTPART_OK)
            code = rtpart_placement_add(&f->place, v, item->task, err);
        if (!item->fixed && v != RTPART_NO_VCPU)
            f->current = v;
    }
    if (code != RTPART_OK)
        return code;
    if (blocked == RTPART_NO_TASK)
        return rtpart_placement_finish(&f->place, out, err);
    rtpart_placement_none(&f->place, RTPART_UNDECIDED, blocked, out);
    return RTPART_OK;
}

static enum rtpart_code fit(enum rule rule, bool by_bandwidth,
                            const struct rtpart_partition_request *req,
                            struct rtpart_partition *out, struct rtpart_error *err)
{
    const size_t n = req->taskset->count;
    struct fit f = {.rule = rule,
                    .by_bandwidth = by_bandwidth,
                    .items = rtpart_array(n, sizeof *f.items),
                    .terms = rtpart_array(n, sizeof *f.terms)};
    enum rtpart_code code;

    if (f.items == NULL || f.terms == NULL) {
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    } else {
        code = rtpart_placement_init(&f.place, req, err);
        if (code == RTPART_OK)
            code = place_all(&f, out, err);
        rtpart_placement_free(&f.place);
    }
    free(f.items);
    free(f.terms);
    return code;
}

enum rtpart_code rtpart_first_fit(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out, struct rtpart_error *err)
{
    return fit(FIRST, false, req, out, err);
}

enum rtpart_code rtpart_best_fit(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    return fit(BEST, false, req, out, err);
}

enum rtpart_code rtpart_worst_fit(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out, struct rtpart_error *err)
{
    return fit(WORST, false, req, out, err);
}

enum rtpart_code rtpart_next_fit(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    return fit(NEXT, false, req, out, err);
}

enum rtpart_code rtpart_first_fit_bw(const struct rtpart_partition_request *req,
                                     struct rtpart_partition *out,
                                     struct rtpart_error *err)
{
    return fit(FIRST, true, req, out, err);
}

enum rtpart_code rtpart_best_fit_bw(const struct rtpart_partition_request *req,
                                    struct rtpart_partition *out,
                                    struct rtpart_error *err)
{
    return fit(BEST, true, req, out, err);
}

enum rtpart_code rtpart_worst_fit_bw(const struct rtpart_partition_request *req,
                                     struct rtpart_partition *out,
                                     struct rtpart_error *err)
{
    return fit(WORST, true, req, out, err);
}

enum rtpart_code rtpart_next_fit_bw(const struct rtpart_partition_request *req,
                                    struct rtpart_partition *out,
                                    struct rtpart_error *err)
{
    return fit(NEXT, true, req, out, err);
}
