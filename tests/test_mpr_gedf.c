/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/mpr.h"
#include "analysis/mpr_gedf.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"
#include "tests/support/units.h"

static struct rtpart_verdict test_late(const struct rtpart_taskset *ts,
                                       const struct rtpart_mpr *r, rtpart_ns latency,
                                       bool cap)
{
    struct rtpart_cluster c;
    struct rtpart_error err;

    assert_int_equal(rtpart_mpr_check(r, &err), RTPART_OK);
    assert_int_equal(rtpart_cluster_of(&c, ts, r->cpus, latency, &err), RTPART_OK);
    const struct rtpart_verdict v = rtpart_mpr_gedf_test(&c, r, cap);

    rtpart_cluster_free(&c);
    return v;
}

static struct rtpart_verdict test(const struct rtpart_taskset *ts,
                                  const struct rtpart_mpr *r, bool cap)
{
    return test_late(ts, r, 0, cap);
}

static rtpart_ns min_budget(const struct rtpart_taskset *ts, rtpart_ns period,
                            unsigned cpus, rtpart_ns step, bool cap)
{
    struct rtpart_cluster c;
    struct rtpart_error err;

    assert_int_equal(rtpart_cluster_of(&c, ts, cpus, 0, &err), RTPART_OK);
    const rtpart_ns q =
        rtpart_mpr_gedf_min_budget(&c, period, step, 0, period * cpus, cap);

    rtpart_cluster_free(&c);
    return q;
}

/* --- oracle: the theorem, formula by formula, at every 1/m' of a time unit --- */

/* All times are in units of 1/m already. Demand of the theorem times m. */
static rtpart_ns oracle_demand(const struct rtpart_task *t, size_t n, size_t k,
                               rtpart_ns m, rtpart_ns len, bool cap, int *cut)
{
    const rtpart_ns a = len - t[k].deadline;
    rtpart_ns sum = m * t[k].wcet;
    rtpart_ns extra[16];
    int cut_in = 0;

    *cut = 0;
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns jobs = (len + t[i].period - t[i].deadline) / t[i].period;
        const rtpart_ns over = len - jobs * t[i].period;
        const rtpart_ns ci = over < 0 ? 0 : over < t[i].wcet ? over : t[i].wcet;
        const rtpart_ns w = jobs * t[i].wcet - (i == k ? t[k].wcet : 0);
        const rtpart_ns bound = i == k ? a : len - t[k].wcet;
        const rtpart_ns low = cap && w > bound ? bound : w;
        const rtpart_ns high = cap && w + ci > bound ? bound : w + ci;

        if (cap && i != k && w > bound)
            (*cut)++;
        else if (cap && i != k && w + ci > bound)
            cut_in++;
        sum += low;
        extra[i] = high - low;
    }
    *cut += cut_in < m - 1 ? cut_in : (int)m - 1;
    for (rtpart_ns picked = 0; picked < m - 1; picked++) {
        size_t best = 0;

        for (size_t i = 1; i < n; i++)
            if (extra[i] > extra[best])
                best = i;
        sum += extra[best];
        extra[best] = 0;
    }
    return sum;
}

static bool oracle(const struct rtpart_taskset *ts, const struct rtpart_mpr *r,
                   rtpart_ns latency, bool cap)
{
    const rtpart_ns m = r->cpus;
    struct rtpart_task t[8];
    rtpart_ns numerator = 0; /* of the bound, times Pi and all periods' product */
    rtpart_ns product = 1;
    rtpart_ns u = 0;
    rtpart_ns work = 0;

    for (size_t i = 0; i < ts->count; i++) {
        t[i] = ts->tasks[i];
        product *= t[i].period;
        t[i].wcet *= m;
        t[i].deadline *= m;
        t[i].period *= m;
    }
    for (size_t i = 0; i < ts->count; i++) {
        u += product / ts->tasks[i].period * ts->tasks[i].wcet;
        work += t[i].wcet;
        numerator += t[i].wcet * (t[i].period - t[i].deadline) / t[i].period + 1;
    }
    const rtpart_ns above = r->budget * product - u * r->period; /* (a - U) Pi product */

    if (above <= 0)
        return ts->count == 0;
    /* generous: all C for the carry-in, the sum of all C for C_k, a = m for the delay */
    numerator += work + m * work + 2 * m * (r->period * m - r->budget) + m * m * latency;
    const rtpart_ns end = numerator * r->period * product / above + 1;

    for (size_t k = 0; k < ts->count; k++)
        for (rtpart_ns len = t[k].deadline; len <= end; len++) {
            const struct rtpart_prm fast = {.period = m * r->period, .budget = r->budget};
            int cut;
            const rtpart_ns d =
                oracle_demand(t, ts->count, k, m, len, cap, &cut) + m * m * latency;

            if (d > m * rtpart_prm_sbf(&fast, len) || cut >= m)
                return false;
        }
    return true;
}

