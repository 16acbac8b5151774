/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/sched_deadline.h"

#include <errno.h>

#include "common/decimal.h"
#include "deploy/cgroup_path.h"
#include "deploy/proc_thread.h"
#include "deploy/sched_explain.h"

/* Pauses between attempts grow from the first to the second. */
#define PAUSE_FIRST (5 * RTPART_MS)
#define PAUSE_LAST  (100 * RTPART_MS)

/* Look at what may explain a refusal, then explain it. */
static enum rtpart_code refuse(const struct rtpart_kernel *k, const char *who, pid_t tid,
                               const struct rtpart_sched *asked, int errnum,
                               struct rtpart_error *err)
{
    struct rtpart_sched_refusal w = {.who = who, .tid = tid, .asked = *asked};
    char allowed_text[RTPART_CPUS_TEXT];
    char domain_text[RTPART_CPUS_TEXT];
    struct rtpart_cpus allowed;
    struct rtpart_cpus domain;
    struct rtpart_thread t;

    w.privileged = rtpart_may_schedule(k);
    rtpart_sched_limits(k, &w.period_min, &w.period_max);
    if (k->affinity_get(k->ctx, tid, &allowed) == 0 &&
        rtpart_thread_read(k, 0, tid, &t, NULL) == RTPART_OK &&
        rtpart_root_domain(k, &t, &domain, NULL) == RTPART_OK) {
        w.allowed = rtpart_cpus_format(allowed_text, sizeof allowed_text, &allowed);
        w.domain = rtpart_cpus_format(domain_text, sizeof domain_text, &domain);
        w.pinned = !rtpart_cpus_subset(&domain, &allowed);
    }
    return rtpart_sched_explain(errnum, &w, err);
}

/* Could the same call succeed a little later? */
static bool passing(const struct rtpart_kernel *k, pid_t tid, int errnum)
{
    struct rtpart_cpus allowed;
    struct rtpart_cpus domain;
    struct rtpart_thread t;

    if (errnum == EBUSY)
        return true;
    return errnum == EPERM && rtpart_may_schedule(k) &&
           k->affinity_get(k->ctx, tid, &allowed) == 0 &&
           rtpart_thread_read(k, 0, tid, &t, NULL) == RTPART_OK &&
           rtpart_root_domain(k, &t, &domain, NULL) == RTPART_OK &&
           rtpart_cpus_subset(&domain, &allowed);
}

/* sched_setattr, again and again for up to `patience`. Returns 0 or an errno. */
static int set_patiently(const struct rtpart_kernel *k, const char *who, pid_t tid,
                         const struct rtpart_sched *s, rtpart_ns patience,
                         const struct rtpart_notes *notes)
{
    rtpart_ns wait = PAUSE_FIRST;
    int e = k->sched_set(k->ctx, tid, s);

    for (bool said = false; e != 0 && patience > 0 && passing(k, tid, e);) {
        if (!said)
            rtpart_note(notes,
                        e == EBUSY ? "%s: the bandwidth of a thread that ended is still "
                                     "booked, waiting for it"
                                   : "%s: the thread sleeps outside its root domain, "
                                     "waking it",
                        who);
        said = true;
        if (e == EPERM)
            (void)k->wake(k->ctx, tid);
        if (wait > patience)
            wait = patience;
        k->pause(k->ctx, wait);
        patience -= wait;
        wait = 2 * wait < PAUSE_LAST ? 2 * wait : PAUSE_LAST;
        e = k->sched_set(k->ctx, tid, s);
    }
    return e;
}

/* Is thread `tid` scheduled like that? */
static enum rtpart_code compare(const struct rtpart_kernel *k, const char *who, pid_t tid,
                                const struct rtpart_sched *s, struct rtpart_error *err)
{
    struct rtpart_sched got;
    char q[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];
    const int e = k->sched_get(k->ctx, tid, &got);

    if (e != 0)
        return refuse(k, who, tid, s, e, err);
    if (!rtpart_sched_equal(&got, s))
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: thread %d reads back as %s with runtime %s, period %s, "
                           "nice %d, priority %u, flags %#x: something else schedules it",
                           who, tid, rtpart_policy_name(got.policy),
                           rtpart_time_format_auto(q, sizeof q, got.runtime),
                           rtpart_time_format_auto(p, sizeof p, got.period), got.nice,
                           got.priority, got.flags);
    return RTPART_OK;
}

