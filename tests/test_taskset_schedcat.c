/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/taskset_export.h"
#include "model/taskset_read.h"
#include "tests/support/random.h"

static enum rtpart_code read_text(const char *text, struct rtpart_system *s,
                                  struct rtpart_error *err)
{
    const struct rtpart_read_options opt = {.unit = RTPART_US};

    return rtpart_system_read_memory(text, strlen(text), "f", &opt, s, err);
}

static void test_schedcat_task_set_is_one_component(void **state)
{
    struct rtpart_system s;

    (void)state;
    assert_int_equal(
        read_text("<?xml version='1.0'?><!-- <system/> --><taskset>"
                  "<properties count='3'/>"
                  "<task id='7' period='50' wcet='8'/>"
                  "<task period='75.5' wcet='9' deadline='70' partition='2'/>"
                  "</taskset>",
                  &s, NULL),
        RTPART_OK);
    assert_int_equal(s.root.taskset.count, 2);
    const struct rtpart_task *t = s.root.taskset.tasks;

    assert_string_equal(t[0].name, "t7");
    assert_int_equal(t[0].deadline, 50 * RTPART_US);
    assert_int_equal(t[0].vcpu, -1);
    assert_string_equal(t[1].name, "t1");
    assert_int_equal(t[1].period, 75500);
    assert_int_equal(t[1].deadline, 70 * RTPART_US);
    assert_int_equal(t[1].vcpu, 2);
    rtpart_system_free(&s);
}

static void test_schedcat_test_point_has_a_component_for_each_set(void **state)
{
    struct rtpart_system s;

    (void)state;
    assert_int_equal(
        read_text("<testpoint><config x='1'/>"
                  "<taskset><task period='5' wcet='1'/></taskset>"
                  "<taskset/>"
                  "<taskset><task period='6' wcet='2'/></taskset></testpoint>",
                  &s, NULL),
        RTPART_OK);
    assert_int_equal(s.root.child_count, 3);
    assert_string_equal(s.root.children[2].name, "set2");
    assert_int_equal(s.root.children[2].taskset.tasks[0].period, 6 * RTPART_US);
    assert_int_equal(s.root.children[1].taskset.count, 0);
    rtpart_system_free(&s);
}

static void test_schedcat_errors_name_line_and_value(void **state)
{
    static const char *const cases[][2] = {
        {"<taskset>\n<task id='1' period='5'/></taskset>", "f:2: "},
        {"<taskset>\n<task id='1' period='x' wcet='1'/></taskset>", "x"},
        {"<taskset>\n<task id='1' period='5' wcet='6'/></taskset>", "f:2: "},
        {"<taskset/>", "empty"},
        {"<taskset><task id='1' period='5' wcet='1'/><task id='1' period='5' "
         "wcet='1'/></taskset>",
         "has that name too"},
        {"<taskset><task id='1' period='5' wcet='1'>", "f:"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_error err = {0};
        struct rtpart_system s;

        assert_int_equal(read_text(cases[i][0], &s, &err), RTPART_EINPUT);
        assert_non_null(strstr(err.message, cases[i][1]));
    }
}

/* Whole us survive the way through SchedCAT's format exactly. */
static void test_schedcat_round_trip_keeps_whole_us(void **state)
{
    struct test_random r = {.state = 95};

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_component c = {.name = (char[]){"c"}};
        const int n = (int)test_random_range(&r, 1, 6);
        struct rtpart_system s;
        char *text = NULL;
        size_t size = 0;
        FILE *f = open_memstream(&text, &size);

        for (int i = 0; i < n; i++) {
            const rtpart_ns period = test_random_range(&r, 1, 1000000);
            const rtpart_ns deadline = test_random_range(&r, 1, period);

            rtpart_taskset_add(&c.taskset, NULL,
                               test_random_range(&r, 1, deadline) * RTPART_US,
                               deadline * RTPART_US, period * RTPART_US, NULL);
            c.taskset.tasks[i].vcpu = (int)test_random_range(&r, -1, 3);
        }
        assert_int_equal(rtpart_export_schedcat(&c, f, NULL, NULL), RTPART_OK);
        fclose(f);
        assert_int_equal(read_text(text, &s, NULL), RTPART_OK);
        for (int i = 0; i < n; i++) {
            const struct rtpart_task *a = &c.taskset.tasks[i];
            const struct rtpart_task *b = &s.root.taskset.tasks[i];

            assert_int_equal(a->wcet, b->wcet);
            assert_int_equal(a->deadline, b->deadline);
            assert_int_equal(a->period, b->period);
            assert_int_equal(a->vcpu, b->vcpu);
        }
        free(text);
        rtpart_system_free(&s);
        rtpart_taskset_free(&c.taskset);
    }
}

static void count_note(void *ctx, const char *message)
{
    *(int *)ctx += strstr(message, "rounded to the safe side") != NULL;
}

/* 1.5 us of work becomes 2, 9.7 us of period 9; and it is said. */
static void test_export_rounds_to_the_safe_side(void **state)
{
    struct rtpart_component c = {.name = (char[]){"c"}};
    int said = 0;
    const struct rtpart_notes notes = {.note = count_note, .ctx = &said};
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    (void)state;
    rtpart_taskset_add(&c.taskset, NULL, 1500, 9700, 9700, NULL);
    assert_int_equal(rtpart_export_schedcat(&c, f, &notes, NULL), RTPART_OK);
    fclose(f);
    assert_non_null(strstr(text, "period=\"9\" wcet=\"2\""));
    assert_int_equal(said, 1);
    free(text);
    f = open_memstream(&text, &size);
    assert_int_equal(rtpart_export_rtapp(&c, f, &notes, NULL), RTPART_OK);
    fclose(f);
    assert_non_null(strstr(text, "\"run\": 2"));
    assert_int_equal(said, 2);
    free(text);
    rtpart_taskset_free(&c.taskset);
}

