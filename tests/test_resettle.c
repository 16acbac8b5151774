/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/partitions.h"

static const char *const starts[] = {"ovh", "first-fit", "worst-fit"};

/* ---- second version for two vCPUs: one other place, so no choice among them --------- */

static struct fraction bandwidth(const struct rtpart_prm *r)
{
    return r->budget > 0 ? fraction_of(r->budget, r->period) : (struct fraction){0, 1};
}

static struct fraction larger(struct fraction a, struct fraction b)
{
    return fraction_cmp(a, b) > 0 ? a : b;
}

/* Is it better to have the task on the other vCPU? `here`, `there`: the others on them. */
static bool should_move(const struct partitions_costs *c, uint64_t here, uint64_t there,
                        uint64_t task)
{
    const struct fraction stays = bandwidth(&c->prm[here | task]);
    const struct fraction moves = bandwidth(&c->prm[there | task]);

    if (!c->holds[there | task])
        return false;
    if (c->req->objective == RTPART_OBJECTIVE_MAX) {
        const int order = fraction_cmp(larger(moves, bandwidth(&c->prm[here])),
                                       larger(stays, bandwidth(&c->prm[there])));

        if (order != 0)
            return order < 0;
    }
    return fraction_cmp(fraction_sub(moves, bandwidth(&c->prm[there])),
                        fraction_sub(stays, bandwidth(&c->prm[here]))) < 0;
}

static void settle(const struct partitions_costs *c, uint64_t on[2])
{
    const struct rtpart_taskset *ts = c->req->taskset;

    for (int pass = 0; pass < 2; pass++) {
        uint64_t left = (UINT64_C(1) << ts->count) - 1;

        while (left != 0) {
            size_t next = (size_t)__builtin_ctzll(left);

            for (size_t i = next + 1; i < ts->count; i++)
                if (left >> i & 1 &&
                    fraction_cmp(
                        fraction_of(ts->tasks[i].wcet, ts->tasks[i].period),
                        fraction_of(ts->tasks[next].wcet, ts->tasks[next].period)) > 0)
                    next = i;
            const uint64_t task = UINT64_C(1) << next;
            const int v = (on[0] & task) == 0;

            left &= ~task;
            if (ts->tasks[next].vcpu >= 0)
                continue;
            on[v] &= ~task;
            on[should_move(c, on[v], on[1 - v], task) ? 1 - v : v] |= task;
        }
    }
}

/* Is a partition on two vCPUs found? Its cost must be that of the definition. */
static bool assert_as_defined(const struct rtpart_partition_request *req)
{
    const size_t n = req->taskset->count;
    struct rtpart_partition got;
    struct partitions_costs costs;
    struct partitions_cost best = {{0, 1}, {0, 1}};
    struct partitions_cost cost;
    bool any = false;

    partitions_learn(&costs, req);
    for (size_t k = 0; k < 3; k++) {
        struct rtpart_partition p;

        partitions_run(starts[k], req, &p);
        if (p.answer == RTPART_SCHEDULABLE) {
            uint64_t on[2] = {partitions_tasks_of(&p, 0), partitions_tasks_of(&p, 1)};
            unsigned vcpu[8];

            settle(&costs, on);
            for (size_t i = 0; i < n; i++)
                vcpu[i] = (unsigned)(on[1] >> i & 1);
            assert_true(partitions_cost_of(&costs, vcpu, &cost));
            if (!any || partitions_cost_cmp(&cost, &best, req->objective) < 0)
                best = cost;
            any = true;
        }
        rtpart_partition_free(&p);
    }
    partitions_run("resettle", req, &got);
    assert_int_equal(got.answer == RTPART_SCHEDULABLE, any);
    if (any) {
        assert_true(partitions_cost_of(&costs, got.vcpu, &cost));
        assert_int_equal(fraction_cmp(cost.total, best.total), 0);
        assert_int_equal(fraction_cmp(cost.largest, best.largest), 0);
    }
    rtpart_partition_free(&got);
    return any;
}

