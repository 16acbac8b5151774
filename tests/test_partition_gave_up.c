/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_partition_gave_up.c - tasks of which the EDF analysis cannot tell whether a vCPU holds
 *                            them: nobody says that there is no partition, or none better
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "partition/fallback.h"
#include "partition/online.h"
#include "partition/placement.h"
#include "partition/vcpus_auto.h"
#include "tests/support/open_sets.h"
#include "tests/support/partitions.h"

/* A question about the tasks of open_sets_full. */
static struct rtpart_partition_request full_on(struct rtpart_taskset *ts, unsigned vcpus)
{
    struct rtpart_partition_request req;

    open_sets_full(ts);
    req = partitions_request(ts, vcpus);
    req.scheduler = RTPART_SCHED_EDF;
    req.grid.max_period = 50 * RTPART_MS;
    return req;
}

/* All tasks on vCPU 0. */
static void place_all(struct rtpart_placement *p,
                      const struct rtpart_partition_request *req)
{
    assert_int_equal(rtpart_placement_init(p, req, NULL), RTPART_OK);
    for (size_t i = 0; i < req->taskset->count; i++)
        assert_int_equal(rtpart_placement_add(p, 0, i, NULL), RTPART_OK);
}

/* ---- one vCPU ------------------------------------------------------------------------ */

static void test_placement_keeps_the_mark_when_a_load_grows(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_placement p;
    struct rtpart_prm r;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 2);

    place_all(&p, &req);
    assert_false(rtpart_placement_gave_up(&p));
    assert_false(rtpart_placement_interface(&p, 0, &r));
    assert_true(rtpart_placement_gave_up(&p));
    assert_false(p.load[1].gave_up);
    rtpart_placement_free(&p);
    for (int i = 0; i < 20; i++)
        rtpart_taskset_add(&ts, NULL, 1, RTPART_S, RTPART_S, NULL);
    assert_int_equal(rtpart_placement_init(&p, &req, NULL), RTPART_OK);
    assert_int_equal(rtpart_placement_add(&p, 1, 22, NULL), RTPART_OK);
    p.load[1].gave_up = true;
    for (size_t i = 0; i < 22; i++)
        assert_int_equal(rtpart_placement_add(&p, 1, i, NULL), RTPART_OK);
    assert_true(rtpart_placement_gave_up(&p));
    rtpart_placement_clear(&p);
    assert_false(rtpart_placement_gave_up(&p));
    rtpart_placement_free(&p);
    rtpart_taskset_free(&ts);
}

/* 499 of 998 ns is open, 501 of 1000 holds: then the former does not matter. */
static void test_placement_that_holds_on_another_period_leaves_nothing_open(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_placement p;

    (void)state;
    open_sets_half(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 1);

    req.scheduler = RTPART_SCHED_EDF;
    req.grid = (struct rtpart_grid){
        .min_period = 998, .max_period = 1000, .period_step = 2, .runtime_step = 1};
    req.max_bandwidth = (struct rtpart_ratio){.num = 501, .den = 1000};
    place_all(&p, &req);
    assert_true(rtpart_placement_holds(&p, 0));
    assert_false(rtpart_placement_gave_up(&p));
    req.max_bandwidth = (struct rtpart_ratio){.num = 1, .den = 2};
    assert_false(rtpart_placement_holds(&p, 0));
    assert_true(rtpart_placement_gave_up(&p));
    req.max_bandwidth = (struct rtpart_ratio){.num = 501, .den = 1000};
    assert_true(rtpart_placement_holds(&p, 0));
    assert_true(rtpart_placement_gave_up(&p)); /* of the question before */
    rtpart_placement_free(&p);
    rtpart_taskset_free(&ts);
}

/* A task is alone on its vCPU: what rtpart_partition_run relies on where it says that it fits
 * nowhere. Times of all sizes, and caps a little above the utilisation. */
static void test_placement_of_a_single_task_is_always_decided(void **state)
{
    struct test_random r = {.state = 401};
    int held = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_taskset ts = {0};
        struct rtpart_placement p;
        struct rtpart_prm prm;
        const rtpart_ns t = test_random_range(&r, 1, RTPART_NS_MAX >> (round % 50));
        const rtpart_ns c = test_random_range(&r, 1, t);
        const rtpart_ns d = round % 3 == 0 ? t : t - test_random_range(&r, 0, t - c);
        const rtpart_ns above = test_random_range(&r, 0, (d - c) >> (round % 53));
        const rtpart_ns longest = d / test_random_range(&r, 1, 100) + 1;

        rtpart_taskset_add(&ts, NULL, c, d, t, NULL);
        struct rtpart_partition_request req = partitions_request(&ts, 1);

        req.scheduler = RTPART_SCHED_EDF;
        req.latency = round % 7 == 0 ? above : 0;
        req.grid = (struct rtpart_grid){.min_period = longest,
                                        .max_period = longest,
                                        .period_step = 1,
                                        .runtime_step = 1};
        req.max_bandwidth = (struct rtpart_ratio){.num = c + above, .den = d};
        place_all(&p, &req);
        const bool holds = rtpart_placement_holds(&p, 0);

        assert_int_equal(rtpart_placement_interface(&p, 0, &prm), holds);
        held += holds;
        assert_false(rtpart_placement_gave_up(&p));
        rtpart_placement_free(&p);
        rtpart_taskset_free(&ts);
    }
    assert_in_range(held, 500, 9500);
}

