/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guest_task.h - what scripts and configurations for the guest need of each task
 */
#ifndef RTPART_DEPLOY_GUEST_TASK_H
#define RTPART_DEPLOY_GUEST_TASK_H

#include <stddef.h>

#include "common/error.h"
#include "model/plan.h"

/*
 * The least and the greatest vCPU that task `task` may run on: its own, or all of the plan.
 */
void rtpart_plan_cpus_of(const struct rtpart_plan *plan, size_t task, int *first,
                         int *last);

/*
 * Names become words of a shell and parts of file names: they must be plain, and at most
 * `longest` letters. Returns 0 or RTPART_EMODEL.
 */
enum rtpart_code rtpart_plan_names_check(const struct rtpart_plan *plan, size_t longest,
                                         struct rtpart_error *err);

#endif
