/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/outdir.h"
#include "tests/support/folder.h"

static struct test_folder place; /* a fresh one for each test */

static int begin(void **state)
{
    (void)state;
    test_folder_make(&place);
    return 0;
}

static int end(void **state)
{
    (void)state;
    test_folder_remove(&place);
    return 0;
}

static const char *at(const char *name)
{
    return test_folder_file(&place, name);
}

static enum rtpart_code put(void *ctx, FILE *out, struct rtpart_error *err)
{
    (void)err;
    fputs(ctx, out);
    return RTPART_OK;
}

static enum rtpart_code refuse(void *ctx, FILE *out, struct rtpart_error *err)
{
    (void)ctx;
    fputs("half", out);
    return rtpart_fail(err, RTPART_ENOMEM, "no");
}

static void write_result(const char *text)
{
    struct rtpart_outdir o;

    assert_int_equal(rtpart_outdir_open(&o, at("result/"), "mark", NULL), RTPART_OK);
    assert_int_equal(rtpart_outdir_write(&o, "mark", put, (void *)text, NULL), RTPART_OK);
    assert_int_equal(rtpart_outdir_commit(&o, NULL), RTPART_OK);
}

static void test_outdir_appears_when_committed(void **state)
{
    struct rtpart_outdir o;

    (void)state;
    assert_int_equal(rtpart_outdir_open(&o, at("result"), "mark", NULL), RTPART_OK);
    assert_int_equal(access(at("result"), F_OK), -1);
    assert_int_equal(rtpart_outdir_write(&o, "mark", put, "one", NULL), RTPART_OK);
    assert_int_equal(rtpart_outdir_commit(&o, NULL), RTPART_OK);
    assert_int_equal(access(at("result/mark"), F_OK), 0);
    assert_int_equal(test_folder_count(&place), 1);
    rtpart_outdir_abort(&o); /* a closed one */
}

/* The new result takes the place of the old one, files and all. */
static void test_outdir_replaces_an_older_result(void **state)
{
    (void)state;
    write_result("one");
    assert_int_equal(fclose(fopen(at("result/other"), "w")), 0);
    write_result("two");
    assert_int_equal(access(at("result/other"), F_OK), -1);
    assert_int_equal(test_folder_count(&place), 1);
}

static void test_outdir_abort_leaves_the_old_one_and_nothing_else(void **state)
{
    struct rtpart_outdir o;

    (void)state;
    write_result("one");
    assert_int_equal(rtpart_outdir_open(&o, at("result"), "mark", NULL), RTPART_OK);
    assert_int_equal(rtpart_outdir_write(&o, "mark", refuse, NULL, NULL), RTPART_ENOMEM);
    rtpart_outdir_abort(&o);
    assert_int_equal(access(at("result/mark"), F_OK), 0);
    assert_int_equal(test_folder_count(&place), 1);
}

/* A slip of the command line must not cost anybody's files. */
static void test_outdir_refuses_a_directory_of_others(void **state)
{
    struct rtpart_outdir o;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(mkdir(at("home"), 0777), 0);
    assert_int_equal(rtpart_outdir_open(&o, at("home"), "mark", NULL), RTPART_OK);
    rtpart_outdir_abort(&o); /* an empty one is fine */
    assert_int_equal(fclose(fopen(at("home/thesis"), "w")), 0);
    assert_int_equal(rtpart_outdir_open(&o, at("home"), "mark", &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "no result"));
    assert_int_equal(rtpart_outdir_open(&o, at("home/thesis"), "mark", &err),
                     RTPART_EHOST);
    assert_int_equal(rtpart_outdir_open(&o, at("not/there"), "mark", &err), RTPART_EHOST);
}

static void test_outdir_messages_name_the_wanted_place(void **state)
{
    struct rtpart_outdir o;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_outdir_open(&o, at("result"), "mark", NULL), RTPART_OK);
    rtpart_fail(&err, RTPART_EHOST, "%s/a: full; %s/b is kept", o.temporary, o.temporary);
    rtpart_outdir_rename_in(&o, &err);
    assert_null(strstr(err.message, ".tmp"));
    assert_non_null(strstr(err.message, "result/b is kept"));
    rtpart_outdir_abort(&o);
    assert_int_equal(test_folder_count(&place), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_outdir_appears_when_committed, begin, end),
        cmocka_unit_test_setup_teardown(test_outdir_replaces_an_older_result, begin, end),
        cmocka_unit_test_setup_teardown(
            test_outdir_abort_leaves_the_old_one_and_nothing_else, begin, end),
        cmocka_unit_test_setup_teardown(test_outdir_refuses_a_directory_of_others, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_outdir_messages_name_the_wanted_place, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
