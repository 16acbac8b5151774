/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tests for global scheduling are their formulas: over one common denominator, by the plain
 * iteration of the paper, and by known answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/global_tests.h"
#include "analysis/prm.h"
#include "tests/support/global_runs.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"
#include "tests/support/units.h"

#define N 8

/* --- oracles: small numbers, everything over one common denominator --- */

static int64_t gcd(int64_t a, int64_t b)
{
    return b == 0 ? a : gcd(b, a % b);
}

/* Least common multiple of all periods and deadlines; 0 where it gets large. */
static int64_t common(const struct rtpart_taskset *ts)
{
    int64_t all = 1;

    for (size_t i = 0; i < ts->count && all < 1000000; i++) {
        all = all / gcd(all, ts->tasks[i].period) * ts->tasks[i].period;
        all = all / gcd(all, ts->tasks[i].deadline) * ts->tasks[i].deadline;
    }
    return all < 1000000 ? all : 0;
}

static bool gfb_oracle(const struct rtpart_taskset *ts, int64_t m, int64_t all)
{
    int64_t sum = 0;
    int64_t most = 0;

    for (size_t i = 0; i < ts->count; i++) {
        const int64_t d = all / ts->tasks[i].deadline * ts->tasks[i].wcet;

        sum += d;
        most = d > most ? d : most;
    }
    return sum <= m * all - (m - 1) * most;
}

/* beta_i times all^2. */
static int64_t beta(const struct rtpart_task *i, const struct rtpart_task *k, int64_t all)
{
    const int64_t u = all / i->period * i->wcet;        /* times all */
    const int64_t lambda = all / k->deadline * k->wcet; /* times all */
    const int64_t per_d = all / k->deadline;
    int64_t b = u * (all + (i->period - i->deadline) * per_d);

    if (u > lambda)
        b += per_d * (i->wcet * all - lambda * i->period);
    return b < all * all ? b : all * all;
}

static bool baker_oracle(const struct rtpart_taskset *ts, int64_t m, int64_t all)
{
    for (size_t k = 0; k < ts->count; k++) {
        const int64_t lambda = all / ts->tasks[k].deadline * ts->tasks[k].wcet;
        int64_t sum = 0;

        for (size_t i = 0; i < ts->count; i++)
            sum += beta(&ts->tasks[i], &ts->tasks[k], all);
        if (sum > (m * (all - lambda) + lambda) * all)
            return false;
    }
    return true;
}

static bool bcl_oracle(const struct rtpart_taskset *ts, int64_t m)
{
    for (size_t k = 0; k < ts->count; k++) {
        const int64_t d = ts->tasks[k].deadline;
        const int64_t cap = d - ts->tasks[k].wcet;
        int64_t sum = 0;
        int64_t cut = 0;

        for (size_t i = 0; i < ts->count; i++) {
            const struct rtpart_task *t = &ts->tasks[i];
            const int64_t n = t->deadline > d ? 0 : (d - t->deadline) / t->period + 1;
            const int64_t rest = d > n * t->period ? d - n * t->period : 0;
            const int64_t work = n * t->wcet + (rest < t->wcet ? rest : t->wcet);

            if (i != k) {
                cut += work > cap;
                sum += work < cap ? work : cap;
            }
        }
        if (sum > m * cap || (sum == m * cap && cut >= m))
            return false;
    }
    return true;
}

static void test_gedf_bounds_follow_their_formulas(void **state)
{
    struct test_random rnd = {.state = 81};
    int yes[3] = {0};
    int sets = 0;

    (void)state;
    while (sets < 20000) {
        struct rtpart_task room[N];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, N), 16);
        const int64_t all = common(&ts);

        if (all == 0)
            continue;
        sets++;
        const bool gfb = gfb_oracle(&ts, m, all);
        const bool baker = baker_oracle(&ts, m, all);
        const bool bcl = bcl_oracle(&ts, m);

        assert_int_equal(global_runs_accept("gfb", &ts, m), gfb);
        assert_int_equal(global_runs_accept("baker", &ts, m), baker);
        assert_int_equal(global_runs_accept("bcl", &ts, m), bcl);
        yes[0] += gfb;
        yes[1] += baker;
        yes[2] += bcl;
    }
    for (int i = 0; i < 3; i++)
        assert_true(yes[i] > 1000 && yes[i] < 19000);
}

