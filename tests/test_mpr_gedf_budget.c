/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mpr_gedf_budget.c - the least budget of global EDF: the first that the verdict accepts
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/prm.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"
#include "tests/support/theorem_gedf.h"

/* Oracle: the verdict at every budget from below. */
static void test_gedf_least_budget_is_the_first_that_holds(void **state)
{
    struct test_random rnd = {.state = 32};
    int found = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 6), 40);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 12), .cpus = m};
        const rtpart_ns step = test_random_range(&rnd, 1, 3);
        const bool cap = i % 3 != 0;

        while (r.budget <= r.period * m &&
               gedf_verdict(&ts, &r, cap).answer != RTPART_SCHEDULABLE)
            r.budget += step;
        const rtpart_ns q = gedf_least_budget(&ts, r.period, m, step, cap);

        assert_int_equal(q, r.budget <= r.period * m ? r.budget : RTPART_NS_NONE);
        found += q != RTPART_NS_NONE;
    }
    assert_true(found > 500);
}

static void test_gedf_cap_never_asks_for_more(void **state)
{
    struct test_random rnd = {.state = 33};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 2, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 2, 6), 200);
        const rtpart_ns with = gedf_least_budget(&ts, 20, m, 1, true);
        const rtpart_ns without = gedf_least_budget(&ts, 20, m, 1, false);

        if (without != RTPART_NS_NONE && without < 20 * m)
            assert_true(with != RTPART_NS_NONE && with <= without);
    }
}

/* [lo, hi] only narrows the answer. */
static void test_gedf_least_budget_keeps_to_its_limits(void **state)
{
    struct rtpart_task room[] = {{.wcet = 5, .deadline = 21, .period = 21},
                                 {.wcet = 18, .deadline = 34, .period = 34},
                                 {.wcet = 1, .deadline = 9, .period = 9}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    const rtpart_ns q = rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 16, true);

    assert_int_equal(q, 13);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 13, true), 13);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 12, true), RTPART_NS_NONE);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 15, 16, true), 15);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 3, 0, 15, true), 15);
    rtpart_cluster_free(&c);
}

/* On one CPU without caps the theorem is dbf(L) <= sbf(L): the exact test of edf.h. */
static void test_gedf_on_one_cpu_asks_for_what_edf_asks_for(void **state)
{
    struct test_random rnd = {.state = 34};

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[5];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 5), 500);
        const rtpart_ns period = test_random_range(&rnd, 1, 60);
        struct rtpart_load load;

        assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_EDF, 0, NULL),
                         RTPART_OK);
        const rtpart_ns exact = rtpart_edf_min_budget(&load, period, 1, 0, period - 1);

        rtpart_load_free(&load);
        if (exact != RTPART_NS_NONE) {
            assert_int_equal(gedf_least_budget(&ts, period, 1, 1, false), exact);
            assert_int_equal(gedf_least_budget(&ts, period, 1, 1, true), exact);
        }
    }
}

/*
 * U is 1/2 less about 2^-64, and no window within reach fails (periods a, b near 2^51 that
 * share no factor, c b + d a = (a b - 2^40 - 3)/2): 1 in every 2 is more than U, but the
 * windows that would have to be looked at are out of reach. The whole CPU, 1 more, holds.
 */
static void test_gedf_passes_over_the_undecided_budget_only(void **state)
{
    const rtpart_ns a = 2251799813685251;
    const rtpart_ns b = 2286984185774085;
    struct rtpart_task room[] = {{.wcet = 954481646025835, .deadline = a, .period = a},
                                 {.wcet = 174096671142053, .deadline = b, .period = b}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr half = {.period = 2, .budget = 1, .cpus = 1};

    (void)state;
    assert_int_equal(gedf_verdict(&ts, &half, true).answer, RTPART_UNDECIDED);
    assert_int_equal(gedf_least_budget(&ts, 2, 1, 1, true), 2);
}

/*
 * U = 1/2, and with a more than half of the period 2^20 the last window is about 2^72 / a. It
 * is out of reach, 2^60, up to a = 2^12, and twice of that is taken.
 */
static void test_gedf_doubles_what_a_budget_has_above_u(void **state)
{
    const rtpart_ns half = (rtpart_ns)1 << 19;
    struct rtpart_task task = {
        .wcet = RTPART_NS_MAX / 2, .deadline = RTPART_NS_MAX, .period = RTPART_NS_MAX};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_mpr r = {.period = 2 * half, .budget = half + 4096, .cpus = 1};

    (void)state;
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_UNDECIDED);
    r.budget += 4096;
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(gedf_least_budget(&ts, r.period, 1, 1, true), r.budget);
}