/* rt-app knows threads by 15 bytes of their names. */
static void test_export_refuses_names_that_become_equal(void **state)
{
    struct rtpart_component c = {.name = (char[]){"c"}};
    struct rtpart_error err;
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    (void)state;
    rtpart_taskset_add(&c.taskset, "a_very_long_name_1", 1000, 9000, 9000, NULL);
    rtpart_taskset_add(&c.taskset, "a_very_long_name_2", 1000, 9000, 9000, NULL);
    assert_int_equal(rtpart_export_rtapp(&c, f, NULL, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "a_very_long_name_2"));
    fclose(f);
    free(text);
    rtpart_taskset_free(&c.taskset);
}

static char *export(const char *format, const struct rtpart_component *c,
                    const struct rtpart_notes *notes)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    assert_int_equal(rtpart_export_find(format)->write(c, f, notes, NULL), RTPART_OK);
    fclose(f);
    return text;
}

static void count_notes(void *ctx, const char *message)
{
    (void)message;
    ++*(int *)ctx;
}

/* Priority of the task of that name, the only one, in rt-app JSON. */
static int priority_of(const char *text, const char *name)
{
    json_t *root = json_loads(text, 0, NULL);
    json_t *task = json_object_get(json_object_get(root, "tasks"), name);
    const int prio = (int)json_integer_value(json_object_get(task, "priority"));

    json_decref(root);
    return prio;
}

/* Of two tasks one has the shorter period, the other the shorter deadline, and rt:prio is as
 * the file says; without a scheduler rt:prio counts where all have one. */
static void test_export_of_rt_app_follows_the_scheduler(void **state)
{
    static const struct {
        enum rtpart_scheduler scheduler;
        int prio; /* of the task with the longer period */
        bool short_period_first;
        int notes;
    } cases[] = {
        {RTPART_SCHED_NONE, 0, true, 0}, {RTPART_SCHED_NONE, 9, false, 0},
        {RTPART_SCHED_NONE, 3, true, 0}, {RTPART_SCHED_RM, 9, true, 0},
        {RTPART_SCHED_GRM, 9, true, 0},  {RTPART_SCHED_DM, 3, false, 0},
        {RTPART_SCHED_GDM, 3, false, 0}, {RTPART_SCHED_PRIO, 9, false, 0},
        {RTPART_SCHED_EDF, 9, false, 1}, {RTPART_SCHED_GEDF, 0, true, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_component c = {.name = (char[]){"c"}};
        int said = 0;
        const struct rtpart_notes notes = {.note = count_notes, .ctx = &said};
        char *text;

        c.scheduler = cases[i].scheduler;
        rtpart_taskset_add(&c.taskset, "due", 1000, 5000, 20000, NULL);
        rtpart_taskset_add(&c.taskset, "often", 1000, 10000, 10000, NULL);
        c.taskset.tasks[0].prio = cases[i].prio;
        c.taskset.tasks[1].prio = 5;
        text = export("rt-app", &c, &notes);
        assert_int_equal(priority_of(text, "often") > priority_of(text, "due"),
                         cases[i].short_period_first);
        assert_int_not_equal(priority_of(text, "due"), 0);
        assert_int_equal(said, cases[i].notes);
        free(text);
        rtpart_taskset_free(&c.taskset);
    }
}

/* What CARTS and SimSo have no word for is said. */
static void test_export_tells_which_scheduler_a_format_lacks(void **state)
{
    static const struct {
        const char *format;
        enum rtpart_scheduler scheduler;
        const char *word;
        int notes;
    } cases[] = {
        {"carts", RTPART_SCHED_NONE, "\"RM\"", 0},
        {"carts", RTPART_SCHED_RM, "\"RM\"", 0},
        {"carts", RTPART_SCHED_DM, "\"DM\"", 0},
        {"carts", RTPART_SCHED_EDF, "\"EDF\"", 0},
        {"carts", RTPART_SCHED_GDM, "\"gDM\"", 0},
        {"carts", RTPART_SCHED_GEDF, "\"gEDF\"", 0},
        {"carts", RTPART_SCHED_GRM, "\"gDM\"", 1},
        {"carts", RTPART_SCHED_PRIO, "\"RM\"", 1},
        {"simso", RTPART_SCHED_RM, ".RM\"", 1},
        {"simso", RTPART_SCHED_DM, ".RM\"", 2},
        {"simso", RTPART_SCHED_GDM, ".RM\"", 2},
        {"simso", RTPART_SCHED_EDF, ".EDF\"", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_component c = {.name = (char[]){"c"}};
        int said = 0;
        const struct rtpart_notes notes = {.note = count_notes, .ctx = &said};
        char *text;

        c.scheduler = cases[i].scheduler;
        rtpart_taskset_add(&c.taskset, NULL, 1000, 5000, 20000, NULL);
        text = export(cases[i].format, &c, &notes);
        assert_non_null(strstr(text, cases[i].word));
        assert_int_equal(said, cases[i].notes);
        free(text);
        rtpart_taskset_free(&c.taskset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedcat_task_set_is_one_component),
        cmocka_unit_test(test_schedcat_test_point_has_a_component_for_each_set),
        cmocka_unit_test(test_schedcat_errors_name_line_and_value),
        cmocka_unit_test(test_schedcat_round_trip_keeps_whole_us),
        cmocka_unit_test(test_export_rounds_to_the_safe_side),
        cmocka_unit_test(test_export_refuses_names_that_become_equal),
        cmocka_unit_test(test_export_of_rt_app_follows_the_scheduler),
        cmocka_unit_test(test_export_tells_which_scheduler_a_format_lacks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
