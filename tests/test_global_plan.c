/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/global_plan.h"
#include "analysis/mpr_report.h"
#include "common/json_out.h"
#include "model/plan_file.h"
#include "model/taskset_read.h"

static const struct rtpart_grid grid = {.min_period = 10 * RTPART_MS,
                                        .max_period = 10 * RTPART_MS,
                                        .period_step = RTPART_MS,
                                        .runtime_step = RTPART_MS / 2};

static const struct rtpart_plan_origin origin = {.source = "set.xml",
                                                 .tool = "rtanalyze"};

/* The paper's task set on two vCPUs, period 10 ms. */
struct example {
    struct rtpart_system system;
    struct rtpart_mpr_request request;
    struct rtpart_mpr_result result;
};

static void example_init(struct example *e, const char *test,
                         enum rtpart_gfp_policy policy)
{
    const struct rtpart_component *c;

    *e = (struct example){0};
    assert_int_equal(
        rtpart_system_read(RTPART_SOURCE_DIR "/data/table4.xml", NULL, &e->system, NULL),
        0);
    assert_int_equal(rtpart_system_component(&e->system, NULL, &c, NULL), 0);
    e->request = (struct rtpart_mpr_request){.taskset = &c->taskset,
                                             .test = rtpart_mpr_test_find(test),
                                             .policy = policy,
                                             .cpus = 2,
                                             .latency = 3};
    assert_int_equal(rtpart_mpr_choose(&e->request, &grid, &e->result, NULL), 0);
    assert_int_equal(e->result.verdict.answer, RTPART_SCHEDULABLE);
}

static void example_free(struct example *e)
{
    rtpart_mpr_result_free(&e->result);
    rtpart_system_free(&e->system);
}

static void make_and_read_back(const struct example *e, struct rtpart_plan *plan)
{
    struct rtpart_plan back;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    assert_int_equal(rtpart_global_plan_make(&e->request, &e->result, &grid, &origin,
                                             NULL, plan, NULL),
                     0);
    assert_int_equal(rtpart_plan_write_xml(plan, out, NULL), 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rtpart_plan_read_memory(text, len, "memory", &back, NULL), 0);
    assert_true(rtpart_plan_equal(plan, &back));
    rtpart_plan_free(&back);
    free(text);
}

/* [the paper, section 4.3]: 17.5 ms every 10 ms in all, 8.75 ms on each vCPU. */
static void test_global_plan_gives_each_vcpu_its_share(void **state)
{
    struct example e;
    struct rtpart_plan plan;

    (void)state;
    example_init(&e, "gedf", RTPART_GFP_RM);
    make_and_read_back(&e, &plan);
    assert_int_equal(plan.kind, RTPART_PLAN_GLOBAL);
    assert_int_equal(plan.scheduler, RTPART_SCHED_GEDF);
    assert_string_equal(plan.method, "gedf");
    assert_string_equal(plan.source, "set.xml");
    assert_int_equal(plan.latency, 3);
    assert_int_equal(plan.mpr.budget, 17500 * RTPART_US);
    assert_int_equal(plan.vcpu_count, 2);
    for (size_t v = 0; v < 2; v++) {
        assert_int_equal(plan.vcpus[v].prm.budget, 8750 * RTPART_US);
        assert_int_equal(plan.vcpus[v].prm.period, 10 * RTPART_MS);
    }
    assert_int_equal(rtpart_plan_priority(&plan, 0), 0);
    rtpart_plan_free(&plan);
    example_free(&e);
}

