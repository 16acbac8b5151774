/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "analysis/mpr.h"
#include "analysis/mpr_bcl.h"
#include "analysis/mpr_gedf.h"
#include "analysis/mpr_gfp.h"
#include "analysis/mpr_tests.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

/* --- the one-window test --- */

/* Oracle: [BCL05] with its supply replaced, in units of 1/m; m CPUs stand still for L. */
static bool bcl_oracle(const struct rtpart_taskset *ts, const struct rtpart_mpr *r,
                       rtpart_ns latency)
{
    const rtpart_ns m = r->cpus;

    for (size_t k = 0; k < ts->count; k++) {
        const rtpart_ns d = ts->tasks[k].deadline;
        const rtpart_ns cap = d - ts->tasks[k].wcet;
        rtpart_ns sum = m * (ts->tasks[k].wcet + latency);
        rtpart_ns cut = 0;

        for (size_t i = 0; i < ts->count; i++) {
            const struct rtpart_task *t = &ts->tasks[i];
            rtpart_ns work = 0;
            rtpart_ns end = d; /* deadline of the last job, which is that of task k's */

            for (; end - t->deadline >= 0; end -= t->period)
                work += t->wcet;
            if (end > 0) /* its release is before the window, which cuts it */
                work += end < t->wcet ? end : t->wcet;
            if (i != k) {
                cut += work > cap;
                sum += work < cap ? work : cap;
            }
        }
        if (sum > rtpart_mpr_sbf(r, d) || cut >= m)
            return false;
    }
    return true;
}

static void test_bcl_verdict_and_least_budget(void **state)
{
    struct test_random rnd = {.state = 61};
    int found = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 6), 40);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 6), .cpus = m};
        const rtpart_ns all = r.period * m;
        const rtpart_ns latency = i % 4 == 0 ? test_random_range(&rnd, 1, 3) : 0;
        struct rtpart_cluster c;

        assert_int_equal(rtpart_cluster_of(&c, &ts, m, latency, NULL), RTPART_OK);
        const rtpart_ns q = rtpart_mpr_bcl_min_budget(&c, r.period, 1, 0, all);

        for (r.budget = 0; r.budget <= all; r.budget++) {
            const bool holds = bcl_oracle(&ts, &r, latency);

            assert_int_equal(rtpart_mpr_bcl_test(&c, &r).answer == RTPART_SCHEDULABLE,
                             holds);
            if (holds)
                break;
        }
        assert_int_equal(q, r.budget <= all ? r.budget : RTPART_NS_NONE);
        found += q != RTPART_NS_NONE;
        rtpart_cluster_free(&c);
    }
    assert_true(found > 3000);
}

/* --- the table --- */

static const struct rtpart_mpr_test *find(const char *name)
{
    const struct rtpart_mpr_test *t = rtpart_mpr_test_find(name);

    assert_non_null(t);
    return t;
}

static void test_mpr_tests_are_found_by_name(void **state)
{
    size_t count;
    const struct rtpart_mpr_test *all = rtpart_mpr_tests(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(find(all[i].name), &all[i]);
        assert_true(strlen(all[i].paper) > 0 && strlen(all[i].summary) > 0);
    }
    assert_null(rtpart_mpr_test_find("nonesuch"));
    assert_ptr_equal(rtpart_mpr_test_for(RTPART_SCHED_GEDF), find("gedf"));
    assert_ptr_equal(rtpart_mpr_test_for(RTPART_SCHED_RM), find("gfp"));
    assert_int_equal(rtpart_gfp_policy_for(RTPART_SCHED_GDM), RTPART_GFP_DM);
    assert_int_equal(rtpart_gfp_policy_for(RTPART_SCHED_PRIO), RTPART_GFP_PRIO);
    assert_int_equal(rtpart_gfp_policy_for(RTPART_SCHED_GRM), RTPART_GFP_RM);
}

/* Every test: least budget, verdict there and just below agree. */
static void test_mpr_every_test_agrees_with_its_least_budget(void **state)
{
    struct test_random rnd = {.state = 62};
    size_t count;
    const struct rtpart_mpr_test *all = rtpart_mpr_tests(&count);

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct rtpart_task room[5];
        const struct rtpart_taskset ts = sets_small(&rnd, room, 5, 100);
        const enum rtpart_gfp_policy policies[] = {RTPART_GFP_RM, RTPART_GFP_DM,
                                                   RTPART_GFP_DKC, RTPART_GFP_OPA};
        const struct rtpart_mpr_request req = {
            .taskset = &ts,
            .test = &all[(size_t)i % count],
            .policy = policies[i / 4 % 4],
            .cpus = (unsigned)test_random_range(&rnd, 1, 3)};
        struct rtpart_mpr_result least;
        struct rtpart_mpr_result there;

        assert_int_equal(rtpart_mpr_least_budget(&req, 12, 1, &least, NULL), RTPART_OK);
        if (least.verdict.answer == RTPART_SCHEDULABLE) {
            const rtpart_ns q = least.mpr.budget;

            assert_int_equal(rtpart_mpr_verdict(&req, 12, q, &there, NULL), RTPART_OK);
            assert_int_equal(there.verdict.answer, RTPART_SCHEDULABLE);
            rtpart_mpr_result_free(&there);
            assert_int_equal(rtpart_mpr_verdict(&req, 12, q - 1, &there, NULL),
                             RTPART_OK);
            assert_int_not_equal(there.verdict.answer, RTPART_SCHEDULABLE);
            rtpart_mpr_result_free(&there);
        }
        rtpart_mpr_result_free(&least);
    }
}

