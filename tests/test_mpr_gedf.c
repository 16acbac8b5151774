/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mpr_gedf.c - global EDF on a multiprocessor periodic resource: the verdict is the
 *                   theorem's, and finds what fails between two deadlines
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/prm.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"
#include "tests/support/theorem_gedf.h"

/* Small sets; windows of some hundred units, tried one by one. */
static void test_gedf_verdict_equals_the_theorem_at_every_point(void **state)
{
    struct test_random rnd = {.state = 31};
    int yes = 0;
    int no = 0;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, m + 2), 12);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 5), .cpus = m};
        const bool cap = i % 3 != 0;

        if (i % 5 == 0) /* whole CPUs, without any corner in the supply */
            r.period = 1000000;
        else
            r.budget = -test_random_range(&rnd, 0, r.period * m / 3);
        r.budget += r.period * m;
        const rtpart_ns latency = i % 4 == 0 ? test_random_range(&rnd, 0, 3) : 0;
        const bool expected = theorem_gedf(&ts, &r, latency, cap);
        const struct rtpart_verdict v = gedf_verdict_late(&ts, &r, latency, cap);

        assert_int_equal(v.answer == RTPART_SCHEDULABLE, expected);
        yes += expected;
        no += !expected;
        if (v.answer != RTPART_SCHEDULABLE && v.at > 0 && r.budget < r.period * m)
            assert_true(v.demand > v.supply);
    }
    assert_true(yes > 500 && no > 500);
}

/* Sets that fail only between two deadlines, where a carry-in is complete (the first two)
 * or where a cap ends: two in a million do, on three CPUs and more. */
static void test_gedf_finds_failures_between_deadlines(void **state)
{
    struct rtpart_task a[] = {{.wcet = 45, .deadline = 47, .period = 48},
                              {.wcet = 1, .deadline = 29, .period = 47},
                              {.wcet = 18, .deadline = 43, .period = 48},
                              {.wcet = 1, .deadline = 31, .period = 47},
                              {.wcet = 5, .deadline = 8, .period = 50}};
    struct rtpart_task b[] = {{.wcet = 4, .deadline = 17, .period = 17},
                              {.wcet = 21, .deadline = 27, .period = 27},
                              {.wcet = 25, .deadline = 32, .period = 32},
                              {.wcet = 5, .deadline = 34, .period = 34},
                              {.wcet = 10, .deadline = 12, .period = 12}};
    struct rtpart_task c[] = {{.wcet = 12, .deadline = 22, .period = 22},
                              {.wcet = 13, .deadline = 20, .period = 20},
                              {.wcet = 15, .deadline = 40, .period = 40},
                              {.wcet = 11, .deadline = 18, .period = 18},
                              {.wcet = 7, .deadline = 23, .period = 23}};
    const struct rtpart_taskset sets[] = {
        {.tasks = a, .count = 5}, {.tasks = b, .count = 5}, {.tasks = c, .count = 5}};
    const struct rtpart_mpr r[] = {{.period = 1000, .budget = 3000, .cpus = 3},
                                   {.period = 1000, .budget = 4000, .cpus = 4},
                                   {.period = 1000, .budget = 4000, .cpus = 4}};
    const rtpart_ns where[] = {48, 39, 25};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct rtpart_verdict v = gedf_verdict(&sets[i], &r[i], true);

        assert_int_equal(v.answer, RTPART_UNDECIDED);
        assert_int_equal(v.at, where[i]);
    }
}

/*
 * What fails where the first job of another is due, and a window where the cap of another
 * meets its work with a carry-in: 15 + 2 2 = 19. The theorem, tried at every point, refuses
 * both.
 */
static void
test_gedf_finds_failures_at_the_first_deadline_and_at_a_full_carry_in(void **state)
{
    struct rtpart_task a[] = {{.wcet = 10, .deadline = 15, .period = 18},
                              {.wcet = 1, .deadline = 1, .period = 36},
                              {.wcet = 2, .deadline = 16, .period = 37},
                              {.wcet = 7, .deadline = 25, .period = 25},
                              {.wcet = 1, .deadline = 2, .period = 4}};
    struct rtpart_task b[] = {{.wcet = 15, .deadline = 17, .period = 17},
                              {.wcet = 2, .deadline = 18, .period = 18},
                              {.wcet = 2, .deadline = 10, .period = 10},
                              {.wcet = 1, .deadline = 5, .period = 5},
                              {.wcet = 3, .deadline = 5, .period = 5},
                              {.wcet = 5, .deadline = 12, .period = 12}};
    const struct rtpart_taskset sets[] = {{.tasks = a, .count = 5},
                                          {.tasks = b, .count = 6}};
    const struct rtpart_mpr r[] = {{.period = 1000, .budget = 2000, .cpus = 2},
                                   {.period = 1000, .budget = 5000, .cpus = 5}};
    const rtpart_ns where[] = {16, 19};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct rtpart_verdict v = gedf_verdict(&sets[i], &r[i], true);

        assert_false(theorem_gedf(&sets[i], &r[i], 0, true));
        assert_int_equal(v.answer, RTPART_UNDECIDED);
        assert_int_equal(v.task, 0);
        assert_int_equal(v.at, where[i]);
    }
}

