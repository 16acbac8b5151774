/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/cap_probe.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/auto.h"
#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"
#include "model/host.h"

/* 1.048576 s: one unit of bandwidth is exactly 1 us of runtime. */
#define PROBE_PERIOD (RTPART_BW_UNIT * RTPART_US)

/* A thread that only sleeps. */
struct sleeper {
    pthread_t thread;
    pid_t tid;
    sem_t ready; /* tid is known */
    sem_t stop;
};

static void *sleep_until_stopped(void *arg)
{
    struct sleeper *s = arg;

    s->tid = gettid();
    (void)sem_post(&s->ready);
    while (sem_wait(&s->stop) != 0)
        ;
    return NULL;
}

/*
 * Start `count` of them: all first, then wait for each, so that on a busy host one wait
 * covers the others. How many there are goes to *started: fewer where memory is short.
 */
static void sleepers_start(struct sleeper *s, size_t count, size_t *started)
{
    for (*started = 0; *started < count; ++*started) {
        struct sleeper *one = &s[*started];

        (void)sem_init(&one->ready, 0, 0);
        (void)sem_init(&one->stop, 0, 0);
        if (pthread_create(&one->thread, NULL, sleep_until_stopped, one) != 0)
            break;
    }
    for (size_t i = 0; i < *started; i++)
        while (sem_wait(&s[i].ready) != 0)
            ;
}

/* Give back what the first `booked` have, then end all. */
static void sleepers_stop(const struct rtpart_kernel *k, struct sleeper *s, size_t count,
                          size_t booked)
{
    const struct rtpart_sched other = {.policy = RTPART_POLICY_OTHER};

    for (size_t i = 0; i < booked; i++)
        (void)rtpart_sched_restore(k, "probe", s[i].tid, &other, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        (void)sem_post(&s[i].stop);
    for (size_t i = 0; i < count; i++) {
        (void)pthread_join(s[i].thread, NULL);
        (void)sem_destroy(&s[i].ready);
        (void)sem_destroy(&s[i].stop);
    }
}

/* Book `units` for a sleeper. 0 or an errno. */
static int book(const struct rtpart_kernel *k, const struct sleeper *s, int64_t units)
{
    rtpart_ns min;
    rtpart_ns period;

    rtpart_sched_limits(k, &min, &period);
    if (period > PROBE_PERIOD)
        period = PROBE_PERIOD;
    const struct rtpart_prm r = {
        .period = period,
        .budget = (rtpart_ns)(((rtpart_i128)units * period + RTPART_BW_UNIT - 1) /
                              RTPART_BW_UNIT)};
    const struct rtpart_sched wanted = rtpart_sched_reservation(&r);

    return k->sched_set(k->ctx, s->tid, &wanted);
}

/* The most that one sleeper can book, 0..2^20; *e is the errno of what was refused. */
static int64_t book_most(const struct rtpart_kernel *k, const struct sleeper *s, int *e)
{
    int64_t low = 0;
    int64_t high = RTPART_BW_UNIT;

    *e = book(k, s, high);
    if (*e == 0)
        return high;
    while (*e == EBUSY && high - low > 2) {
        const int64_t middle = low + (high - low) / 2;
        const int refused = book(k, s, middle);

        if (refused == 0)
            low = middle;
        else
            high = middle;
        if (refused != 0)
            *e =
                refused == EINVAL ? EBUSY : refused; /* less than 1024 ns: nothing left */
    }
    return low;
}

enum rtpart_code rtpart_cap_probe(const struct rtpart_kernel *k,
                                  const struct rtpart_cpus *domain, int64_t *left,
                                  struct rtpart_error *err)
{
    const size_t most = rtpart_cpus_count(domain) + 1;
    RTPART_AUTO_FREE struct sleeper *sleepers = calloc(most, sizeof *sleepers);
    enum rtpart_code code = RTPART_OK;
    size_t started = 0;
    int64_t sum = 0;
    size_t n = 0;
    int e = 0;

    if (sleepers == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    sleepers_start(sleepers, most, &started);
    for (; n < started && e == 0; n++) {
        e = k->affinity_set(k->ctx, sleepers[n].tid, domain);
        if (e == 0)
            sum += book_most(k, &sleepers[n], &e);
    }
    if (e == 0 && started < most)
        code = rtpart_fail(err, RTPART_ENOMEM, "no memory for a thread");
    if (code == RTPART_OK && e != 0 && e != EBUSY) {
        const struct rtpart_sched_refusal why = {
            .who = "asking for the limit of SCHED_DEADLINE",
            .asked = {.policy = RTPART_POLICY_DEADLINE,
                      .runtime = PROBE_PERIOD,
                      .deadline = PROBE_PERIOD,
                      .period = PROBE_PERIOD},
            .tid = sleepers[n - 1].tid,
            .privileged = rtpart_may_schedule(k),
        };

        code = rtpart_sched_explain(e, &why, err);
    }
    sleepers_stop(k, sleepers, started, n);
    if (code == RTPART_OK)
        *left = sum;
    return code;
}

/* SCHED_DEADLINE threads of one process, appended. False when out of memory. */
static bool add_users(const struct rtpart_kernel *k, pid_t pid,
                      struct rtpart_dl_user **list, size_t *count)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE pid_t *tids = NULL;
    size_t n = 0;

    if (!rtpart_path(path, "%s/%d/task", k->roots.proc, pid) ||
        rtpart_numbers_list(path, &tids, &n, NULL) != RTPART_OK)
        return true; /* it ended meanwhile */
    for (size_t i = 0; i < n; i++) {
        struct rtpart_dl_user user;

        if (k->sched_get(k->ctx, tids[i], &user.sched) != 0 ||
            user.sched.policy != RTPART_POLICY_DEADLINE ||
            rtpart_thread_read(k, pid, tids[i], &user.thread, NULL) != RTPART_OK)
            continue;
        struct rtpart_dl_user *bigger = reallocarray(*list, *count + 1, sizeof *bigger);

        if (bigger == NULL)
            return false;
        *list = bigger;
        bigger[(*count)++] = user;
    }
    return true;
}

enum rtpart_code rtpart_dl_users_list(const struct rtpart_kernel *k,
                                      struct rtpart_dl_user **out, size_t *count,
                                      struct rtpart_error *err)
{
    RTPART_AUTO_FREE pid_t *pids = NULL;
    struct rtpart_dl_user *list = NULL;
    size_t n = 0;
    size_t used = 0;
    const enum rtpart_code code = rtpart_numbers_list(k->roots.proc, &pids, &n, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < n; i++)
        if (!add_users(k, pids[i], &list, &used)) {
            free(list);
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        }
    *out = list;
    *count = used;
    return RTPART_OK;
}

int64_t rtpart_dl_users_booked(const struct rtpart_dl_user *users, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += rtpart_sched_bandwidth(&users[i].sched);
    return sum;
}
