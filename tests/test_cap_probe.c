/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left for SCHED_DEADLINE, asked of a kernel whose limit is known. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/auto.h"
#include "deploy/cap_probe.h"
#include "deploy/sched_deadline.h"
#include "model/host.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/random.h"

static struct fake_kernel host;
static struct rtpart_error err;

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_kernel_free(&host);
    return 0;
}

static int64_t probe(void)
{
    int64_t left = -1;

    if (rtpart_cap_probe(&host.kernel, &host.domain, &left, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    return left;
}

static void test_probe_finds_any_limit_to_two_units(void **state)
{
    struct test_random r = {.state = 1};

    (void)state;
    for (int round = 0; round < 40; round++) {
        host.cap = test_random_range(&r, 4, 2 * RTPART_BW_UNIT);
        assert_in_range(host.cap - probe(), 0, 2);
    }
    host.cap = 2 * RTPART_BW_UNIT;
    assert_int_equal(probe(), host.cap);
}

static void test_probe_leaves_nothing_booked(void **state)
{
    (void)state;
    (void)probe();
    assert_int_equal(fake_kernel_booked(&host), 0);
}

static void test_probe_sees_what_others_have(void **state)
{
    const struct rtpart_sched s =
        rtpart_sched_reservation(&(struct rtpart_prm){.period = 10, .budget = 4});
    struct rtpart_sched scaled = s;

    (void)state;
    (void)fake_thread_add(&host, 100, 101, "CPU 0/KVM");
    scaled.runtime *= RTPART_MS;
    scaled.deadline = scaled.period = s.period * RTPART_MS;
    assert_int_equal(host.kernel.sched_set(&host, 101, &scaled), 0);
    assert_in_range(host.cap - rtpart_sched_bandwidth(&scaled) - probe(), 0, 2);
}

static void test_probe_of_nothing_left_is_zero(void **state)
{
    (void)state;
    host.leaked = host.cap;
    assert_int_equal(probe(), 0);
    host.leaked = host.cap + RTPART_BW_UNIT; /* the limit was lowered since */
    assert_int_equal(probe(), 0);
}

static void test_probe_without_permission_explains(void **state)
{
    int64_t left = -1;

    (void)state;
    fake_kernel_unprivileged(&host);
    host.fail_at = 1;
    host.fail_errno = EPERM;
    assert_int_equal(rtpart_cap_probe(&host.kernel, &host.domain, &left, &err),
                     RTPART_EHOST);
    assert_non_null(strstr(err.message, "CAP_SYS_NICE"));
    assert_int_equal(left, -1);
}

static void test_users_are_the_threads_with_reservations(void **state)
{
    const struct rtpart_sched s = rtpart_sched_reservation(
        &(struct rtpart_prm){.period = 11 * RTPART_MS, .budget = 7500000});
    RTPART_AUTO_FREE struct rtpart_dl_user *users = NULL;
    size_t count = 0;

    (void)state;
    (void)fake_thread_add(&host, 100, 100, "qemu");
    (void)fake_thread_add(&host, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(&host, 200, 200, "rt-app");
    assert_int_equal(host.kernel.sched_set(&host, 101, &s), 0);
    assert_int_equal(rtpart_dl_users_list(&host.kernel, &users, &count, &err), RTPART_OK);
    assert_int_equal(count, 1);
    assert_int_equal(users[0].thread.tid, 101);
    assert_int_equal(users[0].thread.pid, 100);
    assert_string_equal(users[0].thread.comm, "CPU 0/KVM");
    assert_int_equal(rtpart_dl_users_booked(users, count), 714938);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_probe_finds_any_limit_to_two_units),
        TEST(test_probe_leaves_nothing_booked),
        TEST(test_probe_sees_what_others_have),
        TEST(test_probe_of_nothing_left_is_zero),
        TEST(test_probe_without_permission_explains),
        TEST(test_users_are_the_threads_with_reservations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
