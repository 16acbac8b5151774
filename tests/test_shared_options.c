/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_shared_options.c - the tables of options that several tools have in common
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/grid_choice.h"
#include "analysis/host_options.h"
#include "analysis/task_source.h"
#include "common/cli.h"

static const struct argp *const parsers[] = {&rtpart_cli_argp, &rtpart_grid_argp,
                                             &rtpart_host_argp, &rtpart_task_argp};

#define PARSERS (sizeof parsers / sizeof *parsers)

static bool is_end(const struct argp_option *o)
{
    return o->name == NULL && o->key == 0 && o->doc == NULL && o->group == 0;
}

/* What has a value in the help wants one; all stand in one list, --version beside --help. */
static void test_options_want_their_value_and_are_told_in_one_list(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t p = 0; p < PARSERS; p++)
        for (const struct argp_option *o = parsers[p]->options; !is_end(o); o++) {
            assert_non_null(o->name);
            assert_non_null(o->doc);
            assert_int_equal(o->flags, 0);
            assert_int_equal(o->group, o->key == 'V' ? -1 : 0);
            count++;
        }
    assert_true(count >= 15);
}

static void test_options_have_names_of_their_own(void **state)
{
    (void)state;
    for (size_t p = 0; p < PARSERS; p++)
        for (const struct argp_option *o = parsers[p]->options; !is_end(o); o++)
            for (size_t q = 0; q < PARSERS; q++)
                for (const struct argp_option *x = parsers[q]->options; !is_end(x); x++)
                    assert_true(x == o || strcmp(x->name, o->name) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_want_their_value_and_are_told_in_one_list),
        cmocka_unit_test(test_options_have_names_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
