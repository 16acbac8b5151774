/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of starts, latencies for rtpart, published values, kernels that are unpacked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/child_run.h"
#include "common/json_out.h"
#include "tests/support/folder.h"
#include "tests/support/random.h"
#include "validate/platform_report.h"
#include "validate/vmlinux.h"

/* 1..n in any order: the mean is (n + 1) / 2, the quantile p the value p * n. */
static void test_times_summary_does_not_depend_on_the_order(void **state)
{
    struct test_random random = {.state = 3};

    (void)state;
    for (rtpart_ns n = 1; n <= 400; n = n * 3 + 1) {
        struct rtpart_times t = {0};

        for (rtpart_ns i = 1; i <= n; i++)
            assert_int_equal(rtpart_times_add(&t, i * 1000, NULL), RTPART_OK);
        for (size_t i = (size_t)n; i > 1; i--) {
            const size_t k = (size_t)test_random_range(&random, 0, (int64_t)i - 1);
            const rtpart_ns swap = t.values[i - 1];

            t.values[i - 1] = t.values[k];
            t.values[k] = swap;
        }
        const struct rtpart_times_summary s = rtpart_times_summary(&t);

        assert_int_equal(s.count, n);
        assert_int_equal(s.min, 1000);
        assert_int_equal(s.worst, n * 1000);
        assert_int_equal(s.mean, (n + 1) * 500);
        assert_int_equal(s.median, (n + 1) / 2 * 1000);
        assert_int_equal(s.p99, (n * 99 + 99) / 100 * 1000);
        rtpart_times_free(&t);
    }
}

static void test_times_summary_of_nothing_is_none(void **state)
{
    const struct rtpart_times none = {0};
    const struct rtpart_times_summary s = rtpart_times_summary(&none);

    (void)state;
    assert_int_equal(s.count, 0);
    assert_int_equal(s.mean, RTPART_NS_NONE);
    assert_int_equal(s.worst, RTPART_NS_NONE);
}

/* The safe latency is that of the worst back end; a single one can still be named. */
static void test_latency_file_has_the_largest_latency_on_top(void **state)
{
    struct rtpart_latency_bucket buckets[] = {{10, 5}, {70, 1}};
    struct rtpart_platform_cell cells[] = {
        {.name = (char *)"a",
         .latency = {.buckets = buckets, .count = 1, .samples = 5, .max_us = 10}},
        {.name = (char *)"b",
         .latency = {.buckets = buckets, .count = 2, .samples = 6, .max_us = 70}},
        {.name = (char *)"c"},
        {.name = (char *)"a",
         .vcpus = 2,
         .memory_mb = 512,
         .latency = {.buckets = buckets, .count = 1, .samples = 5, .max_us = 10}},
    };
    struct rtpart_platform_results r = {.cells = cells, .count = 3};
    json_t *json = rtpart_platform_latency_json(&r);
    const json_t *backends = json_object_get(json, "backends");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(json, "schema")),
                        "rtpart.latency/1");
    assert_int_equal(json_integer_value(json_object_get(json, "latency_ns")), 71000);
    assert_string_equal(json_string_value(json_object_get(json, "backend")), "b");
    assert_int_equal(json_array_size(backends), 2);
    assert_int_equal(
        json_integer_value(json_object_get(json_array_get(backends, 0), "latency_ns")),
        11000);
    json_decref(json);
    r.count = 4; /* twice the same back end: names tell its sizes apart */
    json = rtpart_platform_latency_json(&r);
    assert_string_equal(
        json_string_value(json_object_get(
            json_array_get(json_object_get(json, "backends"), 2), "name")),
        "a-2x512");
    json_decref(json);
    r.count = 0;
    assert_null(rtpart_platform_latency_json(&r));
}

static double paper_value(const struct rtpart_published *p, const char *quantity,
                          const char *backend, const char *guest, const char *statistic)
{
    const struct rtpart_published_value *v =
        rtpart_published_find(p, quantity, backend, guest, statistic);

    assert_non_null(v);
    return v->value;
}

