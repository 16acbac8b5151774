/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/fp.h"
#include "analysis/gfp.h"
#include "analysis/mpr.h"
#include "analysis/mpr_gfp.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"
#include "tests/support/units.h"

#define N 6

/* --- oracle: the test written down again, for every window in units of 1/m' --- */

static rtpart_ns least(rtpart_ns a, rtpart_ns b)
{
    return a < b ? a : b;
}

/* Work of jobs at release, release + T, ... within [0, x), each run at once. */
static rtpart_ns work_from(rtpart_ns release, rtpart_ns wcet, rtpart_ns period,
                           rtpart_ns x)
{
    rtpart_ns sum = 0;

    for (; release < x; release += period) {
        const rtpart_ns from = release > 0 ? release : 0;
        const rtpart_ns to = least(release + wcet, x);

        sum += to > from ? to - from : 0;
    }
    return sum;
}

/*
 * Most work with a carry-in whose job ends `response` after its release: the first job
 * runs just before that, at every place where it can lie, the next ones at once.
 */
static rtpart_ns work_with_carry(const struct rtpart_task *t, rtpart_ns response,
                                 rtpart_ns x)
{
    rtpart_ns most = work_from(0, t->wcet, t->period, x);

    /* the carry-in job is released at -a and runs in its last C before -a + response */
    for (rtpart_ns a = 1; a < response; a++) {
        const rtpart_ns end = response - a;
        const rtpart_ns head = least(end, t->wcet);
        const rtpart_ns sum =
            least(head, x) + work_from(t->period - a, t->wcet, t->period, x);

        most = sum > most ? sum : most;
    }
    return most;
}

/* Response time of t[k] below t[0..k-1], all times scaled by m; -1: beyond the deadline. */
static rtpart_ns oracle_response(const struct rtpart_task *t, size_t k,
                                 const rtpart_ns *response, const struct rtpart_prm *fast,
                                 rtpart_ns m, rtpart_ns latency)
{
    for (rtpart_ns x = t[k].wcet; x <= t[k].deadline; x++) {
        const rtpart_ns cap = x - t[k].wcet;
        rtpart_ns sum = m * (t[k].wcet + latency);
        rtpart_ns extra[N] = {0};
        rtpart_ns cut = 0;
        rtpart_ns cut_in = 0;

        for (size_t i = 0; i < k; i++) {
            const rtpart_ns w = work_from(0, t[i].wcet, t[i].period, x);
            const rtpart_ns v = work_with_carry(&t[i], response[i], x);

            cut += w > cap;
            cut_in += w <= cap && v > cap;
            sum += least(w, cap);
            extra[i] = least(v, cap) - least(w, cap);
        }
        for (rtpart_ns picked = 0; picked < m - 1; picked++) {
            size_t best = 0;

            for (size_t i = 1; i < k; i++)
                if (extra[i] > extra[best])
                    best = i;
            sum += extra[best];
            extra[best] = 0;
        }
        if (sum <= m * rtpart_prm_sbf(fast, x) && cut + least(cut_in, m - 1) < m)
            return x;
    }
    return -1;
}

/* Do the tasks hold in the order they stand in? With deadlines for responses: [DB11]. */
static bool oracle(const struct rtpart_taskset *ts, const size_t *order,
                   const struct rtpart_mpr *r, rtpart_ns latency, bool deadlines,
                   rtpart_ns *response)
{
    const rtpart_ns m = r->cpus;
    const struct rtpart_prm fast = {.period = m * r->period, .budget = r->budget};
    struct rtpart_task t[N];
    rtpart_ns above[N] = {0};

    for (size_t k = 0; k < ts->count; k++) {
        t[k] = ts->tasks[order[k]];
        t[k].wcet *= m;
        t[k].deadline *= m;
        t[k].period *= m;
        response[k] = oracle_response(t, k, above, &fast, m, m * latency);
        if (response[k] < 0)
            return false;
        above[k] = deadlines ? t[k].deadline : response[k];
    }
    return true;
}

