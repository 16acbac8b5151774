/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/plan.h"
#include "tests/support/notes.h"
#include "tests/support/systems.h"

/* Two vCPUs: "a" and "c" on the first, "b" on the second. */
static void small_plan(struct rtpart_plan *p, enum rtpart_scheduler s)
{
    *p = (struct rtpart_plan){.scheduler = s, .method = strdup("hand")};
    assert_int_equal(rtpart_taskset_add(&p->taskset, "a", 1, 10, 20, NULL), RTPART_OK);
    assert_int_equal(rtpart_taskset_add(&p->taskset, "b", 1, 8, 30, NULL), RTPART_OK);
    assert_int_equal(rtpart_taskset_add(&p->taskset, "c", 1, 9, 20, NULL), RTPART_OK);
    p->taskset.tasks[0].prio = 5;
    p->taskset.tasks[2].prio = 6;
    assert_int_equal(rtpart_plan_add_vcpus(p, 2, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_place(p, 0, 2, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_place(p, 0, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_place(p, 1, 1, NULL), RTPART_OK);
    p->vcpus[0].prm = (struct rtpart_prm){.period = 10, .budget = 5};
    p->vcpus[1].prm = (struct rtpart_prm){.period = 10, .budget = 10};
    assert_int_equal(rtpart_plan_check(p, NULL), RTPART_OK);
}

static void priorities_are(enum rtpart_scheduler s, int a, int b, int c)
{
    struct rtpart_plan p;

    small_plan(&p, s);
    assert_int_equal(rtpart_plan_assign_priorities(&p, NULL, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_priority(&p, 0), a);
    assert_int_equal(rtpart_plan_priority(&p, 1), b);
    assert_int_equal(rtpart_plan_priority(&p, 2), c);
    assert_int_equal(rtpart_plan_check(&p, NULL), RTPART_OK);
    rtpart_plan_free(&p);
}

static void test_priorities_follow_the_guest_scheduler(void **state)
{
    (void)state;
    priorities_are(RTPART_SCHED_RM, 98, 98, 97); /* same period: the order of the file */
    priorities_are(RTPART_SCHED_DM, 97, 98, 98);
    priorities_are(RTPART_SCHED_PRIO, 97, 98, 98);
    priorities_are(RTPART_SCHED_EDF, 0, 0, 0);
}

static void test_priorities_are_global_in_a_global_plan(void **state)
{
    const struct rtpart_mpr mpr = {.period = 10, .budget = 15, .cpus = 2};
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_GDM};

    (void)state;
    assert_int_equal(rtpart_taskset_add(&p.taskset, "a", 1, 10, 20, NULL), RTPART_OK);
    assert_int_equal(rtpart_taskset_add(&p.taskset, "b", 1, 8, 30, NULL), RTPART_OK);
    assert_int_equal(rtpart_taskset_add(&p.taskset, "c", 1, 9, 20, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_set_global(&p, &mpr, NULL), RTPART_OK);
    assert_int_equal(p.vcpu_count, 2);
    assert_int_equal(p.vcpus[1].prm.budget, 8); /* 15 / 2, rounded up */
    assert_int_equal(rtpart_plan_assign_priorities(&p, NULL, NULL), RTPART_OK);
    assert_int_equal(p.priorities[0], 96);
    assert_int_equal(p.priorities[1], 98);
    assert_int_equal(p.priorities[2], 97);
    assert_int_equal(rtpart_plan_vcpu_of(&p, 1), -1);
    assert_int_equal(rtpart_plan_check(&p, NULL), RTPART_OK);
    rtpart_plan_free(&p);
}

/* From the 98th task on they share, and it is said. */
static void check_sharing(size_t tasks, size_t sharing)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_RM};
    struct test_notes notes = {.count = 0};
    const struct rtpart_notes to = test_notes(&notes);

    assert_int_equal(rtpart_plan_add_vcpus(&p, 1, NULL), RTPART_OK);
    for (size_t i = 0; i < tasks; i++) {
        const rtpart_ns period = (rtpart_ns)(tasks - i); /* the last runs first */

        assert_int_equal(rtpart_taskset_add(&p.taskset, NULL, 1, period, period, NULL),
                         RTPART_OK);
        assert_int_equal(rtpart_plan_place(&p, 0, i, NULL), RTPART_OK);
    }
    assert_int_equal(rtpart_plan_assign_priorities(&p, &to, NULL), RTPART_OK);
    for (size_t i = 0; i < tasks; i++) {
        const size_t rank = tasks - 1 - i;

        assert_int_equal(p.priorities[i], rank < 98 ? 98 - (int)rank : 1);
    }
    assert_int_equal(notes.count, sharing > 0);
    if (sharing > 0) {
        char want[64];

        (void)snprintf(want, sizeof want, "the last %zu tasks share", sharing);
        assert_non_null(strstr(notes.lines[0], want));
        assert_memory_equal(notes.lines[0], "vCPU 0: ", 8);
    }
    rtpart_plan_free(&p);
}

static void test_priorities_are_shared_only_when_they_run_out(void **state)
{
    (void)state;
    check_sharing(1, 0);
    check_sharing(98, 0);
    check_sharing(99, 2);
    check_sharing(150, 53);
}

static void refused(struct rtpart_plan *p, const char *message)
{
    struct rtpart_error err = {0};

    assert_int_equal(rtpart_plan_check(p, &err), RTPART_EINPUT);
    assert_string_equal(err.message, message);
    rtpart_plan_free(p);
}

static void test_plan_check_names_what_is_wrong_in_a_partition(void **state)
{
    struct rtpart_plan p;

    (void)state;
    small_plan(&p, RTPART_SCHED_RM);
    p.scheduler = RTPART_SCHED_NONE;
    refused(&p, "the plan names no guest scheduler");
    small_plan(&p, RTPART_SCHED_RM);
    p.scheduler = RTPART_SCHED_GEDF;
    refused(&p, "a partitioned plan cannot have the guest scheduler gedf");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].task_count = 0;
    refused(&p, "task \"b\" is on no vCPU");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].tasks[0] = 2;
    refused(&p, "task \"c\" is on vCPU 0 and on vCPU 1");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].tasks[0] = 3;
    refused(&p, "vCPU 1 has a task number 3, but there are 3 tasks");
    small_plan(&p, RTPART_SCHED_RM);
    p.taskset.tasks[1].vcpu = 0;
    refused(&p, "task \"b\" is fixed to vCPU 0, but is on vCPU 1");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].prm.budget = 11;
    refused(&p,
            "vCPU 1: runtime 11 ns of the reservation is not in 0 .. its period 10 ns");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].prm.budget = 0;
    refused(&p, "vCPU 1 has tasks, but its runtime is 0");
    small_plan(&p, RTPART_SCHED_RM);
    p.vcpus[1].prm = (struct rtpart_prm){0};
    refused(&p, "vCPU 1: period 0 ns of the reservation is not in 1 ns .. 2^53 ns (about "
                "104 days)");
    small_plan(&p, RTPART_SCHED_RM);
    p.latency = -1;
    refused(&p, "the latency is not in 0 .. 2^53 ns");
    small_plan(&p, RTPART_SCHED_RM);
    p.grid = (struct rtpart_grid){.min_period = 1, .period_step = 1};
    refused(
        &p,
        "the grid has a step or period that is not above 0, or a longest period below "
        "the shortest");
    small_plan(&p, RTPART_SCHED_RM);
    assert_int_equal(rtpart_plan_assign_priorities(&p, NULL, NULL), RTPART_OK);
    p.priorities[0] = 99;
    refused(&p, "task \"a\": guest priority 99 is not in 0 .. 98");
    small_plan(&p, RTPART_SCHED_RM);
    p.mpr.cpus = 1;
    refused(&p, "a partitioned plan has a global reservation");
    small_plan(&p, RTPART_SCHED_RM);
    p.taskset.tasks[0].deadline = 21;
    refused(
        &p,
        "task \"a\": deadline 21 ns is beyond period 20 ns, which is not supported (use "
        "a deadline up to the period)");
    p = (struct rtpart_plan){.scheduler = RTPART_SCHED_RM};
    refused(&p, "the plan has no tasks");
}

