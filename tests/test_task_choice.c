/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line and the file say about scheduler, grid and reservation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/grid_choice.h"
#include "analysis/interface.h"
#include "analysis/report.h"
#include "analysis/task_source.h"
#include "common/json_out.h"

#define US RTPART_US
#define MS RTPART_MS

static void
test_guest_scheduler_is_that_of_the_command_line_then_file_then_rm(void **state)
{
    struct rtpart_component c = {.name = (char[]){"c"}};
    enum rtpart_scheduler s;

    (void)state;
    assert_int_equal(rtpart_guest_scheduler(&c, RTPART_SCHED_NONE, &s, NULL), 0);
    assert_int_equal(s, RTPART_SCHED_RM);
    c.scheduler = RTPART_SCHED_EDF;
    assert_int_equal(rtpart_guest_scheduler(&c, RTPART_SCHED_NONE, &s, NULL), 0);
    assert_int_equal(s, RTPART_SCHED_EDF);
    assert_int_equal(rtpart_guest_scheduler(&c, RTPART_SCHED_DM, &s, NULL), 0);
    assert_int_equal(s, RTPART_SCHED_DM);
}

static void test_guest_scheduler_refuses_a_global_one_unless_overruled(void **state)
{
    struct rtpart_component c = {.name = (char[]){"c"}, .scheduler = RTPART_SCHED_GEDF};
    struct rtpart_error err;
    enum rtpart_scheduler s;

    (void)state;
    assert_int_equal(rtpart_guest_scheduler(&c, RTPART_SCHED_NONE, &s, &err),
                     RTPART_EMODEL);
    assert_non_null(strstr(err.message, "gedf"));
    assert_int_equal(rtpart_guest_scheduler(&c, RTPART_SCHED_EDF, &s, &err), 0);
    assert_int_equal(s, RTPART_SCHED_EDF);
}

static void assert_grid(rtpart_ns deadline, rtpart_ns file_min, rtpart_ns file_max,
                        struct rtpart_grid asked, struct rtpart_grid expected)
{
    struct rtpart_task task = {
        .name = (char[]){"t"}, .wcet = 1, .deadline = deadline, .period = deadline};
    const struct rtpart_component c = {.min_period = file_min,
                                       .max_period = file_max,
                                       .taskset = {.tasks = &task, .count = 1}};
    struct rtpart_grid got;

    assert_int_equal(rtpart_grid_choose(&c, &asked, &got, NULL), 0);
    assert_int_equal(got.min_period, expected.min_period);
    assert_int_equal(got.max_period, expected.max_period);
    assert_int_equal(got.period_step, expected.period_step);
    assert_int_equal(got.runtime_step, expected.runtime_step);
}

static void test_grid_choose_takes_each_bound_from_the_first_who_names_it(void **state)
{
    const struct rtpart_grid nothing = {0};

    (void)state;
    assert_grid(40 * MS, 0, 0, nothing, (struct rtpart_grid){10 * MS, 0, MS, 500 * US});
    assert_grid(20 * MS, 0, 0, nothing, (struct rtpart_grid){MS, 0, 100 * US, 50 * US});
    assert_grid(40 * MS, 12 * MS, 20 * MS, nothing,
                (struct rtpart_grid){12 * MS, 20 * MS, MS, 500 * US});
    assert_grid(40 * MS, 12 * MS, 20 * MS,
                (struct rtpart_grid){.max_period = 15 * MS, .runtime_step = 7},
                (struct rtpart_grid){12 * MS, 15 * MS, MS, 7});
    assert_grid(40 * MS, 12 * MS, 12 * MS,
                (struct rtpart_grid){.min_period = 11 * MS, .period_step = 3 * US},
                (struct rtpart_grid){11 * MS, 12 * MS, 3 * US, 500 * US});
}

static void test_grid_choose_scales_down_for_a_short_longest_period(void **state)
{
    (void)state;
    assert_grid(40 * MS, 0, 0, (struct rtpart_grid){.max_period = 5 * MS},
                (struct rtpart_grid){MS, 5 * MS, 100 * US, 50 * US});
    assert_grid(40 * MS, 700 * US, 700 * US, (struct rtpart_grid){0},
                (struct rtpart_grid){700 * US, 700 * US, 10 * US, 5 * US});
}

