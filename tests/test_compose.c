/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/compose.h"
#include "analysis/interface.h"
#include "analysis/mpr_tests.h"
#include "tests/support/gsim.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

/* A component with room for a few tasks and children, on the stack. */
struct node {
    struct rtpart_component c;
    struct rtpart_task tasks[4];
    struct rtpart_component children[3];
};

static void node_init(struct node *n, const char *name, enum rtpart_scheduler scheduler,
                      rtpart_ns period)
{
    memset(n, 0, sizeof *n);
    n->c.name = (char *)(uintptr_t)name; /* not changed by anyone */
    n->c.scheduler = scheduler;
    n->c.min_period = n->c.max_period = period;
    n->c.taskset.tasks = n->tasks;
    n->c.children = n->children;
}

static void add_task(struct node *n, rtpart_ns wcet, rtpart_ns deadline, rtpart_ns period)
{
    n->tasks[n->c.taskset.count++] = (struct rtpart_task){
        .name = (char[]){"t"}, .wcet = wcet, .deadline = deadline, .period = period};
}

static void add_child(struct node *n, const struct node *child)
{
    n->children[n->c.child_count++] = child->c;
}

/* Interface of some tasks on one resource, by hand. */
static struct rtpart_prm interface_of(const struct rtpart_task *tasks, size_t count,
                                      enum rtpart_scheduler scheduler,
                                      const struct rtpart_grid *grid)
{
    const struct rtpart_taskset ts = {.tasks = (struct rtpart_task *)(uintptr_t)tasks,
                                      .count = count};
    struct rtpart_prm r = {0};
    struct rtpart_load load;

    assert_int_equal(rtpart_load_of(&load, &ts, scheduler, 0, NULL), RTPART_OK);
    assert_int_equal(rtpart_interface_choose(&load, grid, &r), RTPART_SCHEDULABLE);
    rtpart_load_free(&load);
    return r;
}

/* Two components under EDF, one of them with a child: every level by hand. */
static void test_compose_gives_each_level_its_children_as_tasks(void **state)
{
    const struct rtpart_grid any = {
        .min_period = 5, .max_period = 9, .period_step = 1, .runtime_step = 1};
    struct node leaf;
    struct node middle;
    struct node other;
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&leaf, "leaf", RTPART_SCHED_EDF, 0);
    leaf.c.min_period = 5;
    leaf.c.max_period = 9;
    add_task(&leaf, 4, 25, 25);
    add_task(&leaf, 5, 40, 40);
    node_init(&middle, "middle", RTPART_SCHED_DM, 6);
    add_task(&middle, 3, 60, 60);
    add_child(&middle, &leaf);
    node_init(&other, "other", RTPART_SCHED_DM, 6);
    add_task(&other, 1, 25, 25);
    node_init(&root, "system", RTPART_SCHED_EDF, 3);
    add_child(&root, &middle);
    add_child(&root, &other);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);

    const struct rtpart_prm l = interface_of(leaf.tasks, 2, RTPART_SCHED_EDF, &any);
    const struct rtpart_composition *m = &got.children[0];

    assert_int_equal(m->children[0].interface.budget, l.budget);
    assert_int_equal(m->children[0].interface.period, l.period);
    assert_int_equal(m->children[0].interface.deadline, l.period);
    assert_int_equal(m->taskset.count, 2);
    assert_string_equal(m->taskset.tasks[1].name, "leaf");
    assert_int_equal(m->taskset.tasks[1].wcet, l.budget);

    const struct rtpart_task in_middle[] = {
        middle.tasks[0], {.wcet = l.budget, .deadline = l.period, .period = l.period}};
    const struct rtpart_grid six = {
        .min_period = 6, .max_period = 6, .period_step = 1, .runtime_step = 1};
    const struct rtpart_prm mi = interface_of(in_middle, 2, RTPART_SCHED_DM, &six);
    const struct rtpart_prm o = interface_of(other.tasks, 1, RTPART_SCHED_DM, &six);

    assert_int_equal(m->interface.budget, mi.budget);
    assert_int_equal(got.children[1].interface.budget, o.budget);

    const struct rtpart_task in_root[] = {{.wcet = mi.budget, .deadline = 6, .period = 6},
                                          {.wcet = o.budget, .deadline = 6, .period = 6}};
    const struct rtpart_grid three = {
        .min_period = 3, .max_period = 3, .period_step = 1, .runtime_step = 1};

    assert_int_equal(got.interface.budget,
                     interface_of(in_root, 2, RTPART_SCHED_EDF, &three).budget);
    rtpart_composition_free(&got);
}

