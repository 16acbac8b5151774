/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_online.c - how fast a task is added to a plan that is in service
 */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/interface.h"
#include "common/table.h"
#include "partition/online.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/task_draw.h"

#define TASKS_MAX 1000

/* A task set, one task of which is added to the plan of all the others. */
struct question {
    const char *what;
    struct task_draw draw;
    unsigned vcpus;
    unsigned may_move;
};

static const struct question QUESTIONS[] = {
    {"100 tasks, 8 vCPUs", {100, 5, 10e3, 1e6, 1}, 8, 0},
    {"1000 tasks, 64 vCPUs, U = 30", {1000, 30, 10e3, 1e6, 2}, 64, 0},
    {"1000 tasks, 64 vCPUs, U = 45", {1000, 45, 10e3, 1e6, 3}, 64, 0},
    {"1000 tasks, 64 vCPUs, U = 55", {1000, 55, 10e3, 1e6, 4}, 64, 0},
};

/* Tasks that are added, one at a time. */
enum { PERCENTS = 5 };
static const size_t PERCENT[PERCENTS] = {0, 25, 50, 75, 99};

struct run {
    struct rtpart_partition_request request;
    unsigned vcpu[TASKS_MAX];
    struct rtpart_prm prm[RTPART_VCPUS_MAX];
    unsigned may_move;
    struct rtpart_partition out;
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_online: %s\n", why);
    exit(EXIT_FAILURE);
}

static void add(void *ctx)
{
    struct run *r = ctx;
    const struct rtpart_online now = {.req = &r->request, .vcpu = r->vcpu, .prm = r->prm};
    unsigned moves;

    rtpart_partition_free(&r->out);
    if (rtpart_online_add(&now, r->may_move, &r->out, &moves, NULL) != RTPART_OK)
        fatal("no answer");
}

/* The plan without task `fresh`: everything else by Ovh. */
static void serve(struct run *r, size_t fresh)
{
    static struct rtpart_task others[TASKS_MAX];
    const struct rtpart_taskset *all = r->request.taskset;
    struct rtpart_taskset ts = {.tasks = others};
    struct rtpart_partition_request req = r->request;
    struct rtpart_partition p;

    for (size_t i = 0; i < all->count; i++)
        if (i != fresh)
            others[ts.count++] = all->tasks[i];
    req.taskset = &ts;
    if (rtpart_partition_run(rtpart_heuristic_find("ovh"), &req, &p, NULL) != RTPART_OK ||
        p.answer != RTPART_SCHEDULABLE)
        fatal("there is no plan to add to");
    for (size_t i = 0; i < all->count; i++)
        r->vcpu[i] = i == fresh ? RTPART_NO_VCPU : p.vcpu[i - (i > fresh)];
    for (unsigned v = 0; v < p.vcpus; v++)
        r->prm[v] = p.prm[v];
    rtpart_partition_free(&p);
}

static void measure(struct rtpart_table *t, const struct question *q)
{
    static struct rtpart_task task[TASKS_MAX];
    static struct run r;
    const struct rtpart_taskset ts = {.tasks = task, .count = q->draw.count};
    double sum = 0;
    double worst = 0;
    char text[32];

    task_draw(&q->draw, task);
    r.may_move = q->may_move;
    r.request = (struct rtpart_partition_request){
        .taskset = &ts,
        .vcpus = q->vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&ts)),
        .max_bandwidth = {.num = 1, .den = 1}};
    for (size_t k = 0; k < PERCENTS; k++) {
        serve(&r, q->draw.count * PERCENT[k] / 100);
        const double s = stopwatch_median(add, &r);

        sum += s;
        worst = s > worst ? s : worst;
        if (r.out.answer != RTPART_SCHEDULABLE)
            fatal("the task finds no place");
    }
    rtpart_partition_free(&r.out);
    rtpart_table_cell(t, "%s", q->what);
    rtpart_table_cell(t, "%s", stopwatch_text(sum / PERCENTS, text, sizeof text));
    rtpart_table_cell(t, "%s", stopwatch_text(worst, text, sizeof text));
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"plan", NULL, NULL, RTPART_ALIGN_LEFT},
        {"mean", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"worst", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table t;

    rtpart_table_init(&t, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++)
        measure(&t, &QUESTIONS[i]);
    (void)printf(
        "One task added to a plan in service (RM), of five different periods: from\n"
        "the plan to the new plan, no task moved\n\n");
    if (rtpart_table_print(&t, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&t);
    return EXIT_SUCCESS;
}
