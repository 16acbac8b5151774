/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/plan_file.h"
#include "tests/support/folder.h"
#include "tests/support/systems.h"

static char *written(const struct rtpart_plan *p)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(rtpart_plan_write_xml(p, out, NULL), RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_plan_reads_back_to_the_same_plan(void **state)
{
    struct test_random r = {.state = 13};

    (void)state;
    for (int i = 0; i < 10000; i++) {
        struct rtpart_plan a;
        struct rtpart_plan b;
        struct rtpart_error err = {0};
        char *text;

        test_random_plan(&r, &a);
        text = written(&a);
        (void)rtpart_plan_read_memory(text, strlen(text), "f", &b, &err);
        assert_string_equal(err.message, "");
        assert_true(rtpart_plan_equal(&a, &b));
        rtpart_plan_free(&a);
        rtpart_plan_free(&b);
        free(text);
    }
}

#define ROOT                                                                             \
    "<plan xmlns='urn:rtpart:plan:1' version='1' kind='partitioned' "                    \
    "guest_scheduler='rm' "                                                              \
    "objective='total' latency_ns='0'>\n"
#define TASK  "name='a' wcet_ns='1' deadline_ns='2' period_ns='2' guest_priority='98'"
#define TASKS "<tasks>\n<task " TASK "/></tasks>\n"
#define CERTIFICATE(attributes)                                                          \
    "<certificates digest='0123456789abcdef'>\n<certificate " attributes                 \
    "/></certificates></plan>"
#define VCPU "<vcpu id='0' runtime_ns='1' period_ns='2'>\n<run task='a'/></vcpu>\n"

static void test_plan_reads_the_smallest_file(void **state)
{
    static const char text[] = ROOT TASKS VCPU "</plan>";
    struct rtpart_plan p;
    struct rtpart_error err = {0};

    (void)state;
    (void)rtpart_plan_read_memory(text, sizeof text - 1, "f", &p, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(p.vcpu_count, 1);
    assert_int_equal(p.vcpus[0].prm.budget, 1);
    assert_int_equal(p.vcpus[0].prm.period, 2);
    assert_int_equal(p.vcpus[0].task_count, 1);
    assert_string_equal(p.taskset.tasks[0].name, "a");
    assert_int_equal(p.taskset.tasks[0].vcpu, -1);
    assert_int_equal(rtpart_plan_priority(&p, 0), 98);
    assert_int_equal(rtpart_plan_vcpu_of(&p, 0), 0);
    rtpart_plan_free(&p);
}

static void refused(const char *text, const char *message)
{
    struct rtpart_plan p;
    struct rtpart_error err = {0};
    const enum rtpart_code code =
        rtpart_plan_read_memory(text, strlen(text), "f", &p, &err);

    assert_string_equal(err.message, message);
    assert_int_equal(code, RTPART_EINPUT);
    assert_null(p.vcpus);
    assert_null(p.taskset.tasks);
}

static void test_plan_refuses_other_files(void **state)
{
    (void)state;
    refused("<system/>",
            "f:1: this is a task set, not a plan (rtpart -o plan.xml makes one of it)");
    refused("<foo/>", "f:1: the root element is <foo>, but a plan begins with <plan>");
    refused("<plan/>",
            "f:1: this <plan> is of the namespace \"\", not \"urn:rtpart:plan:1\"");
    refused("<plan xmlns='urn:rtpart:plan:2'/>",
            "f:1: this <plan> is of the namespace \"urn:rtpart:plan:2\", not "
            "\"urn:rtpart:plan:1\"");
    refused("<plan xmlns='urn:rtpart:plan:1'/>",
            "f:1: <plan>: attribute version is missing");
    refused("<plan xmlns='urn:rtpart:plan:1' version='2' news='x'/>",
            "f:1: <plan>: version=\"2\" is not known (this program reads version 1)");
    refused("", "f:1: not well-formed XML: Document is empty");
    refused("1 2 3\n", "f:1: not well-formed XML: Start tag expected, '<' not found");
    refused("<!DOCTYPE plan [<!ENTITY a 'b'>]><plan/>",
            "f:1: document types and entities are not accepted (remove the <!DOCTYPE>)");
}

static void test_plan_refuses_bad_words_of_the_root(void **state)
{
    static const char *const cases[][2] = {
        {"kind='half' guest_scheduler='rm' objective='total' latency_ns='0'",
         "f:1: <plan>: unknown kind=\"half\" (known: partitioned, global)"},
        {"kind='global' guest_scheduler='fifo' objective='total' latency_ns='0'",
         "f:1: <plan>: unknown guest_scheduler=\"fifo\" (known: rm, dm, prio, edf, grm, "
         "gdm, "
         "gedf)"},
        {"kind='global' guest_scheduler='rm' objective='least' latency_ns='0'",
         "f:1: <plan>: unknown objective=\"least\" (known: total, max)"},
        {"kind='global' guest_scheduler='rm' objective='max' latency_ns='-1'",
         "f:1: <plan>: latency_ns=\"-1\" is not a whole number in 0 .. 9007199254740992"},
        {"kind='global' guest_scheduler='rm' objective='max'",
         "f:1: <plan>: attribute latency_ns is missing"},
        {"guest_scheduler='rm' objective='max' latency_ns='0'",
         "f:1: <plan>: attribute kind is missing"},
        {"kind='global' objective='max' latency_ns='0'",
         "f:1: <plan>: attribute guest_scheduler is missing"},
        {"kind='global' guest_scheduler='rm' latency_ns='0'",
         "f:1: <plan>: attribute objective is missing"},
        {"colour='red'",
         "f:1: <plan>: unknown attribute colour=\"red\" (misspelt, or from a "
         "newer version?)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];

        (void)snprintf(text, sizeof text,
                       "<plan xmlns='urn:rtpart:plan:1' version='1' %s/>", cases[i][0]);
        refused(text, cases[i][1]);
    }
}

static void test_plan_refuses_bad_content_with_its_line(void **state)
{
    static const char *const cases[][2] = {
        {ROOT "</plan>", "f: the plan has no tasks"},
        {ROOT TASKS "</plan>", "f: 0 vCPUs: a plan has 1 .. 4096"},
        {ROOT TASKS TASKS VCPU "</plan>",
         "f:4: a second <tasks>, but there can be one only"},
        {ROOT "<grid/></plan>", "f:2: <grid>: attribute min_period_ns is missing"},
        {ROOT "<grid min_period_ns='0'/></plan>",
         "f:2: <grid>: min_period_ns=\"0\" is not a whole number in 1 .. "
         "9007199254740992"},
        {ROOT "<tasks><task " TASK "/>\n<task " TASK "/></tasks></plan>",
         "f:3: task \"a\": the task of line 2 has that name too"},
        {ROOT "<tasks>\n<task/></tasks></plan>",
         "f:3: <task>: attribute name is missing"},
        {ROOT "<tasks>\n<task name=''/></tasks></plan>",
         "f:3: <task>: the name is empty"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='NaN'/></tasks></plan>",
         "f:3: <task>: wcet_ns=\"NaN\" is not a whole number in 1 .. 9007199254740992"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='1.5'/></tasks></plan>",
         "f:3: <task>: wcet_ns=\"1.5\" is not a whole number in 1 .. 9007199254740992"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='9007199254740993'/></tasks></plan>",
         "f:3: <task>: wcet_ns=\"9007199254740993\" is not a whole number in 1 .. "
         "9007199254740992"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='3' deadline_ns='2' period_ns='2' "
              "guest_priority='1'/></tasks></plan>",
         "f:3: task \"x\": WCET 3 ns is larger than deadline 2 ns, so no job can be in "
         "time "
         "(check values and unit)"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='1' deadline_ns='3' period_ns='2' "
              "guest_priority='1'/></tasks></plan>",
         "f:3: task \"x\": deadline 3 ns is beyond period 2 ns, which is not supported "
         "(use a "
         "deadline up to the period)"},
        {ROOT "<tasks>\n<task name='x' wcet_ns='1' deadline_ns='2' period_ns='2' "
              "guest_priority='99'/></tasks></plan>",
         "f:3: <task>: guest_priority=\"99\" is not a whole number in 0 .. 98"},
        {ROOT "<tasks>\n<task " TASK " cost='1'/></tasks></plan>",
         "f:3: <task>: unknown attribute cost=\"1\" (misspelt, or from a newer "
         "version?)"},
        {ROOT "<tasks>\n<job/></tasks></plan>",
         "f:3: unknown element <job> (misplaced, or from a newer version?)"},
        {ROOT "<foo/></plan>",
         "f:2: unknown element <foo> (misplaced, or from a newer version?)"},
        {ROOT "<tasks xmlns='urn:other'/></plan>",
         "f:2: unknown element <tasks> (misplaced, or from a newer version?)"},
        {ROOT VCPU TASKS "</plan>",
         "f:3: <run>: there is no task \"a\" in the <tasks> before it"},
        {ROOT TASKS "<vcpu id='0' runtime_ns='3' period_ns='2'/></plan>",
         "f:4: vCPU 0: runtime 3 ns of the reservation is not in 0 .. its period 2 ns"},
        {ROOT TASKS "<vcpu id='1' runtime_ns='1' period_ns='2'/></plan>",
         "f:4: <vcpu>: id=\"1\", but the next in order is 0"},
        {ROOT TASKS "<vcpu id='4096' runtime_ns='1' period_ns='2'/></plan>",
         "f:4: <vcpu>: id=\"4096\" is not a whole number in 0 .. 4095"},
        {ROOT TASKS VCPU
         "<vcpu id='1' runtime_ns='1' period_ns='2'>\n<run task='a'/></vcpu>"
         "</plan>",
         "f:7: <run>: task \"a\" runs in line 5 already"},
        {ROOT TASKS "<vcpu id='0' runtime_ns='1' period_ns='2'/></plan>",
         "f: task \"a\" is on no vCPU"},
        {ROOT TASKS
         "<vcpu id='0' runtime_ns='0' period_ns='0'><run task='a'/></vcpu></plan>",
         "f: vCPU 0: period 0 ns of the reservation is not in 1 ns .. 2^53 ns (about 104 "
         "days)"},
        {ROOT TASKS "<global cpus='1' budget_ns='1' period_ns='1'/>" VCPU "</plan>",
         "f: a partitioned plan has a global reservation"},
        {ROOT TASKS "<global cpus='0' budget_ns='1' period_ns='1'/>" VCPU "</plan>",
         "f:4: <global>: cpus=\"0\" is not a whole number in 1 .. 4096"},
        {ROOT TASKS VCPU, "f:6: the file ends inside <plan> of line 1 (is it cut off?)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refused(cases[i][0], cases[i][1]);
}

static void test_plan_reads_from_a_file_that_was_written(void **state)
{
    struct test_random r = {.state = 14};
    struct test_folder folder = {{0}};
    struct rtpart_plan a;
    struct rtpart_plan b;
    struct rtpart_error err = {0};
    char *text;
    const char *path;

    (void)state;
    test_folder_make(&folder);
    path = test_folder_file(&folder, "plan.xml");
    assert_int_equal(rtpart_plan_read(path, &b, &err), RTPART_EINPUT);
    assert_non_null(
        strstr(err.message, "plan.xml: cannot read: No such file or directory"));
    test_random_plan(&r, &a);
    text = written(&a);
    test_file_write(path, text, strlen(text));
    assert_int_equal(rtpart_plan_read(path, &b, NULL), RTPART_OK);
    assert_true(rtpart_plan_equal(&a, &b));
    rtpart_plan_free(&a);
    rtpart_plan_free(&b);
    free(text);
    test_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan_reads_back_to_the_same_plan),
        cmocka_unit_test(test_plan_reads_the_smallest_file),
        cmocka_unit_test(test_plan_refuses_other_files),
        cmocka_unit_test(test_plan_refuses_bad_words_of_the_root),
        cmocka_unit_test(test_plan_refuses_bad_content_with_its_line),
        cmocka_unit_test(test_plan_reads_from_a_file_that_was_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
