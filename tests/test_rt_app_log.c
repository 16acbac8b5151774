/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs of rt-app 1.0, as recorded: what is read, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/folder.h"
#include "validate/rt_app_log.h"

/* Recorded from rt-app 1.0-1: a task of 5 ms every 34 ms. */
#define HEADER                                                                           \
    "# Policy : SCHED_FIFO priority : 98\n"                                              \
    "#idx     perf      run   period           start             end          rel_st"    \
    "      slack c_duration   c_period     wu_lat\n"
#define ROW_0                                                                            \
    "   0    66666     1378    33945     13677558405     13677592350             365"    \
    "      32534       5000      34000         30\n"
#define ROW_1                                                                            \
    "   0    66666     1427    34004     13677592364     13677626368           34325"    \
    "      32527       5000      34000         48\n"
#define ROW_2                                                                            \
    "   0    66666     1431    33978     13677626374     13677660352           68335"    \
    "      32514       5000      34000         32\n"

static enum rtpart_code parse(const char *text, struct rtpart_rt_app_log *log,
                              struct rtpart_error *err)
{
    return rtpart_rt_app_log_parse(text, strlen(text), "a.log", 34 * RTPART_MS, log, err);
}

static void
test_log_response_is_c_period_less_slack_and_first_job_is_left_out(void **state)
{
    struct rtpart_rt_app_log log = {0};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(parse(HEADER ROW_0 ROW_1 ROW_2, &log, &err), RTPART_OK);
    assert_int_equal(log.count, 2);
    assert_int_equal(log.jobs[0].number, 1);
    assert_int_equal(log.jobs[0].response, (34000 - 32527) * RTPART_US);
    assert_int_equal(log.jobs[0].run, 1427 * RTPART_US);
    assert_int_equal(log.jobs[1].response, (34000 - 32514) * RTPART_US);
    rtpart_rt_app_log_free(&log);
}

/* Releases are exactly a period apart, whatever the wake-up latencies were. */
static void test_log_releases_are_a_period_apart(void **state)
{
    struct rtpart_rt_app_log log = {0};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(parse(HEADER ROW_0 ROW_1 ROW_2, &log, &err), RTPART_OK);
    assert_int_equal(log.jobs[1].release - log.jobs[0].release, 34 * RTPART_MS);
    /* A late job has a negative slack, and the next starts at once. */
    rtpart_rt_app_log_free(&log);
    assert_int_equal(parse(HEADER ROW_0 ROW_1
                           "0 1 40000 40000 13677626374 13677666374 68335 -6006 "
                           "5000 34000 0\n",
                           &log, &err),
                     RTPART_OK);
    assert_int_equal(log.jobs[1].response, 40006 * RTPART_US);
    assert_int_equal(log.jobs[1].release - log.jobs[0].release, (34000 + 48) * RTPART_US);
    rtpart_rt_app_log_free(&log);
}

static void test_log_columns_are_found_by_their_names(void **state)
{
    struct rtpart_rt_app_log log = {0};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(parse("#idx slack c_period wu_lat end run extra\n"
                           "0 30000 34000 0 1000000 4000 1\n"
                           "0 31000 34000 0 1034000 3000 1\n",
                           &log, &err),
                     RTPART_OK);
    assert_int_equal(log.count, 1);
    assert_int_equal(log.jobs[0].response, 3 * RTPART_MS);
    rtpart_rt_app_log_free(&log);
}

static void test_log_without_rows_is_of_a_task_that_got_no_time(void **state)
{
    struct rtpart_rt_app_log log = {0};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(parse(HEADER, &log, &err), RTPART_OK);
    assert_int_equal(log.count, 0);
    rtpart_rt_app_log_free(&log);
}

static void refuse(const char *text, const char *words)
{
    struct rtpart_rt_app_log log = {0};
    struct rtpart_error err;

    assert_int_equal(parse(text, &log, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, words));
    assert_null(log.jobs);
}

