/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/interface.h"
#include "analysis/verify.h"
#include "model/plan_file.h"
#include "tests/support/random.h"

/* A random plan that holds: one or two vCPUs with the least budget of a random period. */
static bool random_plan(struct rtpart_plan *p, struct test_random *r,
                        enum rtpart_scheduler scheduler)
{
    const size_t m = (size_t)test_random_range(r, 1, 2);
    const size_t n = (size_t)test_random_range(r, 1, 6);

    *p = (struct rtpart_plan){.scheduler = scheduler,
                              .latency = test_random_range(r, 0, 2)};
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 10, 100);

        rtpart_taskset_add(&p->taskset, NULL, test_random_range(r, 1, period / 6 + 1),
                           test_random_range(r, period / 2, period), period, NULL);
        p->taskset.tasks[i].prio = (int)test_random_range(r, 1, 98);
    }
    rtpart_plan_add_vcpus(p, m, NULL);
    for (size_t i = 0; i < n; i++)
        rtpart_plan_place(p, i % m, i, NULL);
    for (size_t v = 0; v < m; v++) {
        struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];
        struct rtpart_load load;
        size_t first = 0;
        rtpart_ns q;

        vcpu->prm.period = test_random_range(r, 1, 30);
        assert_int_equal(rtpart_load_of_members(&load, &p->taskset, vcpu->tasks,
                                                vcpu->task_count, scheduler, p->latency,
                                                NULL),
                         RTPART_OK);
        q = rtpart_min_budget(&load, vcpu->prm.period, 1, 0, vcpu->prm.period, &first);
        rtpart_load_free(&load);
        if (q < 0 || (q == 0 && vcpu->task_count > 0))
            return false;
        vcpu->prm.budget = q;
    }
    return true;
}

static enum rtpart_scheduler scheduler_of(int round)
{
    static const enum rtpart_scheduler s[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                              RTPART_SCHED_PRIO, RTPART_SCHED_EDF};

    return s[round % 4];
}

static void certify(struct rtpart_plan *p)
{
    enum rtpart_answer answer;

    assert_int_equal(rtpart_plan_certify(p, &answer, NULL), RTPART_OK);
    assert_int_equal(answer, RTPART_SCHEDULABLE);
}

static enum rtpart_answer verify(const struct rtpart_plan *p)
{
    char why[200];

    return rtpart_plan_verify(p, why, sizeof why);
}

/* Every number of a plan that can be made worse, one at a time; false when there are no
 * more. Each step works on a fresh copy of the numbers. */
static bool make_worse(struct rtpart_plan *p, size_t step)
{
    const size_t n = p->taskset.count;

    if (step < 4 * n) {
        struct rtpart_task *t = &p->taskset.tasks[step / 4];

        switch (step % 4) {
        case 0:
            t->wcet++;
            break;
        case 1:
            t->period--;
            break;
        case 2:
            t->deadline--;
            break;
        default:
            t->prio = t->prio > 1 ? t->prio - 1 : t->prio + 1;
        }
        return true;
    }
    step -= 4 * n;
    if (step < 2 * p->vcpu_count) {
        if (step % 2 == 0)
            p->vcpus[step / 2].prm.budget--;
        else
            p->vcpus[step / 2].prm.period++;
        return true;
    }
    step -= 2 * p->vcpu_count;
    if (step == 0) {
        p->latency++;
        return true;
    }
    step--;
    if (step < 4 * p->certificate_count) {
        struct rtpart_certificate *c = &p->certificates[step / 4];

        switch (step % 4) {
        case 0:
            c->at++;
            break;
        case 1:
            c->demand++;
            break;
        case 2:
            c->supply--;
            break;
        default:
            c->vcpu++;
        }
        return true;
    }
    return false;
}

/* Copies of the parts that make_worse changes. */
static void restore(struct rtpart_plan *p, const struct rtpart_plan *from)
{
    memcpy(p->certificates, from->certificates,
           p->certificate_count * sizeof *p->certificates);
    for (size_t i = 0; i < p->taskset.count; i++) {
        char *name = p->taskset.tasks[i].name;

        p->taskset.tasks[i] = from->taskset.tasks[i];
        p->taskset.tasks[i].name = name;
    }
    for (size_t v = 0; v < p->vcpu_count; v++)
        p->vcpus[v].prm = from->vcpus[v].prm;
    p->latency = from->latency;
    p->certified = from->certified;
}

