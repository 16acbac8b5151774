/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_global.c - how fast global guests are analysed: least budgets on a multiprocessor
 *                  periodic resource and tests on dedicated CPUs, beside the formulas
 *                  computed as they stand and beside published figures
 */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/global_tests.h"
#include "analysis/mpr_tests.h"
#include "common/table.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/task_draw.h"
#include "tests/bench/textbook_global.h"

#define TASKS_MAX TEXTBOOK_GLOBAL_TASKS

/* Task sets; a count of 0 is table 4. */
enum { TABLE4, U3, U4, U5, U6 };
static const struct task_draw DRAWS[] = {
    [TABLE4] = {.count = 0},       [U3] = {100, 3, 30e3, 1e6, 1},
    [U4] = {100, 4, 10e3, 1e6, 1}, [U5] = {100, 5, 10e3, 1e6, 2},
    [U6] = {100, 6, 10e3, 1e6, 3},
};

struct question {
    const char *what;
    const char *test; /* of mpr_tests.h where there is a step, else of global_tests.h */
    int draw;         /* of DRAWS */
    unsigned cpus;
    rtpart_ns step; /* of the budget, every 10 ms; 0: dedicated CPUs */
    enum rtpart_gfp_policy policy;
    bool compare;     /* with the textbook */
    double published; /* s, of the fastest public tool; 0: none known */
};

#define PI (10 * RTPART_MS)
#define US RTPART_US
#define RM RTPART_GFP_RM

static const struct question QUESTIONS[] = {
    {"table 4, 2 CPUs, 0.5 ms", "gedf", TABLE4, 2, 500 * US, RM, true, 0},
    {"table 4, 2 CPUs, 0.01 ms", "gedf", TABLE4, 2, 10 * US, RM, true, 25},
    {"table 4, 2 CPUs, 1 ns", "gedf", TABLE4, 2, 1, RM, false, 0},
    {"100 tasks, 8 CPUs, 1 us", "gedf", U3, 8, US, RM, false, 0},
    {"100 tasks, 8 CPUs, 1 us", "gedf-bcl", U3, 8, US, RM, false, 0},
    {"table 4, 2 CPUs, 0.01 ms, RM", "gfp", TABLE4, 2, 10 * US, RM, false, 0},
    {"table 4, 2 CPUs, 0.01 ms, OPA", "gfp", TABLE4, 2, 10 * US, RTPART_GFP_OPA, false,
     0},
    {"100 tasks, 8 CPUs, 1 us, RM", "gfp", U3, 8, US, RM, false, 0},
    {"100 tasks, 8 CPUs, U = 4", "guan", U4, 8, 0, RM, true, 7.8e-3},
    {"100 tasks, 8 CPUs, U = 5", "guan", U5, 8, 0, RM, true, 7.8e-3},
    {"100 tasks, 8 CPUs, U = 6", "guan", U6, 8, 0, RM, true, 7.8e-3},
    {"100 tasks, 8 CPUs, U = 5", "baruah", U5, 8, 0, RM, false, 0},
    {"100 tasks, 8 CPUs, U = 5", "bcl", U5, 8, 0, RM, false, 0},
    {"100 tasks, 8 CPUs, U = 5", "baker", U5, 8, 0, RM, false, 0},
    {"100 tasks, 8 CPUs, U = 5", "gfb", U5, 8, 0, RM, false, 0},
};

/* What one call works on, and what it leaves. */
struct run {
    const struct question *q;
    struct rtpart_taskset ts;
    const struct rtpart_mpr_test *mpr;
    const struct rtpart_global_test *dedicated;
    enum rtpart_answer answer;
    rtpart_ns budget;
    rtpart_ns response[TASKS_MAX];
    rtpart_ns textbook[TASKS_MAX]; /* budget, or response times */
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_global: %s\n", why);
    exit(EXIT_FAILURE);
}

static void ask_mpr(struct run *r)
{
    const struct rtpart_mpr_request req = {
        .taskset = &r->ts, .test = r->mpr, .policy = r->q->policy, .cpus = r->q->cpus};
    struct rtpart_mpr_result out;

    if (rtpart_mpr_least_budget(&req, PI, r->q->step, &out, NULL) != RTPART_OK)
        fatal("no answer");
    r->answer = out.verdict.answer;
    r->budget = out.mpr.budget;
    rtpart_mpr_result_free(&out);
}

