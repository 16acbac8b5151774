/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/terminal.h"

static const char *item(const void *ctx, size_t i)
{
    const char *const *names = ctx;

    return names[i];
}

static const char *const names[] = {"t0", "t1", "long-name", "t3", "µ4"};

static void assert_fold(size_t first, size_t width, bool last, const char *line,
                        size_t next)
{
    char buf[64];

    assert_int_equal(
        rtpart_fold_names(buf, sizeof buf, item, names, first, 5, width, last), next);
    assert_string_equal(buf, line);
}

static void test_fold_names_fills_a_line_and_goes_on(void **state)
{
    (void)state;
    assert_fold(0, 5, false, "t0 t1", 2);
    assert_fold(2, 5, false, "long-name", 3); /* at least one */
    assert_fold(3, 5, false, "t3 µ4", 5);     /* columns, not bytes */
    assert_fold(0, 80, false, "t0 t1 long-name t3 µ4", 5);
    assert_fold(0, 80, true, "t0 t1 long-name t3 µ4", 5);
}

static void test_fold_names_counts_what_the_last_line_leaves_out(void **state)
{
    (void)state;
    assert_fold(0, 17, true, "t0 t1 and 3 more", 5);
    assert_fold(0, 4, true, "t0 and 4 more", 5);
    assert_fold(4, 1, true, "µ4", 5);
}

static void test_fold_names_cuts_at_the_end_of_the_room(void **state)
{
    char buf[6];

    (void)state;
    (void)rtpart_fold_names(buf, sizeof buf, item, names, 2, 5, 80, false);
    assert_string_equal(buf, "long-");
}

static void test_join_names_takes_all(void **state)
{
    char *text = rtpart_join_names(item, names, 5);

    (void)state;
    assert_string_equal(text, "t0 t1 long-name t3 µ4");
    free(text);
    text = rtpart_join_names(item, names, 0);
    assert_string_equal(text, "");
    free(text);
}

static void test_terminal_width_is_80_where_there_is_none(void **state)
{
    FILE *file = tmpfile();

    (void)state;
    assert_non_null(file);
    assert_int_equal(rtpart_terminal_width(file), 80);
    (void)fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_names_fills_a_line_and_goes_on),
        cmocka_unit_test(test_fold_names_counts_what_the_last_line_leaves_out),
        cmocka_unit_test(test_fold_names_cuts_at_the_end_of_the_room),
        cmocka_unit_test(test_join_names_takes_all),
        cmocka_unit_test(test_terminal_width_is_80_where_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