/* Small sets; windows of some hundred units, tried one by one. */
static void test_gedf_verdict_equals_the_theorem_at_every_point(void **state)
{
    struct test_random rnd = {.state = 31};
    int yes = 0;
    int no = 0;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, m + 2), 12);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 5), .cpus = m};
        const bool cap = i % 3 != 0;

        if (i % 5 == 0) /* whole CPUs, without any corner in the supply */
            r.period = 1000000;
        else
            r.budget = -test_random_range(&rnd, 0, r.period * m / 3);
        r.budget += r.period * m;
        const rtpart_ns latency = i % 4 == 0 ? test_random_range(&rnd, 0, 3) : 0;
        const bool expected = oracle(&ts, &r, latency, cap);
        const struct rtpart_verdict v = test_late(&ts, &r, latency, cap);

        assert_int_equal(v.answer == RTPART_SCHEDULABLE, expected);
        yes += expected;
        no += !expected;
        if (v.answer != RTPART_SCHEDULABLE && v.at > 0 && r.budget < r.period * m)
            assert_true(v.demand > v.supply);
    }
    assert_true(yes > 500 && no > 500);
}

/* Sets that fail only between two deadlines, where a carry-in is complete (the first two)
 * or where a cap ends: two in a million do, on three CPUs and more. */
static void test_gedf_finds_failures_between_deadlines(void **state)
{
    struct rtpart_task a[] = {{.wcet = 45, .deadline = 47, .period = 48},
                              {.wcet = 1, .deadline = 29, .period = 47},
                              {.wcet = 18, .deadline = 43, .period = 48},
                              {.wcet = 1, .deadline = 31, .period = 47},
                              {.wcet = 5, .deadline = 8, .period = 50}};
    struct rtpart_task b[] = {{.wcet = 4, .deadline = 17, .period = 17},
                              {.wcet = 21, .deadline = 27, .period = 27},
                              {.wcet = 25, .deadline = 32, .period = 32},
                              {.wcet = 5, .deadline = 34, .period = 34},
                              {.wcet = 10, .deadline = 12, .period = 12}};
    struct rtpart_task c[] = {{.wcet = 12, .deadline = 22, .period = 22},
                              {.wcet = 13, .deadline = 20, .period = 20},
                              {.wcet = 15, .deadline = 40, .period = 40},
                              {.wcet = 11, .deadline = 18, .period = 18},
                              {.wcet = 7, .deadline = 23, .period = 23}};
    const struct rtpart_taskset sets[] = {
        {.tasks = a, .count = 5}, {.tasks = b, .count = 5}, {.tasks = c, .count = 5}};
    const struct rtpart_mpr r[] = {{.period = 1000, .budget = 3000, .cpus = 3},
                                   {.period = 1000, .budget = 4000, .cpus = 4},
                                   {.period = 1000, .budget = 4000, .cpus = 4}};
    const rtpart_ns where[] = {48, 39, 25};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct rtpart_verdict v = test(&sets[i], &r[i], true);

        assert_int_equal(v.answer, RTPART_UNDECIDED);
        assert_int_equal(v.at, where[i]);
    }
}

/* Oracle: the verdict at every budget from below. */
static void test_gedf_least_budget_is_the_first_that_holds(void **state)
{
    struct test_random rnd = {.state = 32};
    int found = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 6), 40);
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 12), .cpus = m};
        const rtpart_ns step = test_random_range(&rnd, 1, 3);
        const bool cap = i % 3 != 0;

        while (r.budget <= r.period * m &&
               test(&ts, &r, cap).answer != RTPART_SCHEDULABLE)
            r.budget += step;
        const rtpart_ns q = min_budget(&ts, r.period, m, step, cap);

        assert_int_equal(q, r.budget <= r.period * m ? r.budget : RTPART_NS_NONE);
        found += q != RTPART_NS_NONE;
    }
    assert_true(found > 500);
}

