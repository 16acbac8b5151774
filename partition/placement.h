/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * placement.h - a partition while it is being built: the tasks of each vCPU in scheduling
 *               order, and what the vCPU would need
 *
 * Every method places tasks here, asks, and takes them off again; the answers come from
 * the exact tests of analysis/.
 */
#ifndef RTPART_PARTITION_PLACEMENT_H
#define RTPART_PARTITION_PLACEMENT_H

#include "analysis/load.h"
#include "partition/partition.h"
#include "partition/share.h"

#define RTPART_NO_VCPU ((unsigned)-1)

struct rtpart_placement {
    const struct rtpart_partition_request *req; /* borrowed */
    size_t *order;            /* tasks in scheduling order (rtpart_load_order) */
    size_t *rank;             /* place of each task in it */
    unsigned *vcpu;           /* vCPU of each task, RTPART_NO_VCPU: not placed */
    struct rtpart_load *load; /* of each vCPU; the arrays grow with the tasks */
    rtpart_share *used;       /* utilisation of each vCPU, rounded down for each task */
    size_t *tail;             /* scratch: tasks behind the one that moves */
};

/*
 * An empty placement for a checked request, which must outlive it.
 * Returns 0, RTPART_EMODEL (priorities missing), RTPART_ENOMEM; then `p` is zeroed.
 */
enum rtpart_code rtpart_placement_init(struct rtpart_placement *p,
                                       const struct rtpart_partition_request *req,
                                       struct rtpart_error *err);

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_placement_free(struct rtpart_placement *p);

/*
 * Put a task that is not placed on vCPU v, in its place of the scheduling order; behind
 * all others this is O(tasks on v), elsewhere O(tasks on v times tasks behind).
 * Returns 0 or RTPART_ENOMEM, then nothing has changed.
 */
enum rtpart_code rtpart_placement_add(struct rtpart_placement *p, unsigned v, size_t task,
                                      struct rtpart_error *err);

/* Take a placed task off its vCPU. Costs as rtpart_placement_add. */
void rtpart_placement_remove(struct rtpart_placement *p, size_t task);

/* Take all tasks off. */
void rtpart_placement_clear(struct rtpart_placement *p);

/* C/T of a task. */
static inline struct rtpart_ratio rtpart_task_utilization(const struct rtpart_task *t)
{
    return (struct rtpart_ratio){.num = t->wcet, .den = t->period};
}

/*
 * Is vCPU v out of reach because the utilisation of its tasks and `task` alone exceeds the
 * cap of a vCPU? A quick no before the exact test; false proves nothing. O(1).
 */
bool rtpart_placement_overfull(const struct rtpart_placement *p, unsigned v, size_t task);

/* Order of the utilisations of vCPUs v and w: -1, 0, 1. Exact; `terms` is scratch for all
 * tasks of the set. */
int rtpart_placement_used_cmp(const struct rtpart_placement *p, unsigned v, unsigned w,
                              struct rtpart_ratio *terms);

/*
 * Does vCPU v hold its tasks with some interface of the grid within the cap of a vCPU?
 * Exact for fixed priorities; under EDF as exact as rtpart_edf_test: where a "no" is not
 * proved, the load of the vCPU has given up. The supply does not fall with the budget, so one
 * test for each period, with the largest budget, is enough, and the first period that passes
 * ends it.
 */
bool rtpart_placement_holds(struct rtpart_placement *p, unsigned v);

/*
 * Cheapest interface of vCPU v within the cap (rtpart_interface_choose); budget 0 where it
 * is empty. Returns false where there is none, or none was found and the load has given up.
 */
bool rtpart_placement_interface(struct rtpart_placement *p, unsigned v,
                                struct rtpart_prm *out);

/* The same among the interfaces that take at most `most`, give or take 2^-50. */
bool rtpart_placement_interface_within(struct rtpart_placement *p, unsigned v,
                                       rtpart_share most, struct rtpart_prm *out);

/*
 * Cap of a budget: the largest multiple of the runtime step within the cap of a vCPU and
 * within the period.
 */
rtpart_ns rtpart_budget_cap(const struct rtpart_partition_request *req, rtpart_ns period);

/*
 * Has the analysis given up on the load of some vCPU (load.h)? Then a "no" of the calls above,
 * since the placement was made or cleared, may be none, and an interface not the cheapest.
 */
bool rtpart_placement_gave_up(const struct rtpart_placement *p);

/*
 * End of a method that has placed every task: copy the partition into `out` and choose the
 * interfaces (not under partition_only). RTPART_SCHEDULABLE, or RTPART_UNDECIDED where some
 * vCPU has no interface; out->blocked is then the task on it that is looked at last.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_placement_finish(struct rtpart_placement *p,
                                         struct rtpart_partition *out,
                                         struct rtpart_error *err);

/*
 * End of a method that found nothing: free what `out` holds and leave the answer.
 * @answer   RTPART_UNDECIDED or, where it is proved, RTPART_UNSCHEDULABLE
 * @blocked  the task that fitted nowhere, or RTPART_NO_TASK
 */
void rtpart_partition_none(struct rtpart_partition *out,
                           const struct rtpart_partition_request *req,
                           enum rtpart_answer answer, size_t blocked);

/* The same for a method that has asked this placement: what it gave up on is said, too. */
void rtpart_placement_none(const struct rtpart_placement *p, enum rtpart_answer answer,
                           size_t blocked, struct rtpart_partition *out);

#endif
