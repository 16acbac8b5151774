/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/folder.h"
#include "validate/run.h"

/* One task (3, 10) on a vCPU of 4 every 5 ms, simulated for 40 ms. */
static void example(struct rtpart_plan *plan)
{
    *plan = (struct rtpart_plan){.scheduler = RTPART_SCHED_RM};
    rtpart_taskset_add(&plan->taskset, "<a&b>'", 3 * RTPART_MS, 10 * RTPART_MS,
                       10 * RTPART_MS, NULL);
    assert_int_equal(rtpart_plan_add_vcpus(plan, 1, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_place(plan, 0, 0, NULL), RTPART_OK);
    plan->vcpus[0].prm =
        (struct rtpart_prm){.period = 5 * RTPART_MS, .budget = 4 * RTPART_MS};
}

static void run(const struct rtpart_plan *plan, struct rtpart_gantt *g,
                enum rtpart_sim_supply supply)
{
    const struct rtpart_run_request request = {
        .plan = plan,
        .duration = 40 * RTPART_MS,
        .sim = {.supply = supply, .seed = 1, .host_cpus = 1},
        .gantt = g};
    struct rtpart_run out;

    assert_int_equal(rtpart_run_plan(rtpart_engine_find("sim"), &request, &out, NULL),
                     RTPART_OK);
    rtpart_run_free(&out);
}

/* By hand: supply in [2, 6), [7, 11), [12, 16) ms; jobs at 0, 10, 20 run at [2, 5), then
 * [10, 11) and [12, 14), then [20, 21) and [22, 24). */
static void test_gantt_has_the_window(void **state)
{
    static const rtpart_ns expected[][2] = {{4, 5}, {10, 11}, {12, 14}};
    struct rtpart_gantt g = {.from = 4 * RTPART_MS, .to = 15 * RTPART_MS};
    struct rtpart_plan plan;
    rtpart_ns supplied = 0;
    size_t n = 0;

    (void)state;
    example(&plan);
    run(&plan, &g, RTPART_SUPPLY_WORST);
    for (size_t i = 0; i < g.segment_count; i++) {
        if (g.segments[i].task == RTPART_NO_TASK) {
            supplied += g.segments[i].to - g.segments[i].from;
            continue;
        }
        assert_true(n < 3);
        assert_int_equal(g.segments[i].from, expected[n][0] * RTPART_MS);
        assert_int_equal(g.segments[i].to, expected[n][1] * RTPART_MS);
        n++;
    }
    assert_int_equal(n, 3);
    assert_int_equal(supplied, 9 * RTPART_MS); /* [4, 6), [7, 11), [12, 15) */
    assert_int_equal(g.job_count, 2);
    rtpart_gantt_free(&g);
    rtpart_plan_free(&plan);
}

/* Budgets never leave [0, Q], go down no faster than time, and up only to Q. */
static void check_budgets(const struct rtpart_gantt *g, rtpart_ns budget)
{
    assert_true(g->budget_count > 4);
    for (size_t i = 0; i < g->budget_count; i++) {
        assert_in_range(g->budgets[i].left, 0, budget);
        if (i == 0)
            continue;
        const rtpart_ns gone = g->budgets[i - 1].left - g->budgets[i].left;
        const rtpart_ns passed = g->budgets[i].at - g->budgets[i - 1].at;

        assert_true(passed >= 0);
        assert_true(gone == 0 || gone == passed ||
                    (gone < 0 && g->budgets[i].left == budget));
    }
}

static void test_gantt_budgets_are_those_of_a_server(void **state)
{
    static const enum rtpart_sim_supply supplies[] = {
        RTPART_SUPPLY_WORST, RTPART_SUPPLY_RANDOM, RTPART_SUPPLY_HOST};
    struct rtpart_plan plan;

    (void)state;
    example(&plan);
    for (size_t i = 0; i < sizeof supplies / sizeof *supplies; i++) {
        struct rtpart_gantt g = {.to = 30 * RTPART_MS};

        run(&plan, &g, supplies[i]);
        check_budgets(&g, plan.vcpus[0].prm.budget);
        rtpart_gantt_free(&g);
    }
    rtpart_plan_free(&plan);
}

static void test_gantt_is_drawn_with_hostile_names(void **state)
{
    struct rtpart_gantt g = {.to = 30 * RTPART_MS};
    struct test_folder folder;
    struct rtpart_plan plan;
    struct rtpart_error err;

    (void)state;
    test_folder_make(&folder);
    example(&plan);
    run(&plan, &g, RTPART_SUPPLY_WORST);
    const enum rtpart_code code = rtpart_gantt_plot(
        &g, &plan, "title", test_folder_file(&folder, "g.svg"), true, &err);

    if (code == RTPART_EHOST && strstr(err.message, "not installed") != NULL) {
        print_message("no gnuplot: %s\n", err.message);
    } else {
        assert_int_equal(code, RTPART_OK);
        char *svg = test_file_read(test_folder_file(&folder, "g.svg"));

        assert_non_null(strstr(svg, "</svg>"));
        assert_null(strstr(svg, "<a&b>"));
        free(svg);
        assert_int_equal(test_folder_count(&folder), 3);
    }
    assert_int_equal(rtpart_gantt_plot(&g, &plan, "title", "g.pdf", true, NULL),
                     RTPART_EUSAGE);
    g.full = true;
    assert_int_equal(rtpart_gantt_plot(&g, &plan, "title", "g.svg", true, NULL),
                     RTPART_EUSAGE);
    rtpart_gantt_free(&g);
    rtpart_plan_free(&plan);
    test_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gantt_has_the_window),
        cmocka_unit_test(test_gantt_budgets_are_those_of_a_server),
        cmocka_unit_test(test_gantt_is_drawn_with_hostile_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
