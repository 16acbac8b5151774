/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run_json.h"

#include "analysis/prm.h"
#include "common/json_out.h"

/* A time, or null where there is none. */
static json_t *time_json(rtpart_ns t, bool there)
{
    return there ? json_integer(t) : json_null();
}

static json_t *share_json(double t, rtpart_ns period, bool there)
{
    return there ? rtpart_json_number(t / (double)period) : json_null();
}

static json_t *missed_json(const struct rtpart_series *s)
{
    json_t *misses = json_array();

    for (uint64_t k = 0; k < s->missed && k < RTPART_MISSES_KEPT; k++)
        json_array_append_new(misses, json_integer((json_int_t)s->misses[k]));
    return misses;
}

static json_t *task_json(const struct rtpart_run *run, const struct rtpart_task *task,
                         size_t i)
{
    const struct rtpart_series *s = &run->responses.series[i];
    const struct rtpart_response_summary sum = rtpart_series_summary(s);
    const bool seen = sum.jobs > 0;
    const bool bounded = run->bounds[i] != RTPART_NS_NONE;
    json_t *json = json_pack(
        "{s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
        rtpart_json_text(task->name), "jobs", (json_int_t)sum.jobs, "period_ns",
        (json_int_t)task->period, "mean_response_ns",
        seen ? rtpart_json_number(sum.mean_ns) : json_null(), "median_response_ns",
        time_json(sum.median, seen), "p99_response_ns", time_json(sum.p99, seen),
        "p999_response_ns", time_json(sum.p999, seen), "max_response_ns",
        time_json(sum.max, seen), "bound_ns", time_json(run->bounds[i], bounded));
    json_t *normalised =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "mean_normalised",
                  share_json(sum.mean_ns, s->period, seen), "median_normalised",
                  share_json((double)sum.median, s->period, seen), "p99_normalised",
                  share_json((double)sum.p99, s->period, seen), "p999_normalised",
                  share_json((double)sum.p999, s->period, seen), "max_normalised",
                  share_json((double)sum.max, s->period, seen), "bound_normalised",
                  share_json((double)run->bounds[i], s->period, bounded), "missed",
                  (json_int_t)sum.missed, "missed_jobs", missed_json(s));

    if (json == NULL || normalised == NULL || json_object_update(json, normalised) != 0) {
        json_decref(json);
        json = NULL;
    }
    json_decref(normalised);
    return json;
}

json_t *rtpart_run_json(const struct rtpart_run *run, const struct rtpart_taskset *ts,
                        rtpart_ns duration)
{
    char text[256];
    const enum rtpart_answer answer = rtpart_run_verdict(run, ts, text, sizeof text);
    json_t *tasks = json_array();

    for (size_t i = 0; i < ts->count; i++)
        if (json_array_append_new(tasks, task_json(run, &ts->tasks[i], i)) != 0) {
            json_decref(tasks);
            return NULL;
        }
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:I, s:o}", "schema", RTPART_RUN_SCHEMA,
                     "answer", rtpart_answer_name(answer), "verdict",
                     rtpart_json_text(text), "reason", rtpart_json_text(run->reason),
                     "engine", rtpart_json_text(run->engine), "duration_ns",
                     (json_int_t)duration, "tasks", tasks);
}
