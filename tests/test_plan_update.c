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
#include "analysis/verify.h"
#include "partition/plan_make.h"
#include "partition/plan_update.h"
#include "tests/support/partitions.h"

static const struct rtpart_plan_origin origin = {.source = "set.xml", .tool = "test"};

/* The plan of Table 4 on `vcpus` vCPUs by Ovh, as rtpart makes it. */
static void serve(struct rtpart_plan *plan, unsigned vcpus)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    partitions_table4(&ts);
    const struct rtpart_partition_request req = partitions_request(&ts, vcpus);

    partitions_run("ovh", &req, &p);
    assert_int_equal(rtpart_plan_make(&req, &p, "ovh", &origin, NULL, plan, NULL),
                     RTPART_OK);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static struct rtpart_plan_changes adding(const struct rtpart_taskset *add)
{
    return (struct rtpart_plan_changes){.add = add, .max_bandwidth = {1, 1}};
}

static struct rtpart_plan_changes removing(const char *const *names, size_t count)
{
    return (struct rtpart_plan_changes){
        .remove = names, .remove_count = count, .max_bandwidth = {1, 1}};
}

/* The updated plan, proved by the checker that shares nothing with what made it. */
static void assert_proved(const struct rtpart_plan_update *u, struct rtpart_plan *plan)
{
    enum rtpart_answer answer;
    char why[512];

    assert_int_equal(rtpart_plan_make(&u->request, &u->partition, RTPART_ONLINE_METHOD,
                                      &origin, NULL, plan, NULL),
                     RTPART_OK);
    assert_int_equal(rtpart_plan_certify(plan, &answer, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_verify(plan, why, sizeof why), RTPART_SCHEDULABLE);
}

static int vcpu_of(const struct rtpart_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->taskset.count; i++)
        if (strcmp(plan->taskset.tasks[i].name, name) == 0)
            return rtpart_plan_vcpu_of(plan, i);
    return -1;
}

static bool same_prm(const struct rtpart_prm *a, const struct rtpart_prm *b)
{
    return a->budget == b->budget && a->period == b->period;
}

/* Does every task that is in both plans have the same vCPU? */
static void assert_nobody_moved(const struct rtpart_plan *old,
                                const struct rtpart_plan *new)
{
    for (size_t i = 0; i < old->taskset.count; i++) {
        const int v = vcpu_of(new, old->taskset.tasks[i].name);

        assert_true(v < 0 || v == rtpart_plan_vcpu_of(old, i));
    }
}

static void test_update_adds_and_leaves_the_others_where_they_are(void **state)
{
    struct test_random r = {.state = 7};

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct rtpart_plan old;
        struct rtpart_plan new = {0};
        struct rtpart_taskset add = {0};
        struct rtpart_plan_update u;
        const rtpart_ns period = test_random_range(&r, 20, 300) * RTPART_MS;

        serve(&old, 4);
        rtpart_taskset_add(&add, "fresh", period / 50, period, period, NULL);
        const struct rtpart_plan_changes changes = adding(&add);

        assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
        assert_int_equal(u.partition.answer, RTPART_SCHEDULABLE);
        assert_int_equal(u.moves, 0);
        assert_int_equal(u.was[u.taskset.count - 1], RTPART_NO_TASK);
        assert_proved(&u, &new);
        assert_nobody_moved(&old, &new);
        for (size_t v = 0; v < old.vcpu_count; v++)
            assert_true((int)v == vcpu_of(&new, "fresh") ||
                        same_prm(&old.vcpus[v].prm, &new.vcpus[v].prm));
        rtpart_plan_update_free(&u);
        rtpart_taskset_free(&add);
        rtpart_plan_free(&old);
        rtpart_plan_free(&new);
    }
}

static void test_update_removes_and_takes_back_bandwidth(void **state)
{
    static const char *const names[] = {"t8", "t0"};
    struct rtpart_plan old;
    struct rtpart_plan new;
    struct rtpart_plan_update u;
    const struct rtpart_plan_changes changes = removing(names, 2);

    (void)state;
    serve(&old, 4); /* {t0, t8} {t1, t4} {t2, t5, t6, t9} {t3, t7} */
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_proved(&u, &new);
    assert_int_equal(new.taskset.count, 8);
    assert_int_equal(vcpu_of(&new, "t0"), -1);
    assert_nobody_moved(&old, &new);
    assert_int_equal(new.vcpus[0].prm.budget, 0);
    for (size_t v = 1; v < 4; v++)
        assert_true(same_prm(&old.vcpus[v].prm, &new.vcpus[v].prm));
    rtpart_plan_free(&new);
    rtpart_plan_update_free(&u);
    rtpart_plan_free(&old);
}

