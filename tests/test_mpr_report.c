/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/mpr_report.h"
#include "common/json_out.h"

static struct rtpart_mpr_request request(const struct rtpart_taskset *ts)
{
    return (struct rtpart_mpr_request){
        .taskset = ts, .test = rtpart_mpr_test_find("gedf"), .cpus = 2};
}

static json_t *number(const json_t *row, const char *key)
{
    json_t *value = json_object_get(row, key);

    assert_non_null(value);
    return value;
}

/* 3 of 4 on 2 CPUs: each of them 1.5, which is rounded up. */
static void test_row_of_a_yes_has_its_numbers(void **state)
{
    const struct rtpart_taskset ts = {0};
    const struct rtpart_mpr_request req = request(&ts);
    const struct rtpart_mpr_result result = {
        .verdict = {.answer = RTPART_SCHEDULABLE},
        .mpr = {.period = 4, .budget = 3, .cpus = 2}};
    RTPART_AUTO_JSON json_t *row = json_object();

    (void)state;
    assert_int_equal(rtpart_mpr_row(row, &req, &result), 0);
    assert_int_equal(json_integer_value(number(row, "budget_ns")), 3);
    assert_int_equal(json_integer_value(number(row, "period_ns")), 4);
    assert_int_equal(json_integer_value(number(row, "runtime_per_vcpu_ns")), 2);
    assert_int_equal(json_integer_value(number(row, "vcpu_count")), 2);
    assert_true(json_real_value(number(row, "bandwidth")) == 0.75);
    assert_true(json_real_value(number(row, "max_vcpu_bandwidth")) == 0.5);
}

static void test_row_without_a_yes_has_null_for_numbers(void **state)
{
    static const char *const keys[] = {"bandwidth", "max_vcpu_bandwidth", "budget_ns",
                                       "period_ns", "runtime_per_vcpu_ns"};
    const struct rtpart_taskset ts = {0};
    const struct rtpart_mpr_request req = request(&ts);
    const struct rtpart_mpr_result result = {.verdict = {.answer = RTPART_UNDECIDED}};
    RTPART_AUTO_JSON json_t *row = json_object();

    (void)state;
    assert_int_equal(rtpart_mpr_row(row, &req, &result), 0);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(json_is_null(number(row, keys[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_row_of_a_yes_has_its_numbers),
        cmocka_unit_test(test_row_without_a_yes_has_null_for_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