enum rtpart_code rtpart_sched_apply(const struct rtpart_kernel *k, const char *who,
                                    pid_t tid, const struct rtpart_sched *s,
                                    rtpart_ns patience, const struct rtpart_notes *notes,
                                    struct rtpart_error *err)
{
    const int e = set_patiently(k, who, tid, s, patience, notes);

    if (e != 0)
        return refuse(k, who, tid, s, e, err);
    return compare(k, who, tid, s, err);
}

/* The least runtime in this period is 0 in the kernel's units of 2^-20. */
#define SHRUNK_PERIOD (1073742 * RTPART_US)

/* Does the thread sleep? One that cannot be looked at counts as asleep. */
static bool is_asleep(const struct rtpart_kernel *k, pid_t tid)
{
    struct rtpart_thread_stat stat;

    return rtpart_thread_stat_read(k, 0, tid, &stat, NULL) != RTPART_OK ||
           stat.state != 'R';
}

/*
 * Make the reservation of a sleeping thread so small that nothing stays booked.
 *
 * Never on a thread that runs: it would overrun 1024 ns by a whole tick, and the kernel then
 * takes so many of these periods in advance that the thread's next reservation gets no CPU
 * for minutes or hours. A thread that runs gives its bandwidth back without this.
 */
static void shrink(const struct rtpart_kernel *k, pid_t tid, const struct rtpart_sched *s)
{
    struct rtpart_sched least = *s;
    rtpart_ns period_min;
    rtpart_ns period_max;

    rtpart_sched_limits(k, &period_min, &period_max);
    least.runtime = RTPART_KERNEL_RUNTIME_MIN;
    least.deadline = least.period =
        period_max < SHRUNK_PERIOD ? period_max : SHRUNK_PERIOD;
    (void)k->sched_set(k->ctx, tid, &least); /* the change of policy still counts */
}

/* Set a policy that is not SCHED_DEADLINE: with the default slice, and with the one that
 * was found where that differs. Returns 0 or an errno. */
static int set_found(const struct rtpart_kernel *k, pid_t tid,
                     const struct rtpart_sched *found)
{
    struct rtpart_sched s = *found;
    struct rtpart_sched got;

    s.flags &= RTPART_SCHED_KEPT_FLAGS;
    s.runtime = s.deadline = s.period = 0;
    const int e = k->sched_set(k->ctx, tid, &s);

    if (e != 0 || k->sched_get(k->ctx, tid, &got) != 0 ||
        rtpart_sched_equal(&got, found) || found->runtime == 0)
        return e;
    s.runtime = found->runtime;
    return k->sched_set(k->ctx, tid, &s);
}

enum rtpart_code rtpart_sched_restore(const struct rtpart_kernel *k, const char *who,
                                      pid_t tid, const struct rtpart_sched *found,
                                      bool *gone, struct rtpart_error *err)
{
    struct rtpart_sched now;
    bool unused;
    int e = k->sched_get(k->ctx, tid, &now);

    if (gone == NULL)
        gone = &unused;
    *gone = e == ESRCH;
    if (*gone || (e == 0 && rtpart_sched_equal(&now, found)))
        return RTPART_OK;
    if (e == 0 && found->policy == RTPART_POLICY_DEADLINE)
        e = k->sched_set(k->ctx, tid, found);
    else if (e == 0) {
        if (now.policy == RTPART_POLICY_DEADLINE && is_asleep(k, tid))
            shrink(k, tid, &now);
        e = set_found(k, tid, found);
    }
    *gone = e == ESRCH;
    if (*gone)
        return RTPART_OK;
    if (e != 0)
        return refuse(k, who, tid, found, e, err);
    return compare(k, who, tid, found, err);
}
