/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_origin.h - who makes a plan, how, and of what
 */
#ifndef RTPART_MODEL_PLAN_ORIGIN_H
#define RTPART_MODEL_PLAN_ORIGIN_H

#include "common/error.h"
#include "model/plan.h"

/* Where a plan comes from. Borrowed; NULL where not known. */
struct rtpart_plan_origin {
    const char *source;                      /* file of the task set */
    const char *tool;                        /* who makes the plan: "rtpart" */
    const char *version;                     /* of the tool */
    const char *command;                     /* its command line */
    const struct rtpart_provenance *taskset; /* generator, seed and index are kept */
};

/*
 * Fill source and provenance of a plan that has none yet.
 * Returns 0 or RTPART_ENOMEM; what was copied stays in the plan.
 */
enum rtpart_code rtpart_plan_sign(struct rtpart_plan *p,
                                  const struct rtpart_plan_origin *origin,
                                  struct rtpart_error *err);

#endif