/* The first task of all, and nothing else; as many vCPUs as there are is no less. */
static void test_update_takes_back_what_the_first_task_leaves(void **state)
{
    static const char *const names[] = {"t0"};
    struct rtpart_plan old;
    struct rtpart_plan new;
    struct rtpart_plan_update u;
    struct rtpart_plan_changes changes = removing(names, 1);

    (void)state;
    serve(&old, 4);
    changes.vcpus = 4;
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_proved(&u, &new);
    assert_true(rtpart_ratio_cmp(rtpart_prm_bandwidth(&new.vcpus[0].prm),
                                 rtpart_prm_bandwidth(&old.vcpus[0].prm)) < 0);
    rtpart_plan_free(&new);
    rtpart_plan_update_free(&u);
    rtpart_plan_free(&old);
}

/* In and out again: a task of the same name may take the place of one that leaves. */
static void test_update_exchanges_a_task(void **state)
{
    static const char *const names[] = {"t8"};
    struct rtpart_plan old;
    struct rtpart_plan new;
    struct rtpart_taskset add = {0};
    struct rtpart_plan_update u;

    (void)state;
    serve(&old, 2);
    rtpart_taskset_add(&add, "t8", 80 * RTPART_MS, 236 * RTPART_MS, 236 * RTPART_MS,
                       NULL);
    struct rtpart_plan_changes changes = removing(names, 1);

    changes.add = &add;
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_int_equal(u.partition.answer, RTPART_SCHEDULABLE);
    assert_proved(&u, &new);
    assert_int_equal(new.taskset.count, 10);
    assert_int_equal(new.taskset.tasks[9].wcet, 80 * RTPART_MS);
    /* nine hundredths less work: what is reserved must not grow */
    assert_true(rtpart_ratio_cmp(rtpart_prm_bandwidth(&new.vcpus[1].prm),
                                 rtpart_prm_bandwidth(&old.vcpus[1].prm)) < 0);
    rtpart_plan_free(&new);
    rtpart_plan_update_free(&u);
    rtpart_taskset_free(&add);
    rtpart_plan_free(&old);
}

