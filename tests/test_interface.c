/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_interface.c - the cheapest (Q, P) on a grid, against a loop over all of it; and the
 *                    numbers of the paper
 *
 * [Abe24] L. Abeni, "Virtualized real-time workloads in containers and virtual machines",
 *         Journal of Systems Architecture, 2024.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "tests/support/oracle_edf.h"
#include "tests/support/oracle_interface.h"
#include "tests/support/small_set.h"

static const enum rtpart_scheduler SCHEDULERS[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                                   RTPART_SCHED_PRIO, RTPART_SCHED_EDF};

/* Periods that go with resource periods up to 12 in a hyperperiod that a loop can walk. */
static const rtpart_ns MENU[] = {2, 3, 4, 6, 8, 12, 24, 0};

static const struct small_set_shape ANY = {
    .max_count = 4, .max_period = 24, .max_latency = 2};
static const struct small_set_shape CYCLIC = {
    .max_count = 3, .periods = MENU, .max_latency = 2};

static void draw_grid(struct rtpart_grid *grid, struct test_random *random)
{
    grid->min_period = test_random_range(random, 1, 6);
    grid->max_period = test_random_range(random, grid->min_period, 12);
    grid->period_step = test_random_range(random, 1, 3);
    grid->runtime_step = test_random_range(random, 1, 4);
}

static struct rtpart_grid scaled(const struct rtpart_grid *grid, rtpart_ns scale)
{
    return (struct rtpart_grid){.min_period = grid->min_period * scale,
                                .max_period = grid->max_period * scale,
                                .period_step = grid->period_step * scale,
                                .runtime_step = grid->runtime_step * scale};
}