/* 2^53 ns on 64 CPUs, the longest times there are: twice of them is the end of the reach. */
static void test_gedf_least_budget_of_the_longest_times_is_found(void **state)
{
    struct rtpart_task task = {
        .wcet = RTPART_NS_MAX / 4, .deadline = RTPART_NS_MAX, .period = RTPART_NS_MAX};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_mpr r = {.period = RTPART_MS, .cpus = 64};

    (void)state;
    r.budget = gedf_least_budget(&ts, r.period, 64, 1, true);
    assert_int_not_equal(r.budget, RTPART_NS_NONE);
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
}

/* No window within reach fails, but U is so close to 1 that later ones count. */
static void test_gedf_leaves_open_what_lies_out_of_reach(void **state)
{
    struct rtpart_task task = {
        .wcet = RTPART_NS_MAX - 1, .deadline = RTPART_NS_MAX, .period = RTPART_NS_MAX};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const struct rtpart_mpr whole = {.period = 1, .budget = 1, .cpus = 1};
    struct rtpart_mpr_window w;
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(gedf_verdict(&ts, &whole, true).answer, RTPART_UNDECIDED);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 1, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_mpr_gedf_window(&c, &whole, 0, &w), RTPART_UNDECIDED);
    rtpart_cluster_free(&c);
}

/* What proves a task has a window at or before its horizon, with enough supply. */
static void test_gedf_window_is_one_that_was_looked_at(void **state)
{
    struct rtpart_task room[] = {{.wcet = 5, .deadline = 21, .period = 21},
                                 {.wcet = 18, .deadline = 34, .period = 34},
                                 {.wcet = 1, .deadline = 9, .period = 9}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    const struct rtpart_mpr r = {.period = 8, .budget = 13, .cpus = 2};
    struct rtpart_mpr_window w;
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(rtpart_mpr_gedf_window(&c, &r, k, &w), RTPART_SCHEDULABLE);
        assert_true(w.horizon >= 2 * room[k].deadline);
        assert_true(w.at >= 2 * room[k].deadline && w.at <= w.horizon);
        assert_true(w.demand > 0 && w.demand <= w.supply);
    }
    rtpart_cluster_free(&c);
}

/*
 * The bound of mpr_gedf.h for one task, in units of 1/m ns: A + D_k is at most
 * (C_S + m C + u (T - D) + 2 a (Pi - Theta/m)) / (a - U). The horizon is not below it, and
 * above it only by what is rounded: less than 1 in the task's and 1 in the last term.
 */
static void test_gedf_horizon_is_the_bound_of_the_theorem(void **state)
{
    struct test_random rnd = {.state = 34};

    (void)state;
    for (int i = 0; i < 5000; i++) {
        const unsigned cpus = (unsigned)test_random_range(&rnd, 1, 3);
        const rtpart_ns m = cpus;
        const rtpart_ns t = test_random_range(&rnd, 2, 60);
        const rtpart_ns d = i % 2 ? t : test_random_range(&rnd, 1, t);
        struct rtpart_task task = {
            .wcet = test_random_range(&rnd, 1, d), .deadline = d, .period = t};
        const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
        const rtpart_ns p = i % 4 == 0 ? 1000000 : test_random_range(&rnd, 1, 20);
        const rtpart_ns q = i % 4 == 0 ? m * p : test_random_range(&rnd, 1, m * p);
        const rtpart_ns c = m * task.wcet;
        const rtpart_ns above = q * t - task.wcet * p; /* (a - U) p t */
        const rtpart_ns bound = ((m > 1 ? c : 0) + m * c) * p * t + c * (t - d) * p +
                                2 * q * (m * p - q) * t; /* times p t, the numerator */
        const struct rtpart_mpr r = {.period = p, .budget = q, .cpus = cpus};
        struct rtpart_mpr_window w;
        struct rtpart_cluster cluster;

        if (above <= 0)
            continue;
        assert_int_equal(rtpart_cluster_of(&cluster, &ts, cpus, 0, NULL), RTPART_OK);
        (void)rtpart_mpr_gedf_window(&cluster, &r, 0, &w);
        assert_true(w.horizon * above >= bound);
        assert_true((w.horizon - 1) * above <= bound + 2 * p * t);
        rtpart_cluster_free(&cluster);
    }
}

