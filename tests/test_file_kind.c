/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/file_kind.h"

static enum rtpart_file_kind kind(const char *text)
{
    return rtpart_file_kind(text, strlen(text));
}

static void test_file_kind_is_that_of_the_root(void **state)
{
    (void)state;
    assert_int_equal(kind("<plan/>"), RTPART_FILE_PLAN);
    assert_int_equal(kind("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a <system> -->\n"
                          "<plan xmlns='urn:rtpart:plan:1'><rest is broken"),
                     RTPART_FILE_PLAN);
    assert_int_equal(kind("<system><plan/></system>"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("<!-- <plan/> --><system/>"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("<taskset><task/>"), RTPART_FILE_SCHEDCAT);
    assert_int_equal(kind("\n<testpoint/>"), RTPART_FILE_SCHEDCAT);
    assert_int_equal(kind("<TaskSet/>"), RTPART_FILE_TASKSET);
}

static void test_file_kind_leaves_the_rest_to_the_reader_of_task_sets(void **state)
{
    (void)state;
    assert_int_equal(kind(""), RTPART_FILE_TASKSET);
    assert_int_equal(kind(" \n"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("1 2 3"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("name,c,t"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("<"), RTPART_FILE_TASKSET);
    assert_int_equal(kind("<plan \xff>"), RTPART_FILE_TASKSET);
    assert_int_equal(rtpart_file_kind("<plan/>\0", 8), RTPART_FILE_TASKSET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_kind_is_that_of_the_root),
        cmocka_unit_test(test_file_kind_leaves_the_rest_to_the_reader_of_task_sets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