/* The fluid carry-in bound is exactly the worst placement of jobs. */
static void test_gfp_responses_equal_the_least_windows(void **state)
{
    struct test_random rnd = {.state = 51};
    int yes = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_task room[N];
        size_t order[N];
        rtpart_ns expected[N];
        rtpart_ns got[N];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 3);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, N), 14);
        const rtpart_ns latency = i % 4 == 0 ? test_random_range(&rnd, 0, 2) : 0;
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 5), .cpus = m};
        struct rtpart_cluster c;

        r.budget = r.period * m - test_random_range(&rnd, 0, r.period * m / 3);
        assert_int_equal(
            rtpart_gfp_order(&ts, i % 2 ? RTPART_GFP_DM : RTPART_GFP_DKC, m, order, NULL),
            RTPART_OK);
        assert_int_equal(rtpart_cluster_of(&c, &ts, m, latency, NULL), RTPART_OK);
        const bool holds = oracle(&ts, order, &r, latency, false, expected);
        const struct rtpart_verdict v = rtpart_mpr_gfp_test(&c, &r, order, got);

        assert_int_equal(v.answer == RTPART_SCHEDULABLE, holds);
        for (size_t k = 0; k < ts.count; k++) {
            if (expected[k] < 0) {
                assert_int_equal(got[order[k]], RTPART_NS_NONE);
                break;
            }
            assert_int_equal(got[order[k]], rtpart_ns_ceil_div(expected[k], m));
        }
        if (!holds && v.at > 0 && r.budget < r.period * m)
            assert_true(v.demand > v.supply);
        yes += holds;
        rtpart_cluster_free(&c);
    }
    assert_true(yes > 2000 && yes < 18000);
}

/* Oracle: every budget from below. */
static void test_gfp_least_budget_is_the_first_that_holds(void **state)
{
    struct test_random rnd = {.state = 52};
    int found = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[N];
        size_t order[N];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, N), 60);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 12), .cpus = m};
        const rtpart_ns step = test_random_range(&rnd, 1, 3);
        const rtpart_ns all = r.period * m;
        struct rtpart_cluster c;

        assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_RM, m, order, NULL), RTPART_OK);
        assert_int_equal(rtpart_cluster_of(&c, &ts, m, 0, NULL), RTPART_OK);
        while (r.budget <= all &&
               rtpart_mpr_gfp_test(&c, &r, order, NULL).answer != RTPART_SCHEDULABLE)
            r.budget += step;
        const rtpart_ns q = rtpart_mpr_gfp_min_budget(
            &c, r.period, step, 0, all, &(struct rtpart_priorities){.order = order});

        assert_int_equal(q, r.budget <= all ? r.budget : RTPART_NS_NONE);
        if (q != RTPART_NS_NONE) {
            assert_int_equal(
                rtpart_mpr_gfp_min_budget(&c, r.period, step, 0, q,
                                          &(struct rtpart_priorities){.order = order}),
                q);
            if (q > 0)
                assert_int_equal(rtpart_mpr_gfp_min_budget(
                                     &c, r.period, step, 0, q - 1,
                                     &(struct rtpart_priorities){.order = order}),
                                 RTPART_NS_NONE);
            found++;
        }
        rtpart_cluster_free(&c);
    }
    assert_true(found > 500);
}

/* Does some permutation of order[from..] pass the deadline-based test? */
static bool some_order(const struct rtpart_taskset *ts, const struct rtpart_mpr *r,
                       size_t *order, size_t from)
{
    rtpart_ns response[N];

    if (from == ts->count)
        return oracle(ts, order, r, 0, true, response);
    for (size_t i = from; i < ts->count; i++) {
        size_t k = order[i];

        order[i] = order[from];
        order[from] = k;
        if (some_order(ts, r, order, from + 1))
            return true;
        k = order[i];
        order[i] = order[from];
        order[from] = k;
    }
    return false;
}