/* Oracle: every period by itself, compared as fractions. */
static void test_mpr_choose_takes_the_cheapest_and_of_equals_the_longest(void **state)
{
    struct test_random rnd = {.state = 63};
    size_t count;
    const struct rtpart_mpr_test *all = rtpart_mpr_tests(&count);

    (void)state;
    for (int i = 0; i < 500; i++) {
        struct rtpart_task room[5];
        const struct rtpart_taskset ts = sets_small(&rnd, room, 5, 300);
        const struct rtpart_mpr_request req = {.taskset = &ts,
                                               .test = &all[(size_t)i % count],
                                               .policy = i % 8 < 4 ? RTPART_GFP_OPA
                                                                   : RTPART_GFP_RM,
                                               .cpus = 2};
        const struct rtpart_grid grid = {
            .min_period = 3, .max_period = 20, .period_step = 2, .runtime_step = 1};
        struct rtpart_mpr best = {0};
        struct rtpart_mpr_result r;

        for (rtpart_ns p = 3; p <= 20; p += 2) {
            assert_int_equal(rtpart_mpr_least_budget(&req, p, 1, &r, NULL), RTPART_OK);
            if (r.verdict.answer == RTPART_SCHEDULABLE &&
                (best.period == 0 ||
                 r.mpr.budget * best.period <= best.budget * r.mpr.period))
                best = r.mpr;
            rtpart_mpr_result_free(&r);
        }
        assert_int_equal(rtpart_mpr_choose(&req, &grid, &r, NULL), RTPART_OK);
        assert_int_equal(r.verdict.answer == RTPART_SCHEDULABLE, best.period > 0);
        assert_int_equal(r.mpr.period, best.period);
        assert_int_equal(r.mpr.budget, best.budget);
        rtpart_mpr_result_free(&r);
    }
}

/* The order that OPA gives is that of the reservation chosen, not of the last one tried. */
static void test_mpr_choose_brings_an_order_that_holds_on_its_choice(void **state)
{
    struct test_random rnd = {.state = 64};
    int found = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct rtpart_task room[6];
        const struct rtpart_taskset ts = sets_small(&rnd, room, 6, 60);
        const struct rtpart_mpr_request req = {
            .taskset = &ts, .test = find("gfp"), .policy = RTPART_GFP_OPA, .cpus = 2};
        const struct rtpart_grid grid = {
            .min_period = 2, .max_period = 12, .period_step = 2, .runtime_step = 1};
        struct rtpart_mpr_result r;
        struct rtpart_cluster c;

        assert_int_equal(rtpart_mpr_choose(&req, &grid, &r, NULL), RTPART_OK);
        if (r.verdict.answer == RTPART_SCHEDULABLE) {
            assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
            assert_int_equal(rtpart_mpr_gfp_test(&c, &r.mpr, r.order, NULL).answer,
                             RTPART_SCHEDULABLE);
            rtpart_cluster_free(&c);
            found++;
        }
        rtpart_mpr_result_free(&r);
    }
    assert_true(found > 100);
}

