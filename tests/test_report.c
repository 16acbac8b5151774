/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/report.h"
#include "common/json_out.h"

static struct rtpart_task task = {
    .name = (char[]){"t"}, .wcet = 1, .deadline = 2, .period = 2};
static const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
static const struct rtpart_prm prm = {.period = 4, .budget = 2};

static const char *text_of(const struct rtpart_verdict *v)
{
    static char text[512];

    return rtpart_witness_text(text, sizeof text, v, &ts, &prm);
}

/* The shortest window there is. */
static void test_witness_names_a_window_of_one_ns(void **state)
{
    const struct rtpart_verdict v = {.answer = RTPART_UNSCHEDULABLE,
                                     .task = RTPART_NO_TASK,
                                     .at = 1,
                                     .demand = 1,
                                     .supply = 0};
    RTPART_AUTO_JSON json_t *o = rtpart_witness_json(&v, &ts, &prm);

    (void)state;
    assert_non_null(strstr(text_of(&v), "window of 1 ns need 1 ns"));
    assert_int_equal(json_integer_value(json_object_get(o, "window_ns")), 1);
    assert_int_equal(json_integer_value(json_object_get(o, "demand_ns")), 1);
    assert_true(json_is_integer(json_object_get(o, "supply_ns")));
    assert_int_equal(json_integer_value(json_object_get(o, "supply_ns")), 0);
    assert_true(json_is_null(json_object_get(o, "task")));
}

static void test_witness_without_a_window_has_null_for_its_numbers(void **state)
{
    static const char *const keys[] = {"task", "window_ns", "demand_ns", "supply_ns"};
    const struct rtpart_verdict v = {.answer = RTPART_UNSCHEDULABLE,
                                     .task = RTPART_NO_TASK};
    RTPART_AUTO_JSON json_t *o = rtpart_witness_json(&v, &ts, &prm);

    (void)state;
    assert_string_equal(text_of(&v),
                        "the bandwidth, 0.5, does not exceed the utilization, 0.5");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_non_null(json_object_get(o, keys[i]));
        assert_true(json_is_null(json_object_get(o, keys[i])));
    }
}

/* A demand of the whole window is told as it is, one beyond it as more than the window. */
static void test_witness_says_how_much_is_needed_up_to_the_window(void **state)
{
    struct rtpart_verdict v = {
        .answer = RTPART_UNDECIDED, .task = 0, .at = 2, .demand = 2, .supply = 1};

    (void)state;
    assert_non_null(strstr(text_of(&v), "task \"t\" and what goes before it need 2 ns"));
    v.demand = 3;
    assert_non_null(strstr(text_of(&v), "need more than 2 ns of CPU by its deadline"));
}

static void count_note(void *ctx, const char *text)
{
    (void)text;
    ++*(int *)ctx;
}

/* The kernel takes its limits themselves; one ns beyond is told. */
static void test_kernel_limits_are_told_only_beyond_them(void **state)
{
    static const struct {
        struct rtpart_prm prm;
        int notes;
    } rows[] = {
        {{.period = RTPART_KERNEL_PERIOD_MIN, .budget = RTPART_KERNEL_RUNTIME_MIN}, 0},
        {{.period = RTPART_KERNEL_PERIOD_MAX, .budget = RTPART_KERNEL_RUNTIME_MIN}, 0},
        {{.period = RTPART_KERNEL_PERIOD_MIN, .budget = RTPART_KERNEL_RUNTIME_MIN - 1},
         1},
        {{.period = RTPART_KERNEL_PERIOD_MIN - 1, .budget = RTPART_KERNEL_RUNTIME_MIN},
         1},
        {{.period = RTPART_KERNEL_PERIOD_MAX + 1, .budget = RTPART_KERNEL_RUNTIME_MIN},
         1},
        {{.period = RTPART_KERNEL_PERIOD_MAX + 1, .budget = 1}, 2},
        {{.period = RTPART_KERNEL_PERIOD_MAX + 1, .budget = 0}, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int count = 0;
        const struct rtpart_notes notes = {.note = count_note, .ctx = &count};

        rtpart_note_kernel_limits(&notes, "it", &rows[i].prm);
        assert_int_equal(count, rows[i].notes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_witness_names_a_window_of_one_ns),
        cmocka_unit_test(test_witness_without_a_window_has_null_for_its_numbers),
        cmocka_unit_test(test_witness_says_how_much_is_needed_up_to_the_window),
        cmocka_unit_test(test_kernel_limits_are_told_only_beyond_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