static void test_update_moves_no_more_than_it_may_and_must(void **state)
{
    struct rtpart_plan old;
    struct rtpart_plan new;
    struct rtpart_taskset add = {0};
    struct rtpart_plan_update u;

    (void)state;
    serve(&old, 2);
    rtpart_taskset_add(&add, "big", 30 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                       NULL);
    struct rtpart_plan_changes changes = adding(&add);

    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_int_equal(u.partition.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(u.partition.blocked, 10);
    rtpart_plan_update_free(&u);
    changes.may_move = 3;
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_int_equal(u.partition.answer, RTPART_SCHEDULABLE);
    assert_int_equal(u.moves, 1);
    assert_proved(&u, &new);
    rtpart_plan_free(&new);
    rtpart_plan_update_free(&u);
    changes.may_move = 0; /* or one vCPU more */
    changes.vcpus = 3;
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_int_equal(u.moves, 0);
    assert_proved(&u, &new);
    assert_int_equal(vcpu_of(&new, "big"), 2);
    rtpart_plan_free(&new);
    rtpart_plan_update_free(&u);
    rtpart_taskset_free(&add);
    rtpart_plan_free(&old);
}

static void test_update_renames_where_it_may(void **state)
{
    struct rtpart_plan old;
    struct rtpart_taskset add = {0};
    struct rtpart_plan_update u;
    struct rtpart_error err;

    (void)state;
    serve(&old, 4);
    rtpart_taskset_add(&add, "t0", RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    rtpart_taskset_add(&add, "t10", RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    struct rtpart_plan_changes changes = adding(&add);

    assert_int_equal(rtpart_plan_update(&old, &changes, &u, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "\"t0\" is in the plan already"));
    rtpart_plan_update_free(&u);
    changes.rename = true;
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_string_equal(u.taskset.tasks[10].name, "t11"); /* t10 is new too */
    assert_string_equal(u.taskset.tasks[11].name, "t10");
    assert_int_equal(rtpart_taskset_check(&u.taskset, NULL), RTPART_OK);
    rtpart_plan_update_free(&u);
    /* Where the plan has no t0 that is the first name to be had. */
    free(old.taskset.tasks[0].name);
    old.taskset.tasks[0].name = strdup("first");
    free(add.tasks[0].name);
    add.tasks[0].name = strdup("first");
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_string_equal(u.taskset.tasks[10].name, "t0");
    rtpart_plan_update_free(&u);
    rtpart_taskset_free(&add);
    rtpart_plan_free(&old);
}

/* A plan written by hand has no grid: the default one, or what is asked for. */
static void test_update_of_a_plan_without_a_grid_takes_the_default(void **state)
{
    struct rtpart_plan old;
    struct rtpart_taskset add = {0};
    struct rtpart_plan_update u;

    (void)state;
    serve(&old, 4);
    const struct rtpart_grid grid = old.grid;

    old.grid = (struct rtpart_grid){0};
    rtpart_taskset_add(&add, "x", RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    struct rtpart_plan_changes changes = adding(&add);

    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_memory_equal(&u.request.grid, &grid, sizeof grid);
    rtpart_plan_update_free(&u);
    changes.grid = (struct rtpart_grid){.min_period = 1 * RTPART_MS,
                                        .max_period = 30 * RTPART_MS,
                                        .period_step = 3 * RTPART_MS,
                                        .runtime_step = 1000};
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_memory_equal(&u.request.grid, &changes.grid, sizeof grid);
    rtpart_plan_update_free(&u);
    changes.grid = (struct rtpart_grid){
        .min_period = 1, .max_period = 1, .period_step = 1, .runtime_step = 1};
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_memory_equal(&u.request.grid, &changes.grid, sizeof grid);
    rtpart_plan_update_free(&u);
    old.grid = changes.grid; /* a plan's own grid may be as fine */
    changes.grid = (struct rtpart_grid){0};
    assert_int_equal(rtpart_plan_update(&old, &changes, &u, NULL), RTPART_OK);
    assert_memory_equal(&u.request.grid, &old.grid, sizeof grid);
    rtpart_plan_update_free(&u);
    rtpart_taskset_free(&add);
    rtpart_plan_free(&old);
}

static void assert_refused(const struct rtpart_plan *plan,
                           const struct rtpart_plan_changes *changes,
                           enum rtpart_code code, const char *message)
{
    struct rtpart_plan_update u;
    struct rtpart_error err;

    assert_int_equal(rtpart_plan_update(plan, changes, &u, &err), code);
    if (strstr(err.message, message) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, message);
    rtpart_plan_update_free(&u);
}

static void test_update_refuses_what_makes_no_sense(void **state)
{
    static const char *const twice[] = {"t1", "t1"};
    static const char *const nobody[] = {"nobody"};
    static const char *const all[] = {"t0", "t1", "t2", "t3", "t4",
                                      "t5", "t6", "t7", "t8", "t9"};
    struct rtpart_plan plan;
    struct rtpart_taskset add = {0};
    struct rtpart_plan_changes changes = removing(twice, 2);

    (void)state;
    serve(&plan, 4);
    assert_refused(&plan, &changes, RTPART_EINPUT, "removed twice");
    changes = removing(nobody, 1);
    assert_refused(&plan, &changes, RTPART_EINPUT, "no task \"nobody\"");
    changes = removing(all, 10);
    assert_refused(&plan, &changes, RTPART_EINPUT, "no task would be left");
    changes = removing(all, 1);
    changes.vcpus = 3;
    assert_refused(&plan, &changes, RTPART_EUSAGE, "the plan has 4");
    changes.vcpus = 0;
    changes.grid.min_period = 10;
    changes.grid.max_period = 1;
    assert_refused(&plan, &changes, RTPART_EUSAGE, "");
    rtpart_taskset_add(&add, "x", 1, 100, 100, NULL);
    add.tasks[0].vcpu = 4;
    changes = adding(&add);
    assert_refused(&plan, &changes, RTPART_EINPUT, "fixed to vCPU 4");
    plan.kind = RTPART_PLAN_GLOBAL;
    assert_refused(&plan, &changes, RTPART_EMODEL, "global");
    rtpart_taskset_free(&add);
    rtpart_plan_free(&plan);
}

/* Up to RTPART_TASKS_MAX the next fault is named, a grid that is none; beyond, the number. */
static void test_update_takes_as_many_tasks_as_a_plan_may_have(void **state)
{
    struct rtpart_plan plan;
    struct rtpart_taskset add = {0};
    char name[32];

    (void)state;
    serve(&plan, 4);
    for (size_t i = plan.taskset.count; i < RTPART_TASKS_MAX; i++) {
        snprintf(name, sizeof name, "new%zu", i);
        assert_int_equal(rtpart_taskset_add(&add, name, 1, 100, 100, NULL), RTPART_OK);
    }
    struct rtpart_plan_changes changes = adding(&add);

    changes.grid.min_period = 10;
    changes.grid.max_period = 1;
    assert_refused(&plan, &changes, RTPART_EUSAGE, "");
    assert_int_equal(rtpart_taskset_add(&add, "last", 1, 100, 100, NULL), RTPART_OK);
    assert_refused(&plan, &changes, RTPART_EINPUT, "a plan has at most");
    rtpart_taskset_free(&add);
    rtpart_plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_update_adds_and_leaves_the_others_where_they_are),
        cmocka_unit_test(test_update_removes_and_takes_back_bandwidth),
        cmocka_unit_test(test_update_takes_back_what_the_first_task_leaves),
        cmocka_unit_test(test_update_exchanges_a_task),
        cmocka_unit_test(test_update_moves_no_more_than_it_may_and_must),
        cmocka_unit_test(test_update_renames_where_it_may),
        cmocka_unit_test(test_update_of_a_plan_without_a_grid_takes_the_default),
        cmocka_unit_test(test_update_refuses_what_makes_no_sense),
        cmocka_unit_test(test_update_takes_as_many_tasks_as_a_plan_may_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
