/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_method.h - what a campaign compares: every partitioning method of partition/, and
 *                  the global reservations
 */
#ifndef RTPART_VALIDATE_SWEEP_METHOD_H
#define RTPART_VALIDATE_SWEEP_METHOD_H

#include "model/reservation.h"
#include "model/taskset.h"
#include "model/verdict.h"
#include "partition/partition.h"

/* "ovh", "first-fit", ... (partition.h), "global-edf", "global-fp". */
struct rtpart_sweep_method {
    const char *name;
    const struct rtpart_heuristic *heuristic; /* NULL: a global one */
};

/* A method beside those of partition/; the table ends with a name that is NULL. */
struct rtpart_sweep_global_method {
    const char *name;
    const char *summary;
};

extern const struct rtpart_sweep_global_method rtpart_sweep_global_methods[];

/* How a set is looked at. */
struct rtpart_sweep_setting {
    enum rtpart_scheduler scheduler; /* in a partitioned guest: RM, DM or EDF */
    rtpart_ns latency;
    struct rtpart_grid grid; /* all 0: rtpart_grid_auto of each set */
    double time_limit_s;     /* for the methods that search, per set; <= 0: none */
};

/* Method of that name into *out. False where there is none. */
bool rtpart_sweep_method_find(const char *name, struct rtpart_sweep_method *out);

/*
 * Put the set to the method on `vcpus` vCPUs.
 *
 * A global reservation is taken at the shortest period of the grid, its budget a multiple
 * of the runtime step.
 *
 * @bandwidth  on SCHEDULABLE: the total in 1e-9 of a core, each vCPU rounded to the nearest
 * Returns 0 with the answer in *answer: UNDECIDED where a heuristic or a sufficient test
 * found nothing, or where the time was up; errors as rtpart_partition_run.
 */
enum rtpart_code rtpart_sweep_method_ask(const struct rtpart_sweep_method *method,
                                         const struct rtpart_sweep_setting *setting,
                                         const struct rtpart_taskset *ts, unsigned vcpus,
                                         enum rtpart_answer *answer, uint64_t *bandwidth,
                                         struct rtpart_error *err);

/* num/den in 1e-9, rounded to the nearest. */
uint64_t rtpart_ppb(rtpart_ns num, rtpart_ns den);

#endif
