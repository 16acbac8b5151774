/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/sched_explain.h"

#include <errno.h>
#include <string.h>

#include "common/decimal.h"
#include "deploy/proc_thread.h"
#include "deploy/sched_deadline.h"
#include "model/host.h"

#define MS(buffer, ns) rtpart_time_format_auto(buffer, sizeof(buffer), ns)

static enum rtpart_code explain_invalid(const struct rtpart_sched_refusal *w,
                                        struct rtpart_error *err)
{
    const struct rtpart_sched *s = &w->asked;
    char a[RTPART_DECIMAL_SIZE];
    char b[RTPART_DECIMAL_SIZE];

    if (s->runtime < RTPART_KERNEL_RUNTIME_MIN)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: runtime %s is below the 1024 ns that SCHED_DEADLINE takes "
            "at least: plan with longer periods (rtpart --min-period)",
            w->who, MS(a, s->runtime));
    if (s->runtime > s->deadline)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: runtime %s is longer than the deadline %s: a reservation "
                           "needs runtime <= deadline <= period",
                           w->who, MS(a, s->runtime), MS(b, s->deadline));
    if (s->deadline > s->period)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: deadline %s is longer than the period %s: a reservation "
                           "needs runtime <= deadline <= period",
                           w->who, MS(a, s->deadline), MS(b, s->period));
    if (w->period_min > 0 && s->period < w->period_min)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: period %s is below the kernel's limit of %s: plan with rtpart "
            "--min-period, or sysctl -w kernel.sched_deadline_period_min_us=%lld",
            w->who, MS(a, s->period), MS(b, w->period_min),
            (long long)(s->period / RTPART_US));
    if (w->period_max > 0 && s->period > w->period_max)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: period %s is above the kernel's limit of %s: plan with rtpart "
            "--max-period, or sysctl -w kernel.sched_deadline_period_max_us=%lld",
            w->who, MS(a, s->period), MS(b, w->period_max),
            (long long)rtpart_ns_ceil_div(s->period, RTPART_US));
    return rtpart_fail(err, RTPART_EHOST,
                       "%s: the kernel calls runtime %s, period %s invalid although they "
                       "keep its rules: it may be built without SCHED_DEADLINE (see "
                       "rtdeploy doctor)",
                       w->who, MS(a, s->runtime), MS(b, s->period));
}

static enum rtpart_code explain_permission(const struct rtpart_sched_refusal *w,
                                           struct rtpart_error *err)
{
    if (!w->privileged)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: no permission to schedule thread %d: CAP_SYS_NICE is "
                           "missing; run rtdeploy as root",
                           w->who, w->tid);
    if (w->pinned)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: thread %d may run on CPU %s only, but SCHED_DEADLINE needs all CPUs of "
            "its root domain (%s): unpin it with taskset -pc %s %d (libvirt: remove "
            "vcpupin), or give it a cpuset partition of its own",
            w->who, w->tid, w->allowed, w->domain, w->domain, w->tid);
    return rtpart_fail(
        err, RTPART_EHOST,
        "%s: the kernel forbids SCHED_DEADLINE for thread %d, which may run "
        "on CPU %s of its root domain %s: it last ran outside it and has "
        "slept since (wake the VM and try again), or a security module "
        "forbids it",
        w->who, w->tid, w->allowed != NULL ? w->allowed : "?",
        w->domain != NULL ? w->domain : "?");
}

static enum rtpart_code explain_busy(const struct rtpart_sched_refusal *w,
                                     struct rtpart_error *err)
{
    if (w->asked.policy != RTPART_POLICY_DEADLINE) /* sched_setaffinity(2) */
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: thread %d has a reservation and cannot be pinned to CPU %s "
            "of its root domain %s: give it a cpuset partition of its own",
            w->who, w->tid, w->allowed != NULL ? w->allowed : "?",
            w->domain != NULL ? w->domain : "?");
    return rtpart_fail(err, RTPART_EHOST,
                       "%s needs %.2f %% of a core, more than the kernel has left for "
                       "SCHED_DEADLINE (rtdeploy doctor tells who uses it)",
                       w->who, rtpart_booked_percent(rtpart_sched_bandwidth(&w->asked)));
}

enum rtpart_code rtpart_sched_explain(int errnum, const struct rtpart_sched_refusal *why,
                                      struct rtpart_error *err)
{
    switch (errnum) {
    case EINVAL:
        return explain_invalid(why, err);
    case EPERM:
    case EACCES:
        return explain_permission(why, err);
    case EBUSY:
        return explain_busy(why, err);
    case ESRCH:
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: thread %d is gone: the VM stopped or unplugged this vCPU",
                           why->who, why->tid);
    case ENOSYS:
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: this kernel has no sched_setattr(2): SCHED_DEADLINE needs "
            "Linux 3.14 or later, and no seccomp filter against it",
            why->who);
    default:
        return rtpart_fail(err, RTPART_EHOST, "%s: scheduling thread %d: %s", why->who,
                           why->tid, strerror(errnum));
    }
}

/* A limit that the kernel tells in us, with 32 bits. Left alone where it is not there. */
static void read_limit(const struct rtpart_kernel *k, const char *name, rtpart_ns *limit)
{
    char path[RTPART_PATH_SIZE];
    int64_t us;

    if (rtpart_path(path, "%s/sys/kernel/%s", k->roots.proc, name) &&
        rtpart_number_read(k, path, &us) && us > 0 && us <= UINT32_MAX)
        *limit = us * RTPART_US;
}

void rtpart_sched_limits(const struct rtpart_kernel *k, rtpart_ns *period_min,
                         rtpart_ns *period_max)
{
    *period_min = RTPART_KERNEL_PERIOD_MIN;
    *period_max = RTPART_KERNEL_PERIOD_MAX;
    read_limit(k, "sched_deadline_period_min_us", period_min);
    read_limit(k, "sched_deadline_period_max_us", period_max);
}

enum rtpart_code rtpart_sched_check(const struct rtpart_kernel *k, const char *who,
                                    pid_t tid, const struct rtpart_sched *s,
                                    struct rtpart_error *err)
{
    struct rtpart_sched_refusal w = {.who = who, .tid = tid, .asked = *s};

    rtpart_sched_limits(k, &w.period_min, &w.period_max);
    if (s->policy == RTPART_POLICY_DEADLINE &&
        (s->runtime < RTPART_KERNEL_RUNTIME_MIN || s->runtime > s->deadline ||
         s->deadline > s->period || s->period < w.period_min || s->period > w.period_max))
        return explain_invalid(&w, err);
    return RTPART_OK;
}
