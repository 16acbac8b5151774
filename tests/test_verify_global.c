/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Global plans and their certificates: what the analysis makes is proved, and what it refuses
 * is not, however the certificates are written and signed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/mpr.h"
#include "analysis/mpr_gfp.h"
#include "analysis/mpr_tests.h"
#include "analysis/verify.h"
#include "common/auto.h"
#include "model/plan_file.h"
#include "tests/support/global_plans.h"
#include "tests/support/notes.h"
#include "tests/support/random.h"

static enum rtpart_answer verify(const struct rtpart_plan *p)
{
    char why[200];

    return rtpart_plan_verify(p, why, sizeof why);
}

/*
 * Certificates that fit the plan as well as any can, signed: windows as they are, or at the
 * deadlines; demand and supply of the plan as it is now. A window of global EDF may be left
 * out, and its horizon is as far as one likes.
 */
static void forge(struct rtpart_plan *p, bool at_deadlines, rtpart_ns horizon)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(&p->mpr);
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    RTPART_AUTO_FREE size_t *order = calloc(p->taskset.count, sizeof *order);
    const size_t n = p->taskset.count;

    assert_int_equal(rtpart_cluster_of(&c, &p->taskset, p->mpr.cpus, p->latency, NULL),
                     RTPART_OK);
    for (size_t k = 0; k < p->certificate_count; k++) {
        struct rtpart_certificate *x = &p->certificates[k];

        if (x->kind == RTPART_CERTIFICATE_GEDF) {
            x->at = x->demand = x->supply = 0;
            x->horizon = horizon;
        }
        if (at_deadlines && x->kind == RTPART_CERTIFICATE_GFP)
            x->at = c.deadline[x->task];
        c.response[x->task] = x->at;
    }
    if (p->scheduler != RTPART_SCHED_GEDF) {
        assert_int_equal(rtpart_gfp_order(&p->taskset,
                                          rtpart_gfp_policy_for(p->scheduler),
                                          p->mpr.cpus, order, NULL),
                         RTPART_OK);
        for (size_t rank = 0; rank < n; rank++)
            for (size_t k = 0; k < p->certificate_count; k++)
                if (p->certificates[k].task == order[rank]) {
                    struct rtpart_certificate *x = &p->certificates[k];

                    x->demand = rtpart_mpr_gfp_demand(&c, order, rank, x->at);
                    x->supply = rtpart_prm_sbf(&fast, x->at);
                }
    }
    p->certified = rtpart_plan_digest(p);
}

/* No forgery of a plan that the analysis refuses is proved. Leaves the certificates forged. */
static void assert_no_forgery(struct rtpart_plan *p)
{
    static const rtpart_ns horizons[] = {1, 100, 1000, 100000, (rtpart_ns)1 << 40};

    for (size_t i = 0; i < sizeof horizons / sizeof *horizons; i++) {
        forge(p, false, horizons[i]);
        assert_int_equal(verify(p), RTPART_UNSCHEDULABLE);
        forge(p, true, horizons[i]);
        assert_int_equal(verify(p), RTPART_UNSCHEDULABLE);
        if (p->scheduler != RTPART_SCHED_GEDF)
            break;
    }
}

#define PLANS 3000

static void prove_plans(bool edf, uint64_t seed)
{
    struct test_random r = {.state = seed};

    for (int plans = 0; plans < PLANS;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};

        if (!global_plans_random(&p, &r, edf))
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        assert_int_equal(p.certificate_count, p.taskset.count);
        assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
        plans++;
    }
}

static void test_verify_accepts_every_plan_for_global_edf(void **state)
{
    (void)state;
    prove_plans(true, 91);
}

static void test_verify_accepts_every_plan_for_global_fixed_priority(void **state)
{
    (void)state;
    prove_plans(false, 92);
}

/* Put back certificates that rtpart_plan_certify has taken away. */
static void put_back(struct rtpart_plan *p, const struct rtpart_certificate *kept)
{
    assert_int_equal(p->certificate_count, 0);
    p->certificate_count = p->taskset.count;
    p->certificates = malloc(p->certificate_count * sizeof *kept);
    memcpy(p->certificates, kept, p->certificate_count * sizeof *kept);
}

/*
 * A budget is the least that holds, so one less must never be proved. (Audsley's assignment
 * judges by deadlines, response times may need less: then the proof is as good.)
 */
