/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prm.h - periodic resource model: what `budget` of CPU every `period` supplies in the
 *         worst case, and the inverse questions
 *
 * [SL03] I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *        guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 */
#ifndef RTPART_ANALYSIS_PRM_H
#define RTPART_ANALYSIS_PRM_H

#include "model/reservation.h"

/* Returned where no budget or no window is large enough. */
#define RTPART_NS_NONE ((rtpart_ns)-1)

/*
 * Least CPU time that `r` supplies in any window of length `t`.
 *
 * Source: [SL03], supply bound function sbf.
 * @r  valid resource, 0 <= budget <= period
 * @t  window length in ns, 0 <= t <= 2^62
 * Returns ns in [0, t]. Cannot fail. O(1), one division.
 */
static inline rtpart_ns rtpart_prm_sbf(const struct rtpart_prm *r, rtpart_ns t)
{
    const rtpart_ns gap = r->period - r->budget;

    if (t <= gap) /* the last budget came early: nothing is guaranteed yet */
        return 0;
    const rtpart_ns k = (t - gap) / r->period;
    const rtpart_ns rest = t - k * r->period - 2 * gap;

    return k * r->budget + (rest > 0 ? rest : 0);
}

/*
 * Linear lower bound of sbf: (Q/P)(t - 2(P - Q)), rounded down, at least 0.
 *
 * Source: [SL03], linear supply bound function lsbf.
 * @r, @t  as for rtpart_prm_sbf
 * Returns ns in [0, sbf(t)]. Cannot fail. O(1).
 */
rtpart_ns rtpart_prm_lsbf(const struct rtpart_prm *r, rtpart_ns t);

/*
 * Least budget Q such that the resource (Q, period) supplies `work` in every window of
 * length `t`: the inverse of sbf in its budget, in closed form.
 *
 * With k full budgets in the window, sbf(t) >= w asks for (k+1)Q >= w and for
 * (k+2)Q >= (k+2)P + w - t. The first bound falls with k, the second rises; they cross
 * between t/P - 2 and t/P - 1, so that three values of k are enough.
 *
 * @period  P, 0 < P <= RTPART_NS_MAX
 * @t       0 <= t <= 2^62
 * @work    0 <= work
 * Returns Q in [0, P], or RTPART_NS_NONE where not even Q = P is enough (work > t).
 * sbf does not fall with Q, so every larger budget is enough too. O(1).
 */
rtpart_ns rtpart_prm_budget_for(rtpart_ns period, rtpart_ns t, rtpart_ns work);

/*
 * Least window in which `r` supplies `work`: the inverse of sbf in its window.
 *
 * @r     valid resource
 * @work  0 <= work <= 2^62
 * Returns t in ns with sbf(t) >= work > sbf(t - 1); 0 for no work; RTPART_NS_NONE where
 * the budget is 0 or t would leave the range of time. O(1), one division.
 */
static inline rtpart_ns rtpart_prm_window_for(const struct rtpart_prm *r, rtpart_ns work)
{
    const rtpart_ns gap = r->period - r->budget;
    rtpart_ns whole;

    if (work <= 0)
        return 0;
    if (r->budget <= 0)
        return RTPART_NS_NONE;
    const rtpart_ns k = (work - 1) / r->budget; /* budgets used up before the last one */

    if (__builtin_mul_overflow(k, r->period, &whole) || whole > (rtpart_ns)1 << 61)
        return RTPART_NS_NONE;
    return whole + 2 * gap + (work - k * r->budget);
}

#endif