static void test_gedf_cap_never_asks_for_more(void **state)
{
    struct test_random rnd = {.state = 33};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 2, 4);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 2, 6), 200);
        const rtpart_ns with = min_budget(&ts, 20, m, 1, true);
        const rtpart_ns without = min_budget(&ts, 20, m, 1, false);

        if (without != RTPART_NS_NONE && without < 20 * m)
            assert_true(with != RTPART_NS_NONE && with <= without);
    }
}

/* [lo, hi] only narrows the answer. */
static void test_gedf_least_budget_keeps_to_its_limits(void **state)
{
    struct rtpart_task room[] = {{.wcet = 5, .deadline = 21, .period = 21},
                                 {.wcet = 18, .deadline = 34, .period = 34},
                                 {.wcet = 1, .deadline = 9, .period = 9}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 3};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, NULL), RTPART_OK);
    const rtpart_ns q = rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 16, true);

    assert_int_equal(q, 13);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 13, true), 13);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 0, 12, true), RTPART_NS_NONE);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 1, 15, 16, true), 15);
    assert_int_equal(rtpart_mpr_gedf_min_budget(&c, 8, 3, 0, 15, true), 15);
    rtpart_cluster_free(&c);
}

/* On one CPU without caps the theorem is dbf(L) <= sbf(L): the exact test of edf.h. */
static void test_gedf_on_one_cpu_asks_for_what_edf_asks_for(void **state)
{
    struct test_random rnd = {.state = 34};

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct rtpart_task room[5];
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 5), 500);
        const rtpart_ns period = test_random_range(&rnd, 1, 60);
        struct rtpart_load load;

        assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_EDF, 0, NULL),
                         RTPART_OK);
        const rtpart_ns exact = rtpart_edf_min_budget(&load, period, 1, 0, period - 1);

        rtpart_load_free(&load);
        if (exact != RTPART_NS_NONE) {
            assert_int_equal(min_budget(&ts, period, 1, 1, false), exact);
            assert_int_equal(min_budget(&ts, period, 1, 1, true), exact);
        }
    }
}

/* --- traps --- */

/* All pairs of small tasks: what is accepted on one CPU meets every deadline under EDF. */
static void test_gedf_accepts_no_pair_on_one_cpu_that_edf_misses(void **state)
{
    const struct rtpart_task one[] = {{.wcet = 2, .deadline = 4, .period = 4},
                                      {.wcet = 1, .deadline = 2, .period = 5},
                                      {.wcet = 2, .deadline = 7, .period = 9}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (rtpart_ns period = 2; period <= 9; period++)
            for (rtpart_ns deadline = 2; deadline <= period; deadline++) {
                struct rtpart_task t[] = {
                    one[i], {.wcet = 2, .deadline = deadline, .period = period}};
                const struct rtpart_taskset ts = {.tasks = t, .count = 2};

                for (rtpart_ns q = 1; q < 7; q++)
                    for (rtpart_ns p = q + 1; p <= 7; p++) {
                        const struct rtpart_mpr r = {p, q, 1};

                        if (test(&ts, &r, false).answer == RTPART_SCHEDULABLE)
                            assert_true(oracle(&ts, &r, 0, false));
                    }
            }
}

/* A bound on A with - m' C_k stops before A = 7 of the second task (L = 14). */
static void test_trap_bound_with_the_wrong_sign_is_not_used(void **state)
{
    struct rtpart_task room[] = {{.wcet = 2, .deadline = 4, .period = 5},
                                 {.wcet = 2, .deadline = 7, .period = 7}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 4, .budget = 3, .cpus = 1};
    const struct rtpart_verdict v = test(&ts, &r, true);

    (void)state;
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.at, 14);
    assert_int_equal(v.demand, 10);
    assert_int_equal(v.supply, 9);
}

