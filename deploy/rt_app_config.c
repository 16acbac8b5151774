/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/rt_app_config.h"

#include "common/json_out.h"
#include "deploy/guest_task.h"

/* Longest name of a thread, which rt-app gives its tasks. */
#define NAME_MAX_RT_APP 15

static json_t *cpu_list(const struct rtpart_plan *plan, size_t task)
{
    json_t *cpus = json_array();
    int first;
    int last;

    rtpart_plan_cpus_of(plan, task, &first, &last);
    for (int c = first; c <= last; c++)
        if (json_array_append_new(cpus, json_integer(c)) != 0) {
            json_decref(cpus);
            return NULL;
        }
    return cpus;
}

static json_t *task_json(const struct rtpart_plan *plan, size_t task,
                         const struct rtpart_rt_app_options *o)
{
    const struct rtpart_task *t = &plan->taskset.tasks[task];
    const rtpart_ns c = o->work < 1 ? (rtpart_ns)(o->work * (double)t->wcet) : t->wcet;
    json_t *delay = o->delay > 0 ? json_integer(o->delay / RTPART_US) : NULL;

    return json_pack("{s:s, s:i, s:o, s:o*, s:i, s:I, s:{s:s, s:I, s:s}}", "policy",
                     "SCHED_FIFO", "priority", rtpart_plan_priority(plan, task), "cpus",
                     cpu_list(plan, task), "delay", delay, "loop", -1, "run",
                     (json_int_t)rtpart_ns_ceil_div(c, RTPART_US), "timer", "ref",
                     "unique", "period", (json_int_t)(t->period / RTPART_US), "mode",
                     "absolute");
}

static json_t *global_json(const struct rtpart_rt_app_options *o)
{
    json_t *calibration =
        o->calibration > 0 ? json_integer(o->calibration) : json_string("CPU0");

    return json_pack("{s:I, s:o, s:s, s:b, s:s, s:s*}", "duration",
                     (json_int_t)rtpart_ns_ceil_div(o->duration, RTPART_S), "calibration",
                     calibration, "default_policy", "SCHED_FIFO", "lock_pages", 1,
                     "logdir", o->logdir, "log_basename", o->basename);
}

enum rtpart_code rtpart_rt_app_write(const struct rtpart_plan *plan,
                                     const struct rtpart_rt_app_options *options,
                                     FILE *out, struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *tasks = json_object();
    RTPART_AUTO_JSON json_t *all = NULL;
    const enum rtpart_code code = rtpart_plan_names_check(plan, NAME_MAX_RT_APP, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < plan->taskset.count; i++)
        if (json_object_set_new(tasks, plan->taskset.tasks[i].name,
                                task_json(plan, i, options)) != 0)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    all = json_pack("{s:o, s:O}", "global", global_json(options), "tasks", tasks);
    return rtpart_json_print(all, out, err);
}
