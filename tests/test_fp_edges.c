/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_fp_edges.c - fixed priorities on a periodic resource: the cases at the edge, worked out
 *                   by hand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/fp.h"
#include "analysis/prm.h"
#include "tests/support/small_set.h"

static rtpart_ns least(struct rtpart_load *load, rtpart_ns period, rtpart_ns step)
{
    size_t first = 0;

    return rtpart_fp_min_budget(load, period, step, 0, period / step * step, &first);
}

/* Paper, table 4 and section 4.3: {0, 3, 4, 7} on two vCPUs needs (7.5, 11). */
static void test_fp_the_papers_vcpu_needs_seven_and_a_half_of_eleven(void **state)
{
    const rtpart_ns row[][3] = {{10321, 34000, 34000},
                                {1720, 90000, 90000},
                                {14712, 98000, 98000},
                                {23266, 164000, 164000}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 4, row, RTPART_US);
    assert_int_equal(least(&load, 11 * RTPART_MS, RTPART_MS / 2), 75 * RTPART_MS / 10);
    rtpart_load_free(&load);
}

/* Evaluated at the task's period instead of its deadline the answer would be 0.13 ms. */
static void test_trap_4_deadline_not_period_under_fixed_priority(void **state)
{
    const rtpart_ns row[][3] = {{1, 10, 100}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, row, RTPART_MS);
    assert_int_equal(least(&load, 10 * RTPART_MS, RTPART_MS / 2), 55 * RTPART_MS / 10);
    rtpart_load_free(&load);
}

/*
 * D > T: a later job of the busy period can be the worst, which these tests do not look
 * at: no such set gets in.
 */
static void test_trap_6_deadlines_beyond_the_period_are_refused(void **state)
{
    char name[] = "late";
    struct rtpart_task task = {.name = name, .wcet = 52, .deadline = 154, .period = 140};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_taskset_check(&ts, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "late"));
    task.deadline = 140;
    assert_int_equal(rtpart_taskset_check(&ts, &err), RTPART_OK);
}

static void test_fp_no_tasks_need_nothing(void **state)
{
    const struct rtpart_prm none = {.period = 10, .budget = 0};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, RTPART_MS, 0, NULL, RTPART_MS);
    assert_int_equal(rtpart_fp_test(&load, &none).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_fp_test(&load, &none).task, RTPART_NO_TASK);
    assert_int_equal(least(&load, 10, 1), 0);
    assert_int_equal(rtpart_fp_alpha(&load).num, 0);
    rtpart_load_free(&load);
}

static void test_fp_demand_equal_to_supply_at_the_deadline_holds(void **state)
{
    const rtpart_ns row[][3] = {{3, 10, 10}}; /* sbf(10) = 3 on (6.5, 10) */
    const struct rtpart_prm exact = {.period = 10 * RTPART_MS,
                                     .budget = 65 * RTPART_MS / 10};
    const struct rtpart_prm less = {.period = exact.period, .budget = exact.budget - 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, row, RTPART_MS);
    assert_int_equal(rtpart_fp_test(&load, &exact).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_fp_response(&load, &exact, 0), 10 * RTPART_MS);
    const struct rtpart_verdict v = rtpart_fp_test(&load, &less);

    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.task, 0);
    assert_int_equal(v.at, 10 * RTPART_MS);
    assert_int_equal(v.demand, 3 * RTPART_MS);
    assert_int_equal(v.supply, 3 * RTPART_MS - 2);
    assert_int_equal(least(&load, exact.period, 1), exact.budget);
    rtpart_load_free(&load);
}

static void test_fp_full_utilisation_needs_the_whole_processor(void **state)
{
    const rtpart_ns harmonic[][3] = {{1, 2, 2}, {1, 4, 4}, {2, 8, 8}};
    const rtpart_ns equal[][3] = {{5, 10, 10}, {5, 10, 10}};
    const rtpart_ns tight[][3] = {{5, 5, 100}, {5, 10, 100}};
    const rtpart_ns too_much[][3] = {{2, 4, 4}, {2, 6, 6}, {1, 6, 6}};
    const struct rtpart_ratio one = {.num = 1, .den = 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 3, harmonic, RTPART_MS);
    assert_int_equal(least(&load, 10 * RTPART_MS, 1), 10 * RTPART_MS);
    assert_int_equal(rtpart_ratio_cmp(rtpart_fp_alpha(&load), one), 0);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 2, equal, RTPART_MS);
    assert_int_equal(least(&load, 7 * RTPART_MS, 1), 7 * RTPART_MS);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 2, tight, RTPART_MS);
    assert_int_equal(least(&load, 10 * RTPART_MS, 1), 10 * RTPART_MS);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 3, too_much, RTPART_MS);
    assert_int_equal(least(&load, 10 * RTPART_MS, 1), RTPART_NS_NONE);
    assert_true(rtpart_ratio_cmp(rtpart_fp_alpha(&load), one) > 0);
    rtpart_load_free(&load);
}

