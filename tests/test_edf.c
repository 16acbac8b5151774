/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_edf.c - EDF on a periodic resource, against definitions that try every window up to
 *              twice the hyperperiod
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/prm.h"
#include "common/wide.h"
#include "tests/support/oracle_edf.h"
#include "tests/support/small_set.h"

/* Periods that keep the hyperperiod small, and resource periods that go with them. */
static const rtpart_ns MENU[3][8] = {
    {2, 3, 4, 6, 8, 12, 24}, {2, 4, 5, 10, 20}, {3, 6, 7, 14, 21}};
static const rtpart_ns RESOURCES[3][8] = {
    {1, 2, 3, 4, 6, 8, 12, 5}, {1, 2, 4, 5, 8, 10, 3, 20}, {1, 2, 3, 6, 7, 14, 4, 21}};

struct edf_case {
    struct small_set s;
    struct rtpart_prm r;     /* budget: any, 0 to P */
    rtpart_ns scale;         /* 1, or what makes it a case of nanoseconds */
    struct rtpart_load load; /* in ns */
};

static struct rtpart_prm in_ns(const struct edf_case *c)
{
    return (struct rtpart_prm){.period = c->r.period * c->scale,
                               .budget = c->r.budget * c->scale};
}

/* Draw a case; every third has times as they are in use. Free c->load. */
static void draw(struct edf_case *c, struct test_random *random, bool hopeless)
{
    const size_t menu = (size_t)test_random_range(random, 0, 2);
    const struct small_set_shape shape = {
        .max_count = 4, .periods = MENU[menu], .max_latency = 2, .hopeless = hopeless};

    small_set_draw(&c->s, random, &shape, RTPART_SCHED_EDF);
    c->r.period = RESOURCES[menu][test_random_range(random, 0, 7)];
    c->r.budget = test_random_range(random, 0, c->r.period);
    c->scale = test_random_range(random, 0, 2) == 0
                   ? test_random_range(random, 2, 10 * RTPART_MS)
                   : 1;
    small_set_load(&c->s, RTPART_SCHED_EDF, c->scale, &c->load);
}

static void test_edf_dbf_counts_the_jobs_one_by_one(void **state)
{
    struct test_random random = {.state = 51};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        struct edf_case c;
        const rtpart_ns t = test_random_range(&random, 0, 120);

        draw(&c, &random, true);
        small_set_expect("dbf", &c.s, &c.r, rtpart_edf_dbf(&c.load, t * c.scale),
                         oracle_edf_dbf(&c.s, t) * c.scale);
        if (t > 0 && c.scale > 1) /* it steps at the deadline, not before */
            small_set_expect("dbf just before", &c.s, &c.r,
                             rtpart_edf_dbf(&c.load, t * c.scale - 1),
                             oracle_edf_dbf(&c.s, t - 1) * c.scale);
        rtpart_load_free(&c.load);
    }
}

/* A "no" shows a window whose demand exceeds its supply, or rests on Q/P <= U. */
static void expect_witness(const struct edf_case *c, const struct rtpart_verdict *v)
{
    const struct rtpart_prm r = in_ns(c);
    rtpart_i128 used = 0; /* of the budgets of a hyperperiod, by all jobs in it */

    if (v->at > 0) {
        small_set_expect("witness: demand", &c->s, &c->r, v->demand,
                         rtpart_edf_dbf(&c->load, v->at) + c->load.latency);
        small_set_expect("witness: supply", &c->s, &c->r, v->supply,
                         rtpart_prm_sbf(&r, v->at));
        assert_true(v->demand > v->supply);
        return;
    }
    const rtpart_ns h = oracle_hyperperiod(&c->s, c->r.period);

    for (size_t i = 0; i < c->s.count; i++)
        used += h / c->s.task[i].period * c->s.task[i].wcet;
    assert_true(used >= h / c->r.period * c->r.budget);
}

