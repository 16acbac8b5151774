/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_search_limits.c - how long a search may take, on a clock that the test moves
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "partition/compare.h"
#include "partition/fallback.h"
#include "partition/limit.h"
#include "tests/support/partitions.h"

/* A look at the clock of this program finds it so many seconds later, if it is armed. */
static double now_s;
static double step_s;
static bool armed;
static int looks;

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): names of the C library
int clock_gettime(clockid_t clock, struct timespec *t)
{
    (void)clock;
    looks++;
    now_s += armed ? step_s : 0;
    armed = true;
    *t = (struct timespec){.tv_sec = (time_t)now_s};
    t->tv_nsec = (long)((now_s - (double)t->tv_sec) * 1e9);
    return 0;
}

/* A tick that lets the clock move once in each search: at the first look after the start. */
static bool disarm(void *ctx, double done)
{
    (void)ctx, (void)done;
    armed = false;
    return false;
}

/* Calls until the limit is reached, each look at the clock `step` later than the last. */
static int calls_until(double limit_s, double step)
{
    const struct rtpart_partition_request req = {.time_limit_s = limit_s};
    struct rtpart_limit l;
    int calls = 1;

    step_s = step;
    looks = 0;
    rtpart_limit_start(&l, &req);
    while (!rtpart_limit_reached(&l))
        calls++;
    const int until = looks;

    for (int i = 0; i < 1000; i++)
        assert_true(rtpart_limit_reached(&l));
    assert_int_equal(looks, until);
    return calls;
}

/* A search of long steps is stopped in time; the end itself is too late. */
static void test_limit_is_looked_at_each_time_where_calls_are_rare(void **state)
{
    (void)state;
    assert_int_equal(calls_until(3, 1), 3);
    assert_int_equal(looks, 1 + 3);
}

/* At calls 1, 2, 4 and so on to 256, then at every 256th. */
static void test_limit_is_looked_at_once_in_256_calls(void **state)
{
    (void)state;
    assert_int_equal(calls_until(11.5e-4, 1e-4), 1024);
    assert_int_equal(looks, 1 + 12);
}

static void test_limit_of_0_is_none(void **state)
{
    const struct rtpart_partition_request req = {.time_limit_s = 0};
    struct rtpart_limit l;

    (void)state;
    step_s = 1e6;
    rtpart_limit_start(&l, &req);
    for (int i = 0; i < 1000; i++)
        assert_false(rtpart_limit_reached(&l));
}

/* What is said of three tasks of 0.6 on two vCPUs, which only a search can refuse. */
static enum rtpart_answer answer_of(bool compare, double limit_s, double step)
{
    struct rtpart_taskset ts = {0};
    enum rtpart_answer answer;

    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.time_limit_s = limit_s;
    req.tick = disarm;
    step_s = step;
    if (compare) {
        struct rtpart_compare all = {0};

        assert_int_equal(rtpart_compare_run(&req, NULL, NULL, NULL, &all, NULL),
                         RTPART_OK);
        answer = RTPART_SCHEDULABLE; /* there has to be a row */
        for (size_t i = 0; i < all.count; i++)
            if (strcmp(all.rows[i].method, "exact") == 0)
                answer = rtpart_compare_answer(&all.rows[i]);
        rtpart_compare_free(&all);
    } else {
        const struct rtpart_heuristic *used;
        struct rtpart_partition p;

        assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
        answer = p.answer;
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
    return answer;
}

/* Ten seconds where the request says nothing, else what it says, which may be more. */
static void test_searches_nobody_asked_for_have_ten_seconds(void **state)
{
    (void)state;
    for (int compare = 0; compare < 2; compare++) {
        assert_int_equal(answer_of(compare, 0, 1e-3), RTPART_UNSCHEDULABLE);
        assert_int_equal(answer_of(compare, 0, 9), RTPART_UNSCHEDULABLE);
        assert_int_equal(answer_of(compare, 0, 10), RTPART_UNDECIDED);
        assert_int_equal(answer_of(compare, 100, 10), RTPART_UNSCHEDULABLE);
        assert_int_equal(answer_of(compare, 0.5, 1), RTPART_UNDECIDED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit_is_looked_at_each_time_where_calls_are_rare),
        cmocka_unit_test(test_limit_is_looked_at_once_in_256_calls),
        cmocka_unit_test(test_limit_of_0_is_none),
        cmocka_unit_test(test_searches_nobody_asked_for_have_ten_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
