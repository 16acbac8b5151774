/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/plural.h"
#include "deploy/admission.h"
#include "deploy/cap_probe.h"
#include "deploy/cgroup_path.h"
#include "deploy/rtcg.h"
#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"

const char *rtpart_health_name(enum rtpart_health h)
{
    switch (h) {
    case RTPART_HEALTH_GOOD:
        return "good";
    case RTPART_HEALTH_WARNING:
        return "warning";
    case RTPART_HEALTH_BAD:
        return "bad";
    case RTPART_HEALTH_UNKNOWN:
        break;
    }
    return "unknown";
}

#define SAY(out, ...)    ((void)snprintf((out)->text, sizeof(out)->text, __VA_ARGS__))
#define REMEDY(out, ...) ((void)snprintf((out)->remedy, sizeof(out)->remedy, __VA_ARGS__))

/* The first line of a file below a root. False where it cannot be read. */
static bool read_line(const struct rtpart_kernel *k, const char *root, const char *name,
                      char *text, size_t size)
{
    char path[RTPART_PATH_SIZE];

    if (!rtpart_path(path, "%s/%s", root, name) ||
        k->read_file(k->ctx, path, text, size) != 0)
        return false;
    text[strcspn(text, "\n")] = '\0';
    return true;
}

static void look_kernel(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char release[128] = "";

    out->health =
        read_line(k, k->roots.proc, "sys/kernel/osrelease", release, sizeof release)
            ? RTPART_HEALTH_GOOD
            : RTPART_HEALTH_UNKNOWN;
    SAY(out, "Linux %s", release);
}

static void look_privileges(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    const bool may = rtpart_may_schedule(k);

    out->health = may ? RTPART_HEALTH_GOOD : RTPART_HEALTH_BAD;
    SAY(out, "CAP_SYS_NICE is %s", may ? "there" : "missing");
    if (!may)
        REMEDY(out, "run rtdeploy as root");
}

static void look_bandwidth(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    RTPART_AUTO(rtpart_domain_free) struct rtpart_domain d = {0};
    struct rtpart_error err;

    if (rtpart_domain_read(k, &d, &err) != RTPART_OK) {
        out->health = RTPART_HEALTH_BAD;
        SAY(out, "%.250s", err.message);
        return;
    }
    const unsigned cpus = rtpart_cpus_count(&d.cpus);

    out->health = d.left > 0 ? RTPART_HEALTH_GOOD : RTPART_HEALTH_BAD;
    SAY(out, "%.2f %% of a core left on %u CPU%s; %zu thread%s: %.2f %%",
        rtpart_booked_percent(d.left), cpus, rtpart_plural(cpus), d.other_count,
        rtpart_plural(d.other_count), rtpart_booked_percent(d.booked));
    if (d.left == 0)
        REMEDY(out, "sysctl -w kernel.sched_rt_runtime_us=950000");
}

static void look_users(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    RTPART_AUTO_FREE struct rtpart_dl_user *users = NULL;
    size_t count = 0;
    size_t used = 0;

    if (rtpart_dl_users_list(k, &users, &count, NULL) != RTPART_OK) {
        out->health = RTPART_HEALTH_UNKNOWN;
        SAY(out, "the threads of this host cannot be listed");
        return;
    }
    out->health = RTPART_HEALTH_GOOD;
    SAY(out, "nobody");
    for (size_t i = 0; i < count && used + 1 < sizeof out->text; i++) {
        const int n = snprintf(
            out->text + used, sizeof out->text - used, "%sthread %d (%s) %.2f %%",
            i > 0 ? ", " : "", users[i].thread.tid, users[i].thread.comm,
            rtpart_booked_percent(rtpart_sched_bandwidth(&users[i].sched)));

        used += n > 0 ? (size_t)n : 0;
    }
}

static void look_limits(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char runtime[32] = "?";
    rtpart_ns min;
    rtpart_ns max;

    rtpart_sched_limits(k, &min, &max);
    out->health = RTPART_HEALTH_GOOD;
    if (!read_line(k, k->roots.proc, "sys/kernel/sched_rt_runtime_us", runtime,
                   sizeof runtime))
        out->health = RTPART_HEALTH_UNKNOWN;
    SAY(out, "periods %" PRId64 " us to %" PRId64 " us; sched_rt_runtime_us %s",
        min / RTPART_US, max / RTPART_US, runtime);
    if (strcmp(runtime, "-1") == 0) {
        out->health = RTPART_HEALTH_WARNING;
        REMEDY(out,
               "sysctl -w kernel.sched_rt_runtime_us=950000 (without a limit the kernel "
               "admits reservations that do not fit)");
    }
}

/* Where the high resolution tick is off, budgets end at the next tick only. */
static void look_tick(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char features[4096] = "";

    if (!read_line(k, k->roots.sys, "kernel/debug/sched/features", features,
                   sizeof features)) {
        out->health = RTPART_HEALTH_UNKNOWN;
        SAY(out, "the scheduler's features are not to be seen: budgets may overrun by a "
                 "tick (1 to 10 ms); plan with rtpart --latency");
        REMEDY(out, "mount -t debugfs none %s/kernel/debug", k->roots.sys);
        return;
    }
    const bool off = strstr(features, "NO_HRTICK_DL") != NULL;

    out->health = off ? RTPART_HEALTH_WARNING : RTPART_HEALTH_GOOD;
    SAY(out,
        off ? "HRTICK_DL is off: a budget may overrun by a tick (1 to 10 ms); plan with "
              "rtpart --latency"
            : "HRTICK_DL is on: budgets end when they are used up");
    if (off)
        REMEDY(out, "echo HRTICK_DL > %s/kernel/debug/sched/features", k->roots.sys);
}