static void ask_dedicated(struct run *r)
{
    const struct rtpart_global_request req = {
        .taskset = &r->ts, .cpus = r->q->cpus, .policy = r->q->policy};
    struct rtpart_global_result out;

    if (rtpart_global_run(r->dedicated, &req, &out, NULL) != RTPART_OK)
        fatal("no answer");
    r->answer = out.verdict.answer;
    for (size_t i = 0; i < out.count; i++)
        r->response[i] = out.response[i];
    rtpart_global_result_free(&out);
}

static void ask(void *ctx)
{
    struct run *const r = ctx;

    if (r->mpr != NULL)
        ask_mpr(r);
    else
        ask_dedicated(r);
}

static void ask_textbook(void *ctx)
{
    struct run *const r = ctx;

    if (r->mpr != NULL)
        r->textbook[0] = textbook_gedf_min_budget(r->ts.tasks, r->ts.count, PI,
                                                  r->q->cpus, r->q->step);
    else
        textbook_guan(r->ts.tasks, r->ts.count, r->q->cpus, r->textbook);
}

/* Both must say the same. The tasks of task_draw.h are in the order of RM already. */
static void compare(const struct run *r)
{
    if (r->mpr != NULL && r->textbook[0] != r->budget)
        fatal("the textbook and the library disagree about a budget");
    for (size_t i = 0; r->mpr == NULL && i < r->ts.count; i++)
        if (r->textbook[i] != r->response[i])
            fatal("the textbook and the library disagree about a response time");
}

static void ratio_cells(struct rtpart_table *t, double theirs, double ours)
{
    char text[32];

    if (theirs <= 0) {
        rtpart_table_cell(t, "-");
        rtpart_table_cell(t, "-");
        return;
    }
    rtpart_table_cell(t, "%s", stopwatch_text(theirs, text, sizeof text));
    rtpart_table_cell(t, "%.*f", theirs < 10 * ours ? 1 : 0, theirs / ours);
}

static void measure(struct rtpart_table *t, const struct question *q)
{
    static struct rtpart_task task[TASKS_MAX];
    static struct run r;
    const struct task_draw *const draw = &DRAWS[q->draw];
    char text[32];

    r = (struct run){.q = q, .ts = {.tasks = task, .count = draw->count}};
    if (draw->count > 0)
        task_draw(draw, task);
    else
        r.ts.count = task_draw_table4("0123456789", task);
    if (q->step > 0)
        r.mpr = rtpart_mpr_test_find(q->test);
    else
        r.dedicated = rtpart_global_test_find(q->test);
    if (r.mpr == NULL && r.dedicated == NULL)
        fatal("no such test");
    const double ours = stopwatch_median(ask, &r);
    const double theirs = q->compare ? stopwatch_median(ask_textbook, &r) : 0;

    if (q->compare)
        compare(&r);
    rtpart_table_cell(t, "%s", q->what);
    rtpart_table_cell(t, "%s", q->test);
    if (r.mpr != NULL && r.answer == RTPART_SCHEDULABLE)
        rtpart_table_cell(t, "%.6f ms", (double)r.budget / RTPART_MS);
    else
        rtpart_table_cell(t, "%s", r.answer == RTPART_SCHEDULABLE ? "yes" : "undecided");
    rtpart_table_cell(t, "%s", stopwatch_text(ours, text, sizeof text));
    ratio_cells(t, theirs, ours);
    ratio_cells(t, q->published, ours);
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"question", NULL, NULL, RTPART_ALIGN_LEFT},
        {"test", NULL, NULL, RTPART_ALIGN_LEFT},
        {"answer", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"rtpart", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"textbook", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"published", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table t;

    rtpart_table_init(&t, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS; i++)
        measure(&t, &QUESTIONS[i]);
    (void)printf("Global guests: medians, from the tasks to the answer\n\n");
    if (rtpart_table_print(&t, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&t);
    return EXIT_SUCCESS;
}
