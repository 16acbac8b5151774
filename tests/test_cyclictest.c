/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/random.h"
#include "validate/cyclictest.h"

/* As rt-tests 2.4 writes it: two threads, the second with a sample beyond its histogram. */
static const char json[] =
    "{\"file_version\": 1, \"num_threads\": 2, \"thread\": {"
    "\"0\": {\"histogram\": {\"9\": 2, \"10\": 5, \"31\": 1}, \"cycles\": 8, \"min\": 9,"
    " \"max\": 31, \"avg\": 12.38, \"cpu\": 0},"
    "\"1\": {\"histogram\": {\"10\": 3}, \"cycles\": 4, \"min\": 10, \"max\": 150,"
    " \"avg\": 45.00, \"cpu\": 1}}}";

/* The same two threads as the text of --histogram, with words of the program around. */
static const char text[] = "# /dev/cpu_dma_latency set to 0us\n"
                           "# Histogram\n"
                           "000009 000002\t000000\n"
                           "000010 000005\t000003\n"
                           "000031 000001\t000000\r\n"
                           "# Total: 000000008 000000004\n"
                           "# Min Latencies: 00009 00010\n"
                           "# Avg Latencies: 00012 00045\n"
                           "# Max Latencies: 00031 00150\n"
                           "# Histogram Overflows: 00000 00001\n"
                           "# Histogram Overflow at cycle number:\n"
                           "# Thread 0:\n";

static struct rtpart_latency read_good(const char *from)
{
    struct rtpart_latency l = {0};
    struct rtpart_error err = {.message = ""};

    assert_int_equal(rtpart_cyclictest_read(from, strlen(from), "x", &l, &err),
                     RTPART_OK);
    return l;
}

static void check_both_threads(const struct rtpart_latency *l, double mean)
{
    assert_int_equal(l->samples, 12);
    assert_int_equal(l->beyond, 1);
    assert_int_equal(l->min_us, 9);
    assert_int_equal(l->max_us, 150);
    assert_true(l->mean_us > mean - 0.01 && l->mean_us < mean + 0.01);
    assert_int_equal(l->count, 3);
    assert_int_equal(l->buckets[1].us, 10);
    assert_int_equal(l->buckets[1].count, 8);
}

static void test_cyclictest_reads_its_json(void **state)
{
    struct rtpart_latency l = read_good(json);

    (void)state;
    check_both_threads(&l, (12.38 * 8 + 45 * 4) / 12);
    rtpart_latency_free(&l);
}

static void test_cyclictest_reads_its_histogram(void **state)
{
    struct rtpart_latency l = read_good(text);

    (void)state;
    check_both_threads(&l, (12.0 * 8 + 45 * 4) / 12);
    rtpart_latency_free(&l);
}

/* The bound is above each printed latency, whose microsecond was cut. */
static void test_cyclictest_bound_is_above_what_was_cut_off(void **state)
{
    struct rtpart_latency l = read_good(json);
    const struct rtpart_latency none = {0};

    (void)state;
    assert_int_equal(rtpart_latency_bound(&l), 151000);
    assert_int_equal(rtpart_latency_bound(&none), RTPART_NS_NONE);
    rtpart_latency_free(&l);
}

/* 9, 9, then eight times 10, 31, and one beyond: the quantile of k/12 is the k-th of them. */
static void test_cyclictest_quantiles_are_values_that_were_seen(void **state)
{
    struct rtpart_latency l = read_good(json);
    const struct rtpart_latency none = {0};

    (void)state;
    assert_int_equal(rtpart_latency_quantile(&l, 2.0 / 12), 9);
    assert_int_equal(rtpart_latency_quantile(&l, 2.5 / 12), 10);
    assert_int_equal(rtpart_latency_quantile(&l, 10.0 / 12), 10);
    assert_int_equal(rtpart_latency_quantile(&l, 10.5 / 12), 31);
    assert_int_equal(rtpart_latency_quantile(&l, 0.9999), 150);
    assert_int_equal(rtpart_latency_quantile(&l, 1), 150);
    assert_int_equal(rtpart_latency_quantile(&none, 0.5), -1);
    rtpart_latency_free(&l);
}

/* Three threads of 2^63 - 1 samples each, of which 2^64 - 1 can be counted. */
static void test_cyclictest_counts_that_are_too_large_are_refused(void **state)
{
    static const char *const huge[] = {
        "000009 9223372036854775807 9223372036854775807 9223372036854775807\n"
        "# Total: 9223372036854775807 1 1\n# Min Latencies: 9 9 9\n"
        "# Avg Latencies: 9 9 9\n# Max Latencies: 9 9 9\n",
        "000009 9223372036854775807 1\n# Total: 9223372036854775807 1\n"
        "# Min Latencies: 9 9\n# Avg Latencies: 9 9\n# Max Latencies: 9 9\n"};

    (void)state;
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        struct rtpart_latency l = {0};

        assert_int_not_equal(
            rtpart_cyclictest_read(huge[i], strlen(huge[i]), "file", &l, NULL),
            RTPART_OK);
        assert_null(l.buckets);
    }
}

