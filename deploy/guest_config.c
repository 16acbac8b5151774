/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/guest_config.h"

#include <string.h>

#include "deploy/guest_task.h"
#include "deploy/rt_app_config.h"

/* Of a unit, with what systemd and the file system add. */
#define FILE_NAME_MAX 200

static void print_cpus(const struct rtpart_plan *plan, size_t task, FILE *out)
{
    int first;
    int last;

    rtpart_plan_cpus_of(plan, task, &first, &last);
    (void)fprintf(out, last > first ? "%d-%d" : "%d", first, last);
}

static enum rtpart_code write_sh(const struct rtpart_plan *plan, FILE *out,
                                 struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_plan_names_check(plan, FILE_NAME_MAX, err);

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
    (void)fputs("*) echo \"$0: no task \\\"$1\\\" in the plan\" >&2; exit 2 ;;\n"
                "esac\n"
                "shift\n"
                "exec taskset -c \"$cpus\" chrt --fifo \"$priority\" \"$@\"\n",
                out);
    return RTPART_OK;
}

static enum rtpart_code write_container(const struct rtpart_plan *plan, FILE *out,
                                        struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_plan_names_check(plan, FILE_NAME_MAX, err);

    if (code != RTPART_OK)
        return code;
    (void)fputs(
        "#!/bin/sh\n"
        "# usage: RTGROUP=DIR [CPUSET=PREFIX] sh THIS TASK TID   on the host: put a "
        "thread "
        "of the container where the plan has that task\n"
        "#        RTGROUP=DIR [CPUSET=PREFIX] sh THIS all PID    all threads of a "
        "process "
        "that are called like tasks\n"
        "# RTGROUP is the container's group, CPUSET what the cpusets' names begin with "
        "(v1): rtdeploy status\n"
        "# CPUS: where one group has a budget for each CPU, the CPU of each vCPU (\"0 "
        "1\")\n"
        ": \"${RTGROUP:?folder of the group of the container}\"\n"
        "[ $# = 2 ] || { echo \"usage: $0 TASK TID\" >&2; exit 2; }\n"
        "if [ \"$1\" = all ]; then\n"
        "    for thread in /proc/\"$2\"/task/*; do\n"
        "        name=$(cat \"$thread/comm\")\n"
        "        case ${name%-*} in\n        ",
        out);
    for (size_t i = 0; i < plan->taskset.count; i++)
        (void)fprintf(out, "%s%s", i > 0 ? "|" : "", plan->taskset.tasks[i].name);
    (void)fputs(") sh \"$0\" \"${name%-*}\" \"${thread##*/}\" || exit ;;\n"
                "        esac\n"
                "    done\n"
                "    exit 0\n"
                "fi\n"
                "case $1 in\n",
                out);
    for (size_t i = 0; i < plan->taskset.count; i++)
        (void)fprintf(out, "%s) vcpu=%d priority=%d ;;\n", plan->taskset.tasks[i].name,
                      rtpart_plan_vcpu_of(plan, i), rtpart_plan_priority(plan, i));
    (void)fputs(
        "*) echo \"$0: no task \\\"$1\\\" in the plan\" >&2; exit 2 ;;\n"
        "esac\n"
        "group=$RTGROUP/vcpu$vcpu\n"
        "[ -d \"$group\" ] || group=$RTGROUP   # one group for all vCPUs\n"
        "file=$group/cgroup.threads\n"
        "[ -e \"$file\" ] || file=$group/tasks\n"
        "echo \"$2\" > \"$file\" || exit\n"
        "[ -z \"${CPUSET:-}\" ] || [ $vcpu -lt 0 ] ||\n"
        "    echo \"$2\" > \"$CPUSET-vcpu$vcpu/tasks\" || exit\n"
        "[ -z \"${CPUS:-}\" ] || [ $vcpu -lt 0 ] ||\n"
        "    taskset -pc \"$(echo \"$CPUS\" | cut -d' ' -f$((vcpu + 1)))\" \"$2\" || "
        "exit\n"
        "exec chrt --fifo --pid $priority \"$2\"\n",
        out);
    return RTPART_OK;
}

static enum rtpart_code write_systemd(const struct rtpart_plan *plan, FILE *out,
                                      struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_plan_names_check(plan, FILE_NAME_MAX, err);

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

static enum rtpart_code write_rt_app(const struct rtpart_plan *plan, FILE *out,
                                     struct rtpart_error *err)
{
    const struct rtpart_rt_app_options options = {
        .duration = 60 * RTPART_S, .work = 1, .logdir = "/tmp"};

    return rtpart_rt_app_write(plan, &options, out, err);
}

const struct rtpart_guest_format rtpart_guest_formats[] = {
    {"sh", "a script that runs the program of a task pinned and with its priority",
     write_sh},
    {"systemd", "drop-ins for units called like the tasks", write_systemd},
    {"container",
     "a script for the host that puts threads of a container into the groups of their "
     "vCPUs",
     write_container},
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
