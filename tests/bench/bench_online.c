/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_online.c - how fast a task is added to a plan that is in service, beside planning
 *                  everything anew
 */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/interface.h"
#include "common/table.h"
#include "partition/plan_make.h"
#include "partition/plan_update.h"
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
    struct rtpart_plan plan;      /* the same, as a file holds it */
    struct rtpart_taskset others; /* its tasks */
    struct rtpart_taskset fresh;  /* the one that is added */
};

/* Seconds, over all tasks that are added. */
struct times {
    double place; /* rtpart_online_add */
    double worst;
    double update; /* rtpart_plan_update: from plan to plan */
    double anew;   /* the whole set by Ovh */
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

static void update(void *ctx)
{
    struct run *r = ctx;
    struct rtpart_plan_update u;
    const struct rtpart_plan_changes changes = {
        .add = &r->fresh, .may_move = r->may_move, .max_bandwidth = {1, 1}};

    if (rtpart_plan_update(&r->plan, &changes, &u, NULL) != RTPART_OK)
        fatal("no new plan");
    rtpart_plan_update_free(&u);
}

static void anew(void *ctx)
{
    struct run *r = ctx;

    rtpart_partition_free(&r->out);
    if (rtpart_partition_run(rtpart_heuristic_find("ovh"), &r->request, &r->out, NULL) !=
        RTPART_OK)
        fatal("no answer");
}

/* The plan without task `fresh`: everything else by Ovh. */
static void serve(struct run *r, size_t fresh)
{
    static size_t which[TASKS_MAX];
    static const struct rtpart_plan_origin origin = {.tool = "bench_online"};
    const struct rtpart_taskset *all = r->request.taskset;
    struct rtpart_partition_request req = r->request;
    struct rtpart_partition p;
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++)
        if (i != fresh)
            which[count++] = i;
    if (rtpart_taskset_select(&r->others, all, which, count, NULL) != RTPART_OK ||
        rtpart_taskset_select(&r->fresh, all, &fresh, 1, NULL) != RTPART_OK)
        fatal("out of memory");
    req.taskset = &r->others;
    if (rtpart_partition_run(rtpart_heuristic_find("ovh"), &req, &p, NULL) != RTPART_OK ||
        p.answer != RTPART_SCHEDULABLE)
        fatal("there is no plan to add to");
    for (size_t i = 0; i < all->count; i++)
        r->vcpu[i] = i == fresh ? RTPART_NO_VCPU : p.vcpu[i - (i > fresh)];
    for (unsigned v = 0; v < p.vcpus; v++)
        r->prm[v] = p.prm[v];
    if (rtpart_plan_make(&req, &p, "ovh", &origin, NULL, &r->plan, NULL) != RTPART_OK)
        fatal("no plan");
    rtpart_partition_free(&p);
}

static void retire(struct run *r)
{
    rtpart_plan_free(&r->plan);
    rtpart_taskset_free(&r->others);
    rtpart_taskset_free(&r->fresh);
}

/* One task after the other, each to the plan of all the others. */
static struct times measure(struct run *r, const struct question *q)
{
    struct times t = {0};

    for (size_t k = 0; k < PERCENTS; k++) {
        serve(r, q->draw.count * PERCENT[k] / 100);
        const double s = stopwatch_median(add, r);

        if (r->out.answer != RTPART_SCHEDULABLE)
            fatal("the task finds no place");
        t.place += s / (double)PERCENTS;
        t.worst = s > t.worst ? s : t.worst;
        t.update += stopwatch_median(update, r) / (double)PERCENTS;
        t.anew += stopwatch_median(anew, r) / (double)PERCENTS;
        retire(r);
    }
    return t;
}

static void put(struct rtpart_table *table, const struct question *q)
{
    static struct rtpart_task task[TASKS_MAX];
    static struct run r;
    const struct rtpart_taskset ts = {.tasks = task, .count = q->draw.count};
    struct times t;
    char text[32];

    task_draw(&q->draw, task);
    for (size_t i = 0; i < ts.count; i++)
        (void)asprintf(&task[i].name, "t%zu", i);
    r.may_move = q->may_move;
    r.request = (struct rtpart_partition_request){
        .taskset = &ts,
        .vcpus = q->vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&ts)),
        .max_bandwidth = {.num = 1, .den = 1}};
    t = measure(&r, q);
    rtpart_partition_free(&r.out);
    for (size_t i = 0; i < ts.count; i++)
        free(task[i].name);
    rtpart_table_cell(table, "%s", q->what);
    rtpart_table_cell(table, "%s", stopwatch_text(t.place, text, sizeof text));
    rtpart_table_cell(table, "%s", stopwatch_text(t.worst, text, sizeof text));
    rtpart_table_cell(table, "%s", stopwatch_text(t.update, text, sizeof text));
    rtpart_table_cell(table, "%s", stopwatch_text(t.anew, text, sizeof text));
    rtpart_table_cell(table, "%.0f", t.anew / t.place);
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"plan", NULL, NULL, RTPART_ALIGN_LEFT},
        {"placed, mean", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"worst", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"plan to plan", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"anew by ovh", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table t;

    rtpart_table_init(&t, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++)
        put(&t, &QUESTIONS[i]);
    (void)printf(
        "One task added to a plan in service (RM), of five different periods, no\n"
        "task moved; beside it the whole set partitioned anew\n\n");
    if (rtpart_table_print(&t, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&t);
    return EXIT_SUCCESS;
}
