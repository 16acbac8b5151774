/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_certify.c - what a certificate says of a vCPU is the response time, or the deadline
 *                  with the least to spare, by definition
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/edf.h"
#include "common/auto.h"
#include "tests/support/oracle_edf.h"
#include "tests/support/oracle_fp.h"
#include "tests/support/oracle_supply.h"

/* A plan of one vCPU with these tasks, in their order, and one without tasks. */
static struct rtpart_plan plan_of(const struct small_set *s,
                                  enum rtpart_scheduler scheduler,
                                  const struct rtpart_prm *r)
{
    struct rtpart_plan p = {.scheduler = scheduler, .latency = s->latency};

    assert_int_equal(rtpart_plan_add_vcpus(&p, 2, NULL), RTPART_OK);
    p.vcpus[0].prm = p.vcpus[1].prm = *r;
    for (size_t i = 0; i < s->count; i++) {
        assert_int_equal(rtpart_taskset_add(&p.taskset, NULL, s->task[i].wcet,
                                            s->task[i].deadline, s->task[i].period, NULL),
                         RTPART_OK);
        assert_int_equal(rtpart_plan_place(&p, 0, i, NULL), RTPART_OK);
    }
    return p;
}

static void check_edf(const struct rtpart_certificate *c, const struct small_set *s,
                      const struct rtpart_prm *r)
{
    rtpart_ns best = -1; /* least to spare so far, at `at` */
    rtpart_ns at = 0;

    for (rtpart_ns t = 1; t <= c->horizon; t++) {
        bool due = false;

        for (size_t i = 0; i < s->count; i++)
            due = due || (t >= s->task[i].deadline &&
                          (t - s->task[i].deadline) % s->task[i].period == 0);
        const rtpart_ns spare = oracle_sbf(r, t) - oracle_edf_dbf(s, t) - s->latency;

        if (due && (at == 0 || spare < best)) {
            best = spare;
            at = t;
        }
    }
    small_set_expect("window", s, r, c->at, at);
    if (at > 0) {
        small_set_expect("demand", s, r, c->demand, oracle_edf_dbf(s, at) + s->latency);
        small_set_expect("supply", s, r, c->supply, oracle_sbf(r, at));
    }
}

static void check_fp(const struct rtpart_certificate *c, const struct small_set *s,
                     const struct rtpart_prm *r)
{
    small_set_expect("window", s, r, c->at, oracle_fp_response(s, r, c->task));
    small_set_expect("demand", s, r, c->demand, oracle_fp_demand(s, c->task, c->at));
    small_set_expect("supply", s, r, c->supply, oracle_sbf(r, c->at));
}

static void certify_random(enum rtpart_scheduler scheduler, uint64_t seed)
{
    const struct small_set_shape shape = {
        .max_count = 4, .max_period = 12, .max_latency = 2};
    struct test_random random = {.state = seed};
    int held = 0;

    for (int n = 0; n < 6000; n++) {
        const rtpart_ns period = test_random_range(&random, 1, 6);
        const struct rtpart_prm r = {.period = period,
                                     .budget = test_random_range(&random, 1, period)};
        enum rtpart_answer answer;
        struct small_set s;

        small_set_draw(&s, &random, &shape, scheduler);
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = plan_of(&s, scheduler, &r);

        assert_int_equal(rtpart_plan_certify(&p, &answer, NULL), RTPART_OK);
        if (answer != RTPART_SCHEDULABLE) {
            assert_int_equal(p.certificate_count, 0);
            continue;
        }
        held++;
        assert_int_equal(p.certified, rtpart_plan_digest(&p));
        assert_int_equal(p.certificate_count,
                         scheduler == RTPART_SCHED_EDF ? 1 : s.count);
        for (size_t i = 0; i < p.certificate_count; i++)
            if (scheduler == RTPART_SCHED_EDF)
                check_edf(&p.certificates[i], &s, &r);
            else
                check_fp(&p.certificates[i], &s, &r);
    }
    assert_true(held > 500);
}

static void test_certificate_of_edf_has_the_least_to_spare(void **state)
{
    (void)state;
    certify_random(RTPART_SCHED_EDF, 221);
}

static void test_certificate_of_fixed_priority_is_the_response_time(void **state)
{
    (void)state;
    certify_random(RTPART_SCHED_DM, 222);
}

/* One window of EDF, where the horizon is a sum: a millionth (2^-20) is added to it. */
static void test_certificate_of_edf_reaches_a_little_beyond_the_bound(void **state)
{
    const struct small_set s = {
        .count = 2,
        .task = {{.wcet = 200003, .deadline = 1000003, .period = 1000003},
                 {.wcet = 300007, .deadline = 1700021, .period = 1700021}}};
    const struct rtpart_prm r = {.period = 300007, .budget = 150001};
    enum rtpart_answer answer;
    struct rtpart_load load;

    (void)state;
    RTPART_AUTO(rtpart_plan_free)
    struct rtpart_plan p = plan_of(&s, RTPART_SCHED_EDF, &r);

    assert_int_equal(rtpart_plan_certify(&p, &answer, NULL), RTPART_OK);
    assert_int_equal(answer, RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_load_of(&load, &p.taskset, RTPART_SCHED_EDF, p.latency, NULL),
                     RTPART_OK);
    const rtpart_ns horizon = rtpart_edf_horizon(&load, &r);

    assert_true(horizon >= 1 << 20);
    assert_int_equal(p.certificates[0].horizon, horizon + horizon / (1 << 20));
    rtpart_load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificate_of_edf_has_the_least_to_spare),
        cmocka_unit_test(test_certificate_of_fixed_priority_is_the_response_time),
        cmocka_unit_test(test_certificate_of_edf_reaches_a_little_beyond_the_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
