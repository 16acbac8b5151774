/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/edp.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

/* --- supply --- */

static int ones(unsigned mask)
{
    return __builtin_popcount(mask);
}

/*
 * Oracle: least supply of `t` slots, over every way to give `budget` slots within the first
 * `deadline` of a period of `period` slots, and every offset. What the first and the last
 * period of the window give do not depend on each other.
 */
static rtpart_ns oracle(int period, int budget, int deadline, int t)
{
    rtpart_ns least = INT64_MAX;

    for (int from = 0; from < period; from++) {
        int first = INT32_MAX; /* least in [from, period), and in [0, rest) */
        int last = INT32_MAX;
        int inside = INT32_MAX; /* least in [from, from + t) */
        const int rest = t - (period - from);

        for (unsigned mask = 0; mask < 1U << deadline; mask++) {
            if (ones(mask) != budget)
                continue;
            const int tail = ones(mask >> from);
            const int head = rest > 0 ? ones(mask & ((1U << rest % period) - 1)) : 0;
            const int part = t < 32 ? ones(mask >> from & ((1U << t) - 1)) : INT32_MAX;

            first = tail < first ? tail : first;
            last = head < last ? head : last;
            inside = part < inside ? part : inside;
        }
        const rtpart_ns sum =
            rest <= 0 ? inside : first + (rtpart_ns)(rest / period) * budget + last;

        least = sum < least ? sum : least;
    }
    return least;
}

static void test_edp_sbf_is_the_least_over_all_patterns(void **state)
{
    (void)state;
    for (int period = 1; period <= 7; period++)
        for (int deadline = 1; deadline <= period; deadline++)
            for (int budget = 0; budget <= deadline; budget++) {
                const struct rtpart_edp r = {
                    .period = period, .budget = budget, .deadline = deadline};

                for (int t = 0; t <= 4 * period; t++)
                    assert_int_equal(rtpart_edp_sbf(&r, t),
                                     oracle(period, budget, deadline, t));
            }
}

/* [EAL07], the formula as it stands there. */
static void test_edp_sbf_follows_the_definition(void **state)
{
    struct test_random rnd = {.state = 101};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const rtpart_ns period = test_random_range(&rnd, 1, 50);
        const rtpart_ns deadline = test_random_range(&rnd, 1, period);
        const struct rtpart_edp r = {.period = period,
                                     .budget = test_random_range(&rnd, 0, deadline),
                                     .deadline = deadline};
        const rtpart_ns t = test_random_range(&rnd, 0, 4 * period);
        const rtpart_ns x = period + deadline - 2 * r.budget;
        const rtpart_ns y = (t - (deadline - r.budget)) / period;
        const rtpart_ns rest = t - x - y * period;

        assert_int_equal(rtpart_edp_sbf(&r, t),
                         t < deadline - r.budget ? 0
                                                 : y * r.budget + (rest > 0 ? rest : 0));
    }
}

static void test_edp_window_is_the_least_one(void **state)
{
    struct test_random rnd = {.state = 102};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const rtpart_ns period = test_random_range(&rnd, 1, 20);
        const rtpart_ns deadline = test_random_range(&rnd, 1, period);
        const struct rtpart_edp r = {.period = period,
                                     .budget = test_random_range(&rnd, 0, deadline),
                                     .deadline = deadline};
        const rtpart_ns work = test_random_range(&rnd, 0, 60);
        rtpart_ns t = 0;

        if (r.budget == 0 && work > 0)
            t = RTPART_NS_NONE;
        else
            while (rtpart_edp_sbf(&r, t) < work)
                t++;
        assert_int_equal(rtpart_edp_window_for(&r, work), t);
    }
}

/* --- verdicts --- */

static void load_of(struct rtpart_load *load, const struct rtpart_taskset *ts,
                    enum rtpart_scheduler scheduler, rtpart_ns latency)
{
    assert_int_equal(rtpart_load_of(load, ts, scheduler, latency, NULL), RTPART_OK);
}

/* Oracle: every window of whole units, under EDF up to twice the hyperperiod with Pi. */
static bool holds(const struct rtpart_load *l, const struct rtpart_edp *r)
{
    if (l->scheduler == RTPART_SCHED_EDF) {
        rtpart_ns end = r->period;

        for (size_t i = 0; i < l->count; i++)
            end = rtpart_ns_lcm(end, l->period[i]);
        for (rtpart_ns t = l->deadline[0]; t <= 2 * end + r->period; t++)
            if (rtpart_edf_dbf(l, t) + l->latency > rtpart_edp_sbf(r, t))
                return false;
        return true;
    }
    for (size_t k = 0; k < l->count; k++) {
        bool found = false;

        for (rtpart_ns t = 1; t <= l->deadline[k] && !found; t++) {
            rtpart_ns demand = l->wcet[k] + l->latency;

            for (size_t j = 0; j < k; j++)
                demand += rtpart_ns_ceil_div(t, l->period[j]) * l->wcet[j];
            found = demand <= rtpart_edp_sbf(r, t);
        }
        if (!found)
            return false;
    }
    return true;
}