static void global_plan(struct rtpart_plan *p)
{
    const struct rtpart_mpr mpr = {.period = 10, .budget = 15, .cpus = 2};

    *p = (struct rtpart_plan){.scheduler = RTPART_SCHED_GEDF};
    assert_int_equal(rtpart_taskset_add(&p->taskset, "a", 1, 10, 20, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_set_global(p, &mpr, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_check(p, NULL), RTPART_OK);
}

static void test_plan_check_names_what_is_wrong_in_a_global_plan(void **state)
{
    struct rtpart_plan p;

    (void)state;
    global_plan(&p);
    p.scheduler = RTPART_SCHED_EDF;
    refused(&p, "a global plan cannot have the guest scheduler edf");
    global_plan(&p);
    p.mpr.budget = 21;
    refused(
        &p,
        "budget 21 ns of the global reservation is not in 0 .. 2 times its period 10 ns");
    global_plan(&p);
    p.mpr.budget = 0;
    refused(&p, "the budget of the global reservation is 0");
    global_plan(&p);
    p.mpr.cpus = 0;
    refused(&p, "the global reservation has no CPUs");
    global_plan(&p);
    p.mpr.cpus = 3;
    refused(&p, "the global reservation has 3 CPUs, but the plan 2 vCPUs");
    global_plan(&p);
    p.vcpus[1].prm.budget = 7;
    refused(&p, "vCPU 1 is not an equal share of the global reservation");
    global_plan(&p);
    assert_int_equal(rtpart_plan_place(&p, 0, 0, NULL), RTPART_OK);
    refused(&p, "vCPU 0 has tasks of its own in a global plan");
}

static void test_plan_bounds_the_number_of_vcpus(void **state)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_RM};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_plan_add_vcpus(&p, 0, &err), RTPART_ERANGE);
    assert_string_equal(err.message, "0 vCPUs: a plan has 1 .. 4096");
    assert_int_equal(rtpart_plan_add_vcpus(&p, 1000000, &err), RTPART_ERANGE);
    assert_string_equal(err.message, "1000000 vCPUs: a plan has 1 .. 4096");
    assert_null(p.vcpus);
}

