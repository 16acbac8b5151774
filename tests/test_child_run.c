/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that are run for what they print: no shell, no input, bounds on time and size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/child_run.h"

enum { SOON_MS = 20000 };

/* A shell would expand every one of these. */
static void test_arguments_arrive_as_they_are(void **state)
{
    static const char *const argv[] = {"printf",    "<%s>", "$HOME", "`id`",
                                       "a; echo b", "*",    "\"' |", NULL};
    char *output = NULL;

    (void)state;
    assert_int_equal(rtpart_child_run(argv, SOON_MS, &output, NULL), RTPART_OK);
    assert_string_equal(output, "<$HOME><`id`><a; echo b><*><\"' |>");
    free(output);
}

static void test_standard_input_is_empty(void **state)
{
    static const char *const argv[] = {"cat", NULL};
    char *output = NULL;

    (void)state;
    assert_int_equal(rtpart_child_run(argv, SOON_MS, &output, NULL), RTPART_OK);
    assert_string_equal(output, "");
    free(output);
}

static void test_who_takes_too_long_is_killed(void **state)
{
    static const char *const argv[] = {"sleep", "100", NULL};
    struct rtpart_error err;
    char *output = NULL;

    (void)state;
    assert_int_equal(rtpart_child_run(argv, 100, &output, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "sleep"));
}

static void test_who_prints_without_end_is_killed(void **state)
{
    static const char *const argv[] = {"yes", NULL};
    struct rtpart_error err;
    char *output = NULL;

    (void)state;
    assert_int_equal(rtpart_child_run(argv, SOON_MS, &output, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "yes"));
}

static void test_failure_has_the_words_of_the_program(void **state)
{
    static const char *const argv[] = {"sh", "-c", "echo no such domain >&2; exit 1",
                                       NULL};
    struct rtpart_error err;
    char *output = NULL;

    (void)state;
    assert_int_equal(rtpart_child_run(argv, SOON_MS, &output, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "no such domain"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments_arrive_as_they_are),
        cmocka_unit_test(test_standard_input_is_empty),
        cmocka_unit_test(test_who_takes_too_long_is_killed),
        cmocka_unit_test(test_who_prints_without_end_is_killed),
        cmocka_unit_test(test_failure_has_the_words_of_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