static void test_grid_choose_refuses_contradictions(void **state)
{
    struct rtpart_task task = {
        .name = (char[]){"t"}, .wcet = 1, .deadline = 40 * MS, .period = 40 * MS};
    const struct rtpart_component c = {.taskset = {.tasks = &task, .count = 1}};
    const struct rtpart_grid crossed = {.min_period = 20 * MS, .max_period = 10 * MS};
    const struct rtpart_grid huge = {
        .min_period = 1, .max_period = RTPART_S, .period_step = 1};
    const struct rtpart_grid fine = {.period_step = 1};
    struct rtpart_grid got;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_grid_choose(&c, &crossed, &got, &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "10 ms, is shorter than the shortest, 20 ms"));
    assert_int_equal(rtpart_grid_choose(&c, &huge, &got, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_grid_choose(&c, &fine, &got, &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "--period-step"));
}

static void test_prm_parse_takes_two_times_with_units(void **state)
{
    struct rtpart_prm r;

    (void)state;
    assert_int_equal(rtpart_prm_parse("7.5ms/11ms", &r, NULL), 0);
    assert_int_equal(r.budget, 7500 * US);
    assert_int_equal(r.period, 11 * MS);
    assert_int_equal(rtpart_prm_parse("5ns/5ns", &r, NULL), 0);
}

static void test_prm_parse_refuses_everything_else(void **state)
{
    static const char *const bad[] = {
        "",          "/",         "7.5ms",      "7.5/11",    "7.5ms/11",
        "12ms/11ms", "0ms/11ms",  "1ms/0ms",    "1ms/2ms/3", "-1ms/2ms",
        "nan/2ms",   "1ms/1e99s", "0.5ns/11ms", "1ms//2ms",
    };
    struct rtpart_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct rtpart_prm r = {.period = 1};

        assert_int_equal(rtpart_prm_parse(bad[i], &r, &err), RTPART_EUSAGE);
        assert_int_equal(r.period, 1);
        assert_non_null(strstr(err.message, bad[i]));
    }
}

static void test_error_in_puts_the_file_before_the_message(void **state)
{
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_fail(&err, RTPART_EMODEL, "no %s", "priority"),
                     RTPART_EMODEL);
    rtpart_error_in(&err, "a.xml");
    assert_string_equal(err.message, "a.xml: no priority");
    assert_int_equal(err.code, RTPART_EMODEL);
    rtpart_error_in(NULL, "a.xml");
}

static const char *witness(const struct rtpart_verdict *v)
{
    static char text[512];
    struct rtpart_task task = {
        .name = (char[]){"t0"}, .wcet = 3 * MS, .deadline = 4 * MS, .period = 4 * MS};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const struct rtpart_prm r = {.period = 10, .budget = 5};

    return rtpart_witness_text(text, sizeof text, v, &ts, &r);
}

static void test_witness_text_names_task_window_demand_and_supply(void **state)
{
    struct rtpart_verdict v = {.answer = RTPART_UNSCHEDULABLE,
                               .task = 0,
                               .at = 4 * MS,
                               .demand = 3 * MS,
                               .supply = 2 * MS};

    (void)state;
    assert_string_equal(witness(&v),
                        "task \"t0\" and what goes before it need 3 ms of "
                        "CPU by its deadline, 4 ms, and are guaranteed 2 ms");
    v.demand = 4 * MS + 1;
    assert_string_equal(witness(&v),
                        "task \"t0\" and what goes before it need more than 4 ms of CPU "
                        "by its deadline, 4 ms, and are guaranteed 2 ms");
    v.task = RTPART_NO_TASK;
    v.demand = 3 * MS;
    assert_string_equal(witness(&v), "jobs within a window of 4 ms need 3 ms of CPU and "
                                     "are guaranteed 2 ms");
    v.at = 0;
    assert_string_equal(witness(&v),
                        "the bandwidth, 0.5, does not exceed the utilization, 0.75");
    v.answer = RTPART_UNDECIDED;
    assert_non_null(strstr(witness(&v), "too close"));
}

static void count_note(void *ctx, const char *message)
{
    (void)message;
    (*(int *)ctx)++;
}

static int kernel_notes(rtpart_ns budget, rtpart_ns period)
{
    int count = 0;
    const struct rtpart_notes notes = {.note = count_note, .ctx = &count};
    const struct rtpart_prm r = {.period = period, .budget = budget};

    rtpart_note_kernel_limits(&notes, "it", &r);
    return count;
}

/* No time is null, and 0 is a time. */
static void test_ns_json_is_null_below_0_only(void **state)
{
    const rtpart_ns times[] = {-1, 0, 1, RTPART_NS_MAX};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        json_t *json = rtpart_ns_json(times[i]);

        assert_int_equal(json_is_null(json), times[i] < 0);
        if (times[i] >= 0)
            assert_int_equal(json_integer_value(json), times[i]);
        json_decref(json);
    }
}