static void test_edf_test_matches_all_windows(void **state)
{
    struct test_random random = {.state = 52};
    int yes = 0;

    (void)state;
    for (int n = 0; n < 30000; n++) {
        struct edf_case c;

        draw(&c, &random, n % 4 == 0);
        const struct rtpart_prm r = in_ns(&c);
        const struct rtpart_verdict v = rtpart_edf_test(&c.load, &r);

        small_set_expect("answer", &c.s, &c.r, v.answer,
                         oracle_edf_holds(&c.s, &c.r) ? RTPART_SCHEDULABLE
                                                      : RTPART_UNSCHEDULABLE);
        if (v.answer == RTPART_SCHEDULABLE)
            yes++;
        else
            expect_witness(&c, &v);
        rtpart_load_free(&c.load);
    }
    assert_in_range(yes, 5000, 25000); /* both answers occur often */
}

static void test_edf_min_budget_matches_linear_search(void **state)
{
    struct test_random random = {.state = 53};
    int found = 0;

    (void)state;
    for (int n = 0; n < 30000; n++) {
        struct edf_case c;

        draw(&c, &random, n % 4 == 0);
        const rtpart_ns step = test_random_range(&random, 0, 1) == 0
                                   ? 1
                                   : test_random_range(&random, 1, c.r.period + 2);
        const rtpart_ns most = c.r.period / step;
        const bool whole = test_random_range(&random, 0, 1) == 0;
        const rtpart_ns lo = whole ? 0 : test_random_range(&random, 0, most) * step;
        const rtpart_ns hi =
            whole ? most * step : test_random_range(&random, 0, most) * step;
        const rtpart_ns want = oracle_edf_min_budget(&c.s, c.r.period, step, lo, hi);
        const rtpart_ns got = rtpart_edf_min_budget(
            &c.load, c.r.period * c.scale, step * c.scale, lo * c.scale, hi * c.scale);

        found += want >= 0;
        c.r.budget = step;
        small_set_expect("least Q (shown: step)", &c.s, &c.r, got,
                         want < 0 ? RTPART_NS_NONE : want * c.scale);
        rtpart_load_free(&c.load);
    }
    assert_in_range(found, 5000, 25000);
}

/* In fractions of the small unit the least budget is finer, but as exact. */
static void test_edf_min_budget_in_finer_steps_matches_linear_search(void **state)
{
    struct test_random random = {.state = 54};

    (void)state;
    for (int n = 0; n < 2500; n++) {
        const rtpart_ns scale = test_random_range(&random, 2, 6);
        struct edf_case c;
        struct small_set fine;

        draw(&c, &random, false);
        fine = c.s;
        fine.latency *= scale;
        for (size_t i = 0; i < fine.count; i++) {
            fine.task[i].wcet *= scale;
            fine.task[i].deadline *= scale;
            fine.task[i].period *= scale;
        }
        rtpart_load_free(&c.load);
        small_set_load(&fine, RTPART_SCHED_EDF, 1, &c.load);
        const rtpart_ns period = c.r.period * scale;

        small_set_expect("least Q", &fine, &c.r,
                         rtpart_edf_min_budget(&c.load, period, 1, 0, period),
                         oracle_edf_min_budget(&fine, period, 1, 0, period));
        rtpart_load_free(&c.load);
    }
}

static void test_edf_response_bound_matches_its_definition(void **state)
{
    struct test_random random = {.state = 55};
    int cases = 0;

    (void)state;
    for (int n = 0; cases < 10000; n++) {
        struct edf_case c;

        draw(&c, &random, false);
        c.r.budget = c.r.period - c.r.budget / 3; /* more of them hold */
        if (oracle_edf_holds(&c.s, &c.r)) {
            const struct rtpart_prm r = in_ns(&c);
            const size_t k =
                (size_t)test_random_range(&random, 0, (int64_t)c.s.count - 1);
            const rtpart_ns got = rtpart_edf_response_bound(&c.load, &r, k);

            small_set_expect("response bound", &c.s, &c.r, got,
                             oracle_edf_response_bound(&c.s, &c.r, k) * c.scale);
            assert_true(got <= c.load.deadline[k]);
            cases++;
        }
        rtpart_load_free(&c.load);
    }
}

