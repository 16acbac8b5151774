/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Late jobs and what was sampled while they ran: the likely reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/prm.h"
#include "model/plan.h"
#include "validate/miss_reason.h"

#define SAMPLES 1000 /* 10 s */

/* One task of 10 ms every 100 ms on a vCPU of 5 ms every 20 ms, and quiet samples. */
struct scene {
    struct rtpart_plan plan;
    struct rtpart_rt_app_job jobs[2];
    struct rtpart_rt_app_log log;
    struct rtpart_samples samples;
    struct rtpart_evidence evidence;
};

static void set_scene(struct scene *s)
{
    *s = (struct scene){0};
    assert_int_equal(rtpart_taskset_add(&s->plan.taskset, "a", 10 * RTPART_MS,
                                        100 * RTPART_MS, 100 * RTPART_MS, NULL),
                     RTPART_OK);
    assert_int_equal(rtpart_plan_add_vcpus(&s->plan, 1, NULL), RTPART_OK);
    assert_int_equal(rtpart_plan_place(&s->plan, 0, 0, NULL), RTPART_OK);
    s->plan.scheduler = RTPART_SCHED_RM;
    assert_int_equal(rtpart_plan_assign_priorities(&s->plan, NULL, NULL), RTPART_OK);
    s->plan.vcpus[0].prm = (struct rtpart_prm){20 * RTPART_MS, 5 * RTPART_MS};
    s->jobs[0] = (struct rtpart_rt_app_job){1, 0, 20 * RTPART_MS, 10 * RTPART_MS};
    s->jobs[1] =
        (struct rtpart_rt_app_job){50, 5 * RTPART_S, 160 * RTPART_MS, 10 * RTPART_MS};
    s->log = (struct rtpart_rt_app_log){s->jobs, 2};
    s->samples.threads = 2;
    strcpy(s->samples.who[0], "vCPU 0");
    strcpy(s->samples.who[1], "emulator");
    s->samples.count = SAMPLES;
    s->samples.at = calloc(SAMPLES, sizeof *s->samples.at);
    s->samples.delay = calloc((size_t)2 * SAMPLES, sizeof *s->samples.delay);
    s->samples.ran = calloc((size_t)2 * SAMPLES, sizeof *s->samples.ran);
    assert_true(s->samples.at != NULL && s->samples.delay != NULL &&
                s->samples.ran != NULL);
    for (int i = 0; i < SAMPLES; i++)
        s->samples.at[i].time = i * RTPART_SAMPLE_EVERY;
    s->evidence = (struct rtpart_evidence){.plan = &s->plan,
                                           .logs = &s->log,
                                           .samples = &s->samples,
                                           .tick = 4 * RTPART_MS,
                                           .reserved = true};
}

/* From 5.05 s on, thread t had waited that much more (or run, or the host was stolen). */
static void later(rtpart_ns *values, size_t t, rtpart_ns value)
{
    for (size_t i = 505; i < SAMPLES; i++)
        values[2 * i + t] += value;
}

static void expect(struct scene *s, enum rtpart_reason reason)
{
    struct rtpart_miss *misses = NULL;
    size_t count = 0;

    assert_int_equal(rtpart_misses_explain(&s->evidence, &misses, &count, NULL),
                     RTPART_OK);
    assert_int_equal(count, 1);
    assert_int_equal(misses[0].job.number, 50);
    assert_string_equal(rtpart_reason_name(misses[0].reason), rtpart_reason_name(reason));

    char *text = rtpart_misses_summary(misses, count, "late jobs");

    assert_non_null(strstr(text, "likely reasons of 1 late jobs: "));
    assert_non_null(strstr(text, rtpart_reason_name(reason)));
    free(text);
    free(misses);
    rtpart_plan_free(&s->plan);
    rtpart_samples_free(&s->samples);
}

static void test_reason_nothing_sampled_is_said_so(void **state)
{
    struct scene s;

    (void)state;
    set_scene(&s);
    expect(&s, RTPART_REASON_NONE);
}

static void test_reason_steal_and_late_samples_are_a_host_stall(void **state)
{
    struct scene s;

    (void)state;
    set_scene(&s);
    for (size_t i = 505; i < SAMPLES; i++)
        s.samples.at[i].steal = 60 * RTPART_MS;
    expect(&s, RTPART_REASON_STALL);
    set_scene(&s);
    s.samples.at[510].late = 40 * RTPART_MS;
    expect(&s, RTPART_REASON_STALL);
    set_scene(&s);
    s.samples.at[600].late = 40 * RTPART_MS; /* after the job */
    expect(&s, RTPART_REASON_NONE);
}