/* With EDP the parent's task has the deadline of the interface. */
static void test_compose_edp_hands_the_deadline_on(void **state)
{
    struct node leaf;
    struct node root;
    struct rtpart_composition got;
    struct rtpart_load load;

    (void)state;
    node_init(&leaf, "leaf", RTPART_SCHED_EDF, 10);
    add_task(&leaf, 5, 18, 20);
    node_init(&root, "system", RTPART_SCHED_EDF, 2);
    add_child(&root, &leaf);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .resource = RTPART_RESOURCE_EDP,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    const struct rtpart_edp *r = &got.children[0].interface;

    assert_int_equal(rtpart_load_of(&load, &leaf.c.taskset, RTPART_SCHED_EDF, 0, NULL),
                     RTPART_OK);
    assert_int_equal(r->budget, rtpart_edp_min_budget(&load, 10, 1, 0, 10));
    assert_int_equal(r->deadline, rtpart_edp_max_deadline(&load, 10, r->budget, 1));
    rtpart_load_free(&load);
    assert_true(r->deadline < r->period);
    assert_int_equal(got.taskset.tasks[0].deadline, r->deadline);
    assert_int_equal(got.taskset.tasks[0].period, 10);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    rtpart_composition_free(&got);
}

/* A component that says nothing: the fallback, and the grid of its own deadlines. */
static void test_compose_fills_in_what_is_not_said(void **state)
{
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&root, "system", RTPART_SCHED_NONE, 0);
    add_task(&root, 10 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS);

    const struct rtpart_compose_request req = {.root = &root.c,
                                               .fallback = RTPART_SCHED_DM};
    const struct rtpart_grid grid = rtpart_grid_auto(100 * RTPART_MS);

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.scheduler, RTPART_SCHED_DM);
    assert_memory_equal(&got.grid, &grid, sizeof grid);
    const struct rtpart_prm r = interface_of(root.tasks, 1, RTPART_SCHED_DM, &grid);

    assert_int_equal(got.interface.budget, r.budget);
    assert_int_equal(got.interface.period, r.period);
    rtpart_composition_free(&got);
}

/* No interface below, none above; siblings still get theirs. */
static void test_compose_says_which_component_has_no_interface(void **state)
{
    struct node bad;
    struct node good;
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&bad, "bad", RTPART_SCHED_EDF, 6);
    add_task(&bad, 5, 5, 10);
    add_task(&bad, 5, 5, 10);
    node_init(&good, "good", RTPART_SCHED_EDF, 6);
    add_task(&good, 1, 30, 30);
    node_init(&root, "system", RTPART_SCHED_EDF, 3);
    add_child(&root, &bad);
    add_child(&root, &good);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(got.children[0].answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(got.children[1].answer, RTPART_SCHEDULABLE);
    rtpart_composition_free(&got);
}

static void test_compose_empty_components_need_nothing(void **state)
{
    struct node empty;
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&empty, "empty", RTPART_SCHED_EDF, 6);
    node_init(&root, "system", RTPART_SCHED_EDF, 3);
    add_child(&root, &empty);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    assert_int_equal(got.interface.budget, 0);
    assert_int_equal(got.taskset.count, 0);
    rtpart_composition_free(&got);
}

static void test_compose_errors_name_the_component(void **state)
{
    struct node leaf;
    struct node root;
    struct rtpart_composition got;
    struct rtpart_error err;

    (void)state;
    node_init(&leaf, "vm1", RTPART_SCHED_PRIO, 6); /* its task has no priority */
    add_task(&leaf, 1, 30, 30);
    node_init(&root, "system", RTPART_SCHED_EDF, 3);
    add_child(&root, &leaf);

    struct rtpart_compose_request req = {.root = &root.c,
                                         .fallback = RTPART_SCHED_RM,
                                         .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "vm1"));
    rtpart_composition_free(&got);
    root.children[0].scheduler = RTPART_SCHED_EDF;
    root.c.scheduler = RTPART_SCHED_PRIO; /* the interface has no priority */
    assert_int_equal(rtpart_compose(&req, &got, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "system"));
    rtpart_composition_free(&got);
    root.c.scheduler = RTPART_SCHED_RM;
    req.latency = -1;
    assert_int_equal(rtpart_compose(&req, &got, &err), RTPART_EUSAGE);
    rtpart_composition_free(&got);
    req.latency = 0;
    req.asked.max_period = 2;
    assert_int_equal(rtpart_compose(&req, &got, &err), RTPART_EUSAGE);
    rtpart_composition_free(&got);
}