/* No run of EDF, tick by tick under the worst supply, is slower than the bound. */
static void test_edf_response_bound_is_never_exceeded_in_a_run(void **state)
{
    struct test_random random = {.state = 56};
    int cases = 0;
    int tight = 0;

    (void)state;
    while (cases < 10000) {
        struct edf_case c;
        rtpart_ns offset[SMALL_SET_MAX];

        draw(&c, &random, false);
        c.r.budget = c.r.period - c.r.budget / 3;
        for (size_t i = 0; i < c.s.count; i++)
            offset[i] = test_random_range(&random, 0, 1) *
                        test_random_range(&random, 0, c.s.task[i].period);
        if (oracle_edf_holds(&c.s, &c.r)) {
            const struct rtpart_prm r = in_ns(&c);
            const size_t k =
                (size_t)test_random_range(&random, 0, (int64_t)c.s.count - 1);
            const rtpart_ns bound = rtpart_edf_response_bound(&c.load, &r, k);
            const rtpart_ns seen =
                c.scale * oracle_edf_simulate(&c.s, &c.r, offset, 150, k);

            if (seen > bound)
                small_set_expect("response seen", &c.s, &c.r, seen, bound);
            tight += seen == bound;
            cases++;
        }
        rtpart_load_free(&c.load);
    }
    assert_true(tight > 1000); /* and the bound is often reached */
}

/* A load of up to 6 tasks by deadline, of any size; total utilisation near `percent`. */
static void draw_real_load(struct test_random *random, rtpart_ns longest,
                           struct rtpart_load *load)
{
    const size_t count = (size_t)test_random_range(random, 1, 6);
    const bool implicit = test_random_range(random, 0, 1) == 0;
    struct rtpart_task task[6];
    const struct rtpart_taskset ts = {.tasks = task, .count = count};

    memset(task, 0, sizeof task);
    for (size_t i = 0; i < count; i++) {
        task[i].period = test_random_range(random, longest / 20, longest);
        task[i].wcet = 1 + (rtpart_ns)((rtpart_i128)task[i].period *
                                       test_random_range(random, 0, 1600) /
                                       (1000 * (rtpart_ns)count));
        if (task[i].wcet > task[i].period)
            task[i].wcet = task[i].period;
        task[i].deadline = implicit
                               ? task[i].period
                               : test_random_range(random, task[i].wcet, task[i].period);
    }
    assert_int_equal(
        rtpart_load_of(load, &ts, RTPART_SCHED_EDF,
                       test_random_range(random, 0, 2) == 0 ? longest / 100 : 0, NULL),
        RTPART_OK);
}

/*
 * A second version for times of any size: all deadlines in ascending order up to the bound
 * of [SL03], in long double with a margin. -1: beyond `limit`, not looked at.
 */
static int holds_by_points(const struct rtpart_load *l, const struct rtpart_prm *r,
                           rtpart_ns limit)
{
    long double rest = (long double)r->budget / (long double)r->period;
    long double sum =
        (long double)(2 * (r->period - r->budget)) * rest + (long double)l->latency;

    for (size_t i = 0; i < l->count; i++) {
        const long double u = (long double)l->wcet[i] / (long double)l->period[i];

        rest -= u;
        sum += u * (long double)(l->period[i] - l->deadline[i]);
    }
    if (rest < 1e-6L || sum / rest * 1.01L + 2 > (long double)limit)
        return -1;
    const rtpart_ns bound = (rtpart_ns)(sum / rest * 1.01L) + 2;

    for (size_t k = 0; k < l->count; k++)
        for (rtpart_ns t = l->deadline[k]; t <= bound; t += l->period[k]) {
            rtpart_i128 demand = l->latency;

            for (size_t i = 0; i < l->count; i++)
                if (l->deadline[i] <= t)
                    demand += (rtpart_i128)((t - l->deadline[i]) / l->period[i] + 1) *
                              l->wcet[i];
            if (demand > rtpart_prm_sbf(r, t))
                return 0;
        }
    return 1;
}

