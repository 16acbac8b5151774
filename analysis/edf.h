/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edf.h - EDF tasks on a periodic resource: verdict, least budget, response-time bounds
 *
 * Model: sporadic independent tasks, constrained deadlines (D <= T), preemptive EDF,
 * blocking and latency L. Exact:
 *
 *   dbf(t) = sum over D_i <= t of (floor((t - D_i) / T_i) + 1) C_i
 *   schedulable  iff  dbf(t) + L <= sbf(t) at every absolute deadline t
 *
 * With alpha = Q/P > U it is enough to look at
 *   t < (2(P - Q) alpha + sum u_i (T_i - D_i) + L) / (alpha - U),
 * and the scan runs downwards in the manner of QPA [ZB09]: if the demand at t is supplied
 * already at x < t, no point of [x, t] can fail.
 *
 * Q/P = U with Q < P is infeasible for D <= T: at a common multiple H of all periods the
 * demand is at least U H, the supply at most U (H - (P - Q)). Q/P and U are told apart
 * exactly where the periods have a common multiple up to 2^60 ns, and down to 2^-74 for
 * each task where they have none; closer than that the answer is RTPART_UNDECIDED.
 *
 * [BRH90] S. Baruah, L. Rosier and R. Howell, "Algorithms and complexity concerning the
 *         preemptive scheduling of periodic, real-time tasks on one processor", Real-Time
 *         Systems 2, 1990. doi:10.1007/BF01995675
 * [SL03]  I. Shin and I. Lee, RTSS 2003. doi:10.1109/REAL.2003.1253249
 * [ZB09]  F. Zhang and A. Burns, "Schedulability analysis for real-time systems with EDF
 *         scheduling", IEEE Trans. Computers 58(9), 2009. doi:10.1109/TC.2009.58
 */
#ifndef RTPART_ANALYSIS_EDF_H
#define RTPART_ANALYSIS_EDF_H

#include "analysis/load.h"
#include "model/reservation.h"

/*
 * Most points that one question looks at before it stops. Where that, or a horizon out of
 * reach, leaves a question open, load->gave_up is set.
 */
#define RTPART_EDF_STEPS 20000000

/*
 * Demand of the load in a window of length t: dbf(t), without the latency.
 * @t  0 <= t <= 2^60
 * Returns ns, at most 2^62 (where the sum would exceed that, 2^62). O(count).
 */
rtpart_ns rtpart_edf_dbf(const struct rtpart_load *load, rtpart_ns t);

/*
 * Is the load schedulable by EDF on `r`? Exact, but for two limits that answer
 * RTPART_UNDECIDED: the bound on t leaves the range of time, or more than
 * RTPART_EDF_STEPS points would have to be looked at (Q/P just above U).
 * The witness of a "no" is a window with its demand and supply; at = 0 where Q/P <= U
 * alone decides.
 */
struct rtpart_verdict rtpart_edf_test(struct rtpart_load *load,
                                      const struct rtpart_prm *r);

/*
 * The last window that has to be looked at on `r`: a deadline beyond it cannot be the first
 * to be missed (edf_horizon.h: the analytic bound above; a common multiple of all periods
 * and P, plus P, where that is much shorter; where Q = P the busy period).
 * Returns ns; -1 where Q/P <= U says no at once, RTPART_EDF_HORIZON_MAX + 1 where it is out
 * of reach.
 */
rtpart_ns rtpart_edf_horizon(const struct rtpart_load *load, const struct rtpart_prm *r);

#define RTPART_EDF_HORIZON_MAX ((rtpart_ns)1 << 60)

/*
 * Least budget, a multiple of `step` in [lo, hi], that schedules the load; arguments as
 * rtpart_fp_min_budget. Budgets so close to U P that RTPART_EDF_STEPS points do not decide
 * them are passed over, in strides that double the distance from U P. Unless a window that
 * comes later refuses them after all, load->gave_up is set: Q is safe then, but may not be
 * the least.
 * Returns Q, or RTPART_NS_NONE, which proves that there is none unless load->gave_up is set:
 * then rtpart_edf_test does not refuse `hi` either.
 */
rtpart_ns rtpart_edf_min_budget(struct rtpart_load *load, rtpart_ns period,
                                rtpart_ns step, rtpart_ns lo, rtpart_ns hi);

/*
 * Upper bound on the response time of task k in a load that rtpart_edf_test accepts on
 * `r`. Of a job whose busy interval starts d before its absolute deadline, all work that
 * can delay it is at most dbf(d) + L, hence
 *   R_k <= max over absolute deadlines d >= D_k of  sbf^-1(dbf(d) + L) - (d - D_k).
 * Safe, not exact (a job that ends before d need not see all of dbf(d)); never above D_k.
 */
rtpart_ns rtpart_edf_response_bound(struct rtpart_load *load, const struct rtpart_prm *r,
                                    size_t k);

#endif
