/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCHED_FIFO priorities for the tasks of a plan. */
#include <stdlib.h>

#include "common/auto.h"
#include "model/plan.h"

/* A task with its place in the order: smaller keys run first, ties in the order of the file. */
struct ranked {
    rtpart_ns key;
    size_t task;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->task > y->task) - (x->task < y->task);
}

static rtpart_ns key_of(const struct rtpart_task *t, enum rtpart_scheduler s)
{
    switch (s) {
    case RTPART_SCHED_RM:
    case RTPART_SCHED_GRM:
        return t->period;
    case RTPART_SCHED_DM:
    case RTPART_SCHED_GDM:
        return t->deadline;
    default:
        return -(rtpart_ns)t->prio;
    }
}

/* Priorities for the `n` tasks in `order`, 98 downwards. Returns how many share the last. */
static size_t assign(struct rtpart_plan *p, struct ranked *order, size_t n)
{
    const size_t levels = RTPART_PRIORITY_MAX - RTPART_PRIORITY_MIN + 1;

    for (size_t i = 0; i < n; i++)
        order[i].key = key_of(&p->taskset.tasks[order[i].task], p->scheduler);
    qsort(order, n, sizeof *order, compare_ranked);
    for (size_t i = 0; i < n; i++)
        p->priorities[order[i].task] =
            i < levels ? RTPART_PRIORITY_MAX - (int)i : RTPART_PRIORITY_MIN;
    return n > levels ? n - levels + 1 : 0;
}

static void note_sharing(const struct rtpart_notes *notes, const char *where, size_t vcpu,
                         size_t sharing)
{
    if (sharing == 0)
        return;
    rtpart_note(
        notes,
        "%s%zu: SCHED_FIFO has too few priorities: the last %zu tasks share priority "
        "%d and run in the order they become ready, which the analysis of a strict "
        "order does not cover",
        where, vcpu, sharing, RTPART_PRIORITY_MIN);
}

enum rtpart_code rtpart_plan_assign_priorities(struct rtpart_plan *p,
                                               const struct rtpart_notes *notes,
                                               struct rtpart_error *err)
{
    const size_t count = p->taskset.count;
    RTPART_AUTO_FREE struct ranked *order = calloc(count + 1, sizeof *order);
    int *priorities = calloc(count + 1, sizeof *priorities);

    if (order == NULL || priorities == NULL) {
        free(priorities);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu priorities", count);
    }
    free(p->priorities);
    p->priorities = priorities;
    if (p->scheduler == RTPART_SCHED_EDF || p->scheduler == RTPART_SCHED_GEDF)
        return RTPART_OK;
    if (p->kind == RTPART_PLAN_GLOBAL) {
        for (size_t i = 0; i < count; i++)
            order[i].task = i;
        note_sharing(notes, "vCPUs 0 .. ", p->vcpu_count - 1, assign(p, order, count));
        return RTPART_OK;
    }
    for (size_t v = 0; v < p->vcpu_count; v++) {
        const struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];

        for (size_t i = 0; i < vcpu->task_count; i++)
            order[i].task = vcpu->tasks[i];
        note_sharing(notes, "vCPU ", v, assign(p, order, vcpu->task_count));
    }
    return RTPART_OK;
}
