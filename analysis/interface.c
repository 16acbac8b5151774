/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/interface.h"

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/prm.h"
#include "common/wide.h"

struct rtpart_grid rtpart_grid_auto(rtpart_ns shortest)
{
    rtpart_ns min = 10 * RTPART_MS;

    while (min > RTPART_KERNEL_PERIOD_MIN && shortest < 3 * min)
        min /= 10;
    return (struct rtpart_grid){
        .min_period = min, .period_step = min / 10, .runtime_step = min / 20};
}

enum rtpart_code rtpart_grid_check(const struct rtpart_grid *grid,
                                   struct rtpart_error *err)
{
    if (grid->min_period <= 0 || grid->min_period > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "shortest period %lld ns is out of range",
                           (long long)grid->min_period);
    if (grid->period_step <= 0 || grid->period_step > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "period step %lld ns is out of range",
                           (long long)grid->period_step);
    if (grid->runtime_step <= 0 || grid->runtime_step > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "runtime step %lld ns is out of range",
                           (long long)grid->runtime_step);
    if (grid->max_period == 0)
        return RTPART_OK;
    if (grid->max_period < grid->min_period || grid->max_period > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "longest period %lld ns is not in [shortest period %lld ns, "
                           "2^53 ns]",
                           (long long)grid->max_period, (long long)grid->min_period);
    if ((grid->max_period - grid->min_period) / grid->period_step >=
        RTPART_GRID_PERIODS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "the grid has more than %d periods; raise the period step",
                           RTPART_GRID_PERIODS_MAX);
    return RTPART_OK;
}

rtpart_ns rtpart_grid_longest(const struct rtpart_grid *grid, rtpart_ns shortest)
{
    if (grid->max_period > 0)
        return grid->max_period;
    if (shortest > RTPART_KERNEL_PERIOD_MAX)
        shortest = RTPART_KERNEL_PERIOD_MAX;
    return shortest > grid->min_period ? shortest : grid->min_period;
}

rtpart_ns rtpart_min_budget(struct rtpart_load *load, rtpart_ns period, rtpart_ns step,
                            rtpart_ns lo, rtpart_ns hi, size_t *first)
{
    if (load->scheduler == RTPART_SCHED_EDF)
        return rtpart_edf_min_budget(load, period, step, lo, hi);
    return rtpart_fp_min_budget(load, period, step, lo, hi, first);
}

struct rtpart_verdict rtpart_load_test(struct rtpart_load *load,
                                       const struct rtpart_prm *r)
{
    if (load->scheduler == RTPART_SCHED_EDF)
        return rtpart_edf_test(load, r);
    return rtpart_fp_test(load, r);
}

/*
 * Largest multiple of `step` not above P whose share Q/P does not exceed `most`: what a
 * period has to stay within to be chosen (equal shares go to the later, longer period).
 */
static rtpart_ns budget_cap(rtpart_ns period, rtpart_ns step, struct rtpart_ratio most)
{
    const rtpart_ns cap = (rtpart_ns)((rtpart_i128)most.num * period / most.den);

    return cap / step * step;
}

/*
 * Task k has failed for period p: could it hold with `most` of a core and a longer period?
 * No supply of period p or more and bandwidth a exceeds a (t - p (1 - a)) [SL03]; so the
 * task would hold on a dedicated processor of speed a with a p (1 - a) more demand, which is
 * rounded down here.
 */
static bool longer_may_do(struct rtpart_load *load, size_t k, rtpart_ns p,
                          struct rtpart_ratio most)
{
    const rtpart_ns latency = load->latency;
    const rtpart_ns gap =
        p - (rtpart_ns)(((rtpart_i128)most.num * p + most.den - 1) / most.den);
    bool holds;

    if (load->scheduler == RTPART_SCHED_EDF)
        return true;
    load->latency += (rtpart_ns)((rtpart_i128)most.num * gap / most.den);
    holds = rtpart_fp_task_holds_at(load, k, most);
    load->latency = latency;
    return holds;
}

enum rtpart_answer rtpart_interface_within(struct rtpart_load *load,
                                           const struct rtpart_grid *grid,
                                           struct rtpart_ratio most,
                                           struct rtpart_prm *out)
{
    const rtpart_ns longest = rtpart_grid_longest(grid, rtpart_load_min_deadline(load));
    const rtpart_ns step = grid->runtime_step;
    const bool before = load->gave_up;
    struct rtpart_prm best = {.period = 0, .budget = 0};
    rtpart_ns lo = 0; /* less is not enough for this period, nor for any longer one */
    size_t first = 0;

    load->gave_up = false;
    for (rtpart_ns p = grid->min_period; p <= longest; p += grid->period_step) {
        const rtpart_ns cap = budget_cap(p, step, most);

        if (lo > cap)
            continue;
        const rtpart_ns q = rtpart_min_budget(load, p, step, lo, cap, &first);

        if (q == RTPART_NS_NONE && cap == p)
            break; /* not even on a processor of its own */
        lo = q != RTPART_NS_NONE ? q : cap + step;
        if (q == RTPART_NS_NONE && !longer_may_do(load, first, p, most))
            break;
        if (q == RTPART_NS_NONE)
            continue;
        best = (struct rtpart_prm){.period = p, .budget = q};
        most = rtpart_prm_bandwidth(&best);
    }
    const bool gave_up = load->gave_up;

    load->gave_up = before || gave_up;
    if (best.period == 0)
        return gave_up ? RTPART_UNDECIDED : RTPART_UNSCHEDULABLE;
    *out = best;
    return RTPART_SCHEDULABLE;
}

enum rtpart_answer rtpart_interface_choose(struct rtpart_load *load,
                                           const struct rtpart_grid *grid,
                                           struct rtpart_prm *out)
{
    const struct rtpart_ratio core = {.num = 1, .den = 1};

    return rtpart_interface_within(load, grid, core, out);
}
