/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "analysis/sensitivity.h"
#include "tests/support/random.h"

struct on_reservation {
    enum rtpart_scheduler scheduler;
    struct rtpart_prm prm;
};

static bool holds_on_reservation(void *ctx, const struct rtpart_taskset *ts)
{
    const struct on_reservation *r = ctx;
    struct rtpart_load load;

    assert_int_equal(rtpart_taskset_check(ts, NULL), RTPART_OK);
    assert_int_equal(rtpart_load_of(&load, ts, r->scheduler, 0, NULL), RTPART_OK);
    const struct rtpart_verdict v = rtpart_load_test(&load, &r->prm);

    rtpart_load_free(&load);
    return v.answer == RTPART_SCHEDULABLE;
}

static void random_set(struct rtpart_taskset *ts, struct test_random *r)
{
    const int n = (int)test_random_range(r, 1, 4);

    *ts = (struct rtpart_taskset){0};
    for (int i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 4, 30);
        const rtpart_ns deadline = test_random_range(r, 2, period);
        const rtpart_ns wcet = test_random_range(r, 1, deadline > 6 ? 6 : deadline);

        assert_int_equal(rtpart_taskset_add(ts, NULL, wcet, deadline, period, NULL),
                         RTPART_OK);
    }
}

/* Largest WCET of task i by trying them all; 0 where none holds. */
static rtpart_ns wcet_by_search(struct on_reservation *r, struct rtpart_taskset *ts,
                                size_t i)
{
    const rtpart_ns before = ts->tasks[i].wcet;
    rtpart_ns best = 0;

    for (rtpart_ns c = 1; c <= ts->tasks[i].deadline; c++) {
        ts->tasks[i].wcet = c;
        if (holds_on_reservation(r, ts))
            best = c;
    }
    ts->tasks[i].wcet = before;
    return best;
}

/* Least period of task i by trying them all; 0 where none up to `most` holds. */
static rtpart_ns period_by_search(struct on_reservation *r, struct rtpart_taskset *ts,
                                  size_t i, rtpart_ns most)
{
    const struct rtpart_task before = ts->tasks[i];
    rtpart_ns best = 0;

    for (rtpart_ns t = most; t >= before.wcet; t--) {
        ts->tasks[i].period = t;
        ts->tasks[i].deadline =
            before.deadline == before.period || before.deadline > t ? t : before.deadline;
        if (!holds_on_reservation(r, ts))
            break;
        best = t;
    }
    ts->tasks[i] = before;
    return best;
}

static void test_sensitivity_matches_linear_search(void **state)
{
    struct test_random r = {.state = 61};

    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct on_reservation on = {.scheduler =
                                        round % 2 ? RTPART_SCHED_DM : RTPART_SCHED_EDF};
        struct rtpart_taskset ts;

        on.prm.period = test_random_range(&r, 1, 6);
        on.prm.budget = test_random_range(&r, 1, on.prm.period);
        random_set(&ts, &r);
        const struct rtpart_sensitivity s = {
            .taskset = &ts, .holds = holds_on_reservation, .ctx = &on};

        for (size_t i = 0; i < ts.count; i++) {
            const rtpart_ns most = 16 * ts.tasks[i].period;

            assert_int_equal(rtpart_sensitivity_wcet(&s, i), wcet_by_search(&on, &ts, i));
            assert_int_equal(rtpart_sensitivity_period(&s, i, most),
                             period_by_search(&on, &ts, i, most));
        }
        rtpart_taskset_free(&ts);
    }
}

/* The factor is the edge: it holds, a millionth more does not. */
static void test_sensitivity_factor_is_the_edge(void **state)
{
    struct on_reservation on = {.scheduler = RTPART_SCHED_RM,
                                .prm = {.period = 100, .budget = 60}};
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {
        .taskset = &ts, .holds = holds_on_reservation, .ctx = &on};

    (void)state;
    /* One task: sbf(1000) of (60, 100) is 9 * 60 + 20 = 560, so C may grow to 560. */
    rtpart_taskset_add(&ts, NULL, 400, 1000, 1000, NULL);
    assert_int_equal(rtpart_sensitivity_factor(&s), 1400000);
    on.prm.budget = 0;
    assert_int_equal(rtpart_sensitivity_factor(&s), 0);
    rtpart_taskset_free(&ts);
    assert_int_equal(rtpart_sensitivity_factor(&s), 0);
}

static bool holds_up_to_3(void *ctx, const struct rtpart_taskset *ts)
{
    (void)ctx;
    return ts->tasks[0].wcet <= 3;
}

/* Of 3 ms a millionth is 3 ns, and two are too much. */
static void test_sensitivity_factor_may_be_one_millionth(void **state)
{
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {.taskset = &ts, .holds = holds_up_to_3};

    (void)state;
    rtpart_taskset_add(&ts, NULL, 3 * RTPART_MS, RTPART_S, RTPART_S, NULL);
    assert_int_equal(rtpart_sensitivity_factor(&s), 1);
    rtpart_taskset_free(&ts);
}

