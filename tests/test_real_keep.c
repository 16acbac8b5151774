/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a real run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/folder.h"
#include "validate/real_keep.h"

/* A guest's archive may hold links, to files that only root can read. */
static void test_files_are_kept_and_links_are_not_followed(void **state)
{
    struct test_folder folder;
    const struct rtpart_plan plan = {0};
    const struct rtpart_run_request request = {.plan = &plan};
    struct rtpart_real_options options = {0};
    struct rtpart_real r = {.request = &request, .plan = &plan, .options = &options};
    struct rtpart_error err = {.message = ""};
    char *raw;
    char *out;

    (void)state;
    test_folder_make(&folder);
    raw = strdup(test_folder_file(&folder, "raw"));
    out = strdup(test_folder_file(&folder, "out"));
    assert_true(raw != NULL && out != NULL && mkdir(raw, 0700) == 0);
    r.raw = raw;
    options.directory = out;
    test_file_write(test_folder_file(&folder, "secret"), "secret", 6);
    test_file_write(test_folder_file(&folder, "raw/rt-t0-0.log"), "log", 3);
    assert_int_equal(symlink("../secret", test_folder_file(&folder, "raw/rt-t1-1.log")),
                     0);
    assert_int_equal(mkfifo(test_folder_file(&folder, "raw/pipe"), 0600), 0);
    assert_int_equal(rtpart_real_keep(&r, NULL, 0, &err), RTPART_OK);

    char *log = test_file_read(test_folder_file(&folder, "out/raw/rt-t0-0.log"));

    assert_string_equal(log, "log");
    assert_int_equal(access(test_folder_file(&folder, "out/raw/samples.csv"), F_OK), 0);
    assert_int_equal(access(test_folder_file(&folder, "out/raw/host.json"), F_OK), 0);
    assert_int_equal(access(test_folder_file(&folder, "out/raw/rt-t1-1.log"), F_OK), -1);
    assert_int_equal(access(test_folder_file(&folder, "out/raw/pipe"), F_OK), -1);
    free(log);
    free(raw);
    free(out);
    test_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_kept_and_links_are_not_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
