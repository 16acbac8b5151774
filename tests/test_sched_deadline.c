/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting, reading back and taking away reservations, on a kernel that is not there. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"

static const struct rtpart_prm prm = {.period = 11 * RTPART_MS, .budget = 7500000};

static struct fake_kernel host;
static struct fake_thread *thread;

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    thread = fake_thread_add(&host, 100, 101, "CPU 0/TCG");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_kernel_free(&host);
    return 0;
}

static enum rtpart_code apply(rtpart_ns patience, struct rtpart_error *err)
{
    const struct rtpart_sched s = rtpart_sched_reservation(&prm);

    return rtpart_sched_apply(&host.kernel, "vCPU 0", 101, &s, patience, NULL, err);
}

static void test_apply_sets_runtime_period_and_reset_on_fork(void **state)
{
    struct rtpart_error err;

    (void)state;
    assert_int_equal(apply(0, &err), RTPART_OK);
    assert_int_equal(thread->sched.policy, RTPART_POLICY_DEADLINE);
    assert_int_equal(thread->sched.runtime, 7500000);
    assert_int_equal(thread->sched.deadline, 11000000);
    assert_int_equal(thread->sched.period, 11000000);
    assert_int_equal(thread->sched.flags, RTPART_SCHED_RESET_ON_FORK);
}

/* As chrt or another manager could do behind our back. */
static int lying_get(void *ctx, pid_t tid, struct rtpart_sched *out)
{
    const int e = host.threads[0].id.tid == tid ? 0 : ESRCH;

    (void)ctx;
    *out = host.threads[0].sched;
    out->runtime /= 2;
    return e;
}

static void test_apply_compares_what_it_reads_back(void **state)
{
    struct rtpart_error err;

    (void)state;
    host.kernel.sched_get = lying_get;
    assert_int_equal(apply(0, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "vCPU 0"));
    assert_non_null(
        strstr(err.message, "reads back as SCHED_DEADLINE with runtime 3.75 ms"));
}

static void count_note(void *ctx, const char *message)
{
    assert_non_null(strstr(message, "still booked"));
    ++*(int *)ctx;
}

static void test_apply_waits_for_bandwidth_that_comes_back(void **state)
{
    const struct rtpart_sched s = rtpart_sched_reservation(&prm);
    struct rtpart_error err;
    int notes = 0;

    (void)state;
    host.leaked = host.cap;
    host.frees_after = 3;
    assert_int_equal(rtpart_sched_apply(&host.kernel, "vCPU 0", 101, &s, RTPART_S,
                                        &(struct rtpart_notes){count_note, &notes}, &err),
                     RTPART_OK);
    assert_int_equal(notes, 1);
    assert_int_equal(host.paused, (5 + 10 + 20) * RTPART_MS);
}

static void test_apply_gives_up_after_its_patience(void **state)
{
    struct rtpart_error err;

    (void)state;
    host.leaked = host.cap;
    assert_int_equal(apply(RTPART_S, &err), RTPART_EHOST);
    assert_int_equal(host.paused, RTPART_S);
    assert_non_null(strstr(err.message, "needs 68.18 % of a core"));
    host.paused = 0;
    assert_int_equal(apply(0, &err), RTPART_EHOST);
    assert_int_equal(host.paused, 0);
}

static void test_apply_does_not_wait_where_time_changes_nothing(void **state)
{
    struct rtpart_error err;

    (void)state;
    memset(&thread->affinity, 0, sizeof thread->affinity);
    rtpart_cpus_add(&thread->affinity, 1);
    assert_int_equal(apply(RTPART_S, &err), RTPART_EHOST);
    assert_int_equal(host.paused, 0);
    assert_non_null(strstr(err.message, "CPU 1 only"));
    assert_non_null(strstr(err.message, "taskset -pc 0-1 101"));
    fake_thread_end(&host, thread);
    assert_int_equal(apply(RTPART_S, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "is gone"));
}

static void restore_finds(const struct rtpart_sched *found)
{
    struct rtpart_error err;
    bool gone = true;

    assert_int_equal(host.kernel.sched_set(&host, 101, found), 0);
    *(struct rtpart_sched *)&thread->sched = *found;
    assert_int_equal(apply(0, &err), RTPART_OK);
    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, found, &gone, &err), RTPART_OK);
    assert_false(gone);
    assert_true(rtpart_sched_equal(&thread->sched, found));
    assert_int_equal(fake_kernel_booked(&host), rtpart_sched_bandwidth(found));
}

