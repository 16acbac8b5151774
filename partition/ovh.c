/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ovh.c - the Ovh heuristic: tasks by priority, each where the overhead grows least
 *
 * overhead(S) = alpha(S) - U(S), where alpha(S) is the least speed of a dedicated processor
 * that schedules S under fixed priorities. Since tasks come by falling priority, a new one
 * does not disturb those already there: alpha(S + tau) = max(alpha(S), min W_tau(t) / t),
 * one scan for each vCPU. The utilisation of the new task is the same everywhere, so that
 * the growth of alpha is compared, in exact fractions; ties go to the vCPU with the lowest
 * number, and a vCPU whose alpha would exceed the cap (1 by default) is no candidate.
 *
 * Under EDF with D = T alpha equals U and would decide nothing; there the bandwidth of the
 * cheapest interface takes its place, for all deadlines.
 *
 * A task that is fixed to a vCPU is placed there when its turn comes. Until then it is not
 * counted, so a vCPU may be found too full for it: then nothing is found.
 *
 * [ABB22] L. Abeni, A. Biondi and E. Bini, "Partitioning real-time workloads on multi-core
 *         virtual machines", Journal of Systems Architecture 131, 2022.
 *         doi:10.1016/j.sysarc.2022.102733
 */
#include <stdlib.h>

#include "analysis/fp.h"
#include "partition/heuristics.h"
#include "partition/placement.h"

struct ovh {
    struct rtpart_placement place;
    struct rtpart_ratio *cost; /* alpha or interface bandwidth of each vCPU */
};

/* Speeds that cannot be beaten are rounded up to multiples of 2^-50. */
#define SPEED_BITS 50
#define SPEED_ONE  ((rtpart_ns)1 << SPEED_BITS)

static rtpart_ns speed_down(struct rtpart_ratio r)
{
    return (rtpart_ns)(((rtpart_i128)r.num << SPEED_BITS) / r.den);
}

/* One more where it is such a multiple already. */
static rtpart_ns speed_up(struct rtpart_ratio r)
{
    return speed_down(r) + 1;
}

/*
 * With a vCPU found where alpha grows by `growth` (rounded up, in 2^-50): can v not be
 * better, because its alpha, at least the utilisation, would grow by more?
 */
static bool utilization_too_high(const struct ovh *o, unsigned v, size_t task,
                                 rtpart_ns growth)
{
    const struct rtpart_task *t = &o->place.req->taskset->tasks[task];
    const rtpart_share used =
        o->place.used[v] + rtpart_share_floor(rtpart_task_utilization(t));
    const rtpart_share alpha = (rtpart_share)(speed_up(o->cost[v]) + growth)
                               << (RTPART_SHARE_BITS - SPEED_BITS);

    return used > alpha;
}

/*
 * Would vCPU v hold `task` too, and at which cost? Nothing stays placed.
 * @growth  what the cost may grow by to be of use, rounded up, in 2^-50; < 0: anything
 */
static enum rtpart_code cost_with(struct ovh *o, unsigned v, size_t task,
                                  rtpart_ns growth, bool *holds,
                                  struct rtpart_ratio *cost, struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = o->place.req;
    const enum rtpart_code code = rtpart_placement_add(&o->place, v, task, err);

    if (code != RTPART_OK)
        return code;
    if (req->scheduler == RTPART_SCHED_EDF) {
        struct rtpart_prm r;

        *holds = rtpart_placement_interface(&o->place, v, &r);
        if (*holds)
            *cost = rtpart_prm_bandwidth(&r);
    } else {
        struct rtpart_load *load = &o->place.load[v];
        const struct rtpart_ratio of_use = {.num = speed_up(o->cost[v]) + growth,
                                            .den = SPEED_ONE};

        *holds = growth < 0 || rtpart_fp_task_holds_at(load, load->count - 1, of_use);
        if (*holds) {
            *cost = rtpart_fp_task_alpha(load, load->count - 1, o->cost[v]);
            *holds = rtpart_ratio_cmp(*cost, req->max_bandwidth) <= 0;
        }
    }
    rtpart_placement_remove(&o->place, task);
    return RTPART_OK;
}

/*
 * The vCPU on which `task` goes and what that vCPU then costs; RTPART_NO_VCPU where none
 * holds it. Empty vCPUs are alike: only the first is looked at. No growth cannot be beaten.
 */
static enum rtpart_code choose(struct ovh *o, size_t task, unsigned *best,
                               struct rtpart_ratio *best_cost, struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = o->place.req;
    const int fixed = req->taskset->tasks[task].vcpu;
    rtpart_ns growth = -1;
    bool seen_empty = false;

    *best = RTPART_NO_VCPU;
    for (unsigned v = 0; v < req->vcpus; v++) {
        const bool empty = o->place.load[v].count == 0;
        struct rtpart_ratio cost;
        bool holds;

        if (fixed >= 0 ? v != (unsigned)fixed : empty && seen_empty)
            continue;
        seen_empty = seen_empty || empty;
        if (rtpart_placement_overfull(&o->place, v, task) ||
            (growth >= 0 && utilization_too_high(o, v, task, growth)))
            continue;
        const enum rtpart_code code = cost_with(o, v, task, growth, &holds, &cost, err);

        if (code != RTPART_OK)
            return code;
        if (!holds ||
            (*best != RTPART_NO_VCPU &&
             rtpart_ratio_diff_cmp(cost, o->cost[v], *best_cost, o->cost[*best]) >= 0))
            continue;
        *best = v;
        *best_cost = cost;
        growth = speed_up(cost) - speed_down(o->cost[v]);
        if (rtpart_ratio_cmp(cost, o->cost[v]) == 0)
            break;
    }
    return RTPART_OK;
}

static enum rtpart_code place_all(struct ovh *o, struct rtpart_partition *out,
                                  struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = o->place.req;

    for (unsigned v = 0; v < req->vcpus; v++)
        o->cost[v] = (struct rtpart_ratio){.num = 0, .den = 1};
    for (size_t i = 0; i < req->taskset->count; i++) {
        const size_t task = o->place.order[i];
        struct rtpart_ratio cost;
        unsigned v;
        enum rtpart_code code = choose(o, task, &v, &cost, err);

        if (code == RTPART_OK && v == RTPART_NO_VCPU) {
            rtpart_placement_none(&o->place, RTPART_UNDECIDED, task, out);
            return RTPART_OK;
        }
        if (code == RTPART_OK)
            code = rtpart_placement_add(&o->place, v, task, err);
        if (code != RTPART_OK)
            return code;
        o->cost[v] = cost;
    }
    return rtpart_placement_finish(&o->place, out, err);
}

enum rtpart_code rtpart_ovh(const struct rtpart_partition_request *req,
                            struct rtpart_partition *out, struct rtpart_error *err)
{
    struct ovh o = {.cost = calloc(req->vcpus, sizeof *o.cost)};
    enum rtpart_code code;

    if (o.cost == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %u vCPUs", req->vcpus);
    code = rtpart_placement_init(&o.place, req, err);
    if (code == RTPART_OK) {
        code = place_all(&o, out, err);
        rtpart_placement_free(&o.place);
    }
    free(o.cost);
    return code;
}
