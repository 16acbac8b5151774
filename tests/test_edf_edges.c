/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_edf_edges.c - EDF on a periodic resource: the cases at the edge, worked out by hand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/prm.h"
#include "common/wide.h"
#include "tests/support/small_set.h"

static rtpart_ns least(struct rtpart_load *load, rtpart_ns period, rtpart_ns step)
{
    return rtpart_edf_min_budget(load, period, step, 0, period / step * step);
}

static void test_edf_dbf_stops_at_two_to_the_62(void **state)
{
    const struct rtpart_task task = {.wcet = 1000, .deadline = 1000, .period = 1000};
    const rtpart_ns top = (rtpart_ns)1 << 62;
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 8, RTPART_SCHED_EDF, 0, NULL), RTPART_OK);
    for (size_t i = 0; i < 8; i++)
        rtpart_load_push(&load, &task, i);
    assert_int_equal(rtpart_edf_dbf(&load, 0), 0);
    assert_int_equal(rtpart_edf_dbf(&load, 999), 0);
    assert_int_equal(rtpart_edf_dbf(&load, 1000), 8000);
    assert_int_equal(rtpart_edf_dbf(&load, top / 4), top);
    assert_int_equal(rtpart_edf_dbf(&load, top / 16), top / 16 / 1000 * 8000);
    rtpart_load_free(&load);
}

/* At the task's period instead of its deadline it would be 0.13 ms; unclamped at 0, P. */
static void test_trap_4_deadline_not_period_under_edf(void **state)
{
    const rtpart_ns row[][3] = {{1, 10, 100}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, row, RTPART_MS);
    assert_int_equal(least(&load, 10 * RTPART_MS, RTPART_MS / 2), 55 * RTPART_MS / 10);
    rtpart_load_free(&load);
}

/* A bound that ends too early accepts this; it fails at t = 14: dbf 10, sbf 9. */
static void test_trap_1_the_last_window_that_counts_is_looked_at(void **state)
{
    const rtpart_ns row[][3] = {{2, 4, 5}, {2, 7, 7}};
    const struct rtpart_prm r = {.period = 4, .budget = 3};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_dbf(&load, 14), 10);
    assert_int_equal(rtpart_prm_sbf(&r, 14), 9);
    assert_int_equal(rtpart_edf_test(&load, &r).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, 4, 1), 4);
    rtpart_load_free(&load);
}

static void test_edf_no_tasks_need_nothing(void **state)
{
    const struct rtpart_prm none = {.period = 10, .budget = 0};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 5, 0, NULL, 1);
    assert_int_equal(rtpart_edf_test(&load, &none).answer, RTPART_SCHEDULABLE);
    assert_int_equal(least(&load, 10, 1), 0);
    assert_int_equal(rtpart_edf_min_budget(&load, 10, 1, 5, 5), 5);
    assert_int_equal(rtpart_edf_min_budget(&load, 10, 1, 5, 4), RTPART_NS_NONE);
    assert_int_equal(rtpart_edf_dbf(&load, 1000), 0);
    rtpart_load_free(&load);
}

/* C = 0: nothing to do, but a latency still wants to be supplied by the deadline. */
static void test_edf_tasks_without_work_need_nothing(void **state)
{
    const rtpart_ns row[][3] = {{0, 6, 9}, {0, 10, 10}};
    const struct rtpart_prm none = {.period = 10, .budget = 0};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &none).answer, RTPART_SCHEDULABLE);
    assert_int_equal(least(&load, 10, 1), 0);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_EDF, 2, 2, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &none).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, 10, 1), 8); /* 2 (10 - Q) + 2 <= 6 */
    rtpart_load_free(&load);
}

static void test_edf_demand_equal_to_supply_at_the_deadline_holds(void **state)
{
    const rtpart_ns row[][3] = {{3, 10, 10}}; /* sbf(10) = 3 on (6.5, 10) */
    const struct rtpart_prm exact = {.period = 10 * RTPART_MS,
                                     .budget = 65 * RTPART_MS / 10};
    const struct rtpart_prm less = {.period = exact.period, .budget = exact.budget - 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, row, RTPART_MS);
    assert_int_equal(rtpart_edf_test(&load, &exact).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_edf_response_bound(&load, &exact, 0), 10 * RTPART_MS);
    const struct rtpart_verdict v = rtpart_edf_test(&load, &less);

    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.at, 10 * RTPART_MS);
    assert_int_equal(v.demand, 3 * RTPART_MS);
    assert_int_equal(v.supply, 3 * RTPART_MS - 2);
    assert_int_equal(least(&load, exact.period, 1), exact.budget);
    rtpart_load_free(&load);
}

