/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCHED_FIFO priorities for the tasks of a plan. */
#include <stdlib.h>

#include "common/auto.h"
#include "model/plan.h"
#include "model/priority_order.h"

/* Priorities for the `n` tasks in `order`, 98 downwards. Returns how many share the last. */
static size_t assign(struct rtpart_plan *p, size_t *order, size_t n)
{
    const size_t levels = RTPART_PRIORITY_MAX - RTPART_PRIORITY_MIN + 1;

    rtpart_priority_sort(&p->taskset, p->scheduler, order, n);
    for (size_t i = 0; i < n; i++)
        p->priorities[order[i]] =
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
    RTPART_AUTO_FREE size_t *order = calloc(count + 1, sizeof *order);
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
            order[i] = i;
        note_sharing(notes, "vCPUs 0 .. ", p->vcpu_count - 1, assign(p, order, count));
        return RTPART_OK;
    }
    for (size_t v = 0; v < p->vcpu_count; v++) {
        const struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];

        for (size_t i = 0; i < vcpu->task_count; i++)
            order[i] = vcpu->tasks[i];
        note_sharing(notes, "vCPU ", v, assign(p, order, vcpu->task_count));
    }
    return RTPART_OK;
}
