/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_plot.h - pictures of a plan: supply against demand, and bandwidth against period
 */
#ifndef RTPART_ANALYSIS_PLAN_PLOT_H
#define RTPART_ANALYSIS_PLAN_PLOT_H

#include <stdbool.h>

#include "model/plan.h"

/*
 * Draw a partitioned plan, one row for each vCPU that has tasks (the first
 * RTPART_PLOT_VCPUS of them).
 *
 * Left: worst-case supply sbf and its linear bound over time; under fixed priority the
 * demand W of the lowest-priority task up to its deadline, and for every task the point at
 * which its demand is met (its response time); under EDF the demand dbf.
 * Right: least Q/P over the periods of the plan's grid, and the point chosen.
 *
 * @plan     sound (rtpart_plan_check)
 * @picture  FILE.svg or FILE.png
 * @keep     keep the .dat and .gp files beside it
 * Returns 0; RTPART_EUSAGE (a global plan, another ending), RTPART_EHOST, RTPART_EMODEL,
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_plan_plot(const struct rtpart_plan *plan, const char *picture,
                                  bool keep, struct rtpart_error *err);

#define RTPART_PLOT_VCPUS 16

#endif
