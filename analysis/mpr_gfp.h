/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr_gfp.h - global fixed priority on a multiprocessor periodic resource: response times,
 *             verdict, least budget, and Audsley's priority assignment
 *
 * Model: sporadic independent tasks, D <= T, preemptive global fixed priority, migration at
 * no cost, latency L as time without supply (cluster.h). Sufficient, not necessary. This is
 * what SCHED_FIFO tasks in an RT control group get.
 *
 * The carry-in limitation of [GSYY09] on the supply of a cluster: a job of task k is done
 * within x of its release if x <= D_k and
 *
 *   sum I_i + (the m'-1 largest I'_i - I_i) + m' (C_k + L) <= sbf(x)      i of higher priority
 *   I_i = min(W_i(x), x - C_k),   I'_i = min(W'_i(x), x - C_k)
 *
 * with W, W' the work in x without and with carry-in (fp_interference.h), the response
 * times of the tasks above being known.
 *
 * Why. Let the job be released at r and t0 <= r be the earliest instant such that all supply
 * of [t0, r) goes to tasks above k. Just before t0 some of the supply did not, so at most
 * m'-1 of those tasks had a job waiting or running on another CPU: only they can have a
 * carry-in. If the job is not done at t0 + x, it has run for e < C_k; in the rest of
 * [t0, t0 + x), which is longer than x - C_k, all supply goes to tasks above. So
 * sbf(x) <= sum of their work, each at most x - e, + m' e: less than the left side, as long
 * as fewer than m' terms are cut. Where m' are cut the left side is m' x at least, which
 * only a supply of whole CPUs can equal; equality is refused there (as in mpr_gedf.h).
 *
 * Time is a continuum here: no "+1" in the cap, no floor, no slot.
 *
 * [GSYY09] N. Guan, M. Stigge, W. Yi and G. Yu, "New response time bounds for fixed
 *          priority multiprocessor scheduling", RTSS 2009, pp. 387-397.
 *          doi:10.1109/RTSS.2009.11
 * [DB11]   R. I. Davis and A. Burns, "Improved priority assignment for global fixed
 *          priority pre-emptive scheduling in multiprocessor real-time systems", Real-Time
 *          Systems 47(1), pp. 1-40, 2011. doi:10.1007/s11241-010-9106-5
 */
#ifndef RTPART_ANALYSIS_MPR_GFP_H
#define RTPART_ANALYSIS_MPR_GFP_H

#include <stdbool.h>

#include "analysis/cluster.h"
#include "analysis/gfp.h"
#include "model/reservation.h"

/*
 * Do the tasks hold on `r` with the priorities of `order`?
 *
 * @r         sound and in range (mpr.h), r->cpus = c->cpus
 * @order     task indices from the highest priority down (gfp.h)
 * @response  NULL, or room for c->count times: for each task (in the order of the set) a
 *            bound on its response time in ns, rounded up, or RTPART_NS_NONE for the task
 *            that fails and those below it
 * Returns SCHEDULABLE; UNSCHEDULABLE where a necessary condition fails
 * (rtpart_cluster_necessary); else UNDECIDED with the first task in priority order that
 * fails, its deadline, and demand and supply there.
 */
struct rtpart_verdict rtpart_mpr_gfp_test(struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r, const size_t *order,
                                          rtpart_ns *response);

/*
 * What the task at place `rank` of the order asks for in a window `x` (in units of 1/m' ns),
 * in ns, rounded up: the left side of the test, with the response times that
 * rtpart_mpr_gfp_test has left in c->response (in the same units) where it was satisfied.
 */
rtpart_ns rtpart_mpr_gfp_demand(struct rtpart_cluster *c, const size_t *order,
                                size_t rank, rtpart_ns x);

/*
 * Audsley's assignment: is there an order in which the tasks hold on `r`, and which?
 *
 * Audsley's algorithm needs a test that looks only at which tasks are above, not at their
 * order. The response times of the tasks above depend on their order, so here they are
 * replaced by the deadlines (the deadline-based test with limited carry-in of [DB11]); with
 * that test the algorithm is optimal: it finds an order whenever one passes. An order found
 * passes rtpart_mpr_gfp_test too, whose carry-ins are not larger.
 *
 * @order  room for c->count indices; filled from the highest priority down where the answer
 *         is SCHEDULABLE, scratch otherwise
 * Returns SCHEDULABLE, UNSCHEDULABLE (necessary condition), or UNDECIDED with the task of
 * longest deadline that fits nowhere at the level where the search ended.
 */
struct rtpart_verdict rtpart_mpr_gfp_audsley(struct rtpart_cluster *c,
                                             const struct rtpart_mpr *r, size_t *order);

/*
 * Least Theta of period `period`, a multiple of `step` in [lo, hi], that holds with these
 * priorities: rtpart_mpr_gfp_test with the order given, or rtpart_mpr_gfp_audsley, which
 * leaves the order of the answer in p->order. Both are monotone in Theta (more supply,
 * shorter responses, less carry-in), so this is a bisection.
 * Arguments and result as rtpart_mpr_gedf_min_budget.
 */
rtpart_ns rtpart_mpr_gfp_min_budget(struct rtpart_cluster *c, rtpart_ns period,
                                    rtpart_ns step, rtpart_ns lo, rtpart_ns hi,
                                    const struct rtpart_priorities *p);

#endif
