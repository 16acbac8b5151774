/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * global_plan.h - the interface of a global guest as a plan that can be deployed
 */
#ifndef RTPART_ANALYSIS_GLOBAL_PLAN_H
#define RTPART_ANALYSIS_GLOBAL_PLAN_H

#include "analysis/mpr_tests.h"
#include "model/plan_origin.h"

/*
 * The plan of an answer that is RTPART_SCHEDULABLE: the tasks, m' equal vCPUs, and the
 * guest's priorities. An order that no scheduler makes by itself (DkC, Audsley's) is kept as
 * explicit priorities, which at most 99 tasks can have.
 *
 * @grid    where it was looked for; all 0: not on a grid
 * @notes   what is worth telling; may be NULL
 * @out     zeroed or unset before; owned by the caller (rtpart_plan_free); empty on failure
 * Returns 0; RTPART_EUSAGE (nothing was found); RTPART_EMODEL (too many tasks for explicit
 * priorities); RTPART_ENOMEM.
 */
enum rtpart_code rtpart_global_plan_make(
    const struct rtpart_mpr_request *req, const struct rtpart_mpr_result *found,
    const struct rtpart_grid *grid, const struct rtpart_plan_origin *origin,
    const struct rtpart_notes *notes, struct rtpart_plan *out, struct rtpart_error *err);

#endif
