/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/outfile.h"
#include "tests/support/folder.h"

static struct test_folder folder;

static int setup(void **state)
{
    (void)state;
    test_folder_make(&folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(&folder);
    return 0;
}

static void assert_file(const char *path, const char *text)
{
    char *got = test_file_read(path);

    assert_non_null(got);
    assert_string_equal(got, text);
    free(got);
}

static mode_t mode_of(const char *path)
{
    struct stat s;

    assert_int_equal(stat(path, &s), 0);
    return s.st_mode & 07777;
}

static void test_outfile_appears_only_on_commit(void **state)
{
    const char *path = test_folder_file(&folder, "a");
    struct rtpart_outfile o;

    (void)state;
    assert_int_equal(rtpart_outfile_open(&o, path, NULL), RTPART_OK);
    (void)fputs("new", o.file);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(rtpart_outfile_commit(&o, NULL), RTPART_OK);
    assert_file(path, "new");
    assert_int_equal(test_folder_count(&folder), 1);
}

static void test_outfile_abort_leaves_the_old_file(void **state)
{
    const char *path = test_folder_file(&folder, "a");
    struct rtpart_outfile o;

    (void)state;
    test_file_write(path, "old", 3);
    assert_int_equal(rtpart_outfile_open(&o, path, NULL), RTPART_OK);
    (void)fputs("new", o.file);
    rtpart_outfile_abort(&o);
    rtpart_outfile_abort(&o);
    assert_file(path, "old");
    assert_int_equal(test_folder_count(&folder), 1);
}

static void test_outfile_keeps_permissions_and_obeys_the_umask(void **state)
{
    const char *path = test_folder_file(&folder, "a");
    const mode_t mask = umask(027);
    struct rtpart_outfile o;

    (void)state;
    assert_int_equal(rtpart_outfile_open(&o, path, NULL), RTPART_OK);
    assert_int_equal(rtpart_outfile_commit(&o, NULL), RTPART_OK);
    assert_int_equal(mode_of(path), 0640);
    assert_int_equal(chmod(path, 0604), 0);
    assert_int_equal(rtpart_outfile_open(&o, path, NULL), RTPART_OK);
    assert_int_equal(rtpart_outfile_commit(&o, NULL), RTPART_OK);
    assert_int_equal(mode_of(path), 0604);
    (void)umask(mask);
}

static void test_outfile_follows_links(void **state)
{
    const char *target = test_folder_file(&folder, "target");
    const char *link = test_folder_file(&folder, "link");
    struct rtpart_outfile o;
    struct stat s;

    (void)state;
    test_file_write(target, "old", 3);
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(rtpart_outfile_open(&o, link, NULL), RTPART_OK);
    (void)fputs("new", o.file);
    assert_int_equal(rtpart_outfile_commit(&o, NULL), RTPART_OK);
    assert_file(target, "new");
    assert_int_equal(lstat(link, &s), 0);
    assert_true(S_ISLNK(s.st_mode));
}

/* A file-size limit stands for the full disk: the write fails in the middle. With `recovers`
 * there is room again before the end, but what was lost stays lost. */
static void fill_the_disk(const char *path, bool recovers, struct rtpart_error *err)
{
    const struct rlimit small = {.rlim_cur = 8192, .rlim_max = RLIM_INFINITY};
    struct rlimit before;
    struct rtpart_outfile o;

    test_file_write(path, "old", 3);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(rtpart_outfile_open(&o, path, NULL), RTPART_OK);
    for (int i = 0; i < 100000; i++)
        (void)fputc('x', o.file);
    if (recovers)
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(rtpart_outfile_commit(&o, err), RTPART_EHOST);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_file(path, "old");
    assert_int_equal(test_folder_count(&folder), 1);
}

static void test_outfile_survives_a_full_disk(void **state)
{
    const char *path = test_folder_file(&folder, "a");
    struct rtpart_error err = {0};
    char want[256];

    (void)state;
    fill_the_disk(path, false, &err);
    (void)snprintf(want, sizeof want, "%s: cannot write: File too large", path);
    assert_string_equal(err.message, want);
    fill_the_disk(path, true, &err);
    (void)snprintf(want, sizeof want, "%s: cannot write: an earlier write failed", path);
    assert_string_equal(err.message, want);
}

static void test_outfile_that_is_tried_leaves_nothing_behind(void **state)
{
    const char *path = test_folder_file(&folder, "a");

    (void)state;
    assert_int_equal(rtpart_outfile_try(path, NULL), RTPART_OK);
    assert_int_equal(test_folder_count(&folder), 0);
    test_file_write(path, "old", 3);
    assert_int_equal(rtpart_outfile_try(path, NULL), RTPART_OK);
    assert_file(path, "old");
    assert_int_equal(test_folder_count(&folder), 1);
    assert_int_equal(rtpart_outfile_try("/nowhere/at/all", NULL), RTPART_EHOST);
    assert_int_equal(rtpart_outfile_try("/", NULL), RTPART_EHOST);
    assert_int_equal(rtpart_outfile_try("/dev/full", NULL), RTPART_OK);
    assert_int_equal(rtpart_outfile_try(NULL, NULL), RTPART_OK);
    assert_int_equal(rtpart_outfile_try("-", NULL), RTPART_OK);
}

static void test_outfile_reports_devices_and_missing_folders(void **state)
{
    static const char *const never[][2] = {
        {"/nowhere/at/all", "/nowhere/at/all: cannot write: No such file or directory"},
        {"/", "/: cannot write: Is a directory"},
    };
    struct rtpart_outfile o;
    struct rtpart_error err = {0};

    (void)state;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        assert_int_equal(rtpart_outfile_open(&o, never[i][0], &err), RTPART_EHOST);
        assert_string_equal(err.message, never[i][1]);
        assert_null(o.file);
    }
    assert_int_equal(rtpart_outfile_open(&o, "/dev/full", &err), RTPART_OK);
    (void)fputs("text", o.file);
    assert_int_equal(rtpart_outfile_commit(&o, &err), RTPART_EHOST);
    assert_string_equal(err.message, "/dev/full: cannot write: No space left on device");
    assert_int_equal(access("/dev/full", F_OK), 0);
}

/* In a child, whose standard output is `path`: the exit status is the code of the commit. */
static int write_to_standard_output(const char *path, const char *name)
{
    int status = -1;
    const pid_t child = fork();

    if (child == 0) {
        struct rtpart_outfile o;
        enum rtpart_code code = RTPART_EINPUT;

        if (freopen(path, "w", stdout) != NULL &&
            rtpart_outfile_open(&o, name, NULL) == RTPART_OK) {
            (void)fputs("text", o.file);
            code = rtpart_outfile_commit(&o, NULL);
        }
        _exit((int)code);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void test_outfile_reports_a_standard_output_that_is_full(void **state)
{
    const char *path = test_folder_file(&folder, "out");

    (void)state;
    assert_int_equal(write_to_standard_output("/dev/full", NULL), RTPART_EHOST);
    assert_int_equal(write_to_standard_output(path, "-"), RTPART_OK);
    assert_file(path, "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_outfile_appears_only_on_commit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_outfile_abort_leaves_the_old_file, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_outfile_keeps_permissions_and_obeys_the_umask, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outfile_follows_links, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outfile_that_is_tried_leaves_nothing_behind,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_outfile_survives_a_full_disk, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_outfile_reports_devices_and_missing_folders,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_outfile_reports_a_standard_output_that_is_full, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
