/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_gave_up.c - under EDF, where a limit of the analysis ends a question: what is not
 *                  proved is not said to be. What is decided by hand here is true of sets
 *                  that the analysis cannot decide.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/compose.h"
#include "analysis/edf.h"
#include "analysis/growth.h"
#include "analysis/interface.h"
#include "tests/support/open_sets.h"
#include "tests/support/small_set.h"

static const struct rtpart_ratio core = {.num = 1, .den = 1};
static const struct rtpart_ratio half = {.num = 1, .den = 2};

static void load_full(struct rtpart_load *load, enum rtpart_scheduler scheduler)
{
    struct rtpart_taskset ts;

    open_sets_full(&ts);
    assert_int_equal(rtpart_load_of(load, &ts, scheduler, 0, NULL), RTPART_OK);
    rtpart_taskset_free(&ts);
}

static void load_half(struct rtpart_load *load)
{
    struct rtpart_taskset ts;

    open_sets_half(&ts);
    assert_int_equal(rtpart_load_of(load, &ts, RTPART_SCHED_EDF, 0, NULL), RTPART_OK);
    rtpart_taskset_free(&ts);
}

/* ---- edf.h, load.h ------------------------------------------------------------------- */

static void test_edf_test_gives_up_where_it_is_undecided_only(void **state)
{
    const struct rtpart_prm less = {.period = 1000, .budget = 499};
    const struct rtpart_prm same = {.period = 1000, .budget = 500};
    const struct rtpart_prm more = {.period = 1000, .budget = 501};
    struct rtpart_load load;

    (void)state;
    load_half(&load);
    assert_int_equal(rtpart_edf_test(&load, &less).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(rtpart_edf_test(&load, &more).answer, RTPART_SCHEDULABLE);
    assert_false(load.gave_up);
    assert_int_equal(rtpart_edf_test(&load, &same).answer, RTPART_UNDECIDED);
    assert_true(load.gave_up);
    assert_int_equal(rtpart_edf_test(&load, &more).answer, RTPART_SCHEDULABLE);
    assert_true(load.gave_up); /* it stays */
    rtpart_load_clear(&load);
    assert_false(load.gave_up);
    rtpart_load_free(&load);
}

/* 500 of 1000 ns would do, 501 is what is found; 499 is less than U, and that is known. */
static void test_edf_least_budget_gives_up_where_one_is_passed_over(void **state)
{
    struct rtpart_load load;

    (void)state;
    load_half(&load);
    assert_int_equal(rtpart_edf_min_budget(&load, 1000, 1, 0, 499), RTPART_NS_NONE);
    assert_int_equal(rtpart_edf_min_budget(&load, 1000, 1, 501, 1000), 501);
    assert_false(load.gave_up);
    assert_int_equal(rtpart_edf_min_budget(&load, 1000, 1, 0, 1000), 501);
    assert_true(load.gave_up);
    load.gave_up = false;
    assert_int_equal(rtpart_edf_min_budget(&load, 1000, 1, 0, 500), RTPART_NS_NONE);
    assert_true(load.gave_up);
    rtpart_load_free(&load);
}

/*
 * U = 1/2 less 2^-46, P = 2^40: the horizons of P/2 and P/2 + 2^18 are out of reach, that of
 * P/2 + 2^19 is not, and a window of it fails, as test_edf_edges.c has it: so those below fail
 * too. The same window is within reach, if not the horizon, where P/2 or P/2 + 2^18 is the
 * largest that is asked about.
 */
static void test_edf_budgets_that_were_passed_over_may_be_refused_later(void **state)
{
    const rtpart_ns p = (rtpart_ns)1 << 40;
    const rtpart_ns step = (rtpart_ns)1 << 18;
    const rtpart_ns row[][3] = {{10 * p, 40 * p + 1, 40 * p + 1},
                                {19 * p, 76 * p + 1, 76 * p + 1}};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    for (rtpart_ns hi = p / 2; hi <= p / 2 + 2 * step; hi += step)
        assert_int_equal(rtpart_edf_min_budget(&load, p, step, 0, hi), RTPART_NS_NONE);
    assert_false(load.gave_up);
    assert_in_range(rtpart_edf_min_budget(&load, p, step, 0, p), p / 2 + 3 * step, p);
    assert_false(load.gave_up);
    rtpart_load_free(&load);
}

/* ---- interface.h, edp.h -------------------------------------------------------------- */

/* U = 1 and D = T: a whole CPU of any period holds them, and nobody could tell. */
static void test_interface_that_is_not_decided_is_no_no(void **state)
{
    const struct rtpart_grid grid = rtpart_grid_auto(RTPART_S);
    struct rtpart_prm r = {.period = 7, .budget = 3};
    struct rtpart_edp edp = {.period = 7};
    struct rtpart_load load;

    (void)state;
    load_full(&load, RTPART_SCHED_EDF);
    assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_UNDECIDED);
    assert_true(load.gave_up);
    assert_int_equal(rtpart_interface_within(&load, &grid, half, &r),
                     RTPART_UNSCHEDULABLE); /* U > 1/2, whatever was asked before */
    assert_true(load.gave_up);
    assert_true(r.period == 7 && r.budget == 3);
    load.gave_up = false;
    assert_int_equal(rtpart_interface_within(&load, &grid, half, &r),
                     RTPART_UNSCHEDULABLE);
    assert_false(load.gave_up);
    assert_int_equal(rtpart_edp_choose(&load, &grid, &edp), RTPART_UNDECIDED);
    assert_true(load.gave_up);
    assert_int_equal(edp.period, 7);
    rtpart_load_free(&load);
}

