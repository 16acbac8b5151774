/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/partitions.h"

static enum rtpart_code run(const char *name, const struct rtpart_partition_request *req,
                            struct rtpart_partition *p, struct rtpart_error *err)
{
    return rtpart_partition_run(rtpart_heuristic_find(name), req, p, err);
}

static void assert_refused(const struct rtpart_partition_request *req,
                           enum rtpart_code code, const char *word)
{
    struct rtpart_partition p;
    struct rtpart_error err;

    assert_int_equal(run("ovh", req, &p, &err), code);
    assert_int_equal(err.code, code);
    if (strstr(err.message, word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, word);
    assert_null(p.vcpu);
    assert_null(p.prm);
}

static void test_partition_refuses_bad_requests(void **state)
{
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    const struct rtpart_partition_request good = partitions_request(&ts, 2);
    struct rtpart_partition_request bad = good;

    bad.vcpus = 0;
    assert_refused(&bad, RTPART_EUSAGE, "1..4096");
    bad.vcpus = 1000000;
    assert_refused(&bad, RTPART_EUSAGE, "1000000");
    bad = good;
    bad.latency = -1;
    assert_refused(&bad, RTPART_EUSAGE, "latency");
    bad = good;
    bad.latency = RTPART_NS_MAX + 1;
    assert_refused(&bad, RTPART_EUSAGE, "latency");
    bad = good;
    bad.max_bandwidth.num = 0;
    assert_refused(&bad, RTPART_EUSAGE, "cap");
    bad.max_bandwidth.num = 2;
    assert_refused(&bad, RTPART_EUSAGE, "cap");
    bad.max_bandwidth = (struct rtpart_ratio){.num = 1, .den = RTPART_NS_MAX + 1};
    assert_refused(&bad, RTPART_EUSAGE, "cap");
    bad = good;
    bad.scheduler = RTPART_SCHED_GEDF;
    assert_refused(&bad, RTPART_EMODEL, "gedf");
    bad.scheduler = RTPART_SCHED_NONE;
    assert_refused(&bad, RTPART_EMODEL, "scheduler");
    bad.scheduler = RTPART_SCHED_PRIO;
    assert_refused(&bad, RTPART_EMODEL, "t0");
    bad = good;
    bad.grid.period_step = 0;
    assert_refused(&bad, RTPART_EUSAGE, "step");
    ts.tasks[3].vcpu = 2;
    assert_refused(&good, RTPART_EINPUT, "t3");
    rtpart_taskset_free(&ts);
}

/* 2^53/2^53 is one core, and 2^53 ns a latency that leaves no task any hope. */
static void test_partition_takes_the_largest_numbers_there_are(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, RTPART_VCPUS_MAX);

    req.max_bandwidth = (struct rtpart_ratio){RTPART_NS_MAX, RTPART_NS_MAX};
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    rtpart_partition_free(&p);
    req.latency = RTPART_NS_MAX;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static bool note(void *ctx, double done)
{
    double *told = ctx;

    *told = done;
    return true;
}

static void test_partition_does_not_say_how_far_a_quick_method_is(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;
    double told = 1;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.tick = note;
    req.tick_ctx = &told;
    partitions_run("first-fit", &req, &p);
    assert_true(told < 0);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_partition_of_no_task_is_found(void **state)
{
    const struct rtpart_taskset ts = {0};
    struct rtpart_partition_request req = partitions_request(&ts, 3);
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    req.grid =
        (struct rtpart_grid){.min_period = 10, .period_step = 1, .runtime_step = 1};
    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition p;

        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_int_equal(p.vcpus, 3);
        for (unsigned v = 0; v < 3; v++) {
            assert_int_equal(p.prm[v].budget, 0);
            assert_int_equal(p.prm[v].period, 0);
        }
        assert_true(rtpart_partition_bandwidth(&p) == 0);
        rtpart_partition_free(&p);
    }
}

/* Every method: a fixed task is where it was fixed, whatever that costs. */
static void test_partition_keeps_fixed_tasks(void **state)
{
    struct rtpart_taskset ts;
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    partitions_table4(&ts);
    ts.tasks[8].vcpu = 3;
    ts.tasks[0].vcpu = 3;
    ts.tasks[9].vcpu = 1;
    const struct rtpart_partition_request req = partitions_request(&ts, 4);

    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition p;

        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_int_equal(p.vcpu[8], 3);
        assert_int_equal(p.vcpu[0], 3);
        assert_int_equal(p.vcpu[9], 1);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

/* A "no" needs a proof; every method gives the cheap ones. */
static void test_partition_proves_too_much_work(void **state)
{
    struct rtpart_taskset ts = {0};
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 70 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    rtpart_taskset_add(&ts, NULL, 1, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition_request req = partitions_request(&ts, 2);
        struct rtpart_partition p;

        /* 2.1 and a little on 2 vCPUs */
        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
        assert_int_equal(p.blocked, RTPART_NO_TASK);
        assert_null(p.vcpu);
        rtpart_partition_free(&p);
        /* 2.1 on 3 vCPUs of at most 0.7: the nanosecond is too much */
        req.vcpus = 3;
        req.max_bandwidth = (struct rtpart_ratio){.num = 7, .den = 10};
        req.partition_only = true;
        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

static void test_partition_names_the_task_that_fits_nowhere_alone(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 1 * RTPART_MS, 40 * RTPART_MS, 40 * RTPART_MS, NULL);
    rtpart_taskset_add(&ts, NULL, 36 * RTPART_MS, 40 * RTPART_MS, 40 * RTPART_MS, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 4);

    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    rtpart_partition_free(&p);
    req.latency = 4 * RTPART_MS + 1;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 1);
    rtpart_partition_free(&p);
    req.latency = 0;
    req.max_bandwidth = (struct rtpart_ratio){.num = 89, .den = 100};
    req.partition_only = true;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 1);
    rtpart_partition_free(&p);
    /* 0.9 would do on a dedicated core, but no interface of the grid is that fine */
    req.max_bandwidth.num = 90;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    rtpart_partition_free(&p);
    req.partition_only = false;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 1);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* Ovh places by alpha; where the grid has no interface for what it placed, nothing is
 * found, and nothing is proved. */
static void test_partition_without_interface_is_undecided(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 20 * RTPART_MS, 40 * RTPART_MS, 40 * RTPART_MS, NULL);
    rtpart_taskset_add(&ts, NULL, 38 * RTPART_MS, 80 * RTPART_MS, 80 * RTPART_MS, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 1);

