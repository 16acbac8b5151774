/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/global_plan.h"

#include <string.h>

enum { PRIO_MAX_GIVEN = 99 }; /* largest explicit priority of a task */

static enum rtpart_scheduler scheduler_of(const struct rtpart_mpr_request *req)
{
    if (!req->test->priorities)
        return RTPART_SCHED_GEDF;
    switch (req->policy) {
    case RTPART_GFP_RM:
        return RTPART_SCHED_GRM;
    case RTPART_GFP_DM:
        return RTPART_SCHED_GDM;
    default:
        return RTPART_SCHED_PRIO;
    }
}

/* An order that was computed becomes explicit: 99 for the first, 98 for the next. */
static enum rtpart_code keep_order(const struct rtpart_mpr_request *req,
                                   const struct rtpart_mpr_result *found,
                                   struct rtpart_taskset *ts, struct rtpart_error *err)
{
    if (!req->test->priorities ||
        (req->policy != RTPART_GFP_DKC && req->policy != RTPART_GFP_OPA))
        return RTPART_OK;
    if (found->count > PRIO_MAX_GIVEN)
        return rtpart_fail(err, RTPART_EMODEL,
                           "%zu tasks are more than there are explicit priorities (%d); "
                           "take --priorities rm or dm for a plan",
                           found->count, PRIO_MAX_GIVEN);
    for (size_t i = 0; i < found->count; i++)
        ts->tasks[found->order[i]].prio = PRIO_MAX_GIVEN - (int)i;
    return RTPART_OK;
}

static enum rtpart_code fill(const struct rtpart_mpr_request *req,
                             const struct rtpart_mpr_result *found,
                             const struct rtpart_plan_origin *origin,
                             const struct rtpart_notes *notes, struct rtpart_plan *out,
                             struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_plan_sign(out, origin, err);

    if (code == RTPART_OK && (out->method = strdup(req->test->name)) == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the plan");
    if (code == RTPART_OK)
        code = rtpart_taskset_copy(&out->taskset, req->taskset, err);
    if (code == RTPART_OK)
        code = keep_order(req, found, &out->taskset, err);
    if (code == RTPART_OK)
        code = rtpart_plan_set_global(out, &found->mpr, err);
    if (code == RTPART_OK)
        code = rtpart_plan_assign_priorities(out, notes, err);
    if (code == RTPART_OK)
        code = rtpart_plan_check(out, err);
    return code;
}

enum rtpart_code rtpart_global_plan_make(
    const struct rtpart_mpr_request *req, const struct rtpart_mpr_result *found,
    const struct rtpart_grid *grid, const struct rtpart_plan_origin *origin,
    const struct rtpart_notes *notes, struct rtpart_plan *out, struct rtpart_error *err)
{
    enum rtpart_code code;

    *out = (struct rtpart_plan){.kind = RTPART_PLAN_GLOBAL,
                                .scheduler = scheduler_of(req),
                                .latency = req->latency,
                                .grid = *grid};
    if (found->verdict.answer != RTPART_SCHEDULABLE)
        return rtpart_fail(err, RTPART_EUSAGE, "a plan needs a reservation that holds");
    code = fill(req, found, origin, notes, out, err);
    if (code != RTPART_OK)
        rtpart_plan_free(out);
    return code;
}
