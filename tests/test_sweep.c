/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/auto.h"
#include "validate/sweep_run.h"
#include "validate/sweep_summary.h"

/* A small campaign: sizes 4 and 6, U 0.9 and 1.5 on 1 and 2 vCPUs. */
static struct rtpart_sweep small(void)
{
    struct rtpart_sweep s = {.task_count = 2,
                             .utilization_count = 2,
                             .vcpu_count = 2,
                             .sets = 25,
                             .chunk = 10,
                             .request = rtpart_generate_defaults(),
                             .setting = {.scheduler = RTPART_SCHED_RM}};

    s.tasks = calloc(2, sizeof *s.tasks);
    s.utilizations = calloc(2, sizeof *s.utilizations);
    s.vcpus = calloc(2, sizeof *s.vcpus);
    s.tasks[0] = 4;
    s.tasks[1] = 6;
    s.utilizations[0] = 900000;
    s.utilizations[1] = 1500000;
    s.vcpus[0] = 1;
    s.vcpus[1] = 2;
    assert_true(rtpart_sweep_method_find("ovh", &s.methods[s.method_count++]));
    assert_true(rtpart_sweep_method_find("global-edf", &s.methods[s.method_count++]));
    return s;
}

static void test_sweep_points_cover_the_grid(void **state)
{
    struct rtpart_sweep s = small();

    (void)state;
    assert_int_equal(rtpart_sweep_points(&s), 8);
    assert_int_equal(rtpart_sweep_chunks(&s), 3);
    assert_int_equal(rtpart_sweep_items(&s), 24);
    const struct rtpart_sweep_point p = rtpart_sweep_point(&s, 6);

    assert_int_equal(p.tasks, 6);
    assert_int_equal(p.utilization, 1500000);
    assert_int_equal(p.vcpus, 1);
    assert_int_equal(p.generator, 3);
    rtpart_sweep_free(&s);
}

/* Every set is counted once, and as what it is; U = 1.5 on one vCPU is a "no" of Ovh (that
 * is proved) and undecided for a sufficient test. */
static void test_sweep_items_count_every_set(void **state)
{
    struct rtpart_sweep s = small();
    uint64_t sets = 0;

    (void)state;
    assert_int_equal(rtpart_sweep_prepare(&s, NULL), RTPART_OK);
    for (uint64_t item = 0; item < rtpart_sweep_items(&s); item++) {
        struct rtpart_sweep_row rows[RTPART_SWEEP_METHODS_MAX];
        struct rtpart_error err;

        if (rtpart_sweep_item(&s, item, rows, NULL, &err) != RTPART_OK)
            fail_msg("%s", err.message);
        for (size_t m = 0; m < s.method_count; m++) {
            assert_int_equal(rows[m].sets, rows[m].yes + rows[m].no + rows[m].undecided);
            sets += rows[m].sets;
        }
        const struct rtpart_sweep_point p = rtpart_sweep_point(&s, rows[0].point);

        if (p.vcpus == 1 && p.utilization > 1000000) {
            assert_int_equal(rows[0].no, rows[0].sets);
            assert_int_equal(rows[1].yes, 0);
        }
        if (rows[0].yes > 0) /* a reservation is never less than what runs in it */
            assert_true(rows[0].bandwidth_ppb >=
                        rows[0].yes * (uint64_t)p.utilization * 999);
    }
    assert_int_equal(sets, 8 * 25 * 2);
    rtpart_sweep_free(&s);
}

static void test_sweep_refuses_impossible_campaigns(void **state)
{
    struct rtpart_sweep s = small();
    struct rtpart_error err;

    (void)state;
    s.utilizations[1] = 4000001; /* of 4 tasks */
    assert_int_equal(rtpart_sweep_prepare(&s, &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "4 tasks"));
    s.utilizations[1] = 1500000;
    s.method_count = 0;
    assert_int_equal(rtpart_sweep_prepare(&s, &err), RTPART_EUSAGE);
    rtpart_sweep_free(&s);
}

/* The header is all that the summary needs to know the grid again. */
static void test_sweep_summary_reads_the_grid_from_the_header(void **state)
{
    struct rtpart_sweep s = small();
    char *header = rtpart_sweep_header(&s);
    struct rtpart_sweep_grid g;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_sweep_grid_read(&g, header, "f", NULL), RTPART_OK);
    assert_int_equal(g.task_count, 2);
    assert_int_equal(g.tasks[1], 6);
    assert_int_equal(g.utilizations[0], 900000);
    assert_int_equal(g.vcpus[1], 2);
    assert_int_equal(g.method_count, 2);
    assert_string_equal(g.methods[1], "global-edf");
    assert_int_equal(g.sets, 25);
    assert_int_equal(g.chunk, 10);
    rtpart_sweep_grid_free(&g);
    memcpy(strstr(header, "vcpus="), "vCPUS=", 6);
    assert_int_equal(rtpart_sweep_grid_read(&g, header, "f", &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "vcpus"));
    free(header);
    rtpart_sweep_free(&s);
}