static void test_edp_verdict_equals_every_window(void **state)
{
    struct test_random rnd = {.state = 103};
    int yes = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_task room[4];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 4), 10);
        const rtpart_ns period = test_random_range(&rnd, 1, 8);
        const rtpart_ns deadline = test_random_range(&rnd, (period + 1) / 2, period);
        const struct rtpart_edp r = {.period = period,
                                     .budget =
                                         test_random_range(&rnd, deadline / 2, deadline),
                                     .deadline = deadline};
        struct rtpart_load load;

        load_of(&load, &ts, i % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_DM, i % 5 == 0);
        const bool expected = holds(&load, &r);

        const struct rtpart_verdict v = rtpart_edp_test(&load, &r);

        assert_int_equal(v.answer, expected ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        if (!expected && v.at > 0) { /* the window that it names does fail */
            assert_int_equal(v.supply, rtpart_edp_sbf(&r, v.at));
            assert_true(v.demand > v.supply);
        }
        yes += expected;
        rtpart_load_free(&load);
    }
    assert_true(yes > 2000 && yes < 18000);
}

static void test_edp_with_the_whole_period_is_the_periodic_resource(void **state)
{
    struct test_random rnd = {.state = 104};

    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct rtpart_task room[5];
        const struct rtpart_taskset ts = sets_small(&rnd, room, 5, 300);
        const rtpart_ns period = test_random_range(&rnd, 1, 50);
        const struct rtpart_edp r = {.period = period,
                                     .budget = test_random_range(&rnd, 1, period),
                                     .deadline = period};
        const struct rtpart_prm prm = rtpart_edp_prm(&r);
        struct rtpart_load load;

        load_of(&load, &ts, i % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_RM, 0);
        assert_int_equal(rtpart_edp_test(&load, &r).answer,
                         rtpart_load_test(&load, &prm).answer);
        rtpart_load_free(&load);
    }
}

/* Theta/Pi = U: an EDP resource can do it, a periodic one needs more. */
static void test_edp_reaches_the_utilization(void **state)
{
    struct rtpart_task task = {.wcet = 5, .deadline = 10, .period = 10};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_load load;
    size_t first = 0;

    (void)state;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_equal(rtpart_edp_min_budget(&load, 10, 1, 0, 10), 5);
    assert_int_equal(rtpart_edp_max_deadline(&load, 10, 5, 1), 5);
    assert_int_equal(rtpart_min_budget(&load, 10, 1, 0, 10, &first), 8);
    assert_int_equal(rtpart_edp_max_deadline(&load, 10, 8, 1), 10);
    rtpart_load_free(&load);
}

/* Oracle: linear searches. */
static void test_edp_least_budget_and_longest_deadline(void **state)
{
    struct test_random rnd = {.state = 105};
    int found = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[4];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 4), 30);
        const rtpart_ns period = test_random_range(&rnd, 1, 15);
        const rtpart_ns step = test_random_range(&rnd, 1, 3);
        struct rtpart_edp r = {.period = period};
        struct rtpart_load load;
        rtpart_ns q = RTPART_NS_NONE;
        rtpart_ns d = RTPART_NS_NONE;

        load_of(&load, &ts, i % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_DM, 0);
        for (r.budget = step; r.budget <= period && q == RTPART_NS_NONE;
             r.budget += step) {
            r.deadline = r.budget;
            if (rtpart_edp_test(&load, &r).answer == RTPART_SCHEDULABLE)
                q = r.budget;
        }
        assert_int_equal(rtpart_edp_min_budget(&load, period, step, 0, period), q);
        if (q != RTPART_NS_NONE) {
            r.budget = q;
            for (r.deadline = q; r.deadline <= period; r.deadline++)
                if ((r.deadline % step == 0 || r.deadline == q || r.deadline == period) &&
                    rtpart_edp_test(&load, &r).answer == RTPART_SCHEDULABLE)
                    d = r.deadline;
            assert_int_equal(rtpart_edp_max_deadline(&load, period, q, step), d);
            if (q > step)
                assert_int_equal(rtpart_edp_max_deadline(&load, period, q - step, step),
                                 RTPART_NS_NONE);
            found++;
        }
        rtpart_load_free(&load);
    }
    assert_true(found > 500);
}

