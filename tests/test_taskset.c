/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/taskset.h"
#include "tests/support/reading.h"

static void add(struct rtpart_taskset *ts, const char *name, rtpart_ns c, rtpart_ns d,
                rtpart_ns t)
{
    assert_int_equal(rtpart_taskset_add(ts, name, c, d, t, NULL), RTPART_OK);
}

static void test_taskset_add_names_by_place(void **state)
{
    struct rtpart_taskset ts = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        add(&ts, i == 50 ? "fifty" : NULL, 1, 2, 3 + i);
    assert_int_equal(ts.count, 100);
    test_task_is(&ts.tasks[0], "t0", 1, 2, 3);
    test_task_is(&ts.tasks[50], "fifty", 1, 2, 53);
    test_task_is(&ts.tasks[99], "t99", 1, 2, 102);
    assert_int_equal(ts.tasks[99].vcpu, -1);
    assert_int_equal(ts.tasks[99].prio, 0);
    rtpart_taskset_free(&ts);
    assert_int_equal(ts.count, 0);
    rtpart_taskset_free(&ts);
}

static void check_one(rtpart_ns c, rtpart_ns d, rtpart_ns t, const char *message)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_error err = {0};

    add(&ts, "x", c, d, t);
    assert_int_equal(rtpart_taskset_check(&ts, &err),
                     message[0] == '\0' ? RTPART_OK : RTPART_EINPUT);
    assert_string_equal(err.message, message);
    rtpart_taskset_free(&ts);
}

static void test_taskset_check_holds_at_the_edges(void **state)
{
    (void)state;
    check_one(1, 1, 1, "");
    check_one(RTPART_NS_MAX, RTPART_NS_MAX, RTPART_NS_MAX, "");
    check_one(
        0, 1, 1,
        "task \"x\": WCET 0 ns is not above 0 (leave the task out if it does nothing)");
    check_one(
        -1, 1, 1,
        "task \"x\": WCET -1 ns is not above 0 (leave the task out if it does nothing)");
    check_one(
        2, 1, 2,
        "task \"x\": WCET 2 ns is larger than deadline 1 ns, so no job can be in time "
        "(check values and unit)");
    check_one(
        1, 3, 2,
        "task \"x\": deadline 3 ns is beyond period 2 ns, which is not supported (use a "
        "deadline up to the period)");
    check_one(1, 1, 0,
              "task \"x\": period 0 ns is not in 1 ns .. 2^53 ns (about 104 days)");
    check_one(
        1, 1, RTPART_NS_MAX + 1,
        "task \"x\": period 9007199.254740993 s is not in 1 ns .. 2^53 ns (about 104 "
        "days)");
}

static void test_taskset_check_finds_the_first_duplicate(void **state)
{
    static const char *const names[] = {"b", "a", "c", "b", "a"};
    struct rtpart_taskset ts = {0};
    struct rtpart_error err;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        add(&ts, names[i], 1, 1, 1);
    ts.tasks[3].line = 33;
    assert_int_equal(rtpart_taskset_check(&ts, &err), RTPART_EINPUT);
    assert_string_equal(err.message,
                        "line 33: task \"b\": task 0 has that name too (rename one)");
    rtpart_taskset_free(&ts);
}

static void test_taskset_copy_is_deep_and_whole(void **state)
{
    struct rtpart_taskset a = {0};
    struct rtpart_taskset b;

    (void)state;
    add(&a, "x", 1, 2, 4);
    add(&a, "y", 3, 6, 6);
    a.tasks[1].prio = 7;
    a.tasks[1].vcpu = 2;
    a.tasks[1].line = 9;
    assert_int_equal(rtpart_taskset_copy(&b, &a, NULL), RTPART_OK);
    assert_true(rtpart_task_equal(&a.tasks[1], &b.tasks[1]));
    assert_int_equal(b.tasks[1].line, 9);
    assert_ptr_not_equal(a.tasks[1].name, b.tasks[1].name);
    assert_int_equal(rtpart_taskset_min_deadline(&b), 2);
    assert_true(rtpart_taskset_utilization(&b) == 0.75);
    rtpart_taskset_free(&a);
    test_task_is(&b.tasks[1], "y", 3, 6, 6);
    rtpart_taskset_free(&b);
    assert_int_equal(rtpart_taskset_min_deadline(&b), 0);
}

