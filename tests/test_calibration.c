/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a loop of rt-app takes: from a log, into a file and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/folder.h"
#include "validate/calibration.h"

/* A log of 101 jobs, the k-th of which takes first + k * step us. */
static char *make_log(int jobs, int first, int step)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    assert_non_null(f);
    fputs("#idx run end slack c_period wu_lat\n", f);
    for (int k = 0; k < jobs; k++)
        fprintf(f, "0 %d %d 1000 10000 0\n", first + k * step, 1000000 + 10000 * k);
    assert_int_equal(fclose(f), 0);
    return text;
}

/* 3,000 us at an assumed 1000 ns a loop are 3,000 loops: 90 us of them is 30 ns each. */
static void test_calibration_is_what_nine_of_ten_jobs_did_not_exceed(void **state)
{
    char *log = make_log(101, 87, 3); /* without the first: 90, 93, ... 387 us */
    struct rtpart_calibration c;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_calibration_of_log(log, strlen(log), "cal", "host", &c, &err),
                     RTPART_OK);
    assert_int_equal(c.jobs, 100);
    assert_int_equal(c.p10, 39000);
    assert_int_equal(c.median, 79000);
    assert_int_equal(c.p90, 119000);
    assert_int_equal(rtpart_calibration_ns(&c), 119);
    assert_true(rtpart_calibration_spread(&c) > 0.11);
    free(log);
}

static void test_calibration_refuses_too_few_jobs_and_nonsense(void **state)
{
    struct rtpart_calibration c;
    struct rtpart_error err;
    char *log = make_log(5, 300, 0);

    (void)state;
    assert_int_equal(rtpart_calibration_of_log(log, strlen(log), "cal", "host", &c, &err),
                     RTPART_EHOST);
    assert_non_null(strstr(err.message, "too busy"));
    free(log);
    log = make_log(50, 0, 0);
    assert_int_equal(rtpart_calibration_of_log(log, strlen(log), "cal", "host", &c, &err),
                     RTPART_EHOST);
    free(log);
}

static void test_calibration_file_reads_back_the_same(void **state)
{
    const struct rtpart_calibration c = {
        .where = "vm tcg", .median = 563000, .p10 = 560100, .p90 = 598999, .jobs = 149};
    struct rtpart_calibration back;
    struct rtpart_error err;
    struct test_folder f = {0};
    const char *path;

    (void)state;
    test_folder_make(&f);
    path = test_folder_file(&f, "c.json");
    assert_int_equal(rtpart_calibration_write(&c, path, &err), RTPART_OK);
    assert_int_equal(rtpart_calibration_read(path, &back, &err), RTPART_OK);
    assert_string_equal(back.where, c.where);
    assert_int_equal(back.median, c.median);
    assert_int_equal(back.p10, c.p10);
    assert_int_equal(back.p90, c.p90);
    assert_int_equal(back.jobs, c.jobs);
    assert_int_equal(rtpart_calibration_ns(&back), 599);
    test_folder_remove(&f);
}

static void test_calibration_file_that_is_none_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "{}",
        "[]",
        "{\"schema\":\"rtpart.run/1\"}",
        "{\"schema\":\"rtpart.calibration/1\",\"where\":\"host\",\"median_ps\":0,"
        "\"p10_ps\":0,\"p90_ps\":0,\"jobs\":9}",
        "{\"schema\":\"rtpart.calibration/1\",\"where\":\"host\",\"median_ps\":5000,"
        "\"p10_ps\":9000,\"p90_ps\":9000,\"jobs\":9}"};
    struct rtpart_calibration c;
    struct rtpart_error err;
    struct test_folder f = {0};
    const char *path;

    (void)state;
    test_folder_make(&f);
    path = test_folder_file(&f, "c.json");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        test_file_write(path, bad[i], strlen(bad[i]));
        assert_int_equal(rtpart_calibration_read(path, &c, &err), RTPART_EINPUT);
    }
    assert_int_equal(rtpart_calibration_read("/nonexistent", &c, &err), RTPART_EINPUT);
    test_folder_remove(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calibration_is_what_nine_of_ten_jobs_did_not_exceed),
        cmocka_unit_test(test_calibration_refuses_too_few_jobs_and_nonsense),
        cmocka_unit_test(test_calibration_file_reads_back_the_same),
        cmocka_unit_test(test_calibration_file_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