static void test_edp_that_is_decided_is_a_no_whatever_was_before(void **state)
{
    const struct rtpart_grid grid = {
        .min_period = 4, .max_period = 6, .period_step = 1, .runtime_step = 1};
    const rtpart_ns row[][3] = {{3, 4, 4}, {3, 5, 5}};
    struct rtpart_edp r;
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edp_choose(&load, &grid, &r), RTPART_UNSCHEDULABLE);
    assert_false(load.gave_up);
    load.gave_up = true;
    assert_int_equal(rtpart_edp_choose(&load, &grid, &r), RTPART_UNSCHEDULABLE);
    assert_true(load.gave_up);
    rtpart_load_free(&load);
}

/* 499 of 998 would be the cheapest; it is not decided, and 501 of 1000 is found. */
static void test_interface_that_may_not_be_the_cheapest_is_marked(void **state)
{
    const struct rtpart_grid grid = {
        .min_period = 998, .max_period = 1000, .period_step = 2, .runtime_step = 1};
    const struct rtpart_ratio cap = {.num = 501, .den = 1000};
    struct rtpart_prm r = {0};
    struct rtpart_load load;

    (void)state;
    load_half(&load);
    assert_int_equal(rtpart_interface_within(&load, &grid, cap, &r), RTPART_SCHEDULABLE);
    assert_true(r.period == 1000 && r.budget == 501);
    assert_true(load.gave_up);
    load.gave_up = false;
    assert_int_equal(rtpart_interface_within(&load, &grid, half, &r), RTPART_UNDECIDED);
    assert_true(load.gave_up);
    rtpart_load_free(&load);
}

/* Rate-monotonic analysis of the same tasks is exact: no limit of edf.h has a say. */
static void test_interface_under_fixed_priorities_is_always_decided(void **state)
{
    const struct rtpart_grid grid = rtpart_grid_auto(RTPART_S);
    struct rtpart_prm r;
    struct rtpart_load load;

    (void)state;
    load_full(&load, RTPART_SCHED_RM);
    assert_int_equal(rtpart_interface_within(&load, &grid, core, &r),
                     RTPART_UNSCHEDULABLE);
    assert_false(load.gave_up);
    rtpart_load_free(&load);
}

/* ---- compose.h, growth.h ------------------------------------------------------------- */

/* The same answer at the root whether the tasks are its own or those of a child. */
static void test_compose_of_what_is_not_decided_is_undecided(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_component child = {.name = (char[]){"c"},
                                     .scheduler = RTPART_SCHED_EDF};
    struct rtpart_component root = {.name = (char[]){"r"},
                                    .scheduler = RTPART_SCHED_EDF,
                                    .children = &child,
                                    .child_count = 1};

    (void)state;
    open_sets_full(&ts);
    child.taskset = ts;
    for (int i = 0; i < 4; i++) {
        const struct rtpart_compose_request req = {
            .root = i & 1 ? &root : &child,
            .resource = i & 2 ? RTPART_RESOURCE_EDP : RTPART_RESOURCE_PRM};
        struct rtpart_composition got;

        assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
        assert_int_equal(got.answer, RTPART_UNDECIDED);
        assert_true(got.gave_up);
        rtpart_composition_free(&got);
    }
    rtpart_taskset_free(&ts);
}

