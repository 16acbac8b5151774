/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_deploy.c - what rtdeploy apply and revert cost: their own time, and the kernel's
 *
 * Every call of deploy/kernel.h is timed, so that the kernel's share can be told from ours:
 * on a host that is not there (tests/support/fake_kernel.h), and, where this program may
 * schedule, on real threads with small reservations.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/table.h"
#include "deploy/apply_plan.h"
#include "deploy/deployment_run.h"
#include "tests/bench/stopwatch.h"
#include "tests/support/fake_kernel.h"

#define VCPUS  64
#define ROUNDS 21

static void fatal(const char *what, const struct rtpart_error *err)
{
    (void)fprintf(stderr, "bench_deploy: %s: %s\n", what,
                  err != NULL ? err->message : strerror(errno));
    exit(EXIT_FAILURE);
}

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A kernel whose calls are timed, the pauses apart. */
struct timed {
    struct rtpart_kernel kernel; /* hand this to the library */
    const struct rtpart_kernel *real;
    double in_calls; /* seconds */
    double in_pauses;
    size_t calls;
};

/* Time one call of the real kernel. */
#define TIMED(ctx, call)                                                                 \
    struct timed *t = ctx;                                                               \
    const double from = now();                                                           \
    const int e = t->real->call;                                                         \
    t->in_calls += now() - from;                                                         \
    t->calls++;                                                                          \
    return e

static int timed_sched_get(void *ctx, pid_t tid, struct rtpart_sched *out)
{
    TIMED(ctx, sched_get(t->real->ctx, tid, out));
}

static int timed_sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s)
{
    TIMED(ctx, sched_set(t->real->ctx, tid, s));
}

static int timed_affinity_get(void *ctx, pid_t tid, struct rtpart_cpus *out)
{
    TIMED(ctx, affinity_get(t->real->ctx, tid, out));
}

static int timed_affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus)
{
    TIMED(ctx, affinity_set(t->real->ctx, tid, cpus));
}

static int timed_read_file(void *ctx, const char *path, char *buf, size_t size)
{
    TIMED(ctx, read_file(t->real->ctx, path, buf, size));
}

static int timed_write_file(void *ctx, const char *path, const char *text)
{
    TIMED(ctx, write_file(t->real->ctx, path, text));
}

static int timed_make_dir(void *ctx, const char *path)
{
    TIMED(ctx, make_dir(t->real->ctx, path));
}

static int timed_remove_dir(void *ctx, const char *path)
{
    TIMED(ctx, remove_dir(t->real->ctx, path));
}

static void timed_pause(void *ctx, rtpart_ns time)
{
    struct timed *t = ctx;
    const double from = now();

    t->real->pause(t->real->ctx, time);
    t->in_pauses += now() - from;
}

static struct timed timed_kernel(const struct rtpart_kernel *real)
{
    struct timed t = {.real = real, .kernel = *real};

    t.kernel.sched_get = timed_sched_get;
    t.kernel.sched_set = timed_sched_set;
    t.kernel.affinity_get = timed_affinity_get;
    t.kernel.affinity_set = timed_affinity_set;
    t.kernel.read_file = timed_read_file;
    t.kernel.write_file = timed_write_file;
    t.kernel.make_dir = timed_make_dir;
    t.kernel.remove_dir = timed_remove_dir;
    t.kernel.pause = timed_pause;
    t.kernel.step = NULL;
    return t;
}

/* What one step took. */
struct cost {
    double own; /* without the kernel's calls and the pauses */
    double in_calls;
    double in_pauses;
    size_t calls;
};

static void start(struct timed *t, double *from)
{
    t->kernel.ctx = t;
    t->in_calls = t->in_pauses = 0;
    t->calls = 0;
    *from = now();
}

static struct cost stop(const struct timed *t, double from)
{
    return (struct cost){now() - from - t->in_calls - t->in_pauses, t->in_calls,
                         t->in_pauses, t->calls};
}

enum step { PREPARE, COMMIT, REVERT, STEPS };

static const char *const STEP_NAMES[STEPS] = {"find, admit", "apply", "revert"};

static int by_own(const void *a, const void *b)
{
    const double x = ((const struct cost *)a)->own;
    const double y = ((const struct cost *)b)->own;

    return (x > y) - (x < y);
}