/* A change is proposed only where it is enough, and no smaller one of its kind is. */
static void test_sensitivity_cheapest_change_is_enough_and_least(void **state)
{
    struct test_random r = {.state = 62};
    int proposed = 0;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct on_reservation on = {.scheduler = RTPART_SCHED_DM,
                                    .prm = {.period = 4, .budget = 3}};
        struct rtpart_taskset ts;
        struct rtpart_change c;

        random_set(&ts, &r);
        const struct rtpart_sensitivity s = {
            .taskset = &ts, .holds = holds_on_reservation, .ctx = &on};

        if (!holds_on_reservation(&on, &ts) && rtpart_sensitivity_cheapest(&s, &c)) {
            struct rtpart_task *t = &ts.tasks[c.task];

            proposed++;
            for (size_t i = 0; i < ts.count; i++) {
                const rtpart_ns w = wcet_by_search(&on, &ts, i);
                const struct rtpart_change other = {.from = ts.tasks[i].wcet, .to = w};

                if (w > 0 && w < ts.tasks[i].wcet)
                    assert_true(rtpart_ratio_cmp(rtpart_change_size(&c),
                                                 rtpart_change_size(&other)) <= 0);
            }
            if (c.kind == RTPART_CHANGE_WCET) {
                t->wcet = c.to;
            } else {
                if (t->deadline == t->period)
                    t->deadline = c.to;
                t->period = c.to;
            }
            assert_true(holds_on_reservation(&on, &ts));
        }
        rtpart_taskset_free(&ts);
    }
    assert_true(proposed > 100);
}

static void test_sensitivity_size_of_a_change_is_relative_to_where_it_begins(void **state)
{
    const struct rtpart_change up = {.from = 4, .to = 7};
    const struct rtpart_change down = {.from = 7, .to = 4};
    const struct rtpart_ratio three_quarters = {.num = 3, .den = 4};
    const struct rtpart_ratio three_sevenths = {.num = 3, .den = 7};

    (void)state;
    assert_int_equal(rtpart_ratio_cmp(rtpart_change_size(&up), three_quarters), 0);
    assert_int_equal(rtpart_ratio_cmp(rtpart_change_size(&down), three_sevenths), 0);
}

/* Of changes of the same size the first task's is proposed. */
static void test_sensitivity_cheapest_of_equals_is_the_first(void **state)
{
    struct on_reservation on = {.scheduler = RTPART_SCHED_EDF,
                                .prm = {.period = 10, .budget = 10}};
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {
        .taskset = &ts, .holds = holds_on_reservation, .ctx = &on};
    struct rtpart_change c;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 40, 100, 100, NULL);
    assert_true(rtpart_sensitivity_cheapest(&s, &c));
    assert_int_equal(c.task, 0);
    rtpart_taskset_free(&ts);
}

/* Every WCET is rounded up: what is more than three times 1 ns is 4 ns. */
static void test_sensitivity_factor_rounds_up(void **state)
{
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {.taskset = &ts, .holds = holds_up_to_3};

    (void)state;
    rtpart_taskset_add(&ts, NULL, 1, 1000, 1000, NULL);
    assert_int_equal(rtpart_sensitivity_factor(&s), 3 * RTPART_FACTOR_ONE);
    rtpart_taskset_free(&ts);
}

static bool holds_up_to_the_deadline(void *ctx, const struct rtpart_taskset *ts)
{
    (void)ctx;
    return ts->tasks[0].wcet <= ts->tasks[0].deadline;
}

static void test_sensitivity_factor_is_at_most_deadline_by_wcet(void **state)
{
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {.taskset = &ts,
                                         .holds = holds_up_to_the_deadline};

    (void)state;
    rtpart_taskset_add(&ts, NULL, 3, 1000, 1000, NULL);
    assert_int_equal(rtpart_sensitivity_factor(&s), 333333333);
    ts.tasks[0].wcet = 1;
    ts.tasks[0].deadline = ts.tasks[0].period = RTPART_NS_MAX;
    assert_int_equal(rtpart_sensitivity_factor(&s), INT64_MAX / 2);
    rtpart_taskset_free(&ts);
}

/* Not even one of size 0 is proposed where both WCET and period are at their limits. */
static void test_sensitivity_set_that_holds_needs_no_change(void **state)
{
    struct rtpart_taskset ts = {0};
    const struct rtpart_sensitivity s = {.taskset = &ts,
                                         .holds = holds_up_to_the_deadline};
    struct rtpart_change c;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 10, 10, 10, NULL);
    assert_int_equal(rtpart_sensitivity_wcet(&s, 0), 10);
    assert_int_equal(rtpart_sensitivity_period(&s, 0, 160), 10);
    assert_false(rtpart_sensitivity_cheapest(&s, &c));
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sensitivity_cheapest_of_equals_is_the_first),
        cmocka_unit_test(
            test_sensitivity_size_of_a_change_is_relative_to_where_it_begins),
        cmocka_unit_test(test_sensitivity_matches_linear_search),
        cmocka_unit_test(test_sensitivity_factor_is_the_edge),
        cmocka_unit_test(test_sensitivity_factor_may_be_one_millionth),
        cmocka_unit_test(test_sensitivity_cheapest_change_is_enough_and_least),
        cmocka_unit_test(test_sensitivity_factor_rounds_up),
        cmocka_unit_test(test_sensitivity_factor_is_at_most_deadline_by_wcet),
        cmocka_unit_test(test_sensitivity_set_that_holds_needs_no_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
