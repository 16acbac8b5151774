/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "model/latency_file.h"
#include "tests/support/folder.h"
#include "validate/platform_result.h"

static const char one[] = "{\"schema\": \"rtpart.latency/1\", \"latency_ns\": 1290000,\n"
                          " \"backend\": \"kvm\", \"samples\": 1000000, \"tool\": "
                          "\"cyclictest\"}\n";
static const char several[] = "{\"schema\": \"rtpart.latency/1\", \"backends\": [\n"
                              "{\"name\": \"kvm\", \"latency_ns\": 1290000},\n"
                              "{\"backend\": \"tcg\", \"max_ns\": 4100000}]}\n";

/* Read `text`, the measurement `name` (NULL: the only one), from a file called `file`. */
static enum rtpart_code read_text(const char *file, const char *text, const char *name,
                                  struct rtpart_measured_latency *out,
                                  struct rtpart_error *err)
{
    struct test_folder folder;
    char where[300];
    enum rtpart_code code;

    test_folder_make(&folder);
    test_file_write(test_folder_file(&folder, file), text, strlen(text));
    (void)snprintf(where, sizeof where, "%s%s%s", test_folder_file(&folder, file),
                   name != NULL ? ":" : "", name != NULL ? name : "");
    code = rtpart_measured_latency_read(where, out, err);
    test_folder_remove(&folder);
    return code;
}

static void test_latency_of_one_measurement(void **state)
{
    struct rtpart_measured_latency l;

    (void)state;
    assert_int_equal(read_text("a.json", one, NULL, &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 1290000);
    assert_string_equal(l.backend, "kvm");
    assert_non_null(strstr(l.file, "/a.json"));
    rtpart_measured_latency_free(&l);
    assert_null(l.file);
    assert_int_equal(read_text("a.json", one, "kvm", &l, NULL), RTPART_OK);
    rtpart_measured_latency_free(&l);
    assert_int_equal(read_text("a.json", "{\"schema\":\"rtpart.latency/1\",\"max_ns\":7}",
                               NULL, &l, NULL),
                     RTPART_OK);
    assert_int_equal(l.ns, 7);
    assert_null(l.backend);
    rtpart_measured_latency_free(&l);
}

static void test_latency_of_several_is_chosen_by_name(void **state)
{
    struct rtpart_measured_latency l;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(read_text("a.json", several, "tcg", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 4100000);
    assert_string_equal(l.backend, "tcg");
    rtpart_measured_latency_free(&l);
    assert_int_equal(read_text("a.json", several, NULL, &l, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "2 measurements: kvm, tcg"));
    assert_int_equal(read_text("a.json", several, "xen", &l, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "\"xen\"; there is kvm, tcg"));
    assert_null(l.file);
}

/* What rtvalidate platform writes: the worst of all beside the list of all. */
static void test_latency_of_a_platform_measurement(void **state)
{
    struct rtpart_latency_bucket fast[] = {{.us = 3, .count = 10},
                                           {.us = 18, .count = 1}};
    struct rtpart_latency_bucket slow[] = {{.us = 4, .count = 10},
                                           {.us = 97, .count = 1}};
    struct rtpart_platform_cell cells[] = {
        {.name = (char[]){"native"},
         .latency = {.buckets = fast, .count = 2, .samples = 11, .max_us = 18}},
        {.name = (char[]){"qemu-kvm"},
         .latency = {.buckets = slow, .count = 2, .samples = 11, .max_us = 97}}};
    const struct rtpart_platform_results r = {.cells = cells, .count = 2};
    RTPART_AUTO_JSON json_t *o = rtpart_platform_latency_json(&r);
    RTPART_AUTO_FREE char *text = json_dumps(o, 0);
    struct rtpart_measured_latency l;

    (void)state;
    assert_non_null(text);
    assert_int_equal(read_text("a.json", text, NULL, &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 98000); /* and the microsecond that was cut off */
    assert_string_equal(l.backend, "qemu-kvm");
    rtpart_measured_latency_free(&l);
    assert_int_equal(read_text("a.json", text, "native", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 19000);
    rtpart_measured_latency_free(&l);
    assert_int_equal(read_text("a.json", text, "qemu-kvm", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 98000);
    rtpart_measured_latency_free(&l);
}

/* The name begins behind the last colon; a colon in a folder is none. */
static void test_latency_file_names_may_have_colons(void **state)
{
    struct rtpart_measured_latency l;

    (void)state;
    assert_int_equal(read_text("a:b.json", several, "kvm", &l, NULL), RTPART_OK);
    assert_int_equal(l.ns, 1290000);
    rtpart_measured_latency_free(&l);
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
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":[]}", "no \"latency_ns\""},
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":5}", "not a list"},
        {"{\"schema\":\"rtpart.latency/1\",\"backends\":[7]}", "no \"latency_ns\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_measured_latency l;
        struct rtpart_error err;

        assert_int_equal(read_text("a.json", cases[i][0], NULL, &l, &err), RTPART_EINPUT);
        if (strstr(err.message, cases[i][1]) == NULL ||
            strstr(err.message, "a.json: ") == NULL)
            fail_msg("%s: \"%s\"", cases[i][0], err.message);
        assert_int_equal(l.ns, 0);
    }
    struct rtpart_measured_latency l;
    struct rtpart_error err;

    assert_int_equal(
        read_text("a.json",
                  "{\"schema\":\"rtpart.latency/1\",\"backends\":["
                  "{\"name\":\"k\",\"latency_ns\":1},{\"name\":\"k\",\"latency_ns\":2}]}",
                  "k", &l, &err),
        RTPART_EINPUT);
    assert_non_null(strstr(err.message, "several measurements"));
    assert_int_equal(rtpart_measured_latency_read("/nowhere/x.json", &l, &err),
                     RTPART_EINPUT);
    assert_int_equal(rtpart_measured_latency_read("", &l, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_measured_latency_read("-", &l, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_measured_latency_read(":kvm", &l, &err), RTPART_EINPUT);
}

static void test_latency_in_words(void **state)
{
    struct rtpart_measured_latency l = {0};
    char text[256];

    (void)state;
    assert_string_equal(rtpart_measured_latency_text(text, sizeof text, &l), "");
    l.ns = 1290000;
    assert_string_equal(rtpart_measured_latency_text(text, sizeof text, &l),
                        "latency 1.29 ms");
    l.file = (char[]){"host.json"};
    assert_string_equal(rtpart_measured_latency_text(text, sizeof text, &l),
                        "latency 1.29 ms (measured, host.json)");
    l.backend = (char[]){"kvm"};
    assert_string_equal(rtpart_measured_latency_text(text, sizeof text, &l),
                        "latency 1.29 ms (measured, host.json: kvm)");
    l.ns = 0; /* measured as 0: that is told too */
    assert_string_equal(rtpart_measured_latency_text(text, sizeof text, &l),
                        "latency 0 ns (measured, host.json: kvm)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latency_of_one_measurement),
        cmocka_unit_test(test_latency_of_several_is_chosen_by_name),
        cmocka_unit_test(test_latency_of_a_platform_measurement),
        cmocka_unit_test(test_latency_file_names_may_have_colons),
        cmocka_unit_test(test_latency_files_that_say_nothing_are_refused),
        cmocka_unit_test(test_latency_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
