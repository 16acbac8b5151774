/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr.h - multiprocessor periodic resource: what `budget` every `period`, on at most `cpus`
 *         CPUs at a time, supplies in the worst case, and the inverse questions
 *
 * Fluid supply: budgets may be used up in any pattern, in pieces of any length, on 0 to m'
 * CPUs at a time. With y = t - (Pi - Theta/m') and k = floor(y / Pi),
 *
 *   sbf(t) = 0 for y < 0, else k Theta + max(0, m' (y - k Pi) - (m' Pi - Theta)).
 *
 * The worst pattern gives all of the first budget at once, on all m' CPUs, and every other
 * budget as late as possible, on all m' CPUs again. So the resource is a periodic resource
 * (m' Pi, Theta) on one CPU that is m' times as fast. In formulas: multiply all times by
 * m', T = m' t and P = m' Pi. Then m' y = T - (P - Theta), hence k = floor(m' y / P) and
 *
 *   sbf(t) = k Theta + max(0, m' y - k P - (P - Theta)),
 *
 * which is the supply of the periodic resource (P, Theta) [SL03] in a window T, in whole
 * numbers although Theta/m' may be a fraction. What is proved of that one holds here: it
 * does not fall with t or with Theta, and its inverses are closed formulas (prm.h).
 *
 * The integer-slot supply of [SEL08] is never below this one (whole slots are some of the
 * patterns), but it is not monotone in Theta, so that a search over Theta goes wrong on it.
 *
 * [SEL08] I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *         clustering of multiprocessors", ECRTS 2008, pp. 181-190.
 *         doi:10.1109/ECRTS.2008.28
 * [SL03]  I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *         guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 */
#ifndef RTPART_ANALYSIS_MPR_H
#define RTPART_ANALYSIS_MPR_H

#include "analysis/prm.h"
#include "common/error.h"

/* Largest m' Pi and m' T of a task; windows go up to RTPART_MPR_WINDOW_MAX / m'. */
#define RTPART_MPR_SPAN_MAX   ((rtpart_ns)1 << 59)
#define RTPART_MPR_WINDOW_MAX ((rtpart_ns)1 << 60)

/*
 * Can the analyses compute with this period on that many CPUs? To be asked once, before
 * any function below; rtpart_mpr_check says whether a resource is sound at all.
 * Returns 0; RTPART_EUSAGE where cpus is not in 1..RTPART_VCPUS_MAX or the period not in
 * (0, RTPART_NS_MAX]; RTPART_ERANGE where cpus * period exceeds RTPART_MPR_SPAN_MAX (a
 * period of 26 days on 256 CPUs fits).
 */
enum rtpart_code rtpart_mpr_range_check(rtpart_ns period, unsigned cpus,
                                        struct rtpart_error *err);

/* The periodic resource (m' Pi, Theta) of the fast CPU: its time runs m' times as fast. */
static inline struct rtpart_prm rtpart_mpr_fast(const struct rtpart_mpr *r)
{
    return (struct rtpart_prm){.period = r->period * r->cpus, .budget = r->budget};
}

/*
 * Least CPU time, over all CPUs, that `r` supplies in any window of length `t`.
 *
 * @r  sound and in range
 * @t  0 <= t <= RTPART_MPR_WINDOW_MAX / cpus
 * Returns ns in [0, cpus * t]. Cannot fail. O(1).
 */
static inline rtpart_ns rtpart_mpr_sbf(const struct rtpart_mpr *r, rtpart_ns t)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);

    return rtpart_prm_sbf(&fast, t * r->cpus);
}

/*
 * Linear lower bound of sbf: (Theta/Pi)(t - 2 (Pi - Theta/m')), rounded down, at least 0.
 * @r, @t  as for rtpart_mpr_sbf. Returns ns in [0, sbf(t)]. O(1).
 */
static inline rtpart_ns rtpart_mpr_lsbf(const struct rtpart_mpr *r, rtpart_ns t)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);

    return rtpart_prm_lsbf(&fast, t * r->cpus);
}

/*
 * Least Theta such that (Pi, Theta, m') supplies `work` in every window of length `t`.
 *
 * @period, @cpus  as in a sound resource
 * @t              0 <= t <= RTPART_MPR_WINDOW_MAX / cpus
 * Returns Theta in [0, cpus * period], or RTPART_NS_NONE where not even whole CPUs are
 * enough (work > cpus * t). Every larger Theta is enough too. O(1).
 */
static inline rtpart_ns rtpart_mpr_budget_for(rtpart_ns period, unsigned cpus,
                                              rtpart_ns t, rtpart_ns work)
{
    return rtpart_prm_budget_for(period * cpus, t * cpus, work);
}

/*
 * Least window, in whole ns, in which `r` supplies `work`.
 * Returns t with sbf(t) >= work > sbf(t - 1); 0 for no work; RTPART_NS_NONE where the
 * budget is 0 or the window leaves the range of time. O(1).
 */
static inline rtpart_ns rtpart_mpr_window_for(const struct rtpart_mpr *r, rtpart_ns work)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);
    const rtpart_ns t = rtpart_prm_window_for(&fast, work);

    return t == RTPART_NS_NONE ? t : rtpart_ns_ceil_div(t, r->cpus);
}

/* Share of a core, Theta/Pi: between 0 and m'. Needs a budget of at most 2^62. */
static inline struct rtpart_ratio rtpart_mpr_bandwidth(const struct rtpart_mpr *r)
{
    return (struct rtpart_ratio){.num = r->budget, .den = r->period};
}

#endif
