/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partition.h - spread a task set over vCPUs: the question, the answer, and the table of
 *               the methods that answer it
 *
 * [ABB22] L. Abeni, A. Biondi and E. Bini, "Partitioning real-time workloads on
 * multi-core virtual machines", Journal of Systems Architecture 131, 2022.
 *         doi:10.1016/j.sysarc.2022.102733
 */
#ifndef RTPART_PARTITION_PARTITION_H
#define RTPART_PARTITION_PARTITION_H

#include <stdbool.h>

#include "model/plan.h"
#include "model/reservation.h"
#include "model/taskset.h"
#include "model/verdict.h"

/* Called now and then by long methods; returns true to ask them to stop. May be NULL. */
typedef bool rtpart_tick_fn(void *ctx, double done /* 0..1, or < 0 where not known */);

/* What is asked. Borrowed for the call. */
struct rtpart_partition_request {
    const struct rtpart_taskset *taskset; /* checked; task.vcpu >= 0 is binding */
    unsigned vcpus;                       /* m, 1..RTPART_VCPUS_MAX */
    enum rtpart_scheduler scheduler;      /* RM, DM, PRIO or EDF */
    rtpart_ns latency;                    /* L >= 0 */
    struct rtpart_grid grid;              /* sound; rtpart_grid_auto for the default */
    bool partition_only;                  /* leave the interfaces out where possible */
    /* For the methods that optimise: least sum of Q/P, or least largest Q/P and, of these,
     * least sum. */
    enum rtpart_objective objective;
    struct rtpart_ratio max_bandwidth; /* cap of one vCPU, 1/1 for none */
    double time_limit_s;               /* for the methods that search; <= 0: none */
    rtpart_tick_fn *tick;
    void *tick_ctx;
};

/* What came out. Arrays are owned; rtpart_partition_free. */
struct rtpart_partition {
    enum rtpart_answer answer; /* SCHEDULABLE: found; UNSCHEDULABLE: proved that there is
                                  none (exact methods only); UNDECIDED: none found */
    size_t blocked;            /* not found: the task that fitted nowhere, or NO_TASK */
    size_t task_count;
    unsigned *vcpu; /* found: vCPU of each task, task_count entries */
    unsigned vcpus;
    struct rtpart_prm *prm; /* found: interface of each vCPU (budget 0: empty);
                               NULL where only the partition was asked */
    double lower_bound;     /* methods that search: proved bound on the objective; 0 */
    bool optimal;           /* the objective is proved to be least */
    bool gave_up;           /* not found: under EDF the analysis gave up on some tasks
                               (analysis/load.h), so that there may be a partition */
};

/* A method, one row of the table. */
struct rtpart_heuristic {
    const char *name;    /* "ovh", "first-fit", ... */
    const char *paper;   /* key of docs/references.md, or "" */
    bool exact;          /* true: UNSCHEDULABLE is a proof and the objective is optimal */
    bool searches;       /* may take long; heeds the time limit and the tick */
    const char *summary; /* one line for --list */
    enum rtpart_code (*run)(const struct rtpart_partition_request *req,
                            struct rtpart_partition *out, struct rtpart_error *err);
};

/* All methods, in the order of --list. */
const struct rtpart_heuristic *rtpart_heuristics(size_t *count);

/* Method of that name, or NULL. */
const struct rtpart_heuristic *rtpart_heuristic_find(const char *name);

/* Is the request sound (ranges, fixed vCPUs below m, scheduler, grid)? Returns 0,
 * RTPART_EUSAGE, RTPART_EINPUT, RTPART_EMODEL. */
enum rtpart_code rtpart_partition_check(const struct rtpart_partition_request *req,
                                        struct rtpart_error *err);

/*
 * Check the request (ranges, fixed vCPUs below m, scheduler, grid), run `h`, and check
 * that the answer keeps what was asked.
 *
 * @out  written; free with rtpart_partition_free whatever the answer
 * Returns 0 with the answer in out->answer; RTPART_EUSAGE, RTPART_EINPUT, RTPART_EMODEL,
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_partition_run(const struct rtpart_heuristic *h,
                                      const struct rtpart_partition_request *req,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err);

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_partition_free(struct rtpart_partition *p);

/* Forget the interfaces of a found partition: only the partition was asked for. */
void rtpart_partition_drop_interfaces(struct rtpart_partition *p);

/* Sum of Q/P over the vCPUs; largest Q/P. For printing and statistics. */
double rtpart_partition_bandwidth(const struct rtpart_partition *p);
double rtpart_partition_max_bandwidth(const struct rtpart_partition *p);

/* Exact order of two found partitions under `objective`: < 0 where a is better. */
int rtpart_partition_cmp(const struct rtpart_partition *a,
                         const struct rtpart_partition *b,
                         enum rtpart_objective objective);

#endif