static void test_verify_never_proves_a_smaller_budget(void **state)
{
    struct test_random r = {.state = 93};

    (void)state;
    for (int plans = 0; plans < PLANS;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};
        struct rtpart_certificate kept[6];

        if (!global_plans_random(&p, &r, plans % 2 == 0))
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        memcpy(kept, p.certificates, p.certificate_count * sizeof *kept);
        global_plans_set_budget(&p, p.mpr.budget - 1);
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE); /* the signature */
        if (global_plans_certify(&p) == RTPART_SCHEDULABLE) {
            assert_int_equal(p.scheduler, RTPART_SCHED_PRIO);
            assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
            continue;
        }
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE); /* no certificates */
        put_back(&p, kept);
        assert_no_forgery(&p);
        plans++;
    }
}

/*
 * Nor where the certificates stop looking early: every horizon, up to far beyond the windows
 * that fail. What counts here is the bound, with its carry-in.
 */
static void test_verify_wants_horizons_that_are_far_enough(void **state)
{
    struct test_random r = {.state = 98};

    (void)state;
    for (int plans = 0; plans < PLANS / 5;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};
        struct rtpart_certificate kept[6];

        if (!global_plans_random(&p, &r, true) || p.mpr.cpus < 2)
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        memcpy(kept, p.certificates, p.certificate_count * sizeof *kept);
        global_plans_set_budget(&p, p.mpr.budget - 1);
        assert_int_not_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        put_back(&p, kept);
        for (rtpart_ns h = 1; h < 80 * (rtpart_ns)p.mpr.cpus; h++) {
            forge(&p, false, h);
            assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
        }
        plans++;
    }
}

/* Make one number worse. False where it cannot be. */
static bool make_worse(struct rtpart_plan *p, struct test_random *r)
{
    struct rtpart_task *t =
        &p->taskset.tasks[test_random_range(r, 0, (int64_t)p->taskset.count - 1)];

    switch (test_random_range(r, 0, 4)) {
    case 0:
        t->wcet += test_random_range(r, 1, 3);
        return t->wcet <= t->deadline;
    case 1:
        t->deadline -= test_random_range(r, 1, 3);
        return t->wcet <= t->deadline;
    case 2:
        t->period -= test_random_range(r, 1, 3);
        return t->period >= t->deadline;
    case 3:
        p->mpr.period += test_random_range(r, 1, 3);
        global_plans_set_budget(p, p->mpr.budget);
        return true;
    default:
        p->latency += test_random_range(r, 1, 2);
        return true;
    }
}

/* A plan that is worse, and signed again, is proved only where the analysis says it holds. */
static void test_verify_agrees_with_the_analysis_on_worse_plans(void **state)
{
    struct test_random r = {.state = 94};
    int refused = 0;
    int held = 0;

    (void)state;
    while (refused < PLANS) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};
        struct rtpart_certificate before[6];

        if (!global_plans_random(&p, &r, refused % 2 == 0))
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        memcpy(before, p.certificates, p.certificate_count * sizeof *before);
        if (!make_worse(&p, &r))
            continue;
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE); /* the signature */
        /* The order may be another one now. */
        assert_int_equal(rtpart_plan_assign_priorities(&p, NULL, NULL), RTPART_OK);
        if (global_plans_certify(&p) == RTPART_SCHEDULABLE) {
            assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
            held++;
            continue;
        }
        put_back(&p, before);
        assert_no_forgery(&p);
        refused++;
    }
    assert_true(held > 100); /* there was slack */
}

/* No certificate makes a plan that misses deadlines a proved one. */
static void assert_never_proved(struct rtpart_plan *p)
{
    for (rtpart_ns horizon = 0; horizon < 1000; horizon++) {
        for (size_t i = 0; i < p->certificate_count; i++)
            p->certificates[i].horizon = horizon;
        assert_int_equal(global_plans_sign_and_verify(p), RTPART_UNSCHEDULABLE);
    }
    assert_int_not_equal(global_plans_certify(p), RTPART_SCHEDULABLE);
}

