/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/guest_config.h"

#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

/* Longest name of a thread, which rt-app gives its tasks. */
#define RT_APP_NAME_MAX 15
/* Of a unit, with what systemd and the file system add. */
#define FILE_NAME_MAX 200

/* First and last vCPU that a task may run on. */
static void cpus_of(const struct rtpart_plan *plan, size_t task, int *first, int *last)
{
    const int vcpu = rtpart_plan_vcpu_of(plan, task);

    *first = vcpu >= 0 ? vcpu : 0;
    *last = vcpu >= 0 ? vcpu : (int)plan->vcpu_count - 1;
}

static void print_cpus(const struct rtpart_plan *plan, size_t task, FILE *out)
{
    int first;
    int last;

    cpus_of(plan, task, &first, &last);
    (void)fprintf(out, last > first ? "%d-%d" : "%d", first, last);
}

/* Names become words of a shell and parts of file names: they must be plain. */
static enum rtpart_code check_names(const struct rtpart_plan *plan, size_t longest,
                                    struct rtpart_error *err)
{
    for (size_t i = 0; i < plan->taskset.count; i++) {
        const char *name = plan->taskset.tasks[i].name;

        if (strlen(name) > longest ||
            name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789_.-")] != '\0' ||
            *name == '-' || *name == '.')
            return rtpart_fail(err, RTPART_EMODEL,
                               "task \"%.60s\": its name must be letters, digits, \"_\", "
                               "\".\" and \"-\", at most %zu of them",
                               name, longest);
    }
    return RTPART_OK;
}

static enum rtpart_code write_sh(const struct rtpart_plan *plan, FILE *out,
                                 struct rtpart_error *err)
{
    const enum rtpart_code code = check_names(plan, FILE_NAME_MAX, err);

    if (code != RTPART_OK)
        return code;
    (void)fputs(
        "#!/bin/sh\n"
        "# usage: sh THIS TASK COMMAND...   run the program of a task where the plan "
        "has it\n"
        "#        sh THIS setup             let real-time tasks use all of a vCPU "
        "(once, as root)\n"
        "case $1 in\n"
        "setup) exec sysctl -w kernel.sched_rt_runtime_us=-1 ;;\n",
        out);
    for (size_t i = 0; i < plan->taskset.count; i++) {
        (void)fprintf(out, "%s) cpus=", plan->taskset.tasks[i].name);
        print_cpus(plan, i, out);
        (void)fprintf(out, " priority=%d ;;\n", rtpart_plan_priority(plan, i));
    }
    (void)fputs("setup) exec sysctl -w kernel.sched_rt_runtime_us=-1 ;;\n"
                "*) echo \"$0: no task \\\"$1\\\" in the plan\" >&2; exit 2 ;;\n"
                "esac\n"
                "shift\n"
                "exec taskset -c \"$cpus\" chrt --fifo \"$priority\" \"$@\"\n",
                out);
    return RTPART_OK;
}

static enum rtpart_code write_systemd(const struct rtpart_plan *plan, FILE *out,
                                      struct rtpart_error *err)
{
    const enum rtpart_code code = check_names(plan, FILE_NAME_MAX, err);

    for (size_t i = 0; i < plan->taskset.count && code == RTPART_OK; i++) {
        (void)fprintf(out,
                      "%s# /etc/systemd/system/%s.service.d/rtpart.conf\n[Service]\n",
                      i > 0 ? "\n" : "", plan->taskset.tasks[i].name);
        (void)fputs("CPUAffinity=", out);
        print_cpus(plan, i, out);
        (void)fprintf(out,
                      "\nCPUSchedulingPolicy=fifo\nCPUSchedulingPriority=%d\n"
                      "LimitRTPRIO=99\nLimitMEMLOCK=infinity\n",
                      rtpart_plan_priority(plan, i));
    }
    return code;
}

static json_t *cpu_list(const struct rtpart_plan *plan, size_t task)
{
    json_t *cpus = json_array();
    int first;
    int last;

    cpus_of(plan, task, &first, &last);
    for (int c = first; c <= last; c++)
        if (json_array_append_new(cpus, json_integer(c)) != 0) {
            json_decref(cpus);
            return NULL;
        }
    return cpus;
}

/* rt-app counts in whole microseconds: work is rounded up, periods down. */
static json_t *rt_app_task(const struct rtpart_plan *plan, size_t task)
{
    const struct rtpart_task *t = &plan->taskset.tasks[task];

    return json_pack("{s:s, s:i, s:o, s:i, s:I, s:{s:s, s:I, s:s}}", "policy",
                     "SCHED_FIFO", "priority", rtpart_plan_priority(plan, task), "cpus",
                     cpu_list(plan, task), "loop", -1, "run",
                     (json_int_t)rtpart_ns_ceil_div(t->wcet, RTPART_US), "timer", "ref",
                     "unique", "period", (json_int_t)(t->period / RTPART_US), "mode",
                     "absolute");
}

static enum rtpart_code write_rt_app(const struct rtpart_plan *plan, FILE *out,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *tasks = json_object();
    RTPART_AUTO_JSON json_t *all = NULL;
    const enum rtpart_code code = check_names(plan, RT_APP_NAME_MAX, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < plan->taskset.count; i++)
        if (json_object_set_new(tasks, plan->taskset.tasks[i].name,
                                rt_app_task(plan, i)) != 0)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    all = json_pack("{s:{s:i, s:s, s:s, s:b, s:s, s:s}, s:O}", "global", "duration", 60,
                    "calibration", "CPU0", "default_policy", "SCHED_FIFO", "lock_pages",
                    1, "logdir", "/tmp", "ftrace", "none", "tasks", tasks);
    return rtpart_json_print(all, out, err);
}

const struct rtpart_guest_format rtpart_guest_formats[] = {
    {"sh", "a script that runs the program of a task pinned and with its priority",
     write_sh},
    {"systemd", "drop-ins for units called like the tasks", write_systemd},
    {"rt-app", "a configuration of rt-app that does the work of the tasks", write_rt_app},
};

const size_t rtpart_guest_format_count =
    sizeof rtpart_guest_formats / sizeof *rtpart_guest_formats;

const struct rtpart_guest_format *rtpart_guest_format_find(const char *name)
{
    for (size_t i = 0; i < rtpart_guest_format_count; i++)
        if (strcmp(rtpart_guest_formats[i].name, name) == 0)
            return &rtpart_guest_formats[i];
    return NULL;
}

enum rtpart_code rtpart_guest_write(const struct rtpart_plan *plan,
                                    const struct rtpart_guest_format *format, FILE *out,
                                    struct rtpart_error *err)
{
    if (plan->scheduler == RTPART_SCHED_EDF || plan->scheduler == RTPART_SCHED_GEDF)
        return rtpart_fail(
            err, RTPART_EMODEL,
            "the plan counts on EDF in the guest (%s), and SCHED_FIFO is not "
            "that: plan with --guest-scheduler rm, or give each task a "
            "SCHED_DEADLINE reservation in the guest yourself",
            rtpart_scheduler_name(plan->scheduler));
    return format->write(plan, out, err);
}
