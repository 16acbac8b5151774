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

#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/plan_plot.h"
#include "analysis/prm.h"

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

/* The numbers of the next line that is not a comment; -1 where the data set ends. */
static int read_row(FILE *f, double *row)
{
    char line[200];

    while (fgets(line, sizeof line, f) != NULL) {
        if (line[0] == '#')
            continue;
        if (line[0] == '\n') {
            assert_non_null(fgets(line, sizeof line, f)); /* two empty lines */
            assert_string_equal(line, "\n");
            return -1;
        }
        return sscanf(line, "%lf %lf %lf", &row[0], &row[1], &row[2]);
    }
    fail_msg("the data end too early");
    return -1;
}

/* The next row is these numbers, to a millionth. */
static void expect_row(FILE *f, int count, double a, double b, double c)
{
    const double expected[] = {a, b, c};
    double row[3];

    assert_int_equal(read_row(f, row), count);
    for (int i = 0; i < count; i++)
        assert_true(row[i] > expected[i] - 1e-6 && row[i] < expected[i] + 1e-6);
}

static void expect_end(FILE *f)
{
    double row[3];

    assert_int_equal(read_row(f, row), -1);
}

static double in_ms(rtpart_ns t)
{
    return (double)t / (double)RTPART_MS;
}

/* Demand in a window by definition, of the tasks of a vCPU in their order. */
static rtpart_ns demand_of(const struct rtpart_plan *p, const struct rtpart_plan_vcpu *v,
                           rtpart_ns t)
{
    rtpart_ns sum = 0;

    for (size_t i = 0; i < v->task_count; i++) {
        const struct rtpart_task *task = &p->taskset.tasks[v->tasks[i]];

        if (p->scheduler != RTPART_SCHED_EDF) /* the lowest has one job */
            sum += i + 1 < v->task_count
                       ? (t + task->period - 1) / task->period * task->wcet
                       : task->wcet;
        else if (t >= task->deadline)
            sum += ((t - task->deadline) / task->period + 1) * task->wcet;
    }
    return sum;
}

/* The five data sets of a vCPU whose tasks stand in the order of their priorities. */
static void check_vcpu(FILE *f, const struct rtpart_plan *p,
                       const struct rtpart_plan_vcpu *v)
{
    const bool edf = p->scheduler == RTPART_SCHED_EDF;
    const struct rtpart_task *lowest = &p->taskset.tasks[v->tasks[v->task_count - 1]];
    struct rtpart_load load;
    rtpart_ns last = 0;
    rtpart_ns shortest = RTPART_NS_MAX;
    size_t first = 0;

    assert_int_equal(rtpart_load_of_members(&load, &p->taskset, v->tasks, v->task_count,
                                            p->scheduler, p->latency, NULL),
                     RTPART_OK);
    for (size_t i = 0; i < v->task_count; i++) {
        const rtpart_ns deadline = p->taskset.tasks[v->tasks[i]].deadline;

        last = deadline > last ? deadline : last;
        shortest = deadline < shortest ? deadline : shortest;
    }
    const rtpart_ns end = last + last / 20;

    for (int i = 0; i <= 600; i++)
        expect_row(f, 3, in_ms(end * i / 600),
                   in_ms(rtpart_prm_sbf(&v->prm, end * i / 600)),
                   in_ms(rtpart_prm_lsbf(&v->prm, end * i / 600)));
    expect_end(f);
    for (int i = 1; i <= 600 && (edf || end * i / 600 <= lowest->deadline); i++)
        expect_row(f, 2, in_ms(end * i / 600), in_ms(demand_of(p, v, end * i / 600)), 0);
    expect_end(f);
    for (size_t k = 0; k < load.count && !edf; k++) {
        const rtpart_ns t = rtpart_fp_response(&load, &v->prm, k);

        if (t != RTPART_NS_NONE)
            expect_row(f, 2, in_ms(t), in_ms(rtpart_prm_sbf(&v->prm, t)), 0);
    }
    double row[3];

    assert_int_equal(read_row(f, row), 2); /* NaN NaN - */
    assert_true(row[0] != row[0]);
    expect_end(f);
    const rtpart_ns g = p->grid.runtime_step;
    rtpart_ns step = p->grid.period_step;

    while ((shortest - p->grid.min_period) / step > 600)
        step += p->grid.period_step;
    for (rtpart_ns period = p->grid.min_period; period <= shortest; period += step) {
        const rtpart_ns q =
            rtpart_min_budget(&load, period, g, 0, period / g * g, &first);

        if (q != RTPART_NS_NONE)
            expect_row(f, 2, in_ms(period), 100 * (double)q / (double)period, 0);
    }
    assert_int_equal(read_row(f, row), 2);
    assert_true(row[0] != row[0]);
    expect_end(f);
    expect_row(f, 2, in_ms(v->prm.period),
               100 * (double)v->prm.budget / (double)v->prm.period, 0);
    expect_end(f);
    rtpart_load_free(&load);
}