static void test_scheduler_names_read_back_in_any_case(void **state)
{
    (void)state;
    for (int s = RTPART_SCHED_RM; s <= RTPART_SCHED_GEDF; s++)
        assert_int_equal(
            rtpart_scheduler_from_name(rtpart_scheduler_name((enum rtpart_scheduler)s)),
            s);
    assert_int_equal(rtpart_scheduler_from_name("gEDF"), RTPART_SCHED_GEDF);
    assert_int_equal(rtpart_scheduler_from_name("RM"), RTPART_SCHED_RM);
    assert_int_equal(rtpart_scheduler_from_name(""), RTPART_SCHED_NONE);
    assert_int_equal(rtpart_scheduler_from_name("fifo"), RTPART_SCHED_NONE);
}

/* What rtpart_system_component says to a file: the name found, or the message. */
static void component_is(const char *text, const char *name, enum rtpart_code code,
                         const char *want)
{
    const struct rtpart_component *c = NULL;
    struct rtpart_error err = {0};
    struct rtpart_system s;

    test_read(text, 1, NULL, &s);
    assert_int_equal(rtpart_system_component(&s, name, &c, &err), code);
    assert_string_equal(code == RTPART_OK ? c->name : err.message, want);
    rtpart_system_free(&s);
}

#define TASK "<task p='2' e='1'/>"

static void test_system_component_is_the_one_with_tasks(void **state)
{
    (void)state;
    component_is("<system>" TASK "</system>", NULL, RTPART_OK, "system");
    component_is("<system><component name='a'>" TASK "</component></system>", NULL,
                 RTPART_OK, "a");
    component_is("<system><component name='a'><component name='b'>" TASK
                 "</component></component></system>",
                 NULL, RTPART_OK, "b");
    component_is("<system><component name='a'>" TASK
                 "<component name='b'/></component></system>",
                 NULL, RTPART_OK, "a");
    component_is("<system><component name='a'>" TASK
                 "</component><component name='b'>" TASK "</component></system>",
                 "b", RTPART_OK, "b");
    component_is("<system>" TASK "<component name='system'>" TASK "</component></system>",
                 "system", RTPART_OK, "system");
}

static void test_system_component_lists_the_choices(void **state)
{
    static const char two[] =
        "<system><component name='a'>" TASK "</component><component name='b'>" TASK
        "</component><component name='c'/></system>";

    (void)state;
    component_is(
        two, NULL, RTPART_EMODEL,
        "several components have tasks: \"a\", \"b\" (choose one: --component NAME)");
    component_is(two, "x", RTPART_EINPUT,
                 "there is no component \"x\" (with tasks: \"a\", \"b\")");
    component_is(two, "c", RTPART_EINPUT,
                 "component \"c\" has no tasks of its own (with tasks: \"a\", \"b\")");
    component_is(
        "<system><component name='a'>" TASK "<component name='b'>" TASK
        "</component></component></system>",
        "a", RTPART_EMODEL,
        "component \"a\" has child components with tasks, which would be left out");
}

static void test_system_component_cuts_a_long_list(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const struct rtpart_component *c;
    struct rtpart_error err;
    struct rtpart_system s;

    (void)state;
    (void)fputs("<system>", out);
    for (int i = 0; i < 100; i++)
        (void)fprintf(out, "<component name='component%d'>" TASK "</component>", i);
    (void)fputs("</system>", out);
    assert_int_equal(fclose(out), 0);
    test_read(text, 1, NULL, &s);
    assert_int_equal(rtpart_system_component(&s, NULL, &c, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "\"component0\", \"component1\""));
    assert_non_null(strstr(err.message, ", ... (choose one: --component NAME)"));
    free(text);
    rtpart_system_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taskset_add_names_by_place),
        cmocka_unit_test(test_taskset_check_holds_at_the_edges),
        cmocka_unit_test(test_taskset_check_finds_the_first_duplicate),
        cmocka_unit_test(test_taskset_copy_is_deep_and_whole),
        cmocka_unit_test(test_scheduler_names_read_back_in_any_case),
        cmocka_unit_test(test_system_component_is_the_one_with_tasks),
        cmocka_unit_test(test_system_component_lists_the_choices),
        cmocka_unit_test(test_system_component_cuts_a_long_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
