/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/verify.h"
#include "model/verdict.h"
#include "tests/support/random.h"

/* Certificates written by hand and signed: only what they say can make them hold. */

#define TASKS_MAX 4

static enum rtpart_answer verify(struct rtpart_plan *p)
{
    char why[200];

    p->certified = rtpart_plan_digest(p);
    return rtpart_plan_verify(p, why, sizeof why);
}

/* A plan of m vCPUs with reservations (q, period), without tasks. */
static struct rtpart_plan plan_of(enum rtpart_scheduler scheduler, size_t m, rtpart_ns q,
                                  rtpart_ns period)
{
    struct rtpart_plan p = {.scheduler = scheduler};

    rtpart_plan_add_vcpus(&p, m, NULL);
    for (size_t v = 0; v < m; v++)
        p.vcpus[v].prm = (struct rtpart_prm){.period = period, .budget = q};
    return p;
}

static void add_task(struct rtpart_plan *p, size_t vcpu, rtpart_ns wcet,
                     rtpart_ns deadline, rtpart_ns period)
{
    rtpart_taskset_add(&p->taskset, NULL, wcet, deadline, period, NULL);
    rtpart_plan_place(p, vcpu, p->taskset.count - 1, NULL);
}

/* Give the plan room for `count` certificates, to be written. */
static void add_certificates(struct rtpart_plan *p, size_t count)
{
    p->certificates = calloc(count, sizeof *p->certificates);
    p->certificate_count = count;
}

/* --- oracles: definitions, tick by tick and job by job --- */

/* The worst pattern: 2(P - Q) without supply, then Q at the beginning of every period. */
static rtpart_ns supply_by_ticks(const struct rtpart_prm *r, rtpart_ns t)
{
    const rtpart_ns gap = 2 * (r->period - r->budget);
    rtpart_ns sum = 0;

    for (rtpart_ns x = gap; x < t; x++)
        sum += (x - gap) % r->period < r->budget;
    return sum;
}

static bool runs_before(const struct rtpart_plan *p, size_t a, size_t b)
{
    const struct rtpart_task *ta = &p->taskset.tasks[a];
    const struct rtpart_task *tb = &p->taskset.tasks[b];
    rtpart_ns lead = 0;

    switch (p->scheduler) {
    case RTPART_SCHED_RM:
        lead = tb->period - ta->period;
        break;
    case RTPART_SCHED_DM:
        lead = tb->deadline - ta->deadline;
        break;
    default:
        lead = ta->prio - tb->prio;
    }
    return lead > 0 || (lead == 0 && a < b);
}

/* Work of task k and of all above it on its vCPU, released in [0, t), and L. */
static rtpart_ns fp_work(const struct rtpart_plan *p, size_t k, rtpart_ns t)
{
    rtpart_ns sum = p->taskset.tasks[k].wcet + p->latency;

    for (size_t i = 0; i < p->taskset.count; i++)
        if (i != k && rtpart_plan_vcpu_of(p, i) == rtpart_plan_vcpu_of(p, k) &&
            runs_before(p, i, k))
            for (rtpart_ns x = 0; x < t; x += p->taskset.tasks[i].period)
                sum += p->taskset.tasks[i].wcet;
    return sum;
}

/* Work of the whole plan released at 0 and due by t, and L if there is any. */
static rtpart_ns edf_work(const struct rtpart_plan *p, rtpart_ns t)
{
    rtpart_ns sum = 0;

    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *k = &p->taskset.tasks[i];

        for (rtpart_ns due = k->deadline; due <= t; due += k->period)
            sum += k->wcet;
    }
    return sum > 0 ? sum + p->latency : 0;
}

/* --- fixed priority --- */

static void random_tasks(struct rtpart_plan *p, struct test_random *r, size_t m)
{
    const size_t n = (size_t)test_random_range(r, 1, TASKS_MAX);

    p->latency = test_random_range(r, 0, 2);
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 3, 20);
        const rtpart_ns wcet = test_random_range(r, 1, 3);

        add_task(p, i % m, wcet, test_random_range(r, wcet, period), period);
        p->taskset.tasks[i].prio = (int)test_random_range(r, 1, 3);
    }
}

