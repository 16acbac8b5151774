/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/interface.h"
#include "analysis/plan_plot.h"

static char directory[] = "/tmp/rtpart-plot-XXXXXX";

static const char *file(const char *name)
{
    static char path[2][200];
    static unsigned turn;

    turn = (turn + 1) % 2;
    snprintf(path[turn], sizeof path[turn], "%s/%s", directory, name);
    return path[turn];
}

static struct rtpart_plan small_plan(void)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_RM,
                            .grid = rtpart_grid_auto(50 * RTPART_MS)};

    rtpart_taskset_add(&p.taskset, "a", 7 * RTPART_MS, 50 * RTPART_MS, 50 * RTPART_MS,
                       NULL);
    rtpart_taskset_add(&p.taskset, "b c", 9 * RTPART_MS, 75 * RTPART_MS, 75 * RTPART_MS,
                       NULL);
    rtpart_plan_add_vcpus(&p, 2, NULL);
    rtpart_plan_place(&p, 1, 0, NULL);
    rtpart_plan_place(&p, 1, 1, NULL);
    p.vcpus[1].prm = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 3500000};
    return p;
}

/* Does a line of the file begin so? */
static bool has_line(const char *path, const char *begin)
{
    char line[200];
    bool found = false;
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    while (!found && fgets(line, sizeof line, f) != NULL)
        found = strncmp(line, begin, strlen(begin)) == 0;
    fclose(f);
    return found;
}

/* The response points lie on the supply curve, and the choice is 35 % at 10 ms. */
static void test_plan_plot_data_are_the_analysis(void **state)
{
    struct rtpart_plan p = small_plan();
    struct rtpart_error err;

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0) {
        print_message("skipped: gnuplot is not installed\n");
        rtpart_plan_free(&p);
        skip();
    }
    if (rtpart_plan_plot(&p, file("p.svg"), true, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    /* (3.5, 10): 13 ms of blackout, 3.5 of supply until 16.5, the rest from 23 to 26.5 */
    assert_true(has_line(file("p.dat"), "26.500000 7.000000 a"));
    /* 7 + 9 = 16: four budgets by 46.5, then 2 ms from 53 on; a comes again at 50: 23 */
    assert_true(has_line(file("p.dat"), "75.000000 23.000000 b_c"));
    assert_true(has_line(file("p.dat"), "10.000000 35.000000"));
    assert_false(has_line(file("p.gp"), "set title 'vCPU 0"));
    rtpart_plan_free(&p);
}

static void test_plan_plot_refuses_what_it_cannot_draw(void **state)
{
    struct rtpart_plan p = small_plan();

    (void)state;
    p.kind = RTPART_PLAN_GLOBAL;
    assert_int_equal(rtpart_plan_plot(&p, file("q.svg"), false, NULL), RTPART_EUSAGE);
    p.kind = RTPART_PLAN_PARTITIONED;
    assert_int_equal(rtpart_plan_plot(&p, file("q.jpg"), false, NULL), RTPART_EUSAGE);
    p.grid = (struct rtpart_grid){0};
    assert_int_equal(rtpart_plan_plot(&p, file("q.svg"), false, NULL), RTPART_EUSAGE);
    rtpart_plan_free(&p);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(file("p.svg"));
    unlink(file("p.dat"));
    unlink(file("p.gp"));
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan_plot_data_are_the_analysis),
        cmocka_unit_test(test_plan_plot_refuses_what_it_cannot_draw),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