static void test_interface_choose_matches_a_loop_over_the_grid(void **state)
{
    struct test_random random = {.state = 71};
    int found = 0;

    (void)state;
    for (int n = 0; n < 14000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        const bool edf = scheduler == RTPART_SCHED_EDF;
        const rtpart_ns scale = n % 3 == 0 ? test_random_range(&random, 2, RTPART_MS) : 1;
        struct rtpart_prm got = {.period = 0, .budget = 0};
        struct rtpart_prm want = {.period = 0, .budget = 0};
        struct rtpart_grid grid;
        struct small_set s;
        struct rtpart_load load;

        draw_grid(&grid, &random);
        small_set_draw(&s, &random, edf ? &CYCLIC : &ANY, scheduler);
        small_set_load(&s, scheduler, scale, &load);
        const struct rtpart_grid in_ns = scaled(&grid, scale);
        const bool holds = oracle_interface(&s, edf, &grid, &want);

        small_set_expect("answer", &s, &want,
                         rtpart_interface_choose(&load, &in_ns, &got),
                         holds ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        small_set_expect("period", &s, &want, got.period, want.period * scale);
        small_set_expect("budget", &s, &want, got.budget, want.budget * scale);
        found += holds;
        rtpart_load_free(&load);
    }
    assert_in_range(found, 4000, 13000);
}

/* The cheapest of all is the cheapest within a cap, where the cap allows it. */
static void test_interface_within_a_cap_is_the_cheapest_or_none(void **state)
{
    struct test_random random = {.state = 75};
    int within = 0;
    int beyond = 0;

    (void)state;
    for (int n = 0; n < 12000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        const bool edf = scheduler == RTPART_SCHED_EDF;
        struct rtpart_ratio most = {.num = test_random_range(&random, 1, 12), .den = 12};
        struct rtpart_prm got = {.period = 7, .budget = 3};
        struct rtpart_prm want = {.period = 0, .budget = 0};
        struct rtpart_grid grid;
        struct small_set s;
        struct rtpart_load load;

        draw_grid(&grid, &random);
        small_set_draw(&s, &random, edf ? &CYCLIC : &ANY, scheduler);
        small_set_load(&s, scheduler, 1, &load);
        bool holds = oracle_interface(&s, edf, &grid, &want);

        if (holds && n % 3 == 0 && want.budget > 0) /* exactly at the cap */
            most = (struct rtpart_ratio){.num = want.budget, .den = want.period};
        holds = holds && want.budget * most.den <= most.num * want.period;
        small_set_expect("answer within a cap", &s, &want,
                         rtpart_interface_within(&load, &grid, most, &got),
                         holds ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        small_set_expect("period", &s, &want, got.period, holds ? want.period : 7);
        small_set_expect("budget", &s, &want, got.budget, holds ? want.budget : 3);
        within += holds;
        beyond += !holds;
        rtpart_load_free(&load);
    }
    assert_true(within > 3000);
    assert_true(beyond > 3000);
}

/* What is chosen holds, by the other question that can be asked about it. */
static void test_interface_chosen_passes_the_test_and_one_step_less_fails(void **state)
{
    struct test_random random = {.state = 72};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        const rtpart_ns unit = 100 * RTPART_US;
        struct rtpart_grid grid;
        struct small_set s;
        struct rtpart_load load;
        struct rtpart_prm r;

        draw_grid(&grid, &random);
        grid = scaled(&grid, unit);
        grid.runtime_step = test_random_range(&random, 1, unit);
        small_set_draw(&s, &random, &ANY, scheduler);
        small_set_load(&s, scheduler, unit, &load);
        if (rtpart_interface_choose(&load, &grid, &r) == RTPART_SCHEDULABLE) {
            assert_int_equal(r.budget % grid.runtime_step, 0);
            assert_int_equal((r.period - grid.min_period) % grid.period_step, 0);
            assert_in_range(r.period, grid.min_period, grid.max_period);
            assert_int_equal(rtpart_load_test(&load, &r).answer, RTPART_SCHEDULABLE);
            r.budget -= grid.runtime_step;
            assert_true(r.budget < 0 ||
                        rtpart_load_test(&load, &r).answer == RTPART_UNSCHEDULABLE);
        }
        rtpart_load_free(&load);
    }
}

static void test_interface_questions_go_to_the_loads_own_scheduler(void **state)
{
    struct test_random random = {.state = 73};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        const bool edf = scheduler == RTPART_SCHED_EDF;
        const rtpart_ns period = test_random_range(&random, 1, 12);
        const struct rtpart_prm r = {.period = period,
                                     .budget = test_random_range(&random, 0, period)};
        struct small_set s;
        struct rtpart_load load;
        size_t first = 0;

        small_set_draw(&s, &random, edf ? &CYCLIC : &ANY, scheduler);
        small_set_load(&s, scheduler, 1, &load);
        const rtpart_ns least = rtpart_min_budget(&load, period, 1, 0, period, &first);

        small_set_expect("answer", &s, &r, rtpart_load_test(&load, &r).answer,
                         oracle_holds(&s, edf, &r) ? RTPART_SCHEDULABLE
                                                   : RTPART_UNSCHEDULABLE);
        small_set_expect("least Q", &s, &r, least != RTPART_NS_NONE && least <= r.budget,
                         oracle_holds(&s, edf, &r));
        rtpart_load_free(&load);
    }
}

/* What rtpart_interface_choose and walks over rising periods rely on. */
static void test_interface_least_budget_does_not_fall_with_the_period(void **state)
{
    struct test_random random = {.state = 74};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        const struct rtpart_prm none = {.period = 1, .budget = 0};
        rtpart_ns before = 0;
        struct small_set s;
        struct rtpart_load load;
        size_t first = 0;

        small_set_draw(&s, &random, &ANY, scheduler);
        small_set_load(&s, scheduler, 10, &load);
        for (rtpart_ns p = test_random_range(&random, 1, 20); p < 300; p += 1 + p / 3) {
            const rtpart_ns q = rtpart_min_budget(&load, p, 1, 0, p, &first);

            if (q == RTPART_NS_NONE) /* then it is so for every period */
                small_set_expect("none before", &s, &none, before, 0);
            else
                assert_true(q >= before);
            before = q == RTPART_NS_NONE ? 0 : q;
        }
        rtpart_load_free(&load);
    }
}

