/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_make.h - a partition with its interfaces as a plan that can be deployed
 */
#ifndef RTPART_PARTITION_PLAN_MAKE_H
#define RTPART_PARTITION_PLAN_MAKE_H

#include "model/plan.h"
#include "partition/partition.h"

/* Where a plan comes from. Borrowed; NULL where not known. */
struct rtpart_plan_origin {
    const char *source;                      /* file of the task set */
    const char *tool;                        /* who makes the plan: "rtpart" */
    const char *version;                     /* of the tool */
    const char *command;                     /* its command line */
    const struct rtpart_provenance *taskset; /* generator, seed and index are kept */
};

/*
 * The plan of a found partition: tasks, vCPUs with their interfaces, grid, guest scheduler
 * and the guest's priorities (rtpart_plan_assign_priorities).
 *
 * @req     what was asked
 * @found   the answer, with interfaces (not partition_only)
 * @method  name of the heuristic that found it
 * @notes   what is worth telling; may be NULL
 * @out     zeroed or unset before; owned by the caller (rtpart_plan_free); empty on failure
 * Returns 0, RTPART_ENOMEM, or RTPART_EUSAGE (nothing was found, or no interfaces).
 */
enum rtpart_code rtpart_plan_make(const struct rtpart_partition_request *req,
                                  const struct rtpart_partition *found,
                                  const char *method,
                                  const struct rtpart_plan_origin *origin,
                                  const struct rtpart_notes *notes,
                                  struct rtpart_plan *out, struct rtpart_error *err);

/*
 * Fill source and provenance of a plan that has none yet.
 * Returns 0 or RTPART_ENOMEM; what was copied stays in the plan.
 */
enum rtpart_code rtpart_plan_sign(struct rtpart_plan *p,
                                  const struct rtpart_plan_origin *origin,
                                  struct rtpart_error *err);

#endif