/*
 * A child of which 501 of 1000 is known and 500 true, and 499 of 1000 more in the root: with
 * 500 a whole CPU holds both. With 501 none does, and that is not the last word; with 500 and
 * nothing left open a root that is too full is.
 */
static void test_compose_over_a_child_that_may_do_with_less_says_no_no(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_task own[] = {
        {.name = (char[]){"own"}, .wcet = 500, .deadline = 1000, .period = 1000}};
    struct rtpart_component child = {.name = (char[]){"c"},
                                     .scheduler = RTPART_SCHED_EDF,
                                     .min_period = 1000,
                                     .max_period = 1000};
    struct rtpart_component root = {.name = (char[]){"r"},
                                    .scheduler = RTPART_SCHED_EDF,
                                    .min_period = 1000,
                                    .max_period = 1000,
                                    .taskset = {.tasks = own, .count = 1},
                                    .children = &child,
                                    .child_count = 1};
    struct rtpart_compose_request req = {.root = &root,
                                         .asked = {.period_step = 1, .runtime_step = 1}};
    struct rtpart_composition got;

    (void)state;
    open_sets_half(&ts);
    child.taskset = ts;
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.children[0].answer, RTPART_SCHEDULABLE);
    assert_int_equal(got.children[0].interface.budget, 501);
    assert_true(got.children[0].gave_up && got.gave_up);
    assert_int_equal(got.answer, RTPART_UNDECIDED);
    rtpart_composition_free(&got);
    own[0].wcet = 499;
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    assert_true(got.gave_up);
    rtpart_composition_free(&got);
    own[0].wcet = 500;
    req.asked.runtime_step = 4; /* 500 is no multiple of it more than 501 is: 500, 504 */
    child.max_period = 996;     /* 498 is not a point of this grid: 500 of 996 */
    child.min_period = 996;
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.children[0].interface.budget, 500);
    assert_false(got.gave_up);
    assert_int_equal(got.answer, RTPART_UNSCHEDULABLE);
    rtpart_composition_free(&got);
    rtpart_taskset_free(&ts);
}

static void test_growth_tells_where_a_set_was_left_undecided(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_growth g;

    (void)state;
    open_sets_full(&ts);
    const struct rtpart_growth_request req = {.taskset = &ts,
                                              .scheduler = RTPART_SCHED_EDF,
                                              .prm = {.period = 1000, .budget = 1000}};

    assert_int_equal(rtpart_growth_of(&req, &g, NULL), RTPART_OK);
    assert_int_equal(g.check.verdict.answer, RTPART_UNDECIDED);
    assert_true(g.gave_up);
    rtpart_growth_free(&g);
    rtpart_taskset_free(&ts);
}

/* U is 1 only where one WCET is 1 ns longer: all else about the set is known. */
static void test_growth_tells_where_a_changed_set_was_left_undecided(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_growth g;

    (void)state;
    open_sets_full(&ts);
    ts.tasks[2].wcet--;
    const struct rtpart_growth_request req = {.taskset = &ts,
                                              .scheduler = RTPART_SCHED_EDF,
                                              .prm = {.period = 1000, .budget = 1000}};

    assert_int_equal(rtpart_growth_of(&req, &g, NULL), RTPART_OK);
    assert_int_equal(g.check.verdict.answer, RTPART_SCHEDULABLE);
    assert_int_equal(g.budget, 1000);
    assert_int_equal(g.limits[2].wcet, ts.tasks[2].wcet);
    assert_true(g.gave_up);
    rtpart_growth_free(&g);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edf_test_gives_up_where_it_is_undecided_only),
        cmocka_unit_test(test_edf_least_budget_gives_up_where_one_is_passed_over),
        cmocka_unit_test(test_edf_budgets_that_were_passed_over_may_be_refused_later),
        cmocka_unit_test(test_interface_that_is_not_decided_is_no_no),
        cmocka_unit_test(test_edp_that_is_decided_is_a_no_whatever_was_before),
        cmocka_unit_test(test_interface_that_may_not_be_the_cheapest_is_marked),
        cmocka_unit_test(test_interface_under_fixed_priorities_is_always_decided),
        cmocka_unit_test(test_compose_of_what_is_not_decided_is_undecided),
        cmocka_unit_test(test_compose_over_a_child_that_may_do_with_less_says_no_no),
        cmocka_unit_test(test_growth_tells_where_a_set_was_left_undecided),
        cmocka_unit_test(test_growth_tells_where_a_changed_set_was_left_undecided),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