static void test_edf_full_utilisation_needs_the_whole_processor(void **state)
{
    const rtpart_ns sets[][3][3] = {{{1, 2, 2}, {1, 4, 4}, {2, 8, 8}},
                                    {{2, 4, 4}, {2, 6, 6}, {1, 6, 6}},
                                    {{5, 15, 15}, {5, 15, 15}, {5, 15, 15}},
                                    {{1, 3, 3}, {1, 3, 3}, {2, 6, 6}}};
    const struct rtpart_prm whole = {.period = 10, .budget = 10};
    const struct rtpart_prm less = {.period = 10 * RTPART_MS,
                                    .budget = 10 * RTPART_MS - 1};
    struct rtpart_load load;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        load_rows(&load, RTPART_SCHED_EDF, 0, 3, sets[i], RTPART_MS);
        assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_SCHEDULABLE);
        assert_int_equal(rtpart_edf_test(&load, &less).answer, RTPART_UNSCHEDULABLE);
        assert_int_equal(least(&load, 7 * RTPART_MS, 1), 7 * RTPART_MS);
        assert_int_equal(least(&load, 7 * RTPART_MS, 2 * RTPART_MS), RTPART_NS_NONE);
        rtpart_load_free(&load);
        load_rows(&load, RTPART_SCHED_EDF, 1, 3, sets[i],
                  RTPART_MS); /* 1 ns of latency is too much */
        assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
        assert_int_equal(least(&load, 7 * RTPART_MS, 1), RTPART_NS_NONE);
        rtpart_load_free(&load);
    }
}

static void test_edf_utilisation_above_one_is_never_schedulable(void **state)
{
    const rtpart_ns row[][3] = {{1, 2, 2}, {RTPART_MS + 1, 2 * RTPART_MS, 2 * RTPART_MS}};
    const struct rtpart_prm whole = {.period = 10, .budget = 10};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, 10, 1), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/*
 * U = 1 exactly with periods ab, ac, bc of coprime a, b, c: (z, ab), (y, ac), (x, bc) with
 * xa + yb + zc = abc. y is given, z is what makes abc - yb - zc a multiple of a.
 */
static void load_full(struct rtpart_load *load, rtpart_ns a, rtpart_ns b, rtpart_ns c)
{
    const rtpart_ns y = 3;
    rtpart_ns z = 1;

    while ((y * b + z * c) % a != 0)
        z++;
    const rtpart_i128 rest =
        (rtpart_i128)a * b * c - (rtpart_i128)y * b - (rtpart_i128)z * c;
    const rtpart_ns row[][3] = {
        {z, a * b, a * b}, {y, a * c, a * c}, {(rtpart_ns)(rest / a), b * c, b * c}};

    load_rows(load, RTPART_SCHED_EDF, 0, 3, row, 1);
}

/* The busy period takes millions of steps, the cycle abc < 2^60 bounds it all the same. */
static void test_edf_full_utilisation_with_a_long_hyperperiod_holds(void **state)
{
    const struct rtpart_prm whole = {.period = RTPART_MS, .budget = RTPART_MS};
    struct rtpart_load load;

    (void)state;
    load_full(&load, 999979, 999983, 1000003);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_SCHEDULABLE);
    assert_int_equal(least(&load, RTPART_MS, RTPART_MS / 4), RTPART_MS);
    rtpart_load_free(&load);
}

