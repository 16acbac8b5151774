/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_cluster.c - the tasks of a global guest laid out: what is summed up, what is refused,
 *                  and what no scheduler can repair
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/cluster.h"
#include "analysis/mpr.h"
#include "tests/support/oracle_supply.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

static enum rtpart_code code_of(rtpart_ns wcet, rtpart_ns deadline, rtpart_ns period,
                                unsigned cpus, rtpart_ns latency)
{
    struct rtpart_task task = {.wcet = wcet, .deadline = deadline, .period = period};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_cluster c;
    const enum rtpart_code code = rtpart_cluster_of(&c, &ts, cpus, latency, NULL);

    rtpart_cluster_free(&c);
    return code;
}

static void test_cluster_takes_times_up_to_its_limits_and_none_beyond(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const rtpart_ns span = RTPART_MPR_SPAN_MAX;

    (void)state;
    assert_int_equal(code_of(1, 2, 3, 0, 0), RTPART_EUSAGE);
    assert_int_equal(code_of(1, 2, 3, 1, 0), RTPART_OK);
    assert_int_equal(code_of(1, 2, 3, RTPART_VCPUS_MAX, 0), RTPART_OK);
    assert_int_equal(code_of(1, 2, 3, RTPART_VCPUS_MAX + 1, 0), RTPART_EUSAGE);
    assert_int_equal(code_of(1, 2, 3, 1, -1), RTPART_EUSAGE);
    assert_int_equal(code_of(1, 2, 3, 1, max), RTPART_OK);
    assert_int_equal(code_of(1, 2, 3, 1, max + 1), RTPART_EUSAGE);
    assert_int_equal(code_of(1, 2, 3, 128, span / 128), RTPART_OK);
    assert_int_equal(code_of(1, 2, 3, 128, span / 128 + 1), RTPART_ERANGE);
    assert_int_equal(code_of(-1, 2, 3, 1, 0), RTPART_EMODEL);
    assert_int_equal(code_of(0, 2, 3, 1, 0), RTPART_OK);
    assert_int_equal(code_of(1, 0, 3, 1, 0), RTPART_EMODEL);
    assert_int_equal(code_of(1, 1, 1, 1, 0), RTPART_OK);
    assert_int_equal(code_of(0, 1, 0, 1, 0), RTPART_EMODEL);
    assert_int_equal(code_of(1, 3, 3, 1, 0), RTPART_OK);
    assert_int_equal(code_of(1, 4, 3, 1, 0), RTPART_EMODEL);
    assert_int_equal(code_of(4, 2, 3, 1, 0), RTPART_OK); /* it has an answer: no */
    assert_int_equal(code_of(1, 2, max, 1, 0), RTPART_OK);
    assert_int_equal(code_of(1, 2, max + 1, 1, 0), RTPART_ERANGE);
    assert_int_equal(code_of(max, 2, 3, 1, 0), RTPART_OK);
    assert_int_equal(code_of(max + 1, 2, 3, 1, 0), RTPART_ERANGE);
    assert_int_equal(code_of(1, 2, span / 128, 128, 0), RTPART_OK);
    assert_int_equal(code_of(1, 2, span / 128 + 1, 128, 0), RTPART_ERANGE);
    assert_int_equal(code_of(span / 128, 2, 3, 128, 0), RTPART_OK);
    assert_int_equal(code_of(span / 128 + 1, 2, 3, 128, 0), RTPART_ERANGE);
}

/* A sum may leave 63 bits and still be a time that a supply can reach. */
static void test_cluster_sums_are_whole_ns_rounded_up_to_the_largest_supply(void **state)
{
    const struct rtpart_cluster c = {.cpus = 64};
    const rtpart_i128 most = RTPART_CLUSTER_WORK_MAX;

    (void)state;
    assert_int_equal(rtpart_cluster_ns(&c, 0), 0);
    assert_int_equal(rtpart_cluster_ns(&c, 1), 1);
    assert_int_equal(rtpart_cluster_ns(&c, 64), 1);
    assert_int_equal(rtpart_cluster_ns(&c, 65), 2);
    assert_int_equal(rtpart_cluster_ns(&c, most - 1), RTPART_CLUSTER_WORK_MAX / 64);
    assert_int_equal(rtpart_cluster_ns(&c, most), RTPART_CLUSTER_WORK_MAX / 64);
    assert_int_equal(rtpart_cluster_ns(&c, most + 1), RTPART_CLUSTER_WORK_MAX / 64 + 1);
    assert_int_equal(rtpart_cluster_ns(&c, 64 * (most - 2) + 1),
                     RTPART_CLUSTER_WORK_MAX - 1);
    assert_int_equal(rtpart_cluster_ns(&c, 64 * most), RTPART_CLUSTER_WORK_MAX);
    assert_int_equal(rtpart_cluster_ns(&c, 64 * most + 1), RTPART_CLUSTER_WORK_MAX);
}

static void test_cluster_without_tasks_is_all_zero(void **state)
{
    const struct rtpart_taskset none = {.tasks = NULL};
    const struct rtpart_prm nothing = {.period = 6, .budget = 0};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &none, 2, 0, NULL), RTPART_OK);
    assert_int_equal(c.count, 0);
    assert_int_equal(c.longest, 0);
    assert_int_equal(c.shortest, 0);
    assert_true(c.laxity == 0 && c.carry == 0);
    assert_int_equal(rtpart_cluster_hopeless(&c), RTPART_NO_TASK);
    assert_int_equal(rtpart_cluster_necessary(&c, &nothing).answer, RTPART_SCHEDULABLE);
    rtpart_cluster_free(&c);
}

