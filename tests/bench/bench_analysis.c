/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_analysis.c - how fast reservations of one vCPU are found, beside a textbook
 *                    implementation in the same run and beside published figures
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "analysis/prm.h"
#include "common/table.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/task_draw.h"
#include "tests/bench/textbook.h"

#define TASKS_MAX   100
#define PERIODS_MAX 31

/* A question: least budgets for some periods, or the cheapest interface of all. */
struct question {
    const char *what;
    struct rtpart_task task[TASKS_MAX]; /* by rising period, D = T */
    size_t count;
    struct rtpart_grid grid;
    double published; /* s, of the fastest public tool; 0: none known */
    enum rtpart_scheduler scheduler;
    bool compare; /* with the textbook: not where it needs too much memory */
    rtpart_ns budget[PERIODS_MAX];
    struct rtpart_prm interface;
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_analysis: %s\n", why);
    exit(EXIT_FAILURE);
}

static void load_of(const struct question *q, struct rtpart_load *load)
{
    struct rtpart_taskset ts = {.count = q->count};

    ts.tasks = (struct rtpart_task *)q->task; /* rtpart_load_of does not write */
    if (rtpart_load_of(load, &ts, q->scheduler, 0, NULL) != RTPART_OK)
        fatal("no load");
}

/* From the tasks to the least budget of every period. */
static void ask_all_periods(void *ctx)
{
    struct question *const q = ctx;
    const rtpart_ns step = q->grid.runtime_step;
    struct rtpart_load load;
    rtpart_ns least = 0;
    size_t first = 0;
    size_t n = 0;

    load_of(q, &load);
    for (rtpart_ns p = q->grid.min_period; p <= q->grid.max_period;
         p += q->grid.period_step) {
        least = rtpart_min_budget(&load, p, step, least, p / step * step, &first);
        if (least == RTPART_NS_NONE)
            fatal("no budget");
        q->budget[n++] = least;
    }
    rtpart_load_free(&load);
}

/* From the tasks to the cheapest of all. */
static void ask_cheapest(void *ctx)
{
    struct question *const q = ctx;
    struct rtpart_load load;

    load_of(q, &load);
    if (rtpart_interface_choose(&load, &q->grid, &q->interface) != RTPART_SCHEDULABLE)
        fatal("no interface");
    rtpart_load_free(&load);
}

static void ask_textbook(struct question *q, enum textbook_search search)
{
    struct textbook b = {0};
    size_t n = 0;

    if (q->scheduler != RTPART_SCHED_EDF && !textbook_init(&b, q->task, q->count))
        fatal("out of memory for the testing sets");
    for (rtpart_ns p = q->grid.min_period; p <= q->grid.max_period;
         p += q->grid.period_step)
        q->budget[n++] =
            q->scheduler == RTPART_SCHED_EDF
                ? textbook_edf_min_budget(q->task, q->count, p, q->grid.runtime_step,
                                          search)
                : textbook_rm_min_budget(&b, p, q->grid.runtime_step, search);
    textbook_free(&b);
}

static void ask_by_steps(void *ctx)
{
    ask_textbook(ctx, TEXTBOOK_STEPS);
}

static void ask_by_bisection(void *ctx)
{
    ask_textbook(ctx, TEXTBOOK_BISECTION);
}

/* The sweep of the published figures: P = 10, 11, ..., 40 ms. */
static struct rtpart_grid sweep(rtpart_ns runtime_step)
{
    return (struct rtpart_grid){.min_period = 10 * RTPART_MS,
                                .max_period = 40 * RTPART_MS,
                                .period_step = RTPART_MS,
                                .runtime_step = runtime_step};
}

/* A random set; the number of tasks is the seed too. */
static void draw(struct question *q, size_t count, double u, double shortest_us,
                 double longest_us)
{
    const struct task_draw d = {.count = count,
                                .utilization = u,
                                .shortest_us = shortest_us,
                                .longest_us = longest_us,
                                .seed = count};

    q->count = count;
    task_draw(&d, q->task);
}

#define QUESTIONS 9

