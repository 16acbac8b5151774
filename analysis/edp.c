/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edp.h"

#include "analysis/edf.h"
#include "analysis/edf_horizon.h"
#include "analysis/fp.h"
#include "analysis/interface.h"

/* Least window in which task k and those above it are done; D_k + 1 where it is beyond. */
static rtpart_ns response_of(const struct rtpart_load *l, size_t k,
                             const struct rtpart_edp *r)
{
    const rtpart_ns deadline = l->deadline[k];
    rtpart_ns t = 0;
    rtpart_ns next = rtpart_edp_window_for(r, l->wcet[k] + l->latency);

    while (next != RTPART_NS_NONE && next > t) {
        t = next;
        if (t > deadline)
            return deadline + 1;
        const rtpart_ns demand = rtpart_fp_demand(l, k, t);

        if (demand > deadline) /* out of reach of any supply */
            return deadline + 1;
        next = rtpart_edp_window_for(r, demand);
    }
    return next == RTPART_NS_NONE ? deadline + 1 : t;
}

static struct rtpart_verdict fp_test(const struct rtpart_load *l,
                                     const struct rtpart_edp *r)
{
    for (size_t k = 0; k < l->count; k++)
        if (response_of(l, k, r) > l->deadline[k])
            return (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                           .task = l->task[k],
                                           .at = l->deadline[k],
                                           .demand =
                                               rtpart_fp_demand(l, k, l->deadline[k]),
                                           .supply = rtpart_edp_sbf(r, l->deadline[k])};
    return (struct rtpart_verdict){.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};
}

/* Largest absolute deadline before t; 0 where there is none. */
static rtpart_ns deadline_before(const struct rtpart_load *l, rtpart_ns t)
{
    rtpart_ns last = 0;

    for (size_t i = 0; i < l->count && l->deadline[i] < t; i++) {
        const rtpart_ns since = (t - 1 - l->deadline[i]) % l->period[i];

        if (t - 1 - since > last)
            last = t - 1 - since;
    }
    return last;
}

/*
 * Last window that matters; -1 where Theta/Pi < U; RTPART_EDF_HORIZON_MAX + 1: out of reach.
 * With Theta/Pi > U the linear supply bound ends it. With Theta/Pi >= U a common multiple H
 * of Pi and all periods does: from t to t + H the demand grows by U H and the supply by
 * (Theta/Pi) H, for t >= Delta - Theta, so the first window to fail is below H + Pi.
 */
static rtpart_ns horizon(const struct rtpart_load *l, const struct rtpart_edp *r)
{
    const struct rtpart_edf_sums s = rtpart_edf_sums(l);
    const struct rtpart_prm prm = rtpart_edp_prm(r);
    const enum rtpart_share share = rtpart_edf_share_cmp(l, &s, &prm);
    rtpart_ns cycle = r->period;

    if (share == RTPART_SHARE_BELOW)
        return -1;
    if (share == RTPART_SHARE_ABOVE) {
        const rtpart_ns bound =
            rtpart_edf_bound(&s, &prm, r->period + r->deadline - 2 * r->budget);

        if (bound <= RTPART_EDF_HORIZON_MAX)
            return bound;
    }
    for (size_t i = 0; i < l->count; i++) {
        cycle = rtpart_ns_lcm(cycle, l->period[i]);
        if (cycle == 0 || cycle > RTPART_EDF_HORIZON_MAX / 2)
            return RTPART_EDF_HORIZON_MAX + 1;
    }
    return cycle + r->period;
}

static struct rtpart_verdict edf_test(struct rtpart_load *l, const struct rtpart_edp *r)
{
    struct rtpart_verdict v = {.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};
    const rtpart_ns last = horizon(l, r);
    int steps = 0;

    if (last < 0)
        v.answer = RTPART_UNSCHEDULABLE;
    else if (last > RTPART_EDF_HORIZON_MAX)
        v.answer = RTPART_UNDECIDED;
    for (rtpart_ns t = deadline_before(l, last + 1);
         t > 0 && v.answer == RTPART_SCHEDULABLE;) {
        const rtpart_ns demand = rtpart_edf_dbf(l, t) + l->latency;
        const rtpart_ns supply = rtpart_edp_sbf(r, t);

        if (demand > supply)
            v = (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                        .task = RTPART_NO_TASK,
                                        .at = t,
                                        .demand = demand,
                                        .supply = supply};
        else if (++steps > RTPART_EDF_STEPS)
            v.answer = RTPART_UNDECIDED;
        else /* what is supplied by then holds from there to t */
            t = deadline_before(l, rtpart_edp_window_for(r, demand));
    }
    l->gave_up = l->gave_up || v.answer == RTPART_UNDECIDED;
    return v;
}

