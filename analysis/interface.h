/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interface.h - which (Q, P) a vCPU needs: the cheapest point of a grid
 *
 * Over the periods of the grid, the least budget for each (a multiple of the runtime
 * step); of all, the least Q/P, and of equals the longest period (fewer switches).
 */
#ifndef RTPART_ANALYSIS_INTERFACE_H
#define RTPART_ANALYSIS_INTERFACE_H

#include "analysis/load.h"
#include "model/reservation.h"
#include "model/verdict.h"

#define RTPART_GRID_PERIODS_MAX 10000000 /* periods in one grid */

/*
 * Default grid for a task set whose shortest deadline is `shortest`: periods from 10 ms
 * in steps of 1 ms up to the shortest deadline on the vCPU, budgets in steps of 0.5 ms;
 * where the shortest deadline is under 30 ms, all scale down by powers of ten (10 ms, 1
 * ms, 0.1 ms, the kernel's shortest period) until it is not.
 */
struct rtpart_grid rtpart_grid_auto(rtpart_ns shortest);

/*
 * Is the grid sound? Steps > 0, 0 < min <= max (max may be 0: the vCPU decides), times in
 * range, at most RTPART_GRID_PERIODS_MAX periods.
 * Returns 0, or RTPART_EUSAGE saying which rule is broken.
 */
enum rtpart_code rtpart_grid_check(const struct rtpart_grid *grid,
                                   struct rtpart_error *err);

/*
 * Longest period of `grid` for a vCPU whose shortest deadline is `shortest`: max_period,
 * or the shortest deadline within [min_period, the kernel's longest] where that is 0.
 */
rtpart_ns rtpart_grid_longest(const struct rtpart_grid *grid, rtpart_ns shortest);

/*
 * Least budget of period `period`, a multiple of `step` in [lo, hi], for the load under
 * its own scheduler (fp.h, edf.h). *first as in rtpart_fp_min_budget.
 * Returns Q, or RTPART_NS_NONE. An empty load needs 0. What load->gave_up then says of
 * either, see load.h.
 *
 * The least budget does not fall as the period grows: both conditions of
 * rtpart_prm_budget_for only get harder. So a walk over rising periods may pass the last
 * result as `lo`.
 */
rtpart_ns rtpart_min_budget(struct rtpart_load *load, rtpart_ns period, rtpart_ns step,
                            rtpart_ns lo, rtpart_ns hi, size_t *first);

/* Verdict of the load on `r` under its own scheduler (fp.h, edf.h). */
struct rtpart_verdict rtpart_load_test(struct rtpart_load *load,
                                       const struct rtpart_prm *r);

/*
 * Cheapest interface of the load over the grid. Exact for the grid where load->gave_up is not
 * set by the call; where it is, a cheaper point may hold than the one that was found.
 *
 * @grid  sound (rtpart_grid_check)
 * @out   on RTPART_SCHEDULABLE the interface (budget 0 for an empty load); untouched
 *        otherwise
 * Returns RTPART_SCHEDULABLE; RTPART_UNSCHEDULABLE where no point of the grid holds;
 * RTPART_UNDECIDED where none was found but some point is left open by a limit of edf.h.
 */
enum rtpart_answer rtpart_interface_choose(struct rtpart_load *load,
                                           const struct rtpart_grid *grid,
                                           struct rtpart_prm *out);

/*
 * The same among the points that take at most `most` of a core, 0 < most <= 1: a cap of a
 * vCPU, or a share that has to be beaten. Each period is left as soon as it cannot be had.
 */
enum rtpart_answer rtpart_interface_within(struct rtpart_load *load,
                                           const struct rtpart_grid *grid,
                                           struct rtpart_ratio most,
                                           struct rtpart_prm *out);

#endif
