/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_make.h - a partition with its interfaces as a plan that can be deployed
 */
#ifndef RTPART_PARTITION_PLAN_MAKE_H
#define RTPART_PARTITION_PLAN_MAKE_H

#include "model/plan_origin.h"
#include "partition/partition.h"

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

#endif
