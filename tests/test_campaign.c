/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/plan_file.h"
#include "tests/support/folder.h"
#include "validate/campaign_report.h"

static struct rtpart_campaign_result run(const struct rtpart_campaign_request *q)
{
    struct rtpart_campaign_result result;
    struct rtpart_error err;

    if (rtpart_campaign_run(q, &result, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    return result;
}

/* The campaign of the documentation, in small: not one accepted set misses. */
static void sound(const char *name, uint64_t sets)
{
    const struct rtpart_campaign_request q = {.analysis =
                                                  rtpart_campaign_analysis_find(name),
                                              .sets = sets,
                                              .seed = 20,
                                              .rounds = 1};
    struct rtpart_campaign_result r = run(&q);

    assert_int_equal(r.accepted, sets);
    assert_int_equal(r.runs, 8 * sets);
    for (size_t i = 0; i < RTPART_CAMPAIGN_KEPT && i < r.counter_examples; i++)
        rtpart_counter_example_print(&q, &r.kept[i], NULL, stderr);
    assert_int_equal(r.counter_examples, 0);
    for (size_t k = 1; k < RTPART_CAMPAIGN_LEVELS; k++) /* less budget, more misses */
        assert_true(r.levels[k].missed + sets / 50 >= r.levels[k - 1].missed);
    assert_true(r.levels[RTPART_CAMPAIGN_LEVELS - 1].missed > 0);
    if (strcmp(name, "fp") == 0) /* exact: one nanosecond less, and every set misses */
        assert_int_equal(r.levels[0].missed, r.levels[0].tried);
    if (strcmp(name, "edf") == 0) /* exact too, but the miss may be far away */
        assert_true(r.levels[0].missed * 100 >= r.levels[0].tried * 95);
    rtpart_campaign_result_free(&r);
}

static void test_campaign_fp_is_sound_and_exact(void **state)
{
    (void)state;
    sound("fp", 300);
}

static void test_campaign_edf_is_sound_and_exact(void **state)
{
    (void)state;
    sound("edf", 150);
}

static void test_campaign_global_edf_is_sound(void **state)
{
    (void)state;
    sound("gedf", 60);
}

static void test_campaign_global_fp_is_sound(void **state)
{
    (void)state;
    sound("gfp", 60);
}

/* An analysis that takes a fifth off what is needed. */
static enum rtpart_code draw_unsound(uint64_t seed, uint64_t number,
                                     struct rtpart_plan *out, bool *accepted,
                                     struct rtpart_error *err)
{
    const enum rtpart_code code =
        rtpart_campaign_analysis_find("gfp")->draw(seed, number, out, accepted, err);

    if (*accepted)
        *accepted = rtpart_campaign_reduce(out, 200);
    return code;
}

static const struct rtpart_campaign_analysis unsound = {"unsound", "", draw_unsound};

/* It is found out, and what was kept misses again, the same job at the same time. */
static void test_campaign_finds_an_unsound_analysis(void **state)
{
    const struct rtpart_campaign_request q = {
        .analysis = &unsound, .sets = 60, .seed = 3, .rounds = 1, .no_tightness = true};
    struct rtpart_campaign_result r = run(&q);

    (void)state;
    assert_true(r.counter_examples > 20);
    for (size_t i = 0; i < RTPART_CAMPAIGN_KEPT; i++) {
        struct rtpart_sim_result again;

        assert_int_equal(
            rtpart_sim_run(&r.kept[i].plan, &r.kept[i].options, NULL, &again, NULL),
            RTPART_OK);
        assert_true(again.missed > 0);
        assert_int_equal(again.first_miss.task, r.kept[i].miss.task);
        assert_int_equal(again.first_miss.finish, r.kept[i].miss.finish);
    }
    rtpart_campaign_result_free(&r);
}

/* A draw depends on its number alone: a campaign can be cut anywhere. */
static void test_campaign_can_be_cut_into_pieces(void **state)
{
    struct rtpart_campaign_request q = {
        .analysis = &unsound, .sets = 30, .seed = 3, .rounds = 1};
    struct rtpart_campaign_result whole = run(&q);

    (void)state;
    q.sets = 10;
    struct rtpart_campaign_result a = run(&q);

    q.sets = 20;
    q.first = a.next;
    struct rtpart_campaign_result b = run(&q);

    assert_int_equal(a.jobs + b.jobs, whole.jobs);
    assert_int_equal(a.counter_examples + b.counter_examples, whole.counter_examples);
    assert_int_equal(b.next, whole.next);
    for (size_t k = 0; k < RTPART_CAMPAIGN_LEVELS; k++)
        assert_int_equal(a.levels[k].missed + b.levels[k].missed, whole.levels[k].missed);
    rtpart_campaign_result_free(&a);
    rtpart_campaign_result_free(&b);
    rtpart_campaign_result_free(&whole);
}

/* The sets of two published mistakes, at the budgets that were accepted: DESIGN's traps. */
static void test_attack_finds_published_mistakes(void **state)
{
    static const struct {
        rtpart_ns tasks[2][3]; /* C, D, T */
        struct rtpart_mpr mpr;
    } traps[] = {
        {{{2, 4, 5}, {2, 7, 7}}, {.period = 4, .budget = 3, .cpus = 1}},
        {{{9, 10, 20}, {2, 10, 20}}, {.period = 5, .budget = 5, .cpus = 1}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        struct rtpart_plan plan = {.scheduler = RTPART_SCHED_GEDF};
        struct rtpart_sim_options options;
        struct rtpart_sim_job miss;
        bool missed;

        for (int k = 0; k < 2; k++)
            rtpart_taskset_add(&plan.taskset, NULL, traps[i].tasks[k][0],
                               traps[i].tasks[k][1], traps[i].tasks[k][2], NULL);
        assert_int_equal(rtpart_plan_set_global(&plan, &traps[i].mpr, NULL), RTPART_OK);
        assert_int_equal(rtpart_campaign_attack(&plan, 1, 1, NULL, NULL, &options, &miss,
                                                &missed, NULL),
                         RTPART_OK);
        assert_true(missed);
        rtpart_plan_free(&plan);
    }
}

static void test_reduce_keeps_equal_shares(void **state)
{
    struct rtpart_plan plan = {.scheduler = RTPART_SCHED_GEDF};
    const struct rtpart_mpr mpr = {.period = 1000, .budget = 1500, .cpus = 3};

    (void)state;
    assert_int_equal(rtpart_plan_set_global(&plan, &mpr, NULL), RTPART_OK);
    assert_true(rtpart_campaign_reduce(&plan, 0));
    assert_int_equal(plan.mpr.budget, 1497);
    assert_int_equal(plan.vcpus[2].prm.budget, 499);
    assert_true(rtpart_campaign_reduce(&plan, 100)); /* 149.7, up to 150 */
    assert_int_equal(plan.mpr.budget, 1347);
    assert_false(rtpart_campaign_reduce(&plan, 1000));
    assert_int_equal(plan.mpr.budget, 1347);
    rtpart_plan_free(&plan);
}

/* Kept plans can be read back, and the description has the command that repeats them. */
static void test_counter_examples_are_kept_on_file(void **state)
{
    const struct rtpart_campaign_request q = {
        .analysis = &unsound, .sets = 5, .seed = 3, .rounds = 1, .no_tightness = true};
    struct rtpart_campaign_result r = run(&q);
    struct test_folder folder;
    char name[40];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct rtpart_plan plan;

    (void)state;
    assert_true(r.counter_examples > 0);
    test_folder_make(&folder);
    assert_int_equal(rtpart_campaign_keep(&r, folder.path, NULL), RTPART_OK);
    snprintf(name, sizeof name, "draw-%d.xml", (int)r.kept[0].number);
    assert_int_equal(rtpart_plan_read(test_folder_file(&folder, name), &plan, NULL),
                     RTPART_OK);
    assert_true(rtpart_plan_equal(&plan, &r.kept[0].plan));
    rtpart_counter_example_print(&q, &r.kept[0], folder.path, out);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "--analysis unsound --seed 3 --first"));
    assert_non_null(strstr(text, "rtvalidate run --supply"));
    free(text);
    rtpart_plan_free(&plan);
    rtpart_campaign_result_free(&r);
    test_folder_remove(&folder);
}

static enum rtpart_code draw_nothing(uint64_t seed, uint64_t number,
                                     struct rtpart_plan *out, bool *accepted,
                                     struct rtpart_error *err)
{
    (void)seed, (void)number, (void)err;
    *out = (struct rtpart_plan){0};
    *accepted = false;
    return RTPART_OK;
}

static void test_campaign_gives_up_where_nothing_is_accepted(void **state)
{
    const struct rtpart_campaign_analysis none = {"none", "", draw_nothing};
    struct rtpart_campaign_request q = {
        .analysis = &none, .sets = 5, .seed = 3, .rounds = 1};
    struct rtpart_campaign_result r;

    (void)state;
    assert_int_equal(rtpart_campaign_run(&q, &r, NULL), RTPART_EMODEL);
    q.rounds = 0;
    assert_int_equal(rtpart_campaign_run(&q, &r, NULL), RTPART_EUSAGE);
    q.sets = 0;
    assert_int_equal(rtpart_campaign_run(&q, &r, NULL), RTPART_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_campaign_fp_is_sound_and_exact),
        cmocka_unit_test(test_campaign_edf_is_sound_and_exact),
        cmocka_unit_test(test_campaign_global_edf_is_sound),
        cmocka_unit_test(test_campaign_global_fp_is_sound),
        cmocka_unit_test(test_campaign_finds_an_unsound_analysis),
        cmocka_unit_test(test_campaign_can_be_cut_into_pieces),
        cmocka_unit_test(test_attack_finds_published_mistakes),
        cmocka_unit_test(test_reduce_keeps_equal_shares),
        cmocka_unit_test(test_counter_examples_are_kept_on_file),
        cmocka_unit_test(test_campaign_gives_up_where_nothing_is_accepted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
