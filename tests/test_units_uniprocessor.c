/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_units_uniprocessor.c - known answers about one processor, function by function
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "tests/support/units.h"

/*
 * The tasks of a case as a load, their times multiplied by `factor` once more. Fixed
 * priority: in the order of the file; EDF: by deadline.
 */
static void load_case(const struct units_case *c, bool edf, rtpart_ns factor,
                      struct rtpart_load *load)
{
    struct rtpart_taskset ts;
    size_t order[64];

    units_taskset(c, factor, &ts);
    assert_in_range(ts.count, 0, 64);
    for (size_t i = 0; i < ts.count; i++)
        order[i] = i;
    if (edf)
        assert_int_equal(rtpart_load_order(&ts, RTPART_SCHED_EDF, order, NULL),
                         RTPART_OK);
    assert_int_equal(rtpart_load_init(load, ts.count,
                                      edf ? RTPART_SCHED_EDF : RTPART_SCHED_PRIO, 0,
                                      NULL),
                     RTPART_OK);
    for (size_t i = 0; i < ts.count; i++)
        rtpart_load_push(load, &ts.tasks[order[i]], order[i]);
    units_taskset_free(&ts);
}

/* A processor of one's own: a budget as long as its period. */
static struct rtpart_prm dedicated(void)
{
    return (struct rtpart_prm){.period = 1, .budget = 1};
}

static rtpart_ns floor_to(rtpart_ns a, rtpart_ns step)
{
    return a / step * step;
}

static void check_qmin(const struct units_case *c)
{
    const rtpart_ns period = units_input(c, "P");
    const rtpart_ns step = units_input(c, "g");
    struct rtpart_load load;
    size_t first = 0;

    load_case(c, units_alg_is(c, "EDF"), 1, &load);
    units_assert_time(
        c, rtpart_min_budget(&load, period, step, 0, floor_to(period, step), &first),
        c->expected, RTPART_NS_NONE);
    rtpart_load_free(&load);
}

static void test_units_least_budget_on_a_step(void **state)
{
    (void)state;
    units_run("qmin", true, check_qmin);
}

static void check_min_bw(const struct units_case *c)
{
    const struct rtpart_grid grid = {.min_period = units_input(c, "Pmin"),
                                     .max_period = units_input(c, "Pmax"),
                                     .period_step = units_input(c, "Pstep"),
                                     .runtime_step = units_input(c, "g")};
    struct rtpart_prm r = {.period = 0, .budget = 0};
    struct rtpart_load load;

    load_case(c, units_alg_is(c, "EDF"), 1, &load);
    const enum rtpart_answer answer = rtpart_interface_choose(&load, &grid, &r);

    rtpart_load_free(&load);
    if (json_is_null(c->expected)) {
        if (answer != RTPART_UNSCHEDULABLE)
            fail_msg("%s: an interface was found", c->id);
        return;
    }
    if (answer != RTPART_SCHEDULABLE)
        fail_msg("%s: no interface was found", c->id);
    units_assert_time(c, r.budget, json_array_get(c->expected, 0), -1);
    units_assert_time(c, r.period, json_array_get(c->expected, 1), -1);
}

static void test_units_cheapest_interface_on_a_grid(void **state)
{
    (void)state;
    units_run("min_bw", true, check_min_bw);
}

static void check_alpha(const struct units_case *c)
{
    const struct rtpart_ratio want = units_ratio(c, c->expected);
    struct rtpart_load load;

    load_case(c, false, 1, &load);
    const struct rtpart_ratio got = rtpart_fp_alpha(&load);

    rtpart_load_free(&load);
    if (rtpart_ratio_cmp(got, want) != 0)
        fail_msg("%s: got %ld/%ld, expected %ld/%ld", c->id, (long)got.num, (long)got.den,
                 (long)want.num, (long)want.den);
}

static void test_units_alpha(void **state)
{
    (void)state;
    units_run("fp_alpha", false, check_alpha);
}