static void test_grid_longest_is_the_limit_or_the_shortest_deadline(void **state)
{
    struct rtpart_grid grid = {.min_period = 10 * RTPART_MS,
                               .max_period = 0,
                               .period_step = RTPART_MS,
                               .runtime_step = RTPART_MS};

    (void)state;
    assert_int_equal(rtpart_grid_longest(&grid, 34 * RTPART_MS), 34 * RTPART_MS);
    assert_int_equal(rtpart_grid_longest(&grid, 10 * RTPART_MS), 10 * RTPART_MS);
    assert_int_equal(rtpart_grid_longest(&grid, 9 * RTPART_MS), 10 * RTPART_MS);
    assert_int_equal(rtpart_grid_longest(&grid, 3600 * RTPART_S),
                     RTPART_KERNEL_PERIOD_MAX);
    grid.max_period = 20 * RTPART_MS;
    assert_int_equal(rtpart_grid_longest(&grid, 34 * RTPART_MS), 20 * RTPART_MS);
    assert_int_equal(rtpart_grid_longest(&grid, 9 * RTPART_MS), 20 * RTPART_MS);
}

static void expect_auto(rtpart_ns shortest, rtpart_ns min, rtpart_ns step,
                        rtpart_ns runtime)
{
    const struct rtpart_grid grid = rtpart_grid_auto(shortest);

    if (grid.min_period != min || grid.period_step != step ||
        grid.runtime_step != runtime || grid.max_period != 0)
        fail_msg("shortest deadline %ld ns: from %ld in %ld, Q in %ld", (long)shortest,
                 (long)grid.min_period, (long)grid.period_step, (long)grid.runtime_step);
    assert_int_equal(rtpart_grid_check(&grid, NULL), RTPART_OK);
}

/* 10 ms, 1 ms, 0.5 ms; a power of ten less where the shortest deadline is under 3 P. */
static void test_grid_auto_scales_with_the_shortest_deadline(void **state)
{
    const rtpart_ns us = RTPART_US;

    (void)state;
    expect_auto(3600 * RTPART_S, 10000 * us, 1000 * us, 500 * us);
    expect_auto(34000 * us, 10000 * us, 1000 * us, 500 * us);
    expect_auto(30000 * us, 10000 * us, 1000 * us, 500 * us);
    expect_auto(30000 * us - 1, 1000 * us, 100 * us, 50 * us);
    expect_auto(10000 * us, 1000 * us, 100 * us, 50 * us);
    expect_auto(3000 * us, 1000 * us, 100 * us, 50 * us);
    expect_auto(3000 * us - 1, 100 * us, 10 * us, 5 * us);
    expect_auto(300 * us, 100 * us, 10 * us, 5 * us);
    expect_auto(300 * us - 1, 100 * us, 10 * us, 5 * us); /* the kernel's own minimum */
    expect_auto(1, 100 * us, 10 * us, 5 * us);
}

static void test_grid_check_names_the_broken_rule(void **state)
{
    const struct rtpart_grid good = {
        .min_period = 10, .max_period = 20, .period_step = 1, .runtime_step = 1};
    const rtpart_ns bad[] = {0, -1, INT64_MIN, RTPART_NS_MAX + 1, INT64_MAX};
    struct rtpart_error err;
    struct rtpart_grid grid;

    (void)state;
    assert_int_equal(rtpart_grid_check(&good, &err), RTPART_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        grid = good;
        grid.min_period = bad[i];
        assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
        assert_non_null(strstr(err.message, "shortest period"));
        grid = good;
        grid.period_step = bad[i];
        assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
        assert_non_null(strstr(err.message, "period step"));
        grid = good;
        grid.runtime_step = bad[i];
        assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
        assert_non_null(strstr(err.message, "runtime step"));
        grid = good;
        grid.max_period = bad[i];
        if (bad[i] == 0)
            assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_OK);
        else
            assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
    }
    grid = good;
    grid.max_period = 9;
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
    grid.max_period = grid.min_period;
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_OK);
    grid.min_period = 1;
    grid.max_period = RTPART_GRID_PERIODS_MAX;
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_OK);
    grid.max_period++;
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_EUSAGE);
    grid.period_step = 2;
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_OK);
    grid =
        (struct rtpart_grid){RTPART_NS_MAX, RTPART_NS_MAX, RTPART_NS_MAX, RTPART_NS_MAX};
    assert_int_equal(rtpart_grid_check(&grid, &err), RTPART_OK);
}

