/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_fp.c - fixed priorities on a periodic resource, against definitions that try every
 *             instant and every budget
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/fp.h"
#include "analysis/prm.h"
#include "tests/support/oracle_fp.h"
#include "tests/support/small_set.h"

static const enum rtpart_scheduler SCHEDULERS[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                                   RTPART_SCHED_PRIO};

static const struct small_set_shape SHAPE = {
    .max_count = 4, .max_period = 24, .max_latency = 3};

static const struct small_set_shape ODD = {
    .max_count = 5, .max_period = 16, .max_latency = 3, .hopeless = true};

static struct rtpart_prm draw_prm(struct test_random *random, rtpart_ns max_period)
{
    const rtpart_ns period = test_random_range(random, 1, max_period);

    return (struct rtpart_prm){.period = period,
                               .budget = test_random_range(random, 0, period)};
}

/* One in three of the cases is scaled to times as they are in use. */
static rtpart_ns draw_scale(struct test_random *random)
{
    return test_random_range(random, 0, 2) == 0
               ? test_random_range(random, 2, 10 * RTPART_MS)
               : 1;
}

static struct rtpart_prm scaled(const struct rtpart_prm *r, rtpart_ns scale)
{
    return (struct rtpart_prm){.period = r->period * scale, .budget = r->budget * scale};
}

static void test_fp_demand_matches_direct_sums(void **state)
{
    struct test_random random = {.state = 31};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const struct rtpart_prm none = {.period = 1, .budget = 0};
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, &SHAPE, scheduler);
        small_set_load(&s, scheduler, 1, &load);
        for (size_t k = 0; k < s.count; k++) {
            const rtpart_ns d = s.task[k].deadline;
            const rtpart_ns t = test_random_range(&random, 1, d);
            const rtpart_ns want = oracle_fp_demand(&s, k, t);

            small_set_expect("W", &s, &none, rtpart_fp_demand(&load, k, t),
                             want > d ? d + 1 : want);
        }
        rtpart_load_free(&load);
    }
}

static void test_fp_test_matches_all_instants(void **state)
{
    struct test_random random = {.state = 32};
    int yes = 0;

    (void)state;
    for (int n = 0; n < 30000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const struct rtpart_prm r = draw_prm(&random, 12);
        const rtpart_ns scale = draw_scale(&random);
        const struct rtpart_prm in_ns = scaled(&r, scale);
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, n % 4 == 0 ? &ODD : &SHAPE, scheduler);
        small_set_load(&s, scheduler, scale, &load);
        const size_t failing = oracle_fp_failing(&s, &r);
        const struct rtpart_verdict v = rtpart_fp_test(&load, &in_ns);

        rtpart_load_free(&load);
        small_set_expect("answer", &s, &r, v.answer,
                         failing == s.count ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        yes += v.answer == RTPART_SCHEDULABLE;
        if (v.answer == RTPART_SCHEDULABLE)
            continue;
        small_set_expect("witness: task", &s, &r, (rtpart_ns)v.task, (rtpart_ns)failing);
        small_set_expect("witness: window", &s, &r, v.at,
                         s.task[failing].deadline * scale);
        small_set_expect("witness: supply", &s, &r, v.supply,
                         rtpart_prm_sbf(&in_ns, v.at));
        assert_true(v.demand > v.supply);
        if (v.demand <= v.at)
            small_set_expect("witness: demand", &s, &r, v.demand,
                             oracle_fp_demand(&s, failing, s.task[failing].deadline) *
                                 scale);
    }
    assert_in_range(yes, 5000, 25000); /* both answers occur often */
}

static void test_fp_response_matches_all_instants(void **state)
{
    struct test_random random = {.state = 33};
    int found = 0;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const struct rtpart_prm r = draw_prm(&random, 12);
        const rtpart_ns scale = draw_scale(&random);
        const struct rtpart_prm in_ns = scaled(&r, scale);
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, &SHAPE, scheduler);
        small_set_load(&s, scheduler, scale, &load);
        for (size_t k = 0; k < s.count; k++) {
            const rtpart_ns want = oracle_fp_response(&s, &r, k);

            found += want > 0;
            small_set_expect("response", &s, &r, rtpart_fp_response(&load, &in_ns, k),
                             want < 0 ? RTPART_NS_NONE : want * scale);
        }
        rtpart_load_free(&load);
    }
    assert_true(found > 5000);
}