/* Traps of docs/analyses.md: the bound with - m' C_k ends before any window; a miss at 14. */
static void test_trap_verify_refuses_the_bound_that_subtracts(void **state)
{
    static const struct rtpart_task tasks[] = {{.wcet = 2, .deadline = 4, .period = 5},
                                               {.wcet = 2, .deadline = 7, .period = 7}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    global_plans_of(&p, tasks, 2,
                    (struct rtpart_mpr){.period = 4, .budget = 3, .cpus = 1});
    assert_never_proved(&p);
}

/* ... and equality of capped terms on a whole CPU, which misses at 10. */
static void test_trap_verify_refuses_equality_on_whole_cpus(void **state)
{
    static const struct rtpart_task tasks[] = {{.wcet = 9, .deadline = 10, .period = 20},
                                               {.wcet = 2, .deadline = 10, .period = 20}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

    (void)state;
    global_plans_of(&p, tasks, 2,
                    (struct rtpart_mpr){.period = 5, .budget = 5, .cpus = 1});
    assert_never_proved(&p);
}

/* Equality proves where fewer than m' terms are cut: a job that takes all of its window. */
static void test_verify_accepts_equality_where_nothing_is_cut(void **state)
{
    static const struct rtpart_task tasks[] = {
        {.wcet = 10, .deadline = 10, .period = 20},
        {.wcet = 10, .deadline = 10, .period = 20}};

    (void)state;
    for (unsigned m = 1; m <= 2; m++) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;

        global_plans_of(&p, tasks, m,
                        (struct rtpart_mpr){.period = 5, .budget = 5 * m, .cpus = m});
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
    }
}

/* The guest must run the order that is proved. */
static void test_verify_refuses_other_priorities_than_those_proved(void **state)
{
    struct test_random r = {.state = 96};

    (void)state;
    for (int plans = 0; plans < 200;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};

        if (!global_plans_random(&p, &r, false) || p.taskset.count < 2)
            continue;
        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
        const int first = p.priorities[0];

        p.priorities[0] = p.priorities[1];
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE); /* the same twice */
        p.priorities[1] = first;
        assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE); /* exchanged */
        for (size_t i = 0; i < p.taskset.count; i++)
            p.priorities[i] = RTPART_PRIORITY_MIN;
        assert_int_equal(verify(&p), RTPART_UNDECIDED); /* in the order they come */
        plans++;
    }
}

/* Where the certificates cannot hold a proof the plan goes without, and a note says so. */
static void test_plan_without_proof_says_so(void **state)
{
    static const struct rtpart_task tasks[] = {{.wcet = 6, .deadline = 10, .period = 10},
                                               {.wcet = 6, .deadline = 10, .period = 10},
                                               {.wcet = 6, .deadline = 10, .period = 10}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p;
    struct rtpart_error err;
    struct test_notes got = {0};
    const struct rtpart_notes notes = test_notes(&got);

    (void)state;
    global_plans_of(&p, tasks, 3,
                    (struct rtpart_mpr){.period = 1, .budget = 2, .cpus = 2});
    assert_int_equal(rtpart_plan_add_proof(&p, &notes, NULL), RTPART_OK);
    assert_int_equal(p.certificate_count, 0);
    assert_int_equal(got.count, 1);
    global_plans_set_budget(&p, 1); /* U = 1.8 */
    assert_int_equal(rtpart_plan_add_proof(&p, &notes, &err), RTPART_EINPUT);
    p.taskset.count = 2;
    global_plans_set_budget(&p, 2);
    assert_int_equal(rtpart_plan_add_proof(&p, &notes, NULL), RTPART_OK);
    assert_int_equal(p.certificate_count, 2);
    assert_int_equal(got.count, 1);
    assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
    p.taskset.count = 3;
}

/* A certified plan goes through a file and is proved as well afterwards. */
static void test_verify_reads_global_certificates_from_the_file(void **state)
{
    struct test_random r = {.state = 97};

    (void)state;
    for (int plans = 0; plans < 300;) {
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};
        RTPART_AUTO(rtpart_plan_free) struct rtpart_plan again = {0};
        RTPART_AUTO_FREE char *text = NULL;
        size_t size = 0;

        if (!global_plans_random(&p, &r, plans % 2 == 0))
            continue;
        FILE *f = open_memstream(&text, &size);

        assert_int_equal(global_plans_certify(&p), RTPART_SCHEDULABLE);
        assert_int_equal(rtpart_plan_write_xml(&p, f, NULL), RTPART_OK);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(rtpart_plan_read_memory(text, size, "plan", &again, NULL),
                         RTPART_OK);
        assert_true(rtpart_plan_equal(&p, &again));
        assert_int_equal(verify(&again), RTPART_SCHEDULABLE);
        plans++;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_accepts_every_plan_for_global_edf),
        cmocka_unit_test(test_verify_accepts_every_plan_for_global_fixed_priority),
        cmocka_unit_test(test_verify_never_proves_a_smaller_budget),
        cmocka_unit_test(test_verify_wants_horizons_that_are_far_enough),
        cmocka_unit_test(test_verify_agrees_with_the_analysis_on_worse_plans),
        cmocka_unit_test(test_trap_verify_refuses_the_bound_that_subtracts),
        cmocka_unit_test(test_trap_verify_refuses_equality_on_whole_cpus),
        cmocka_unit_test(test_verify_accepts_equality_where_nothing_is_cut),
        cmocka_unit_test(test_verify_refuses_other_priorities_than_those_proved),
        cmocka_unit_test(test_plan_without_proof_says_so),
        cmocka_unit_test(test_verify_reads_global_certificates_from_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