/* Oracle: all permutations. What is found also passes the response-based test. */
static void test_audsley_finds_an_order_whenever_one_passes(void **state)
{
    struct test_random rnd = {.state = 53};
    int yes = 0;
    int no = 0;
    int beats_dm = 0;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        struct rtpart_task room[N];
        size_t order[N];
        size_t any[N] = {0, 1, 2, 3, 4, 5};
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 3);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 2, 4), 12);
        const struct rtpart_mpr r = {.period = 3, .budget = 3 * m - i % 2, .cpus = m};
        struct rtpart_cluster c;

        assert_int_equal(rtpart_cluster_of(&c, &ts, m, 0, NULL), RTPART_OK);
        const bool expected = some_order(&ts, &r, any, 0);
        const enum rtpart_answer got = rtpart_mpr_gfp_audsley(&c, &r, order).answer;

        assert_int_equal(got == RTPART_SCHEDULABLE, expected);
        yes += expected;
        no += !expected;
        if (expected) {
            size_t dm[N];

            assert_int_equal(rtpart_mpr_gfp_test(&c, &r, order, NULL).answer,
                             RTPART_SCHEDULABLE);
            assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_DM, m, dm, NULL),
                             RTPART_OK);
            beats_dm +=
                rtpart_mpr_gfp_test(&c, &r, dm, NULL).answer != RTPART_SCHEDULABLE;
        }
        rtpart_cluster_free(&c);
    }
    assert_true(yes > 500 && no > 500 && beats_dm > 10);
}

static void test_audsley_least_budget_has_its_order(void **state)
{
    struct test_random rnd = {.state = 54};

    (void)state;
    for (int i = 0; i < 500; i++) {
        struct rtpart_task room[N];
        size_t order[N];
        const unsigned m = 2;
        const struct rtpart_taskset ts = sets_small(&rnd, room, 5, 100);
        struct rtpart_mpr r = {.period = 10, .cpus = m};
        struct rtpart_cluster c;

        assert_int_equal(rtpart_cluster_of(&c, &ts, m, 0, NULL), RTPART_OK);
        r.budget = rtpart_mpr_gfp_min_budget(
            &c, r.period, 1, 0, 20,
            &(struct rtpart_priorities){.policy = RTPART_GFP_OPA, .order = order});
        if (r.budget != RTPART_NS_NONE) {
            assert_int_equal(rtpart_mpr_gfp_test(&c, &r, order, NULL).answer,
                             RTPART_SCHEDULABLE);
            r.budget--;
            if (r.budget >= 0)
                assert_int_not_equal(rtpart_mpr_gfp_audsley(&c, &r, order).answer,
                                     RTPART_SCHEDULABLE);
        }
        rtpart_cluster_free(&c);
    }
}

/* On one CPU there is no carry-in and the test is the exact one of fp.h. */
static void test_gfp_on_one_cpu_asks_for_what_fp_asks_for(void **state)
{
    struct test_random rnd = {.state = 55};

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[N];
        size_t order[N];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, N), 500);
        const rtpart_ns period = test_random_range(&rnd, 1, 60);
        struct rtpart_load load;
        struct rtpart_cluster c;
        size_t first = 0;

        assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_DM, 3, NULL), RTPART_OK);
        assert_int_equal(rtpart_cluster_of(&c, &ts, 1, 3, NULL), RTPART_OK);
        assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_DM, 1, order, NULL), RTPART_OK);
        assert_int_equal(
            rtpart_mpr_gfp_min_budget(&c, period, 1, 0, period,
                                      &(struct rtpart_priorities){.order = order}),
            rtpart_fp_min_budget(&load, period, 1, 0, period, &first));
        rtpart_cluster_free(&c);
        rtpart_load_free(&load);
    }
}

