/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "tests/support/partitions.h"

/* Oracle: every point of a wide grid. */
static void test_interface_within_matches_every_point_of_the_grid(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_RM, RTPART_SCHED_DM, RTPART_SCHED_PRIO, RTPART_SCHED_EDF};
    struct test_random r = {.state = 111};
    int found = 0;
    int out_of_reach = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_taskset ts;
        struct rtpart_load load;
        struct rtpart_prm expected;
        struct rtpart_prm got = {0};

        partitions_random(&ts, &r, (int)test_random_range(&r, 1, 5),
                          (double)test_random_range(&r, 10, 90) / 100, 80,
                          round % 3 == 0);
        struct rtpart_partition_request req = partitions_request(&ts, 1);

        req.scheduler = schedulers[round % 4];
        req.latency = round % 5 == 0 ? 2 : 0;
        req.grid = (struct rtpart_grid){.min_period = test_random_range(&r, 1, 10),
                                        .max_period = test_random_range(&r, 10, 40),
                                        .period_step = test_random_range(&r, 1, 3),
                                        .runtime_step = test_random_range(&r, 1, 2)};
        req.max_bandwidth =
            (struct rtpart_ratio){.num = test_random_range(&r, 20, 100), .den = 100};
        assert_int_equal(rtpart_load_of(&load, &ts, req.scheduler, req.latency, NULL),
                         RTPART_OK);
        const bool there =
            partitions_interface(&req, (UINT64_C(1) << ts.count) - 1, &expected);
        const enum rtpart_answer answer =
            rtpart_interface_within(&load, &req.grid, req.max_bandwidth, &got);

        assert_int_equal(answer, there ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        assert_false(load.gave_up);
        if (there) {
            assert_int_equal(got.period, expected.period);
            assert_int_equal(got.budget, expected.budget);
            found++;
        } else {
            assert_int_equal(got.period, 0);
            out_of_reach++;
        }
        rtpart_load_free(&load);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 3000 && out_of_reach > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interface_within_matches_every_point_of_the_grid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
