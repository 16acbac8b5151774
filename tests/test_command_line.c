/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/command_line.h"

static void assert_line(int argc, char *const *argv, const char *expected)
{
    char *line = rtpart_command_line(argc, argv);

    assert_string_equal(line, expected);
    free(line);
}

static void test_command_line_leaves_plain_words_and_names_the_program(void **state)
{
    char *const argv[] = {"/usr/bin/rtpart", "--vcpus=2", "-o", "a/b.xml", "x,y:1@%+"};

    (void)state;
    assert_line(5, argv, "rtpart --vcpus=2 -o a/b.xml x,y:1@%+");
}

static void test_command_line_of_a_command_is_two_words(void **state)
{
    char *const argv[] = {"rtanalyze mpr", "--vcpus", "2"};

    (void)state;
    assert_line(3, argv, "rtanalyze mpr --vcpus 2");
}

static void test_command_line_quotes_what_a_shell_would_change(void **state)
{
    char *const argv[] = {"rtpart", "",    "my file", "it's",
                          "$HOME",  "a*b", "~x",      "new\nline"};

    (void)state;
    assert_line(8, argv, "rtpart '' 'my file' 'it'\\''s' '$HOME' 'a*b' '~x' 'new\nline'");
}

/* A shell reads back the very words. */
static void test_command_line_is_undone_by_a_shell(void **state)
{
    char every[256];
    char got[512];
    size_t n;

    (void)state;
    for (int c = 1; c < 256; c++)
        every[c - 1] = (char)c;
    every[255] = '\0';

    char *const argv[] = {"printf", "%s", every};
    char *line = rtpart_command_line(3, argv);
    FILE *shell = popen(line, "r"); // NOLINT(cert-env33-c): the point is the shell

    assert_non_null(shell);
    n = fread(got, 1, sizeof got, shell);
    assert_int_equal(pclose(shell), 0);
    assert_int_equal(n, 255);
    assert_memory_equal(got, every, 255);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_line_leaves_plain_words_and_names_the_program),
        cmocka_unit_test(test_command_line_of_a_command_is_two_words),
        cmocka_unit_test(test_command_line_quotes_what_a_shell_would_change),
        cmocka_unit_test(test_command_line_is_undone_by_a_shell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