/*
 * On one whole CPU. (3, 4, 4): from the horizon 17, 12 of 17 are asked for; 12 are there at
 * 12, and before that 11 asks for 6 and then 4 for 3. (1, 5, 20) beside (6, 8, 20): 7 of the
 * horizon 11, 7 are there at 7, and 6 asks for 1.
 */
static void test_gedf_window_is_the_tightest_of_those_looked_at(void **state)
{
    struct rtpart_task a[] = {{.wcet = 3, .deadline = 4, .period = 4}};
    struct rtpart_task b[] = {{.wcet = 1, .deadline = 5, .period = 20},
                              {.wcet = 6, .deadline = 8, .period = 20}};
    const struct rtpart_taskset sets[] = {{.tasks = a, .count = 1},
                                          {.tasks = b, .count = 2}};
    static const struct rtpart_mpr_window expected[] = {
        {.horizon = 17, .at = 4, .demand = 3, .supply = 4},
        {.horizon = 11, .at = 11, .demand = 7, .supply = 11}};
    const struct rtpart_mpr whole = {.period = 1, .budget = 1, .cpus = 1};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct rtpart_mpr_window w;
        struct rtpart_cluster c;

        assert_int_equal(rtpart_cluster_of(&c, &sets[i], 1, 0, NULL), RTPART_OK);
        assert_int_equal(rtpart_mpr_gedf_window(&c, &whole, 0, &w), RTPART_SCHEDULABLE);
        assert_memory_equal(&w, &expected[i], sizeof w);
        rtpart_cluster_free(&c);
    }
}

static void test_gedf_empty_set_needs_nothing(void **state)
{
    const struct rtpart_taskset ts = {0};
    const struct rtpart_mpr r = {.period = 10, .budget = 0, .cpus = 2};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(gedf_least_budget(&ts, 10, 2, 1, true), 0);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 10, 3, 4, 6, true), 6);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 10, 3, 4, 5, true), RTPART_NS_NONE);
    rtpart_cluster_free(&c);
}

/* U = 1.99999...: the bound leaves the range or the steps run out; both end in time. */
static void test_gedf_close_to_full_use_ends(void **state)
{
    const rtpart_ns big = RTPART_NS_MAX / 4;
    struct rtpart_task room[] = {{.wcet = big - 1, .deadline = big, .period = big},
                                 {.wcet = big - 3, .deadline = big - 1, .period = big},
                                 {.wcet = 1, .deadline = 7, .period = 7}};
    struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 10, .budget = 20, .cpus = 2};

    (void)state;
    (void)gedf_verdict(&ts, &r, true);
    (void)gedf_least_budget(&ts, 10, 2, 1, true);
    (void)gedf_least_budget(&ts, big, 2, 1, true);
    ts.count = 3;
    (void)gedf_verdict(&ts, &r, false);
    (void)gedf_least_budget(&ts, 10 * RTPART_MS, 2, 1, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gedf_least_budget_is_the_first_that_holds),
        cmocka_unit_test(test_gedf_cap_never_asks_for_more),
        cmocka_unit_test(test_gedf_least_budget_keeps_to_its_limits),
        cmocka_unit_test(test_gedf_on_one_cpu_asks_for_what_edf_asks_for),
        cmocka_unit_test(test_gedf_passes_over_the_undecided_budget_only),
        cmocka_unit_test(test_gedf_doubles_what_a_budget_has_above_u),
        cmocka_unit_test(test_gedf_least_budget_of_the_longest_times_is_found),
        cmocka_unit_test(test_gedf_leaves_open_what_lies_out_of_reach),
        cmocka_unit_test(test_gedf_window_is_one_that_was_looked_at),
        cmocka_unit_test(test_gedf_horizon_is_the_bound_of_the_theorem),
        cmocka_unit_test(test_gedf_window_is_the_tightest_of_those_looked_at),
        cmocka_unit_test(test_gedf_empty_set_needs_nothing),
        cmocka_unit_test(test_gedf_close_to_full_use_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