/* The last nanosecond of latency that still fits, and the first that does not. */
static void test_fp_latency_counts_as_blocking(void **state)
{
    const rtpart_ns row[][3] = {{2, 6, 6}, {1, 9, 9}};
    const struct rtpart_prm whole = {.period = RTPART_MS, .budget = RTPART_MS};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 3 * RTPART_MS, 2, row, RTPART_MS);
    assert_int_equal(rtpart_fp_test(&load, &whole).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_fp_response(&load, &whole, 0), 5 * RTPART_MS);
    assert_int_equal(rtpart_fp_response(&load, &whole, 1), 6 * RTPART_MS);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 4 * RTPART_MS, 2, row,
              RTPART_MS); /* 2 + 4 = D, W(9) = 1 + 4 + 2 * 2 = D */
    assert_int_equal(rtpart_fp_response(&load, &whole, 0), 6 * RTPART_MS);
    assert_int_equal(rtpart_fp_response(&load, &whole, 1), 9 * RTPART_MS);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 4 * RTPART_MS + 1, 2, row, RTPART_MS);
    assert_int_equal(rtpart_fp_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
    assert_true(rtpart_load_hopeless(&load));
    assert_int_equal(least(&load, RTPART_MS, 1), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/* The period of the resource may exceed every deadline. */
static void test_fp_resource_period_beyond_the_deadlines(void **state)
{
    const rtpart_ns row[][3] = {{1, 5, 5}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, row, RTPART_MS);
    /* 2 (P - Q) + 1 <= 5 ms */
    assert_int_equal(least(&load, 100 * RTPART_MS, 1), 98 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 7 * RTPART_MS), 98 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 9 * RTPART_MS), 99 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 11 * RTPART_MS), 99 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 30 * RTPART_MS), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/*
 * Two points whose W(t)/t differ by 2^-51, and many better and better ones before them: the
 * last digit counts too. C_3 = 1 ns weighs less at the second heavy release.
 */
static void test_fp_alpha_is_exact_to_the_last_digit(void **state)
{
    const rtpart_ns s = (rtpart_ns)1 << 40;
    const rtpart_ns row[][3] = {
        {3 * s, 10 * s, 10 * s}, {200 * s, 1000 * s, 1000 * s}, {1, 2005 * s, 2005 * s}};
    const struct rtpart_ratio zero = {.num = 0, .den = 1};
    const struct rtpart_ratio want = {.num = 1000 * s + 1, .den = 2000 * s};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 3, row, 1);
    assert_int_equal(rtpart_ratio_cmp(rtpart_fp_task_alpha(&load, 2, zero), want), 0);
    rtpart_load_free(&load);
}

static void test_fp_nothing_to_find_where_lo_exceeds_hi(void **state)
{
    const rtpart_ns row[][3] = {{1, 5, 5}};
    struct rtpart_load load;
    size_t first = 0;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, row, RTPART_MS);
    assert_int_equal(rtpart_fp_min_budget(&load, 10, 1, 6, 5, &first), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/* The task that decided may have been one of a larger load. */
static void test_fp_least_budget_begins_anywhere(void **state)
{
    const rtpart_ns row[][3] = {{3, 10, 10}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, row, RTPART_MS);
    for (size_t begin = 0; begin < 4; begin++) {
        size_t first = begin;

        assert_int_equal(
            rtpart_fp_min_budget(&load, 10 * RTPART_MS, 1, 0, 10 * RTPART_MS, &first),
            65 * RTPART_MS / 10);
        assert_int_equal(first, 0);
    }
    rtpart_load_free(&load);
}

/* A task without work below one that takes every nanosecond; and below one with C > D. */
static void test_fp_tasks_without_room_leave_what_is_known(void **state)
{
    const rtpart_ns full[][3] = {{1, 1, 1}, {0, 4, 4}};
    const rtpart_ns late[][3] = {{3, 2, 5}, {1, 9, 9}};
    const struct rtpart_prm cpu = {.period = 1, .budget = 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 2, full, 1);
    assert_int_equal(rtpart_fp_response(&load, &cpu, 1), 1);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 2, late, 1);
    assert_int_equal(rtpart_fp_demand(&load, 1, 1), 10); /* D + 1: no point can hold */
    rtpart_load_free(&load);
}