/* [Abe24] Tables 1 to 3 and section 4.2. */
static void test_published_values_are_those_of_the_paper(void **state)
{
    struct rtpart_published p = {0};
    struct rtpart_error err = {.message = ""};

    (void)state;
    assert_int_equal(
        rtpart_published_read(RTPART_SOURCE_DIR "/data/platform-paper.csv", &p, &err),
        RTPART_OK);
    assert_true(paper_value(&p, "latency", "qemu", "rt", "worst") == 85);
    assert_true(paper_value(&p, "latency", "qemu", "linux", "worst") == 484);
    assert_true(paper_value(&p, "latency", "podman", "linux", "worst") == 51);
    assert_true(paper_value(&p, "startup", "qemu-microvm", "linux", "mean") == 484);
    assert_true(paper_value(&p, "startup", "qemu-microvm", "optimised", "mean") == 274);
    assert_true(paper_value(&p, "startup", "crun", "linux", "worst") == 19);
    assert_true(paper_value(&p, "startup", "osv-cloud-hypervisor", "linux", "mean") ==
                58);
    assert_true(paper_value(&p, "guest_memory", "qemu", "linux", "worst") == 128);
    assert_int_equal(
        rtpart_published_find(&p, "startup", "native", "linux", "mean")->relation, '<');
    assert_null(rtpart_published_find(&p, "startup", "xen", "linux", "mean"));
    rtpart_published_free(&p);
}

static void test_published_refuses_other_tables(void **state)
{
    static const char *const bad[] = {
        "head\nlatency,podman,host,worst,=,51,us\n",
        "head\nlatency,podman,host,worst,!,51,us,Table 1\n",
        "head\nlatency,podman,host,worst,=,fast,us,Table 1\n",
    };
    struct test_folder f;

    (void)state;
    test_folder_make(&f);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *path = test_folder_file(&f, "values.csv");
        struct rtpart_published p = {0};
        struct rtpart_error err = {.message = ""};

        test_file_write(path, bad[i], strlen(bad[i]));
        assert_int_equal(rtpart_published_read(path, &p, &err), RTPART_EINPUT);
        assert_non_null(strstr(err.message, "values.csv:2"));
    }
    test_folder_remove(&f);
}

/* A kernel's image of its own: setup sectors, header, and a compressed file behind them. */
static void test_vmlinux_is_what_the_image_holds(void **state)
{
    static const char elf[] = "\177ELF and what follows it";
    struct test_folder f;
    struct rtpart_error err = {.message = ""};
    char image[4096] = {0};
    char *got;

    (void)state;
    test_folder_make(&f);
    test_file_write(test_folder_file(&f, "elf"), elf, sizeof elf - 1);
    const char *const gzip[] = {"gzip", "-n", "-k", test_folder_file(&f, "elf"), NULL};

    assert_int_equal(rtpart_child_run(gzip, 20000, &got, &err), RTPART_OK);
    free(got);
    FILE *file = fopen(test_folder_file(&f, "elf.gz"), "re");
    char payload[512];
    const size_t size = fread(payload, 1, sizeof payload, file);

    (void)fclose(file);
    image[0x1f1] = 2; /* sectors of the setup code, besides the first */
    memcpy(image + 0x202, "HdrS\x0f\x02", 6);
    image[0x248] = 0x10;
    image[0x24c] = (char)size;
    memcpy(image + 3 * 512 + 0x10, payload, size);
    test_file_write(test_folder_file(&f, "image"), image, sizeof image);
    assert_int_equal(rtpart_vmlinux_extract(test_folder_file(&f, "image"),
                                            test_folder_file(&f, "out"), &err),
                     RTPART_OK);
    got = test_file_read(test_folder_file(&f, "out"));
    assert_string_equal(got, elf);
    free(got);
    /* An uncompressed one is taken as it is; anything else is refused. */
    assert_int_equal(rtpart_vmlinux_extract(test_folder_file(&f, "elf"),
                                            test_folder_file(&f, "out"), &err),
                     RTPART_OK);
    got = test_file_read(test_folder_file(&f, "out"));
    assert_string_equal(got, elf);
    free(got);
    assert_int_equal(rtpart_vmlinux_extract(test_folder_file(&f, "elf.gz"),
                                            test_folder_file(&f, "out"), &err),
                     RTPART_EINPUT);
    memset(image + 0x24c, 0x7f, 4); /* longer than the file */
    test_file_write(test_folder_file(&f, "image"), image, sizeof image);
    assert_int_equal(rtpart_vmlinux_extract(test_folder_file(&f, "image"),
                                            test_folder_file(&f, "out"), &err),
                     RTPART_EINPUT);
    test_folder_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_summary_does_not_depend_on_the_order),
        cmocka_unit_test(test_times_summary_of_nothing_is_none),
        cmocka_unit_test(test_latency_file_has_the_largest_latency_on_top),
        cmocka_unit_test(test_published_values_are_those_of_the_paper),
        cmocka_unit_test(test_published_refuses_other_tables),
        cmocka_unit_test(test_vmlinux_is_what_the_image_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