/* The window that shows that task k holds, by trying all; 0: there is none. */
static rtpart_ns fp_window(const struct rtpart_plan *p, size_t k)
{
    const struct rtpart_prm *r = &p->vcpus[rtpart_plan_vcpu_of(p, k)].prm;

    for (rtpart_ns t = 1; t <= p->taskset.tasks[k].deadline; t++)
        if (fp_work(p, k, t) <= supply_by_ticks(r, t))
            return t;
    return 0;
}

static struct rtpart_certificate fp_certificate(const struct rtpart_plan *p, size_t k,
                                                rtpart_ns at)
{
    const size_t vcpu = (size_t)rtpart_plan_vcpu_of(p, k);

    return (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_FP,
                                       .vcpu = vcpu,
                                       .task = k,
                                       .at = at,
                                       .demand = fp_work(p, k, at),
                                       .supply =
                                           supply_by_ticks(&p->vcpus[vcpu].prm, at)};
}

/* All windows of task k, right and wrong, with right and wrong numbers. */
static void try_windows(struct rtpart_plan *p, size_t k)
{
    struct rtpart_certificate *c = &p->certificates[k];
    const struct rtpart_certificate good = *c;
    const rtpart_ns deadline = p->taskset.tasks[k].deadline;

    for (rtpart_ns at = -1; at <= deadline + 2; at++) {
        *c = fp_certificate(p, k, at);
        assert_int_equal(verify(p), at >= 1 && at <= deadline && c->demand <= c->supply
                                        ? RTPART_SCHEDULABLE
                                        : RTPART_UNSCHEDULABLE);
        for (int wrong = -1; wrong <= 1; wrong += 2) {
            *c = fp_certificate(p, k, at);
            c->demand += wrong;
            assert_int_equal(verify(p), RTPART_UNSCHEDULABLE);
            *c = fp_certificate(p, k, at);
            c->supply += wrong;
            assert_int_equal(verify(p), RTPART_UNSCHEDULABLE);
        }
    }
    *c = good;
}

static void test_verify_fp_takes_a_window_exactly_where_it_proves_the_task(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                                       RTPART_SCHED_PRIO};
    struct test_random r = {.state = 91};
    int plans = 0;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        const rtpart_ns period = test_random_range(&r, 1, 6);
        const size_t m = (size_t)test_random_range(&r, 1, 2);
        struct rtpart_plan p =
            plan_of(schedulers[round % 3], m, test_random_range(&r, 1, period), period);
        bool holds = true;

        random_tasks(&p, &r, m);
        add_certificates(&p, p.taskset.count);
        for (size_t k = 0; k < p.taskset.count; k++) {
            p.certificates[k] = fp_certificate(&p, k, fp_window(&p, k));
            holds = holds && p.certificates[k].at > 0;
        }
        assert_int_equal(verify(&p), holds ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        for (size_t k = 0; holds && k < p.taskset.count; k++)
            try_windows(&p, k);
        plans += holds;
        rtpart_plan_free(&p);
    }
    assert_true(plans > 200);
}

/* --- EDF --- */

#define COMMON 16 /* a multiple of all periods of the next test */

/*
 * The reasons of verify.c for a horizon, in whole numbers: U and sum u(T - D) + L over
 * COMMON.
 */
static bool horizon_suffices(const struct rtpart_plan *p, rtpart_ns h)
{
    const struct rtpart_prm *r = &p->vcpus[0].prm;
    const rtpart_ns late = 2 * (r->period - r->budget);
    rtpart_ns u = 0;
    rtpart_ns rest = p->latency * COMMON;
    rtpart_ns released = p->latency;
    bool cyclic = h > r->period && (h - r->period) % r->period == 0;

    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *t = &p->taskset.tasks[i];

        u += t->wcet * (COMMON / t->period);
        rest += t->wcet * (COMMON / t->period) * (t->period - t->deadline);
        cyclic = cyclic && (h - r->period) % t->period == 0;
        for (rtpart_ns x = 0; x < h; x += t->period)
            released += t->wcet;
    }
    if (late == 0 && released <= h)
        return true;
    return u * r->period <= COMMON * r->budget &&
           (cyclic || (u * h + rest) * r->period <= COMMON * r->budget * (h - late));
}