/* Equality is not enough on whole CPUs when the caps cut m' terms. */
static void test_trap_equality_on_whole_cpus_is_refused(void **state)
{
    struct rtpart_task room[] = {{.wcet = 9, .deadline = 10, .period = 20},
                                 {.wcet = 2, .deadline = 10, .period = 20}};
    const struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 1, .budget = 1, .cpus = 1};

    (void)state;
    assert_int_not_equal(test(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(min_budget(&ts, 1, 1, 1, true), RTPART_NS_NONE);
    room[1].wcet = 1;
    assert_int_equal(test(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(min_budget(&ts, 1, 1, 1, true), 1);
}

/* A linear supply evaluated at the period asks for 0.13; one at t = 0 for a whole CPU. */
static void test_trap_linear_designer_is_not_used(void **state)
{
    struct rtpart_task task = {.wcet = 10, .deadline = 100, .period = 1000};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};

    (void)state;
    assert_int_equal(min_budget(&ts, 100, 1, 1, true), 55);
    assert_int_equal(min_budget(&ts, 100, 2, 1, true), 2 * 55);
}

/* --- the paper --- */

static const struct rtpart_ns_triple {
    rtpart_ns wcet, period;
} table4[] = {{10321, 34000},  {1570, 40000},   {6300, 65000},  {1720, 90000},
              {14712, 98000},  {19691, 123000}, {3440, 128000}, {23266, 164000},
              {89843, 236000}, {20937, 257000}};

static struct rtpart_taskset table4_set(struct rtpart_task *room)
{
    for (size_t i = 0; i < 10; i++)
        room[i] = (struct rtpart_task){.wcet = table4[i].wcet * RTPART_US,
                                       .deadline = table4[i].period * RTPART_US,
                                       .period = table4[i].period * RTPART_US};
    return (struct rtpart_taskset){.tasks = room, .count = 10};
}

/* Section 4.3 of the paper: 17.5 ms every 10 ms on 2 CPUs. */
static void test_gedf_table4_needs_17_5_ms_every_10_ms(void **state)
{
    struct rtpart_task room[10];
    const struct rtpart_taskset ts = table4_set(room);

    (void)state;
    assert_int_equal(min_budget(&ts, 10 * RTPART_MS, 2, RTPART_MS / 2, true),
                     17500 * RTPART_US);
    assert_int_equal(min_budget(&ts, 10 * RTPART_MS, 2, 10 * RTPART_US, true),
                     17460 * RTPART_US);
}

/* The witness that the wrong bound never looks at. */
static void test_gedf_table4_at_16_1_ms_fails_where_it_was_computed_by_hand(void **state)
{
    struct rtpart_task room[10];
    const struct rtpart_taskset ts = table4_set(room);
    struct rtpart_task scaled[10];
    const struct rtpart_mpr r = {
        .period = 10 * RTPART_MS, .budget = 16100 * RTPART_US, .cpus = 2};
    int cut;

    (void)state;
    for (size_t i = 0; i < 10; i++)
        scaled[i] = (struct rtpart_task){.wcet = 2 * room[i].wcet,
                                         .deadline = 2 * room[i].deadline,
                                         .period = 2 * room[i].period};
    /* task 8, A = 2 ms: demand 381.21 ms, supply 378.5 ms */
    const rtpart_ns demand =
        oracle_demand(scaled, 10, 8, 2, 2 * 238 * RTPART_MS, true, &cut) / 2;

    assert_int_equal(demand, 381210 * RTPART_US);
    assert_int_equal(rtpart_mpr_sbf(&r, 238 * RTPART_MS), 378500 * RTPART_US);
    assert_int_equal(test(&ts, &r, true).answer, RTPART_UNDECIDED);
}

/* Samples of CARTS [PLE11] with its answers, which are the least with demand < supply: one
 * tick more where demand = supply is enough. */
static void test_gedf_agrees_with_the_samples_of_carts(void **state)
{
    struct rtpart_task a[] = {{.wcet = 80, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200}};
    struct rtpart_task b[] = {{.wcet = 10, .deadline = 200, .period = 200},
                              {.wcet = 100, .deadline = 200, .period = 200}};
    struct rtpart_task c[] = {{.wcet = 50, .deadline = 100, .period = 100},
                              {.wcet = 50, .deadline = 200, .period = 200},
                              {.wcet = 50, .deadline = 200, .period = 200},
                              {.wcet = 51, .deadline = 200, .period = 200}};
    const struct rtpart_taskset ta = {.tasks = a, .count = 3};
    const struct rtpart_taskset tb = {.tasks = b, .count = 2};
    const struct rtpart_taskset tc = {.tasks = c, .count = 4};

    (void)state;
    assert_int_equal(min_budget(&ta, 50, 1, 1, true), RTPART_NS_NONE);
    assert_int_equal(min_budget(&ta, 50, 2, 1, true), 97 - 1);
    assert_int_equal(min_budget(&tb, 50, 1, 1, true), 33 - 1);
    assert_int_equal(min_budget(&tc, 80, 2, 1, true), 144);
    assert_int_equal(min_budget(&tc, 40, 2, 1, true), 68);
}

/* --- edges --- */

static void test_gedf_empty_set_needs_nothing(void **state)
{
    const struct rtpart_taskset ts = {0};
    const struct rtpart_mpr r = {.period = 10, .budget = 0, .cpus = 2};

    (void)state;
    assert_int_equal(test(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    assert_int_equal(min_budget(&ts, 10, 2, 1, true), 0);
}

static void test_gedf_says_no_only_where_nothing_helps(void **state)
{
    struct rtpart_task room[] = {{.wcet = 8, .deadline = 10, .period = 10},
                                 {.wcet = 8, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 2};
    struct rtpart_mpr r = {.period = 1000, .budget = 1500, .cpus = 2};

    (void)state;
    r.period = 1;
    r.budget = 1; /* U = 1.6 > 1, and a job gets half of the 10 it has */
    assert_int_equal(test(&ts, &r, true).answer, RTPART_UNSCHEDULABLE);
    r.budget = 2;
    assert_int_equal(test(&ts, &r, true).answer, RTPART_SCHEDULABLE);
    room[0].wcet = 11; /* C > D */
    assert_int_equal(test(&ts, &r, true).answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(min_budget(&ts, 1, 2, 1, true), RTPART_NS_NONE);
    room[0].wcet = 10;
    room[1].wcet = 10; /* U = Theta/Pi: no bound on the windows */
    assert_int_equal(test(&ts, &r, true).answer, RTPART_UNDECIDED);
}

/* U = 1.99999...: the bound leaves the range or the steps run out; both end in time. */
static void test_gedf_close_to_full_use_ends(void **state)
{
    const rtpart_ns big = RTPART_NS_MAX / 4;
    struct rtpart_task room[] = {{.wcet = big - 1, .deadline = big, .period = big},
                                 {.wcet = big - 3, .deadline = big - 1, .period = big},
                                 {.wcet = 1, .deadline = 7, .period = 7}};
    struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_mpr r = {.period = 10, .budget = 20, .cpus = 2};

    (void)state;
    (void)test(&ts, &r, true);
    (void)min_budget(&ts, 10, 2, 1, true);
    (void)min_budget(&ts, big, 2, 1, true);
    ts.count = 3;
    (void)test(&ts, &r, false);
    (void)min_budget(&ts, 10 * RTPART_MS, 2, 1, false);
}

/*
 * The demand at one point is supplied just where an earlier job is due, and the window
 * that fails is below, one deadline or more of the same task. All of one CPU:
 * {(4, 4, 7), (8, 16, 27)}: 39 asks for 6 4 + 8 = 32, a deadline of the first; 18 fails,
 *   3 4 + 8 = 20, while 16 holds, 2 4 + 8 = 16;
 * {(3, 3, 9), (7, 11, 14)}: 48 asks for 6 3 + 3 7 = 39, a deadline of both; 12 fails,
 *   2 3 + 7 = 13, while 11 holds, 3 + 7 = 10.
 */
static void test_gedf_goes_on_below_a_deadline_that_is_just_supplied(void **state)
{
    struct rtpart_task a[] = {{.wcet = 4, .deadline = 4, .period = 7},
                              {.wcet = 8, .deadline = 16, .period = 27}};
    struct rtpart_task b[] = {{.wcet = 3, .deadline = 3, .period = 9},
                              {.wcet = 7, .deadline = 11, .period = 14}};
    const struct rtpart_taskset sets[] = {{.tasks = a, .count = 2},
                                          {.tasks = b, .count = 2}};
    const struct rtpart_mpr whole = {.period = 1, .budget = 1, .cpus = 1};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(test(&sets[i], &whole, false).answer, RTPART_UNSCHEDULABLE);
        assert_int_not_equal(test(&sets[i], &whole, true).answer, RTPART_SCHEDULABLE);
    }
}

static void test_cluster_refuses_what_it_cannot_answer(void **state)
{
    struct rtpart_task task = {.wcet = 1, .deadline = 11, .period = 10};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_cluster c;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, &err), RTPART_EMODEL);
    task.deadline = 10;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 0, 0, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 5000, 0, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, -1, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 4096, RTPART_NS_MAX, &err),
                     RTPART_ERANGE);
    task.period = task.deadline = RTPART_NS_MAX;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 65, 0, &err), RTPART_ERANGE);
    assert_int_equal(rtpart_cluster_of(&c, &ts, 64, 0, &err), RTPART_OK);
    rtpart_cluster_free(&c);
    task.wcet = -1;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 0, &err), RTPART_EMODEL);
}

