/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler of the host that is not there: the rules of SCHED_DEADLINE, and its leak. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/sched_deadline.h"
#include "tests/support/fake_inside.h"

int64_t fake_kernel_booked(const struct fake_kernel *f)
{
    int64_t sum = f->leaked;

    for (size_t i = 0; i < f->count; i++)
        sum += f->threads[i].booked;
    return sum;
}

static bool is_real(pid_t tid)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/task/%d", tid);
    return access(path, F_OK) == 0;
}

/* As fake_thread_find; a real thread of this program is taken in (the library's sleepers),
 * in the place of one that ended. */
static struct fake_thread *find_any(struct fake_kernel *f, pid_t tid)
{
    struct fake_thread *t = fake_thread_find(f, tid);

    if (t != NULL || !is_real(tid))
        return t;
    for (size_t i = 0; i < f->count && t == NULL; i++)
        if (f->threads[i].guest && !is_real(f->threads[i].id.tid))
            t = &f->threads[i];
    if (t == NULL) {
        assert_true(f->count < FAKE_THREADS);
        t = &f->threads[f->count++];
    }
    *t = (struct fake_thread){.affinity = f->domain, .sleeping = true, .guest = true};
    t->id = (struct rtpart_thread){.pid = getpid(), .tid = tid};
    return t;
}

int fake_sched_get(void *ctx, pid_t tid, struct rtpart_sched *out)
{
    const struct fake_thread *t = find_any(ctx, tid);

    if (t == NULL)
        return ESRCH;
    *out = t->sched;
    return 0;
}

/* Root domain of a thread: that of its cpuset where that is a partition. */
static struct rtpart_cpus domain_of(const struct fake_kernel *f,
                                    const struct fake_thread *t)
{
    const struct fake_thread root = {.cpuset_group = ""};
    struct rtpart_cpus cpus = f->domain;
    char text[128];
    bool own = false;

    if (t->guest || strlen(t->cpuset_group) <= 1)
        return cpus;
    if (f->v2)
        own = strcmp(fake_cpuset_text(f, t, "cpuset.cpus.partition", text, sizeof text),
                     "root\n") == 0;
    else
        own = *fake_cpuset_text(f, &root, "cpuset.sched_load_balance", text,
                                sizeof text) == '0';
    if (own)
        (void)rtpart_cpus_parse(fake_cpuset_text(f, t, "cpuset.cpus", text, sizeof text),
                                &cpus, NULL);
    return cpus;
}

/* Is there room for `s` in the root domain of the thread? */
static bool has_room(struct fake_kernel *f, const struct fake_thread *t,
                     const struct rtpart_cpus *domain, const struct rtpart_sched *s)
{
    const int64_t limit = f->cap / rtpart_cpus_count(&f->domain);
    int64_t sum = rtpart_sched_bandwidth(s) - t->booked;

    if (rtpart_cpus_equal(domain, &f->domain))
        return sum + fake_kernel_booked(f) <= f->cap;
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->threads[i].cpuset_group, t->cpuset_group) == 0)
            sum += f->threads[i].booked;
    return sum <= limit * rtpart_cpus_count(domain);
}

/* The rules of sched(7) in the order in which the kernel looks. */
static int refusal(struct fake_kernel *f, const struct fake_thread *t,
                   const struct rtpart_sched *s)
{
    if (s->policy != RTPART_POLICY_DEADLINE)
        return 0;
    if (s->runtime < 1024 || s->runtime > s->deadline || s->deadline > s->period ||
        s->period < 100 * RTPART_US || s->period > 4194304 * RTPART_US)
        return EINVAL;
    const struct rtpart_cpus domain = domain_of(f, t);

    if (t->elsewhere || !rtpart_cpus_subset(&domain, &t->affinity))
        return EPERM;
    return has_room(f, t, &domain, s) ? 0 : EBUSY;
}

int fake_sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s)
{
    struct fake_kernel *f = ctx;
    struct fake_thread *t = find_any(f, tid);

    fake_changes(f, "sched_set");
    f->sched_sets++;
    if (f->fail_at == f->sched_sets)
        return f->fail_errno;
    if (t == NULL)
        return ESRCH;
    const int e = refusal(f, t, s);

    if (e != 0)
        return e;
    if (t->sched.policy == RTPART_POLICY_DEADLINE &&
        s->policy != RTPART_POLICY_DEADLINE && t->sleeping)
        f->leaked += t->booked;
    if (s->policy == RTPART_POLICY_DEADLINE && s->runtime < 10 * RTPART_US &&
        !t->sleeping)
        t->overdrawn = true;
    t->booked = rtpart_sched_bandwidth(s);
    t->sched = *s;
    if (s->policy == RTPART_POLICY_OTHER && s->runtime == 0)
        t->sched.runtime = 2800000;
    if (!t->guest)
        fake_thread_stat(f, t);
    return 0;
}

int fake_affinity_get(void *ctx, pid_t tid, struct rtpart_cpus *out)
{
    const struct fake_thread *t = find_any(ctx, tid);

    if (t == NULL)
        return ESRCH;
    *out = t->affinity;
    return 0;
}

int fake_affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus)
{
    struct fake_kernel *f = ctx;
    struct fake_thread *t = find_any(f, tid);

    fake_changes(f, "affinity_set");
    if (t == NULL)
        return ESRCH;
    const struct rtpart_cpus domain = domain_of(f, t);

    if (t->sched.policy == RTPART_POLICY_DEADLINE && !rtpart_cpus_subset(&domain, cpus))
        return EBUSY;
    t->affinity = *cpus;
    return 0;
}
