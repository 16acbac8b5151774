/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/compose.h"
#include "analysis/interface.h"
#include "tests/support/random.h"

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
    node_init(&leaf, "vm1", RTPART_SCHED_GEDF, 6);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compose_gives_each_level_its_children_as_tasks),
        cmocka_unit_test(test_compose_edp_hands_the_deadline_on),
        cmocka_unit_test(test_compose_fills_in_what_is_not_said),
        cmocka_unit_test(test_compose_says_which_component_has_no_interface),
        cmocka_unit_test(test_compose_empty_components_need_nothing),
        cmocka_unit_test(test_compose_errors_name_the_component),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
