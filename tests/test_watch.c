/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen of reserved threads while they run, from files that look like /proc. */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "deploy/sched_deadline.h"
#include "deploy/watch.h"
#include "tests/support/fake_kernel.h"

#define MS RTPART_MS

static struct fake_kernel host;
static struct rtpart_watch watch;
static struct rtpart_error err;

/* A thread that gets 30 % of the time, and waits another 10 %. In every third look its budget
 * is used up, by 2.5 ms at most. */
static void runs(struct fake_kernel *f, const char *what)
{
    static unsigned looks;
    char text[256];

    (void)what;
    (void)snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %" PRId64 "\n",
                   5000000 + f->paused * 3 / 10, f->paused / 10, f->paused / MS);
    fake_file(f, "proc/100/task/101/schedstat", text);
    (void)snprintf(text, sizeof text,
                   "vcpu (101, #threads: 2)\n-----\npolicy      :    6\n"
                   "dl.runtime                                   :             %s\n"
                   "dl.deadline                                  :   15196466695909\n",
                   looks++ % 3 == 0 ? (looks > 10 ? "-2500000" : "0") : "1200000");
    fake_file(f, "proc/100/task/101/sched", text);
}

static int setup(void **state)
{
    const struct rtpart_prm r = {.period = 10 * MS, .budget = 3 * MS};
    struct rtpart_deployment d = {0};

    (void)state;
    fake_kernel_init(&host, 2);
    d.name = (char[]){"vm1"};
    for (pid_t tid = 101; tid <= 102; tid++) {
        struct fake_thread *t = fake_thread_add(&host, 100, tid, "CPU/KVM");
        const struct rtpart_change c = {.kind = RTPART_CHANGE_SCHED,
                                        .who = (char[]){"vCPU"},
                                        .vcpu = tid - 101,
                                        .thread = t->id,
                                        .sched_wanted = rtpart_sched_reservation(&r)};
        const struct rtpart_change other = {
            .kind = RTPART_CHANGE_MOVE, .who = (char[]){"vCPU"}, .thread = t->id};

        t->sched = c.sched_wanted;
        fake_thread_runs(&host, t, true, 0);
        assert_int_equal(rtpart_deployment_add(&d, &c, &err), RTPART_OK);
        assert_int_equal(rtpart_deployment_add(&d, &other, &err), RTPART_OK);
    }
    runs(&host, "");
    host.on_pause = runs;
    assert_int_equal(rtpart_watch_add(&watch, &d, &err), RTPART_OK);
    assert_int_equal(watch.count, 2);
    d.name = NULL;
    rtpart_deployment_free(&d);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_watch_free(&watch);
    fake_kernel_free(&host);
    return 0;
}

static void test_shares_are_those_of_the_interval(void **state)
{
    const struct rtpart_watched *row = &watch.rows[0];

    (void)state;
    assert_int_equal(rtpart_watch_interval(&host.kernel, &watch, RTPART_S), 2);
    assert_true(row->alive && row->reserved);
    assert_string_equal(row->deployment, "vm1");
    assert_int_equal(row->prm.budget, 3 * MS);
    assert_true(fabs(row->used - 0.3) < 1e-6);
    assert_true(fabs(row->waited - 0.1) < 1e-6);
    assert_in_range(watch.interval, RTPART_S, RTPART_S + 17 * MS);
}

static void test_throttling_and_overruns_are_what_the_looks_find(void **state)
{
    (void)state;
    (void)rtpart_watch_interval(&host.kernel, &watch, RTPART_S);
    assert_int_equal(watch.looks, 59); /* every 17 ms */
    assert_true(fabs(watch.rows[0].used_up - 1.0 / 3) < 0.02);
    assert_int_equal(watch.rows[0].overrun, 2500000);
    fake_thread_runs(&host, &host.threads[0], false, 0); /* asleep: not throttled */
    (void)rtpart_watch_interval(&host.kernel, &watch, 100 * MS);
    assert_true(watch.rows[0].used_up == 0);
}

static void test_what_the_kernel_does_not_tell_is_not_known(void **state)
{
    (void)state;
    (void)rtpart_watch_interval(&host.kernel, &watch, 50 * MS);
    assert_true(watch.rows[1].alive);
    assert_true(watch.rows[1].used < 0);
    assert_true(watch.rows[1].waited < 0);
    assert_true(watch.rows[1].used_up < 0);
    assert_int_equal(watch.rows[1].overrun, -1);
}

static void test_threads_that_end_or_lose_their_reservation(void **state)
{
    (void)state;
    fake_thread_end(&host, &host.threads[1]);
    host.threads[0].sched = (struct rtpart_sched){.policy = RTPART_POLICY_OTHER};
    assert_int_equal(rtpart_watch_interval(&host.kernel, &watch, 50 * MS), 1);
    assert_false(watch.rows[1].alive);
    assert_true(watch.rows[0].alive);
    assert_false(watch.rows[0].reserved);
    assert_true(watch.rows[0].used > 0);
    assert_true(watch.rows[0].used_up < 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_shares_are_those_of_the_interval),
        TEST(test_throttling_and_overruns_are_what_the_looks_find),
        TEST(test_what_the_kernel_does_not_tell_is_not_known),
        TEST(test_threads_that_end_or_lose_their_reservation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