/* abc near 2^78, beyond any range: "no" would be wrong, "undecided" is honest. */
static void test_edf_full_utilisation_without_a_hyperperiod_is_not_a_no(void **state)
{
    const struct rtpart_prm whole = {.period = RTPART_MS, .budget = RTPART_MS};
    struct rtpart_load load;

    (void)state;
    load_full(&load, 67108819, 67108837, 67108859);
    assert_int_not_equal(rtpart_edf_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

/*
 * Q/P = 1/2 and U differ by 1/(2 a b), about 2^-103, that way or the other: c b + d a =
 * (a b -+ 1)/2 with periods a, b near 2^51 that share no factor. Nothing can tell which, and
 * no window within reach fails, the periods being far apart: "no" would be as wrong as "yes".
 */
static void test_edf_out_of_reach_is_undecided_not_a_no(void **state)
{
    const rtpart_ns a[] = {2251799813685251, 2251799813685255};
    const rtpart_ns b[] = {2286984185774085, 2286984185774089};
    const rtpart_ns c[] = {576460752303424, 502467727020677};
    const rtpart_ns d[] = {558024141328877, 633173307631669};
    const struct rtpart_prm half = {.period = 2, .budget = 1};
    struct rtpart_load load;

    (void)state;
    for (int i = 0; i < 2; i++) {
        const rtpart_ns row[][3] = {{c[i], a[i], a[i]}, {d[i], b[i], b[i]}};
        const rtpart_i128 used = (rtpart_i128)c[i] * b[i] + (rtpart_i128)d[i] * a[i];

        assert_true(2 * used + (i == 0 ? 1 : -1) == (rtpart_i128)a[i] * b[i]);
        load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
        assert_int_equal(rtpart_edf_horizon(&load, &half), RTPART_EDF_HORIZON_MAX + 1);
        assert_int_equal(rtpart_edf_test(&load, &half).answer, RTPART_UNDECIDED);
        rtpart_load_free(&load);
    }
}

/* Q/P near U, times that share no factor: whatever the largest budget is, none above it is the
 * answer. */
static void test_edf_least_budget_stays_within_its_limit_near_full_use(void **state)
{
    const rtpart_ns t = RTPART_NS_MAX - 111;
    const rtpart_ns period = 1000000007;
    const rtpart_ns c = (rtpart_ns)((rtpart_i128)(t - 2 * period) * 500000004 / period);
    const rtpart_ns row[][3] = {{1, 20 * period, t}, {c, t, t}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    for (rtpart_ns hi = 500000000; hi < 500000040; hi++) {
        const rtpart_ns q = rtpart_edf_min_budget(&load, period, 1, 0, hi);

        assert_true(q == RTPART_NS_NONE || q <= hi);
    }
    rtpart_load_free(&load);
}

/*
 * U = 1/2 but for 2^-46: only from 2^39 + 2^19 on is the horizon within 2^60. That is the
 * largest budget asked about, and it fails at 760 P: the demand is 380 P there, and the
 * supply lacks about (P - Q) Q/P = P/4.
 */
static void test_edf_only_budget_within_reach_is_looked_at(void **state)
{
    const rtpart_ns p = (rtpart_ns)1 << 40;
    const rtpart_ns row[][3] = {{10 * p, 40 * p + 1, 40 * p + 1},
                                {19 * p, 76 * p + 1, 76 * p + 1}};
    const rtpart_ns hi = p / 2 + ((rtpart_ns)1 << 19);
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_min_budget(&load, p, (rtpart_ns)1 << 18, 0, hi),
                     RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/*
 * All windows hold: up to n T + T/2 there are (2 n + 1) (1/4 - 2^-12) T of work, and there
 * is more supply than (2 n + 1) T/4 - 500. But U is 2^-11 below Q/P and u (T - D) of the
 * first is about T/8, 2^50 ns, so that the bound is near 2^61, and there is no common multiple up
 * to 2^60 either: "yes" would be true, but it is not known.
 */
static void test_edf_out_of_reach_is_undecided_where_all_within_reach_holds(void **state)
{
    const rtpart_ns t = RTPART_NS_MAX - 111; /* odd, and no multiple of 5 */
    const rtpart_ns c = t / 4 - (t >> 12);
    const rtpart_ns row[][3] = {{c, t / 2, t}, {c, t, t}};
    const struct rtpart_prm r = {.period = 1000, .budget = 500};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &r).answer, RTPART_UNDECIDED);
    rtpart_load_free(&load);
}

/*
 * More points than may be looked at, and the window that fails below them: on (1, 2) the
 * 10^8 ns of the first task have a supply of 5 10^7 - 1 and a demand of 5 10^7 - 1 + L. The
 * walk begins at 9 10^15. Its n-th deadline has n ns to spare less L + 1 and the jobs of the
 * two others, which is at most 5 10^7 down to 4.5 10^15: each step passes one deadline of
 * 4.5 10^7. That is RTPART_EDF_STEPS before the walk sees what fails: no "yes" is known.
 */
static void test_edf_steps_that_run_out_are_no_yes(void **state)
{
    const rtpart_ns e7 = 10000000;
    const rtpart_ns t = 900 * e7 * 1000 * 1000;
    const rtpart_ns row[][3] = {
        {5 * e7 - 1, 10 * e7, 10 * e7}, {4 * e7, t / 2, t}, {4 * e7, t, t}};
    const struct rtpart_prm r = {.period = 2, .budget = 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 2, 3, row, 1);
    assert_true(rtpart_edf_dbf(&load, 10 * e7) + 2 > rtpart_prm_sbf(&r, 10 * e7));
    assert_int_equal(rtpart_edf_test(&load, &r).answer, RTPART_UNDECIDED);
    rtpart_load_free(&load);
}

/*
 * The same tasks without latency: now the window of 10^8 ns holds on (1, 2), and so all within
 * reach may, but the steps do not suffice to see it. The next budget, all of the processor,
 * needs few.
 */
static void test_edf_least_budget_passes_over_what_the_steps_do_not_decide(void **state)
{
    const rtpart_ns e7 = 10000000;
    const rtpart_ns t = 900 * e7 * 1000 * 1000;
    const rtpart_ns row[][3] = {
        {5 * e7 - 1, 10 * e7, 10 * e7}, {4 * e7, t / 2, t}, {4 * e7, t, t}};
    const struct rtpart_prm half = {.period = 2, .budget = 1};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 3, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &half).answer, RTPART_UNDECIDED);
    load.gave_up = false;
    assert_int_equal(least(&load, 2, 1), 2);
    assert_true(load.gave_up);
    load.gave_up = false;
    assert_int_equal(rtpart_edf_min_budget(&load, 2, 1, 0, 1), RTPART_NS_NONE);
    assert_true(load.gave_up);
    rtpart_load_free(&load);
}

