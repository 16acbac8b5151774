/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the check of certificates goes: the intervals of windows it may look at, which are
 * counted by hand here, the longest horizon, and the last bit of a utilisation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/verify.h"
#include "common/auto.h"
#include "tests/support/global_plans.h"

/* Tasks on a processor of their own under EDF, and a certificate up to `horizon`. */
static void edf_plan(struct rtpart_plan *p, const struct rtpart_task *tasks, size_t count,
                     rtpart_ns horizon)
{
    *p = (struct rtpart_plan){.scheduler = RTPART_SCHED_EDF};
    assert_int_equal(rtpart_plan_add_vcpus(p, 1, NULL), RTPART_OK);
    p->vcpus[0].prm = (struct rtpart_prm){.period = 1, .budget = 1};
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rtpart_taskset_add(&p->taskset, NULL, tasks[i].wcet,
                                            tasks[i].deadline, tasks[i].period, NULL),
                         RTPART_OK);
        assert_int_equal(rtpart_plan_place(p, 0, i, NULL), RTPART_OK);
    }
    p->certificates = calloc(1, sizeof *p->certificates);
    p->certificate_count = 1;
    p->certificates[0] = (struct rtpart_certificate){
        .kind = RTPART_CERTIFICATE_EDF, .task = RTPART_NO_TASK, .horizon = horizon};
}

/* The answer is open with fewer intervals than these, and `answer` with as many or more. */
static void assert_needs(struct rtpart_plan *p, long intervals, enum rtpart_answer answer)
{
    p->certified = rtpart_plan_digest(p);
    for (long n = 0; n < intervals + 5; n++) {
        char why[200];

        assert_int_equal(rtpart_plan_verify_within(p, n, why, sizeof why),
                         n < intervals ? RTPART_UNDECIDED : answer);
    }
}

static const struct rtpart_task urgent[] = {{.wcet = 1, .deadline = 1, .period = 8},
                                            {.wcet = 1, .deadline = 1, .period = 8}};

static void test_verify_edf_is_undecided_just_where_its_intervals_run_out(void **state)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan holds;
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan fails;

    (void)state;
    edf_plan(&holds, urgent, 1, 8);
    assert_needs(&holds, 1, RTPART_SCHEDULABLE); /* 1 to 8: what is due is there at 1 */
    holds.certificates[0].horizon = 9;
    assert_needs(&holds, 3, RTPART_SCHEDULABLE); /* 1 to 9, 1 to 5, 6 to 9 */
    edf_plan(&fails, urgent, 2, 8);
    assert_needs(&fails, 4, RTPART_UNSCHEDULABLE); /* 1 to 8, to 4, to 2, to 1 */
}

static void test_verify_gedf_is_undecided_just_where_its_intervals_run_out(void **state)
{
    const struct rtpart_mpr whole = {.period = 1, .budget = 1, .cpus = 1};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan holds;
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan fails;

    (void)state;
    global_plans_of(&holds, urgent, 1, whole);
    holds.certificates[0].horizon = 3; /* 1 to 3 at once, by equality */
    assert_needs(&holds, 1 * (1 + 1), RTPART_SCHEDULABLE);
    global_plans_of(&fails, urgent, 2, whole);
    fails.certificates[0].horizon = fails.certificates[1].horizon =
        3; /* 1 to 3, 1 to 2 */
    assert_needs(&fails, 2 * (2 + 1), RTPART_UNSCHEDULABLE);
}

static void test_verify_edf_takes_horizons_up_to_two_to_the_60(void **state)
{
    const rtpart_ns last = (rtpart_ns)1 << 60;
    const struct rtpart_task task = {.wcet = 1, .deadline = 8, .period = 8};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    edf_plan(&p, &task, 1, last);
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_SCHEDULABLE);
    p.certificates[0].horizon = last + 1;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    p.certificates[0].horizon = 2 * last;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
}

/*
 * 2^64 (1/3 + 1181/2045 + c/2^53) = 2^64 + 1/3 + 1/2045 with this c: an overload, though all
 * that lies above the last bit of each share is less than one unit.
 */
static void test_verify_edf_rounds_every_share_up(void **state)
{
    const rtpart_ns c = 803086877317575;
    const struct rtpart_task tasks[] = {
        {.wcet = 1, .deadline = 3, .period = 3},
        {.wcet = 1181, .deadline = 2045, .period = 2045},
        {.wcet = c, .deadline = RTPART_NS_MAX, .period = RTPART_NS_MAX}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    /* over the denominator of all three: above 1 by less than one part in 2^64 */
    const rtpart_i128 all = (rtpart_i128)3 * 2045 * RTPART_NS_MAX;
    const rtpart_i128 sum = all / 3 + all / 2045 * 1181 + (rtpart_i128)3 * 2045 * c;

    assert_true(sum > all && sum - all < 2);
    edf_plan(&p, tasks, 3, 1);
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    p.taskset.tasks[2].wcet--;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_SCHEDULABLE);
}

/* Nothing to do and nothing supplied: with h - P = 1 both sides repeat from the first on. */
static void test_verify_edf_takes_a_cycle_of_one_nanosecond(void **state)
{
    const struct rtpart_task task = {.wcet = 0, .deadline = 1, .period = 1};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    edf_plan(&p, &task, 1, 1);
    p.vcpus[0].prm.budget = 0;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    p.certificates[0].horizon = 2;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_SCHEDULABLE);
}

static void test_verify_edf_refuses_numbers_of_no_window(void **state)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    edf_plan(&p, urgent, 1, 8);
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_SCHEDULABLE);
    p.certificates[0].demand = 1;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    p.certificates[0].demand = 0;
    p.certificates[0].supply = 1;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_edf_is_undecided_just_where_its_intervals_run_out),
        cmocka_unit_test(test_verify_gedf_is_undecided_just_where_its_intervals_run_out),
        cmocka_unit_test(test_verify_edf_takes_horizons_up_to_two_to_the_60),
        cmocka_unit_test(test_verify_edf_rounds_every_share_up),
        cmocka_unit_test(test_verify_edf_takes_a_cycle_of_one_nanosecond),
        cmocka_unit_test(test_verify_edf_refuses_numbers_of_no_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
