/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_columns.c - the sets of tasks that the exact search and the MILP choose from: all that
 *                  may be of use, and no others
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/columns.h"
#include "tests/support/partitions.h"

/* The tasks of some items. */
static uint64_t tasks_of(const struct rtpart_columns *c, uint64_t items)
{
    uint64_t tasks = 0;

    for (size_t i = 0; i < c->req->taskset->count; i++)
        if (items >> c->item[i] & 1)
            tasks |= UINT64_C(1) << i;
    return tasks;
}

/* Are tasks together that are fixed to different vCPUs? */
static bool are_apart(const struct rtpart_taskset *ts, uint64_t tasks)
{
    int vcpu = -1;

    for (size_t i = 0; i < ts->count; i++)
        if (tasks >> i & 1 && ts->tasks[i].vcpu >= 0) {
            if (vcpu >= 0 && vcpu != ts->tasks[i].vcpu)
                return true;
            vcpu = ts->tasks[i].vcpu;
        }
    return false;
}

/* Whether what is left behind fits, at its utilisation, on the other vCPUs. */
static bool leaves_little(const struct rtpart_partition_request *req, uint64_t tasks)
{
    const uint64_t all = (UINT64_C(1) << req->taskset->count) - 1;
    const struct fraction left = partitions_utilization(req->taskset, all & ~tasks);
    const struct rtpart_ratio cap = req->max_bandwidth;

    return fraction_cmp(left, fraction_of((req->vcpus - 1) * cap.num, cap.den)) <= 0;
}

/* Oracle: every set of items, its interface by trying every point of the grid. */
static size_t check_list(const struct rtpart_columns *c,
                         const struct partitions_costs *costs, rtpart_share width)
{
    size_t listed = 0;

    for (uint64_t items = 1; items <= rtpart_columns_all(c); items++) {
        const uint64_t tasks = tasks_of(c, items);
        const rtpart_share use = rtpart_columns_use(c, items);
        const rtpart_share cost = rtpart_share_bandwidth(&costs->prm[tasks]);
        const bool expected = costs->holds[tasks] && cost - use < width &&
                              !are_apart(c->req->taskset, tasks) &&
                              leaves_little(c->req, tasks);
        const struct rtpart_vcpu_set *found = NULL;

        for (size_t k = 0; k < c->count; k++)
            if (c->list[k].items == items) {
                assert_null(found);
                found = &c->list[k];
            }
        assert_int_equal(found != NULL, expected);
        listed += expected;
        if (found == NULL)
            continue;
        assert_int_equal(found->prm.budget, costs->prm[tasks].budget);
        assert_int_equal(found->prm.period, costs->prm[tasks].period);
        assert_true(found->cost == cost && found->overhead == cost - use);
    }
    assert_int_equal(c->count, listed);
    return listed;
}

static void test_columns_are_the_sets_that_may_be_of_use(void **state)
{
    struct test_random r = {.state = 201};
    size_t listed = 0;

    (void)state;
    for (int round = 0; round < 400; round++) {
        static struct partitions_costs costs;
        const rtpart_share step =
            RTPART_SHARE_ONE / (rtpart_share)test_random_range(&r, 3, 30);
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_columns c;
        struct rtpart_limit l;

        partitions_question(&r, round, 3, 7, &ts, &req);
        partitions_learn(&costs, &req);
        assert_int_equal(rtpart_columns_init(&c, &req, NULL), RTPART_OK);
        rtpart_limit_start(&l, &req);
        for (int k = 1; k <= 3; k++) { /* wider and wider; the last has all there are */
            const rtpart_share width = k < 3 ? (rtpart_share)k * step : RTPART_SHARE_ONE;

            if (width < c.width)
                continue;
            assert_int_equal(rtpart_columns_widen(&c, width, req.max_bandwidth, &l, NULL),
                             RTPART_OK);
            assert_true(c.width == width);
            listed += check_list(&c, &costs, width);
        }
        rtpart_columns_free(&c);
        rtpart_taskset_free(&ts);
    }
    assert_true(listed > 5000);
}

/* {(2, 4), (3, 6)} under EDF, U = 1: no priorities of tasks would do, and a core does. */
static void test_columns_under_edf_have_what_no_fixed_priorities_hold(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_columns c;
    struct rtpart_limit l;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 2, 4, 4, NULL);
    rtpart_taskset_add(&ts, NULL, 3, 6, 6, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 1);

    req.scheduler = RTPART_SCHED_EDF;
    req.grid = (struct rtpart_grid){.min_period = 1, .period_step = 1, .runtime_step = 1};
    assert_int_equal(rtpart_columns_init(&c, &req, NULL), RTPART_OK);
    rtpart_limit_start(&l, &req);
    assert_int_equal(
        rtpart_columns_widen(&c, RTPART_SHARE_ONE, req.max_bandwidth, &l, NULL),
        RTPART_OK);
    assert_int_equal(c.count, 1);
    assert_true(c.list[0].items == 3);
    rtpart_columns_free(&c);
    rtpart_taskset_free(&ts);
}

/* Two of 50 % as found, 35 % in two tasks of one vCPU, 30 and 10 %. */
static void test_columns_number_items_by_falling_utilization(void **state)
{
    static const int percent[] = {10, 50, 15, 30, 50, 20};
    static const int item[] = {4, 0, 2, 3, 1, 2};
    struct rtpart_taskset ts = {0};
    struct rtpart_columns c;

    (void)state;
    for (int i = 0; i < 6; i++)
        rtpart_taskset_add(&ts, NULL, percent[i] * RTPART_MS, 100 * RTPART_MS,
                           100 * RTPART_MS, NULL);
    ts.tasks[2].vcpu = 1;
    ts.tasks[5].vcpu = 1;
    const struct rtpart_partition_request req = partitions_request(&ts, 2);

    assert_int_equal(rtpart_columns_init(&c, &req, NULL), RTPART_OK);
    assert_int_equal(c.item_count, 5);
    for (int i = 0; i < 6; i++)
        assert_int_equal(c.item[i], item[i]);
    assert_true(c.fixed == UINT64_C(1) << 2);
    rtpart_columns_free(&c);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_are_the_sets_that_may_be_of_use),
        cmocka_unit_test(test_columns_under_edf_have_what_no_fixed_priorities_hold),
        cmocka_unit_test(test_columns_number_items_by_falling_utilization),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