    /* alpha = 78/80; no multiple of 25 ms does it in a period of 26 or 39 ms */
    req.grid = (struct rtpart_grid){.min_period = 26 * RTPART_MS,
                                    .max_period = 39 * RTPART_MS,
                                    .period_step = 13 * RTPART_MS,
                                    .runtime_step = 25 * RTPART_MS};
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_int_equal(p.blocked, 1);
    assert_null(p.prm);
    rtpart_partition_free(&p);
    req.partition_only = true;
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_null(p.prm);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_partition_allows_far_more_vcpus_than_tasks(void **state)
{
    struct rtpart_taskset ts;
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    partitions_table4(&ts);
    const struct rtpart_partition_request req = partitions_request(&ts, RTPART_VCPUS_MAX);

    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition p;

        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        for (size_t t = 0; t < ts.count; t++)
            assert_true(p.vcpu[t] < ts.count); /* low numbers first */
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

static void test_partition_cmp_orders_by_objective(void **state)
{
    struct rtpart_prm even[] = {{10, 5}, {10, 5}};
    struct rtpart_prm skew[] = {{10, 6}, {20, 7}};
    struct rtpart_partition none = {.answer = RTPART_UNDECIDED};
    struct rtpart_partition a = {.answer = RTPART_SCHEDULABLE, .vcpus = 2, .prm = even};
    struct rtpart_partition b = {.answer = RTPART_SCHEDULABLE, .vcpus = 2, .prm = skew};

    (void)state;
    /* sums 20/20 and 19/20; largest 10/20 and 12/20 */
    assert_true(rtpart_partition_cmp(&a, &b, RTPART_OBJECTIVE_TOTAL) > 0);
    assert_true(rtpart_partition_cmp(&a, &b, RTPART_OBJECTIVE_MAX) < 0);
    assert_true(rtpart_partition_cmp(&a, &none, RTPART_OBJECTIVE_TOTAL) < 0);
    assert_true(rtpart_partition_cmp(&none, &a, RTPART_OBJECTIVE_TOTAL) > 0);
    assert_int_equal(rtpart_partition_cmp(&none, &none, RTPART_OBJECTIVE_MAX), 0);
    skew[1] = (struct rtpart_prm){0};
    skew[0] = (struct rtpart_prm){10, 5};
    assert_true(rtpart_partition_cmp(&a, &b, RTPART_OBJECTIVE_MAX) > 0);
    assert_true(rtpart_partition_max_bandwidth(&b) == 0.5);
    assert_true(rtpart_partition_bandwidth(&b) == 0.5);
    skew[0].budget = 1;
    assert_true(rtpart_partition_max_bandwidth(&b) == 0.1);
    assert_true(rtpart_partition_bandwidth(&b) == 0.1);
    a.prm = NULL;
    assert_int_equal(rtpart_partition_cmp(&a, &b, RTPART_OBJECTIVE_TOTAL), 0);
}

/* A method that does not keep what was asked is found out. */
static enum rtpart_code careless(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    if (code == RTPART_OK)
        out->prm[0].budget -= req->grid.runtime_step;
    return code;
}

/* The first task, which is fixed, and the first that is not. */
static enum rtpart_code displace(const struct rtpart_partition_request *req, size_t task,
                                 unsigned vcpu, struct rtpart_partition *out,
                                 struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    if (code == RTPART_OK)
        out->vcpu[task] = vcpu;
    return code;
}

static enum rtpart_code forgetful(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out, struct rtpart_error *err)
{
    return displace(req, 0, 1, out, err);
}

static enum rtpart_code lost(const struct rtpart_partition_request *req,
                             struct rtpart_partition *out, struct rtpart_error *err)
{
    return displace(req, 1, req->vcpus, out, err);
}

/* Anything else that is missing or of the wrong size. */
static enum rtpart_code fewer_tasks(const struct rtpart_partition_request *req,
                                    struct rtpart_partition *out,
                                    struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    out->task_count--;
    return code;
}

static enum rtpart_code fewer_vcpus(const struct rtpart_partition_request *req,
                                    struct rtpart_partition *out,
                                    struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    out->vcpus--;
    return code;
}

static enum rtpart_code no_tasks(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    free(out->vcpu);
    out->vcpu = NULL;
    return code;
}

static enum rtpart_code no_interfaces(const struct rtpart_partition_request *req,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_heuristic_find("first-fit")->run(req, out, err);

    rtpart_partition_drop_interfaces(out);
    return code;
}

static void test_partition_checks_that_the_answer_is_whole(void **state)
{
    const struct rtpart_heuristic bad[] = {{.name = "fewer-tasks", .run = fewer_tasks},
                                           {.name = "fewer-vcpus", .run = fewer_vcpus},
                                           {.name = "no-tasks", .run = no_tasks},
                                           {.name = "no-prm", .run = no_interfaces}};
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    const struct rtpart_partition_request req = partitions_request(&ts, 3);

    for (int i = 0; i < 4; i++) {
        struct rtpart_partition p;
        struct rtpart_error err;

        assert_int_equal(rtpart_partition_run(&bad[i], &req, &p, &err), RTPART_EMODEL);
        assert_non_null(strstr(err.message, bad[i].name));
        assert_null(p.vcpu);
        assert_null(p.prm);
    }
    rtpart_taskset_free(&ts);
}

static void test_partition_checks_the_answer(void **state)
{
    const struct rtpart_heuristic bad[] = {{.name = "careless", .run = careless},
                                           {.name = "forgetful", .run = forgetful},
                                           {.name = "lost", .run = lost}};
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    ts.tasks[0].vcpu = 0;
    for (int only = 0; only < 2; only++)
        for (int i = only; i < 3; i++) { /* no interface to be careless about */
            struct rtpart_partition_request req = partitions_request(&ts, 2);
            struct rtpart_partition p;
            struct rtpart_error err;

            req.partition_only = only == 1;
            assert_int_equal(rtpart_partition_run(&bad[i], &req, &p, &err),
                             RTPART_EMODEL);
            assert_non_null(strstr(err.message, bad[i].name));
            assert_null(p.vcpu);
        }
    rtpart_taskset_free(&ts);
}

static void test_heuristics_have_names_of_their_own(void **state)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    assert_true(count >= 9);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(rtpart_heuristic_find(h[i].name), &h[i]);
        assert_true(strlen(h[i].summary) > 0);
    }
    assert_null(rtpart_heuristic_find("OVH"));
    assert_null(rtpart_heuristic_find(""));
}