static void test_edf_min_budget_is_the_least_at_any_size(void **state)
{
    struct test_random random = {.state = 57};
    int held = 0;
    int failed = 0;

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const rtpart_ns longest = (rtpart_ns)1 << test_random_range(&random, 14, 50);
        const rtpart_ns period = test_random_range(&random, longest / 100, longest / 3);
        const rtpart_ns step = longest < 1 << 20 ? 1 : period / 10000;
        const rtpart_ns hi = period / step * step;
        struct rtpart_load load;

        draw_real_load(&random, longest, &load);
        struct rtpart_prm r = {.period = period,
                               .budget =
                                   rtpart_edf_min_budget(&load, period, step, 0, hi)};

        if (r.budget != RTPART_NS_NONE) {
            const int holds = holds_by_points(&load, &r, 60 * longest);

            assert_int_equal(r.budget % step, 0);
            assert_int_not_equal(holds, 0);
            held += holds == 1;
        } else {
            r.budget = hi + step;
        }
        r.budget -= step;
        if (r.budget >= 0) {
            const int holds = holds_by_points(&load, &r, 60 * longest);

            assert_int_not_equal(holds, 1);
            failed += holds == 0;
            assert_int_not_equal(rtpart_edf_test(&load, &r).answer, RTPART_SCHEDULABLE);
        }
        rtpart_load_free(&load);
    }
    assert_true(held > 2000);
    assert_true(failed > 2000);
}

static void test_edf_more_budget_never_hurts(void **state)
{
    struct test_random random = {.state = 58};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        struct edf_case c;

        draw(&c, &random, false);
        const struct rtpart_prm r = in_ns(&c);
        const struct rtpart_prm more = {
            .period = r.period, .budget = test_random_range(&random, r.budget, r.period)};

        if (rtpart_edf_test(&c.load, &r).answer == RTPART_SCHEDULABLE)
            small_set_expect("with more budget", &c.s, &c.r,
                             rtpart_edf_test(&c.load, &more).answer, RTPART_SCHEDULABLE);
        rtpart_load_free(&c.load);
    }
}

/* At Q/P = U, Q < P, the supply lags behind the demand of a hyperperiod for good. */
static void test_edf_a_share_equal_to_the_utilisation_is_not_enough(void **state)
{
    struct test_random random = {.state = 59};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        struct edf_case c;
        rtpart_ns used = 0;

        draw(&c, &random, false);
        const rtpart_ns h = oracle_hyperperiod(&c.s, c.r.period);

        for (size_t i = 0; i < c.s.count; i++)
            used += h / c.s.task[i].period * c.s.task[i].wcet;
        const struct rtpart_prm equal = {.period = h * c.scale, .budget = used * c.scale};
        const struct rtpart_prm above = {.period = equal.period,
                                         .budget = equal.budget + 1};

        if (used < h && equal.period <= RTPART_NS_MAX) {
            const rtpart_ns least =
                rtpart_edf_min_budget(&c.load, equal.period, 1, 0, equal.period);

            small_set_expect("Q/P = U", &c.s, &equal,
                             rtpart_edf_test(&c.load, &equal).answer,
                             RTPART_UNSCHEDULABLE);
            assert_true(least == RTPART_NS_NONE || least >= above.budget);
        }
        rtpart_load_free(&c.load);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edf_dbf_counts_the_jobs_one_by_one),
        cmocka_unit_test(test_edf_test_matches_all_windows),
        cmocka_unit_test(test_edf_min_budget_matches_linear_search),
        cmocka_unit_test(test_edf_min_budget_in_finer_steps_matches_linear_search),
        cmocka_unit_test(test_edf_response_bound_matches_its_definition),
        cmocka_unit_test(test_edf_response_bound_is_never_exceeded_in_a_run),
        cmocka_unit_test(test_edf_min_budget_is_the_least_at_any_size),
        cmocka_unit_test(test_edf_more_budget_never_hurts),
        cmocka_unit_test(test_edf_a_share_equal_to_the_utilisation_is_not_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
