/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fp.h - fixed-priority tasks on a periodic resource: verdict, response times, least
 *        budget; and on a dedicated processor of any speed: alpha
 *
 * Model: sporadic independent tasks, constrained deadlines (D <= T), preemptive fixed
 * priorities, blocking and latency L for every task. Exact (necessary and sufficient for
 * the worst-case supply of the resource).
 *
 *   W_k(t) = C_k + L + sum over higher-priority j of ceil(t / T_j) C_j
 *   task k holds  iff  W_k(t) <= sbf(t) for some t in (0, D_k]
 *
 * [LSD89] J. Lehoczky, L. Sha and Y. Ding, "The rate monotonic scheduling algorithm:
 * exact characterization and average case behavior", RTSS 1989, pp. 166-171.
 *         doi:10.1109/REAL.1989.63567
 * [SL03]  I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *         guarantees", RTSS 2003. doi:10.1109/REAL.2003.1253249
 *
 * All take a load whose scheduler is RM, DM or PRIO; k counts from the highest priority.
 */
#ifndef RTPART_ANALYSIS_FP_H
#define RTPART_ANALYSIS_FP_H

#include "analysis/load.h"
#include "model/ratio.h"
#include "model/reservation.h"

/*
 * Demand of task k and of all above it in a window of length t: W_k(t).
 * @t  0 < t <= D_k
 * Returns ns, or D_k + 1 where the demand exceeds D_k, or C_j > D_j for a task j above:
 * out of reach of any supply. O(k).
 */
rtpart_ns rtpart_fp_demand(const struct rtpart_load *load, size_t k, rtpart_ns t);

/*
 * Worst-case response time of task k on `r`: the least R with W_k(R) <= sbf(R).
 * Returns ns, or RTPART_NS_NONE (prm.h) where R would exceed D_k.
 * Cost: as many steps as the demand changes on the way, each O(k).
 */
rtpart_ns rtpart_fp_response(struct rtpart_load *load, const struct rtpart_prm *r,
                             size_t k);

/*
 * Is every task of the load schedulable on `r`? Exact.
 * The witness of a "no" is the first task in priority order that fails, with demand and
 * supply at its deadline.
 */
struct rtpart_verdict rtpart_fp_test(struct rtpart_load *load,
                                     const struct rtpart_prm *r);

/*
 * Least budget, a multiple of `step` in [lo, hi], with which the resource (Q, period)
 * schedules the whole load. There is no search over budgets: each task asks for
 * min over t of Q(t, W(t)), Q being the inverse supply, and a scan over t jumps over all
 * points that cannot beat the best so far.
 *
 * @period  P, 0 < P <= RTPART_NS_MAX
 * @step    granularity, > 0
 * @lo, hi  multiples of step, 0 <= lo, hi <= P
 * @first   task to look at first, in and out: the one that decided the last call is
 * likely to decide this. Set *first = 0 before the first call. Returns Q, or
 * RTPART_NS_NONE where no budget up to hi is enough.
 */
rtpart_ns rtpart_fp_min_budget(struct rtpart_load *load, rtpart_ns period, rtpart_ns step,
                               rtpart_ns lo, rtpart_ns hi, size_t *first);

/*
 * Least speed of a dedicated processor at which task k holds:
 * max(floor, min over t in (0, D_k] of W_k(t)/t), with the latency counted as demand.
 * Exact where it is at most 1; where the demand is out of reach even at speed 1 the
 * result is some ratio above 1. The floor (0/1 for none) lets the scan stop early.
 */
struct rtpart_ratio rtpart_fp_task_alpha(struct rtpart_load *load, size_t k,
                                         struct rtpart_ratio floor);

/*
 * Does task k hold on a dedicated processor of speed r, the latency counted as demand? That
 * is rtpart_fp_task_alpha <= r, in less time. Exact for r <= 1.
 */
bool rtpart_fp_task_holds_at(struct rtpart_load *load, size_t k, struct rtpart_ratio r);

/* alpha(S) of the whole load: the largest of rtpart_fp_task_alpha. 0/1 when empty. */
struct rtpart_ratio rtpart_fp_alpha(struct rtpart_load *load);

#endif