static void test_plan_equal_sees_every_difference(void **state)
{
    struct rtpart_plan a;

    (void)state;
    small_plan(&a, RTPART_SCHED_RM);
    for (int i = 0; i < 16; i++) {
        struct rtpart_plan b;

        small_plan(&b, RTPART_SCHED_RM);
        b.taskset.tasks[0].line = 77;
        assert_true(rtpart_plan_equal(&a, &b));
        switch (i) {
        case 0:
            b.scheduler = RTPART_SCHED_DM;
            break;
        case 1:
            b.objective = RTPART_OBJECTIVE_MAX;
            break;
        case 2:
            b.latency = 1;
            break;
        case 3:
            b.grid.max_period = 1;
            break;
        case 4:
            b.method[0] = 'x';
            break;
        case 5:
            b.source = strdup("s");
            break;
        case 6:
            b.provenance.seed = strdup("1");
            break;
        case 7:
            b.taskset.tasks[2].wcet = 2;
            break;
        case 8:
            b.taskset.tasks[2].name[0] = 'x';
            break;
        case 9:
            b.taskset.tasks[2].vcpu = 0;
            break;
        case 10:
            b.vcpus[1].prm.budget--;
            break;
        case 11:
            b.vcpus[0].tasks[0] = 0;
            break;
        case 12:
            b.vcpus[0].task_count--;
            break;
        case 13:
            b.mpr.cpus = 1;
            break;
        case 14:
            b.kind = RTPART_PLAN_GLOBAL;
            break;
        default:
            assert_int_equal(rtpart_plan_assign_priorities(&b, NULL, NULL), RTPART_OK);
        }
        assert_false(rtpart_plan_equal(&a, &b));
        rtpart_plan_free(&b);
    }
    rtpart_plan_free(&a);
}

static void test_random_plans_are_sound(void **state)
{
    struct test_random r = {.state = 12};

    (void)state;
    for (int i = 0; i < 10000; i++) {
        struct rtpart_plan p;
        struct rtpart_error err = {0};

        test_random_plan(&r, &p);
        (void)rtpart_plan_check(&p, &err);
        assert_string_equal(err.message, "");
        rtpart_plan_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_priorities_follow_the_guest_scheduler),
        cmocka_unit_test(test_priorities_are_global_in_a_global_plan),
        cmocka_unit_test(test_priorities_are_shared_only_when_they_run_out),
        cmocka_unit_test(test_plan_check_names_what_is_wrong_in_a_partition),
        cmocka_unit_test(test_plan_check_names_what_is_wrong_in_a_global_plan),
        cmocka_unit_test(test_plan_bounds_the_number_of_vcpus),
        cmocka_unit_test(test_plan_equal_sees_every_difference),
        cmocka_unit_test(test_random_plans_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