/* Table 4 of [Abe24]: C and T in us, D = T. */
static const rtpart_ns TABLE4[10][2] = {
    {10321, 34000},  {1570, 40000},  {6300, 65000},   {1720, 90000},   {14712, 98000},
    {19691, 123000}, {3440, 128000}, {23266, 164000}, {89843, 236000}, {20937, 257000}};

/* The tasks of table 4 whose numbers are the digits of `which`. */
static void load_table4(struct rtpart_load *load, const char *which,
                        enum rtpart_scheduler scheduler)
{
    assert_int_equal(rtpart_load_init(load, 10, scheduler, 0, NULL), RTPART_OK);
    for (; *which != '\0'; which++) {
        const size_t i = (size_t)(*which - '0');
        const struct rtpart_task t = {.wcet = TABLE4[i][0] * RTPART_US,
                                      .deadline = TABLE4[i][1] * RTPART_US,
                                      .period = TABLE4[i][1] * RTPART_US};

        rtpart_load_push(load, &t, i);
    }
}

/* Section 4.3: partitions for 2 and for 4 vCPUs, and the reservations they were given. */
static void test_interface_of_the_papers_vcpus(void **state)
{
    const struct {
        const char *tasks;
        rtpart_ns budget_us, period_us;
    } rows[] = {{"0347", 7500, 11000}, {"125689", 27500, 33000}, {"08", 8500, 12000},
                {"14", 2500, 11000},   {"2569", 5500, 14000},    {"37", 2000, 11000}};
    const struct rtpart_grid grid = rtpart_grid_auto(34 * RTPART_MS);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rtpart_load load;
        struct rtpart_prm r;

        load_table4(&load, rows[i].tasks, RTPART_SCHED_RM);
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
        assert_int_equal(r.budget, rows[i].budget_us * RTPART_US);
        assert_int_equal(r.period, rows[i].period_us * RTPART_US);
        rtpart_load_free(&load);
    }
}

/* One task (1, 10), grid 2..4: 1/2 at P = 2 and 2/4 at P = 4 cost the same. */
static void test_interface_ties_go_to_the_longest_period(void **state)
{
    const struct rtpart_task t = {.wcet = 4, .deadline = 10, .period = 10};
    const struct rtpart_grid grid = {
        .min_period = 2, .max_period = 4, .period_step = 2, .runtime_step = 1};
    struct rtpart_load load;
    struct rtpart_prm r;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t first = 0;

        assert_int_equal(rtpart_load_init(&load, 1, SCHEDULERS[i], 0, NULL), RTPART_OK);
        rtpart_load_push(&load, &t, 0);
        assert_int_equal(rtpart_min_budget(&load, 2, 1, 0, 2, &first), 1);
        assert_int_equal(rtpart_min_budget(&load, 4, 1, 0, 4, &first), 2);
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
        assert_int_equal(r.period, 4);
        assert_int_equal(r.budget, 2);
        rtpart_load_free(&load);
    }
}

static void test_interface_of_no_tasks_is_no_budget(void **state)
{
    struct rtpart_grid grid = rtpart_grid_auto(34 * RTPART_MS);
    struct rtpart_load load;
    struct rtpart_prm r;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rtpart_load_init(&load, 0, SCHEDULERS[i], RTPART_MS, NULL),
                         RTPART_OK);
        grid.max_period = 0;
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
        assert_int_equal(r.budget, 0);
        assert_in_range(r.period, 1, RTPART_NS_MAX);
        grid.max_period = 40 * RTPART_MS;
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
        assert_int_equal(r.budget, 0);
        rtpart_load_free(&load);
    }
}

