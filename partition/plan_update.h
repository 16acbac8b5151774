/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_update.h - tasks that join and leave a plan in service (online.h), from plan to plan
 */
#ifndef RTPART_PARTITION_PLAN_UPDATE_H
#define RTPART_PARTITION_PLAN_UPDATE_H

#include "partition/online.h"

/* The method of a plan that was made so. */
#define RTPART_ONLINE_METHOD "online"

/* What is to change. Borrowed for the call. */
struct rtpart_plan_changes {
    const struct rtpart_taskset *add; /* checked; NULL: none */
    bool rename;                      /* new tasks whose name is taken get a free one */
    const char *const *remove;        /* names of tasks that leave */
    size_t remove_count;
    unsigned may_move;       /* tasks that stay may change their vCPU, at most so many */
    unsigned vcpus;          /* 0: as many as there are, else at least that */
    struct rtpart_grid grid; /* a field that is 0: as the plan says */
    struct rtpart_ratio max_bandwidth; /* of reservations that change; 1/1 for none */
    double time_limit_s;
    rtpart_tick_fn *tick;
    void *tick_ctx;
};

/* What came out. Owned; rtpart_plan_update_free. */
struct rtpart_plan_update {
    struct rtpart_taskset taskset; /* those that stay, then the new ones */
    size_t *was;            /* place in the old plan of each task, RTPART_NO_TASK: new */
    unsigned *vcpu;         /* where it was, RTPART_NO_VCPU: new */
    struct rtpart_prm *prm; /* reservation before, of each vCPU of the new plan */
    struct rtpart_partition_request request; /* about `taskset` */
    struct rtpart_partition partition; /* the answer, as rtpart_online_add gives it */
    unsigned moves;
};

/*
 * First the new tasks find their places (rtpart_online_add); then vCPUs that tasks have left
 * get a cheaper reservation where there is one.
 *
 * @plan  sound (rtpart_plan_check); what it says of guest scheduler, latency, objective and
 *        grid goes for the new one (a plan without a grid: the default one)
 * @out   written; free it whatever the code. out->request points into it, so that it must
 *        stay where it is
 * Returns 0 with the answer in out->partition; RTPART_EMODEL (a global plan);
 * RTPART_EINPUT (no such task, a name that is taken, nothing left, or as
 * rtpart_online_add); RTPART_EUSAGE (too few vCPUs, a bad grid); RTPART_ENOMEM.
 */
enum rtpart_code rtpart_plan_update(const struct rtpart_plan *plan,
                                    const struct rtpart_plan_changes *changes,
                                    struct rtpart_plan_update *out,
                                    struct rtpart_error *err);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_plan_update_free(struct rtpart_plan_update *u);

#endif
