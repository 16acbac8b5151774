/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/readall.h"
#include "tests/support/folder.h"

static void test_readall_gives_every_byte_and_a_nul(void **state)
{
    static const size_t sizes[] = {0, 1, 65534, 65535, 65536, 200000};
    struct test_folder f = {{0}};

    (void)state;
    test_folder_make(&f);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *path = test_folder_file(&f, "a");
        char *want = calloc(1, sizes[i] + 1);
        char *text = NULL;
        size_t len = 0;

        assert_non_null(want);
        for (size_t k = 0; k < sizes[i]; k++)
            want[k] = (char)(k % 251);
        test_file_write(path, want, sizes[i]);
        assert_int_equal(rtpart_readall(path, sizes[i], &text, &len, NULL), RTPART_OK);
        assert_int_equal(len, sizes[i]);
        assert_memory_equal(text, want, len + 1);
        free(text);
        if (sizes[i] > 0)
            assert_int_equal(rtpart_readall(path, sizes[i] - 1, &text, &len, NULL),
                             RTPART_EINPUT);
        free(want);
    }
    test_folder_remove(&f);
}

static void test_readall_names_file_and_reason(void **state)
{
    struct test_folder f = {{0}};
    struct rtpart_error err = {0};
    char *text = NULL;
    size_t len = 42;

    (void)state;
    test_folder_make(&f);
    assert_int_equal(rtpart_readall("/nowhere", 10, &text, &len, &err), RTPART_EINPUT);
    assert_string_equal(err.message, "/nowhere: cannot read: No such file or directory");
    assert_int_equal(rtpart_readall("/tmp", 10, &text, &len, &err), RTPART_EINPUT);
    assert_string_equal(err.message, "/tmp: cannot read: Is a directory");
    assert_int_equal(rtpart_readall("/dev/zero", RTPART_INPUT_MAX, &text, &len, &err),
                     RTPART_EINPUT);
    assert_string_equal(err.message,
                        "/dev/zero: larger than 64 MiB, the most that is read");
    assert_null(text);
    assert_int_equal(len, 42);
    test_folder_remove(&f);
}

/* Message for `text`, NULL where it is accepted. */
static const char *refusal(const char *text, size_t len, struct rtpart_error *err)
{
    return rtpart_input_check(&text, &len, "f", err) == RTPART_OK ? NULL : err->message;
}

static void test_input_check_takes_utf8_only_and_says_what_to_do(void **state)
{
    const char *text = "\xef\xbb\xbf"
                       "a";
    size_t len = 4;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_input_check(&text, &len, "f", NULL), RTPART_OK);
    assert_int_equal(len, 1);
    assert_string_equal(text, "a");
    assert_null(refusal("", 0, &err));
    assert_string_equal(
        refusal("\xff\xfe<\0", 4, &err),
        "f:1: this is UTF-16; only UTF-8 is read (convert it: iconv -f UTF-16 "
        "-t UTF-8)");
    assert_string_equal(
        refusal("a\nb\xe9", 4, &err),
        "f:2: byte 0xe9 is not UTF-8 (convert the file: iconv -f LATIN1 -t "
        "UTF-8, or whatever it is in)");
    assert_string_equal(refusal("a\n\n\0", 4, &err),
                        "f:3: there is a NUL byte: this is no text in UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readall_gives_every_byte_and_a_nul),
        cmocka_unit_test(test_readall_names_file_and_reason),
        cmocka_unit_test(test_input_check_takes_utf8_only_and_says_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