/*
 * A system of CARTS' own samples ("dmpr-vs-mpr-same", times in ticks): gEDF throughout.
 * CARTS gives (97, 50, 2), (33, 50, 1) and (60, 20, 3); the first two are a tick more than
 * the supply asks for (docs/analyses.md).
 */
static void test_compose_global_components_as_carts_does(void **state)
{
    struct node c0;
    struct node c1;
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&c0, "C0", RTPART_SCHED_GEDF, 50);
    add_task(&c0, 80, 200, 200);
    add_task(&c0, 100, 200, 200);
    add_task(&c0, 100, 200, 200);
    node_init(&c1, "C1", RTPART_SCHED_GEDF, 50);
    add_task(&c1, 10, 200, 200);
    add_task(&c1, 100, 200, 200);
    node_init(&root, "system", RTPART_SCHED_GEDF, 20);
    add_child(&root, &c0);
    add_child(&root, &c1);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    const struct rtpart_composition *two = &got.children[0];
    const struct rtpart_composition *one = &got.children[1];

    assert_int_equal(two->mpr.cpus, 2);
    assert_int_equal(two->mpr.budget, 96);
    assert_int_equal(two->interface.budget, 48); /* of each CPU */
    assert_int_equal(rtpart_composition_tasks(two), 2);
    assert_int_equal(one->mpr.cpus, 1);
    assert_int_equal(one->mpr.budget, 32);
    assert_int_equal(got.mpr.cpus, 3);
    assert_int_equal(got.mpr.budget, 60);
    assert_int_equal(got.taskset.count, 3); /* two tasks for C0, one for C1 */
    assert_string_equal(got.taskset.tasks[1].name, "C0/1");
    assert_int_equal(got.taskset.tasks[1].wcet, 48);
    assert_int_equal(got.taskset.tasks[1].period, 50);
    assert_string_equal(got.taskset.tasks[2].name, "C1");
    rtpart_composition_free(&got);
}

/* On one CPU a global scheduler is a local one: EDF takes all of it where U = 1. */
static void test_compose_global_component_on_one_cpu_is_exact(void **state)
{
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&root, "system", RTPART_SCHED_GEDF, 4);
    add_task(&root, 8, 16, 16);
    add_task(&root, 4, 8, 8);

    struct rtpart_compose_request req = {.root = &root.c,
                                         .resource = RTPART_RESOURCE_EDP,
                                         .fallback = RTPART_SCHED_RM,
                                         .asked = {.period_step = 1, .runtime_step = 1}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.mpr.cpus, 1);
    assert_int_equal(got.mpr.budget, 4);
    assert_int_equal(got.interface.deadline, 4);
    rtpart_composition_free(&got);

    /* (5, 10), (7, 14) hold under EDF on a CPU of their own, under fixed priorities not. */
    static const enum rtpart_scheduler fixed[] = {RTPART_SCHED_GRM, RTPART_SCHED_GDM};

    root.tasks[0] = (struct rtpart_task){.wcet = 5, .deadline = 10, .period = 10};
    root.tasks[1] = (struct rtpart_task){.wcet = 7, .deadline = 14, .period = 14};
    for (size_t i = 0; i < 2; i++) {
        const struct rtpart_mpr_request alone = {
            .taskset = &root.c.taskset, .test = rtpart_mpr_test_find("gfp"), .cpus = 2};
        struct rtpart_mpr_result two;

        req.scheduler = fixed[i]; /* wins over the file */
        assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
        assert_int_equal(rtpart_mpr_least_budget(&alone, 4, 1, &two, NULL), RTPART_OK);
        assert_int_equal(got.mpr.cpus, 2);
        assert_int_equal(got.mpr.budget, two.mpr.budget);
        rtpart_mpr_result_free(&two);
        rtpart_composition_free(&got);
    }
}

/* Three tasks of U = 1 need three whole CPUs, and no test. */
static void test_compose_global_component_on_whole_cpus(void **state)
{
    struct node root;
    struct rtpart_composition got;
    struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.min_period = 2, .max_period = 9, .period_step = 2, .runtime_step = 9}};

    (void)state;
    node_init(&root, "system", RTPART_SCHED_GEDF, 0);
    for (int i = 0; i < 3; i++)
        add_task(&root, 20, 20, 20);
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    assert_int_equal(got.mpr.cpus, 3);
    assert_int_equal(got.mpr.period, 6); /* of 2, 4, 6, 8 the only one with 3 P = 9 k */
    assert_int_equal(got.mpr.budget, 18);
    rtpart_composition_free(&got);
    req.latency = 1;
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_not_equal(got.answer, RTPART_SCHEDULABLE);
    rtpart_composition_free(&got);
    req.latency = 0;
    req.asked.runtime_step = 15; /* a period of 10 would do, but 9 is the longest */
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_not_equal(got.answer, RTPART_SCHEDULABLE);
    rtpart_composition_free(&got);
}