static void test_global_plan_keeps_the_priorities_of_the_test(void **state)
{
    static const struct {
        enum rtpart_gfp_policy policy;
        enum rtpart_scheduler scheduler;
    } cases[] = {{RTPART_GFP_RM, RTPART_SCHED_GRM},
                 {RTPART_GFP_DM, RTPART_SCHED_GDM},
                 {RTPART_GFP_DKC, RTPART_SCHED_PRIO},
                 {RTPART_GFP_OPA, RTPART_SCHED_PRIO}};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct example e;
        struct rtpart_plan plan;

        example_init(&e, "gfp", cases[k].policy);
        make_and_read_back(&e, &plan);
        assert_int_equal(plan.scheduler, cases[k].scheduler);
        for (size_t i = 0; i < 10; i++) /* the order is that of the guest's priorities */
            assert_int_equal(rtpart_plan_priority(&plan, e.result.order[i]),
                             RTPART_PRIORITY_MAX - (int)i);
        /* An order that follows from the tasks leaves their own priorities as they are. */
        for (size_t i = 0; i < 10; i++)
            assert_int_equal(plan.taskset.tasks[e.result.order[i]].prio,
                             cases[k].scheduler == RTPART_SCHED_PRIO
                                 ? 99 - (int)i
                                 : e.request.taskset->tasks[e.result.order[i]].prio);
        rtpart_plan_free(&plan);
        example_free(&e);
    }
}

static void test_global_plan_refuses_what_it_cannot_hold(void **state)
{
    struct example e;
    struct rtpart_plan plan;
    struct rtpart_error err;
    size_t order[100] = {0};

    (void)state;
    example_init(&e, "gfp", RTPART_GFP_OPA);
    free(e.result.order);
    e.result.order = order;
    e.result.count = 100;
    assert_int_equal(
        rtpart_global_plan_make(&e.request, &e.result, &grid, &origin, NULL, &plan, &err),
        RTPART_EMODEL);
    assert_int_equal(plan.vcpu_count, 0);
    e.result.count =
        99; /* as many as there are priorities; each task gets its last one */
    for (size_t i = 0; i < 99; i++)
        order[i] = i % 10;
    assert_int_equal(
        rtpart_global_plan_make(&e.request, &e.result, &grid, &origin, NULL, &plan, &err),
        RTPART_OK);
    assert_int_equal(plan.taskset.tasks[8].prio, 1);
    rtpart_plan_free(&plan);
    e.result.verdict.answer = RTPART_UNDECIDED;
    assert_int_equal(
        rtpart_global_plan_make(&e.request, &e.result, &grid, &origin, NULL, &plan, &err),
        RTPART_EUSAGE);
    e.result.order = NULL;
    example_free(&e);
}

static void test_mpr_row_has_numbers_only_for_a_yes(void **state)
{
    struct example e;
    RTPART_AUTO_JSON json_t *yes = json_object();
    RTPART_AUTO_JSON json_t *no = json_object();
    char text[200];

    (void)state;
    example_init(&e, "gedf", RTPART_GFP_RM);
    assert_int_equal(rtpart_mpr_row(yes, &e.request, &e.result), 0);
    assert_string_equal(json_string_value(json_object_get(yes, "method")), "global-edf");
    assert_int_equal(json_integer_value(json_object_get(yes, "budget_ns")), 17500000);
    assert_int_equal(json_integer_value(json_object_get(yes, "runtime_per_vcpu_ns")),
                     8750000);
    e.result.verdict = (struct rtpart_verdict){
        .answer = RTPART_UNDECIDED, .task = 3, .at = 90 * RTPART_MS};
    assert_int_equal(rtpart_mpr_row(no, &e.request, &e.result), 0);
    assert_true(json_is_null(json_object_get(no, "budget_ns")));
    assert_true(json_is_null(json_object_get(no, "bandwidth")));
    assert_int_equal(json_integer_value(json_object_get(no, "vcpu_count")), 2);
    assert_non_null(strstr(rtpart_mpr_reason(text, sizeof text, &e.request, &e.result),
                           "90 ms task \"t3\""));
    e.result.verdict = (struct rtpart_verdict){
        .answer = RTPART_UNSCHEDULABLE, .task = RTPART_NO_TASK, .at = 0};
    assert_non_null(
        strstr(rtpart_mpr_reason(text, sizeof text, &e.request, &e.result), "1.39995"));
    e.result.verdict.at = 5;
    assert_non_null(
        strstr(rtpart_mpr_reason(text, sizeof text, &e.request, &e.result), "5 ns"));
    example_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_global_plan_gives_each_vcpu_its_share),
        cmocka_unit_test(test_global_plan_keeps_the_priorities_of_the_test),
        cmocka_unit_test(test_global_plan_refuses_what_it_cannot_hold),
        cmocka_unit_test(test_mpr_row_has_numbers_only_for_a_yes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