static bool holds_up_to(const struct rtpart_plan *p, rtpart_ns h)
{
    for (rtpart_ns t = 1; t <= h; t++)
        if (edf_work(p, t) > supply_by_ticks(&p->vcpus[0].prm, t))
            return false;
    return true;
}

/* One vCPU and periods that are powers of two: 2^64 U is whole, and no bound is rounded. */
static struct rtpart_plan random_edf_plan(struct test_random *r)
{
    const rtpart_ns period = (rtpart_ns)1 << test_random_range(r, 0, 4);
    struct rtpart_plan p = plan_of(
        RTPART_SCHED_EDF, 1, test_random_range(r, (period + 1) / 2, period), period);
    const size_t n = (size_t)test_random_range(r, 1, 3);

    p.latency = test_random_range(r, 0, 1);
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns own = (rtpart_ns)1 << test_random_range(r, 2, 4);
        const rtpart_ns wcet = test_random_range(r, 1, own / 2);

        add_task(&p, 0, wcet, test_random_range(r, (wcet + own) / 2, own), own);
    }
    add_certificates(&p, 1);
    p.certificates[0] = (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_EDF,
                                                    .task = RTPART_NO_TASK};
    return p;
}

static void test_verify_edf_takes_a_horizon_exactly_where_it_suffices(void **state)
{
    struct test_random r = {.state = 92};
    int taken = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct rtpart_plan p = random_edf_plan(&r);

        for (rtpart_ns h = -1; h <= 4 * COMMON; h++) {
            const bool good = h > 0 && horizon_suffices(&p, h) && holds_up_to(&p, h);

            p.certificates[0].horizon = h;
            assert_int_equal(verify(&p),
                             good ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
            /* What is proved has to be true: all repeats after COMMON. */
            if (good)
                assert_true(holds_up_to(&p, 6 * COMMON));
            taken += good;
        }
        rtpart_plan_free(&p);
    }
    assert_true(taken > 2000);
}

static void test_verify_edf_compares_the_numbers_of_its_window(void **state)
{
    struct test_random r = {.state = 93};
    int plans = 0;

    (void)state;
    while (plans < 300) {
        struct rtpart_plan p = random_edf_plan(&r);
        struct rtpart_certificate *c = &p.certificates[0];

        c->horizon = COMMON + p.vcpus[0].prm.period;
        if (verify(&p) == RTPART_SCHEDULABLE) {
            plans++;
            for (rtpart_ns at = 1; at <= c->horizon; at++) {
                c->at = at;
                c->demand = edf_work(&p, at);
                c->supply = supply_by_ticks(&p.vcpus[0].prm, at);
                assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
                c->demand++;
                assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
                c->demand--;
                c->supply++;
                assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
            }
        }
        rtpart_plan_free(&p);
    }
}

/*
 * n = 2^40, tasks (n, n + 1) and (1, n): U = n/(n + 1) + 1/n = 1 + 1/(n(n + 1)), which is
 * above 1 by less than 2^-64; the shares rounded down would make exactly 1.
 */
static void
test_verify_edf_sees_an_overload_of_less_than_two_to_the_minus_64(void **state)
{
    const rtpart_ns n = (rtpart_ns)1 << 40;

    (void)state;
    for (rtpart_ns q = n - 1; q <= n; q++) {
        struct rtpart_plan p = plan_of(RTPART_SCHED_EDF, 1, q, n);

        add_task(&p, 0, n, n + 1, n + 1);
        add_task(&p, 0, 1, n, n);
        add_certificates(&p, 1);
        p.certificates[0] = (struct rtpart_certificate){
            .kind = RTPART_CERTIFICATE_EDF, .task = RTPART_NO_TASK, .horizon = n - 1};
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
        rtpart_plan_free(&p);
    }
}