/* The sum of the m - 1 largest C, by taking the largest that is left again and again. */
static rtpart_ns carry_in(const struct rtpart_taskset *ts, unsigned m)
{
    bool taken[8] = {false};
    rtpart_ns sum = 0;

    for (unsigned round = 1; round < m && round <= ts->count; round++) {
        size_t best = SIZE_MAX;

        for (size_t i = 0; i < ts->count; i++)
            if (!taken[i] &&
                (best == SIZE_MAX || ts->tasks[i].wcet > ts->tasks[best].wcet))
                best = i;
        taken[best] = true;
        sum += ts->tasks[best].wcet;
    }
    return sum;
}

static void check_sums(const struct rtpart_cluster *c, const struct rtpart_taskset *ts)
{
    const rtpart_ns m = c->cpus;
    rtpart_ns laxity = 0;
    rtpart_ns longest = 0;
    rtpart_ns shortest = INT64_MAX;

    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];
        const rtpart_ns lax = m * t->wcet * (t->period - t->deadline);

        assert_int_equal(c->wcet[i], m * t->wcet);
        assert_int_equal(c->deadline[i], m * t->deadline);
        assert_int_equal(c->period[i], m * t->period);
        laxity += lax / t->period + (lax % t->period > 0);
        longest = t->deadline > longest ? t->deadline : longest;
        shortest = t->deadline < shortest ? t->deadline : shortest;
    }
    assert_true(c->laxity == laxity);
    assert_true(c->carry == m * carry_in(ts, c->cpus));
    assert_int_equal(c->longest, m * longest);
    assert_int_equal(c->shortest, m * shortest);
    assert_int_equal(c->largest.room, c->cpus - 1 < ts->count ? c->cpus - 1 : ts->count);
}

#define COMMON 720720 /* a multiple of 2..16 */

/* The witness by definition: supply tick by tick, U over a common multiple. */
static void check_necessary(const struct rtpart_cluster *c,
                            const struct rtpart_taskset *ts, rtpart_ns latency,
                            rtpart_ns pi, rtpart_ns theta)
{
    const rtpart_ns m = c->cpus;
    const struct rtpart_prm fast = {.period = m * pi, .budget = theta};
    const struct rtpart_verdict v = rtpart_cluster_necessary(c, &fast);
    rtpart_ns u = 0;

    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];
        const rtpart_ns supply = oracle_sbf(&fast, m * t->deadline);

        u += COMMON / t->period * t->wcet;
        if (m * (t->wcet + latency) > supply) {
            assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
            assert_int_equal(v.task, i);
            assert_int_equal(v.at, t->deadline);
            assert_int_equal(v.demand, m * (t->wcet + latency));
            assert_int_equal(v.supply, supply);
            return;
        }
    }
    assert_int_equal(v.answer,
                     u * pi > COMMON * theta ? RTPART_UNSCHEDULABLE : RTPART_SCHEDULABLE);
    assert_int_equal(v.task, RTPART_NO_TASK);
}

static size_t first_hopeless(const struct rtpart_taskset *ts, rtpart_ns latency)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].wcet + latency > ts->tasks[i].deadline)
            return i;
    return RTPART_NO_TASK;
}

static void test_cluster_sums_up_and_refuses_by_definition(void **state)
{
    struct test_random r = {.state = 22};

    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct rtpart_task room[6];
        const struct rtpart_taskset ts =
            sets_small(&r, room, (size_t)test_random_range(&r, 1, 6), 16);
        const unsigned m = (unsigned)test_random_range(&r, 1, 4);
        const rtpart_ns latency = test_random_range(&r, 0, 3);
        const rtpart_ns pi = test_random_range(&r, 1, 6);
        struct rtpart_cluster c;

        assert_int_equal(rtpart_cluster_of(&c, &ts, m, latency, NULL), RTPART_OK);
        assert_int_equal(c.latency, m * latency);
        check_sums(&c, &ts);
        assert_int_equal(rtpart_cluster_hopeless(&c), first_hopeless(&ts, latency));
        for (rtpart_ns theta = 0; theta <= m * pi; theta++)
            check_necessary(&c, &ts, latency, pi, theta);
        rtpart_cluster_free(&c);
    }
}

static void test_cluster_refuses_a_period_of_0_for_what_it_is(void **state)
{
    struct rtpart_task task = {.wcet = 0, .deadline = 1, .period = 0};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_error err;
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 1, 0, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "must be positive"));
    rtpart_cluster_free(&c);
}

static void test_cluster_that_is_freed_is_all_zero(void **state)
{
    static const struct rtpart_cluster zero;
    struct rtpart_task task = {.wcet = 1, .deadline = 2, .period = 3};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_cluster c;

    (void)state;
    assert_int_equal(rtpart_cluster_of(&c, &ts, 2, 1, NULL), RTPART_OK);
    rtpart_cluster_free(&c);
    assert_int_equal(c.count, zero.count);
    assert_int_equal(c.cpus, zero.cpus);
    assert_null(c.wcet);
    rtpart_cluster_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cluster_takes_times_up_to_its_limits_and_none_beyond),
        cmocka_unit_test(test_cluster_sums_are_whole_ns_rounded_up_to_the_largest_supply),
        cmocka_unit_test(test_cluster_without_tasks_is_all_zero),
        cmocka_unit_test(test_cluster_sums_up_and_refuses_by_definition),
        cmocka_unit_test(test_cluster_refuses_a_period_of_0_for_what_it_is),
        cmocka_unit_test(test_cluster_that_is_freed_is_all_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
