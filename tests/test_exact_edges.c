/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_exact_edges.c - the search for the optimum where the start has all on one vCPU, at its
 *                      largest size, and when it is cut off at any look at the limit
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "partition/column_search.h"
#include "partition/portfolio.h"
#include "tests/support/partitions.h"

/* Each look at the clock finds it later by more than the time between two looks, so that a
 * search looks whenever it may. */
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): names of the C library
int clock_gettime(clockid_t clock, struct timespec *t)
{
    static time_t now_s;

    (void)clock;
    *t = (struct timespec){.tv_sec = ++now_s};
    return 0;
}

/*
 * Under RM with one period a vCPU holds any sum of C up to its share, and with the only point
 * of the grid at half a core: 16 + 16 + 16 and 24 + 24 of 100 take a half each, every other
 * split a whole core somewhere. Worst fit has 24 + 16 + 16, and all on one vCPU is as good
 * for the largest and cheaper, so that the search begins there.
 */
static void test_exact_leaves_a_start_with_all_on_one_vcpu(void **state)
{
    static const int ms[] = {16, 24, 16, 24, 16};
    static const uint64_t halves[] = {0x15, 0x0a};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        rtpart_taskset_add(&ts, NULL, ms[i] * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.objective = RTPART_OBJECTIVE_MAX;
    req.grid = (struct rtpart_grid){.min_period = RTPART_MS,
                                    .max_period = RTPART_MS,
                                    .period_step = RTPART_MS,
                                    .runtime_step = RTPART_MS / 2};
    assert_int_equal(rtpart_portfolio(&req, &p, NULL), RTPART_OK);
    assert_true(rtpart_partition_max_bandwidth(&p) == 1);
    assert_true(rtpart_partition_bandwidth(&p) == 1);
    rtpart_partition_free(&p);
    partitions_run("exact", &req, &p);
    assert_true(p.optimal);
    assert_true(rtpart_partition_max_bandwidth(&p) == 0.5);
    partitions_assert_tasks(&p, halves);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* As many items as there may be, each of which needs a core of its own. */
static void test_exact_places_64_tasks_on_64_vcpus(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    uint64_t seen = 0;

    (void)state;
    for (int i = 0; i < RTPART_ITEMS_MAX; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, RTPART_ITEMS_MAX);

    partitions_run("exact", &req, &p);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_true(p.optimal);
    for (size_t i = 0; i < ts.count; i++)
        seen |= UINT64_C(1) << p.vcpu[i];
    assert_true(seen == UINT64_MAX);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* Counts down the looks at the limit, and ends the search at the last. */
static bool at_the_last_look(void *ctx, double done)
{
    int *looks = ctx;

    (void)done;
    return (*looks)-- <= 0;
}

/* How many looks the method takes when nobody ends it, and its total. */
static int looks_of(const char *name, struct rtpart_partition_request req, double *total)
{
    const int enough = 1000000;
    int looks = enough;
    struct rtpart_partition p;

    req.tick_ctx = &looks;
    partitions_run(name, &req, &p);
    *total = rtpart_partition_bandwidth(&p);
    rtpart_partition_free(&p);
    return enough - looks;
}

/* Whenever the search ends: never worse than before, nor than local search, which comes
 * first; and the bound is at least U and never above the optimum. */
static void test_exact_may_be_ended_at_any_look(void **state)
{
    struct rtpart_taskset ts;
    double best;
    double local;
    double u = 0;
    double last = 4;
    bool between = false;
    bool ended = false;

    (void)state;
    partitions_table4(&ts);
    for (size_t i = 0; i < ts.count; i++)
        u += (double)ts.tasks[i].wcet / (double)ts.tasks[i].period;
    struct rtpart_partition_request req = partitions_request(&ts, 3);

    req.tick = at_the_last_look;
    const int all = looks_of("exact", req, &best);
    const int first = looks_of("local-search", req, &local);

    assert_true(first < all);
    for (int n = 0; !ended; n = n < 20 ? n + 1 : n + n / 8) {
        struct rtpart_partition p;
        int looks = n;

        req.tick_ctx = &looks;
        partitions_run("exact", &req, &p);
        ended = p.optimal;
        assert_true(rtpart_partition_bandwidth(&p) <= (n < first ? last : local) + 1e-12);
        assert_true(p.lower_bound > u - 1e-12 && p.lower_bound < best + 1e-12);
        between = between || (!ended && p.lower_bound > u + 1e-9);
        last = rtpart_partition_bandwidth(&p);
        rtpart_partition_free(&p);
    }
    assert_true(between);
    rtpart_taskset_free(&ts);
}

/* Who asks for the vCPU of each task only gets no interfaces. */
static void test_searches_leave_interfaces_out_where_they_are_not_asked_for(void **state)
{
    static const char *const names[] = {"exact", "milp", "local-search", "resettle"};
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct rtpart_partition_request req = partitions_request(&ts, 2);
        struct rtpart_partition p;

        req.partition_only = true;
        partitions_run(names[i], &req, &p);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_non_null(p.vcpu);
        assert_null(p.prm);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_leaves_a_start_with_all_on_one_vcpu),
        cmocka_unit_test(test_exact_places_64_tasks_on_64_vcpus),
        cmocka_unit_test(test_exact_may_be_ended_at_any_look),
        cmocka_unit_test(test_searches_leave_interfaces_out_where_they_are_not_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