/* Two jobs of 1 ns within 1 ns, and nothing else for long: only the very first window fails. */
static void test_verify_edf_looks_at_the_window_of_one_nanosecond(void **state)
{
    struct rtpart_plan p = plan_of(RTPART_SCHED_EDF, 1, 1, 1);

    (void)state;
    add_task(&p, 0, 1, 1, 8);
    add_task(&p, 0, 1, 8, 8);
    add_certificates(&p, 1);
    p.certificates[0] = (struct rtpart_certificate){
        .kind = RTPART_CERTIFICATE_EDF, .task = RTPART_NO_TASK, .horizon = 8};
    assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
    p.taskset.tasks[1].deadline = 1;
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    rtpart_plan_free(&p);
}

/* Nothing is supplied before 2 (4 - 3) = 2 ns: as a horizon that shows nothing yet. */
static void test_verify_edf_wants_a_horizon_beyond_the_first_gap(void **state)
{
    struct rtpart_plan p = plan_of(RTPART_SCHED_EDF, 1, 3, 4);

    (void)state;
    add_task(&p, 0, 0, 8, 8);
    add_certificates(&p, 1);
    for (rtpart_ns h = 1; h <= 3; h++) {
        p.certificates[0] = (struct rtpart_certificate){
            .kind = RTPART_CERTIFICATE_EDF, .task = RTPART_NO_TASK, .horizon = h};
        assert_int_equal(verify(&p), h > 2 ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
    }
    rtpart_plan_free(&p);
}

/* --- whom a certificate speaks for --- */

/* Three vCPUs of (1, 2), the last one without tasks; a task (1, 8) on the others. */
static struct rtpart_plan three_vcpus(enum rtpart_scheduler scheduler)
{
    struct rtpart_plan p = plan_of(scheduler, 3, 1, 2);

    p.vcpus[2].prm = (struct rtpart_prm){0};
    add_task(&p, 0, 1, 8, 8);
    add_task(&p, 1, 1, 8, 8);
    add_certificates(&p, 2);
    for (size_t k = 0; k < 2; k++) {
        p.certificates[k] = fp_certificate(&p, k, 3);
        if (scheduler == RTPART_SCHED_EDF)
            p.certificates[k] =
                (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_EDF,
                                            .vcpu = k,
                                            .task = RTPART_NO_TASK,
                                            .horizon = 10};
    }
    assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
    return p;
}

static void test_verify_refuses_certificates_of_another_kind(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_RM, RTPART_SCHED_DM, RTPART_SCHED_PRIO, RTPART_SCHED_EDF};

    (void)state;
    for (size_t s = 0; s < 4; s++) {
        struct rtpart_plan p = three_vcpus(schedulers[s]);
        const enum rtpart_certificate_kind right = p.certificates[1].kind;

        for (int kind = RTPART_CERTIFICATE_FP; kind <= RTPART_CERTIFICATE_GFP; kind++) {
            p.certificates[1].kind = (enum rtpart_certificate_kind)kind;
            p.certificates[1].horizon = 10;
            assert_int_equal(verify(&p), p.certificates[1].kind == right
                                             ? RTPART_SCHEDULABLE
                                             : RTPART_UNSCHEDULABLE);
        }
        rtpart_plan_free(&p);
    }
}

static void test_verify_refuses_certificates_of_what_is_not_there(void **state)
{
    struct rtpart_plan p = three_vcpus(RTPART_SCHED_RM);

    (void)state;
    p.certificates[1].vcpu = 3;
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    p.certificates[1].vcpu = 1;
    p.certificates[1].task = 2;
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    p.certificates[1].task = RTPART_NO_TASK; /* one for a whole vCPU is EDF's */
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    rtpart_plan_free(&p);

    p = three_vcpus(RTPART_SCHED_EDF);
    p.certificates[1].vcpu = 3;
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    rtpart_plan_free(&p);
}

/* One certificate too many: about a vCPU without tasks, whose period may be 0, or about a
 * task that is not there. */
