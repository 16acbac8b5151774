/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate.h - random task sets: utilisations, periods, WCETs and deadlines together
 *
 * Set number `index` of a request depends on the request, its seed and its point alone: not
 * on the sets before it, nor on threads, machine, compiler or optimisation.
 */
#ifndef RTPART_GENERATORS_GENERATE_H
#define RTPART_GENERATORS_GENERATE_H

#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "generators/periods.h"
#include "generators/utilization.h"
#include "model/taskset.h"

/* What is asked. Borrows bounds and list. */
struct rtpart_generate_request {
    struct rtpart_utilization_request utilization;
    const struct rtpart_utilization_method
        *method; /* NULL: see rtpart_utilization_prepare */
    struct rtpart_periods periods;
    struct rtpart_deadlines deadlines;
    rtpart_ns wcet_step; /* WCETs are multiples of it, >= 1 */
    enum rtpart_scheduler
        scheduler; /* written to the file; RTPART_SCHED_NONE: not said */
    uint64_t seed;
    uint64_t point; /* of a grid of requests; 0 where there is none */
};

/* A request made ready. Read only: any number of threads may draw from it. */
struct rtpart_generator {
    struct rtpart_generate_request request;
    struct rtpart_utilization_plan utilization;
};

/* 10 tasks, periods log-uniform, D = T, whole ns, utilisations 0 .. 1, seed 1; U is 0. */
struct rtpart_generate_request rtpart_generate_defaults(void);

/*
 * Check a request and make it ready.
 *
 * @g  zeroed or unset before; rtpart_generator_free. Empty on failure.
 * Returns 0, RTPART_ENOMEM, or RTPART_EUSAGE: what is wrong.
 */
enum rtpart_code rtpart_generator_prepare(struct rtpart_generator *g,
                                          const struct rtpart_generate_request *request,
                                          struct rtpart_error *err);

/*
 * Make the set number `index`.
 *
 * @out       zeroed or unset before; rtpart_taskset_free. Empty on failure. Every task is
 *            sound (rtpart_taskset_check) and named t0, t1, ...
 * @realised  sum of C/T as rounding has left it; may be NULL
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (a period is shorter than the step of WCETs) or
 * RTPART_ERANGE (a method that throws draws away gave up).
 */
enum rtpart_code rtpart_generator_draw(const struct rtpart_generator *g, uint64_t index,
                                       struct rtpart_taskset *out, double *realised,
                                       struct rtpart_error *err);

/*
 * The same as a file: one component called set<index>, and who made it (provenance; its
 * command makes this one set again).
 *
 * @out  rtpart_system_free. Empty on failure.
 */
enum rtpart_code rtpart_generator_system(const struct rtpart_generator *g, uint64_t index,
                                         struct rtpart_system *out, double *realised,
                                         struct rtpart_error *err);

/* The command that makes `count` sets from number `index` on, and only them. */
void rtpart_generator_put_command(FILE *out, const struct rtpart_generator *g,
                                  uint64_t index, uint64_t count);

/*
 * Who made these sets, for a file that holds them; its index is that of the only set, or
 * not said.
 * @out  zeroed or unset before; rtpart_provenance_free. Empty on failure.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_generator_provenance(const struct rtpart_generator *g,
                                             uint64_t index, uint64_t count,
                                             struct rtpart_provenance *out,
                                             struct rtpart_error *err);

void rtpart_generator_free(struct rtpart_generator *g);

#endif