/* What is not whole must not pass for a measurement: every text that ends early. */
static void test_cyclictest_refuses_every_cut_of_its_json(void **state)
{
    (void)state;
    for (size_t len = 0; len < strlen(json); len++) {
        struct rtpart_latency l = {0};
        struct rtpart_error err = {.message = ""};

        assert_int_equal(rtpart_cyclictest_read(json, len, "file", &l, &err),
                         RTPART_EINPUT);
        assert_non_null(strstr(err.message, "file"));
        assert_null(l.buckets);
    }
}

static void test_cyclictest_refuses_numbers_that_contradict_each_other(void **state)
{
    static const char *const bad[] = {
        "{\"thread\": {}}",
        "{\"thread\": {\"0\": {\"histogram\": {\"9\": 9}, \"cycles\": 8, \"min\": 9, "
        "\"max\": 9, \"avg\": 9}}}", /* more in the histogram than cycles */
        "{\"thread\": {\"0\": {\"histogram\": {\"9\": 8}, \"cycles\": 8, \"min\": 9, "
        "\"max\": 8, \"avg\": 9}}}", /* max below min */
        "{\"thread\": {\"0\": {\"histogram\": {}, \"cycles\": 8, \"min\": 9, "
        "\"max\": 9, \"avg\": 9}}}", /* nothing in the histogram */
        "{\"thread\": {\"0\": {\"histogram\": {\"9x\": 8}, \"cycles\": 8, \"min\": 9, "
        "\"max\": 9, \"avg\": 9}}}",
        "{\"thread\": {\"0\": {\"histogram\": {\"9\": -8}, \"cycles\": 8, \"min\": 9, "
        "\"max\": 9, \"avg\": 9}}}",
        "{\"thread\": {\"0\": {\"cycles\": 0, \"min\": 0, \"max\": 0, \"avg\": 0}}}",
        "000009 000002\n# Total: 000000001\n# Min Latencies: 00009\n"
        "# Avg Latencies: 00009\n# Max Latencies: 00009\n",
        "Unable to change scheduling policy!\n",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct rtpart_latency l = {0};

        assert_int_equal(rtpart_cyclictest_read(bad[i], strlen(bad[i]), "x", &l, NULL),
                         RTPART_EINPUT);
        assert_null(l.buckets);
    }
}

/* Oracle: the samples themselves, counted one by one. */
static void test_latency_add_is_as_if_measured_together(void **state)
{
    struct test_random random = {.state = 7};

    (void)state;
    for (int turn = 0; turn < 200; turn++) {
        struct rtpart_latency sum = {0};
        uint64_t seen[64] = {0};
        uint64_t total = 0;

        for (int part = 0; part < 4; part++) {
            struct rtpart_latency_bucket buckets[64];
            struct rtpart_latency one = {.buckets = buckets, .min_us = -1};

            for (int64_t us = 0; us < 64; us++) {
                const int64_t drawn = test_random_range(&random, -40, 9);
                const uint64_t n = drawn > 0 ? (uint64_t)drawn : 0;

                if (n == 0)
                    continue;
                buckets[one.count++] = (struct rtpart_latency_bucket){us, n};
                one.min_us = one.min_us < 0 ? us : one.min_us;
                one.max_us = us;
                one.mean_us += (double)us * (double)n;
                one.samples += n;
                seen[us] += n;
            }
            one.mean_us = one.samples > 0 ? one.mean_us / (double)one.samples : 0;
            total += one.samples;
            assert_int_equal(rtpart_latency_add(&sum, &one, NULL), RTPART_OK);
        }
        double mean = 0;
        size_t places = 0;

        assert_int_equal(sum.samples, total);
        for (int64_t us = 0; us < 64; us++) {
            if (seen[us] == 0)
                continue;
            assert_int_equal(sum.buckets[places].us, us);
            assert_int_equal(sum.buckets[places++].count, seen[us]);
            mean += (double)us * (double)seen[us] / (double)total;
        }
        assert_int_equal(sum.count, places);
        assert_true(total == 0 ||
                    (sum.mean_us - mean < 1e-9 && mean - sum.mean_us < 1e-9));
        rtpart_latency_free(&sum);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cyclictest_reads_its_json),
        cmocka_unit_test(test_cyclictest_reads_its_histogram),
        cmocka_unit_test(test_cyclictest_bound_is_above_what_was_cut_off),
        cmocka_unit_test(test_cyclictest_quantiles_are_values_that_were_seen),
        cmocka_unit_test(test_cyclictest_counts_that_are_too_large_are_refused),
        cmocka_unit_test(test_cyclictest_refuses_every_cut_of_its_json),
        cmocka_unit_test(test_cyclictest_refuses_numbers_that_contradict_each_other),
        cmocka_unit_test(test_latency_add_is_as_if_measured_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
