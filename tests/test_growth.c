/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/growth.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "tests/support/random.h"

static void random_request(struct test_random *r, struct rtpart_taskset *ts,
                           struct rtpart_growth_request *req)
{
    const size_t n = (size_t)test_random_range(r, 1, 3);
    const rtpart_ns period = test_random_range(r, 2, 6);

    *ts = (struct rtpart_taskset){0};
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns t = test_random_range(r, 6, 24);
        const rtpart_ns d = test_random_range(r, 5, t);

        assert_int_equal(
            rtpart_taskset_add(ts, NULL, test_random_range(r, 1, 4), d, t, NULL), 0);
    }
    *req = (struct rtpart_growth_request){
        .taskset = ts,
        .scheduler = test_random_range(r, 0, 1) ? RTPART_SCHED_EDF : RTPART_SCHED_DM,
        .latency = test_random_range(r, 0, 1),
        .prm = {.period = period, .budget = test_random_range(r, 1, period)}};
}

static bool holds(const struct rtpart_growth_request *req,
                  const struct rtpart_taskset *ts, rtpart_ns budget)
{
    const struct rtpart_prm r = {.period = req->prm.period, .budget = budget};
    struct rtpart_load load;
    bool yes;

    assert_int_equal(rtpart_load_of(&load, ts, req->scheduler, req->latency, NULL), 0);
    yes = rtpart_load_test(&load, &r).answer == RTPART_SCHEDULABLE;
    rtpart_load_free(&load);
    return yes;
}

/* Least relative size of any single change that helps, all of them tried. {1,0}: none. */
static struct rtpart_ratio least_change(const struct rtpart_growth_request *req,
                                        struct rtpart_taskset *ts)
{
    struct rtpart_ratio best = {.num = 1, .den = 0};

    for (rtpart_ns q = req->prm.budget + 1; q <= req->prm.period; q++) {
        const struct rtpart_ratio size = {.num = q - req->prm.budget,
                                          .den = req->prm.budget};

        if (holds(req, ts, q) && (best.den == 0 || rtpart_ratio_cmp(size, best) < 0))
            best = size;
    }
    for (size_t i = 0; i < ts->count; i++) {
        struct rtpart_task *t = &ts->tasks[i];
        const struct rtpart_task before = *t;

        for (t->wcet = 1; t->wcet < before.wcet; t->wcet++) {
            const struct rtpart_ratio size = {.num = before.wcet - t->wcet,
                                              .den = before.wcet};

            if (holds(req, ts, req->prm.budget) &&
                (best.den == 0 || rtpart_ratio_cmp(size, best) < 0))
                best = size;
        }
        *t = before;
        for (t->period = before.period + 1; t->period <= 16 * before.period;
             t->period++) {
            const struct rtpart_ratio size = {.num = t->period - before.period,
                                              .den = before.period};

            if (before.deadline == before.period)
                t->deadline = t->period;
            if (holds(req, ts, req->prm.budget)) {
                if (best.den == 0 || rtpart_ratio_cmp(size, best) < 0)
                    best = size;
                break;
            }
        }
        *t = before;
    }
    return best;
}

static void test_growth_finds_the_least_change_of_all(void **state)
{
    struct test_random rnd = {.state = 12};
    int changes = 0;

    (void)state;
    for (int k = 0; k < 1000; k++) {
        struct rtpart_taskset ts;
        struct rtpart_growth_request req;
        struct rtpart_growth g;

        random_request(&rnd, &ts, &req);
        assert_int_equal(rtpart_growth_of(&req, &g, NULL), 0);
        if (g.check.verdict.answer == RTPART_SCHEDULABLE) {
            assert_false(g.has_change);
        } else {
            const struct rtpart_ratio best = least_change(&req, &ts);

            assert_int_equal(g.has_change, best.den != 0);
            if (g.has_change)
                assert_int_equal(rtpart_ratio_cmp(rtpart_change_size(&g.change), best),
                                 0);
            changes += g.has_change;
        }
        rtpart_growth_free(&g);
        rtpart_taskset_free(&ts);
    }
    assert_true(changes > 100);
}

static void test_growth_limits_contain_a_set_that_holds(void **state)
{
    struct test_random rnd = {.state = 13};
    int yes = 0;

    (void)state;
    for (int k = 0; k < 1000; k++) {
        struct rtpart_taskset ts;
        struct rtpart_growth_request req;
        struct rtpart_growth g;

        random_request(&rnd, &ts, &req);
        assert_int_equal(rtpart_growth_of(&req, &g, NULL), 0);
        for (rtpart_ns q = 1; q <= req.prm.period; q++)
            assert_int_equal(holds(&req, &ts, q),
                             g.budget != RTPART_NS_NONE && q >= g.budget);
        if (g.check.verdict.answer == RTPART_SCHEDULABLE) {
            yes++;
            assert_true(g.factor >= RTPART_FACTOR_ONE);
            for (size_t i = 0; i < ts.count; i++) {
                assert_true(g.limits[i].wcet >= ts.tasks[i].wcet);
                assert_in_range(g.limits[i].period, 1, ts.tasks[i].period);
            }
        } else {
            assert_true(g.factor < RTPART_FACTOR_ONE);
        }
        rtpart_growth_free(&g);
        rtpart_taskset_free(&ts);
    }
    assert_true(yes > 100);
}

static void count_step(void *ctx, size_t done, size_t total)
{
    size_t *last = ctx;

    assert_int_equal(done, *last + 1);
    assert_int_equal(total, 2);
    *last = done;
}

static void test_growth_tells_how_far_it_is_and_what_it_cannot_do(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_growth g;
    struct rtpart_error err;
    size_t last = 0;
    struct rtpart_growth_request req = {.taskset = &ts,
                                        .scheduler = RTPART_SCHED_RM,
                                        .prm = {.period = 2, .budget = 1},
                                        .step = count_step,
                                        .step_ctx = &last};

    (void)state;
    assert_int_equal(rtpart_taskset_add(&ts, "a", 1, 10, 10, NULL), 0);
    assert_int_equal(rtpart_taskset_add(&ts, "b", 1, 20, 20, NULL), 0);
    assert_int_equal(rtpart_growth_of(&req, &g, NULL), 0);
    assert_int_equal(last, 2);
    rtpart_growth_free(&g);
    req.scheduler = RTPART_SCHED_PRIO; /* no priorities */
    assert_int_equal(rtpart_growth_of(&req, &g, &err), RTPART_EMODEL);
    assert_null(g.limits);
    rtpart_taskset_free(&ts);
}

/* WCET 2 -> 1 and budget 2 -> 3 are half each; a longer period does not help. */
static void test_growth_of_equal_changes_takes_the_tasks(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_growth g;
    const struct rtpart_growth_request req = {
        .taskset = &ts, .scheduler = RTPART_SCHED_DM, .prm = {.period = 4, .budget = 2}};

    (void)state;
    assert_int_equal(rtpart_taskset_add(&ts, "a", 2, 5, 20, NULL), 0);
    assert_int_equal(rtpart_growth_of(&req, &g, NULL), 0);
    assert_int_equal(g.budget, 3);
    assert_true(g.has_change);
    assert_int_equal(g.change.kind, RTPART_CHANGE_WCET);
    assert_int_equal(g.change.to, 1);
    rtpart_growth_free(&g);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth_finds_the_least_change_of_all),
        cmocka_unit_test(test_growth_limits_contain_a_set_that_holds),
        cmocka_unit_test(test_growth_tells_how_far_it_is_and_what_it_cannot_do),
        cmocka_unit_test(test_growth_of_equal_changes_takes_the_tasks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