/* The shortest period of the grid is one of its periods. */
static void test_compose_whole_cpus_with_the_shortest_period(void **state)
{
    struct node root;
    struct rtpart_composition got;
    const struct rtpart_compose_request req = {
        .root = &root.c,
        .asked = {.min_period = 6, .max_period = 6, .period_step = 2, .runtime_step = 9}};

    (void)state;
    node_init(&root, "system", RTPART_SCHED_GEDF, 0);
    for (int i = 0; i < 3; i++)
        add_task(&root, 20, 20, 20);
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    assert_int_equal(got.mpr.period, 6);
    assert_int_equal(got.mpr.budget, 18);
    rtpart_composition_free(&got);
}

/* No number of CPUs helps a job that is longer than its deadline allows on this grid. */
static void test_compose_global_components_without_interface(void **state)
{
    struct node bad;
    struct node root;
    struct rtpart_composition got;

    (void)state;
    node_init(&bad, "bad", RTPART_SCHED_GEDF, 5);
    add_task(&bad, 5, 5, 10);
    add_task(&bad, 5, 5, 10);
    node_init(&root, "system", RTPART_SCHED_EDF, 3);
    add_child(&root, &bad);

    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {.period_step = 1, .runtime_step = 2}};

    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.children[0].answer, RTPART_SCHEDULABLE); /* 10 = 2 x 5 */
    assert_int_equal(got.answer, RTPART_UNSCHEDULABLE);           /* on one CPU */
    rtpart_composition_free(&got);
    bad.tasks[1] = (struct rtpart_task){.wcet = 5, .deadline = 5, .period = 10};
    add_task(&bad, 5, 5, 10); /* three whole CPUs are 15, no multiple of 2 */
    root.children[0] = bad.c;
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.children[0].answer, RTPART_UNDECIDED);
    assert_int_equal(got.answer, RTPART_UNDECIDED);
    rtpart_composition_free(&got);
}

#define SERVERS 3000 /* sets that are attacked */
#define SLOTS   400

/*
 * Why m' equal tasks will do: whatever schedules them, beside whatever else, with whatever
 * start of their periods; as long as none misses, the tasks behind them do not.
 */
static void test_compose_servers_keep_what_the_interface_promises(void **state)
{
    struct test_random rnd = {.state = 61};
    int attacked = 0;

    (void)state;
    while (attacked < SERVERS) {
        struct rtpart_task room[6];
        struct rtpart_task servers[4];
        const unsigned m = (unsigned)test_random_range(&rnd, 2, 3);
        const struct rtpart_taskset ts = sets_small(&rnd, room, m + 1, 14);
        const rtpart_ns period = test_random_range(&rnd, 1, 6);
        const struct rtpart_mpr_request req = {
            .taskset = &ts, .test = rtpart_mpr_test_find("gedf"), .cpus = m};
        struct rtpart_mpr_result found;

        assert_int_equal(rtpart_mpr_least_budget(&req, period, 1, &found, NULL),
                         RTPART_OK);
        if (found.verdict.answer != RTPART_SCHEDULABLE)
            continue;
        /* Slots of 1/m': then each server has a whole number of them, Theta. */
        for (size_t i = 0; i < ts.count; i++) {
            room[i].wcet *= m;
            room[i].deadline *= m;
            room[i].period *= m;
        }
        const rtpart_ns length = period * m;
        const struct rtpart_taskset parent = {.tasks = servers, .count = m + 1};
        struct gsim_releases starts = {.delay = 0};
        struct gsim_supply whole;
        struct gsim_supply given = {{0}};

        for (unsigned i = 0; i < m; i++) {
            servers[i] = (struct rtpart_task){
                .wcet = found.mpr.budget, .deadline = length, .period = length};
            starts.offset[i] = test_random_range(&rnd, 0, length - 1);
        }
        servers[m] = (struct rtpart_task){.wcet = test_random_range(&rnd, 1, length),
                                          .deadline = 2 * length,
                                          .period = 2 * length};
        gsim_supply_whole(&whole, (unsigned)test_random_range(&rnd, 1, m + 1));
        if (gsim_run_servers(&parent, NULL, &whole, &starts, SLOTS, 0, m, &given, &rnd) !=
            RTPART_NO_TASK)
            continue;
        memmove(given.cpus, given.cpus + length,
                SLOTS - (size_t)length); /* all started */
        assert_int_equal(gsim_attack(&ts, NULL, &given, 3, SLOTS - length, &rnd),
                         RTPART_NO_TASK);
        attacked++;
    }
}

