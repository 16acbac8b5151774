/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/latency_file.h"
#include "tests/support/folder.h"

static const char one[] = "{\"schema\": \"rtpart.latency/1\", \"latency_ns\": 1290000,\n"
                          " \"backend\": \"kvm\", \"samples\": 1000000, \"tool\": "
                          "\"cyclictest\"}\n";
static const char several[] = "{\"schema\": \"rtpart.latency/1\", \"backends\": [\n"
                              "{\"name\": \"kvm\", \"latency_ns\": 1290000},\n"
                              "{\"backend\": \"tcg\", \"max_ns\": 4100000}]}\n";

/* Read `text`, the measurement `name` (NULL: the only one), from a file called `file`. */
static enum rtpart_code read_text(const char *file, const char *text, const char *name,
                                  struct rtpart_latency *out, struct rtpart_error *err)
{
    struct test_folder folder;
    char where[300];
    enum rtpart_code code;

    test_folder_make(&folder);
    test_file_write(test_folder_file(&folder, file), text, strlen(text));
    (void)snprintf(where, sizeof where, "%s%s%s", test_folder_file(&folder, file),
                   name != NULL ? ":" : "", name != NULL ? name : "");
    code = rtpart_latency_read(where, out, err);
    test_folder_remove(&folder);
    return code;
}

static void test_latency_of_one_measurement(void **state)
{
    struct rtpart_latency l;

    (void)state;
    assert_int_equal(read_text("a.json", one, NULL, &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 1290000);
    assert_string_equal(l.backend, "kvm");
    assert_non_null(strstr(l.file, "/a.json"));
    rtpart_latency_free(&l);
    assert_null(l.file);
    assert_int_equal(read_text("a.json", one, "kvm", &l, NULL), RTPART_OK);
    rtpart_latency_free(&l);
    assert_int_equal(read_text("a.json", "{\"schema\":\"rtpart.latency/1\",\"max_ns\":7}",
                               NULL, &l, NULL),
                     RTPART_OK);
    assert_int_equal(l.ns, 7);
    assert_null(l.backend);
    rtpart_latency_free(&l);
}

static void test_latency_of_several_is_chosen_by_name(void **state)
{
    struct rtpart_latency l;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(read_text("a.json", several, "tcg", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 4100000);
    assert_string_equal(l.backend, "tcg");
    rtpart_latency_free(&l);
    assert_int_equal(read_text("a.json", several, NULL, &l, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "2 measurements: kvm, tcg"));
    assert_int_equal(read_text("a.json", several, "xen", &l, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "\"xen\"; there is kvm, tcg"));
    assert_null(l.file);
}

/* The name begins behind the last colon; a colon in a folder is none. */
static void test_latency_file_names_may_have_colons(void **state)
{
    struct rtpart_latency l;

    (void)state;
    assert_int_equal(read_text("a:b.json", several, "kvm", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 1290000);
    rtpart_latency_free(&l);
}

static void test_latency_files_that_say_nothing_are_refused(void **state)
{
    static const char *const cases[][2] = {
        {"", "line 1"},
        {"{", "line 1"},
        {"[]", "\"schema\""},
        {"{}", "\"schema\""},
        {"{\"schema\":\"rtpart.latency/2\",\"latency_ns\":1}", "\"schema\""},
        {"{\"schema\":1,\"latency_ns\":1}", "\"schema\""},
        {"{\"schema\":\"rtpart.latency/1\"}", "no \"latency_ns\""},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":1.5}", "whole number"},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":\"1ms\"}", "whole number"},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":-1}", "whole number"},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":9007199254740993}",
         "whole number"},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":1,\"latency_ns\":2}", "line 1"},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":1,\"max_ns\":2}", "contradict"},
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":[]}", "entries"},
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":5}", "entries"},
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":[7]}", "no \"latency_ns\""},
        {"{\"schema\":\"rtpart.latency/1\",\"latency_ns\":1,\"backends\":[{}]}",
         "to which"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_latency l;
        struct rtpart_error err;

        assert_int_equal(read_text("a.json", cases[i][0], NULL, &l, &err), RTPART_EINPUT);
        if (strstr(err.message, cases[i][1]) == NULL ||
            strstr(err.message, "a.json: ") == NULL)
            fail_msg("%s: \"%s\"", cases[i][0], err.message);
        assert_int_equal(l.ns, 0);
    }
    struct rtpart_latency l;
    struct rtpart_error err;

    assert_int_equal(
        read_text("a.json",
                  "{\"schema\":\"rtpart.latency/1\",\"backends\":["
                  "{\"name\":\"k\",\"latency_ns\":1},{\"name\":\"k\",\"latency_ns\":2}]}",
                  "k", &l, &err),
        RTPART_EINPUT);
    assert_non_null(strstr(err.message, "several measurements"));
    assert_int_equal(rtpart_latency_read("/nowhere/x.json", &l, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_latency_read("", &l, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_latency_read("-", &l, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_latency_read(":kvm", &l, &err), RTPART_EINPUT);
}

static void test_latency_in_words(void **state)
{
    struct rtpart_latency l = {0};
    char text[256];

    (void)state;
    assert_string_equal(rtpart_latency_text(text, sizeof text, &l), "");
    l.ns = 1290000;
    assert_string_equal(rtpart_latency_text(text, sizeof text, &l), "latency 1.29 ms");
    l.file = (char[]){"host.json"};
    assert_string_equal(rtpart_latency_text(text, sizeof text, &l),
                        "latency 1.29 ms (measured, host.json)");
    l.backend = (char[]){"kvm"};
    assert_string_equal(rtpart_latency_text(text, sizeof text, &l),
                        "latency 1.29 ms (measured, host.json: kvm)");
    l.ns = 0; /* measured as 0: that is told too */
    assert_string_equal(rtpart_latency_text(text, sizeof text, &l),
                        "latency 0 ns (measured, host.json: kvm)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latency_of_one_measurement),
        cmocka_unit_test(test_latency_of_several_is_chosen_by_name),
        cmocka_unit_test(test_latency_file_names_may_have_colons),
        cmocka_unit_test(test_latency_files_that_say_nothing_are_refused),
        cmocka_unit_test(test_latency_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
