/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "model/taskset_read.h"
#include "partition/compare.h"
#include "partition/compare_plot.h"
#include "tests/support/folder.h"
#include "tests/support/notes.h"
#include "tests/support/partitions.h"
#include "tests/support/says.h"

/* The paper's task set. */
struct example {
    struct rtpart_system system;
    struct rtpart_partition_request request;
    struct rtpart_compare all;
};

static void example_init(struct example *e, unsigned vcpus)
{
    const struct rtpart_component *c;

    *e = (struct example){0};
    assert_int_equal(
        rtpart_system_read(RTPART_SOURCE_DIR "/data/table4.xml", NULL, &e->system, NULL),
        0);
    assert_int_equal(rtpart_system_component(&e->system, NULL, &c, NULL), 0);
    e->request = (struct rtpart_partition_request){
        .taskset = &c->taskset,
        .vcpus = vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&c->taskset)),
        .max_bandwidth = {.num = 1, .den = 1}};
}

static void example_free(struct example *e)
{
    rtpart_compare_free(&e->all);
    rtpart_system_free(&e->system);
}

static const struct rtpart_compare_row *row_of(const struct rtpart_compare *c,
                                               const char *method)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->rows[i].method, method) == 0)
            return &c->rows[i];
    fail_msg("there is no row %s", method);
    return NULL;
}

static void assert_bandwidth(const struct rtpart_compare *c, const char *method,
                             int64_t num, int64_t den)
{
    const struct rtpart_compare_row *row = row_of(c, method);

    assert_int_equal(rtpart_compare_answer(row), RTPART_SCHEDULABLE);
    assert_int_equal((int64_t)(rtpart_compare_bandwidth(row) * 1e9 + 0.5),
                     (num * 1000000000 + den / 2) / den);
}

static void count_begin(void *ctx, const char *method)
{
    assert_non_null(method);
    (*(size_t *)ctx)++;
}

/* Ovh 15/22 + 5/6, the optimum 19/20 + 6/11, global EDF 7/4. */
static void test_compare_shows_the_paper_the_optimum_and_global_edf(void **state)
{
    struct example e;
    size_t begun = 0;
    size_t methods;

    (void)state;
    (void)rtpart_heuristics(&methods);
    example_init(&e, 2);
    assert_int_equal(
        rtpart_compare_run(&e.request, count_begin, &begun, NULL, &e.all, NULL), 0);
    assert_int_equal(e.all.count, methods + 2);
    assert_int_equal(begun, methods + 2);
    assert_bandwidth(&e.all, "ovh", 15 * 6 + 5 * 22, 22 * 6);
    assert_bandwidth(&e.all, "exact", 19 * 11 + 6 * 20, 20 * 11);
    assert_bandwidth(&e.all, "global-edf", 7, 4);
    for (size_t i = 0; i < e.all.count; i++) {
        const struct rtpart_compare_row *row = &e.all.rows[i];

        if (rtpart_compare_answer(row) == RTPART_SCHEDULABLE)
            assert_true(rtpart_compare_max_bandwidth(row) <=
                        rtpart_compare_bandwidth(row));
    }
    assert_true(row_of(&e.all, "exact")->partition.optimal);
    assert_int_equal(rtpart_compare_overall(&e.all), RTPART_SCHEDULABLE);
    example_free(&e);
}

static void test_compare_says_no_only_where_both_kinds_are_proved_not_to_do(void **state)
{
    struct example e;

    (void)state;
    example_init(&e, 1);
    assert_int_equal(rtpart_compare_run(&e.request, NULL, NULL, NULL, &e.all, NULL), 0);
    assert_int_equal(rtpart_compare_overall(&e.all), RTPART_UNSCHEDULABLE);
    assert_int_equal(rtpart_compare_plot(&e.all, "/tmp/none.svg", false, NULL),
                     RTPART_EUSAGE);
    row_of(&e.all, "global-fp");
    e.all.rows[e.all.count - 1].global.verdict.answer = RTPART_UNDECIDED;
    assert_int_equal(rtpart_compare_overall(&e.all), RTPART_UNDECIDED);
    example_free(&e);
}

/* Every answer of two methods and two global tests: yes where one of them says yes; no where
 * a method and both global tests say no. */
static void test_compare_overall_by_definition(void **state)
{
    (void)state;
    for (int code = 0; code < 81; code++) {
        struct rtpart_compare_row rows[4] = {{0}};
        const struct rtpart_compare c = {.rows = rows, .count = 4};
        enum rtpart_answer answer[4];
        int rest = code;
        bool yes = false;

        for (int i = 0; i < 4; i++, rest /= 3) {
            answer[i] = (enum rtpart_answer)(rest % 3);
            yes = yes || answer[i] == RTPART_SCHEDULABLE;
            if (i % 2 == 0) {
                rows[i].heuristic = rtpart_heuristic_find("exact");
                rows[i].partition.answer = answer[i];
            } else {
                rows[i].global.verdict.answer = answer[i];
            }
        }
        const bool no =
            (answer[0] == RTPART_UNSCHEDULABLE || answer[2] == RTPART_UNSCHEDULABLE) &&
            answer[1] == RTPART_UNSCHEDULABLE && answer[3] == RTPART_UNSCHEDULABLE;

        assert_int_equal(rtpart_compare_overall(&c), yes  ? RTPART_SCHEDULABLE
                                                     : no ? RTPART_UNSCHEDULABLE
                                                          : RTPART_UNDECIDED);
    }
}