/* Apply and revert, ROUNDS times. */
static void run(struct rtpart_table *table, const char *what,
                const struct rtpart_kernel *real, const struct rtpart_plan *plan,
                const char *target, const char *state_path)
{
    struct cost costs[STEPS][ROUNDS];
    const struct rtpart_apply_request req = {.plan = plan,
                                             .plan_name = "plan.xml",
                                             .kind = rtpart_target_kind_find("tid"),
                                             .target = target,
                                             .name = "bench"};
    struct rtpart_state state = {.dir = -1};
    struct rtpart_error err;
    char text[32];

    if (rtpart_state_open(&state, state_path, true, &err) != RTPART_OK)
        fatal(state_path, &err);
    for (int i = 0; i < ROUNDS; i++) {
        struct timed t = timed_kernel(real);
        struct rtpart_application a;
        struct rtpart_reverted r;
        double from;

        start(&t, &from);
        if (rtpart_apply_prepare(&t.kernel, &req, &state, &a, NULL, &err) != RTPART_OK)
            fatal("prepare", &err);
        costs[PREPARE][i] = stop(&t, from);
        start(&t, &from);
        if (rtpart_apply_commit(&t.kernel, &req, &state, &a, NULL, &err) != RTPART_OK)
            fatal("commit", &err);
        costs[COMMIT][i] = stop(&t, from);
        start(&t, &from);
        if (rtpart_deployment_revert(&t.kernel, &state, &a.deployment, &r, NULL, &err) !=
            RTPART_OK)
            fatal("revert", &err);
        costs[REVERT][i] = stop(&t, from);
        rtpart_application_free(&a);
    }
    for (int s = 0; s < STEPS; s++) {
        qsort(costs[s], ROUNDS, sizeof costs[s][0], by_own);
        const struct cost *c = &costs[s][ROUNDS / 2];

        rtpart_table_cell(table, "%s", what);
        rtpart_table_cell(table, "%s", STEP_NAMES[s]);
        rtpart_table_cell(table, "%s", stopwatch_text(c->own, text, sizeof text));
        rtpart_table_cell(table, "%s", stopwatch_text(c->in_calls, text, sizeof text));
        rtpart_table_cell(table, "%zu", c->calls);
        rtpart_table_cell(table, "%s", stopwatch_text(c->in_pauses, text, sizeof text));
    }
    rtpart_state_close(&state);
}

/* "0=tid,1=tid,..." */
static void name_threads(char *text, size_t size, const pid_t *tids)
{
    size_t used = 0;

    for (int i = 0; i < VCPUS && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%d=%d", i > 0 ? "," : "", i,
                                 tids[i]);
}

static void bench_fake(struct rtpart_table *table, const struct rtpart_plan *plan)
{
    static struct fake_kernel host;
    char state[] = "/dev/shm/rtpart-bench-XXXXXX";
    char target[VCPUS * 16];
    pid_t tids[VCPUS];

    fake_kernel_init(&host, VCPUS);
    for (int i = 0; i < VCPUS; i++) {
        tids[i] = 501 + i;
        (void)fake_thread_add(&host, 500, tids[i], "vcpu");
    }
    name_threads(target, sizeof target, tids);
    if (mkdtemp(state) == NULL)
        fatal(state, NULL);
    run(table, "64 vCPUs, host on paper", &host.kernel, plan, target, state);
    fake_kernel_free(&host);
    (void)rmdir(state);
}

/* A thread that sleeps until the end. */
struct sleeper {
    pthread_t thread;
    pid_t tid;
    sem_t *stop;
    sem_t *ready;
};

static void *sleep_on(void *arg)
{
    struct sleeper *s = arg;

    s->tid = gettid();
    (void)sem_post(s->ready);
    while (sem_wait(s->stop) != 0)
        ;
    return NULL;
}

static void bench_real(struct rtpart_table *table, const struct rtpart_plan *plan)
{
    static struct sleeper sleepers[VCPUS];
    static sem_t end;
    static sem_t ready;
    char state[] = "/dev/shm/rtpart-bench-XXXXXX";
    char target[VCPUS * 16];
    pid_t tids[VCPUS];

    (void)sem_init(&end, 0, 0);
    (void)sem_init(&ready, 0, 0);
    if (mkdtemp(state) == NULL)
        fatal(state, NULL);
    for (int i = 0; i < VCPUS; i++) {
        sleepers[i].stop = &end;
        sleepers[i].ready = &ready;
        if (pthread_create(&sleepers[i].thread, NULL, sleep_on, &sleepers[i]) != 0)
            fatal("pthread_create", NULL);
    }
    for (int i = 0; i < VCPUS; i++)
        (void)sem_wait(&ready);
    for (int i = 0; i < VCPUS; i++)
        tids[i] = sleepers[i].tid;
    name_threads(target, sizeof target, tids);
    run(table, "64 vCPUs, real threads of 1 %", &rtpart_kernel_linux, plan, target,
        state);
    for (int i = 0; i < VCPUS; i++)
        (void)sem_post(&end);
    for (int i = 0; i < VCPUS; i++)
        (void)pthread_join(sleepers[i].thread, NULL);
    (void)rmdir(state);
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"question", NULL, NULL, RTPART_ALIGN_LEFT},
        {"step", NULL, NULL, RTPART_ALIGN_LEFT},
        {"rtpart", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"kernel", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"calls", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"pauses", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_plan plan = {0};
    struct rtpart_table table;
    struct rtpart_error err;

    if (rtpart_plan_add_vcpus(&plan, VCPUS, &err) != RTPART_OK)
        fatal("plan", &err);
    for (int i = 0; i < VCPUS; i++)
        plan.vcpus[i].prm =
            (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = RTPART_MS / 10};
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    bench_fake(&table, &plan);
    if (rtpart_may_schedule(&rtpart_kernel_linux))
        bench_real(&table, &plan);
    else
        (void)fprintf(stderr, "bench_deploy: without CAP_SYS_NICE no real threads\n");
    if (rtpart_table_print(&table, stdout, &err) != RTPART_OK)
        fatal("table", &err);
    rtpart_table_free(&table);
    rtpart_plan_free(&plan);
    return 0;
}
