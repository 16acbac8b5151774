/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/priority_order.h"

#include <stdlib.h>

/* What is to be sorted, and by what. */
struct order {
    const struct rtpart_task *tasks;
    enum rtpart_scheduler scheduler;
};

/* The smaller, the sooner. */
static rtpart_ns key_of(const struct rtpart_task *t, enum rtpart_scheduler scheduler)
{
    switch (scheduler) {
    case RTPART_SCHED_RM:
    case RTPART_SCHED_GRM:
        return t->period;
    case RTPART_SCHED_PRIO:
        return -t->prio;
    default: /* DM, EDF, and their global forms */
        return t->deadline;
    }
}

static int compare(const void *a, const void *b, void *ctx)
{
    const struct order *order = ctx;
    const size_t i = *(const size_t *)a;
    const size_t j = *(const size_t *)b;
    const rtpart_ns x = key_of(&order->tasks[i], order->scheduler);
    const rtpart_ns y = key_of(&order->tasks[j], order->scheduler);

    if (x != y)
        return x < y ? -1 : 1;
    return i < j ? -1 : i > j;
}

void rtpart_priority_sort(const struct rtpart_taskset *ts,
                          enum rtpart_scheduler scheduler, size_t *tasks, size_t count)
{
    struct order order = {.tasks = ts->tasks, .scheduler = scheduler};

    qsort_r(tasks, count, sizeof *tasks, compare, &order);
}
