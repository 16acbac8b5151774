/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * priority_order.h - which task goes before which: the one place that says so
 */
#ifndef RTPART_MODEL_PRIORITY_ORDER_H
#define RTPART_MODEL_PRIORITY_ORDER_H

#include <stddef.h>

#include "model/taskset.h"

/* Largest and least SCHED_FIFO priority given to tasks: 99 is left to the kernel's threads. */
#define RTPART_PRIORITY_MAX 98
#define RTPART_PRIORITY_MIN 1

/*
 * Sort tasks as `scheduler` looks at them: by period (RM), by relative deadline (DM, EDF), by
 * falling rt:prio (PRIO), the global forms likewise; ties keep the order of the file.
 *
 * @tasks  `count` places in ts, sorted in place
 * O(count log count).
 */
void rtpart_priority_sort(const struct rtpart_taskset *ts,
                          enum rtpart_scheduler scheduler, size_t *tasks, size_t count);

#endif