/* Periods from 1 us to 1 h in one set: millions of points, of which few matter. */
static void test_fp_periods_from_a_microsecond_to_an_hour(void **state)
{
    const struct rtpart_task task[] = {
        {.wcet = 200, .deadline = 1000, .period = 1000},
        {.wcet = 300 * RTPART_US, .deadline = RTPART_MS, .period = RTPART_MS},
        {.wcet = 360 * RTPART_S, .deadline = 3600 * RTPART_S, .period = 3600 * RTPART_S}};
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 3, RTPART_SCHED_RM, 0, NULL), RTPART_OK);
    for (size_t i = 0; i < 3; i++)
        rtpart_load_push(&load, &task[i], i);
    const rtpart_ns q = least(&load, 500, 1);
    const struct rtpart_prm enough = {.period = 500, .budget = q};
    const struct rtpart_prm less = {.period = 500, .budget = q - 1};

    assert_in_range(q, 300, 320); /* U = 0.6 */
    assert_int_equal(rtpart_fp_test(&load, &enough).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_fp_test(&load, &less).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

/* No sum may wrap where all times are as large as they can be. */
static void test_fp_survives_the_largest_times(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const struct rtpart_prm whole = {.period = max, .budget = max};
    const struct rtpart_prm half = {.period = max, .budget = max / 2};
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 3, RTPART_SCHED_RM, 0, NULL), RTPART_OK);
    const struct rtpart_task a = {.wcet = max / 2, .deadline = max, .period = max};
    const struct rtpart_task b = {.wcet = 1, .deadline = 1, .period = 1};

    rtpart_load_push(&load, &a, 0);
    assert_int_equal(rtpart_fp_response(&load, &whole, 0), max / 2);
    assert_int_equal(rtpart_fp_test(&load, &half).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, max, 1), 3 * (max / 4)); /* 2 (P - Q) + P / 2 = P */
    rtpart_load_push(&load, &a, 1);
    assert_int_equal(rtpart_fp_response(&load, &whole, 1), max);
    assert_int_equal(least(&load, max, 1), max);
    rtpart_load_push(&load, &a, 2);
    assert_int_equal(rtpart_fp_response(&load, &whole, 2), RTPART_NS_NONE);
    assert_int_equal(least(&load, max, 1), RTPART_NS_NONE);
    rtpart_load_clear(&load);
    rtpart_load_push(&load, &b, 0);
    rtpart_load_push(&load, &a, 1);
    assert_int_equal(rtpart_fp_response(&load, &whole, 0), 1);
    assert_int_equal(rtpart_fp_response(&load, &whole, 1), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/* At speed 1/2 half of the largest deadline is done by then, and 1 ns more is not. */
static void test_fp_speed_at_the_largest_deadline(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const struct rtpart_ratio half = {.num = 1, .den = 2};

    (void)state;
    for (int more = 0; more <= 1; more++) {
        const rtpart_ns row[][3] = {{max / 2 + more, max, max}};
        struct rtpart_load load;

        load_rows(&load, RTPART_SCHED_RM, 0, 1, row, 1);
        assert_int_equal(rtpart_fp_task_holds_at(&load, 0, half), more == 0);
        rtpart_load_free(&load);
    }
}

/* At speed 0 nothing is ever done, not even by the largest deadline there is; nor at 1/2 what
 * takes all of it. */
static void test_fp_no_speed_holds_only_what_has_no_work(void **state)
{
    const struct rtpart_ratio none = {.num = 0, .den = 1};
    const struct rtpart_ratio half = {.num = 1, .den = 2};
    const rtpart_ns work[][3] = {{1, RTPART_NS_MAX, RTPART_NS_MAX}};
    const rtpart_ns full[][3] = {{RTPART_NS_MAX, RTPART_NS_MAX, RTPART_NS_MAX}};
    const rtpart_ns idle[][3] = {{0, 1, 1}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_RM, 0, 1, work, 1);
    assert_false(rtpart_fp_task_holds_at(&load, 0, none));
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 1, full, 1);
    assert_false(rtpart_fp_task_holds_at(&load, 0, half));
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 0, 1, idle, 1);
    assert_true(rtpart_fp_task_holds_at(&load, 0, none));
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_RM, 1, 1, idle, 1); /* the latency is work */
    assert_false(rtpart_fp_task_holds_at(&load, 0, none));
    rtpart_load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fp_the_papers_vcpu_needs_seven_and_a_half_of_eleven),
        cmocka_unit_test(test_trap_4_deadline_not_period_under_fixed_priority),
        cmocka_unit_test(test_trap_6_deadlines_beyond_the_period_are_refused),
        cmocka_unit_test(test_fp_no_tasks_need_nothing),
        cmocka_unit_test(test_fp_demand_equal_to_supply_at_the_deadline_holds),
        cmocka_unit_test(test_fp_full_utilisation_needs_the_whole_processor),
        cmocka_unit_test(test_fp_latency_counts_as_blocking),
        cmocka_unit_test(test_fp_resource_period_beyond_the_deadlines),
        cmocka_unit_test(test_fp_alpha_is_exact_to_the_last_digit),
        cmocka_unit_test(test_fp_nothing_to_find_where_lo_exceeds_hi),
        cmocka_unit_test(test_fp_least_budget_begins_anywhere),
        cmocka_unit_test(test_fp_tasks_without_room_leave_what_is_known),
        cmocka_unit_test(test_fp_periods_from_a_microsecond_to_an_hour),
        cmocka_unit_test(test_fp_survives_the_largest_times),
        cmocka_unit_test(test_fp_speed_at_the_largest_deadline),
        cmocka_unit_test(test_fp_no_speed_holds_only_what_has_no_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
