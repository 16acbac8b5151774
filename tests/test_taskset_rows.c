/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reading.h"

static void test_rows_read_c_d_t(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("# EVA\n\n1 4 5\n  2.5\t7 7  # with a comment\r\n1e-3 .5 1", 0, &notes, &s);
    assert_string_equal(s.root.name, "taskset");
    assert_int_equal(s.root.taskset.count, 3);
    test_task_is(&s.root.taskset.tasks[0], "t0", RTPART_MS, 4 * RTPART_MS, 5 * RTPART_MS);
    test_task_is(&s.root.taskset.tasks[1], "t1", 2500 * RTPART_US, 7 * RTPART_MS,
                 7 * RTPART_MS);
    test_task_is(&s.root.taskset.tasks[2], "t2", RTPART_US, 500 * RTPART_US, RTPART_MS);
    assert_int_equal(s.root.taskset.tasks[1].line, 4);
    rtpart_system_free(&s);
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.lines[0],
                        "f: no unit of time is given: milliseconds assumed (say so with "
                        "--unit)");
}

static void test_rows_read_c_t_and_the_name_of_the_set(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("Taskset  first one \n3 5\n1 2\n", RTPART_US, &notes, &s);
    assert_string_equal(s.root.name, "first one");
    test_task_is(&s.root.taskset.tasks[0], "t0", 3 * RTPART_US, 5 * RTPART_US,
                 5 * RTPART_US);
    assert_int_equal(s.root.taskset.count, 2);
    assert_int_equal(notes.count, 0);
    rtpart_system_free(&s);
}

static void test_rows_refuse_bad_lines(void **state)
{
    static const char *const cases[][2] = {
        {"", "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"# nothing\n \n",
         "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"Taskset a\n",
         "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"1 2 3\n4\n", "f:2: \"4\" alone is no task set: rows are \"C D T\" or \"C T\", "
                       "CSV begins with "
                       "\"name,c,d,t\", XML with <system>"},
        {"{\"tasks\":[]}", "f:1: \"{\"tasks\":[]}\" alone is no task set: rows are \"C D "
                           "T\" or \"C T\", CSV begins "
                           "with \"name,c,d,t\", XML with <system>"},
        {"1 2 3\n1 2 3 4\n",
         "f:2: more than three values in a row (a row is \"C D T\" or \"C T\")"},
        {"1 2 3\n1 2\n", "f:2: 2 values in this row, 3 in those before it"},
        {"1 2\n\n1 2 3\n", "f:3: 3 values in this row, 2 in those before it"},
        {"1 2 3\nTaskset b\n1 2 3\n",
         "f:2: a second task set begins here (one file holds one: split it)"},
        {"Taskset a\nTaskset b\n1 2 3\n",
         "f:2: a second task set begins here (one file holds one: split it)"},
        {"Taskset\n1 2 3\n", "f:1: Taskset: the name is empty"},
        {"1 2 x\n", "f:1: task \"t0\": period \"x\" is not a decimal number (give a "
                    "plain decimal such as "
                    "7.5)"},
        {"1 2 3\nnan 2 3\n", "f:2: task \"t1\": WCET \"nan\" is not finite (give a plain "
                             "decimal such as 7.5)"},
        {"1 2 -3\n", "f:1: task \"t0\": period \"-3\" is negative (give a plain decimal "
                     "such as 7.5)"},
        {"0 2 3\n",
         "f:1: task \"t0\": WCET \"0\" is not at least 1 ns (give a decimal above 0)"},
        {"3 2 4\n", "f:1: task \"t0\": WCET 3 ms is larger than deadline 2 ms, so no job "
                    "can be in time "
                    "(check values and unit)"},
        {"1 4 3\n", "f:1: task \"t0\": deadline 4 ms is beyond period 3 ms, which is not "
                    "supported (use a "
                    "deadline up to the period)"},
        {"1 1 99999999999999999999\n",
         "f:1: task \"t0\": period \"99999999999999999999\" is too large in ms (at most "
         "2^53 ns, "
         "about 104 days; check value and unit)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        test_refused(cases[i][0], cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_read_c_d_t),
        cmocka_unit_test(test_rows_read_c_t_and_the_name_of_the_set),
        cmocka_unit_test(test_rows_refuse_bad_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