static void test_compare_keeps_the_cap_of_a_vcpu_in_every_row(void **state)
{
    struct example e;

    (void)state;
    example_init(&e, 2);
    e.request.max_bandwidth = (struct rtpart_ratio){.num = 80, .den = 100};
    assert_int_equal(rtpart_compare_run(&e.request, NULL, NULL, NULL, &e.all, NULL), 0);
    for (size_t i = 0; i < e.all.count; i++)
        if (rtpart_compare_answer(&e.all.rows[i]) == RTPART_SCHEDULABLE)
            assert_true(rtpart_compare_max_bandwidth(&e.all.rows[i]) <= 0.8);
    assert_int_equal(rtpart_compare_answer(row_of(&e.all, "exact")), RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_compare_answer(row_of(&e.all, "global-edf")),
                     RTPART_UNDECIDED);
    rtpart_compare_free(&e.all);
    /* global EDF takes 7/4 of the two */
    e.request.max_bandwidth = (struct rtpart_ratio){.num = 7, .den = 8};
    assert_int_equal(rtpart_compare_run(&e.request, NULL, NULL, NULL, &e.all, NULL), 0);
    assert_bandwidth(&e.all, "global-edf", 7, 4);
    example_free(&e);
}

/* The searches tell no more than 64 tasks apart; the others answer all the same. */
static void test_compare_goes_on_after_a_method_that_cannot_answer(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_compare all = {0};
    struct test_notes n = {.count = 0};
    const struct rtpart_notes notes = test_notes(&n);
    size_t methods;

    (void)state;
    (void)rtpart_heuristics(&methods);
    for (int i = 0; i < 65; i++)
        rtpart_taskset_add(&ts, NULL, 1000, RTPART_MS, RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 1);

    assert_int_equal(rtpart_compare_run(&req, NULL, NULL, &notes, &all, NULL), 0);
    assert_int_equal(n.count, 2);
    test_says(n.lines[0], "exact is left out: ");
    test_says(n.lines[1], "milp is left out: ");
    assert_int_equal(all.count, methods + 2 - 2);
    for (size_t i = 0; i < all.count; i++) {
        assert_string_not_equal(all.rows[i].method, "exact");
        assert_string_not_equal(all.rows[i].method, "milp");
    }
    assert_int_equal(rtpart_compare_answer(row_of(&all, "ovh")), RTPART_SCHEDULABLE);
    assert_int_equal(rtpart_compare_answer(row_of(&all, "global-fp")),
                     RTPART_SCHEDULABLE);
    rtpart_compare_free(&all);
    rtpart_taskset_free(&ts);
}

/* Percentages of the bandwidths above, from the first row to the last. */
static void test_compare_plot_has_a_bar_for_each_method_that_found_something(void **state)
{
    struct example e;
    struct test_folder folder;
    size_t lines = 0;
    size_t yes = 0;

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0) {
        print_message("skipped: gnuplot is not installed\n");
        skip();
    }
    test_folder_make(&folder);
    example_init(&e, 2);
    assert_int_equal(rtpart_compare_run(&e.request, NULL, NULL, NULL, &e.all, NULL), 0);
    assert_int_equal(
        rtpart_compare_plot(&e.all, test_folder_file(&folder, "c.svg"), true, NULL), 0);
    char *data = test_file_read(test_folder_file(&folder, "c.dat"));

    assert_non_null(data);
    test_says(data, "\"ovh\" 151.515152 83.333333\n");
    test_says(data, "\"exact\" 149.545455 95.000000\n");
    test_says(data, "\"global-edf\" 175.000000 87.500000\n");
    for (const char *c = data; *c != '\0'; c++)
        lines += *c == '\n';
    for (size_t i = 0; i < e.all.count; i++)
        yes += rtpart_compare_answer(&e.all.rows[i]) == RTPART_SCHEDULABLE;
    assert_int_equal(lines, yes);
    free(data);
    test_folder_remove(&folder);
    example_free(&e);
}

static void test_compare_refuses_what_no_method_could_answer(void **state)
{
    struct example e;

    (void)state;
    example_init(&e, 0);
    assert_int_equal(rtpart_compare_run(&e.request, NULL, NULL, NULL, &e.all, NULL),
                     RTPART_EUSAGE);
    assert_int_equal(e.all.count, 0);
    example_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare_shows_the_paper_the_optimum_and_global_edf),
        cmocka_unit_test(test_compare_says_no_only_where_both_kinds_are_proved_not_to_do),
        cmocka_unit_test(test_compare_overall_by_definition),
        cmocka_unit_test(test_compare_keeps_the_cap_of_a_vcpu_in_every_row),
        cmocka_unit_test(test_compare_goes_on_after_a_method_that_cannot_answer),
        cmocka_unit_test(
            test_compare_plot_has_a_bar_for_each_method_that_found_something),
        cmocka_unit_test(test_compare_refuses_what_no_method_could_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
