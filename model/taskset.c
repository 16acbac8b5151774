/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/taskset.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/name_index.h"

static const char *const scheduler_names[] = {
    [RTPART_SCHED_NONE] = "",   [RTPART_SCHED_RM] = "rm",
    [RTPART_SCHED_DM] = "dm",   [RTPART_SCHED_PRIO] = "prio",
    [RTPART_SCHED_EDF] = "edf", [RTPART_SCHED_GRM] = "grm",
    [RTPART_SCHED_GDM] = "gdm", [RTPART_SCHED_GEDF] = "gedf",
};

const char *rtpart_scheduler_name(enum rtpart_scheduler s)
{
    return scheduler_names[s];
}

enum rtpart_scheduler rtpart_scheduler_from_name(const char *name)
{
    for (int s = RTPART_SCHED_RM; s <= RTPART_SCHED_GEDF; s++)
        if (strcasecmp(name, scheduler_names[s]) == 0)
            return (enum rtpart_scheduler)s;
    return RTPART_SCHED_NONE;
}

static enum rtpart_code grow(struct rtpart_taskset *ts, struct rtpart_error *err)
{
    struct rtpart_task *tasks = rtpart_array_grow(ts->tasks, ts->count, sizeof *tasks);

    if (tasks == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks",
                           ts->count + 1);
    ts->tasks = tasks;
    return RTPART_OK;
}

enum rtpart_code rtpart_taskset_add(struct rtpart_taskset *ts, const char *name,
                                    rtpart_ns wcet, rtpart_ns deadline, rtpart_ns period,
                                    struct rtpart_error *err)
{
    const enum rtpart_code code = grow(ts, err);
    char *copy;

    if (code != RTPART_OK)
        return code;
    if (name != NULL)
        copy = strdup(name);
    else if (asprintf(&copy, "t%zu", ts->count) < 0)
        copy = NULL;
    if (copy == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a name");
    ts->tasks[ts->count++] = (struct rtpart_task){
        .name = copy, .wcet = wcet, .deadline = deadline, .period = period, .vcpu = -1};
    return RTPART_OK;
}

/* "file line" part of a message: where a task came from, where that is known. */
static const char *where(char *buf, size_t size, const struct rtpart_task *t)
{
    if (t->line == 0)
        buf[0] = '\0';
    else
        (void)snprintf(buf, size, "line %u: ", t->line);
    return buf;
}

enum rtpart_code rtpart_task_check(const struct rtpart_task *t, struct rtpart_error *err)
{
    char w[32];
    char a[RTPART_DECIMAL_SIZE];
    char b[RTPART_DECIMAL_SIZE];

    (void)where(w, sizeof w, t);
    if (t->period <= 0 || t->period > RTPART_NS_MAX)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "%stask \"%s\": period %s is not in 1 ns .. 2^53 ns (about 104 days)", w,
            t->name, rtpart_time_format_auto(a, sizeof a, t->period));
    if (t->wcet <= 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%stask \"%s\": WCET %s is not above 0 (leave the task out if "
                           "it does nothing)",
                           w, t->name, rtpart_time_format_auto(a, sizeof a, t->wcet));
    if (t->deadline > t->period)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%stask \"%s\": deadline %s is beyond period %s, which is not "
                           "supported (use a deadline up to the period)",
                           w, t->name, rtpart_time_format_auto(a, sizeof a, t->deadline),
                           rtpart_time_format_auto(b, sizeof b, t->period));
    if (t->wcet > t->deadline)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%stask \"%s\": WCET %s is larger than deadline %s, so no job "
                           "can be in time (check values and unit)",
                           w, t->name, rtpart_time_format_auto(a, sizeof a, t->wcet),
                           rtpart_time_format_auto(b, sizeof b, t->deadline));
    return RTPART_OK;
}

bool rtpart_task_equal(const struct rtpart_task *a, const struct rtpart_task *b)
{
    const bool same_name = a->name == NULL || b->name == NULL
                               ? a->name == b->name
                               : strcmp(a->name, b->name) == 0;

    return same_name && a->wcet == b->wcet && a->deadline == b->deadline &&
           a->period == b->period && a->prio == b->prio && a->vcpu == b->vcpu;
}

enum rtpart_code rtpart_taskset_check(const struct rtpart_taskset *ts,
                                      struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index names = {0};
    enum rtpart_code code = RTPART_OK;
    char w[2][32];
    size_t a;
    size_t b;

    for (size_t i = 0; i < ts->count && code == RTPART_OK; i++)
        code = rtpart_task_check(&ts->tasks[i], err);
    if (code != RTPART_OK || ts->count == 0)
        return code;
    code = rtpart_name_index_build(&names, &ts->tasks[0].name, sizeof ts->tasks[0],
                                   ts->count, err);
    if (code != RTPART_OK || !rtpart_name_index_duplicate(&names, &a, &b))
        return code;
    return rtpart_fail(err, RTPART_EINPUT,
                       "%stask \"%s\": %stask %zu has that name too (rename one)",
                       where(w[0], sizeof w[0], &ts->tasks[b]), ts->tasks[b].name,
                       where(w[1], sizeof w[1], &ts->tasks[a]), a);
}

enum rtpart_code rtpart_taskset_append(struct rtpart_taskset *ts,
                                       const struct rtpart_task *t,
                                       struct rtpart_error *err)
{
    const enum rtpart_code code =
        rtpart_taskset_add(ts, t->name, t->wcet, t->deadline, t->period, err);
    struct rtpart_task *last;

    if (code != RTPART_OK)
        return code;
    last = &ts->tasks[ts->count - 1];
    last->prio = t->prio;
    last->vcpu = t->vcpu;
    last->line = t->line;
    return rtpart_extras_copy(&last->extras, &t->extras, err);
}

enum rtpart_code rtpart_taskset_select(struct rtpart_taskset *dst,
                                       const struct rtpart_taskset *src,
                                       const size_t *which, size_t count,
                                       struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    *dst = (struct rtpart_taskset){0};
    for (size_t i = 0; code == RTPART_OK && i < count; i++)
        code = rtpart_taskset_append(dst, &src->tasks[which != NULL ? which[i] : i], err);
    if (code != RTPART_OK)
        rtpart_taskset_free(dst);
    return code;
}

enum rtpart_code rtpart_taskset_copy(struct rtpart_taskset *dst,
                                     const struct rtpart_taskset *src,
                                     struct rtpart_error *err)
{
    return rtpart_taskset_select(dst, src, NULL, src->count, err);
}

void rtpart_taskset_free(struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++) {
        free(ts->tasks[i].name);
        rtpart_extras_free(&ts->tasks[i].extras);
    }
    free(ts->tasks);
    *ts = (struct rtpart_taskset){0};
}

double rtpart_taskset_utilization(const struct rtpart_taskset *ts)
{
    double sum = 0;

    for (size_t i = 0; i < ts->count; i++)
        sum += (double)ts->tasks[i].wcet / (double)ts->tasks[i].period;
    return sum;
}

rtpart_ns rtpart_taskset_min_deadline(const struct rtpart_taskset *ts)
{
    rtpart_ns least = 0;

    for (size_t i = 0; i < ts->count; i++)
        if (i == 0 || ts->tasks[i].deadline < least)
            least = ts->tasks[i].deadline;
    return least;
}