static void look_groups(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    struct rtpart_rtcg g;
    struct rtpart_error err;

    if (rtpart_rtcg_find(k, &g, &err) != RTPART_OK) {
        out->health = RTPART_HEALTH_WARNING;
        SAY(out, "none: containers get no budget here, virtual machines do");
        REMEDY(out, "boot a kernel with CONFIG_RT_GROUP_SCHED and "
                    "systemd.unified_cgroup_hierarchy=0, or one with HCBS");
        return;
    }
    out->health = RTPART_HEALTH_GOOD;
    SAY(out, "%s on %.200s", g.backend->name, g.mount);
}

static void look_cpusets(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");

    out->health = h.version != 0 ? RTPART_HEALTH_GOOD : RTPART_HEALTH_WARNING;
    if (h.version != 0)
        SAY(out, "v%d on %.200s", h.version, h.mount);
    else
        SAY(out, "not mounted: no reservation can have a CPU of its own");
}

static void look_kvm(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FD int fd = -1;

    if (rtpart_path(path, "%s/kvm", k->roots.dev))
        fd = open(path, O_RDWR | O_CLOEXEC);
    out->health = fd >= 0 ? RTPART_HEALTH_GOOD : RTPART_HEALTH_WARNING;
    if (fd >= 0)
        SAY(out, "%.100s opens; whether a guest runs on it only a guest can tell", path);
    else
        SAY(out, "%.100s: %.60s: virtual machines run without KVM, many times slower",
            path, strerror(errno));
    if (fd < 0)
        REMEDY(out,
               "modprobe kvm_intel || modprobe kvm_amd (and virtualization on in the "
               "firmware)");
}

static void look_frequency(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char governor[64];

    out->health = RTPART_HEALTH_GOOD;
    if (!read_line(k, k->roots.sys, "devices/system/cpu/cpu0/cpufreq/scaling_governor",
                   governor, sizeof governor)) {
        SAY(out, "the frequency is not scaled from here");
        return;
    }
    SAY(out, "governor \"%s\"", governor);
    if (strcmp(governor, "performance") != 0) {
        out->health = RTPART_HEALTH_WARNING;
        REMEDY(out, "cpupower frequency-set -g performance (WCETs were measured at one "
                    "frequency)");
    }
}

static void look_smt(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char active[16];

    out->health = RTPART_HEALTH_GOOD;
    if (!read_line(k, k->roots.sys, "devices/system/cpu/smt/active", active,
                   sizeof active))
        SAY(out, "not told by the kernel");
    else if (strcmp(active, "1") != 0)
        SAY(out, "off");
    else {
        out->health = RTPART_HEALTH_WARNING;
        SAY(out, "on: two threads share a core, so a WCET depends on the neighbour");
        REMEDY(out, "echo off > %s/devices/system/cpu/smt/control", k->roots.sys);
    }
}

static void look_isolated(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    char list[128];

    out->health = RTPART_HEALTH_GOOD;
    if (read_line(k, k->roots.sys, "devices/system/cpu/isolated", list, sizeof list) &&
        *list != '\0')
        SAY(out,
            "%s: they are in no root domain, and reservations are not balanced there",
            list);
    else
        SAY(out, "none");
}

/* Is a program in PATH? */
static bool has_tool(const char *tool)
{
    const char *path = getenv("PATH");
    RTPART_AUTO_FREE char *copy = strdup(path != NULL ? path : "");
    char *rest = NULL;

    if (copy == NULL)
        return false;
    for (const char *dir = strtok_r(copy, ":", &rest); dir != NULL;
         dir = strtok_r(NULL, ":", &rest)) {
        char file[RTPART_PATH_SIZE];

        if (rtpart_path(file, "%s/%s", dir, tool) && access(file, X_OK) == 0)
            return true;
    }
    return false;
}

static void look_tools(const struct rtpart_kernel *k, struct rtpart_finding *out)
{
    static const char *const tools[] = {
        "qemu-system-x86_64", "virsh", "crun", "runc", "podman", "docker", "rt-app",
        "cyclictest"};
    size_t used = 0;

    (void)k;
    out->health = RTPART_HEALTH_GOOD;
    SAY(out, "none of those that rtdeploy knows");
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (has_tool(tools[i]))
            used += (size_t)snprintf(out->text + used, sizeof out->text - used, "%s%s",
                                     used > 0 ? ", " : "", tools[i]);
}

const struct rtpart_check_up rtpart_check_ups[] = {
    {"kernel", look_kernel},
    {"privileges", look_privileges},
    {"bandwidth", look_bandwidth},
    {"reservations", look_users},
    {"limits", look_limits},
    {"tick", look_tick},
    {"real-time groups", look_groups},
    {"cpusets", look_cpusets},
    {"KVM", look_kvm},
    {"frequency", look_frequency},
    {"SMT", look_smt},
    {"isolated CPUs", look_isolated},
    {"tools", look_tools},
};

const size_t rtpart_check_up_count = sizeof rtpart_check_ups / sizeof *rtpart_check_ups;