/* Terms that are cut grow with the window: without the jumps this takes 2^30 steps. */
static void test_gfp_does_not_crawl_through_saturated_windows(void **state)
{
    const rtpart_ns big = (rtpart_ns)1 << 30;
    struct rtpart_task room[] = {{.wcet = big, .deadline = 8 * big, .period = 8 * big},
                                 {.wcet = big, .deadline = 8 * big, .period = 8 * big},
                                 {.wcet = 1, .deadline = 9 * big, .period = 9 * big}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    const size_t order[] = {0, 1, 2};
    const struct rtpart_mpr whole = {.period = 10, .budget = 20, .cpus = 2};
    const struct rtpart_mpr most = {.period = 10, .budget = 19, .cpus = 2};
    rtpart_ns response[3];
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_mpr_gfp_test(&c, &whole, order, response).answer,
                     RTPART_SCHEDULABLE);
    assert_int_equal(response[2], big + 1);
    assert_int_equal(rtpart_mpr_gfp_test(&c, &most, order, response).answer,
                     RTPART_SCHEDULABLE);
    rtpart_cluster_free(&c);
}

/* Terms that run, and are not cut, grow with the window as well. Times that are multiplied
 * by something need as much more budget, and no more steps. */
static void test_gfp_does_not_crawl_where_demand_and_supply_grow_alike(void **state)
{
    static const struct rtpart_task ones[] = {{.wcet = 2, .deadline = 4, .period = 4},
                                              {.wcet = 2, .deadline = 7, .period = 9},
                                              {.wcet = 2, .deadline = 7, .period = 9},
                                              {.wcet = 4, .deadline = 11, .period = 12},
                                              {.wcet = 2, .deadline = 20, .period = 20}};
    size_t order[] = {0, 1, 2, 3, 4};
    const struct rtpart_priorities p = {.policy = RTPART_GFP_RM, .order = order};
    const rtpart_ns factors[] = {1, 1000003, 450359962737049};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const rtpart_ns f = factors[i];
        struct rtpart_task room[5];
        const struct rtpart_taskset ts = {.tasks = room, .count = 5};
        struct rtpart_cluster c;

        for (size_t k = 0; k < 5; k++)
            room[k] = (struct rtpart_task){.wcet = ones[k].wcet * f,
                                           .deadline = ones[k].deadline * f,
                                           .period = ones[k].period * f};
        assert_int_equal(rtpart_cluster_of(&c, &ts, 3, f, NULL), RTPART_OK);
        assert_int_equal(rtpart_mpr_gfp_min_budget(&c, 6 * f, f, 0, 18 * f, &p), 17 * f);
        rtpart_cluster_free(&c);
    }
}

/* --- priorities --- */

static void test_gfp_orders_are_what_they_say(void **state)
{
    struct rtpart_task room[] = {{.wcet = 1, .deadline = 9, .period = 20, .prio = 2},
                                 {.wcet = 4, .deadline = 10, .period = 15, .prio = 5},
                                 {.wcet = 1, .deadline = 9, .period = 15, .prio = 5}};
    struct rtpart_taskset ts = {.tasks = room, .count = 3};
    size_t o[3];
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_RM, 2, o, &err), RTPART_OK);
    assert_true(o[0] == 1 && o[1] == 2 && o[2] == 0);
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_DM, 2, o, &err), RTPART_OK);
    assert_true(o[0] == 0 && o[1] == 2 && o[2] == 1);
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_PRIO, 2, o, &err), RTPART_OK);
    assert_true(o[0] == 1 && o[1] == 2 && o[2] == 0);
    /* m = 2: k = (1 + 3)/4 = 1, so D - C = 8, 6, 8 */
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_DKC, 2, o, &err), RTPART_OK);
    assert_true(o[0] == 1 && o[1] == 0 && o[2] == 2);
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_OPA, 2, o, &err), RTPART_EUSAGE);
    room[0].prio = 0;
    room[0].name = "x";
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_PRIO, 2, o, &err), RTPART_EMODEL);
    ts.count = 0;
    assert_int_equal(rtpart_gfp_order(&ts, RTPART_GFP_DKC, 2, o, &err), RTPART_OK);
    assert_string_equal(rtpart_gfp_policy_name(RTPART_GFP_OPA), "opa");
    for (int p = RTPART_GFP_RM; p <= RTPART_GFP_OPA; p++) {
        enum rtpart_gfp_policy back;

        assert_true(rtpart_gfp_policy_from_name(
            rtpart_gfp_policy_name((enum rtpart_gfp_policy)p), &back));
        assert_int_equal(back, p);
        assert_false(rtpart_gfp_policy_from_name("edf", &back));
    }
}