static void test_sweep_totals_add_up_and_gaps_are_found(void **state)
{
    struct rtpart_sweep s = small();
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows rows = {0};
    char *header = rtpart_sweep_header(&s);
    struct rtpart_sweep_total *totals = NULL;
    struct rtpart_sweep_grid g;
    uint32_t point = 9, chunk = 9;

    (void)state;
    assert_int_equal(rtpart_sweep_prepare(&s, NULL), RTPART_OK);
    const struct rtpart_sweep_job job = {.sweep = &s, .shards = 1, .threads = 2};

    assert_int_equal(rtpart_sweep_run(&job, &rows, NULL, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_grid_read(&g, header, "f", NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_totals(&g, &rows, &totals, NULL), RTPART_OK);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(totals[i].sets, 25);
    assert_int_equal(rtpart_sweep_gaps(&g, &rows, &point, &chunk), 0);
    rows.rows[7] = rows.rows[6]; /* of point 1, chunk 0: takes the place of its twin */
    assert_int_equal(rtpart_sweep_rows_settle(&rows, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_gaps(&g, &rows, &point, &chunk), 1);
    assert_int_equal(point, 1);
    assert_int_equal(chunk, 0);
    free(totals);
    const struct rtpart_sweep_row inside = rows.rows[0];
    const struct rtpart_sweep_row outside[] = {
        {.point = 8},
        {.method = 2},
        {.chunk = rtpart_sweep_chunks(&s)},
        {.sets = s.chunk + 1, .yes = s.chunk + 1},
    };

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        rows.rows[0] = outside[i];
        assert_int_equal(rtpart_sweep_totals(&g, &rows, &totals, NULL), RTPART_EINPUT);
    }
    rows.rows[0] = inside;
    assert_int_equal(rtpart_sweep_totals(&g, &rows, &totals, NULL), RTPART_OK);
    free(totals);
    rtpart_sweep_grid_free(&g);
    free(header);
    rtpart_sweep_free(&s);
}

/* Refuse a header whose line `key=` says `value`. */
static void check_refused(const char *key, const char *value)
{
    static const char *const keys[] = {
        "tasks", "utilization_millionths", "vcpus", "methods", "sets", "chunk"};
    struct rtpart_sweep_grid g;
    char *header = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&header, &len);

    assert_non_null(f);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        fprintf(f, "%s=%s\n", keys[i], strcmp(keys[i], key) == 0 ? value : "1");
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rtpart_sweep_grid_read(&g, header, "f", NULL), RTPART_EINPUT);
    free(header);
}

/* A grid of some thousand values on each side has more points than a number can count. */
static void test_sweep_summary_refuses_a_grid_that_no_campaign_has(void **state)
{
    static char many[2 * (RTPART_SWEEP_VALUES_MAX + 1)];

    (void)state;
    for (size_t i = 0; i < RTPART_SWEEP_VALUES_MAX + 1; i++)
        memcpy(many + 2 * i, "1,", 2);
    many[sizeof many - 1] = '\0';
    check_refused("tasks", many);
    check_refused("vcpus", many);
    check_refused("methods", many);
    check_refused("sets", "4294967297"); /* chunks of one: more than rows can name */
    check_refused("chunk", "0");
}

/* Rows outside of the grid fill no gap, and a huge grid costs no time. */
static void test_sweep_gaps_are_counted_without_walking_the_grid(void **state)
{
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows rows = {0};
    RTPART_AUTO(rtpart_sweep_grid_free) struct rtpart_sweep_grid g;
    const struct rtpart_sweep_row first = {0};
    const struct rtpart_sweep_row second = {.chunk = 1};
    const struct rtpart_sweep_row far = {.chunk = 7};
    const struct rtpart_sweep_row outside = {.point = 3};
    uint32_t point = 9;
    uint32_t chunk = 9;

    (void)state;
    assert_int_equal(rtpart_sweep_grid_read(&g,
                                            "tasks=1\nutilization_millionths=1\nvcpus=1\n"
                                            "methods=a\nsets=4294967290\nchunk=1\n",
                                            "f", NULL),
                     RTPART_OK);
    assert_int_equal(rtpart_sweep_rows_add(&rows, &first, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_rows_add(&rows, &second, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_rows_add(&rows, &far, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_rows_add(&rows, &outside, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_gaps(&g, &rows, &point, &chunk), 4294967287);
    assert_int_equal(point, 0);
    assert_int_equal(chunk, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sweep_points_cover_the_grid),
        cmocka_unit_test(test_sweep_items_count_every_set),
        cmocka_unit_test(test_sweep_refuses_impossible_campaigns),
        cmocka_unit_test(test_sweep_summary_reads_the_grid_from_the_header),
        cmocka_unit_test(test_sweep_totals_add_up_and_gaps_are_found),
        cmocka_unit_test(test_sweep_summary_refuses_a_grid_that_no_campaign_has),
        cmocka_unit_test(test_sweep_gaps_are_counted_without_walking_the_grid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