static void test_reason_waiting_beyond_the_reservation(void **state)
{
    struct scene s;

    (void)state;
    set_scene(&s);
    later(s.samples.delay, 0, 150 * RTPART_MS); /* all of 160 ms may be (8 + 2) * 15 */
    expect(&s, RTPART_REASON_NONE);
    set_scene(&s);
    later(s.samples.delay, 0, 190 * RTPART_MS);
    expect(&s, RTPART_REASON_WAIT);
    set_scene(&s);
    later(s.samples.delay, 1, 50 * RTPART_MS);
    expect(&s, RTPART_REASON_EMULATOR);
}

static void test_reason_work_beyond_c(void **state)
{
    struct scene s;

    (void)state;
    set_scene(&s);
    s.jobs[1].run = 25 * RTPART_MS; /* nobody preempts it */
    expect(&s, RTPART_REASON_WORK);
    set_scene(&s);
    later(s.samples.ran, 0, 80 * RTPART_MS); /* 30 ms can have been asked for */
    expect(&s, RTPART_REASON_WORK);
}

static void test_reason_a_little_late_is_the_tick(void **state)
{
    struct scene s;

    (void)state;
    set_scene(&s);
    s.jobs[1].response = 107 * RTPART_MS;
    expect(&s, RTPART_REASON_TICK);
    set_scene(&s);
    s.jobs[1].response = 107 * RTPART_MS;
    s.evidence.reserved = false;
    expect(&s, RTPART_REASON_NONE);
}

static void test_reason_start_and_what_follows_from_it(void **state)
{
    struct scene s;
    struct rtpart_miss *misses = NULL;
    size_t count = 0;

    (void)state;
    set_scene(&s);
    s.jobs[0] = (struct rtpart_rt_app_job){9, 900 * RTPART_MS, 250 * RTPART_MS, 0};
    s.jobs[1] = (struct rtpart_rt_app_job){10, 1001 * RTPART_MS, 180 * RTPART_MS, 0};
    /* The first release of all was at 0. */
    struct rtpart_rt_app_job all[3] = {{1, 0, 5 * RTPART_MS, 0}, s.jobs[0], s.jobs[1]};

    s.log = (struct rtpart_rt_app_log){all, 3};
    assert_int_equal(rtpart_misses_explain(&s.evidence, &misses, &count, NULL),
                     RTPART_OK);
    assert_int_equal(count, 2);
    assert_int_equal(misses[0].reason, RTPART_REASON_STARTUP);
    assert_int_equal(misses[1].reason, RTPART_REASON_STARTUP);
    free(misses);
    rtpart_plan_free(&s.plan);
    rtpart_samples_free(&s.samples);
}

/* With limits below the deadline: what took longer than its bound. */
static void test_reason_of_jobs_above_their_bound(void **state)
{
    const rtpart_ns limit = 155 * RTPART_MS;
    const rtpart_ns none = RTPART_NS_NONE;
    struct scene s;

    (void)state;
    set_scene(&s);
    s.evidence.limits = &limit;
    expect(&s, RTPART_REASON_TICK);
    set_scene(&s);
    s.evidence.limits = &none; /* the deadline */
    expect(&s, RTPART_REASON_NONE);
}

static void test_misses_as_csv_are_empty_where_nothing_was_sampled(void **state)
{
    struct rtpart_task task = {.name = (char[]){"a, \"b\""}};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const struct rtpart_miss misses[] = {
        {.job = {50, 5, 160, 10},
         .steal = 1,
         .late = 2,
         .delay = 3,
         .emulator = 0,
         .reason = RTPART_REASON_STALL},
        {.job = {51, 6, 161, 11},
         .delay = -1,
         .emulator = -1,
         .reason = RTPART_REASON_TICK},
    };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    rtpart_misses_write(misses, 2, &ts, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(strchr(text, '\n') + 1,
                        "\"a, \"\"b\"\"\",50,5,160,10,1,2,3,0,host stall\n"
                        "\"a, \"\"b\"\"\",51,6,161,11,0,0,,,tick overshoot\n");
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misses_as_csv_are_empty_where_nothing_was_sampled),
        cmocka_unit_test(test_reason_nothing_sampled_is_said_so),
        cmocka_unit_test(test_reason_steal_and_late_samples_are_a_host_stall),
        cmocka_unit_test(test_reason_waiting_beyond_the_reservation),
        cmocka_unit_test(test_reason_work_beyond_c),
        cmocka_unit_test(test_reason_a_little_late_is_the_tick),
        cmocka_unit_test(test_reason_start_and_what_follows_from_it),
        cmocka_unit_test(test_reason_of_jobs_above_their_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
