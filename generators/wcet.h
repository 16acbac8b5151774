/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wcet.h - from utilisations to worst-case execution times that are whole nanoseconds (or
 *          multiples of a step), such that the sum stays what it was
 */
#ifndef RTPART_GENERATORS_WCET_H
#define RTPART_GENERATORS_WCET_H

#include <stddef.h>

#include "common/error.h"
#include "model/time.h"

/* Largest relative error of the sum that is not worth telling. */
#define RTPART_WCET_TOLERANCE 1e-6

/*
 * C_i = u_i T_i, a multiple of `step`, step <= C_i <= T_i.
 *
 * What rounding a task takes from the sum is handed to the task with the next longer period,
 * so no task is off by much more than its own rounding, and the sum by half a step in the
 * longest period. Where that is more than RTPART_WCET_TOLERANCE of the sum, or tasks hit a
 * bound, single tasks and pairs of tasks are moved by a step as long as that helps.
 *
 * @u         utilisations, 0 <= u_i <= 1
 * @period    T_i > 0
 * @step      > 0
 * @wcet      room for n
 * @realised  sum of C_i / T_i as it has become
 * Returns 0, RTPART_ENOMEM, or RTPART_EUSAGE where a period is shorter than the step.
 * O(n log n).
 */
enum rtpart_code rtpart_wcet_assign(const double *u, const rtpart_ns *period, size_t n,
                                    rtpart_ns step, rtpart_ns *wcet, double *realised,
                                    struct rtpart_error *err);

#endif