/* --- known answers: a smaller budget than expected is a finer, proved convention --- */

static int smaller;

static void unit_min(const struct units_case *c)
{
    struct rtpart_taskset ts;
    size_t order[32];
    struct rtpart_cluster cluster;
    const unsigned m = (unsigned)units_count(c, "m");
    const rtpart_ns period = units_input(c, "P");

    units_taskset(c, 1, &ts);
    assert_true(ts.count <= 32);
    for (size_t i = 0; i < ts.count; i++)
        order[i] = i;
    assert_int_equal(rtpart_cluster_of(&cluster, &ts, m, 0, NULL), RTPART_OK);
    const rtpart_ns got =
        rtpart_mpr_gfp_min_budget(&cluster, period, units_input(c, "g"), 0, period * m,
                                  &(struct rtpart_priorities){.order = order});

    if (!json_is_null(c->expected)) {
        const rtpart_ns most = units_time(c, c->expected);

        if (got == RTPART_NS_NONE || got > most)
            fail_msg("%s: %lld is more than %lld", c->id, (long long)got,
                     (long long)most);
        smaller += got < most;
    }
    rtpart_cluster_free(&cluster);
    units_taskset_free(&ts);
}

static void test_gfp_known_least_budgets_are_not_exceeded(void **state)
{
    (void)state;
    units_run("gfp_mpr_min", true, unit_min);
    print_message("gfp_mpr_min: %d smaller\n", smaller);
}

/*
 * D - k C where the last digit of k decides. m = 2: k = (1 + sqrt 9)/4 = 1 exactly, and a
 * C of 2^40 ns makes 2^-16 more or less of k 2^24 ns. m = 3: k = (2 + sqrt 28)/6 = 1.21525,
 * so that a has 1225 - 1215.25 = 9.75, b 10.78 and c 8.78.
 */
static void test_dkc_order_is_that_of_the_exact_root(void **state)
{
    const rtpart_ns large = (rtpart_ns)1 << 40;
    struct rtpart_task a[] = {
        {.wcet = large, .deadline = large + 10, .period = 2 * large},
        {.wcet = 1, .deadline = 12, .period = 20},
        {.wcet = 1, .deadline = 10, .period = 20}};
    struct rtpart_task b[] = {{.wcet = 1000, .deadline = 1225, .period = 2000},
                              {.wcet = 1, .deadline = 12, .period = 20},
                              {.wcet = 1, .deadline = 10, .period = 20}};
    const struct rtpart_taskset two = {.tasks = a, .count = 3};
    const struct rtpart_taskset three = {.tasks = b, .count = 3};
    size_t o[3];

    (void)state;
    assert_int_equal(rtpart_gfp_order(&two, RTPART_GFP_DKC, 2, o, NULL), RTPART_OK);
    assert_true(o[0] == 2 && o[1] == 0 && o[2] == 1);
    assert_int_equal(rtpart_gfp_order(&three, RTPART_GFP_DKC, 3, o, NULL), RTPART_OK);
    assert_true(o[0] == 2 && o[1] == 0 && o[2] == 1);
}