static void test_log_mistakes_are_refused_with_file_line_and_reason(void **state)
{
    (void)state;
    refuse("", "a.log: the log is empty");
    refuse("\n \n", "a.log: the log is empty");
    refuse("time,value\n1,2\n", "a.log:1: this is no log of rt-app");
    refuse("# Policy : SCHED_FIFO priority : 98\n", "no log of rt-app");
    refuse("#idx perf run period\n0 1 2 3\n", "a.log:1: this is no log of rt-app");
    refuse(HEADER ROW_0 "   0    66666     14", "a.log:4: 3 values and no end of line");
    refuse(HEADER ROW_0 "   0    66666     14\n" ROW_2, "damaged");
    refuse(HEADER ROW_0 ROW_2 ROW_1, "a.log:5: the job ended before the one above it");
    refuse(HEADER ROW_0 "0 1 x 1 13677600000 13677626368 1 1 5000 34000 0\n",
           "\"x\" (run) is no number");
    refuse(HEADER ROW_0 "0 1 1 1 13677600000 13677626368 1 1 5000 40000 0\n",
           "c_period is 40000 us, but the task of the plan has a period of 34000 us");
    refuse(HEADER "0 1 1 1 1 99999999999999999999 1 1 5000 34000 0\n",
           "\"99999999999999999999\" (end) is no number");
    refuse(HEADER
           "0 1 1 1 1 0123456789012345678901234567890123456789x 1 1 5000 34000 0\n",
           "\"0123456789012345678901234567890123456789\" (end) is no number");
    refuse(HEADER "0 1 1 1 1 5 1 34001 5000 34000 0\n", "a job cannot have");
}

static void test_log_cut_anywhere_is_refused_or_has_fewer_rows(void **state)
{
    static const char whole[] = HEADER ROW_0 ROW_1 ROW_2;

    (void)state;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        struct rtpart_rt_app_log log = {0};
        char *cut = strndup(whole, len);
        const enum rtpart_code code = parse(cut, &log, NULL);

        assert_true(code == RTPART_EINPUT || log.count < 2);
        rtpart_rt_app_log_free(&log);
        free(cut);
    }
}

static void put(const struct test_folder *f, const char *name, const char *text)
{
    test_file_write(test_folder_file(f, name), text, strlen(text));
}

/* Two tasks, one of which ends like the other. */
static void test_logs_each_task_has_exactly_one(void **state)
{
    struct rtpart_plan plan = {0};
    struct rtpart_rt_app_log logs[2] = {{0}};
    struct rtpart_error err;
    struct test_folder f;

    (void)state;
    test_folder_make(&f);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(rtpart_taskset_add(&plan.taskset, i == 0 ? "t0" : "a-t0", 1,
                                            34 * RTPART_MS, 34 * RTPART_MS, NULL),
                         RTPART_OK);
    put(&f, "rt-a-t0-1.log", HEADER ROW_0 ROW_1);
    assert_int_equal(rtpart_rt_app_logs_read(f.path, &plan, logs, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "there is no log of task \"t0\""));
    put(&f, "rt-t0-0.log", HEADER ROW_0 ROW_1 ROW_2);
    assert_int_equal(rtpart_rt_app_logs_read(f.path, &plan, logs, &err), RTPART_OK);
    assert_int_equal(logs[0].count, 2);
    assert_int_equal(logs[1].count, 1);
    rtpart_rt_app_log_free(&logs[0]);
    rtpart_rt_app_log_free(&logs[1]);
    put(&f, "old-t0-0.log", HEADER ROW_0 ROW_1 ROW_2);
    assert_int_equal(rtpart_rt_app_logs_read(f.path, &plan, logs, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "more than one log"));
    assert_int_equal(rtpart_rt_app_logs_read("/nonexistent", &plan, logs, &err),
                     RTPART_EINPUT);
    rtpart_taskset_free(&plan.taskset);
    test_folder_remove(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_log_response_is_c_period_less_slack_and_first_job_is_left_out),
        cmocka_unit_test(test_log_releases_are_a_period_apart),
        cmocka_unit_test(test_log_columns_are_found_by_their_names),
        cmocka_unit_test(test_log_without_rows_is_of_a_task_that_got_no_time),
        cmocka_unit_test(test_log_mistakes_are_refused_with_file_line_and_reason),
        cmocka_unit_test(test_log_cut_anywhere_is_refused_or_has_fewer_rows),
        cmocka_unit_test(test_logs_each_task_has_exactly_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
