/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mpr_gedf_known.c - global EDF on answers that others have printed: traps of published
 *                         formulas, the paper's Table 4, samples of CARTS, conformance
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/mpr.h"
#include "tests/support/theorem_gedf.h"
#include "tests/support/units.h"

/* A bound on A with - m' C_k stops before A = 7 of the second task (L = 14). */
static void test_trap_bound_with_the_wrong_sign_is_not_used(void **state)
{
    struct rtpart_task room[] = {{.wcet = 2, .deadline = 4, .period = 5},
                                 {.wcet = 2, .deadline = 7, .period = 7}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 4, .budget = 3, .cpus = 1};
    const struct rtpart_verdict v = gedf_verdict(&ts, &r, true);

    (void)state;
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.at, 14);
    assert_int_equal(v.demand, 10);
    assert_int_equal(v.supply, 9);
}

/* Equality is not enough on whole CPUs when the caps cut m' terms. */
static void test_trap_equality_on_whole_cpus_is_refused(void **state)
{
    struct rtpart_task room[] = {{.wcet = 9, .deadline = 10, .period = 20},
                                 {.wcet = 2, .deadline = 10, .period = 20}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 1, .budget = 1, .cpus = 1};

    (void)state;
    assert_int_not_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(gedf_least_budget(&ts, 1, 1, 1, true), RTPART_NS_NONE);
    room[1].wcet = 1;
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(gedf_least_budget(&ts, 1, 1, 1, true), 1);
}

/* A linear supply evaluated at the period asks for 0.13; one at t = 0 for a whole CPU. */
static void test_trap_linear_designer_is_not_used(void **state)
{
    struct rtpart_task task = {.wcet = 10, .deadline = 100, .period = 1000};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};

    (void)state;
    assert_int_equal(gedf_least_budget(&ts, 100, 1, 1, true), 55);
    assert_int_equal(gedf_least_budget(&ts, 100, 2, 1, true), 2 * 55);
}

static const struct rtpart_ns_triple {
    rtpart_ns wcet, period;
} table4[] = {{10321, 34000},  {1570, 40000},   {6300, 65000},  {1720, 90000},
              {14712, 98000},  {19691, 123000}, {3440, 128000}, {23266, 164000},
              {89843, 236000}, {20937, 257000}};

static struct rtpart_taskset table4_set(struct rtpart_task *room)
{
    for (size_t i = 0; i < 10; i++)
        room[i] = (struct rtpart_task){.wcet = table4[i].wcet * RTPART_US,
                                       .deadline = table4[i].period * RTPART_US,
                                       .period = table4[i].period * RTPART_US};
    return (struct rtpart_taskset){.tasks = room, .count = 10};
}

/* Section 4.3 of the paper: 17.5 ms every 10 ms on 2 CPUs. */
static void test_gedf_table4_needs_17_5_ms_every_10_ms(void **state)
{
    struct rtpart_task room[10];
    const struct rtpart_taskset ts = table4_set(room);

    (void)state;
    assert_int_equal(gedf_least_budget(&ts, 10 * RTPART_MS, 2, RTPART_MS / 2, true),
                     17500 * RTPART_US);
    assert_int_equal(gedf_least_budget(&ts, 10 * RTPART_MS, 2, 10 * RTPART_US, true),
                     17460 * RTPART_US);
}

/* The witness that the wrong bound never looks at. */
static void test_gedf_table4_at_16_1_ms_fails_where_it_was_computed_by_hand(void **state)
{
    struct rtpart_task room[10];
    const struct rtpart_taskset ts = table4_set(room);
    struct rtpart_task scaled[10];
    const struct rtpart_mpr r = {
        .period = 10 * RTPART_MS, .budget = 16100 * RTPART_US, .cpus = 2};
    int cut;

    (void)state;
    for (size_t i = 0; i < 10; i++)
        scaled[i] = (struct rtpart_task){.wcet = 2 * room[i].wcet,
                                         .deadline = 2 * room[i].deadline,
                                         .period = 2 * room[i].period};
    /* task 8, A = 2 ms: demand 381.21 ms, supply 378.5 ms */
    const rtpart_ns demand =
        theorem_gedf_demand(scaled, 10, 8, 2, 2 * 238 * RTPART_MS, true, &cut) / 2;

    assert_int_equal(demand, 381210 * RTPART_US);
    assert_int_equal(rtpart_mpr_sbf(&r, 238 * RTPART_MS), 378500 * RTPART_US);
    assert_int_equal(gedf_verdict(&ts, &r, true).answer, RTPART_UNDECIDED);
}

