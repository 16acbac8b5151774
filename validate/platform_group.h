/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_group.h - a control group of our own for the containers, so that they can be
 *                    real-time and nothing is left behind
 *
 * With CONFIG_RT_GROUP_SCHED and version 1 of control groups, tasks in a group without a
 * budget cannot be SCHED_FIFO, and a container gets at most the budget of the group above.
 */
#ifndef RTPART_VALIDATE_PLATFORM_GROUP_H
#define RTPART_VALIDATE_PLATFORM_GROUP_H

#include <stdbool.h>

#include "common/error.h"

/* 30 % of each CPU: cyclictest sleeps most of the time. */
#define RTPART_PLATFORM_RT_RUNTIME_US 300000
#define RTPART_PLATFORM_RT_PERIOD_US  1000000

/*
 * Make the group `name` ("/rtpart-..."), with a budget where budgets are needed.
 *
 * @cgroup  where control groups are mounted: "/sys/fs/cgroup"
 * @budget  set to whether this host needs budgets
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: no budget is left, or it cannot be made.
 */
enum rtpart_code rtpart_platform_group_make(const char *cgroup, const char *name,
                                            bool *budget, struct rtpart_error *err);

/* Remove it in all hierarchies, with all groups below it. A missing one is fine. */
void rtpart_platform_group_remove(const char *cgroup, const char *name);

/*
 * Hide version 2 of control groups where it is mounted below version 1: crun refuses to work
 * with both. Only this process and its children see the difference: they get a mount
 * namespace of their own, and a network namespace, so that bridges of podman vanish with it.
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_platform_apart(const char *cgroup, struct rtpart_error *err);

/* Unmount what is still mounted below `folder` (storage of podman). */
void rtpart_platform_unmount(const char *folder);

#endif