/* A multiple of `step` in [0, limit]. */
static rtpart_ns draw_multiple(struct test_random *random, rtpart_ns step,
                               rtpart_ns limit)
{
    return test_random_range(random, 0, limit / step) * step;
}

static void test_fp_min_budget_matches_linear_search(void **state)
{
    struct test_random random = {.state = 34};
    int found = 0;

    (void)state;
    for (int n = 0; n < 30000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const rtpart_ns scale = draw_scale(&random);
        const struct rtpart_prm r = {.period = test_random_range(&random, 1, 14)};
        const rtpart_ns step = test_random_range(&random, 0, 1) == 0
                                   ? 1
                                   : test_random_range(&random, 1, r.period + 2);
        const bool whole = test_random_range(&random, 0, 1) == 0;
        const rtpart_ns lo = whole ? 0 : draw_multiple(&random, step, r.period);
        const rtpart_ns hi =
            whole ? r.period / step * step : draw_multiple(&random, step, r.period);
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, n % 4 == 0 ? &ODD : &SHAPE, scheduler);
        small_set_load(&s, scheduler, scale, &load);
        size_t first = (size_t)test_random_range(&random, 0, (int64_t)s.count - 1);
        const rtpart_ns want = oracle_fp_min_budget(&s, r.period, step, lo, hi);

        found += want >= 0;
        small_set_expect("least Q", &s, &r,
                         rtpart_fp_min_budget(&load, r.period * scale, step * scale,
                                              lo * scale, hi * scale, &first),
                         want < 0 ? RTPART_NS_NONE : want * scale);
        assert_true(first < s.count);
        rtpart_load_free(&load);
    }
    assert_in_range(found, 5000, 25000);
}

/* Is C > D for task k or one above it? */
static bool some_exceeds_its_deadline(const struct small_set *s, size_t k)
{
    for (size_t j = 0; j <= k; j++)
        if (s->task[j].wcet > s->task[j].deadline)
            return true;
    return false;
}

/* Of every task, with a floor; where no instant holds even at speed 1: any ratio above. */
static void test_fp_task_alpha_matches_all_instants(void **state)
{
    struct test_random random = {.state = 35};
    int reachable = 0;

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const rtpart_ns scale = draw_scale(&random);
        const struct rtpart_prm none = {.period = 1, .budget = 0};
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, n % 4 == 0 ? &ODD : &SHAPE, scheduler);
        small_set_load(&s, scheduler, scale, &load);
        for (size_t k = 0; k < s.count; k++) {
            const struct rtpart_ratio floor = {.num = test_random_range(&random, 0, 9),
                                               .den = 10};
            const struct rtpart_ratio one = {.num = 1, .den = 1};
            const struct rtpart_ratio exact = oracle_fp_task_alpha(&s, k);
            const struct rtpart_ratio want =
                rtpart_ratio_cmp(exact, floor) > 0 ? exact : floor;
            const struct rtpart_ratio got = rtpart_fp_task_alpha(&load, k, floor);

            if (rtpart_ratio_cmp(exact, one) > 0 || some_exceeds_its_deadline(&s, k))
                small_set_expect("alpha above 1", &s, &none,
                                 rtpart_ratio_cmp(got, one) > 0, true);
            else
                small_set_expect("alpha", &s, &none, rtpart_ratio_cmp(got, want), 0);
            reachable += rtpart_ratio_cmp(exact, one) <= 0;
            if (some_exceeds_its_deadline(&s, k)) {
                assert_false(rtpart_fp_task_holds_at(&load, k, one));
            } else {
                const struct rtpart_ratio r = {.num = test_random_range(&random, 0, 100),
                                               .den = 100};

                small_set_expect("holds at a speed", &s, &none,
                                 rtpart_fp_task_holds_at(&load, k, r),
                                 rtpart_ratio_cmp(exact, r) <= 0);
                if (rtpart_ratio_cmp(exact, one) <= 0)
                    assert_true(rtpart_fp_task_holds_at(&load, k, exact));
            }
        }
        rtpart_load_free(&load);
    }
    assert_true(reachable > 10000);
}

