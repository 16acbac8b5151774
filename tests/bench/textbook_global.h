/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbook_global.h - global EDF on a multiprocessor periodic resource and global fixed
 *                     priority on dedicated CPUs, straight from the formulas: the competitor
 *                     of bench_global.c
 *
 * [SEL08]  I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *          clustering of multiprocessors", ECRTS 2008, pp. 181-190.
 *          doi:10.1109/ECRTS.2008.28
 * [GSYY09] N. Guan, M. Stigge, W. Yi and G. Yu, "New response time bounds for fixed
 *          priority multiprocessor scheduling", RTSS 2009, pp. 387-397.
 *          doi:10.1109/RTSS.2009.11
 */
#ifndef RTPART_TESTS_TEXTBOOK_GLOBAL_H
#define RTPART_TESTS_TEXTBOOK_GLOBAL_H

#include "model/taskset.h"

#define TEXTBOOK_GLOBAL_TASKS 100

/*
 * Least Theta, a multiple of `step`, that the test of [SEL08] accepts: one budget after the
 * other from U Pi on, and for each every point at which the demand bends or jumps and the
 * supply starts, up to the bound on A. D = T. -1: none up to cpus * period.
 * @count  <= TEXTBOOK_GLOBAL_TASKS
 */
rtpart_ns textbook_gedf_min_budget(const struct rtpart_task *tasks, size_t count,
                                   rtpart_ns period, unsigned cpus, rtpart_ns step);

/*
 * Response times of [GSYY09] by its iteration, the tasks in priority order; -1 for the first
 * that exceeds its deadline and those below it.
 * @response  room for `count` times, count <= TEXTBOOK_GLOBAL_TASKS
 */
void textbook_guan(const struct rtpart_task *tasks, size_t count, unsigned cpus,
                   rtpart_ns *response);

#endif