/* No window has to be looked at where there is no task, or one that no resource can hold. */
static void test_edf_horizon_is_none_where_the_answer_is_known(void **state)
{
    const rtpart_ns row[][3] = {{1, 4, 4}, {5, 4, 4}};
    const struct rtpart_prm whole = {.period = 10, .budget = 10};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 0, row, 1);
    assert_int_equal(rtpart_edf_horizon(&load, &whole), -1);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_horizon(&load, &whole), -1);
    rtpart_load_free(&load);
}

/* C = T = 1 fills its processor; the periods of two that do nothing have no common multiple
 * up to 2^60, 2^40 (2^40 - 1), and it does not matter. */
static void test_edf_full_processor_of_one_nanosecond_holds(void **state)
{
    const rtpart_ns big = (rtpart_ns)1 << 40;
    const rtpart_ns row[][3] = {{1, 1, 1}, {0, big - 1, big - 1}, {0, big, big}};
    const struct rtpart_prm whole = {.period = 10, .budget = 10};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 3, row, 1);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_SCHEDULABLE);
    rtpart_load_free(&load);
}

static void test_edf_periods_from_a_microsecond_to_an_hour(void **state)
{
    const rtpart_ns row[][3] = {{200, 1000, 1000},
                                {300 * RTPART_US, RTPART_MS, RTPART_MS},
                                {360 * RTPART_S, 3600 * RTPART_S, 3600 * RTPART_S}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 3, row, 1);
    const rtpart_ns q = least(&load, 500, 10);
    const struct rtpart_prm enough = {.period = 500, .budget = q};
    const struct rtpart_prm less = {.period = 500, .budget = q - 10};

    assert_in_range(q, 300, 320); /* U = 0.6 */
    assert_int_equal(rtpart_edf_test(&load, &enough).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_edf_test(&load, &less).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

static void test_edf_resource_period_beyond_the_deadlines(void **state)
{
    const rtpart_ns row[][3] = {{1, 5, 5}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, row, RTPART_MS);
    /* 2 (P - Q) + 1 <= 5 ms */
    assert_int_equal(least(&load, 100 * RTPART_MS, 1), 98 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 9 * RTPART_MS), 99 * RTPART_MS);
    assert_int_equal(least(&load, 100 * RTPART_MS, 30 * RTPART_MS), RTPART_NS_NONE);
    assert_int_equal(rtpart_edf_min_budget(&load, 10, 1, 6, 5), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/* No sum may wrap where all times are as large as they can be. */
static void test_edf_survives_the_largest_times(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const rtpart_ns half[][3] = {{max / 2, max, max}};
    const struct rtpart_prm whole = {.period = max, .budget = max};
    const struct rtpart_task implicit = {.wcet = max / 2, .deadline = max, .period = max};
    const struct rtpart_prm almost = {.period = max, .budget = max - 1};
    const struct rtpart_task constrained = {
        .wcet = max / 2, .deadline = max / 2, .period = max};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, half, 1);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_SCHEDULABLE);
    assert_int_equal(least(&load, max, 1), 3 * (max / 4)); /* 2 (P - Q) + P / 2 = P */
    assert_int_equal(rtpart_edf_response_bound(&load, &whole, 0), max / 2);
    rtpart_load_free(&load);
    assert_int_equal(rtpart_load_init(&load, 9000, RTPART_SCHED_EDF, max / 2, NULL),
                     RTPART_OK);
    for (size_t i = 0; i < 9000; i++)
        rtpart_load_push(&load, &constrained, i);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, max, 1), RTPART_NS_NONE);
    rtpart_load_free(&load);
    assert_int_equal(rtpart_load_init(&load, 9000, RTPART_SCHED_EDF, 0, NULL), RTPART_OK);
    for (size_t i = 0; i < 9000; i++)
        rtpart_load_push(&load, &constrained, i);
    assert_int_equal(rtpart_edf_test(&load, &whole).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(least(&load, max, 1), RTPART_NS_NONE);
    rtpart_load_free(&load);
    /* U P is 2^129 and little more in fixed point: a product that wraps would be small */
    assert_int_equal(rtpart_load_init(&load, 8192, RTPART_SCHED_EDF, 0, NULL), RTPART_OK);
    for (size_t i = 0; i < 8192; i++)
        rtpart_load_push(&load, &implicit, i);
    assert_int_equal(rtpart_edf_horizon(&load, &almost), -1);
    assert_int_equal(rtpart_edf_test(&load, &almost).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

/*
 * P - 3 is the least that U allows. P - 2 has 7 10^-8 to spare, with which the walk from
 * 4.5 10^15 down in steps of 10^8 gains three more of them on the way: that is too many; twice
 * as far from U, P - 1 has twice as much, and there are few enough.
 */
static void test_edf_least_budget_goes_twice_as_far_from_full_use(void **state)
{
    const rtpart_ns e8 = 100000000;
    const rtpart_ns t = 90 * e8 * 1000 * 1000;
    const rtpart_ns p = 14500000;
    const rtpart_ns row[][3] = {{e8 - 3 * e8 / p - 1, e8, e8}, {e8 / 4, t / 2, t}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_min_budget(&load, p, 1, p - 2, p), p - 1);
    assert_true(load.gave_up);
    rtpart_load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edf_dbf_stops_at_two_to_the_62),
        cmocka_unit_test(test_trap_4_deadline_not_period_under_edf),
        cmocka_unit_test(test_trap_1_the_last_window_that_counts_is_looked_at),
        cmocka_unit_test(test_edf_no_tasks_need_nothing),
        cmocka_unit_test(test_edf_tasks_without_work_need_nothing),
        cmocka_unit_test(test_edf_demand_equal_to_supply_at_the_deadline_holds),
        cmocka_unit_test(test_edf_full_utilisation_needs_the_whole_processor),
        cmocka_unit_test(test_edf_utilisation_above_one_is_never_schedulable),
        cmocka_unit_test(test_edf_full_utilisation_with_a_long_hyperperiod_holds),
        cmocka_unit_test(test_edf_full_utilisation_without_a_hyperperiod_is_not_a_no),
        cmocka_unit_test(test_edf_out_of_reach_is_undecided_not_a_no),
        cmocka_unit_test(test_edf_least_budget_stays_within_its_limit_near_full_use),
        cmocka_unit_test(test_edf_only_budget_within_reach_is_looked_at),
        cmocka_unit_test(test_edf_out_of_reach_is_undecided_where_all_within_reach_holds),
        cmocka_unit_test(test_edf_steps_that_run_out_are_no_yes),
        cmocka_unit_test(test_edf_least_budget_passes_over_what_the_steps_do_not_decide),
        cmocka_unit_test(test_edf_horizon_is_none_where_the_answer_is_known),
        cmocka_unit_test(test_edf_full_processor_of_one_nanosecond_holds),
        cmocka_unit_test(test_edf_periods_from_a_microsecond_to_an_hour),
        cmocka_unit_test(test_edf_resource_period_beyond_the_deadlines),
        cmocka_unit_test(test_edf_survives_the_largest_times),
        cmocka_unit_test(test_edf_least_budget_goes_twice_as_far_from_full_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
