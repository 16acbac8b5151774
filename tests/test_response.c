/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/verdict.h"
#include "tests/support/random.h"
#include "validate/cdf_plot.h"

/* Two tasks, T = 100 and T = 1000 with D = 500. */
static struct rtpart_responses two_tasks(void)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_responses r;

    rtpart_taskset_add(&ts, "a", 10, 100, 100, NULL);
    rtpart_taskset_add(&ts, "b", 10, 500, 1000, NULL);
    assert_int_equal(rtpart_responses_init(&r, &ts, NULL), RTPART_OK);
    rtpart_taskset_free(&ts);
    return r;
}

/* 1..1000 in any order: the quantile p is the value p * 1000. */
static void test_response_quantiles_are_values_that_were_seen(void **state)
{
    struct rtpart_responses r = two_tasks();

    (void)state;
    for (int i = 0; i < 1000; i++)
        rtpart_responses_add(&r, 1, (uint64_t)i, i * 373 % 1000 + 1, NULL);
    rtpart_responses_settle(&r);
    const struct rtpart_response_summary s = rtpart_series_summary(&r.series[1]);

    assert_int_equal(s.jobs, 1000);
    assert_int_equal(s.median, 500);
    assert_int_equal(s.p99, 990);
    assert_int_equal(s.p999, 999);
    assert_int_equal(s.max, 1000);
    assert_true(s.mean_ns == 500.5);
    assert_int_equal(s.missed, 500); /* those above D = 500 */
    assert_int_equal(rtpart_series_quantile(&r.series[1], 1, 1000), 1);
    assert_int_equal(rtpart_series_quantile(&r.series[0], 1, 2), 0);
    rtpart_responses_free(&r);
}

static void test_response_misses_are_named_by_job(void **state)
{
    struct rtpart_responses r = two_tasks();

    (void)state;
    for (uint64_t i = 0; i < 300; i++)
        rtpart_responses_add(&r, 0, i, i % 2 ? 101 : 100, NULL);
    rtpart_responses_add_misses(&r, 1, 7, 1);
    assert_int_equal(r.series[0].missed, 150); /* 100 is in time */
    assert_int_equal(r.series[0].misses[0], 1);
    assert_int_equal(r.series[0].misses[99], 199);
    assert_int_equal(r.series[1].misses[0], 7);
    assert_int_equal(rtpart_responses_missed(&r), 151);
    rtpart_responses_free(&r);
}

/* The worst task is the one closest to (or beyond) its period, not the slowest one. */
static void test_response_worst_is_relative_to_the_period(void **state)
{
    struct rtpart_responses r = two_tasks();

    (void)state;
    rtpart_responses_add(&r, 0, 0, 60, NULL);
    rtpart_responses_add(&r, 1, 0, 590, NULL);
    rtpart_responses_settle(&r);
    assert_int_equal(rtpart_responses_worst(&r), 0);
    rtpart_responses_free(&r);
}

/* Drawn with characters: the curve ends on top at the right, where 1.00 is. */
static void test_cdf_text_rises_from_zero_to_one(void **state)
{
    struct rtpart_responses r = two_tasks();
    const struct rtpart_cdf_curve c = {
        .title = "run", .responses = &r, .task = RTPART_NO_TASK};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    for (int i = 1; i <= 100; i++)
        rtpart_responses_add(&r, 0, 0, i, NULL);
    rtpart_responses_settle(&r);
    assert_int_equal(rtpart_cdf_text(&c, 1, 60, out, NULL), RTPART_OK);
    fclose(out);
    const char *first = strchr(strchr(text, '\n') + 1, '\n') + 1; /* title, axis */

    assert_memory_equal(first, " 1.00 |", 7);
    assert_true(strchr(first, '\n')[-1] == '*');
    assert_non_null(strstr(text, "\n 0.00 |*"));
    assert_non_null(strstr(text, "1.00\n"));
    free(text);
    rtpart_responses_free(&r);
}

/* Several curves: a letter each, and the axis is as wide as the widest of them. */
static void test_cdf_text_tells_curves_apart(void **state)
{
    struct rtpart_responses slow = two_tasks();
    struct rtpart_responses fast = two_tasks();
    const struct rtpart_cdf_curve curves[] = {{"fast", &fast, RTPART_NO_TASK},
                                              {"slow", &slow, RTPART_NO_TASK}};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    rtpart_responses_add(&fast, 0, 0, slow.series[0].period / 4, NULL);
    rtpart_responses_add(&slow, 0, 0, 2 * slow.series[0].period, NULL);
    rtpart_responses_settle(&fast);
    rtpart_responses_settle(&slow);
    assert_int_equal(rtpart_cdf_text(curves, 2, 60, out, NULL), RTPART_OK);
    assert_int_equal(rtpart_cdf_text(curves, 0, 60, out, NULL), RTPART_EUSAGE);
    fclose(out);
    assert_non_null(strstr(text, "a  fast\nb  slow\n"));
    assert_non_null(strstr(text, "2.00\n"));
    assert_non_null(strstr(text, "b\n")); /* the slow one is last at the right */
    free(text);
    rtpart_responses_free(&slow);
    rtpart_responses_free(&fast);
}