static void test_verify_refuses_one_more_certificate_about_nothing(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct rtpart_plan p = three_vcpus(k % 2 ? RTPART_SCHED_EDF : RTPART_SCHED_RM);
        struct rtpart_certificate *old = p.certificates;

        add_certificates(&p, 3);
        memcpy(p.certificates, old, 2 * sizeof *old);
        free(old);
        p.certificates[2] = p.certificates[1];
        if (k < 2)
            p.certificates[2].vcpu = 2;
        else
            p.certificates[2].task = 2;
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
        rtpart_plan_free(&p);
    }
}

static void test_verify_refuses_a_certificate_of_a_global_plan_without_tasks(void **state)
{
    struct rtpart_plan p = plan_of(RTPART_SCHED_GEDF, 1, 1, 2);

    (void)state;
    p.kind = RTPART_PLAN_GLOBAL;
    p.mpr = (struct rtpart_mpr){.period = 2, .budget = 1, .cpus = 1};
    add_certificates(&p, 1);
    p.certificates[0] = (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_GEDF,
                                                    .task = RTPART_NO_TASK};
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    rtpart_plan_free(&p);
}

/* vCPU 1 is overloaded; a proof of vCPU 0 in the name of its task is none. */
static void test_verify_wants_the_proof_of_the_vcpu_that_the_task_is_on(void **state)
{
    (void)state;
    for (int edf = 0; edf <= 1; edf++) {
        struct rtpart_plan p = three_vcpus(edf ? RTPART_SCHED_EDF : RTPART_SCHED_RM);

        p.taskset.tasks[1].wcet = 8;
        p.certificates[1] = p.certificates[0];
        p.certificates[1].task = 1;
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
        rtpart_plan_free(&p);
    }
}

/* At 0 there is no window (certificate.h), though no work were supplied by then; at 1 it holds. */
static void test_verify_fp_wants_a_window_for_a_task_without_work(void **state)
{
    struct rtpart_plan p = plan_of(RTPART_SCHED_RM, 1, 5, 10);

    (void)state;
    add_task(&p, 0, 0, 10, 10);
    add_certificates(&p, 1);
    for (rtpart_ns at = 0; at <= 1; at++) {
        p.certificates[0] = (struct rtpart_certificate){
            .kind = RTPART_CERTIFICATE_FP, .vcpu = 0, .task = 0, .at = at};
        assert_int_equal(verify(&p), at > 0 ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
    }
    rtpart_plan_free(&p);
}

/* A plan without tasks has nothing to certify, and so nothing to sign. */
static void test_verify_of_no_tasks_needs_no_signature(void **state)
{
    struct rtpart_plan p = plan_of(RTPART_SCHED_RM, 1, 1, 2);
    char why[200];

    (void)state;
    assert_true(p.certified != rtpart_plan_digest(&p));
    assert_int_equal(rtpart_plan_verify(&p, why, sizeof why), RTPART_SCHEDULABLE);
    rtpart_plan_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_fp_takes_a_window_exactly_where_it_proves_the_task),
        cmocka_unit_test(test_verify_edf_takes_a_horizon_exactly_where_it_suffices),
        cmocka_unit_test(test_verify_edf_compares_the_numbers_of_its_window),
        cmocka_unit_test(
            test_verify_edf_sees_an_overload_of_less_than_two_to_the_minus_64),
        cmocka_unit_test(test_verify_edf_looks_at_the_window_of_one_nanosecond),
        cmocka_unit_test(test_verify_edf_wants_a_horizon_beyond_the_first_gap),
        cmocka_unit_test(test_verify_refuses_certificates_of_another_kind),
        cmocka_unit_test(test_verify_refuses_certificates_of_what_is_not_there),
        cmocka_unit_test(test_verify_refuses_one_more_certificate_about_nothing),
        cmocka_unit_test(
            test_verify_refuses_a_certificate_of_a_global_plan_without_tasks),
        cmocka_unit_test(test_verify_wants_the_proof_of_the_vcpu_that_the_task_is_on),
        cmocka_unit_test(test_verify_fp_wants_a_window_for_a_task_without_work),
        cmocka_unit_test(test_verify_of_no_tasks_needs_no_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
