/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reading.h"

static void test_csv_reads_columns_in_any_order_and_case(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("# made by hand\n"
              "PRIO,Period, Name ,wcet,Deadline,vcpu,remark\n"
              "7,10,\"a, b\",2.5,9,3,hello\n"
              ",20,,1,,,\n",
              0, &notes, &s);
    assert_string_equal(s.root.name, "taskset");
    assert_int_equal(s.root.taskset.count, 2);
    test_task_is(&s.root.taskset.tasks[0], "a, b", 2500 * RTPART_US, 9 * RTPART_MS,
                 10 * RTPART_MS);
    assert_int_equal(s.root.taskset.tasks[0].prio, 7);
    assert_int_equal(s.root.taskset.tasks[0].vcpu, 3);
    test_task_is(&s.root.taskset.tasks[1], "t1", RTPART_MS, 20 * RTPART_MS,
                 20 * RTPART_MS);
    assert_int_equal(s.root.taskset.tasks[1].prio, 0);
    assert_int_equal(s.root.taskset.tasks[1].vcpu, -1);
    assert_int_equal(s.root.taskset.tasks[1].line, 4);
    rtpart_system_free(&s);
    assert_int_equal(notes.count, 2);
    assert_string_equal(notes.lines[0], "f:2: column \"remark\" is not used");
    assert_string_equal(
        notes.lines[1],
        "f: no unit of time is given: milliseconds assumed (say so with --unit, "
        "or a column c_us)");
}

static void test_csv_columns_can_name_their_unit(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("c_us,t_ms\n1500,2\n", 0, &notes, &s);
    assert_int_equal(notes.count, 0);
    test_task_is(&s.root.taskset.tasks[0], "t0", 1500 * RTPART_US, 2 * RTPART_MS,
                 2 * RTPART_MS);
    rtpart_system_free(&s);
    test_read("e,p_ms\n1,2\n", 0, &notes, &s);
    assert_int_equal(notes.count, 1);
    rtpart_system_free(&s);
    test_read("c_us,t_ms\n1,2\n", RTPART_S, &notes, &s);
    test_task_is(&s.root.taskset.tasks[0], "t0", RTPART_S, 2 * RTPART_S, 2 * RTPART_S);
    rtpart_system_free(&s);
}

static void test_csv_refuses_bad_headers_and_records(void **state)
{
    static const char *const cases[][2] = {
        {"name,c,d\nx,1,2\n",
         "f:1: the first line is not a header with the columns c and t "
         "(such as \"name,c,d,t\")"},
        {"\nt0,1,5,5\n",
         "f:2: the first line is not a header with the columns c and t (such as "
         "\"name,c,d,t\")"},
        {"c,t,E\n1,2,1\n", "f:1: columns \"c\" and \"E\" mean the same (remove one)"},
        {"c,t\n", "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"c,t\n1,2\n1\n", "f:3: 1 fields, but the header has 2"},
        {"c,t\n1,2,3\n", "f:2: 3 fields, but the header has 2"},
        {"c,t\n,2\n", "f:2: task \"t0\": WCET c is missing (give it, a decimal above 0)"},
        {"name,wcet,p\nx,1,\n",
         "f:2: task \"x\": period p is missing (give it, a decimal above 0)"},
        {"name,c,t\nx,1,nan\n", "f:2: task \"x\": period t=\"nan\" is not finite (give a "
                                "plain decimal such as 7.5)"},
        {"name,c,t,vcpu\nx,1,2,4096\n",
         "f:2: task \"x\": vcpu=\"4096\" is not a whole number in 0 .. 4095"},
        {"name,c,t,priority\nx,1,2,0\n",
         "f:2: task \"x\": priority=\"0\" is not a whole number in 1 .. 99"},
        {"name,c,t\nx,1,2\ny,1,2\nx,1,2\n",
         "f:4: task \"x\": the task of line 2 has that name too (rename one, or read "
         "with --rename-duplicates)"},
        {"name,c,t\n\"x,1,2\n", "f:2: the quote that opens here is not closed"},
        {"name,c,t\n\"x\ny\",1,2\n",
         "f:2: task: the name \"x?y\" holds a control character"},
        {"name,c,t\nx,3,2\n", "f:2: task \"x\": WCET 3 ms is larger than deadline 2 ms, "
                              "so no job can be in time "
                              "(check values and unit)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        test_refused(cases[i][0], cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_reads_columns_in_any_order_and_case),
        cmocka_unit_test(test_csv_columns_can_name_their_unit),
        cmocka_unit_test(test_csv_refuses_bad_headers_and_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
