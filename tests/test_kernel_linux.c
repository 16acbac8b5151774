/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the kernel, with ordinary files in their place: links, sizes, what is missing. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/kernel.h"
#include "tests/support/folder.h"

static const struct rtpart_kernel *const k = &rtpart_kernel_linux;

/* Who may put a link in the place of a file of a group cannot have another file written. */
static void test_write_follows_no_link(void **state)
{
    struct test_folder f;
    const char *target;
    const char *link;
    char *text;

    (void)state;
    test_folder_make(&f);
    target = test_folder_file(&f, "target");
    link = test_folder_file(&f, "cpu.rt_runtime_us");
    test_file_write(target, "950000", 6);
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(k->write_file(k->ctx, link, "0"), ELOOP);
    text = test_file_read(target);
    assert_string_equal(text, "950000");
    free(text);
    assert_int_equal(k->write_file(k->ctx, target, "8750"), 0);
    text = test_file_read(target);
    assert_string_equal(text, "8750");
    free(text);
    test_folder_remove(&f);
}

/* Nor does writing make a file that the kernel has not. */
static void test_write_makes_no_file(void **state)
{
    struct test_folder f;

    (void)state;
    test_folder_make(&f);
    assert_int_equal(k->write_file(k->ctx, test_folder_file(&f, "missing"), "0"), ENOENT);
    assert_int_equal(test_folder_count(&f), 0);
    test_folder_remove(&f);
}

static void test_read_is_whole_or_refused(void **state)
{
    struct test_folder f;
    const char *path;
    char buf[8];

    (void)state;
    test_folder_make(&f);
    path = test_folder_file(&f, "file");
    test_file_write(path, "1234567", 7);
    assert_int_equal(k->read_file(k->ctx, path, buf, sizeof buf), 0);
    assert_string_equal(buf, "1234567");
    test_file_write(path, "12345678", 8);
    assert_int_equal(k->read_file(k->ctx, path, buf, sizeof buf), EFBIG);
    test_folder_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_follows_no_link),
        cmocka_unit_test(test_write_makes_no_file),
        cmocka_unit_test(test_read_is_whole_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