/*
 * The exact least Q is one of w/(k+1) and ((k+2)P + w - t)/(k+2), with k up to max D / P:
 * two of them differ by at least 1/((k+1)(k+2)) of the scaled unit. So where time is made
 * finer by more than that, and the least whole Q is the expected number still, there is
 * no smaller fraction either.
 */
static void check_qmin_exact(const struct units_case *c)
{
    const rtpart_ns factor = 100000;
    const rtpart_ns period = units_input(c, "P") * factor;
    const rtpart_ns want = units_time(c, c->expected) * factor;
    struct rtpart_load load;
    size_t first = 0;

    load_case(c, false, factor, &load);
    const rtpart_ns k = load.deadline[load.count - 1] / period + 1;

    assert_true((k + 1) * (k + 2) < factor);
    const rtpart_ns got = rtpart_fp_min_budget(&load, period, 1, 0, period, &first);
    const struct rtpart_prm enough = {.period = period, .budget = want};
    const struct rtpart_prm less = {.period = period, .budget = want - 1};

    if (got != want)
        fail_msg("%s: got %ld, expected %ld", c->id, (long)got, (long)want);
    assert_int_equal(rtpart_fp_test(&load, &enough).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_fp_test(&load, &less).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

static void test_units_exact_least_budget(void **state)
{
    (void)state;
    units_run("fp_qmin_exact", true, check_qmin_exact);
}

static void check_rta(const struct units_case *c)
{
    const struct rtpart_prm r = dedicated();
    struct rtpart_load load;

    load_case(c, false, 1, &load);
    assert_int_equal(json_array_size(c->expected), load.count);
    for (size_t k = 0; k < load.count; k++)
        units_assert_time(c, rtpart_fp_response(&load, &r, k),
                          json_array_get(c->expected, k), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

static void test_units_response_times_on_a_dedicated_processor(void **state)
{
    (void)state;
    units_run("fp_rta", true, check_rta);
}

static void check_fp_dedicated(const struct units_case *c)
{
    const struct rtpart_prm r = dedicated();
    struct rtpart_load load;

    load_case(c, false, 1, &load);
    units_assert_bool(c, rtpart_fp_test(&load, &r).answer == RTPART_SCHEDULABLE);
    rtpart_load_free(&load);
}

static void test_units_fixed_priority_on_a_dedicated_processor(void **state)
{
    (void)state;
    units_run("fp_test_dedicated", true, check_fp_dedicated);
}

static void check_edf(const struct units_case *c, const struct rtpart_prm *r)
{
    struct rtpart_load load;

    load_case(c, true, 1, &load);
    const enum rtpart_answer answer = rtpart_edf_test(&load, r).answer;

    rtpart_load_free(&load);
    if (answer == RTPART_UNDECIDED)
        fail_msg("%s: undecided", c->id);
    units_assert_bool(c, answer == RTPART_SCHEDULABLE);
}

static void check_edf_dedicated(const struct units_case *c)
{
    const struct rtpart_prm r = dedicated();

    check_edf(c, &r);
}

static void test_units_edf_on_a_dedicated_processor(void **state)
{
    (void)state;
    units_run("edf_dedicated", true, check_edf_dedicated);
}

static void check_edf_prm(const struct units_case *c)
{
    const struct rtpart_prm r = {.period = units_input(c, "P"),
                                 .budget = units_input(c, "Q")};

    check_edf(c, &r);
}

static void test_units_edf_on_a_reservation(void **state)
{
    (void)state;
    units_run("edf_prm_test", true, check_edf_prm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units_least_budget_on_a_step),
        cmocka_unit_test(test_units_cheapest_interface_on_a_grid),
        cmocka_unit_test(test_units_alpha),
        cmocka_unit_test(test_units_exact_least_budget),
        cmocka_unit_test(test_units_response_times_on_a_dedicated_processor),
        cmocka_unit_test(test_units_fixed_priority_on_a_dedicated_processor),
        cmocka_unit_test(test_units_edf_on_a_dedicated_processor),
        cmocka_unit_test(test_units_edf_on_a_reservation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