/* Oracle: every multiple of the step from lo to hi, also where hi is below lo. */
static void test_edp_least_budget_keeps_to_its_limits(void **state)
{
    struct test_random rnd = {.state = 109};

    (void)state;
    for (int i = 0; i < 400; i++) {
        struct rtpart_task room[3];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 3), 20);
        const rtpart_ns period = test_random_range(&rnd, 1, 7);
        const rtpart_ns step = test_random_range(&rnd, 1, 2);
        struct rtpart_load load;

        load_of(&load, &ts, i % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_DM, 0);
        for (rtpart_ns lo = 0; lo <= period; lo++)
            for (rtpart_ns hi = 0; hi <= period; hi++) {
                rtpart_ns least = RTPART_NS_NONE;

                for (rtpart_ns q = hi / step * step; q >= lo && q > 0; q -= step) {
                    const struct rtpart_edp r = {
                        .period = period, .budget = q, .deadline = q};

                    if (rtpart_edp_test(&load, &r).answer == RTPART_SCHEDULABLE)
                        least = q;
                }
                assert_int_equal(rtpart_edp_min_budget(&load, period, step, lo, hi),
                                 least);
            }
        rtpart_load_free(&load);
    }
}

static void test_edp_choice_is_never_dearer_than_a_periodic_resource(void **state)
{
    struct test_random rnd = {.state = 106};
    const struct rtpart_grid grid = {
        .min_period = 4, .max_period = 20, .period_step = 2, .runtime_step = 1};
    int found = 0;

    (void)state;
    for (int i = 0; i < 500; i++) {
        struct rtpart_task room[4];
        const struct rtpart_taskset ts = sets_small(&rnd, room, 4, 100);
        struct rtpart_edp best = {0};
        struct rtpart_edp got;
        struct rtpart_prm prm;
        struct rtpart_load load;

        load_of(&load, &ts, i % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_RM, 0);
        for (rtpart_ns p = 4; p <= 20; p += 2) {
            const rtpart_ns q = rtpart_edp_min_budget(&load, p, 1, 0, p);

            if (q != RTPART_NS_NONE &&
                (best.period == 0 || q * best.period <= best.budget * p))
                best = (struct rtpart_edp){.period = p, .budget = q};
        }
        const enum rtpart_answer answer = rtpart_edp_choose(&load, &grid, &got);

        assert_int_equal(answer == RTPART_SCHEDULABLE, best.period > 0);
        if (answer == RTPART_SCHEDULABLE) {
            assert_int_equal(got.period, best.period);
            assert_int_equal(got.budget, best.budget);
            assert_int_equal(got.deadline,
                             rtpart_edp_max_deadline(&load, best.period, best.budget, 1));
            found++;
        }
        if (rtpart_interface_choose(&load, &grid, &prm) == RTPART_SCHEDULABLE) {
            assert_int_equal(answer, RTPART_SCHEDULABLE);
            assert_true(got.budget * prm.period <= prm.budget * got.period);
        }
        rtpart_load_free(&load);
    }
    assert_true(found > 50);
}

/* (4, 25), (5, 40) under EDF, budgets of CARTS [PLE11] to its four decimals, in 1/1000. Its
 * deadline for the first, 3.4211, does not hold: at t = 50 the demand is 13. */