struct rtpart_verdict rtpart_edp_test(struct rtpart_load *l, const struct rtpart_edp *r)
{
    if (l->count == 0)
        return (struct rtpart_verdict){.answer = RTPART_SCHEDULABLE,
                                       .task = RTPART_NO_TASK};
    if (rtpart_load_hopeless(l)) {
        const size_t k = l->hopeless;

        return (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                       .task = l->task[k],
                                       .at = l->deadline[k],
                                       .demand = l->wcet[k] + l->latency,
                                       .supply = rtpart_edp_sbf(r, l->deadline[k])};
    }
    return l->scheduler == RTPART_SCHED_EDF ? edf_test(l, r) : fp_test(l, r);
}

static bool holds(struct rtpart_load *l, rtpart_ns period, rtpart_ns budget,
                  rtpart_ns deadline)
{
    const struct rtpart_edp r = {
        .period = period, .budget = budget, .deadline = deadline};

    return rtpart_edp_test(l, &r).answer == RTPART_SCHEDULABLE;
}

rtpart_ns rtpart_edp_min_budget(struct rtpart_load *l, rtpart_ns period, rtpart_ns step,
                                rtpart_ns lo, rtpart_ns hi)
{
    rtpart_ns below =
        rtpart_ns_ceil_div(lo, step) - 1; /* does not hold, or is not asked */
    rtpart_ns best = hi / step;

    if (l->count == 0)
        return below < best ? (below + 1) * step : RTPART_NS_NONE;
    if (below < 0)
        below = 0; /* without a budget there is no deadline to give it by */
    if (best <= below || !holds(l, period, best * step, best * step))
        return RTPART_NS_NONE;
    while (best - below > 1) {
        const rtpart_ns middle = below + (best - below) / 2;

        if (holds(l, period, middle * step, middle * step))
            best = middle;
        else
            below = middle;
    }
    return best * step;
}

rtpart_ns rtpart_edp_max_deadline(struct rtpart_load *l, rtpart_ns period,
                                  rtpart_ns budget, rtpart_ns step)
{
    if (holds(l, period, budget, period))
        return period;
    if (budget <= 0 || !holds(l, period, budget, budget))
        return RTPART_NS_NONE;
    rtpart_ns best = budget / step; /* its multiple may be below the budget */
    rtpart_ns above = rtpart_ns_ceil_div(period, step);

    while (above - best > 1) {
        const rtpart_ns middle = best + (above - best) / 2;

        if (holds(l, period, budget, middle * step))
            best = middle;
        else
            above = middle;
    }
    return best * step > budget ? best * step : budget;
}

enum rtpart_answer rtpart_edp_choose(struct rtpart_load *l,
                                     const struct rtpart_grid *grid,
                                     struct rtpart_edp *out)
{
    const rtpart_ns longest = rtpart_grid_longest(grid, rtpart_load_min_deadline(l));
    const bool before = l->gave_up;
    struct rtpart_edp best = {0};

    l->gave_up = false;
    for (rtpart_ns p = grid->min_period; p <= longest; p += grid->period_step) {
        /* only what is not dearer than the best so far: of equals the longer period */
        const rtpart_ns hi =
            best.period == 0 ? p
                             : (rtpart_ns)((rtpart_i128)best.budget * p / best.period);
        const rtpart_ns q = rtpart_edp_min_budget(l, p, grid->runtime_step, 0, hi);

        if (q != RTPART_NS_NONE)
            best = (struct rtpart_edp){.period = p, .budget = q};
    }
    if (best.period > 0) {
        best.deadline =
            rtpart_edp_max_deadline(l, best.period, best.budget, grid->runtime_step);
        *out = best;
    }
    const bool gave_up = l->gave_up;

    l->gave_up = before || gave_up;
    return best.period > 0 ? RTPART_SCHEDULABLE
           : gave_up       ? RTPART_UNDECIDED
                           : RTPART_UNSCHEDULABLE;
}