static void test_restore_leaves_every_policy_as_found(void **state)
{
    const struct rtpart_sched found[] = {
        {.policy = RTPART_POLICY_OTHER, .nice = 0, .runtime = 2800000},
        {.policy = RTPART_POLICY_OTHER, .nice = -11, .runtime = 700000},
        {.policy = RTPART_POLICY_BATCH, .nice = 19},
        {.policy = RTPART_POLICY_IDLE},
        {.policy = RTPART_POLICY_FIFO, .priority = 42},
        {.policy = RTPART_POLICY_RR, .priority = 1, .flags = RTPART_SCHED_RESET_ON_FORK},
        {.policy = RTPART_POLICY_DEADLINE,
         .runtime = 2 * RTPART_MS,
         .deadline = 8 * RTPART_MS,
         .period = 9 * RTPART_MS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        restore_finds(&found[i]);
}

static void test_restore_gives_the_bandwidth_of_a_sleeper_back(void **state)
{
    const struct rtpart_sched other = thread->sched;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(apply(0, &err), RTPART_OK);
    assert_true(fake_kernel_booked(&host) > 0);
    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, &other, NULL, &err), RTPART_OK);
    assert_int_equal(fake_kernel_booked(&host), 0);
}

/* A running thread would overdraw the shrunk reservation by a tick, and the next reservation
 * would then give it nothing for hours. */
static void test_restore_never_shrinks_the_reservation_of_a_running_thread(void **state)
{
    const struct rtpart_sched other = thread->sched;
    struct rtpart_error err;

    (void)state;
    fake_thread_runs(&host, thread, true, 0);
    assert_int_equal(apply(0, &err), RTPART_OK);
    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, &other, NULL, &err), RTPART_OK);
    assert_false(thread->overdrawn);
    assert_true(rtpart_sched_equal(&thread->sched, &other));
    assert_int_equal(fake_kernel_booked(&host), 0);
}

static void test_restore_twice_changes_nothing_more(void **state)
{
    const struct rtpart_sched other = thread->sched;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(apply(0, &err), RTPART_OK);
    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, &other, NULL, &err), RTPART_OK);
    const size_t calls = host.sched_sets;

    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, &other, NULL, &err), RTPART_OK);
    assert_int_equal(host.sched_sets, calls);
}

static void test_restore_accepts_a_thread_that_is_gone(void **state)
{
    const struct rtpart_sched other = thread->sched;
    struct rtpart_error err;
    bool gone = false;

    (void)state;
    fake_thread_end(&host, thread);
    assert_int_equal(
        rtpart_sched_restore(&host.kernel, "vCPU 0", 101, &other, &gone, &err),
        RTPART_OK);
    assert_true(gone);
}

static void test_bandwidth_is_what_the_kernel_books(void **state)
{
    /* to_ratio() of kernel/sched/core.c: (runtime << 20) / period */
    const struct rtpart_sched s = rtpart_sched_reservation(&prm);
    const struct rtpart_sched least = {.policy = RTPART_POLICY_DEADLINE,
                                       .runtime = 1024,
                                       .deadline = 4194304000,
                                       .period = 4194304000};

    (void)state;
    assert_int_equal(rtpart_sched_bandwidth(&s), 714938);
    assert_int_equal(rtpart_sched_bandwidth(&least), 0);
    assert_int_equal(rtpart_sched_bandwidth(&thread->sched), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_apply_sets_runtime_period_and_reset_on_fork),
        TEST(test_apply_compares_what_it_reads_back),
        TEST(test_apply_waits_for_bandwidth_that_comes_back),
        TEST(test_apply_gives_up_after_its_patience),
        TEST(test_apply_does_not_wait_where_time_changes_nothing),
        TEST(test_restore_leaves_every_policy_as_found),
        TEST(test_restore_gives_the_bandwidth_of_a_sleeper_back),
        TEST(test_restore_never_shrinks_the_reservation_of_a_running_thread),
        TEST(test_restore_twice_changes_nothing_more),
        TEST(test_restore_accepts_a_thread_that_is_gone),
        TEST(test_bandwidth_is_what_the_kernel_books),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