/* At the bound itself, 3 * 1/2 = 2 - 1/2, GFB holds; beyond it the first of the densest is named. */
static void test_gfb_takes_its_bound_and_names_the_first_of_the_densest(void **state)
{
    struct rtpart_task room[] = {{.wcet = 1, .deadline = 10, .period = 10},
                                 {.wcet = 3, .deadline = 6, .period = 6},
                                 {.wcet = 5, .deadline = 10, .period = 10},
                                 {.wcet = 4, .deadline = 8, .period = 8}};
    const struct rtpart_taskset at_bound = {.tasks = room + 1, .count = 3};
    const struct rtpart_taskset ts = {.tasks = room, .count = 4};
    const struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result r;

    (void)state;
    assert_true(global_runs_accept("gfb", &at_bound, 2));
    assert_int_equal(rtpart_global_run(global_runs_find("gfb"), &req, &r, NULL),
                     RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
    assert_int_equal(r.verdict.task, 1);
    rtpart_global_result_free(&r);
}

/* The iteration of the paper, one step after the other. */
static rtpart_ns guan_oracle(const struct rtpart_task *t, size_t k,
                             const rtpart_ns *response, rtpart_ns m)
{
    rtpart_ns x = t[k].wcet;

    while (x <= t[k].deadline) {
        const rtpart_ns cap = x - t[k].wcet + 1;
        rtpart_ns extra[N] = {0};
        rtpart_ns omega = 0;

        for (size_t i = 0; i < k; i++) {
            const rtpart_ns c = t[i].wcet;
            const rtpart_ns p = t[i].period;
            const rtpart_ns tail = x % p < c ? x % p : c;
            rtpart_ns without = x / p * c + tail;
            rtpart_ns with = x;

            if (x >= c) {
                rtpart_ns alpha = (x - c) % p - (p - response[i]);

                alpha = alpha > c - 1 ? c - 1 : alpha;
                with = (x - c) / p * c + c + (alpha > 0 ? alpha : 0);
            }
            with = with < cap ? with : cap;
            without = without < cap ? without : cap;
            omega += without;
            extra[i] = with > without ? with - without : 0;
        }
        for (rtpart_ns picked = 0; picked < m - 1; picked++) {
            size_t best = 0;

            for (size_t i = 1; i < k; i++)
                if (extra[i] > extra[best])
                    best = i;
            omega += extra[best];
            extra[best] = 0;
        }
        if (omega / m + t[k].wcet <= x)
            return x;
        x = omega / m + t[k].wcet;
    }
    return RTPART_NS_NONE;
}

static void test_guan_responses_are_those_of_the_plain_iteration(void **state)
{
    struct test_random rnd = {.state = 82};
    int yes = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_task room[N];
        struct rtpart_task sorted[N];
        rtpart_ns above[N];
        const rtpart_ns m = test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts = sets_small(
            &rnd, room, (size_t)test_random_range(&rnd, 1, N), i % 2 ? 20 : 3000);
        const struct rtpart_global_request req = {
            .taskset = &ts, .cpus = (unsigned)m, .policy = RTPART_GFP_DM};
        struct rtpart_global_result r;
        bool holds = true;

        assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                         RTPART_OK);
        for (size_t k = 0; k < ts.count; k++) {
            sorted[k] = room[r.order[k]];
            above[k] = holds ? guan_oracle(sorted, k, above, m) : RTPART_NS_NONE;
            holds = holds && above[k] != RTPART_NS_NONE;
            if (r.verdict.answer != RTPART_UNSCHEDULABLE)
                assert_int_equal(r.response[r.order[k]], above[k]);
        }
        assert_int_equal(r.verdict.answer == RTPART_SCHEDULABLE, holds);
        yes += holds;
        rtpart_global_result_free(&r);
    }
    assert_true(yes > 2000 && yes < 18000);
}

/* Where the gains of carry-in jobs are nearly equal, whose terms grow decides about the steps. */
static void test_guan_steps_over_no_solution_where_gains_are_close(void **state)
{
    static const rtpart_ns sets[][6][2] = {
        {{2, 8}, {2, 9}, {1, 6}, {5, 8}, {3, 100}},
        {{2, 9}, {2, 10}, {1, 7}, {5, 10}, {5, 100}},
        {{5, 19}, {6, 25}, {12, 18}, {3, 26}, {5, 100}},
        {{2, 17}, {2, 13}, {6, 11}, {3, 12}, {5, 100}},
        {{2, 8}, {1, 8}, {1, 4}, {1, 12}, {5, 8}, {3, 100}}};

    (void)state;
    for (size_t s = 0; s < 5; s++) {
        const size_t n = s < 4 ? 5 : 6;
        struct rtpart_task room[6];
        rtpart_ns above[N];
        const struct rtpart_taskset ts = {.tasks = room, .count = n};
        const struct rtpart_global_request req = {
            .taskset = &ts, .cpus = 2, .policy = RTPART_GFP_PRIO};
        struct rtpart_global_result r;

        for (size_t i = 0; i < n; i++)
            room[i] = (struct rtpart_task){.wcet = sets[s][i][0],
                                           .deadline = sets[s][i][1],
                                           .period = sets[s][i][1],
                                           .prio = 99 - (int)i};
        assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                         RTPART_OK);
        for (size_t k = 0; k < n; k++) {
            above[k] = guan_oracle(room, k, above, 2);
            assert_int_equal(r.response[k], above[k]);
        }
        rtpart_global_result_free(&r);
    }
}

