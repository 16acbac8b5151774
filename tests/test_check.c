/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/check.h"
#include "analysis/prm.h"
#include "tests/support/random.h"

/* A set of n small random tasks. */
static void random_set(struct test_random *r, size_t n, struct rtpart_taskset *ts)
{
    *ts = (struct rtpart_taskset){0};
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 4, 40);
        const rtpart_ns deadline = test_random_range(r, 2, period);
        const rtpart_ns wcet = test_random_range(r, 1, 1 + deadline / 4);

        assert_int_equal(rtpart_taskset_add(ts, NULL, wcet, deadline, period, NULL), 0);
    }
}

static bool above(const struct rtpart_taskset *ts, enum rtpart_scheduler s, size_t j,
                  size_t i)
{
    const struct rtpart_task *a = &ts->tasks[j];
    const struct rtpart_task *b = &ts->tasks[i];
    const rtpart_ns x = s == RTPART_SCHED_RM ? a->period : a->deadline;
    const rtpart_ns y = s == RTPART_SCHED_RM ? b->period : b->deadline;

    return x < y || (x == y && j < i);
}

/* Least t <= D at which demand meets supply, tick by tick; RTPART_NS_NONE: none. */
static rtpart_ns response_by_ticks(const struct rtpart_taskset *ts,
                                   enum rtpart_scheduler s, rtpart_ns latency,
                                   const struct rtpart_prm *r, size_t i)
{
    for (rtpart_ns t = 1; t <= ts->tasks[i].deadline; t++) {
        rtpart_ns work = ts->tasks[i].wcet + latency;

        for (size_t j = 0; j < ts->count; j++)
            if (j != i && above(ts, s, j, i))
                work += rtpart_ns_ceil_div(t, ts->tasks[j].period) * ts->tasks[j].wcet;
        if (work <= rtpart_prm_sbf(r, t))
            return t;
    }
    return RTPART_NS_NONE;
}

static void check_set(const struct rtpart_taskset *ts, enum rtpart_scheduler s,
                      rtpart_ns latency, const struct rtpart_prm *r,
                      struct rtpart_check *out)
{
    struct rtpart_load load;

    assert_int_equal(rtpart_load_of(&load, ts, s, latency, NULL), 0);
    assert_int_equal(rtpart_check_run(&load, r, out, NULL), 0);
    assert_int_equal(out->count, ts->count);
    rtpart_load_free(&load);
}

static void test_check_fp_matches_tick_oracle_in_file_order(void **state)
{
    struct test_random rnd = {.state = 5};

    (void)state;
    for (int k = 0; k < 10000; k++) {
        const enum rtpart_scheduler s = k % 2 != 0 ? RTPART_SCHED_RM : RTPART_SCHED_DM;
        const rtpart_ns period = test_random_range(&rnd, 1, 6);
        const struct rtpart_prm r = {.period = period,
                                     .budget = test_random_range(&rnd, 1, period)};
        struct rtpart_taskset ts;
        struct rtpart_check check;
        bool all = true;

        random_set(&rnd, (size_t)test_random_range(&rnd, 1, 5), &ts);
        check_set(&ts, s, 0, &r, &check);
        for (size_t i = 0; i < ts.count; i++) {
            const rtpart_ns expected = response_by_ticks(&ts, s, 0, &r, i);
            const struct rtpart_task_check *c = &check.tasks[i];

            assert_int_equal(c->response, expected);
            if (expected == RTPART_NS_NONE) {
                assert_int_equal(c->answer, RTPART_UNSCHEDULABLE);
                assert_int_equal(c->slack, RTPART_NS_NONE);
                all = false;
            } else {
                assert_int_equal(c->answer, RTPART_SCHEDULABLE);
                assert_int_equal(c->slack, ts.tasks[i].deadline - expected);
            }
        }
        assert_int_equal(check.verdict.answer,
                         all ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        rtpart_check_free(&check);
        rtpart_taskset_free(&ts);
    }
}

/* EDF: bounds of a schedulable set end by the deadline; of another set there are none. */
static void test_check_edf_bounds_go_with_the_verdict(void **state)
{
    struct test_random rnd = {.state = 6};
    int yes = 0;

    (void)state;
    for (int k = 0; k < 2000; k++) {
        const rtpart_ns period = test_random_range(&rnd, 1, 6);
        const struct rtpart_prm r = {.period = period,
                                     .budget = test_random_range(&rnd, 1, period)};
        struct rtpart_taskset ts;
        struct rtpart_check check;

        random_set(&rnd, (size_t)test_random_range(&rnd, 1, 4), &ts);
        check_set(&ts, RTPART_SCHED_EDF, 0, &r, &check);
        yes += check.verdict.answer == RTPART_SCHEDULABLE;
        for (size_t i = 0; i < ts.count; i++) {
            const struct rtpart_task_check *c = &check.tasks[i];

            if (check.verdict.answer == RTPART_SCHEDULABLE) {
                assert_int_equal(c->answer, RTPART_SCHEDULABLE);
                assert_in_range(c->response, ts.tasks[i].wcet, ts.tasks[i].deadline);
                assert_int_equal(c->slack, ts.tasks[i].deadline - c->response);
            } else {
                assert_int_equal(c->answer, RTPART_UNDECIDED);
                assert_int_equal(c->response, RTPART_NS_NONE);
            }
        }
        rtpart_check_free(&check);
        rtpart_taskset_free(&ts);
    }
    assert_in_range(yes, 100, 1900);
}

/* C + L > D: no reservation helps that task. Under fixed priority those below it have an
 * answer of their own (7 + 2 * 5 = 17 within 100); under EDF nothing is claimed of them. */
static void test_check_tells_hopeless_from_unknown(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {RTPART_SCHED_RM, RTPART_SCHED_EDF};
    const struct rtpart_prm cpu = {.period = 1, .budget = 1};

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct rtpart_taskset ts = {0};
        struct rtpart_check check;

        assert_int_equal(rtpart_taskset_add(&ts, "low", 1, 100, 100, NULL), 0);
        assert_int_equal(rtpart_taskset_add(&ts, "high", 5, 10, 10, NULL), 0);
        check_set(&ts, schedulers[k], 6, &cpu, &check);
        assert_int_equal(check.verdict.answer, RTPART_UNSCHEDULABLE);
        assert_int_equal(check.verdict.task, 1);
        assert_int_equal(check.tasks[0].answer,
                         k == 0 ? RTPART_SCHEDULABLE : RTPART_UNDECIDED);
        assert_int_equal(check.tasks[0].response, k == 0 ? 17 : RTPART_NS_NONE);
        assert_int_equal(check.tasks[1].answer, RTPART_UNSCHEDULABLE);
        rtpart_check_free(&check);
        rtpart_taskset_free(&ts);
    }
}

static void test_dedicated_test_accepts_full_edf_load_and_no_more(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_taskset_add(&ts, "a", 1, 2, 2, NULL), 0);
    assert_int_equal(rtpart_taskset_add(&ts, "b", 2, 4, 4, NULL), 0);
    assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_EDF, 0, NULL), 0);
    assert_int_equal(rtpart_dedicated_test(&load).answer, RTPART_SCHEDULABLE);
    rtpart_load_free(&load);
    ts.tasks[1].wcet = 3;
    assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_EDF, 0, NULL), 0);
    assert_int_equal(rtpart_dedicated_test(&load).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_fp_matches_tick_oracle_in_file_order),
        cmocka_unit_test(test_check_edf_bounds_go_with_the_verdict),
        cmocka_unit_test(test_check_tells_hopeless_from_unknown),
        cmocka_unit_test(test_dedicated_test_accepts_full_edf_load_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
