/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_draw.h - the task sets of the benches: random ones and the paper's
 *
 * [Abe24] L. Abeni, "Virtualized real-time workloads in containers and virtual machines",
 *         Journal of Systems Architecture 154, 103238, 2024.
 * [BB05]  E. Bini and G. C. Buttazzo, "Measuring the performance of schedulability tests",
 *         Real-Time Systems 30, 2005. doi:10.1007/s11241-005-0507-9
 */
#ifndef RTPART_TESTS_TASK_DRAW_H
#define RTPART_TESTS_TASK_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "model/taskset.h"

/* Shape of a random set. */
struct task_draw {
    size_t count;
    double utilization; /* in all, spread by UUniFast [BB05] */
    double shortest_us; /* periods are log-uniform between these, whole us */
    double longest_us;
    uint64_t seed;
};

/* Fill `task`, room for d->count: by rising period, D = T, names NULL. */
void task_draw(const struct task_draw *d, struct rtpart_task *task);

/* Tasks of table 4 of [Abe24] whose numbers are the digits of `which`; returns how many. */
size_t task_draw_table4(const char *which, struct rtpart_task *task);

#endif