/*
 * The demand at one point is supplied just where an earlier job is due, and the window
 * that fails is below, one deadline or more of the same task. All of one CPU:
 * {(4, 4, 7), (8, 16, 27)}: 39 asks for 6 4 + 8 = 32, a deadline of the first; 18 fails,
 *   3 4 + 8 = 20, while 16 holds, 2 4 + 8 = 16;
 * {(3, 3, 9), (7, 11, 14)}: 48 asks for 6 3 + 3 7 = 39, a deadline of both; 12 fails,
 *   2 3 + 7 = 13, while 11 holds, 3 + 7 = 10.
 */
static void test_gedf_goes_on_below_a_deadline_that_is_just_supplied(void **state)
{
    struct rtpart_task a[] = {{.wcet = 4, .deadline = 4, .period = 7},
                              {.wcet = 8, .deadline = 16, .period = 27}};
    struct rtpart_task b[] = {{.wcet = 3, .deadline = 3, .period = 9},
                              {.wcet = 7, .deadline = 11, .period = 14}};
    const struct rtpart_taskset sets[] = {{.tasks = a, .count = 2},
                                          {.tasks = b, .count = 2}};
    const struct rtpart_mpr whole = {.period = 1, .budget = 1, .cpus = 1};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(gedf_verdict(&sets[i], &whole, false).answer,
                         RTPART_UNSCHEDULABLE);
        assert_int_not_equal(gedf_verdict(&sets[i], &whole, true).answer,
                             RTPART_SCHEDULABLE);
    }
}

/* All pairs of small tasks: what is accepted on one CPU meets every deadline under EDF. */
static void test_gedf_accepts_no_pair_on_one_cpu_that_edf_misses(void **state)
{
    const struct rtpart_task one[] = {{.wcet = 2, .deadline = 4, .period = 4},
                                      {.wcet = 1, .deadline = 2, .period = 5},
                                      {.wcet = 2, .deadline = 7, .period = 9}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (rtpart_ns period = 2; period <= 9; period++)
            for (rtpart_ns deadline = 2; deadline <= period; deadline++) {
                struct rtpart_task t[] = {
                    one[i], {.wcet = 2, .deadline = deadline, .period = period}};
                const struct rtpart_taskset ts = {.tasks = t, .count = 2};

                for (rtpart_ns q = 1; q < 7; q++)
                    for (rtpart_ns p = q + 1; p <= 7; p++) {
                        const struct rtpart_mpr r = {p, q, 1};

                        if (gedf_verdict(&ts, &r, false).answer == RTPART_SCHEDULABLE)
                            assert_true(theorem_gedf(&ts, &r, 0, false));
                    }
            }
}

static void test_gedf_says_no_only_where_nothing_helps(void **state)
{
    struct rtpart_task room[] = {{.wcet = 8, .deadline = 10, .period = 10},
                                 {.wcet = 8, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 2};
    struct rtpart_mpr r = {.period = 1000, .budget = 1500, .cpus = 2};

    (void)state;
    r.period = 1;
    r.budget = 1; /* U = 1.6 > 1, and a job gets half of the 10 it has */
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_UNSCHEDULABLE);
    r.budget = 2;
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    room[0].wcet = 11; /* C > D */
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(gedf_least_budget(&ts, 1, 2, 1, true), RTPART_NS_NONE);
    room[0].wcet = 10;
    room[1].wcet = 10; /* U = Theta/Pi: no bound on the windows */
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_UNDECIDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gedf_verdict_equals_the_theorem_at_every_point),
        cmocka_unit_test(test_gedf_finds_failures_between_deadlines),
        cmocka_unit_test(
            test_gedf_finds_failures_at_the_first_deadline_and_at_a_full_carry_in),
        cmocka_unit_test(test_gedf_goes_on_below_a_deadline_that_is_just_supplied),
        cmocka_unit_test(test_gedf_accepts_no_pair_on_one_cpu_that_edf_misses),
        cmocka_unit_test(test_gedf_says_no_only_where_nothing_helps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
