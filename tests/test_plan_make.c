/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "model/plan_file.h"
#include "model/taskset_read.h"
#include "partition/members.h"
#include "partition/plan_make.h"
#include "tests/support/random.h"

/* The paper's task set on `vcpus` vCPUs by Ovh. */
struct example {
    struct rtpart_system system;
    struct rtpart_partition_request request;
    struct rtpart_partition found;
};

static void example_init(struct example *e, unsigned vcpus, bool partition_only)
{
    const struct rtpart_component *c;

    assert_int_equal(
        rtpart_system_read(RTPART_SOURCE_DIR "/data/table4.xml", NULL, &e->system, NULL),
        0);
    assert_int_equal(rtpart_system_component(&e->system, NULL, &c, NULL), 0);
    e->request = (struct rtpart_partition_request){
        .taskset = &c->taskset,
        .vcpus = vcpus,
        .scheduler = RTPART_SCHED_RM,
        .latency = 5,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&c->taskset)),
        .partition_only = partition_only,
        .objective = RTPART_OBJECTIVE_MAX,
        .max_bandwidth = {.num = 1, .den = 1}};
    assert_int_equal(
        rtpart_partition_run(rtpart_heuristic_find("ovh"), &e->request, &e->found, NULL),
        0);
    assert_int_equal(e->found.answer, RTPART_SCHEDULABLE);
}

static void example_free(struct example *e)
{
    rtpart_partition_free(&e->found);
    rtpart_system_free(&e->system);
}

static const struct rtpart_provenance generated = {.tool = (char[]){"rtgen"},
                                                   .generator = (char[]){"fixed"},
                                                   .seed = (char[]){"7"},
                                                   .index = (char[]){"3"}};

static const struct rtpart_plan_origin origin = {.source = "a b.xml",
                                                 .tool = "rtpart",
                                                 .version = "9.9",
                                                 .command = "rtpart --vcpus 2 'a b.xml'",
                                                 .taskset = &generated};

static void test_plan_make_keeps_the_answer_and_the_question(void **state)
{
    struct example e;
    struct rtpart_plan plan;

    (void)state;
    example_init(&e, 2, false);
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, NULL), 0);
    assert_int_equal(plan.kind, RTPART_PLAN_PARTITIONED);
    assert_int_equal(plan.scheduler, RTPART_SCHED_RM);
    assert_int_equal(plan.objective, RTPART_OBJECTIVE_MAX);
    assert_int_equal(plan.latency, 5);
    assert_int_equal(plan.grid.min_period, e.request.grid.min_period);
    assert_string_equal(plan.method, "ovh");
    assert_int_equal(plan.taskset.count, 10);
    assert_int_equal(plan.vcpu_count, 2);
    /* [the paper, section 4.3]: {0,3,4,7} and {1,2,5,6,8,9} */
    assert_int_equal(plan.vcpus[0].prm.budget, 7500 * RTPART_US);
    assert_int_equal(plan.vcpus[0].prm.period, 11 * RTPART_MS);
    assert_int_equal(plan.vcpus[1].prm.budget, 27500 * RTPART_US);
    assert_int_equal(plan.vcpus[1].prm.period, 33 * RTPART_MS);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(rtpart_plan_vcpu_of(&plan, i), e.found.vcpu[i]);
    assert_int_equal(rtpart_plan_priority(&plan, 0), RTPART_PRIORITY_MAX);
    assert_int_equal(rtpart_plan_priority(&plan, 9), RTPART_PRIORITY_MAX - 5);
    rtpart_plan_free(&plan);
    example_free(&e);
}

static void test_plan_make_tells_where_the_plan_comes_from(void **state)
{
    const struct rtpart_plan_origin nobody = {0};
    struct example e;
    struct rtpart_plan plan;

    (void)state;
    example_init(&e, 2, false);
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, NULL), 0);
    assert_string_equal(plan.source, "a b.xml");
    assert_string_equal(plan.provenance.tool, "rtpart");
    assert_string_equal(plan.provenance.version, "9.9");
    assert_string_equal(plan.provenance.command, "rtpart --vcpus 2 'a b.xml'");
    assert_string_equal(plan.provenance.generator, "fixed");
    assert_string_equal(plan.provenance.seed, "7");
    assert_string_equal(plan.provenance.index, "3");
    rtpart_plan_free(&plan);
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &nobody, NULL, &plan, NULL), 0);
    assert_null(plan.source);
    assert_null(plan.provenance.tool);
    rtpart_plan_free(&plan);
    example_free(&e);
}