/* The script draws the data sets of each vCPU: set 5 i and those after it. */
static void check_script(const char *path, const struct rtpart_plan *p, int rows)
{
    static const int fixed[] = {0, 0, 1, 2, 2, 2, 3, 4};
    static const int edf[] = {0, 0, 1, 3, 4};
    const bool is_edf = p->scheduler == RTPART_SCHED_EDF;
    const int count = is_edf ? 5 : 8;
    char line[400];
    int found = 0;
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL)
        for (const char *at = strstr(line, "DATA index "); at != NULL;
             at = strstr(at + 1, "DATA index ")) {
            const int set = atoi(at + strlen("DATA index "));

            assert_int_equal(set, 5 * (found / count) +
                                      (is_edf ? edf[found % 5] : fixed[found % 8]));
            found++;
        }
    fclose(f);
    assert_int_equal(found, rows * count);
}

/* Second implementation: each row of each data set, by definition. */
static void test_plan_plot_every_point_is_by_definition(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {RTPART_SCHED_RM, RTPART_SCHED_EDF};

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0)
        skip();
    for (int i = 0; i < 2; i++) {
        struct rtpart_plan p = small_plan();
        FILE *f;

        p.scheduler = schedulers[i];
        if (i == 0) { /* many more periods than points, and a task that does not hold */
            p.grid.period_step = RTPART_MS / 25;
            p.grid.runtime_step = RTPART_MS / 50;
        } else { /* as many periods as points: from 2 to 50 ms in steps of 80 us */
            p.grid.min_period = 2 * RTPART_MS;
            p.grid.period_step = 2 * RTPART_MS / 25;
        }
        rtpart_taskset_add(&p.taskset, "d", 5 * RTPART_MS, 40 * RTPART_MS, 90 * RTPART_MS,
                           NULL);
        rtpart_taskset_add(&p.taskset, "e", 6 * RTPART_MS, 60 * RTPART_MS, 80 * RTPART_MS,
                           NULL);
        rtpart_plan_place(&p, 0, 3,
                          NULL); /* e has the shorter period, and the last deadline */
        rtpart_plan_place(&p, 0, 2, NULL);
        p.vcpus[0].prm =
            (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS / 2};
        assert_int_equal(rtpart_plan_plot(&p, file("p.svg"), true, NULL), RTPART_OK);
        f = fopen(file("p.dat"), "r");
        assert_non_null(f);
        check_vcpu(f, &p, &p.vcpus[0]);
        check_vcpu(f, &p, &p.vcpus[1]);
        fclose(f);
        check_script(file("p.gp"), &p, 2);
        rtpart_plan_free(&p);
    }
}

/* vCPUs with one task each, behind one without: as many as are drawn, and one more. */
static void test_plan_plot_draws_the_first_vcpus_that_have_tasks(void **state)
{
    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0)
        skip();
    for (size_t count = RTPART_PLOT_VCPUS; count <= RTPART_PLOT_VCPUS + 1; count++) {
        struct rtpart_plan p = {.scheduler = RTPART_SCHED_RM,
                                .grid = {.min_period = 2 * RTPART_MS,
                                         .period_step = 2 * RTPART_MS,
                                         .runtime_step = RTPART_MS / 10}};

        rtpart_plan_add_vcpus(&p, count + 1, NULL);
        for (size_t i = 0; i < count; i++) {
            rtpart_taskset_add(&p.taskset, "t", RTPART_MS, 20 * RTPART_MS,
                               200 * RTPART_MS, NULL);
            rtpart_plan_place(&p, i + 1, i, NULL);
            p.vcpus[i + 1].prm =
                (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 2 * RTPART_MS};
        }
        assert_int_equal(rtpart_plan_plot(&p, file("p.svg"), true, NULL), RTPART_OK);
        check_script(file("p.gp"), &p, RTPART_PLOT_VCPUS);
        assert_false(has_line(file("p.gp"), "set title 'vCPU 0:"));
        assert_true(has_line(file("p.gp"), "set title 'vCPU 16:"));
        assert_false(has_line(file("p.gp"), "set title 'vCPU 17:"));
        rtpart_plan_free(&p);
    }
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
        cmocka_unit_test(test_plan_plot_every_point_is_by_definition),
        cmocka_unit_test(test_plan_plot_draws_the_first_vcpus_that_have_tasks),
        cmocka_unit_test(test_plan_plot_refuses_what_it_cannot_draw),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