/* Heavy tasks above a light one: the plain iteration takes 2^30 steps here. */
static void test_guan_does_not_crawl(void **state)
{
    const rtpart_ns big = (rtpart_ns)1 << 30;
    struct rtpart_task room[] = {{.wcet = big, .deadline = 8 * big, .period = 8 * big},
                                 {.wcet = big, .deadline = 8 * big, .period = 8 * big},
                                 {.wcet = big, .deadline = 8 * big, .period = 8 * big},
                                 {.wcet = 1, .deadline = 9 * big, .period = 9 * big}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 4};
    const struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result r;

    (void)state;
    assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                     RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
    /* 3 (big) on two CPUs, and the last task's own slot */
    assert_int_equal(r.response[3], 3 * big / 2 + 1);
    rtpart_global_result_free(&r);
}

/* Two tasks run from 3 (big) to 5 (big), and what they leave stays the same all the while:
 * none of them is cut, and the plain iteration goes on in steps of 1. */
static void test_guan_does_not_crawl_where_demand_and_supply_grow_alike(void **state)
{
    const rtpart_ns sizes[] = {4, (rtpart_ns)1 << 40};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const rtpart_ns big = sizes[i];
        struct rtpart_task room[] = {
            {.wcet = 2 * big, .deadline = 3 * big, .period = 3 * big},
            {.wcet = 2 * big, .deadline = 3 * big, .period = 3 * big},
            {.wcet = big + 1, .deadline = 9 * big, .period = 9 * big}};
        const struct rtpart_taskset ts = {.tasks = room, .count = 3};
        const struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
        const rtpart_ns above[] = {2 * big, 2 * big};
        struct rtpart_global_result r;

        assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                         RTPART_OK);
        assert_int_equal(r.response[2], 5 * big + 1);
        if (big == 4)
            assert_int_equal(guan_oracle(room, 2, above, 2), 5 * big + 1);
        rtpart_global_result_free(&r);
    }
}

/* A set that no fixed rule orders well: the heavy task has to be first. */
static void test_guan_finds_priorities_by_audsley(void **state)
{
    struct rtpart_task room[] = {{.wcet = 2, .deadline = 10, .period = 10},
                                 {.wcet = 2, .deadline = 10, .period = 10},
                                 {.wcet = 10, .deadline = 11, .period = 11}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result r;

    (void)state;
    assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                     RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
    assert_int_equal(r.verdict.task, 2);
    assert_true(r.verdict.demand > r.verdict.supply);
    rtpart_global_result_free(&r);
    req.policy = RTPART_GFP_OPA;
    assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                     RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
    assert_int_not_equal(r.order[2], 2);
    for (size_t k = 0; k < 3; k++)
        assert_in_range(r.response[k], room[k].wcet, room[k].deadline);
    rtpart_global_result_free(&r);
}

/* --- known answers --- */

static void known(const struct units_case *c, const char *name)
{
    struct rtpart_taskset ts;

    units_taskset(c, 1, &ts);
    units_assert_bool(c, global_runs_accept(name, &ts, (unsigned)units_count(c, "m")));
    units_taskset_free(&ts);
}

static void known_gfb(const struct units_case *c)
{
    known(c, "gfb");
}

static void known_baker(const struct units_case *c)
{
    known(c, "baker");
}

static void known_bcl(const struct units_case *c)
{
    known(c, "bcl");
}

static void known_baruah(const struct units_case *c)
{
    known(c, "baruah");
}

/* "_int": slots are the units of the file, so the times may not be scaled. */
static void known_guan(const struct units_case *c)
{
    struct rtpart_taskset ts;
    struct rtpart_global_result r;

    units_taskset(c, 1, &ts);
    for (size_t i = 0; i < ts.count; i++)
        ts.tasks[i].prio = (int)(99 - i); /* in the order of the file */
    const struct rtpart_global_request req = {
        .taskset = &ts, .cpus = (unsigned)units_count(c, "m"), .policy = RTPART_GFP_PRIO};

    assert_int_equal(c->scale, 1);
    assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, NULL),
                     RTPART_OK);
    assert_int_equal(r.verdict.answer == RTPART_SCHEDULABLE, !json_is_null(c->expected));
    for (size_t i = 0; i < json_array_size(c->expected); i++)
        units_assert_time(c, r.response[i], json_array_get(c->expected, i),
                          RTPART_NS_NONE);
    rtpart_global_result_free(&r);
    units_taskset_free(&ts);
}

static void test_global_known_answers(void **state)
{
    (void)state;
    units_run("gedf_gfb", false, known_gfb);
    units_run("gedf_bak", false, known_baker);
    units_run("gedf_bcl05", false, known_bcl);
    units_run("gedf_bar", false, known_baruah);
    units_run("gfp_guan_int", true, known_guan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gedf_bounds_follow_their_formulas),
        cmocka_unit_test(test_gfb_takes_its_bound_and_names_the_first_of_the_densest),
        cmocka_unit_test(test_guan_responses_are_those_of_the_plain_iteration),
        cmocka_unit_test(test_guan_steps_over_no_solution_where_gains_are_close),
        cmocka_unit_test(test_guan_does_not_crawl),
        cmocka_unit_test(test_guan_does_not_crawl_where_demand_and_supply_grow_alike),
        cmocka_unit_test(test_guan_finds_priorities_by_audsley),
        cmocka_unit_test(test_global_known_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
