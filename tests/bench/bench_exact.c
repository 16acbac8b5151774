/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_exact.c - how fast the optimum is found, beside dynamic programming over all sets of
 *                 tasks and beside GLPK, in the same run
 *
 * All three are given the same tasks and must find the same total bandwidth. The dynamic
 * programme is the textbook's answer to set partitioning: the interface of each of the 2^n
 * sets, then the cheapest way to cover S by k of them from the cheapest ways with k - 1, in
 * 3^n steps. It uses the library's interfaces, so that what is compared is the search.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/interface.h"
#include "analysis/load.h"
#include "common/table.h"
#include "partition/partition.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/task_draw.h"

#define TASKS_MAX 16
#define DRAWS     5 /* task sets of one question, with the seeds 1, 2, ... */

struct question {
    const char *what;
    struct task_draw draw; /* count 0: table 4 */
    unsigned vcpus;
};

static const struct question QUESTIONS[] = {
    {"table 4, 2 vCPUs", {.count = 0}, 2},
    {"table 4, 4 vCPUs", {.count = 0}, 4},
    {"12 tasks, 3 vCPUs, U = 2.1", {12, 2.1, 10e3, 1e6, 0}, 3},
    {"16 tasks, 4 vCPUs, U = 2.8", {16, 2.8, 10e3, 1e6, 0}, 4},
    {"16 tasks, 4 vCPUs, U = 3.4", {16, 3.4, 10e3, 1e6, 0}, 4},
};

struct run {
    struct rtpart_partition_request request;
    const struct rtpart_heuristic *h;
    double total; /* answer; infinite: there is none */
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_exact: %s\n", why);
    exit(EXIT_FAILURE);
}

static void ask(void *ctx)
{
    struct run *r = ctx;
    struct rtpart_partition p;

    if (rtpart_partition_run(r->h, &r->request, &p, NULL) != RTPART_OK)
        fatal("no answer");
    r->total = p.answer == RTPART_SCHEDULABLE ? rtpart_partition_bandwidth(&p) : INFINITY;
    rtpart_partition_free(&p);
}

/* ---- the textbook -------------------------------------------------------------------- */

/* Q/P of the cheapest interface of the tasks in `set`; infinite: none. */
static double cost_of(const struct rtpart_partition_request *req, uint32_t set)
{
    static struct rtpart_task tasks[TASKS_MAX];
    struct rtpart_taskset ts = {.tasks = tasks};
    struct rtpart_load load = {0};
    struct rtpart_prm best;
    double cost = INFINITY;

    for (size_t i = 0; i < req->taskset->count; i++)
        if ((set >> i & 1) != 0)
            tasks[ts.count++] = req->taskset->tasks[i];
    if (ts.count == 0)
        return 0;
    if (rtpart_load_of(&load, &ts, req->scheduler, req->latency, NULL) != RTPART_OK)
        fatal("out of memory");
    if (rtpart_interface_choose(&load, &req->grid, &best) == RTPART_SCHEDULABLE)
        cost = rtpart_ratio_value(rtpart_prm_bandwidth(&best));
    rtpart_load_free(&load);
    return cost;
}

/* next[S] = min over T in S that holds the first task of S: cost[T] + now[S - T]. */
static void one_vcpu_more(const double *cost, const double *now, double *next,
                          uint32_t sets)
{
    next[0] = 0;
    for (uint32_t s = 1; s < sets; s++) {
        const uint32_t first = s & -s;
        const uint32_t rest = s ^ first;

        next[s] = INFINITY;
        for (uint32_t t = rest;; t = (t - 1) & rest) {
            const double total = cost[t | first] + now[rest ^ t];

            next[s] = total < next[s] ? total : next[s];
            if (t == 0)
                break;
        }
    }
}

static void ask_textbook(void *ctx)
{
    struct run *r = ctx;
    const uint32_t sets = UINT32_C(1) << r->request.taskset->count;
    double *cost = calloc(sets, sizeof *cost);
    double *now = calloc(sets, sizeof *now);
    double *next = calloc(sets, sizeof *next);

    if (cost == NULL || now == NULL || next == NULL)
        fatal("out of memory");
    for (uint32_t s = 0; s < sets; s++)
        cost[s] = now[s] = cost_of(&r->request, s);
    for (unsigned k = 1; k < r->request.vcpus; k++) {
        double *swap = now;

        one_vcpu_more(cost, now, next, sets);
        now = next;
        next = swap;
    }
    r->total = now[sets - 1];
    free(cost);
    free(now);
    free(next);
}

/* ---- measuring ----------------------------------------------------------------------- */

struct times {
    double exact, worst, textbook, milp; /* seconds */
};

static void agree(double a, double b)
{
    if (!(fabs(a - b) < 1e-9) && !(isinf(a) && isinf(b)))
        fatal("two methods find different optima");
}

static void measure_one(const struct rtpart_taskset *ts, unsigned vcpus, unsigned draws,
                        struct times *t)
{
    struct run exact = {
        .request = {.taskset = ts,
                    .vcpus = vcpus,
                    .scheduler = RTPART_SCHED_RM,
                    .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(ts)),
                    .max_bandwidth = {1, 1}},
        .h = rtpart_heuristic_find("exact")};
    struct run milp = exact;
    struct run textbook = exact;
    const double s = stopwatch_median(ask, &exact);

    milp.h = rtpart_heuristic_find("milp");
    t->exact += s / draws;
    t->worst = s > t->worst ? s : t->worst;
    t->milp += stopwatch_median(ask, &milp) / draws;
    t->textbook += stopwatch_median(ask_textbook, &textbook) / draws;
    agree(exact.total, textbook.total);
    agree(exact.total, milp.total);
}

static struct times measure(const struct question *q)
{
    static struct rtpart_task task[TASKS_MAX];
    struct rtpart_taskset ts = {.tasks = task, .count = q->draw.count};
    struct times t = {0};

    if (q->draw.count == 0) {
        ts.count = task_draw_table4("0123456789", task);
        measure_one(&ts, q->vcpus, 1, &t);
        return t;
    }
    for (unsigned k = 1; k <= DRAWS; k++) {
        struct task_draw d = q->draw;

        d.seed = k;
        task_draw(&d, task);
        measure_one(&ts, q->vcpus, DRAWS, &t);
    }
    return t;
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"question", NULL, NULL, RTPART_ALIGN_LEFT},
        {"exact", "mean", NULL, RTPART_ALIGN_RIGHT},
        {"exact", "worst", NULL, RTPART_ALIGN_RIGHT},
        {"textbook", "mean", NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"milp", "mean", NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table table;
    char text[32];

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++) {
        const struct times t = measure(&QUESTIONS[i]);

        rtpart_table_cell(&table, "%s", QUESTIONS[i].what);
        rtpart_table_cell(&table, "%s", stopwatch_text(t.exact, text, sizeof text));
        rtpart_table_cell(&table, "%s", stopwatch_text(t.worst, text, sizeof text));
        rtpart_table_cell(&table, "%s", stopwatch_text(t.textbook, text, sizeof text));
        rtpart_table_cell(&table, "%.1f", t.textbook / t.exact);
        rtpart_table_cell(&table, "%s", stopwatch_text(t.milp, text, sizeof text));
        rtpart_table_cell(&table, "%.1f", t.milp / t.exact);
    }
    (void)printf("The least total bandwidth (RM): exact, beside dynamic programming over "
                 "all sets of\ntasks and beside GLPK; %d task sets for each question\n\n",
                 DRAWS);
    if (rtpart_table_print(&table, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&table);
    return EXIT_SUCCESS;
}