/* Samples of CARTS [PLE11] with its answers, which are the least with demand < supply: one
 * tick more where demand = supply is enough. */
static void test_gedf_agrees_with_the_samples_of_carts(void **state)
{
    struct rtpart_task a[] = {{.wcet = 80, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200}};
    struct rtpart_task b[] = {{.wcet = 10, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200}};
    struct rtpart_task c[] = {{.wcet = 50, .deadline = 100, .period = 100},
                              {.wcet = 50, .deadline = 200, .period = 200},
                              {.wcet = 50, .deadline = 200, .period = 200},
                              {.wcet = 51, .deadline = 200, .period = 200}};
    const struct rtpart_taskset ta = {.tasks = a, .count = 3};
    const struct rtpart_taskset tb = {.tasks = b, .count = 2};
    const struct rtpart_taskset tc = {.tasks = c, .count = 4};

    (void)state;
    assert_int_equal(gedf_least_budget(&ta, 50, 1, 1, true), RTPART_NS_NONE);
    assert_int_equal(gedf_least_budget(&ta, 50, 2, 1, true), 97 - 1);
    assert_int_equal(gedf_least_budget(&tb, 50, 1, 1, true), 33 - 1);
    assert_int_equal(gedf_least_budget(&tc, 80, 2, 1, true), 144);
    assert_int_equal(gedf_least_budget(&tc, 40, 2, 1, true), 68);
}

static bool unit_cap(const struct units_case *c)
{
    return json_is_true(json_object_get(c->input, "cap"));
}

static void unit_verdict(const struct units_case *c)
{
    struct rtpart_taskset ts;
    const struct rtpart_mpr r = {.period = units_input(c, "P"),
                                 .budget = units_input(c, "Th"),
                                 .cpus = (unsigned)units_count(c, "m")};

    units_taskset(c, 1, &ts);
    units_assert_bool(c, gedf_verdict(&ts, &r, unit_cap(c)).answer == RTPART_SCHEDULABLE);
    units_taskset_free(&ts);
}

static void unit_min(const struct units_case *c)
{
    struct rtpart_taskset ts;

    units_taskset(c, 1, &ts);
    units_assert_time(c,
                      gedf_least_budget(&ts, units_input(c, "P"),
                                        (unsigned)units_count(c, "m"),
                                        units_input(c, "g"), unit_cap(c)),
                      c->expected, RTPART_NS_NONE);
    units_taskset_free(&ts);
}

static void test_gedf_known_verdicts(void **state)
{
    (void)state;
    units_run("gedf_mpr_test", false, unit_verdict);
}

static void test_gedf_known_least_budgets(void **state)
{
    (void)state;
    units_run("gedf_mpr_min", true, unit_min);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trap_bound_with_the_wrong_sign_is_not_used),
        cmocka_unit_test(test_trap_equality_on_whole_cpus_is_refused),
        cmocka_unit_test(test_trap_linear_designer_is_not_used),
        cmocka_unit_test(test_gedf_table4_needs_17_5_ms_every_10_ms),
        cmocka_unit_test(test_gedf_table4_at_16_1_ms_fails_where_it_was_computed_by_hand),
        cmocka_unit_test(test_gedf_agrees_with_the_samples_of_carts),
        cmocka_unit_test(test_gedf_known_verdicts),
        cmocka_unit_test(test_gedf_known_least_budgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