static void test_interface_leaves_out_untouched_where_nothing_holds(void **state)
{
    const struct rtpart_task t = {.wcet = 9, .deadline = 10, .period = 10};
    const struct rtpart_grid grid = {
        .min_period = 5, .max_period = 9, .period_step = 1, .runtime_step = 10};
    struct rtpart_load load;
    struct rtpart_prm r = {.period = 123, .budget = 45};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rtpart_load_init(&load, 1, SCHEDULERS[i], 0, NULL), RTPART_OK);
        rtpart_load_push(&load, &t, 0);
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_UNSCHEDULABLE);
        assert_int_equal(r.period, 123);
        assert_int_equal(r.budget, 45);
        rtpart_load_free(&load);
    }
}

/* The longest period is the shortest deadline of this vCPU, the grid reaches it exactly. */
static void test_interface_without_a_limit_ends_at_the_shortest_deadline(void **state)
{
    const struct rtpart_task t = {.wcet = 20, .deadline = 20, .period = 20};
    struct rtpart_grid grid = {.min_period = 7, .period_step = 1, .runtime_step = 1};
    struct rtpart_load load;
    struct rtpart_prm r;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 1, RTPART_SCHED_RM, 0, NULL), RTPART_OK);
    rtpart_load_push(&load, &t,
                     0); /* needs Q = P whatever P: the tie goes to the longest */
    assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
    assert_int_equal(r.period, 20);
    assert_int_equal(r.budget, 20);
    grid.period_step = 2; /* 7, 9, ..., 19 */
    assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
    assert_int_equal(r.period, 19);
    grid.min_period = 50; /* beyond the deadline: the only period */
    assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
    assert_int_equal(r.period, 50);
    rtpart_load_free(&load);
}

static void test_interface_survives_the_largest_times(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const struct rtpart_task t = {.wcet = max / 4, .deadline = max, .period = max};
    const struct rtpart_grid grid = {.min_period = max / 2,
                                     .max_period = max,
                                     .period_step = max / 8,
                                     .runtime_step = 1};
    struct rtpart_load load;
    struct rtpart_prm r;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rtpart_load_init(&load, 1, SCHEDULERS[i], 0, NULL), RTPART_OK);
        rtpart_load_push(&load, &t, 0);
        assert_int_equal(rtpart_interface_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
        /* T/4 in one budget, and a blackout that leaves just that: 2 (P - Q) + T/4 = T */
        assert_int_equal(r.period, 5 * (max / 8));
        assert_int_equal(r.budget, max / 4);
        rtpart_load_free(&load);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interface_choose_matches_a_loop_over_the_grid),
        cmocka_unit_test(test_interface_within_a_cap_is_the_cheapest_or_none),
        cmocka_unit_test(test_interface_chosen_passes_the_test_and_one_step_less_fails),
        cmocka_unit_test(test_interface_questions_go_to_the_loads_own_scheduler),
        cmocka_unit_test(test_interface_least_budget_does_not_fall_with_the_period),
        cmocka_unit_test(test_grid_longest_is_the_limit_or_the_shortest_deadline),
        cmocka_unit_test(test_grid_auto_scales_with_the_shortest_deadline),
        cmocka_unit_test(test_grid_check_names_the_broken_rule),
        cmocka_unit_test(test_interface_of_the_papers_vcpus),
        cmocka_unit_test(test_interface_ties_go_to_the_longest_period),
        cmocka_unit_test(test_interface_of_no_tasks_is_no_budget),
        cmocka_unit_test(test_interface_leaves_out_untouched_where_nothing_holds),
        cmocka_unit_test(test_interface_without_a_limit_ends_at_the_shortest_deadline),
        cmocka_unit_test(test_interface_survives_the_largest_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
