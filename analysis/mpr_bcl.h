/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr_bcl.h - global EDF on a multiprocessor periodic resource, the cheap way: one window
 *             per task
 *
 * The test of [BCL05], its supply replaced by that of the resource. In the window of a job
 * of task k, from its release to its deadline, every other task i with carry-in does at
 * most
 *
 *   W_i = N_i C_i + min(C_i, max(0, D_k - N_i T_i)),   N_i = floor((D_k - D_i) / T_i) + 1
 *
 * and the job holds if  sum over i != k of min(W_i, D_k - C_k) + m' C_k <= sbf(D_k), with
 * the rule of mpr_gedf.h for equality. Sufficient. O(n) for a task, so it serves large sets
 * and searches; mpr_gedf.h accepts more in most cases, not in all.
 *
 * [BCL05] M. Bertogna, M. Cirinei and G. Lipari, "Improved schedulability analysis of EDF
 *         on multiprocessor platforms", ECRTS 2005, pp. 209-218. doi:10.1109/ECRTS.2005.18
 */
#ifndef RTPART_ANALYSIS_MPR_BCL_H
#define RTPART_ANALYSIS_MPR_BCL_H

#include "analysis/cluster.h"
#include "model/reservation.h"

/*
 * Do the tasks hold on `r`? Answers and witness as rtpart_mpr_gedf_test (at is D_k).
 * @r  sound and in range (mpr.h), r->cpus = c->cpus.  O(n^2).
 */
struct rtpart_verdict rtpart_mpr_bcl_test(const struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r);

/*
 * Least Theta, a multiple of `step` in [lo, hi], that the test accepts: every task asks for
 * its own by the closed-form inverse. Arguments and result as rtpart_mpr_gedf_min_budget.
 */
rtpart_ns rtpart_mpr_bcl_min_budget(const struct rtpart_cluster *c, rtpart_ns period,
                                    rtpart_ns step, rtpart_ns lo, rtpart_ns hi);

#endif