static void test_edp_budgets_agree_with_carts(void **state)
{
    struct rtpart_task room[] = {{.wcet = 40000, .deadline = 250000, .period = 250000},
                                 {.wcet = 50000, .deadline = 400000, .period = 400000}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const rtpart_ns theirs[] = {14250, 17273, 20357, 23333, 26000}; /* Pi = 5 .. 9 */
    const struct rtpart_edp first = {.period = 50000, .budget = 14250, .deadline = 34211};
    struct rtpart_load load;

    (void)state;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    for (rtpart_ns p = 5; p <= 9; p++) {
        const rtpart_ns ours = rtpart_edp_min_budget(&load, p * 10000, 1, 0, p * 10000);

        assert_true(ours >= theirs[p - 5] && ours <= theirs[p - 5] + 1);
    }
    assert_int_equal(rtpart_edp_test(&load, &first).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(rtpart_edf_dbf(&load, 500000), 130000);
    assert_int_equal(rtpart_edp_sbf(&first, 500000), 128250);
    rtpart_load_free(&load);
}

static void test_edp_edges(void **state)
{
    struct rtpart_task room[] = {{.wcet = 11, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 1};
    const struct rtpart_edp none = {.period = 10, .budget = 0, .deadline = 10};
    const struct rtpart_edp all = {.period = 10, .budget = 10, .deadline = 10};
    struct rtpart_load load;

    (void)state;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_equal(rtpart_edp_test(&load, &all).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(rtpart_edp_min_budget(&load, 10, 1, 0, 10), RTPART_NS_NONE);
    rtpart_load_free(&load);
    room[0].wcet = 10;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_equal(rtpart_edp_test(&load, &all).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_edp_test(&load, &none).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
    load_of(&load, &ts, RTPART_SCHED_RM, 0);
    assert_int_equal(rtpart_edp_test(&load, &none).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
    ts.count = 0;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_equal(rtpart_edp_test(&load, &none).answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_edp_min_budget(&load, 10, 1, 0, 10), 0);
    assert_int_equal(rtpart_edp_min_budget(&load, 10, 1, 3, 3), 3);
    assert_int_equal(rtpart_edp_min_budget(&load, 10, 1, 3, 2), RTPART_NS_NONE);
    rtpart_load_free(&load);
}

/*
 * n = 2^40: n/(2(n + 1)) + 1/(2n) = 1/2 + 1/(2n(n + 1)) is more than (1, 2) supplies, by 2^-81;
 * neither fixed point nor a common multiple in 64 bits can tell. That is no proof.
 */
static void test_edp_of_no_tasks_takes_nothing(void **state)
{
    const struct rtpart_grid grid = {
        .min_period = 2, .max_period = 4, .period_step = 1, .runtime_step = 1};
    struct rtpart_load load;
    struct rtpart_edp r = {0};

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 1, RTPART_SCHED_EDF, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_edp_choose(&load, &grid, &r), RTPART_SCHEDULABLE);
    assert_int_equal(r.budget, 0);
    assert_int_equal(r.period, 4);
    assert_int_equal(r.deadline, 4);
    rtpart_load_free(&load);
}

static void test_edp_out_of_reach_is_not_a_yes(void **state)
{
    const rtpart_ns n = (rtpart_ns)1 << 40;
    struct rtpart_task room[] = {
        {.wcet = n, .deadline = 2 * (n + 1), .period = 2 * (n + 1)},
        {.wcet = 1, .deadline = 2 * n, .period = 2 * n}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_edp half = {.period = 2, .budget = 1, .deadline = 1};
    struct rtpart_load load;

    (void)state;
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_not_equal(rtpart_edp_test(&load, &half).answer, RTPART_SCHEDULABLE);
    rtpart_load_free(&load);
}

static void test_edp_shortest_period_is_a_nanosecond(void **state)
{
    const struct rtpart_grid grid = {
        .min_period = 1, .max_period = 1, .period_step = 1, .runtime_step = 1};
    struct rtpart_taskset ts = {0};
    struct rtpart_edp got = {0};
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_taskset_add(&ts, NULL, 1, 4, 4, NULL), 0);
    load_of(&load, &ts, RTPART_SCHED_EDF, 0);
    assert_int_equal(rtpart_edp_choose(&load, &grid, &got), RTPART_SCHEDULABLE);
    assert_int_equal(got.period, 1);
    assert_int_equal(got.budget, 1);
    assert_int_equal(got.deadline, 1);
    rtpart_load_free(&load);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edp_sbf_is_the_least_over_all_patterns),
        cmocka_unit_test(test_edp_sbf_follows_the_definition),
        cmocka_unit_test(test_edp_window_is_the_least_one),
        cmocka_unit_test(test_edp_verdict_equals_every_window),
        cmocka_unit_test(test_edp_with_the_whole_period_is_the_periodic_resource),
        cmocka_unit_test(test_edp_reaches_the_utilization),
        cmocka_unit_test(test_edp_least_budget_and_longest_deadline),
        cmocka_unit_test(test_edp_least_budget_keeps_to_its_limits),
        cmocka_unit_test(test_edp_choice_is_never_dearer_than_a_periodic_resource),
        cmocka_unit_test(test_edp_budgets_agree_with_carts),
        cmocka_unit_test(test_edp_edges),
        cmocka_unit_test(test_edp_of_no_tasks_takes_nothing),
        cmocka_unit_test(test_edp_out_of_reach_is_not_a_yes),
        cmocka_unit_test(test_edp_shortest_period_is_a_nanosecond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
