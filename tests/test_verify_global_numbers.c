/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of global plans and their certificates: each is checked, up to the ends of its
 * range and beyond.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/verify.h"
#include "common/auto.h"
#include "tests/support/global_plans.h"
#include "tests/support/random.h"

static bool is_out_of_range(struct rtpart_plan *p)
{
    char why[200];

    p->certified = rtpart_plan_digest(p);
    assert_int_equal(rtpart_plan_verify(p, why, sizeof why), RTPART_UNSCHEDULABLE);
    return strstr(why, "out of range") != NULL;
}

/* Up to 2^60 windows and horizons are wrong for another reason than their size. */
static void test_verify_looks_at_times_up_to_its_range_and_none_beyond(void **state)
{
    const rtpart_ns most = (rtpart_ns)1 << 60;
    struct test_random r = {.state = 99};

    (void)state;
    for (int plans = 0; plans < 20;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};

        if (!global_plans_random(&p, &r, true))
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        struct rtpart_certificate *c = &p.certificates[0];

        c->at = most;
        assert_false(is_out_of_range(&p));
        c->at = most + 1;
        assert_true(is_out_of_range(&p));
        c->at = -1;
        assert_true(is_out_of_range(&p));
        c->at = 1; /* a deadline is at least 1, and a window not less than it */
        c->demand = c->supply = 1;
        c->horizon = most;
        assert_false(is_out_of_range(&p));
        c->horizon = most + 1;
        assert_true(is_out_of_range(&p));
        c->horizon = -1;
        assert_true(is_out_of_range(&p));
        plans++;
    }
}

/* m' Pi, m' T and m' L of 2^60, that is 2^53 on 128 CPUs, can be computed; more is refused. */
static void test_verify_computes_with_plans_up_to_its_range_and_none_beyond(void **state)
{
    (void)state;
    for (unsigned m = 128; m <= 129; m++)
        for (int which = 0; which < 3; which++) {
            const struct rtpart_task task = {
                .wcet = 1, .deadline = 1, .period = which == 0 ? RTPART_NS_MAX : 1};
            const struct rtpart_mpr mpr = {
                .period = which == 1 ? RTPART_NS_MAX : 1, .budget = 1, .cpus = m};
            RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

            global_plans_of(&p, &task, 1, mpr);
            p.latency = which == 2 ? RTPART_NS_MAX : 0;
            assert_int_equal(is_out_of_range(&p), m > 128);
        }
}

/*
 * C + L = D = T on a CPU of its own: the linear bounds part where U h + L < h. With n = 2^52
 * and U = 1 - 1/n, L = 1 that is beyond n, never if U is taken to be larger by 2^-52; with
 * U = 1/3, L = 2 it is beyond 3, and at 3 if 2^52/3 is rounded down.
 */