static void test_resettle_on_two_vcpus_matches_its_definition(void **state)
{
    struct test_random r = {.state = 81};
    int found = 0;

    (void)state;
    for (int round = 0; round < 2500; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;

        partitions_question(&r, round, 2, 7, &ts, &req);
        req.vcpus = 2;
        found += assert_as_defined(&req);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 1200);
}

/* The first two tasks are free, and the first pass moves both; the second takes one back. */
static void test_resettle_makes_a_second_pass_where_all_tasks_have_moved(void **state)
{
    static const rtpart_ns rows[][3] = {{4, 6, 15}, {1, 5, 14}, {1, 6, 15}, {4, 14, 14}};
    struct rtpart_taskset ts = {0};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        rtpart_taskset_add(&ts, NULL, rows[i][0], rows[i][1], rows[i][2], NULL);
        ts.tasks[i].vcpu = i < 2 ? -1 : 1;
    }
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.scheduler = RTPART_SCHED_EDF;
    req.objective = RTPART_OBJECTIVE_MAX;
    req.grid = (struct rtpart_grid){.min_period = 2, .period_step = 1, .runtime_step = 1};
    assert_true(assert_as_defined(&req));
    rtpart_taskset_free(&ts);
}

static void test_resettle_is_never_worse_than_its_starts(void **state)
{
    struct test_random r = {.state = 82};
    int better = 0;

    (void)state;
    for (int round = 0; round < 2500; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_partition got;

        partitions_question(&r, round, 5, 9, &ts, &req);
        partitions_run("resettle", &req, &got);
        for (size_t k = 0; k < 3; k++) {
            struct rtpart_partition p;

            partitions_run(starts[k], &req, &p);
            const int order = rtpart_partition_cmp(&got, &p, req.objective);

            assert_true(order <= 0);
            better += order < 0;
            rtpart_partition_free(&p);
        }
        if (got.answer == RTPART_SCHEDULABLE)
            for (unsigned v = 0; v < req.vcpus; v++) {
                struct rtpart_prm prm;

                assert_true(
                    partitions_interface(&req, partitions_tasks_of(&got, v), &prm));
                assert_int_equal(got.prm[v].budget, prm.budget);
                assert_int_equal(got.prm[v].period, prm.period);
            }
        rtpart_partition_free(&got);
        rtpart_taskset_free(&ts);
    }
    assert_true(better > 1000);
}

/* More vCPUs than it asks at a time. */
static void test_resettle_improves_table4_on_many_vcpus(void **state)
{
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    for (unsigned m = 2; m <= 10; m++) {
        const struct rtpart_partition_request req = partitions_request(&ts, m);
        struct rtpart_partition ovh;
        struct rtpart_partition best;
        struct rtpart_partition p;

        partitions_run("ovh", &req, &ovh);
        partitions_run("exact", &req, &best);
        partitions_run("resettle", &req, &p);
        assert_true(rtpart_partition_cmp(&p, &ovh, RTPART_OBJECTIVE_TOTAL) < 0);
        assert_true(rtpart_partition_cmp(&p, &best, RTPART_OBJECTIVE_TOTAL) >= 0);
        rtpart_partition_free(&ovh);
        rtpart_partition_free(&best);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

static void test_resettle_gives_no_interfaces_where_none_are_asked_for(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition with;
    struct rtpart_partition without;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 3);

    partitions_run("resettle", &req, &with);
    req.partition_only = true;
    partitions_run("resettle", &req, &without);
    assert_int_equal(without.answer, RTPART_SCHEDULABLE);
    assert_null(without.prm);
    assert_memory_equal(with.vcpu, without.vcpu, ts.count * sizeof *with.vcpu);
    rtpart_partition_free(&with);
    rtpart_partition_free(&without);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resettle_on_two_vcpus_matches_its_definition),
        cmocka_unit_test(test_resettle_makes_a_second_pass_where_all_tasks_have_moved),
        cmocka_unit_test(test_resettle_is_never_worse_than_its_starts),
        cmocka_unit_test(test_resettle_improves_table4_on_many_vcpus),
        cmocka_unit_test(test_resettle_gives_no_interfaces_where_none_are_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