/* U = m: every vCPU is a whole core, and that is enough. */
static void test_partition_of_tasks_that_fill_all_vcpus_is_found(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    for (int i = 0; i < 2; i++)
        rtpart_taskset_add(&ts, NULL, 100 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    for (int exact = 0; exact < 2; exact++) {
        assert_int_equal(run(exact ? "exact" : "first-fit", &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_int_not_equal(p.vcpu[0], p.vcpu[1]);
        for (int v = 0; v < 2; v++)
            assert_int_equal(p.prm[v].budget, p.prm[v].period);
        rtpart_partition_free(&p);
    }
    req.vcpus = 1;
    assert_int_equal(run("first-fit", &req, &p, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* C + L = D is possible on a core of its own, 1 ns more is proved impossible. */
static void test_partition_only_counts_the_latency_of_a_task_alone(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 90 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.partition_only = true;
    req.latency = 10 * RTPART_MS;
    assert_int_equal(run("ovh", &req, &p, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    rtpart_partition_free(&p);
    req.latency++;
    assert_int_equal(run("ovh", &req, &p, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 0);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partition_of_tasks_that_fill_all_vcpus_is_found),
        cmocka_unit_test(test_partition_only_counts_the_latency_of_a_task_alone),
        cmocka_unit_test(test_partition_refuses_bad_requests),
        cmocka_unit_test(test_partition_takes_the_largest_numbers_there_are),
        cmocka_unit_test(test_partition_does_not_say_how_far_a_quick_method_is),
        cmocka_unit_test(test_partition_of_no_task_is_found),
        cmocka_unit_test(test_partition_keeps_fixed_tasks),
        cmocka_unit_test(test_partition_proves_too_much_work),
        cmocka_unit_test(test_partition_names_the_task_that_fits_nowhere_alone),
        cmocka_unit_test(test_partition_without_interface_is_undecided),
        cmocka_unit_test(test_partition_allows_far_more_vcpus_than_tasks),
        cmocka_unit_test(test_partition_cmp_orders_by_objective),
        cmocka_unit_test(test_partition_checks_the_answer),
        cmocka_unit_test(test_partition_checks_that_the_answer_is_whole),
        cmocka_unit_test(test_heuristics_have_names_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
