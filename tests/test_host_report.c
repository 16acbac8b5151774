/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/host_report.h"
#include "common/json_out.h"

/* 7.5/11 and 27.5/33, and a vCPU without tasks: the plan of the paper. */
static void paper(struct rtpart_host_report *r)
{
    const struct rtpart_prm prm[] = {
        {.period = 11 * RTPART_MS, .budget = 7500 * RTPART_US},
        {.period = 11 * RTPART_MS, .budget = 0},
        {.period = 33 * RTPART_MS, .budget = 27500 * RTPART_US}};

    *r = (struct rtpart_host_report){0};
    for (size_t v = 0; v < 3; v++)
        assert_int_equal(rtpart_host_report_add(r, "p", v, &prm[v], NULL), RTPART_OK);
}

static void ask(struct rtpart_host_report *r, const struct rtpart_host_options *o)
{
    paper(r);
    assert_int_equal(rtpart_host_report_ask(r, o, NULL), RTPART_OK);
}

static void test_report_leaves_out_vcpus_that_reserve_nothing(void **state)
{
    const struct rtpart_host_options two = {.cpus = 2, .cap = {95, 100}};
    struct rtpart_host_report r;
    char text[256];

    (void)state;
    ask(&r, &two);
    assert_int_equal(r.count, 2);
    assert_int_equal(r.vcpus[1].vcpu, 2);
    assert_int_equal(rtpart_host_report_answer(&r), RTPART_SCHEDULABLE);
    assert_string_equal(rtpart_host_report_headline(text, sizeof text, &r),
                        "2 reservations, 151.52 % of a core, on 2 CPUs of 95 % each: "
                        "hard, partitioned");
    rtpart_host_report_free(&r);
}

/* The paper's remark: no core has 83.33 % of idle time. */
static void test_report_refuses_with_numbers(void **state)
{
    struct rtpart_ratio used[] = {{388, 1000}, {45, 100}, {5, 10}, {9, 10}};
    const struct rtpart_host_options loaded = {
        .cpus = 4, .cap = {1, 1}, .used = used, .used_count = 4};
    struct rtpart_host_report r;
    char text[2048];

    (void)state;
    ask(&r, &loaded);
    assert_int_equal(rtpart_host_report_answer(&r), RTPART_UNDECIDED);
    assert_non_null(
        strstr(rtpart_host_report_notes(text, sizeof text, &r),
               "p: vCPU 2 needs 83.33 % of a core; the most any core has left "
               "is 61.20 %"));
    assert_non_null(strstr(rtpart_host_report_headline(text, sizeof text, &r),
                           "223.8 % are used: kernel-admitted"));
    rtpart_host_report_free(&r);
}

static void test_report_in_json_has_every_guarantee(void **state)
{
    const struct rtpart_host_options one = {.cpus = 1, .cap = {95, 100}};
    struct rtpart_host_report r;
    RTPART_AUTO_JSON json_t *o = NULL;

    (void)state;
    ask(&r, &one);
    o = rtpart_host_report_json(&r);
    assert_non_null(o);
    assert_string_equal(json_string_value(json_object_get(o, "answer")), "unschedulable");
    assert_string_equal(json_string_value(json_object_get(o, "guarantee")), "refused");
    assert_int_equal(json_integer_value(json_object_get(o, "cpus")), 1);
    assert_int_equal(json_array_size(json_object_get(o, "used")), 1);
    assert_int_equal(json_array_size(json_object_get(o, "vcpus")), 2);
    assert_non_null(
        json_string_value(json_object_get(json_object_get(o, "kernel"), "reason")));
    assert_true(json_is_null(
        json_object_get(json_array_get(json_object_get(o, "vcpus"), 0), "cpu")));
    rtpart_host_report_free(&r);
}

/* One vCPU of the only plan: no column for the plan, and none of the cells is missing. */
static void test_report_table_of_one_plan_does_not_name_it(void **state)
{
    const struct rtpart_host_options two = {.cpus = 2, .cap = {95, 100}};
    const struct rtpart_prm half = {.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    struct rtpart_host_report r = {0};
    struct rtpart_table t;

    (void)state;
    assert_int_equal(rtpart_host_report_add(&r, NULL, 3, &half, NULL), RTPART_OK);
    assert_int_equal(rtpart_host_report_ask(&r, &two, NULL), RTPART_OK);
    rtpart_host_report_table(&t, RTPART_FORMAT_TABLE, &r);
    assert_int_equal(t.column_count, 5);
    assert_int_equal(t.cell_count, 5);
    assert_string_equal(t.columns[0].key, "vcpu");
    assert_string_equal(t.cells[0], "3");
    rtpart_table_free(&t);
    rtpart_host_report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_leaves_out_vcpus_that_reserve_nothing),
        cmocka_unit_test(test_report_refuses_with_numbers),
        cmocka_unit_test(test_report_in_json_has_every_guarantee),
        cmocka_unit_test(test_report_table_of_one_plan_does_not_name_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