/* OPA gives its order with the answer, and the order holds by the response-time test. */
static void test_mpr_result_brings_the_order_it_found(void **state)
{
    struct rtpart_task room[] = {{.wcet = 2, .deadline = 20, .period = 20},
                                 {.wcet = 9, .deadline = 10, .period = 30},
                                 {.wcet = 3, .deadline = 15, .period = 15}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    struct rtpart_mpr_request req = {
        .taskset = &ts, .test = find("gfp"), .policy = RTPART_GFP_OPA, .cpus = 2};
    struct rtpart_mpr_result r;
    unsigned seen = 0;

    (void)state;
    assert_int_equal(rtpart_mpr_least_budget(&req, 4, 1, &r, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
    assert_int_equal(r.count, 3);
    for (size_t i = 0; i < 3; i++)
        seen |= 1U << r.order[i];
    assert_int_equal(seen, 7);
    rtpart_mpr_result_free(&r);
    req.test = find("gedf");
    assert_int_equal(rtpart_mpr_least_budget(&req, 4, 1, &r, NULL), RTPART_OK);
    assert_null(r.order);
    rtpart_mpr_result_free(&r);
}

static void test_mpr_none_is_a_no_only_where_it_is_proved(void **state)
{
    struct rtpart_task room[] = {{.wcet = 9, .deadline = 10, .period = 10},
                                 {.wcet = 9, .deadline = 10, .period = 10},
                                 {.wcet = 9, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 3};
    const struct rtpart_mpr_request req = {
        .taskset = &ts, .test = find("gedf"), .cpus = 2};
    struct rtpart_mpr_result r;

    (void)state;
    assert_int_equal(rtpart_mpr_least_budget(&req, 5, 1, &r, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNSCHEDULABLE); /* U = 2.7 */
    rtpart_mpr_result_free(&r);
    room[2].wcet = 2; /* U = 2, the test has no bound */
    assert_int_equal(rtpart_mpr_least_budget(&req, 5, 1, &r, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
    rtpart_mpr_result_free(&r);
    ts.count = 1;
    room[0].wcet = 11; /* C > D */
    assert_int_equal(rtpart_mpr_least_budget(&req, 5, 1, &r, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(r.verdict.task, 0);
    rtpart_mpr_result_free(&r);
    room[0].wcet = 9; /* holds, but 7 is no divisor of 2 * 5 and 7 is too little */
    assert_int_equal(rtpart_mpr_least_budget(&req, 5, 7, &r, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
    rtpart_mpr_result_free(&r);
}

static void test_mpr_requests_that_make_no_sense_are_errors(void **state)
{
    struct rtpart_task task = {.wcet = 1, .deadline = 10, .period = 10};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_mpr_request req = {.taskset = &ts, .test = find("gfp"), .cpus = 2};
    struct rtpart_grid grid = {
        .min_period = 3, .max_period = 2, .period_step = 2, .runtime_step = 1};
    struct rtpart_mpr_result r;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_mpr_choose(&req, &grid, &r, &err), RTPART_EUSAGE);
    rtpart_mpr_result_free(&r);
    assert_int_equal(rtpart_mpr_least_budget(&req, 5, 0, &r, &err), RTPART_EUSAGE);
    rtpart_mpr_result_free(&r);
    assert_int_equal(rtpart_mpr_least_budget(&req, 0, 1, &r, &err), RTPART_EUSAGE);
    rtpart_mpr_result_free(&r);
    assert_int_equal(rtpart_mpr_verdict(&req, 5, 11, &r, &err), RTPART_EINPUT);
    rtpart_mpr_result_free(&r);
    assert_int_equal(rtpart_mpr_verdict(&req, 5, -1, &r, &err), RTPART_EINPUT);
    rtpart_mpr_result_free(&r);
    grid.max_period = RTPART_NS_MAX;
    grid.period_step = RTPART_NS_MAX;
    req.cpus = 100;
    assert_int_equal(rtpart_mpr_choose(&req, &grid, &r, &err), RTPART_ERANGE);
    rtpart_mpr_result_free(&r);
    req.policy = RTPART_GFP_PRIO;
    task.name = "x";
    assert_int_equal(rtpart_mpr_verdict(&req, 5, 5, &r, &err), RTPART_EMODEL);
    rtpart_mpr_result_free(&r);
    task.deadline = 11;
    assert_int_equal(rtpart_mpr_verdict(&req, 5, 5, &r, &err), RTPART_EMODEL);
    rtpart_mpr_result_free(&r);
}

/* Nothing to do needs nothing, with any period; what is freed is empty. */
static void test_mpr_choose_reserves_nothing_for_no_work(void **state)
{
    struct rtpart_task task = {.wcet = 0, .deadline = 20, .period = 20};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const struct rtpart_grid grid = {
        .min_period = 2, .max_period = 8, .period_step = 2, .runtime_step = 1};
    const char *names[] = {"gfp", "gedf-bcl"};
    struct rtpart_mpr_result r;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct rtpart_mpr_request req = {
            .taskset = &ts, .test = find(names[i]), .cpus = 2};

        assert_int_equal(rtpart_mpr_choose(&req, &grid, &r, NULL), RTPART_OK);
        assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
        assert_int_equal(r.mpr.budget, 0);
        rtpart_mpr_result_free(&r);
        assert_null(r.order);
        assert_int_equal(r.count, 0);
        assert_int_equal(rtpart_mpr_least_budget(&req, 4, 1, &r, NULL), RTPART_OK);
        assert_int_equal(r.mpr.budget, 0);
        rtpart_mpr_result_free(&r);
        rtpart_mpr_result_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bcl_verdict_and_least_budget),
        cmocka_unit_test(test_mpr_tests_are_found_by_name),
        cmocka_unit_test(test_mpr_every_test_agrees_with_its_least_budget),
        cmocka_unit_test(test_mpr_choose_takes_the_cheapest_and_of_equals_the_longest),
        cmocka_unit_test(test_mpr_choose_brings_an_order_that_holds_on_its_choice),
        cmocka_unit_test(test_mpr_result_brings_the_order_it_found),
        cmocka_unit_test(test_mpr_none_is_a_no_only_where_it_is_proved),
        cmocka_unit_test(test_mpr_choose_reserves_nothing_for_no_work),
        cmocka_unit_test(test_mpr_requests_that_make_no_sense_are_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