/* Numbers that certificates rest on, kept aside; forget() frees them. */
static struct rtpart_plan keep(const struct rtpart_plan *p)
{
    struct rtpart_plan k = *p;

    k.certificates = malloc(p->certificate_count * sizeof *k.certificates);
    k.taskset.tasks = malloc(p->taskset.count * sizeof *k.taskset.tasks);
    k.vcpus = malloc(p->vcpu_count * sizeof *k.vcpus);
    memcpy(k.certificates, p->certificates,
           p->certificate_count * sizeof *k.certificates);
    memcpy(k.taskset.tasks, p->taskset.tasks, p->taskset.count * sizeof *k.taskset.tasks);
    memcpy(k.vcpus, p->vcpus, p->vcpu_count * sizeof *k.vcpus);
    return k;
}

static void forget(struct rtpart_plan *k)
{
    free(k->certificates);
    free(k->taskset.tasks);
    free(k->vcpus);
}

static void test_verify_accepts_every_certified_plan_and_no_worse_one(void **state)
{
    struct test_random r = {.state = 81};
    int plans = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_plan p;

        if (random_plan(&p, &r, scheduler_of(round))) {
            plans++;
            certify(&p);
            assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
            struct rtpart_plan before = keep(&p);

            for (size_t step = 0; make_worse(&p, step); step++) {
                assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
                restore(&p, &before);
            }
            assert_int_equal(verify(&p), RTPART_SCHEDULABLE);
            forget(&before);
        }
        rtpart_plan_free(&p);
    }
    assert_true(plans > 3000);
}

/*
 * The reasoning itself, without the checksum: whoever changes a plan may as well sign it
 * anew. A budget is the least there is, so one less must never be proved.
 */
static void test_verify_never_proves_what_does_not_hold(void **state)
{
    struct test_random r = {.state = 82};
    int plans = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_plan p;

        if (random_plan(&p, &r, scheduler_of(round))) {
            enum rtpart_answer answer;

            certify(&p);
            for (size_t v = 0; v < p.vcpu_count; v++) {
                if (p.vcpus[v].prm.budget == 0)
                    continue;
                p.vcpus[v].prm.budget--;
                for (size_t i = 0; i < p.certificate_count; i++)
                    p.certificates[i].supply--;
                p.certified = rtpart_plan_digest(&p);
                assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
                assert_int_equal(rtpart_plan_certify(&p, &answer, NULL), RTPART_OK);
                assert_int_equal(answer, RTPART_UNSCHEDULABLE);
                assert_int_equal(p.certificate_count, 0);
                p.vcpus[v].prm.budget++;
                certify(&p);
            }
            plans++;
        }
        rtpart_plan_free(&p);
    }
    assert_true(plans > 3000);
}

static void test_verify_wants_a_certificate_for_every_task(void **state)
{
    struct test_random r = {.state = 83};
    struct rtpart_plan p;

    (void)state;
    while (!random_plan(&p, &r, RTPART_SCHED_RM))
        rtpart_plan_free(&p);
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    certify(&p);
    p.certificate_count--;
    assert_int_equal(verify(&p), RTPART_UNSCHEDULABLE);
    rtpart_plan_free(&p);
}

/* A certified plan goes through a file and is proved as well afterwards. */
static void test_verify_reads_its_certificates_from_the_file(void **state)
{
    struct test_random r = {.state = 84};
    int plans = 0;

    (void)state;
    for (int round = 0; plans < 500; round++) {
        struct rtpart_plan p;

        if (random_plan(&p, &r, scheduler_of(round))) {
            struct rtpart_plan again;
            struct rtpart_error err;
            char *text = NULL;
            size_t size = 0;
            FILE *f = open_memstream(&text, &size);

            certify(&p);
            assert_int_equal(rtpart_plan_write_xml(&p, f, NULL), RTPART_OK);
            fclose(f);
            if (rtpart_plan_read_memory(text, size, "plan", &again, &err) != RTPART_OK)
                fail_msg("%s", err.message);
            assert_true(rtpart_plan_equal(&p, &again));
            assert_int_equal(verify(&again), RTPART_SCHEDULABLE);
            rtpart_plan_free(&again);
            free(text);
            plans++;
        }
        rtpart_plan_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_accepts_every_certified_plan_and_no_worse_one),
        cmocka_unit_test(test_verify_never_proves_what_does_not_hold),
        cmocka_unit_test(test_verify_wants_a_certificate_for_every_task),
        cmocka_unit_test(test_verify_reads_its_certificates_from_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