/* [lo, hi] only narrows the answer: less would do here. */
static void test_gfp_least_budget_keeps_to_its_limits(void **state)
{
    struct rtpart_task task = {.wcet = 1, .deadline = 20, .period = 20};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    size_t order[] = {0};
    const struct rtpart_priorities p = {.order = order};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_mpr_gfp_min_budget(&c, 8, 1, 15, 16, &p), 15);
    assert_int_equal(rtpart_mpr_gfp_min_budget(&c, 8, 4, 13, 16, &p), 16);
    assert_int_equal(rtpart_mpr_gfp_min_budget(&c, 8, 4, 13, 15, &p), RTPART_NS_NONE);
    rtpart_cluster_free(&c);
}

/* Where all would hold at any level the shortest deadline comes first. */
static void test_audsley_begins_with_the_longest_deadline(void **state)
{
    struct rtpart_task room[] = {{.wcet = 1, .deadline = 30, .period = 30},
                                 {.wcet = 1, .deadline = 20, .period = 30},
                                 {.wcet = 1, .deadline = 25, .period = 30}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    const struct rtpart_mpr r = {.period = 4, .budget = 8, .cpus = 2};
    struct rtpart_cluster c;
    size_t order[3];

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_mpr_gfp_audsley(&c, &r, order).answer, RTPART_SCHEDULABLE);
    assert_true(order[0] == 1 && order[1] == 2 && order[2] == 0);
    rtpart_cluster_free(&c);
}

/*
 * (2, 4, 10) and (3, 5, 10) on 3 every 4, which supply 2 in 4 and 3 in 5: each holds above
 * the other and not below it. (1, 200, 200) fits below both. The witness is the longer
 * deadline of the two, where the other adds the 2 that fit beside its 3.
 */
static void test_audsley_says_who_does_not_hold_below_whom(void **state)
{
    struct rtpart_task room[] = {{.wcet = 2, .deadline = 4, .period = 10},
                                 {.wcet = 3, .deadline = 5, .period = 10},
                                 {.wcet = 1, .deadline = 200, .period = 200}};
    struct rtpart_taskset ts = {.tasks = room};
    const struct rtpart_mpr r = {.period = 4, .budget = 3, .cpus = 1};

    (void)state;
    for (ts.count = 2; ts.count <= 3; ts.count++) {
        struct rtpart_cluster c;
        size_t order[3];

        assert_int_equal(rtpart_cluster_of(&c, &ts, 1, 0, NULL), RTPART_OK);
        const struct rtpart_verdict v = rtpart_mpr_gfp_audsley(&c, &r, order);

        assert_int_equal(v.answer, RTPART_UNDECIDED);
        assert_int_equal(v.task, 1);
        assert_int_equal(v.at, 5);
        assert_int_equal(v.demand, 3 + 2);
        assert_int_equal(v.supply, 3);
        rtpart_cluster_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gfp_responses_equal_the_least_windows),
        cmocka_unit_test(test_gfp_least_budget_is_the_first_that_holds),
        cmocka_unit_test(test_gfp_least_budget_keeps_to_its_limits),
        cmocka_unit_test(test_audsley_finds_an_order_whenever_one_passes),
        cmocka_unit_test(test_audsley_least_budget_has_its_order),
        cmocka_unit_test(test_audsley_begins_with_the_longest_deadline),
        cmocka_unit_test(test_audsley_says_who_does_not_hold_below_whom),
        cmocka_unit_test(test_gfp_on_one_cpu_asks_for_what_fp_asks_for),
        cmocka_unit_test(test_gfp_does_not_crawl_through_saturated_windows),
        cmocka_unit_test(test_gfp_does_not_crawl_where_demand_and_supply_grow_alike),
        cmocka_unit_test(test_gfp_orders_are_what_they_say),
        cmocka_unit_test(test_gfp_known_least_budgets_are_not_exceeded),
        cmocka_unit_test(test_dkc_order_is_that_of_the_exact_root),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
