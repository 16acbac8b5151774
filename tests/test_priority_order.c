/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/priority_order.h"

static void
test_priority_order_is_that_of_the_scheduler_and_then_of_the_file(void **state)
{
    static const struct rtpart_task tasks[] = {
        {.wcet = 1, .deadline = 9, .period = 20, .prio = 2},
        {.wcet = 1, .deadline = 8, .period = 30, .prio = 1},
        {.wcet = 1, .deadline = 9, .period = 10, .prio = 2},
        {.wcet = 1, .deadline = 9, .period = 10, .prio = 3},
    };
    const struct rtpart_taskset ts = {.tasks = (struct rtpart_task *)(uintptr_t)tasks,
                                      .count = 4};
    static const struct {
        enum rtpart_scheduler scheduler;
        size_t order[4];
    } cases[] = {
        {RTPART_SCHED_RM, {2, 3, 0, 1}},   {RTPART_SCHED_GRM, {2, 3, 0, 1}},
        {RTPART_SCHED_DM, {1, 0, 2, 3}},   {RTPART_SCHED_GDM, {1, 0, 2, 3}},
        {RTPART_SCHED_EDF, {1, 0, 2, 3}},  {RTPART_SCHED_GEDF, {1, 0, 2, 3}},
        {RTPART_SCHED_PRIO, {3, 0, 2, 1}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t order[] = {3, 1, 2, 0};

        rtpart_priority_sort(&ts, cases[i].scheduler, order, 4);
        assert_memory_equal(order, cases[i].order, sizeof order);
    }
}

/* Places that are left out stay out. */
static void test_priority_order_of_some_tasks_has_only_them(void **state)
{
    static const struct rtpart_task tasks[] = {{.deadline = 4, .period = 4},
                                               {.deadline = 3, .period = 3},
                                               {.deadline = 2, .period = 2}};
    const struct rtpart_taskset ts = {.tasks = (struct rtpart_task *)(uintptr_t)tasks,
                                      .count = 3};
    size_t order[] = {0, 2, 77};

    (void)state;
    rtpart_priority_sort(&ts, RTPART_SCHED_RM, order, 2);
    assert_int_equal(order[0], 2);
    assert_int_equal(order[1], 0);
    assert_int_equal(order[2], 77);
    rtpart_priority_sort(&ts, RTPART_SCHED_RM, order, 0);
    assert_int_equal(order[0], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_priority_order_is_that_of_the_scheduler_and_then_of_the_file),
        cmocka_unit_test(test_priority_order_of_some_tasks_has_only_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
