/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/names.h"
#include "common/plural.h"

struct entry {
    const char *name;
    int more;
};

static const struct entry table[] = {{"qmp", 1}, {"pid", 2}, {"tid", 3}};

static void test_names_are_told_as_a_person_would(void **state)
{
    char buf[64];

    (void)state;
    assert_string_equal(rtpart_names_list(buf, sizeof buf, table, 3, sizeof *table, "--"),
                        "--qmp, --pid or --tid");
    assert_string_equal(rtpart_names_list(buf, sizeof buf, table, 2, sizeof *table, ""),
                        "qmp or pid");
    assert_string_equal(rtpart_names_list(buf, sizeof buf, table, 1, sizeof *table, ""),
                        "qmp");
    assert_string_equal(rtpart_names_list(buf, sizeof buf, table, 0, sizeof *table, ""),
                        "");
}

static void test_names_that_do_not_fit_are_cut(void **state)
{
    char buf[8];

    (void)state;
    assert_string_equal(rtpart_names_list(buf, sizeof buf, table, 3, sizeof *table, ""),
                        "qmp, pi");
}

static void test_one_is_no_plural(void **state)
{
    (void)state;
    assert_string_equal(rtpart_plural(1), "");
    assert_string_equal(rtpart_plural(0), "s");
    assert_string_equal(rtpart_plural(2), "s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_told_as_a_person_would),
        cmocka_unit_test(test_names_that_do_not_fit_are_cut),
        cmocka_unit_test(test_one_is_no_plural),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
