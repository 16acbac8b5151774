/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h - the answer to deploy and to validate: which reservations, and which task runs
 *          where
 */
#ifndef RTPART_MODEL_PLAN_H
#define RTPART_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "model/certificate.h"
#include "model/priority_order.h"
#include "model/reservation.h"
#include "model/taskset.h"

enum rtpart_plan_kind {
    RTPART_PLAN_PARTITIONED, /* each task on one vCPU */
    RTPART_PLAN_GLOBAL,      /* any task on any vCPU: one MPR */
};

/* What was made small. */
enum rtpart_objective {
    RTPART_OBJECTIVE_TOTAL, /* the sum of the bandwidths */
    RTPART_OBJECTIVE_MAX,   /* the largest bandwidth of a vCPU */
};

/* "partitioned", "global". */
const char *rtpart_plan_kind_name(enum rtpart_plan_kind k);

/* "total", "max". */
const char *rtpart_objective_name(enum rtpart_objective o);

/* Objective of that name into *out. False where there is none. */
bool rtpart_objective_from_name(const char *name, enum rtpart_objective *out);

/* One vCPU; its number is its place in the plan. */
struct rtpart_plan_vcpu {
    struct rtpart_prm
        prm;       /* budget 0 where no task runs (the period may then be 0 too) */
    size_t *tasks; /* owned: places in the task set; none in a global plan */
    size_t task_count;
};

/* A zeroed struct is an empty plan. Strings are owned, NULL where not known. */
struct rtpart_plan {
    enum rtpart_plan_kind kind;
    enum rtpart_scheduler scheduler; /* in the guest; never RTPART_SCHED_NONE */
    char *method;                    /* heuristic or test: "ovh", "gedf" */
    enum rtpart_objective objective;
    rtpart_ns latency; /* >= 0: what was added to every task as blocking */
    struct rtpart_grid
        grid;     /* where the interfaces were looked for; all 0: not on a grid */
    char *source; /* file the task set came from */
    struct rtpart_provenance provenance;

    struct rtpart_taskset taskset; /* all tasks, in the order of the file */
    int *priorities; /* owned, one for each task: SCHED_FIFO priority in the guest, 1..98;
                        0 under EDF. NULL: not assigned, all 0 */

    struct rtpart_plan_vcpu *vcpus; /* owned */
    size_t vcpu_count;
    struct rtpart_certificate *certificates; /* owned; none: the plan carries no proof */
    size_t certificate_count;
    uint64_t certified;    /* rtpart_plan_digest at the time they were made */
    struct rtpart_mpr mpr; /* of a global plan: vcpu_count = mpr.cpus, and every vCPU has
                              (mpr.period, ceil(mpr.budget / mpr.cpus)); else all 0 */
};

/*
 * Give the plan `count` empty vCPUs. The plan must have none yet.
 * Returns 0, RTPART_ENOMEM, or RTPART_ERANGE (count is not in 1..RTPART_VCPUS_MAX).
 */
enum rtpart_code rtpart_plan_add_vcpus(struct rtpart_plan *p, size_t count,
                                       struct rtpart_error *err);

/* Put task `task` (place in the task set) on vCPU `vcpu`, last. 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_plan_place(struct rtpart_plan *p, size_t vcpu, size_t task,
                                   struct rtpart_error *err);

/*
 * Make it a global plan on `mpr`: sets kind, mpr and the vCPUs that carry it. The plan must
 * have no vCPUs yet. Returns as rtpart_plan_add_vcpus.
 */
enum rtpart_code rtpart_plan_set_global(struct rtpart_plan *p,
                                        const struct rtpart_mpr *mpr,
                                        struct rtpart_error *err);

/*
 * Fill p->priorities: SCHED_FIFO priorities of the tasks, for each vCPU by itself (for all
 * tasks together in a global plan), in the order of the guest scheduler (RM, DM, PRIO and
 * their global forms; ties in the order of the file): the first task gets 98, the next 97,
 * and so on. All 0 under EDF.
 *
 * Distinct as long as they fit. From the 98th task on they share priority 1, and a note says
 * that SCHED_FIFO runs those in the order they become ready, which the analysis of a strict
 * order does not cover.
 *
 * @notes  may be NULL
 * Returns 0 or RTPART_ENOMEM. O(n log n).
 */
enum rtpart_code rtpart_plan_assign_priorities(struct rtpart_plan *p,
                                               const struct rtpart_notes *notes,
                                               struct rtpart_error *err);

/*
 * Is the plan sound? Tasks sound (rtpart_taskset_check), a known scheduler that fits the
 * kind, every task on exactly one vCPU (and on the one it is fixed to) in a partitioned
 * plan, 0 < Q <= P <= RTPART_NS_MAX on every vCPU with tasks; Theta <= m' * Pi and equal
 * vCPUs in a global one; priorities in 0..98.
 * It does not analyse: a sound plan may still miss deadlines.
 * Returns 0, or RTPART_EINPUT naming what is wrong.
 */
enum rtpart_code rtpart_plan_check(const struct rtpart_plan *p, struct rtpart_error *err);

/* The vCPU that task `task` is on; -1 where it is on none (a global plan). O(n). */
int rtpart_plan_vcpu_of(const struct rtpart_plan *p, size_t task);

/* SCHED_FIFO priority of task `task` in the guest; 0 where none is assigned. */
static inline int rtpart_plan_priority(const struct rtpart_plan *p, size_t task)
{
    return p->priorities != NULL ? p->priorities[task] : 0;
}

/* Same plan in everything that a file holds (so not in the tasks' line numbers)? */
bool rtpart_plan_equal(const struct rtpart_plan *a, const struct rtpart_plan *b);

/* Frees the contents and leaves `p` empty. Accepts a zeroed struct. */
void rtpart_plan_free(struct rtpart_plan *p);

#endif
