/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "partition/local_search.h"
#include "tests/support/partitions.h"

static void assert_optimum(const char *name, const struct rtpart_partition_request *req,
                           int *found)
{
    struct partitions_costs costs;
    struct partitions_cost least;
    struct partitions_cost got;
    struct rtpart_partition p;

    partitions_learn(&costs, req);
    partitions_run(name, req, &p);
    if (partitions_optimum(&costs, &least)) {
        (*found)++;
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_true(partitions_cost_of(&costs, p.vcpu, &got));
        assert_int_equal(partitions_cost_cmp(&got, &least, req->objective), 0);
        assert_int_equal(fraction_cmp(got.total, least.total), 0);
    } else {
        assert_int_not_equal(p.answer, RTPART_SCHEDULABLE);
    }
    if (rtpart_heuristic_find(name)->exact) {
        assert_int_not_equal(p.answer, RTPART_UNDECIDED);
        assert_int_equal(p.optimal, p.answer == RTPART_SCHEDULABLE);
    }
    rtpart_partition_free(&p);
}

static void test_exact_matches_all_partitions(void **state)
{
    struct test_random r = {.state = 51};
    int found = 0;

    (void)state;
    for (int round = 0; round < 700; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;

        partitions_question(&r, round, 4, 8, &ts, &req);
        assert_optimum("exact", &req, &found);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 300 && found < 690);
}