static void make_questions(struct question q[QUESTIONS])
{
    const rtpart_ns coarse = RTPART_MS / 2;
    const rtpart_ns fine = RTPART_MS / 100;
    const struct rtpart_grid tiny = {.min_period = 100 * RTPART_US,
                                     .max_period = 100 * RTPART_US,
                                     .period_step = RTPART_US,
                                     .runtime_step = RTPART_US};

    for (size_t i = 0; i < QUESTIONS; i++)
        q[i] = (struct question){
            .scheduler = RTPART_SCHED_RM, .grid = sweep(coarse), .compare = true};
    q[0].what = "RM, 4 tasks (paper), 31 periods, 0.5 ms";
    q[0].published = 0.147e-3;
    q[0].count = task_draw_table4("0347", q[0].task);
    q[1].what = "RM, 20 tasks, 31 periods, 0.5 ms";
    q[1].published = 2.3e-3;
    draw(&q[1], 20, 0.6, 10e3, 1e6);
    q[2].what = "RM, 50 tasks, 31 periods, 0.5 ms";
    q[2].published = 9e-3;
    draw(&q[2], 50, 0.6, 10e3, 1e6);
    q[3].what = "RM, 100 tasks, 31 periods, 0.01 ms";
    q[3].published = 37e-3;
    q[3].grid = sweep(fine);
    draw(&q[3], 100, 0.6, 10e3, 1e6);
    q[4].what = "RM, 12 tasks, T = 0.1 ms .. 1 h, P = 0.1 ms";
    q[4].grid = tiny;
    q[4].compare = false;
    draw(&q[4], 12, 0.4, 100, 3600e6);
    q[5].what = "EDF, 4 tasks (paper), 31 periods, 0.5 ms";
    q[5].published = 46;
    q[5].count = task_draw_table4("0347", q[5].task);
    q[6].what = "EDF, 20 tasks, 31 periods, 0.5 ms";
    draw(&q[6], 20, 0.6, 10e3, 1e6);
    q[7].what = "EDF, 100 tasks, 31 periods, 0.01 ms";
    q[7].grid = sweep(fine);
    draw(&q[7], 100, 0.6, 10e3, 1e6);
    q[8].what = "EDF, 12 tasks, T = 0.1 ms .. 1 h, P = 0.1 ms";
    q[8].grid = tiny;
    q[8].compare = false;
    draw(&q[8], 12, 0.4, 100, 3600e6);
    for (size_t i = 5; i < QUESTIONS; i++)
        q[i].scheduler = RTPART_SCHED_EDF;
}

/* What was measured of one question, in s. */
struct figures {
    double all;              /* ours, every period */
    double cheapest;         /* ours, the cheapest interface */
    double steps, bisection; /* the textbook's, every period; 0: not asked */
};

static void add_time(struct rtpart_table *t, double seconds)
{
    char text[32];

    rtpart_table_cell(t, "%s",
                      seconds > 0 ? stopwatch_text(seconds, text, sizeof text) : "-");
}

static void add_ratio(struct rtpart_table *t, double theirs, double ours)
{
    if (theirs > 0)
        rtpart_table_cell(t, "%.*f", theirs / ours < 10 ? 1 : 0, theirs / ours);
    else
        rtpart_table_cell(t, "-");
}

static void print(const struct question *q, const struct figures *f)
{
    static const struct rtpart_column columns[] = {
        {"question", NULL, NULL, RTPART_ALIGN_LEFT},
        {"rtpart", "all periods", NULL, RTPART_ALIGN_RIGHT},
        {"rtpart", "cheapest", NULL, RTPART_ALIGN_RIGHT},
        {"textbook", "steps", NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"textbook", "bisection", NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"published", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table t;

    rtpart_table_init(&t, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < QUESTIONS; i++) {
        rtpart_table_cell(&t, "%s", q[i].what);
        add_time(&t, f[i].all);
        add_time(&t, f[i].cheapest);
        add_time(&t, f[i].steps);
        add_ratio(&t, f[i].steps, f[i].all);
        add_time(&t, f[i].bisection);
        add_ratio(&t, f[i].bisection, f[i].all);
        add_time(&t, q[i].published);
        add_ratio(&t, q[i].published, f[i].all);
    }
    if (rtpart_table_print(&t, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&t);
}

/* Time the textbook, and see that it answers as we do. */
static double time_textbook(struct question *q, stopwatch_fn *ask)
{
    rtpart_ns ours[PERIODS_MAX];

    memcpy(ours, q->budget, sizeof ours);
    const double seconds = stopwatch_median(ask, q);

    for (size_t i = 0; i < PERIODS_MAX; i++)
        if (q->budget[i] != ours[i])
            fatal("the textbook and the library disagree");
    return seconds;
}

int main(void)
{
    static struct question q[QUESTIONS];
    struct figures f[QUESTIONS] = {{0}};

    make_questions(q);
    for (size_t i = 0; i < QUESTIONS; i++) {
        f[i].cheapest = stopwatch_median(ask_cheapest, &q[i]);
        f[i].all = stopwatch_median(ask_all_periods, &q[i]);
    }
    const long peak = stopwatch_peak_kib(); /* before the textbook's testing sets */

    for (size_t i = 0; i < QUESTIONS; i++)
        if (q[i].compare) {
            f[i].steps = time_textbook(&q[i], ask_by_steps);
            f[i].bisection = time_textbook(&q[i], ask_by_bisection);
        }
    (void)printf("Reservations of one vCPU: medians, from the tasks to the answer\n\n");
    print(q, f);
    (void)printf(
        "\nrtpart: least Q for every period, and the cheapest (Q, P) of them all.\n"
        "textbook: the same answers by testing sets, in this run "
        "(tests/bench/textbook.h).\n"
        "published: fastest public exact analysis; EDF: CARTS (its fixed-priority "
        "runs take 45 ms to 22 s).\n"
        "Peak memory of rtpart on all of these: %.1f MiB.\n",
        (double)peak / 1024);
    return EXIT_SUCCESS;
}