static void test_fp_alpha_is_the_largest_of_its_tasks(void **state)
{
    struct test_random random = {.state = 36};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        const struct rtpart_prm none = {.period = 1, .budget = 0};
        struct small_set s;
        struct rtpart_load load;
        struct rtpart_ratio want = {.num = 0, .den = 1};

        small_set_draw(&s, &random, &SHAPE, scheduler);
        small_set_load(&s, scheduler, 1, &load);
        for (size_t k = 0; k < s.count; k++) {
            const struct rtpart_ratio of_task = oracle_fp_task_alpha(&s, k);

            if (rtpart_ratio_cmp(of_task, want) > 0)
                want = of_task;
        }
        const struct rtpart_ratio got = rtpart_fp_alpha(&load);

        rtpart_load_free(&load);
        if (want.num > want.den)
            small_set_expect("alpha above 1", &s, &none, got.num > got.den, true);
        else
            small_set_expect("alpha", &s, &none, rtpart_ratio_cmp(got, want), 0);
    }
}

/* alpha is the limit of the interface as the period goes to 0: no resource does better. */
static void test_fp_no_resource_beats_alpha(void **state)
{
    struct test_random random = {.state = 37};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 3];
        struct small_set s;
        struct rtpart_load load;
        size_t first = 0;

        small_set_draw(&s, &random, &SHAPE, scheduler);
        small_set_load(&s, scheduler, 1000, &load);
        const rtpart_ns period = test_random_range(&random, 1, 20000);
        const struct rtpart_prm r = {
            .period = period,
            .budget = rtpart_fp_min_budget(&load, period, 1, 0, period, &first)};

        if (r.budget != RTPART_NS_NONE)
            assert_true(
                rtpart_ratio_cmp(rtpart_prm_bandwidth(&r), rtpart_fp_alpha(&load)) >= 0);
        rtpart_load_free(&load);
    }
}

/* Each task that is added, each unit of latency and of C, may only cost more. */
static void test_fp_min_budget_grows_with_the_load(void **state)
{
    struct test_random random = {.state = 40};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const struct rtpart_prm r = {.period = test_random_range(&random, 1, 1500)};
        rtpart_ns before = 0;
        struct small_set s;
        struct rtpart_load load;
        size_t first = 0;

        small_set_draw(&s, &random, &SHAPE, RTPART_SCHED_DM);
        small_set_load(&s, RTPART_SCHED_DM, 100, &load);
        for (size_t k = load.count; k > 0; k--)
            rtpart_load_pop(&load);
        for (size_t k = 0; k < s.count && before != RTPART_NS_NONE; k++) {
            const struct rtpart_task t = {.wcet = s.task[k].wcet * 100,
                                          .deadline = s.task[k].deadline * 100,
                                          .period = s.task[k].period * 100};

            rtpart_load_push(&load, &t, k);
            const rtpart_ns now =
                rtpart_fp_min_budget(&load, r.period, 1, 0, r.period, &first);

            assert_true(now == RTPART_NS_NONE || now >= before);
            before = now;
        }
        rtpart_load_free(&load);
        s.latency++;
        small_set_load(&s, RTPART_SCHED_DM, 100, &load);
        first = 0;
        const rtpart_ns later =
            rtpart_fp_min_budget(&load, r.period, 1, 0, r.period, &first);

        if (before == RTPART_NS_NONE)
            small_set_expect("with more latency", &s, &r, later, RTPART_NS_NONE);
        else
            assert_true(later == RTPART_NS_NONE || later >= before);
        rtpart_load_free(&load);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fp_demand_matches_direct_sums),
        cmocka_unit_test(test_fp_test_matches_all_instants),
        cmocka_unit_test(test_fp_response_matches_all_instants),
        cmocka_unit_test(test_fp_min_budget_matches_linear_search),
        cmocka_unit_test(test_fp_task_alpha_matches_all_instants),
        cmocka_unit_test(test_fp_alpha_is_the_largest_of_its_tasks),
        cmocka_unit_test(test_fp_no_resource_beats_alpha),
        cmocka_unit_test(test_fp_min_budget_grows_with_the_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