static void test_verify_gedf_takes_the_first_horizon_that_is_far_enough(void **state)
{
    const rtpart_ns deadlines[] = {(rtpart_ns)1 << 52, 3};

    (void)state;
    for (int i = 0; i < 2; i++) {
        const rtpart_ns n = deadlines[i];
        const rtpart_ns latency = i + 1;
        const struct rtpart_task task = {.wcet = n - latency, .deadline = n, .period = n};
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

        global_plans_of(&p, &task, 1,
                        (struct rtpart_mpr){.period = 1, .budget = 1, .cpus = 1});
        p.latency = latency;
        for (rtpart_ns h = n - 1; h <= n + 2; h++) {
            p.certificates[0].horizon = h;
            assert_int_equal(global_plans_sign_and_verify(&p),
                             h > n ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        }
    }
}

/*
 * Two whole CPUs; the window of the last task, 6, is filled by the first, and by 5 ns of the
 * second beside its own ns: equality, which proves it where one CPU alone is filled. With a job
 * left over from before, which needs a window above 19, the second fills its CPU as well.
 * (All is doubled in the certificates.)
 */
static void test_verify_gfp_counts_terms_that_only_their_carry_in_fills(void **state)
{
    static const struct rtpart_task tasks[] = {{.wcet = 10, .deadline = 20, .period = 20},
                                               {.wcet = 5, .deadline = 20, .period = 20},
                                               {.wcet = 1, .deadline = 6, .period = 30}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    global_plans_of(&p, tasks, 3,
                    (struct rtpart_mpr){.period = 1, .budget = 2, .cpus = 2});
    p.scheduler = RTPART_SCHED_GRM;
    for (rtpart_ns at = 10; at <= 40; at++) {
        const rtpart_ns windows[] = {20, at, 12};
        const rtpart_ns demands[] = {20, (20 + (at < 30 ? at - 10 : 20) + 1) / 2, 12};

        for (size_t i = 0; i < 3; i++)
            p.certificates[i] =
                (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_GFP,
                                            .task = i,
                                            .at = windows[i],
                                            .demand = demands[i],
                                            .supply = windows[i]};
        assert_int_equal(global_plans_sign_and_verify(&p),
                         at <= 38 ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
    }
}

/* Every number of a certificate is checked even where the signature fits. */
static void test_verify_checks_the_numbers_of_certificates(void **state)
{
    struct test_random r = {.state = 95};

    (void)state;
    for (int plans = 0; plans < 500;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};

        if (!global_plans_random(&p, &r, plans % 2 == 0))
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        struct rtpart_certificate *c =
            &p.certificates[test_random_range(&r, 0, (int64_t)p.certificate_count - 1)];
        const struct rtpart_certificate kept = *c;

        for (int k = 0; k < 9; k++) {
            *c = kept;
            c->demand += k == 0;
            c->supply -= k == 1;
            c->task = k == 2 ? RTPART_NO_TASK : c->task;
            c->vcpu += k == 3 ? p.vcpu_count : 0;
            c->kind = k == 4 ? RTPART_CERTIFICATE_FP : c->kind;
            c->at = k == 5 ? ((rtpart_ns)1 << 60) + 1 : c->at;
            c->at = k == 6 ? 1 + (rtpart_ns)p.mpr.cpus * RTPART_S : c->at;
            c->horizon = k == 7 ? -1 : c->horizon;
            c->at = k == 8 ? 1 : c->at;
            if ((c->at == 0 && k < 2) ||
                (kept.at == 1 && k == 8)) /* no window to speak of */
                continue;
            assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
        }
        plans++;
    }
}

/* Some number in 1 .. most, any magnitude equally likely. */
static rtpart_ns random_size(struct test_random *r, rtpart_ns most)
{
    const rtpart_ns top = most >> test_random_range(r, 0, 62);

    return test_random_range(r, 1, top > 1 ? top : 1);
}

/* 2^53 ns on 4096 CPUs is beyond what 128 bits hold, and is refused, not computed. */
static void test_verify_refuses_times_out_of_range(void **state)
{
    static const struct rtpart_task tasks[] = {
        {.wcet = 1, .deadline = RTPART_NS_MAX, .period = RTPART_NS_MAX}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;
    enum rtpart_answer answer;

    (void)state;
    global_plans_of(&p, tasks, 1,
                    (struct rtpart_mpr){.period = 10, .budget = 4096, .cpus = 4096});
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    p.scheduler = RTPART_SCHED_GRM;
    p.certificates[0].kind = RTPART_CERTIFICATE_GFP;
    assert_int_equal(global_plans_sign_and_verify(&p), RTPART_UNSCHEDULABLE);
    assert_int_equal(rtpart_plan_certify(&p, &answer, NULL), RTPART_ERANGE);
}

/* Numbers of any magnitude that a file may hold: an answer, and no overflow (UBSan looks). */
static void test_verify_takes_hostile_numbers(void **state)
{
    static const rtpart_ns last = (rtpart_ns)1 << 60;
    struct test_random r = {.state = 99};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;
        struct rtpart_task tasks[3];
        const unsigned m = (unsigned)random_size(&r, 4096);
        const rtpart_ns period = random_size(&r, RTPART_NS_MAX);
        const rtpart_ns most =
            period < RTPART_MPR_BUDGET_MAX / m ? period * m : RTPART_MPR_BUDGET_MAX;

        for (size_t k = 0; k < 3; k++) {
            tasks[k].period = random_size(&r, RTPART_NS_MAX);
            tasks[k].deadline = random_size(&r, tasks[k].period);
            tasks[k].wcet = random_size(&r, tasks[k].deadline);
        }
        global_plans_of(&p, tasks, 3,
                        (struct rtpart_mpr){.period = period,
                                            .budget = random_size(&r, most),
                                            .cpus = m});
        p.latency = i % 2 == 0 ? 0 : random_size(&r, RTPART_NS_MAX);
        p.scheduler = i % 4 < 2 ? RTPART_SCHED_GEDF : RTPART_SCHED_GDM;
        for (size_t k = 0; k < 3; k++) {
            struct rtpart_certificate *c = &p.certificates[k];

            if (p.scheduler == RTPART_SCHED_GDM)
                c->kind = RTPART_CERTIFICATE_GFP;
            c->horizon = random_size(&r, last);
            c->at = i % 3 == 0 ? random_size(&r, last) : 0;
            if (c->kind == RTPART_CERTIFICATE_GFP && i % 3 == 1)
                c->at = tasks[k].deadline * m;
            c->demand = random_size(&r, INT64_MAX);
            c->supply = random_size(&r, INT64_MAX);
        }
        assert_int_not_equal(global_plans_sign_and_verify(&p), RTPART_UNDECIDED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_looks_at_times_up_to_its_range_and_none_beyond),
        cmocka_unit_test(test_verify_computes_with_plans_up_to_its_range_and_none_beyond),
        cmocka_unit_test(test_verify_gedf_takes_the_first_horizon_that_is_far_enough),
        cmocka_unit_test(test_verify_gfp_counts_terms_that_only_their_carry_in_fills),
        cmocka_unit_test(test_verify_checks_the_numbers_of_certificates),
        cmocka_unit_test(test_verify_refuses_times_out_of_range),
        cmocka_unit_test(test_verify_takes_hostile_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