/* Empty vCPUs included: 12 vCPUs for 10 tasks. */
static void test_plan_make_survives_its_file(void **state)
{
    struct example e;
    struct rtpart_plan plan;
    struct rtpart_plan back;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    example_init(&e, 12, false);
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, NULL), 0);
    assert_int_equal(rtpart_plan_write_xml(&plan, out, NULL), 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rtpart_plan_read_memory(text, len, "memory", &back, NULL), 0);
    assert_true(rtpart_plan_equal(&plan, &back));
    free(text);
    rtpart_plan_free(&back);
    rtpart_plan_free(&plan);
    example_free(&e);
}

static void test_plan_make_needs_a_partition_with_reservations(void **state)
{
    struct example e;
    struct rtpart_plan plan;
    struct rtpart_error err;

    (void)state;
    example_init(&e, 2, true);
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, &err),
        RTPART_EUSAGE);
    assert_int_equal(plan.vcpu_count, 0);
    example_free(&e);
    example_init(&e, 2, false);
    e.found.answer = RTPART_UNDECIDED;
    assert_int_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, &err),
        RTPART_EUSAGE);
    example_free(&e);
}

/* A budget of more than its period was found by no method; no plan says so. */
static void test_plan_make_checks_what_it_gives_away(void **state)
{
    struct example e;
    struct rtpart_plan plan;
    struct rtpart_error err;

    (void)state;
    example_init(&e, 2, false);
    e.found.prm[1].budget = e.found.prm[1].period + 1;
    assert_int_not_equal(
        rtpart_plan_make(&e.request, &e.found, "ovh", &origin, NULL, &plan, &err),
        RTPART_OK);
    assert_int_equal(plan.vcpu_count, 0);
    example_free(&e);
}

/* Property: every task once, on its vCPU, in the order of the set. */
static void test_members_list_each_task_once_in_order(void **state)
{
    struct test_random rnd = {.state = 3};

    (void)state;
    for (int k = 0; k < 1000; k++) {
        unsigned vcpu[20];
        const struct rtpart_partition p = {
            .answer = RTPART_SCHEDULABLE,
            .task_count = (size_t)test_random_range(&rnd, 0, 20),
            .vcpus = (unsigned)test_random_range(&rnd, 1, 6),
            .vcpu = vcpu};
        struct rtpart_members m = {0};
        size_t listed = 0;

        for (size_t i = 0; i < p.task_count; i++)
            vcpu[i] = (unsigned)test_random_range(&rnd, 0, p.vcpus - 1);
        assert_int_equal(rtpart_members_list(&p, &m, NULL), 0);
        for (unsigned v = 0; v < p.vcpus; v++) {
            for (size_t i = m.first[v]; i < m.first[v + 1]; i++) {
                assert_int_equal(vcpu[m.tasks[i]], v);
                assert_true(i == m.first[v] || m.tasks[i - 1] < m.tasks[i]);
            }
            listed += rtpart_members_count(&m, v);
        }
        assert_int_equal(listed, p.task_count);
        rtpart_members_free(&m);
    }
}

static void test_members_of_no_partition_are_none(void **state)
{
    const struct rtpart_partition p = {
        .answer = RTPART_UNDECIDED, .task_count = 5, .vcpus = 3};
    struct rtpart_members m = {0};

    (void)state;
    assert_int_equal(rtpart_members_list(&p, &m, NULL), 0);
    for (unsigned v = 0; v < 3; v++)
        assert_int_equal(rtpart_members_count(&m, v), 0);
    rtpart_members_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan_make_keeps_the_answer_and_the_question),
        cmocka_unit_test(test_plan_make_tells_where_the_plan_comes_from),
        cmocka_unit_test(test_plan_make_survives_its_file),
        cmocka_unit_test(test_plan_make_needs_a_partition_with_reservations),
        cmocka_unit_test(test_plan_make_checks_what_it_gives_away),
        cmocka_unit_test(test_members_list_each_task_once_in_order),
        cmocka_unit_test(test_members_of_no_partition_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