/* ---- partitions ---------------------------------------------------------------------- */

/* A whole CPU would hold all three, and one vCPU is all there is. */
static void test_partition_that_is_not_decided_is_no_no_by_any_method(void **state)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);
    const struct rtpart_heuristic *used;
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 1);

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rtpart_partition_run(&h[i], &req, &p, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_UNDECIDED);
        assert_true(p.gave_up);
        rtpart_partition_free(&p);
    }
    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_true(p.gave_up);
    rtpart_partition_free(&p);
    req.scheduler = RTPART_SCHED_RM; /* which is always decided */
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_false(p.gave_up);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/*
 * The three are fixed to vCPU 0, which is where Ovh puts the short task first: then the last of
 * them is too much for it, and it asks nothing that is open. The other methods do.
 */
static void test_fallback_tells_that_any_method_gave_up(void **state)
{
    const struct rtpart_heuristic *used;
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 2);

    for (size_t i = 0; i < ts.count; i++)
        ts.tasks[i].vcpu = 0;
    rtpart_taskset_add(&ts, NULL, 30 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    partitions_run("ovh", &req, &p);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_false(p.gave_up);
    rtpart_partition_free(&p);
    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_string_equal(used->name, "ovh");
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_true(p.gave_up);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* The cap of a vCPU, half a core, is what would do. */
static void test_partition_within_an_open_cap_is_not_refused(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    open_sets_half(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 1);

    req.scheduler = RTPART_SCHED_EDF;
    req.grid = (struct rtpart_grid){
        .min_period = 1000, .max_period = 1000, .period_step = 1, .runtime_step = 1};
    req.max_bandwidth = (struct rtpart_ratio){.num = 1, .den = 2};
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_true(p.gave_up);
    rtpart_partition_free(&p);
    req.max_bandwidth = (struct rtpart_ratio){.num = 499, .den = 1000};
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_false(p.gave_up);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/*
 * On two vCPUs two reservations are found, with more than U in all. One of a whole CPU for all
 * three has no overhead at all; so what was found is not the best, and no bound above U holds.
 */
static void test_partition_that_may_not_be_the_best_is_not_called_optimal(void **state)
{
    struct rtpart_taskset ts;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 2);

    for (int i = 0; i < 2; i++) {
        struct rtpart_partition p;

        req.objective = i == 0 ? RTPART_OBJECTIVE_TOTAL : RTPART_OBJECTIVE_MAX;
        partitions_run("exact", &req, &p);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_false(p.optimal);
        assert_true(p.lower_bound > 0.49 && p.lower_bound <= (i == 0 ? 1 : 0.5));
        assert_true(rtpart_partition_bandwidth(&p) > 1);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

/* Without the third task nothing is open. */
static void test_partition_of_tasks_that_are_decided_stays_optimal(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 2);

    free(ts.tasks[--ts.count].name);
    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_true(p.optimal);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_online_add_of_a_task_that_is_not_decided_is_no_no(void **state)
{
    struct rtpart_taskset ts;
    unsigned vcpu[] = {RTPART_NO_VCPU, 0, 0};
    struct rtpart_prm prm[2] = {{0}};
    struct rtpart_partition p;
    unsigned moves;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 1);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    prm[0] = (struct rtpart_prm){.period = RTPART_S, .budget = RTPART_S};
    for (unsigned may_move = 0; may_move < 3; may_move++) {
        assert_int_equal(rtpart_online_add(&now, may_move, &p, &moves, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_UNDECIDED);
        assert_true(p.gave_up);
        assert_int_equal(p.blocked, 0);
        rtpart_partition_free(&p);
    }
    req.vcpus = 2;
    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_vcpus_auto_proves_no_number_that_is_not_decided(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_vcpus v;

    (void)state;
    struct rtpart_partition_request req = full_on(&ts, 1);

    assert_int_equal(rtpart_vcpus_auto(&req, rtpart_heuristic_find("exact"), 0, &v, NULL),
                     RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNDECIDED);
    assert_true(v.gave_up);
    rtpart_vcpus_free(&v);
    req.vcpus = 3;
    assert_int_equal(rtpart_vcpus_auto(&req, rtpart_heuristic_find("exact"), 0, &v, NULL),
                     RTPART_OK);
    assert_int_equal(v.answer, RTPART_SCHEDULABLE);
    assert_int_equal(v.rows[0].vcpus, 2);
    assert_false(v.least_proved);
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placement_keeps_the_mark_when_a_load_grows),
        cmocka_unit_test(test_placement_that_holds_on_another_period_leaves_nothing_open),
        cmocka_unit_test(test_placement_of_a_single_task_is_always_decided),
        cmocka_unit_test(test_partition_that_is_not_decided_is_no_no_by_any_method),
        cmocka_unit_test(test_fallback_tells_that_any_method_gave_up),
        cmocka_unit_test(test_partition_within_an_open_cap_is_not_refused),
        cmocka_unit_test(test_partition_that_may_not_be_the_best_is_not_called_optimal),
        cmocka_unit_test(test_partition_of_tasks_that_are_decided_stays_optimal),
        cmocka_unit_test(test_online_add_of_a_task_that_is_not_decided_is_no_no),
        cmocka_unit_test(test_vcpus_auto_proves_no_number_that_is_not_decided),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