/* Not even a CPU of its own, wherever in the file the task stands. */
static void test_compose_whole_cpus_do_not_repair_any_task(void **state)
{
    (void)state;
    for (int late = 0; late < 4; late++) {
        struct node root;
        struct rtpart_composition got;
        const struct rtpart_compose_request req = {
            .root = &root.c,
            .fallback = RTPART_SCHED_RM,
            .latency = 1,
            .asked = {
                .min_period = 2, .max_period = 9, .period_step = 1, .runtime_step = 1}};

        node_init(&root, "system", RTPART_SCHED_GEDF, 0);
        for (int i = 0; i < 3; i++)
            add_task(&root, i == late ? 20 : 19, 20, 20);
        assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
        assert_int_equal(got.answer == RTPART_SCHEDULABLE, late == 3);
        rtpart_composition_free(&got);
    }
}

/* The longest of 3, 8, 13, 18, which 20 is not. */
static void test_compose_whole_cpus_have_a_period_of_the_grid(void **state)
{
    struct node root;
    struct rtpart_composition got;
    const struct rtpart_compose_request req = {
        .root = &root.c,
        .fallback = RTPART_SCHED_RM,
        .asked = {
            .min_period = 3, .max_period = 20, .period_step = 5, .runtime_step = 1}};

    (void)state;
    node_init(&root, "system", RTPART_SCHED_GEDF, 0);
    for (int i = 0; i < 3; i++)
        add_task(&root, 20, 20, 20);
    assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
    assert_int_equal(got.answer, RTPART_SCHEDULABLE);
    assert_int_equal(got.mpr.period, 18);
    rtpart_composition_free(&got);
}

/* There is nothing to choose: it is the shortest period, whatever the scheduler. */
static void test_compose_empty_components_have_the_shortest_period(void **state)
{
    (void)state;
    for (int global = 0; global < 2; global++)
        for (int resource = 0; resource < 2; resource++) {
            struct node root;
            struct rtpart_composition got;
            const struct rtpart_compose_request req = {
                .root = &root.c,
                .resource = resource ? RTPART_RESOURCE_EDP : RTPART_RESOURCE_PRM,
                .fallback = RTPART_SCHED_RM,
                .asked = {.min_period = 5,
                          .max_period = 9,
                          .period_step = 1,
                          .runtime_step = 1}};

            node_init(&root, "empty", global ? RTPART_SCHED_GEDF : RTPART_SCHED_EDF, 0);
            assert_int_equal(rtpart_compose(&req, &got, NULL), RTPART_OK);
            assert_int_equal(got.answer, RTPART_SCHEDULABLE);
            assert_int_equal(got.interface.period, 5);
            assert_int_equal(got.interface.deadline, 5);
            assert_int_equal(got.mpr.cpus, 0);
            rtpart_composition_free(&got);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compose_gives_each_level_its_children_as_tasks),
        cmocka_unit_test(test_compose_edp_hands_the_deadline_on),
        cmocka_unit_test(test_compose_fills_in_what_is_not_said),
        cmocka_unit_test(test_compose_says_which_component_has_no_interface),
        cmocka_unit_test(test_compose_empty_components_need_nothing),
        cmocka_unit_test(test_compose_errors_name_the_component),
        cmocka_unit_test(test_compose_global_components_as_carts_does),
        cmocka_unit_test(test_compose_global_component_on_one_cpu_is_exact),
        cmocka_unit_test(test_compose_global_component_on_whole_cpus),
        cmocka_unit_test(test_compose_whole_cpus_with_the_shortest_period),
        cmocka_unit_test(test_compose_global_components_without_interface),
        cmocka_unit_test(test_compose_servers_keep_what_the_interface_promises),
        cmocka_unit_test(test_compose_whole_cpus_do_not_repair_any_task),
        cmocka_unit_test(test_compose_whole_cpus_have_a_period_of_the_grid),
        cmocka_unit_test(test_compose_empty_components_have_the_shortest_period),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
