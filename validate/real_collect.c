/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the logs of a real run to jobs, and from late jobs to reasons. */
#include <stdlib.h>

#include "validate/miss_reason.h"
#include "validate/real.h"
#include "validate/real_keep.h"
#include "validate/rt_app_log.h"

/* rt-app's threads end a little before its duration. */
#define END_MARGIN (200 * RTPART_MS)

/* Jobs that were released, and whose deadline passed, after the last that the log has. */
static void add_unfinished(const struct rtpart_task *t, size_t task,
                           const struct rtpart_rt_app_log *log, rtpart_ns first,
                           rtpart_ns end, struct rtpart_responses *out)
{
    uint64_t number = 1;
    rtpart_ns release = first + t->period;

    if (log->count > 0) {
        number = log->jobs[log->count - 1].number + 1;
        release = log->jobs[log->count - 1].release + t->period;
    }
    /* The last row of a log may be missing though its job was done in time. */
    const rtpart_ns left = end - t->period - t->deadline - release;

    if (left >= 0)
        rtpart_responses_add_misses(out, task, number, (uint64_t)(left / t->period) + 1);
}

enum rtpart_code rtpart_real_responses(const struct rtpart_plan *plan,
                                       const struct rtpart_rt_app_log *logs,
                                       rtpart_ns duration, struct rtpart_responses *out,
                                       struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &plan->taskset;
    rtpart_ns first = RTPART_NS_MAX;
    rtpart_ns end = 0;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < ts->count; i++)
        if (logs[i].count > 0 && logs[i].jobs[0].release - ts->tasks[i].period < first)
            first = logs[i].jobs[0].release - ts->tasks[i].period;
    /* rt-app counts its duration from before its threads are there: no job is missing after
     * the last that any of them has. */
    for (size_t i = 0; i < ts->count; i++)
        if (logs[i].count > 0) {
            const struct rtpart_rt_app_job *last = &logs[i].jobs[logs[i].count - 1];

            if (last->release + last->response > end)
                end = last->release + last->response;
        }
    if (first < RTPART_NS_MAX && end > first + duration)
        end = first + duration;
    for (size_t i = 0; i < ts->count && first < RTPART_NS_MAX; i++) {
        for (size_t k = 0; k < logs[i].count && code == RTPART_OK; k++)
            code = rtpart_responses_add(out, i, logs[i].jobs[k].number,
                                        logs[i].jobs[k].response, err);
        add_unfinished(&ts->tasks[i], i, &logs[i], first, end - END_MARGIN, out);
    }
    return code;
}

enum rtpart_code rtpart_real_collect(const struct rtpart_real *r, struct rtpart_run *run,
                                     struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &r->plan->taskset;
    struct rtpart_rt_app_log *logs = calloc(ts->count + 1, sizeof *logs);
    struct rtpart_miss *misses = NULL;
    const char *what = "late jobs";
    size_t count = 0;
    enum rtpart_code code;

    if (logs == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_rt_app_logs_read(r->raw, r->plan, logs, err);
    if (code == RTPART_OK)
        code = rtpart_real_responses(r->plan, logs, r->request->duration, &run->responses,
                                     err);
    struct rtpart_evidence evidence = {.plan = r->plan,
                                       .logs = logs,
                                       .samples = &r->samples,
                                       .clock_offset = r->clock_offset,
                                       .tick = rtpart_host_tick(),
                                       .reserved = r->reserved};

    if (code == RTPART_OK)
        code = rtpart_misses_explain(&evidence, &misses, &count, err);
    if (code == RTPART_OK && count == 0) { /* then what took longer than its bound */
        free(misses);
        misses = NULL;
        what = "jobs above their bound";
        evidence.limits = run->bounds;
        code = rtpart_misses_explain(&evidence, &misses, &count, err);
    }
    if (code == RTPART_OK) {
        run->reason = rtpart_misses_summary(misses, count, what);
        code = rtpart_real_keep(r, misses, count, err);
    }
    for (size_t i = 0; i < ts->count; i++)
        rtpart_rt_app_log_free(&logs[i]);
    free(logs);
    free(misses);
    return code;
}
