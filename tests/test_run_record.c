/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/prm.h"
#include "common/text.h"
#include "tests/support/folder.h"
#include "validate/compare_runs.h"
#include "validate/html_report.h"
#include "validate/run_json.h"
#include "validate/run_table.h"

static struct test_folder place; /* a fresh one for each test */

static int begin(void **state)
{
    (void)state;
    test_folder_make(&place);
    return 0;
}

static int end(void **state)
{
    (void)state;
    test_folder_remove(&place);
    return 0;
}

static const char *at(const char *name)
{
    return test_folder_file(&place, name);
}

/* Names that CSV, JSON, HTML and a terminal have to be protected from. */
static const char *const names[] = {"<script>alert('x')</script>&\"",
                                    "#first, \"second\"", "\xcf\x84 8"};

/* Three tasks on one vCPU that is large enough, or too small. */
static void simulate(struct rtpart_run_record *r, rtpart_ns budget)
{
    struct rtpart_run_request request;

    *r = (struct rtpart_run_record){.duration = 2 * RTPART_S, .name = strdup("run")};
    r->plan.scheduler = RTPART_SCHED_RM;
    for (size_t i = 0; i < 3; i++)
        rtpart_taskset_add(&r->plan.taskset, names[i],
                           (rtpart_ns)(i + 1) * RTPART_MS + (rtpart_ns)i,
                           10 * RTPART_MS * (rtpart_ns)(i + 1),
                           10 * RTPART_MS * (rtpart_ns)(i + 1), NULL);
    assert_int_equal(rtpart_plan_add_vcpus(&r->plan, 1, NULL), RTPART_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(rtpart_plan_place(&r->plan, 0, i, NULL), RTPART_OK);
    r->plan.vcpus[0].prm = (struct rtpart_prm){.period = 5 * RTPART_MS, .budget = budget};
    assert_int_equal(rtpart_plan_assign_priorities(&r->plan, NULL, NULL), RTPART_OK);
    request = (struct rtpart_run_request){
        .plan = &r->plan, .duration = r->duration, .sim = {.seed = 1}};
    assert_int_equal(rtpart_run_plan(rtpart_engine_find("sim"), &request, &r->run, NULL),
                     RTPART_OK);
}

static void write_to(const struct rtpart_run_record *r, const char *name)
{
    struct rtpart_outdir dir;
    struct rtpart_error err;

    if (rtpart_outdir_open(&dir, at(name), RTPART_RUN_MARKER, &err) != RTPART_OK ||
        rtpart_run_record_write(r, NULL, &dir, NULL, NULL, &err) != RTPART_OK ||
        rtpart_outdir_commit(&dir, &err) != RTPART_OK)
        fail_msg("%s", err.message);
}

static char *printed(const struct rtpart_run_record *r)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(rtpart_run_print(&r->run, &r->plan.taskset, r->duration, out, NULL),
                     RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* What was written is read back: every number, the reason, the verdict. */
static void check_round_trip(rtpart_ns budget)
{
    struct rtpart_run_record a;
    struct rtpart_run_record b;
    struct rtpart_error err;

    simulate(&a, budget);
    a.provenance = rtpart_run_provenance("rtvalidate run 'a plan.xml'");
    write_to(&a, "result");
    if (rtpart_run_record_read(at("result"), &b, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    char *before = printed(&a);
    char *after = printed(&b);

    assert_string_equal(before, after);
    assert_string_equal(b.name, "result");
    assert_true(rtpart_plan_equal(&a.plan, &b.plan));
    assert_true(json_equal(a.provenance, b.provenance));
    free(before);
    free(after);
    rtpart_run_record_free(&a);
    rtpart_run_record_free(&b);
}

static void test_record_is_read_back_as_written(void **state)
{
    (void)state;
    check_round_trip(4 * RTPART_MS);
}

static void test_record_with_misses_is_read_back_as_written(void **state)
{
    (void)state;
    check_round_trip(3 * RTPART_MS / 2);
}

/* Cut any of its files at any of many places: a clear error, or the same result. */
static void test_record_cut_short_is_refused(void **state)
{
    static const char *const files[] = {"results.json", "responses.csv", "plan.xml"};
    struct rtpart_run_record a;
    size_t refused = 0;

    (void)state;
    simulate(&a, 4 * RTPART_MS);
    write_to(&a, "result");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[60];

        snprintf(path, sizeof path, "result/%s", files[i]);
        char *text = test_file_read(at(path));
        const size_t len = strlen(text);

        for (size_t cut = 0; cut + 2 < len; cut += len / 40 + 1) {
            struct rtpart_run_record b;
            struct rtpart_error err = {0};

            test_file_write(at(path), text, cut);
            assert_int_equal(rtpart_run_record_read(at("result"), &b, &err),
                             RTPART_EINPUT);
            assert_non_null(strstr(err.message, files[i]));
            refused++;
        }
        test_file_write(at(path), text, len);
        free(text);
    }
    assert_true(refused > 60);
    rtpart_run_record_free(&a);
}

/* Files of two results do not make one. */
static void test_record_of_mixed_files_is_refused(void **state)
{
    struct rtpart_run_record a;
    struct rtpart_run_record b;
    struct rtpart_error err;

    (void)state;
    simulate(&a, 4 * RTPART_MS);
    write_to(&a, "one");
    a.plan.taskset.tasks[0].period = 11 * RTPART_MS;
    a.plan.taskset.tasks[0].deadline = 11 * RTPART_MS;
    write_to(&a, "two");
    assert_int_equal(rename(at("two/plan.xml"), at("one/plan.xml")), 0);
    assert_int_equal(rtpart_run_record_read(at("one"), &b, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "is not"));
    test_file_write(at("two/results.json"), "{\"schema\": \"other/1\"}", 21);
    assert_int_equal(rtpart_run_record_read(at("two"), &b, &err), RTPART_EINPUT);
    assert_int_equal(rtpart_run_record_read(at("none"), &b, &err), RTPART_EINPUT);
    rtpart_run_record_free(&a);
}

/* An interrupt while it is written leaves nothing, and an older result as it was. */
static void test_record_interrupted_leaves_nothing(void **state)
{
    const volatile sig_atomic_t stop = 2;
    struct rtpart_run_record a;
    struct rtpart_outdir dir;
    struct rtpart_error err;

    (void)state;
    simulate(&a, 4 * RTPART_MS);
    assert_int_equal(rtpart_outdir_open(&dir, at("result"), RTPART_RUN_MARKER, NULL),
                     RTPART_OK);
    assert_int_equal(rtpart_run_record_write(&a, NULL, &dir, &stop, NULL, &err),
                     RTPART_EHOST);
    rtpart_outdir_abort(&dir);
    assert_non_null(strstr(err.message, "interrupted"));
    assert_int_equal(rmdir(place.path), 0); /* it is empty */
    assert_int_equal(mkdir(place.path, 0777), 0);
    rtpart_run_record_free(&a);
}

static char *page_of(const struct rtpart_run_record *r, const char *svg)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(rtpart_html_report(r, svg, svg != NULL ? strlen(svg) : 0, out, NULL),
                     RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* No name becomes markup, nothing is loaded from anywhere, nothing runs. */
static void test_report_is_safe_and_alone(void **state)
{
    static const char *const forbidden[] = {
        "<script", "http://", "https://", "src=\"/", "onload",
        "@import", "url(",    "<link",    "<iframe", "<img src=\"f"};
    struct rtpart_run_record r;

    (void)state;
    simulate(&r, 3 * RTPART_MS / 2);
    r.provenance = rtpart_run_provenance("rtvalidate run '<b>.xml'");
    char *page = page_of(&r, "<svg onload='alert(1)'></svg>");

    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_null(strstr(page, forbidden[i]));
    assert_non_null(strstr(page, "&lt;script&gt;alert("));
    assert_non_null(strstr(page, "class=\"verdict bad\""));
    assert_non_null(strstr(page, "likely reason: the analysis promises"));
    assert_non_null(strstr(page, "default-src 'none'"));
    assert_non_null(strstr(page, "rtvalidate run &#39;&lt;b&gt;.xml&#39;"));
    assert_non_null(strstr(page, "</html>"));
    free(page);
    rtpart_run_record_free(&r);
}

/* As XML it is well-formed, so it is as HTML. */
static void test_report_is_well_formed(void **state)
{
    struct rtpart_run_record r;
    char command[200];

    (void)state;
    if (system("xmllint --version > /dev/null 2>&1") != 0) {
        print_message("skipped: xmllint is not installed\n");
        skip();
    }
    simulate(&r, 4 * RTPART_MS);
    char *page = page_of(&r, "<svg/>");

    test_file_write(at("page.html"), page, strlen(page));
    snprintf(command, sizeof command, "xmllint --noout '%s'", at("page.html"));
    assert_int_equal(system(command), 0);
    /* its HTML parser knows the elements of 1999 only: that may be all it finds */
    snprintf(command, sizeof command,
             "! xmllint --html --noout '%s' 2>&1 | grep ': HTML parser' | "
             "grep -v ': Tag [a-z]* invalid'",
             at("page.html"));
    assert_int_equal(system(command), 0);
    free(page);
    rtpart_run_record_free(&r);
}

/* A reservation of more digits than people read is not rounded in the plan. */
static void test_report_has_reservations_to_the_nanosecond(void **state)
{
    struct rtpart_run_record r;

    (void)state;
    simulate(&r, 4 * RTPART_MS);
    r.plan.vcpus[0].prm =
        (struct rtpart_prm){.period = 9007199254740991, .budget = 1234567890123};
    char *page = page_of(&r, "<svg/>");

    assert_non_null(strstr(page, "<td>1234567.890123</td><td>9007199254.740991</td>"));
    free(page);
    rtpart_run_record_free(&r);
}

/* The verdict of one task with T = 10 ms whose only job took that long. */
static void assert_verdict(rtpart_ns response, enum rtpart_answer answer,
                           const char *words)
{
    struct rtpart_task task = {.name = (char[]){"t"},
                               .wcet = 1,
                               .deadline = 10 * RTPART_MS,
                               .period = 10 * RTPART_MS};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    rtpart_ns bound = RTPART_NS_NONE;
    struct rtpart_run run = {.bounds = &bound};
    char text[256];

    assert_int_equal(rtpart_responses_init(&run.responses, &ts, NULL), RTPART_OK);
    assert_int_equal(rtpart_responses_add(&run.responses, 0, 0, response, NULL),
                     RTPART_OK);
    rtpart_responses_settle(&run.responses);
    assert_int_equal(rtpart_run_verdict(&run, &ts, text, sizeof text), answer);
    assert_string_equal(text, words);
    rtpart_responses_free(&run.responses);
}

/* A long name is cut between two characters; a reservation is told to the nanosecond. */
static void test_words_about_a_run_are_whole(void **state)
{
    char name[] = "a"
                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9";
    struct rtpart_run_record r;
    char *tasks_name;

    (void)state;
    simulate(&r, 3 * RTPART_MS / 2 + 1);
    assert_non_null(strstr(r.run.reason, "too small with 1.500001 ms every 5 ms"));
    for (size_t i = 0; i < 3; i++) {
        tasks_name = r.plan.taskset.tasks[i].name;
        r.plan.taskset.tasks[i].name = name;
        name[0] = (char)('a' + i);
        char *text = printed(&r);

        assert_int_equal(rtpart_text_check(text, strlen(text)), strlen(text));
        free(text);
        r.plan.taskset.tasks[i].name = tasks_name;
    }
    rtpart_run_record_free(&r);
}

/* 1.000 is the whole period and nothing else; then it is in time, but not below 1. */
static void test_verdict_writes_the_whole_period_as_one(void **state)
{
    (void)state;
    assert_verdict(9 * RTPART_MS, RTPART_SCHEDULABLE,
                   "all 1 tasks below 1 (largest 0.900, t)");
    assert_verdict(10 * RTPART_MS - 1, RTPART_SCHEDULABLE,
                   "all 1 tasks below 1 (largest 0.999, t)");
    assert_verdict(10 * RTPART_MS, RTPART_SCHEDULABLE,
                   "all 1 tasks in time (largest 1.000, t)");
    assert_verdict(10 * RTPART_MS + 1, RTPART_UNSCHEDULABLE,
                   "1 deadline missed by 1 of 1 tasks, first by job 0 of t; largest "
                   "1.001, t");
}

/* Two runs beside each other: the misses of one are marked, tasks are found by name. */
static void test_compare_marks_what_missed(void **state)
{
    struct rtpart_run_record good;
    struct rtpart_run_record bad;
    struct rtpart_run_set set;
    struct rtpart_table runs = {0};
    struct rtpart_table tasks = {0};
    struct rtpart_cdf_curve curves[RTPART_CDF_CURVES_MAX];
    char *directories[2];
    size_t count;

    (void)state;
    simulate(&good, 4 * RTPART_MS);
    simulate(&bad, 3 * RTPART_MS / 2);
    write_to(&good, "good");
    write_to(&bad, "bad");
    directories[0] = strdup(at("good"));
    directories[1] = strdup(at("bad"));
    assert_int_equal(rtpart_run_set_read(&set, directories, 2, NULL), RTPART_OK);
    assert_int_equal(set.task_count, 3);
    assert_int_equal(rtpart_run_set_table(&set, &runs, NULL), RTPART_OK);
    assert_string_equal(runs.cells[2], "0");
    assert_string_not_equal(runs.cells[runs.column_count + 2], "0");
    rtpart_run_set_task_table(&set, &tasks);
    assert_null(strchr(tasks.cells[3 * 2 + 1], '!'));
    assert_non_null(strchr(tasks.cells[3 * 2 + 2], '!'));
    assert_int_equal(rtpart_run_set_curves(&set, names[1], curves, &count, NULL),
                     RTPART_OK);
    assert_int_equal(count, 2);
    assert_int_equal(curves[0].task, 1);
    assert_int_equal(rtpart_run_set_curves(&set, "none", curves, &count, NULL),
                     RTPART_EUSAGE);
    json_t *json = rtpart_run_set_json(&set);

    assert_int_equal(json_array_size(json_object_get(json, "runs")), 2);
    json_decref(json);
    rtpart_table_free(&runs);
    rtpart_table_free(&tasks);
    rtpart_run_set_free(&set);
    free(directories[0]);
    free(directories[1]);
    rtpart_run_record_free(&good);
    rtpart_run_record_free(&bad);
}

/* Two directories of the same name are told apart by their paths. */
static void test_compare_tells_runs_of_one_name_apart(void **state)
{
    struct rtpart_run_record r;
    struct rtpart_run_set set;
    char *directories[2];

    (void)state;
    simulate(&r, 4 * RTPART_MS);
    assert_int_equal(mkdir(at("a"), 0777), 0);
    assert_int_equal(mkdir(at("b"), 0777), 0);
    write_to(&r, "a/result");
    write_to(&r, "b/result");
    directories[0] = strdup(at("a/result"));
    directories[1] = strdup(at("b/result"));
    assert_int_equal(rtpart_run_set_read(&set, directories, 2, NULL), RTPART_OK);
    assert_string_equal(set.runs[1].name, directories[1]);
    rtpart_run_set_free(&set);
    assert_int_equal(rtpart_run_set_read(&set, directories, 0, NULL), RTPART_EUSAGE);
    rtpart_run_set_free(&set);
    free(directories[0]);
    free(directories[1]);
    rtpart_run_record_free(&r);
}

static void test_missed_jobs_are_listed_as_far_as_they_fit(void **state)
{
    struct rtpart_series s = {.missed = 0};
    char text[100];

    (void)state;
    assert_string_equal(rtpart_run_missed_jobs(&s, text, sizeof text), "");
    s.missed = 3;
    s.misses[0] = 4, s.misses[1] = 7, s.misses[2] = 9;
    assert_string_equal(rtpart_run_missed_jobs(&s, text, sizeof text), "4, 7, 9");
    s.missed = 5000;
    for (uint64_t k = 0; k < RTPART_MISSES_KEPT; k++)
        s.misses[k] = k;
    rtpart_run_missed_jobs(&s, text, sizeof text);
    assert_non_null(strstr(text, "0, 1, 2, 3"));
    assert_non_null(strstr(text, " more"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_record_is_read_back_as_written, begin, end),
        cmocka_unit_test_setup_teardown(test_record_with_misses_is_read_back_as_written,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_record_cut_short_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_record_of_mixed_files_is_refused, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_record_interrupted_leaves_nothing, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_report_is_safe_and_alone, begin, end),
        cmocka_unit_test_setup_teardown(test_report_is_well_formed, begin, end),
        cmocka_unit_test_setup_teardown(test_report_has_reservations_to_the_nanosecond,
                                        begin, end),
        cmocka_unit_test(test_words_about_a_run_are_whole),
        cmocka_unit_test(test_verdict_writes_the_whole_period_as_one),
        cmocka_unit_test_setup_teardown(test_compare_marks_what_missed, begin, end),
        cmocka_unit_test_setup_teardown(test_compare_tells_runs_of_one_name_apart, begin,
                                        end),
        cmocka_unit_test(test_missed_jobs_are_listed_as_far_as_they_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