static void test_cdf_plot_draws_every_curve(void **state)
{
    char directory[] = "/tmp/rtpart-cdf-XXXXXX";
    struct test_random random = {.state = 5};
    struct rtpart_responses r = two_tasks();
    char path[4][100];
    char line[200];
    int sets = 0;
    double last = 0;

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0) {
        print_message("skipped: gnuplot is not installed\n");
        rtpart_responses_free(&r);
        skip();
    }
    assert_non_null(mkdtemp(directory));
    for (int i = 0; i < 3; i++)
        snprintf(path[i], sizeof path[i], "%s/c.%s", directory,
                 (const char *[]){"svg", "dat", "gp"}[i]);
    for (int i = 0; i < 5000; i++)
        rtpart_responses_add(&r, 0, 0, test_random_range(&random, 1, 80), NULL);
    rtpart_responses_add(&r, 1, 0, 400, NULL);
    rtpart_responses_settle(&r);
    const struct rtpart_cdf_curve curves[] = {{"all", &r, RTPART_NO_TASK},
                                              {"it's b", &r, 1}};

    assert_int_equal(rtpart_cdf_plot(curves, 2, "a run", path[0], true, NULL), RTPART_OK);
    FILE *f = fopen(path[1], "r");

    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        double x, share;

        sets += line[0] == '#';
        if (sscanf(line, "%lf %lf", &x, &share) == 2) {
            assert_true(x <= 0.8 && share <= 1);
            last = share;
        }
    }
    fclose(f);
    assert_int_equal(sets, 2);
    assert_true(last == 1);
    assert_int_equal(rtpart_cdf_plot(curves, 0, "", path[0], true, NULL), RTPART_EUSAGE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(unlink(path[i]), 0);
    rmdir(directory);
    rtpart_responses_free(&r);
}

/* A log that ends long before another may miss as many jobs as a number can count. */
static void test_response_counts_any_number_of_misses(void **state)
{
    const struct rtpart_task task = {.wcet = 1, .deadline = 10, .period = 10};
    const struct rtpart_taskset ts = {.tasks = (struct rtpart_task *)&task, .count = 1};
    struct rtpart_responses r;

    (void)state;
    assert_int_equal(rtpart_responses_init(&r, &ts, NULL), RTPART_OK);
    rtpart_responses_add_misses(&r, 0, 3, 2);
    rtpart_responses_add_misses(&r, 0, 9, 1000000000000000);
    assert_int_equal(r.series[0].missed, 1000000000000002);
    assert_int_equal(r.series[0].misses[0], 3);
    assert_int_equal(r.series[0].misses[1], 4);
    assert_int_equal(r.series[0].misses[2], 9);
    assert_int_equal(r.series[0].misses[RTPART_MISSES_KEPT - 1],
                     9 + RTPART_MISSES_KEPT - 3);
    rtpart_responses_free(&r);
}

/* What a file says of its jobs is no reason to ask for any amount of memory. */
static void test_response_of_more_jobs_than_a_run_can_have_is_refused(void **state)
{
    const struct rtpart_task task = {.wcet = 1, .deadline = 10, .period = 10};
    const struct rtpart_taskset ts = {.tasks = (struct rtpart_task *)&task, .count = 1};
    struct rtpart_responses r;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_responses_init(&r, &ts, NULL), RTPART_OK);
    assert_int_equal(rtpart_responses_add_seen(&r, 0, 5, RTPART_RUN_JOBS_MAX + 1, &err),
                     RTPART_ERANGE);
    assert_int_equal(rtpart_responses_add_seen(&r, 0, 5, 2, &err), RTPART_OK);
    assert_int_equal(rtpart_responses_add_seen(&r, 0, 5, RTPART_RUN_JOBS_MAX - 1, &err),
                     RTPART_ERANGE);
    assert_int_equal(rtpart_responses_add_seen(&r, 0, 5, UINT64_MAX, &err),
                     RTPART_ERANGE);
    assert_int_equal(r.series[0].count, 2);
    rtpart_responses_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response_counts_any_number_of_misses),
        cmocka_unit_test(test_response_of_more_jobs_than_a_run_can_have_is_refused),
        cmocka_unit_test(test_response_quantiles_are_values_that_were_seen),
        cmocka_unit_test(test_response_misses_are_named_by_job),
        cmocka_unit_test(test_response_worst_is_relative_to_the_period),
        cmocka_unit_test(test_cdf_text_rises_from_zero_to_one),
        cmocka_unit_test(test_cdf_text_tells_curves_apart),
        cmocka_unit_test(test_cdf_plot_draws_every_curve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