static void test_note_kernel_limits_at_their_edges(void **state)
{
    (void)state;
    assert_int_equal(kernel_notes(1024, 100 * US), 0);
    assert_int_equal(kernel_notes(1023, 100 * US), 1);
    assert_int_equal(kernel_notes(1024, 100 * US - 1), 1);
    assert_int_equal(kernel_notes(MS, 4194304 * US), 0);
    assert_int_equal(kernel_notes(MS, 4194304 * US + 1), 1);
    assert_int_equal(kernel_notes(1, 1), 2);
    assert_int_equal(kernel_notes(0, 1), 0);
}

/* As many periods as a grid may have, and one more. */
static void test_grid_choose_takes_the_largest_grid(void **state)
{
    struct rtpart_task task = {
        .name = (char[]){"t"}, .wcet = 1, .deadline = RTPART_S, .period = RTPART_S};
    const struct rtpart_component c = {.taskset = {.tasks = &task, .count = 1}};
    struct rtpart_grid asked = {.min_period = 7,
                                .max_period = (rtpart_ns)RTPART_GRID_PERIODS_MAX * 7,
                                .period_step = 7,
                                .runtime_step = 1};
    struct rtpart_grid got;

    (void)state;
    assert_int_equal(rtpart_grid_choose(&c, &asked, &got, NULL), RTPART_OK);
    asked.max_period += 7;
    assert_int_equal(rtpart_grid_choose(&c, &asked, &got, NULL), RTPART_EUSAGE);
}

/* A longest period of 1 ns is one, and shorter than any that goes without saying. */
static void test_grid_choose_refuses_a_longest_period_of_a_nanosecond(void **state)
{
    struct rtpart_task task = {
        .name = (char[]){"t"}, .wcet = 1, .deadline = 40 * MS, .period = 40 * MS};
    const struct rtpart_component c = {.taskset = {.tasks = &task, .count = 1}};
    const struct rtpart_grid asked = {.max_period = 1};
    struct rtpart_grid got;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_grid_choose(&c, &asked, &got, &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "1 ns, is shorter than the shortest, 100 us"));
}

/* argp leaves the program where it refuses one. */
static void test_task_options_take_a_latency_of_0(void **state)
{
    char *args[] = {(char[]){"tool"}, (char[]){"--latency=0ms"}, NULL};
    struct rtpart_task_options opt = {.latency = 7};

    (void)state;
    assert_int_equal(argp_parse(&rtpart_task_argp, 2, args, 0, NULL, &opt), 0);
    assert_int_equal(opt.latency, 0);
    assert_null(opt.latency_file);
}

static void test_grid_options_are_taken_one_by_one(void **state)
{
    static const struct {
        const char *word;
        struct rtpart_grid grid;
    } given[] = {{"--min-period=3us", {.min_period = 3 * US}},
                 {"--max-period=3us", {.max_period = 3 * US}},
                 {"--period-step=3us", {.period_step = 3 * US}},
                 {"--runtime-step=1ns", {.runtime_step = 1}}};

    (void)state;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        char *args[] = {(char[]){"tool"}, (char *)(uintptr_t)given[i].word, NULL};
        struct rtpart_grid got = {0};

        assert_int_equal(argp_parse(&rtpart_grid_argp, 2, args, 0, NULL, &got), 0);
        assert_memory_equal(&got, &given[i].grid, sizeof got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_guest_scheduler_is_that_of_the_command_line_then_file_then_rm),
        cmocka_unit_test(test_guest_scheduler_refuses_a_global_one_unless_overruled),
        cmocka_unit_test(test_grid_choose_takes_each_bound_from_the_first_who_names_it),
        cmocka_unit_test(test_grid_choose_scales_down_for_a_short_longest_period),
        cmocka_unit_test(test_grid_choose_refuses_contradictions),
        cmocka_unit_test(test_prm_parse_takes_two_times_with_units),
        cmocka_unit_test(test_prm_parse_refuses_everything_else),
        cmocka_unit_test(test_error_in_puts_the_file_before_the_message),
        cmocka_unit_test(test_witness_text_names_task_window_demand_and_supply),
        cmocka_unit_test(test_ns_json_is_null_below_0_only),
        cmocka_unit_test(test_note_kernel_limits_at_their_edges),
        cmocka_unit_test(test_grid_choose_takes_the_largest_grid),
        cmocka_unit_test(test_grid_choose_refuses_a_longest_period_of_a_nanosecond),
        cmocka_unit_test(test_task_options_take_a_latency_of_0),
        cmocka_unit_test(test_grid_options_are_taken_one_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