/* Optimum of Table 4 on the default grid, found by exhaustive search elsewhere. */
static void test_exact_gives_the_known_optimum_of_table4(void **state)
{
    static const double percent[] = {149.55, 148.18, 147.92};
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    for (unsigned m = 2; m <= 4; m++) {
        const struct rtpart_partition_request req = partitions_request(&ts, m);
        struct rtpart_partition p;

        partitions_run("exact", &req, &p);
        assert_true(p.optimal);
        assert_true(fabs(100 * rtpart_partition_bandwidth(&p) - percent[m - 2]) < 0.005);
        assert_true(p.lower_bound == rtpart_partition_bandwidth(&p));
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

static bool stop_at_once(void *ctx, double done)
{
    (void)ctx;
    (void)done;
    return true;
}

/* Where the search is cut off, the best so far comes with a bound that is a bound. */
static void test_exact_gives_the_best_so_far_when_told_to_stop(void **state)
{
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    for (int objective = 0; objective < 2; objective++) {
        struct rtpart_partition_request req = partitions_request(&ts, 4);
        struct rtpart_partition p;
        struct rtpart_partition best;

        req.objective = (enum rtpart_objective)objective;
        partitions_run("exact", &req, &best);
        req.tick = stop_at_once;
        partitions_run("exact", &req, &p);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_false(p.optimal);
        assert_true(p.lower_bound > 0);
        assert_true(p.lower_bound <= best.lower_bound);
        rtpart_partition_free(&p);
        rtpart_partition_free(&best);
    }
    rtpart_taskset_free(&ts);
}

/* Three tasks of 0.6 on two vCPUs: U = 1.8, and no heuristic needed to see it. */
static void test_exact_proves_that_there_is_none(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    rtpart_partition_free(&p);
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    req.tick = stop_at_once;
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_exact_refuses_more_tasks_than_it_can_tell_apart(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_error err;
    struct rtpart_partition p;

    (void)state;
    for (int i = 0; i < 70; i++)
        rtpart_taskset_add(&ts, NULL, RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 2);

    assert_int_equal(rtpart_partition_run(rtpart_heuristic_find("exact"), &req, &p, &err),
                     RTPART_EMODEL);
    assert_non_null(strstr(err.message, "64"));
    /* fixed tasks count as one for each vCPU */
    for (int i = 0; i < 66; i++)
        ts.tasks[i].vcpu = i % 2;
    partitions_run("exact", &req, &p);
    assert_true(p.optimal);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* ---- local search ------------------------------------------------------------------ */

/* Does some single move or exchange of free tasks make it better? */
static bool improvable(const struct partitions_costs *c, const unsigned *vcpu)
{
    const struct rtpart_partition_request *req = c->req;
    const size_t n = req->taskset->count;
    struct partitions_cost now;
    struct partitions_cost other;
    unsigned changed[10];

    assert_true(partitions_cost_of(c, vcpu, &now));
    memcpy(changed, vcpu, n * sizeof *changed);
    for (size_t i = 0; i < n; i++) {
        for (unsigned v = 0; v < req->vcpus; v++) {
            changed[i] = v;
            if (partitions_cost_of(c, changed, &other) &&
                partitions_cost_cmp(&other, &now, req->objective) < 0)
                return true;
        }
        for (size_t j = 0; j < i; j++) {
            changed[i] = vcpu[j];
            changed[j] = vcpu[i];
            if (partitions_cost_of(c, changed, &other) &&
                partitions_cost_cmp(&other, &now, req->objective) < 0)
                return true;
            changed[j] = vcpu[j];
        }
        changed[i] = vcpu[i];
    }
    return false;
}

/* Some partition that holds, chosen blindly; false where 200 throws find none. */
static bool random_start(struct test_random *r, const struct partitions_costs *c,
                         struct rtpart_partition *p, struct partitions_cost *cost)
{
    const struct rtpart_partition_request *req = c->req;
    const size_t n = req->taskset->count;

    *p = (struct rtpart_partition){.answer = RTPART_SCHEDULABLE,
                                   .task_count = n,
                                   .vcpus = req->vcpus,
                                   .vcpu = calloc(n, sizeof *p->vcpu),
                                   .prm = calloc(req->vcpus, sizeof *p->prm)};
    assert_non_null(p->vcpu);
    assert_non_null(p->prm);
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < n; i++)
            p->vcpu[i] = (unsigned)test_random_range(r, 0, req->vcpus - 1);
        if (!partitions_cost_of(c, p->vcpu, cost))
            continue;
        for (unsigned v = 0; v < req->vcpus; v++)
            p->prm[v] = c->prm[partitions_tasks_of(p, v)];
        return true;
    }
    return false;
}

static void test_local_search_ends_where_no_single_change_helps(void **state)
{
    struct test_random r = {.state = 52};
    int better = 0;

    (void)state;
    for (int round = 0; round < 700; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_partition p;
        struct partitions_costs costs;
        struct partitions_cost before;

        partitions_question(&r, round, 4, 7, &ts, &req);
        partitions_learn(&costs, &req);
        if (random_start(&r, &costs, &p, &before)) {
            struct partitions_cost after;
            struct rtpart_limit l;

            rtpart_limit_start(&l, &req);
            assert_int_equal(rtpart_local_search(&req, &p, &l, NULL), RTPART_OK);
            assert_true(partitions_cost_of(&costs, p.vcpu, &after));
            const int order = partitions_cost_cmp(&after, &before, req.objective);

            assert_true(order <= 0);
            better += order < 0;
            assert_false(improvable(&costs, p.vcpu));
            for (unsigned v = 0; v < req.vcpus; v++) {
                const struct rtpart_prm *prm = &costs.prm[partitions_tasks_of(&p, v)];

                assert_int_equal(p.prm[v].budget, prm->budget);
                assert_int_equal(p.prm[v].period, prm->period);
            }
        }
        rtpart_partition_free(&p);
        partitions_run("local-search", &req, &p);
        if (p.answer == RTPART_SCHEDULABLE)
            assert_false(improvable(&costs, p.vcpu));
        rtpart_partition_free(&p);
        req.partition_only = true;
        partitions_run("local-search", &req, &p);
        assert_null(p.prm);
        rtpart_partition_free(&p);
        rtpart_taskset_free(&ts);
    }
    assert_true(better > 100);
}

/*
 * A gain of 100/(pq), about 2^-93, is one. With p = 2^50, q = p - 1 and the interfaces
 * (p, q - 99) and (q, q - 100), which supply q - 99 and q - 100 by p + 100: the small task
 * costs vCPU 0 the step from one to the other, and nothing on vCPU 1, where the fixed task is
 * due long before it.
 */
static void test_local_search_sees_the_smallest_gains(void **state)
{
    const rtpart_ns p = (rtpart_ns)1 << 50;
    const rtpart_ns q = p - 1;
    struct rtpart_task tasks[] = {
        {.wcet = q - 100, .deadline = p + 100, .period = p + 100, .vcpu = 0},
        {.wcet = 1000, .deadline = p / 2, .period = p + 100, .vcpu = 1},
        {.wcet = 1, .deadline = p + 100, .period = p + 100, .vcpu = -1}};
    const struct rtpart_taskset ts = {.tasks = tasks, .count = 3};
    unsigned vcpu[] = {0, 1, 0};
    struct rtpart_prm prm[] = {{.period = p, .budget = q - 99},
                               {.period = q, .budget = q - (p / 2 - 1000) / 2}};
    struct rtpart_partition found = {.answer = RTPART_SCHEDULABLE,
                                     .task_count = 3,
                                     .vcpus = 2,
                                     .vcpu = vcpu,
                                     .prm = prm};
    struct rtpart_partition_request req = partitions_request(&ts, 2);
    struct rtpart_limit l;

    (void)state;
    req.scheduler = RTPART_SCHED_EDF;
    req.grid = (struct rtpart_grid){
        .min_period = q, .max_period = p, .period_step = 1, .runtime_step = 1};
    rtpart_limit_start(&l, &req);
    assert_int_equal(rtpart_local_search(&req, &found, &l, NULL), RTPART_OK);
    assert_int_equal(vcpu[2], 1);
    assert_int_equal(prm[0].period, q);
    assert_int_equal(prm[0].budget, q - 100);
    assert_int_equal(prm[1].period, q);
    assert_int_equal(prm[1].budget, q - (p / 2 - 1000) / 2);
}

/* Whoever is told to stop before the first look leaves the partition as it was. */
static void test_local_search_does_nothing_after_its_limit(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;
    struct rtpart_partition before;
    struct rtpart_limit l;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 4);

    partitions_run("first-fit", &req, &before);
    partitions_run("first-fit", &req, &p);
    req.tick = stop_at_once;
    rtpart_limit_start(&l, &req);
    assert_int_equal(rtpart_local_search(&req, &p, &l, NULL), RTPART_OK);
    assert_memory_equal(p.vcpu, before.vcpu, ts.count * sizeof *p.vcpu);
    req.tick = NULL;
    rtpart_limit_start(&l, &req);
    assert_int_equal(rtpart_local_search(&req, &p, &l, NULL), RTPART_OK);
    assert_memory_not_equal(p.vcpu, before.vcpu, ts.count * sizeof *p.vcpu);
    rtpart_partition_free(&p);
    rtpart_partition_free(&before);
    rtpart_taskset_free(&ts);
}

/* ---- known answers beside the checkout --------------------------------------------- */

static void assert_known(const json_t *c)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    struct fraction sum = {0, 1};
    const json_t *expected = json_object_get(json_object_get(c, "expected"), "bandwidth");
    const json_t *task;
    size_t k;

    json_array_foreach(json_object_get(c, "tasks"), k, task)
    {
        assert_int_equal(
            rtpart_taskset_add(&ts, NULL, json_integer_value(json_array_get(task, 0)),
                               json_integer_value(json_array_get(task, 2)),
                               json_integer_value(json_array_get(task, 1)), NULL),
            RTPART_OK);
    }
    struct rtpart_partition_request req = partitions_request(
        &ts, (unsigned)json_integer_value(json_object_get(c, "vcpus")));

    req.grid = (struct rtpart_grid){
        .min_period = json_integer_value(json_object_get(c, "min_period_ns")),
        .max_period = json_integer_value(json_object_get(c, "max_period_ns")),
        .period_step = json_integer_value(json_object_get(c, "period_step_ns")),
        .runtime_step = json_integer_value(json_object_get(c, "runtime_step_ns"))};
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer,
                     expected == NULL ? RTPART_UNSCHEDULABLE : RTPART_SCHEDULABLE);
    for (unsigned v = 0; expected != NULL && v < p.vcpus; v++)
        if (p.prm[v].budget > 0)
            sum = fraction_add(sum, fraction_of(p.prm[v].budget, p.prm[v].period));
    if (expected != NULL)
        assert_int_equal(
            fraction_cmp(sum,
                         fraction_of(json_integer_value(json_array_get(expected, 0)),
                                     json_integer_value(json_array_get(expected, 1)))),
            0);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_exact_gives_the_known_answers(void **state)
{
    json_t *root = json_load_file(RTPART_CONFORMANCE_DIR "/vectors.json", 0, NULL);
    const json_t *c;
    size_t index;
    int cases = 0;

    (void)state;
    if (root == NULL) {
        print_message("no vectors.json in %s\n", RTPART_CONFORMANCE_DIR);
        skip();
    }
    json_array_foreach(json_object_get(root, "cases"), index, c)
    {
        if (strcmp(json_string_value(json_object_get(c, "kind")), "optimum") != 0)
            continue;
        assert_known(c);
        cases++;
    }
    json_decref(root);
    assert_true(cases > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_matches_all_partitions),
        cmocka_unit_test(test_exact_gives_the_known_optimum_of_table4),
        cmocka_unit_test(test_exact_gives_the_best_so_far_when_told_to_stop),
        cmocka_unit_test(test_exact_proves_that_there_is_none),
        cmocka_unit_test(test_exact_refuses_more_tasks_than_it_can_tell_apart),
        cmocka_unit_test(test_local_search_sees_the_smallest_gains),
        cmocka_unit_test(test_local_search_does_nothing_after_its_limit),
        cmocka_unit_test(test_local_search_ends_where_no_single_change_helps),
        cmocka_unit_test(test_exact_gives_the_known_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
