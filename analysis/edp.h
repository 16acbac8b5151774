/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edp.h - explicit deadline periodic resource: `budget` of CPU in every `period`, given
 *         within `deadline` of its start
 *
 * What SCHED_DEADLINE gives with its three parameters: runtime Theta, deadline Delta,
 * period Pi. With y = floor((t - (Delta - Theta)) / Pi) and x = Pi + Delta - 2 Theta,
 *
 *   sbf(t) = 0 for t < Delta - Theta, else y Theta + max(0, t - x - y Pi)
 *
 * [EAL07]. A smaller deadline gives the same budgets sooner: the blackout is shorter by
 * Pi - Delta than that of the periodic resource, and with t' = t + (Pi - Delta) both terms
 * become those of the periodic resource [SL03] in t'. So sbf(t) = sbf of (Pi, Theta) in t',
 * for Delta = Pi the same, and what is known of that one carries over.
 *
 * [EAL07] A. Easwaran, M. Anand and I. Lee, "Compositional analysis framework using EDP
 *         resource models", RTSS 2007, pp. 129-138. doi:10.1109/RTSS.2007.36
 * [SL03]  I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *         guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 */
#ifndef RTPART_ANALYSIS_EDP_H
#define RTPART_ANALYSIS_EDP_H

#include "analysis/load.h"
#include "analysis/prm.h"
#include "model/reservation.h"
#include "model/verdict.h"

struct rtpart_edp {
    rtpart_ns period;   /* Pi,    0 < Pi <= RTPART_NS_MAX */
    rtpart_ns budget;   /* Theta, 0 <= Theta <= Delta */
    rtpart_ns deadline; /* Delta, 0 < Delta <= Pi */
};

/* Its budget and period as a periodic resource: what it is with Delta = Pi. */
static inline struct rtpart_prm rtpart_edp_prm(const struct rtpart_edp *r)
{
    return (struct rtpart_prm){.period = r->period, .budget = r->budget};
}

/*
 * Least CPU time that `r` supplies in any window of length `t`, 0 <= t <= 2^61.
 * Returns ns in [0, t]. Cannot fail. O(1).
 */
static inline rtpart_ns rtpart_edp_sbf(const struct rtpart_edp *r, rtpart_ns t)
{
    const struct rtpart_prm prm = rtpart_edp_prm(r);

    return rtpart_prm_sbf(&prm, t + (r->period - r->deadline));
}

/*
 * Least window in which `r` supplies `work`: t with sbf(t) >= work > sbf(t - 1), 0 for no
 * work, RTPART_NS_NONE where the budget is 0 or t leaves the range of time. O(1).
 */
static inline rtpart_ns rtpart_edp_window_for(const struct rtpart_edp *r, rtpart_ns work)
{
    const struct rtpart_prm prm = rtpart_edp_prm(r);
    const rtpart_ns t = rtpart_prm_window_for(&prm, work);

    return work <= 0 || t == RTPART_NS_NONE ? t : t - (r->period - r->deadline);
}

/*
 * Is the load schedulable on `r` under its own scheduler? Exact, for fixed priority
 * (W_k(t) <= sbf(t) for some t <= D_k) and EDF (dbf(t) + L <= sbf(t) at every deadline).
 *
 * Unlike on a periodic resource, Theta/Pi = U can be enough under EDF: the windows up to a
 * common multiple of all periods decide, where there is one in range. RTPART_UNDECIDED
 * where there is none, or RTPART_EDF_STEPS windows did not suffice; load->gave_up is set then.
 * Witness: as rtpart_fp_test and rtpart_edf_test.
 */
struct rtpart_verdict rtpart_edp_test(struct rtpart_load *load,
                                      const struct rtpart_edp *r);

/*
 * Least budget of period `period`, a multiple of `step` in [lo, hi], that schedules the load
 * with the shortest deadline, Delta = Theta. No other deadline does with less, and no
 * periodic resource: this is the least bandwidth of [EAL07].
 * What is undecided counts as a no, and load->gave_up says so.
 * Returns Theta or RTPART_NS_NONE. A bisection: O(log) tests.
 */
rtpart_ns rtpart_edp_min_budget(struct rtpart_load *load, rtpart_ns period,
                                rtpart_ns step, rtpart_ns lo, rtpart_ns hi);

/*
 * Longest deadline, `period` or a multiple of `step`, with which the budget still schedules
 * the load: what asks least of whoever has to provide it.
 * Returns Delta in [budget, period]; RTPART_NS_NONE where not even Delta = Theta is enough.
 */
rtpart_ns rtpart_edp_max_deadline(struct rtpart_load *load, rtpart_ns period,
                                  rtpart_ns budget, rtpart_ns step);

/*
 * Over the grid: the least Theta/Pi, of equals the longest period, and for that budget the
 * longest deadline (in steps of the runtime step).
 *
 * @grid  sound (rtpart_grid_check)
 * @out   written where the answer is RTPART_SCHEDULABLE
 * Returns RTPART_SCHEDULABLE; RTPART_UNSCHEDULABLE where no point of the grid holds;
 * RTPART_UNDECIDED where none was found but some point is left open. Where load->gave_up is set
 * by the call there may be better than what was found.
 */
enum rtpart_answer rtpart_edp_choose(struct rtpart_load *load,
                                     const struct rtpart_grid *grid,
                                     struct rtpart_edp *out);

#endif
