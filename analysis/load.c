/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/load.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/fp.h"
#include "common/array.h"
#include "model/priority_order.h"

static enum rtpart_code scheduler_check(enum rtpart_scheduler scheduler,
                                        struct rtpart_error *err)
{
    switch (scheduler) {
    case RTPART_SCHED_RM:
    case RTPART_SCHED_DM:
    case RTPART_SCHED_PRIO:
    case RTPART_SCHED_EDF:
        return RTPART_OK;
    default:
        return rtpart_fail(
            err, RTPART_EMODEL,
            "scheduler '%s' is not one for a single vCPU; use rm, dm, prio "
            "or edf",
            rtpart_scheduler_name(scheduler));
    }
}

enum rtpart_code rtpart_load_order(const struct rtpart_taskset *ts,
                                   enum rtpart_scheduler scheduler, size_t *order,
                                   struct rtpart_error *err)
{
    const enum rtpart_code code = scheduler_check(scheduler, err);

    if (code != RTPART_OK)
        return code;
    if (scheduler == RTPART_SCHED_PRIO)
        for (size_t i = 0; i < ts->count; i++)
            if (ts->tasks[i].prio <= 0)
                return rtpart_fail(
                    err, RTPART_EMODEL,
                    "task \"%s\" has no priority; give every task rt:prio, "
                    "or use rm, dm or edf",
                    ts->tasks[i].name);

    for (size_t i = 0; i < ts->count; i++)
        order[i] = i;
    rtpart_priority_sort(ts, scheduler, order, ts->count);
    return RTPART_OK;
}

enum rtpart_code rtpart_load_init(struct rtpart_load *load, size_t capacity,
                                  enum rtpart_scheduler scheduler, rtpart_ns latency,
                                  struct rtpart_error *err)
{
    const enum rtpart_code code = scheduler_check(scheduler, err);

    memset(load, 0, sizeof *load);
    if (code != RTPART_OK)
        return code;
    if (latency < 0 || latency > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "latency %lld ns is out of range",
                           (long long)latency);

    rtpart_ns *times = rtpart_array(capacity, 5 * sizeof *times);

    load->task = rtpart_array(capacity, sizeof *load->task);
    if (times == NULL || load->task == NULL) {
        free(times);
        free(load->task);
        load->task = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", capacity);
    }
    load->scheduler = scheduler;
    load->latency = latency;
    load->capacity = capacity;
    load->hopeless = RTPART_NO_TASK;
    load->wcet = times; /* one block; wcet owns it */
    load->deadline = times + capacity;
    load->period = times + 2 * capacity;
    load->demand = times + 3 * capacity;
    load->next = times + 4 * capacity;
    return RTPART_OK;
}

/* Push the tasks of `ts` in order; where `wanted` is given, only those marked in it. */
static enum rtpart_code fill(struct rtpart_load *load, const struct rtpart_taskset *ts,
                             const bool *wanted, struct rtpart_error *err)
{
    size_t *order = calloc(ts->count, sizeof *order);
    enum rtpart_code code;

    if (order == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    else
        code = rtpart_load_order(ts, load->scheduler, order, err);
    for (size_t i = 0; code == RTPART_OK && i < ts->count; i++)
        if (wanted == NULL || wanted[order[i]])
            rtpart_load_push(load, &ts->tasks[order[i]], order[i]);
    free(order);
    if (code != RTPART_OK)
        rtpart_load_free(load);
    return code;
}

enum rtpart_code rtpart_load_of(struct rtpart_load *load, const struct rtpart_taskset *ts,
                                enum rtpart_scheduler scheduler, rtpart_ns latency,
                                struct rtpart_error *err)
{
    const enum rtpart_code code =
        rtpart_load_init(load, ts->count, scheduler, latency, err);

    if (code != RTPART_OK || ts->count == 0)
        return code;
    return fill(load, ts, NULL, err);
}

enum rtpart_code rtpart_load_of_members(struct rtpart_load *load,
                                        const struct rtpart_taskset *ts,
                                        const size_t *members, size_t count,
                                        enum rtpart_scheduler scheduler,
                                        rtpart_ns latency, struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_load_init(load, count, scheduler, latency, err);
    bool *wanted;

    if (code != RTPART_OK || count == 0)
        return code;
    wanted = calloc(ts->count, sizeof *wanted);
    if (wanted == NULL) {
        rtpart_load_free(load);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    }
    for (size_t i = 0; i < count; i++)
        wanted[members[i]] = true;
    code = fill(load, ts, wanted, err);
    free(wanted);
    return code;
}

void rtpart_load_push(struct rtpart_load *load, const struct rtpart_task *task,
                      size_t index)
{
    const size_t k = load->count;

    assert(k < load->capacity);
    assert(task->wcet >= 0 && task->deadline > 0);
    assert(task->deadline <= task->period && task->period <= RTPART_NS_MAX);
    load->wcet[k] = task->wcet;
    load->deadline[k] = task->deadline;
    load->period[k] = task->period;
    load->task[k] = index;
    if (load->hopeless == RTPART_NO_TASK && task->wcet > task->deadline - load->latency)
        load->hopeless = k;
    load->count++;
    if (load->scheduler != RTPART_SCHED_EDF)
        load->demand[k] = rtpart_fp_demand(load, k, task->deadline);
}

void rtpart_load_pop(struct rtpart_load *load)
{
    assert(load->count > 0);
    load->count--;
    if (load->hopeless == load->count)
        load->hopeless = RTPART_NO_TASK;
}

void rtpart_load_clear(struct rtpart_load *load)
{
    load->count = 0;
    load->hopeless = RTPART_NO_TASK;
    load->gave_up = false;
}

void rtpart_load_free(struct rtpart_load *load)
{
    free(load->wcet);
    free(load->task);
    memset(load, 0, sizeof *load);
}

rtpart_ns rtpart_load_min_deadline(const struct rtpart_load *load)
{
    rtpart_ns least = 0;

    for (size_t k = 0; k < load->count; k++)
        if (k == 0 || load->deadline[k] < least)
            least = load->deadline[k];
    return least;
}