/* --- known answers --- */

static bool unit_cap(const struct units_case *c)
{
    return json_is_true(json_object_get(c->input, "cap"));
}

static void unit_verdict(const struct units_case *c)
{
    struct rtpart_taskset ts;
    const struct rtpart_mpr r = {.period = units_input(c, "P"),
                                 .budget = units_input(c, "Th"),
                                 .cpus = (unsigned)units_count(c, "m")};

    units_taskset(c, 1, &ts);
    units_assert_bool(c, test(&ts, &r, unit_cap(c)).answer == RTPART_SCHEDULABLE);
    units_taskset_free(&ts);
}

static void unit_min(const struct units_case *c)
{
    struct rtpart_taskset ts;

    units_taskset(c, 1, &ts);
    units_assert_time(c,
                      min_budget(&ts, units_input(c, "P"), (unsigned)units_count(c, "m"),
                                 units_input(c, "g"), unit_cap(c)),
                      c->expected, RTPART_NS_NONE);
    units_taskset_free(&ts);
}

static void test_gedf_known_verdicts(void **state)
{
    (void)state;
    units_run("gedf_mpr_test", false, unit_verdict);
}

static void test_gedf_known_least_budgets(void **state)
{
    (void)state;
    units_run("gedf_mpr_min", true, unit_min);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gedf_verdict_equals_the_theorem_at_every_point),
        cmocka_unit_test(test_gedf_finds_failures_between_deadlines),
        cmocka_unit_test(test_gedf_least_budget_is_the_first_that_holds),
        cmocka_unit_test(test_gedf_cap_never_asks_for_more),
        cmocka_unit_test(test_gedf_least_budget_keeps_to_its_limits),
        cmocka_unit_test(test_gedf_on_one_cpu_asks_for_what_edf_asks_for),
        cmocka_unit_test(test_gedf_accepts_no_pair_on_one_cpu_that_edf_misses),
        cmocka_unit_test(test_trap_bound_with_the_wrong_sign_is_not_used),
        cmocka_unit_test(test_trap_equality_on_whole_cpus_is_refused),
        cmocka_unit_test(test_trap_linear_designer_is_not_used),
        cmocka_unit_test(test_gedf_table4_needs_17_5_ms_every_10_ms),
        cmocka_unit_test(test_gedf_table4_at_16_1_ms_fails_where_it_was_computed_by_hand),
        cmocka_unit_test(test_gedf_agrees_with_the_samples_of_carts),
        cmocka_unit_test(test_gedf_empty_set_needs_nothing),
        cmocka_unit_test(test_gedf_says_no_only_where_nothing_helps),
        cmocka_unit_test(test_gedf_close_to_full_use_ends),
        cmocka_unit_test(test_cluster_refuses_what_it_cannot_answer),
        cmocka_unit_test(test_gedf_known_verdicts),
        cmocka_unit_test(test_gedf_known_least_budgets),
        cmocka_unit_test(test_gedf_goes_on_below_a_deadline_that_is_just_supplied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
