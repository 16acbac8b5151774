/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a container runtime is told, and what is made of its answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/folder.h"
#include "validate/oci_bundle.h"

/* A runtime that keeps what it is told in "told". */
static void make_runtime(const struct test_folder *f, const char *end, char *path)
{
    char script[512];

    (void)snprintf(script, sizeof script, "#!/bin/sh\necho \"$@\" >>%s/told\n%s\n",
                   f->path, end);
    (void)snprintf(path, 128, "%s/runtime", f->path);
    test_file_write(path, script, strlen(script));
    assert_int_equal(chmod(path, 0755), 0);
}

static void test_oci_config_mounts_logs_and_asks_for_no_group(void **state)
{
    struct test_folder f;
    struct rtpart_oci c = {.runtime = "runc", .id = "x"};
    json_t *json;
    const json_t *m;
    bool logs = false;
    size_t i;

    (void)state;
    test_folder_make(&f);
    c.bundle = f.path;
    assert_int_equal(rtpart_oci_config(&c, "echo 'hi'", "/some/logs", NULL), RTPART_OK);
    json = json_load_file(test_folder_file(&f, "config.json"), 0, NULL);
    assert_non_null(json);

    json_t *process = json_object_get(json, "process");

    assert_string_equal(
        json_string_value(json_array_get(json_object_get(process, "args"), 2)),
        "echo 'hi'");
    assert_string_equal(
        json_string_value(json_array_get(
            json_object_get(json_object_get(process, "capabilities"), "effective"), 0)),
        "CAP_SYS_NICE");
    assert_null(json_object_get(process, "rlimits"));
    assert_null(json_object_get(json_object_get(json, "linux"), "resources"));
    assert_null(json_object_get(json_object_get(json, "linux"), "cgroupsPath"));
    json_array_foreach(json_object_get(json, "mounts"), i, m)
    {
        const char *where = json_string_value(json_object_get(m, "destination"));

        if (strcmp(where, "/some/logs") == 0) {
            logs = true;
            assert_string_equal(json_string_value(json_object_get(m, "source")),
                                "/some/logs");
        }
    }
    assert_true(logs);
    json_decref(json);
    test_folder_remove(&f);
}

static void test_oci_run_and_delete_say_which_container(void **state)
{
    struct test_folder f;
    char path[128];
    char log[128];
    char *told;

    (void)state;
    test_folder_make(&f);
    make_runtime(&f, "exit 0", path);
    (void)snprintf(log, sizeof log, "%s/log", f.path);

    const struct rtpart_oci c = {
        .runtime = path, .bundle = "/the/bundle", .id = "name", .log = log};

    assert_int_equal(rtpart_oci_run(&c, NULL), RTPART_OK);
    rtpart_oci_delete(&c);
    told = test_file_read(test_folder_file(&f, "told"));
    assert_string_equal(told, "run -d -b /the/bundle name\ndelete -f name\n");
    free(told);
    test_folder_remove(&f);
}

static void test_oci_run_that_fails_has_the_words_of_the_runtime(void **state)
{
    struct test_folder f;
    struct rtpart_error err;
    char path[128];
    char log[128];

    (void)state;
    test_folder_make(&f);
    make_runtime(&f, "echo 'cannot set up cgroups' >&2; exit 1", path);
    (void)snprintf(log, sizeof log, "%s/log", f.path);

    const struct rtpart_oci c = {.runtime = path, .bundle = "/b", .id = "x", .log = log};

    assert_int_equal(rtpart_oci_run(&c, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "run failed: cannot set up cgroups"));
    test_folder_remove(&f);
}

static void test_oci_runtime_missing_says_what_to_install(void **state)
{
    struct rtpart_error err;
    char *runtime = NULL;

    (void)state;
    assert_int_equal(rtpart_oci_runtime_find("no-such-runtime", &runtime, &err),
                     RTPART_EHOST);
    assert_string_equal(err.message, "no-such-runtime is not installed");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oci_config_mounts_logs_and_asks_for_no_group),
        cmocka_unit_test(test_oci_run_and_delete_say_which_container),
        cmocka_unit_test(test_oci_run_that_fails_has_the_words_of_the_runtime),
        cmocka_unit_test(test_oci_runtime_missing_says_what_to_install),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
