/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_partition.c - how fast tasks are spread over vCPUs: Ovh beside a textbook version
 *                     in the same run, and the fits
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "common/table.h"
#include "partition/partition.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/task_draw.h"
#include "tests/bench/textbook.h"

#define TASKS_MAX 1000

/* A task set to be spread. */
struct question {
    const char *what;
    const char *method;
    struct task_draw draw; /* count 0: table 4 */
    unsigned vcpus;
    bool interfaces; /* (Q, P) of every vCPU too */
    bool compare;    /* with the textbook */
};

static const struct question QUESTIONS[] = {
    {"table 4, 4 vCPUs", "ovh", {.count = 0}, 4, true, false},
    {"table 4, 4 vCPUs, tasks only", "ovh", {.count = 0}, 4, false, true},
    {"100 tasks, 8 vCPUs, tasks only", "ovh", {100, 5, 10e3, 1e6, 1}, 8, false, true},
    {"100 tasks, 8 vCPUs", "ovh", {100, 5, 10e3, 1e6, 1}, 8, true, false},
    {"100 tasks, 8 vCPUs", "first-fit", {100, 5, 10e3, 1e6, 1}, 8, true, false},
    {"100 tasks, 8 vCPUs", "worst-fit", {100, 5, 10e3, 1e6, 1}, 8, true, false},
    {"100 tasks, 8 vCPUs", "best-fit-bw", {100, 5, 10e3, 1e6, 1}, 8, true, false},
    {"1000 tasks, 64 vCPUs, tasks only",
     "ovh",
     {1000, 40, 10e3, 1e6, 2},
     64,
     false,
     true},
    {"1000 tasks, 64 vCPUs", "ovh", {1000, 40, 10e3, 1e6, 2}, 64, true, false},
    {"1000 tasks, 64 vCPUs, tasks only",
     "worst-fit",
     {1000, 40, 10e3, 1e6, 2},
     64,
     false,
     false},
    {"1000 tasks 0.1 ms .. 1 h, 64, tasks only",
     "ovh",
     {1000, 40, 100, 3600e6, 3},
     64,
     false,
     false},
};

#define COUNT (sizeof QUESTIONS / sizeof *QUESTIONS)

/* What one call works on. */
struct run {
    const struct rtpart_heuristic *method;
    struct rtpart_partition_request request;
    struct rtpart_partition out;
    unsigned vcpu[TASKS_MAX]; /* the textbook's */
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_partition: %s\n", why);
    exit(EXIT_FAILURE);
}

static void ask(void *ctx)
{
    struct run *const r = ctx;

    rtpart_partition_free(&r->out);
    if (rtpart_partition_run(r->method, &r->request, &r->out, NULL) != RTPART_OK)
        fatal("no answer");
}

static void ask_textbook(void *ctx)
{
    struct run *const r = ctx;
    const struct rtpart_taskset *const ts = r->request.taskset;

    if (!textbook_ovh(ts->tasks, ts->count, r->request.vcpus, r->vcpu))
        fatal("the textbook found nothing");
}

static void add_row(struct rtpart_table *t, const struct question *q, struct run *r)
{
    char text[32];
    const double ours = stopwatch_median(ask, r);

    rtpart_table_cell(t, "%s", q->what);
    rtpart_table_cell(t, "%s", q->method);
    rtpart_table_cell(t, "%s", r->out.answer == RTPART_SCHEDULABLE ? "yes" : "no");
    rtpart_table_cell(t, "%s", stopwatch_text(ours, text, sizeof text));
    if (!q->compare) {
        rtpart_table_cell(t, "-");
        rtpart_table_cell(t, "-");
        return;
    }
    const double theirs = stopwatch_median(ask_textbook, r);

    if (memcmp(r->vcpu, r->out.vcpu, r->out.task_count * sizeof *r->vcpu) != 0)
        fatal("the textbook and the library disagree");
    rtpart_table_cell(t, "%s", stopwatch_text(theirs, text, sizeof text));
    rtpart_table_cell(t, "%.1f", theirs / ours);
}

static void measure(struct rtpart_table *t, const struct question *q)
{
    static struct rtpart_task task[TASKS_MAX];
    struct rtpart_taskset ts = {.tasks = task, .count = q->draw.count};
    static struct run r;

    if (q->draw.count > 0)
        task_draw(&q->draw, task);
    else
        ts.count = task_draw_table4("0123456789", task);
    r.method = rtpart_heuristic_find(q->method);
    if (r.method == NULL)
        fatal("no such method");
    r.request = (struct rtpart_partition_request){
        .taskset = &ts,
        .vcpus = q->vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&ts)),
        .partition_only = !q->interfaces,
        .max_bandwidth = {.num = 1, .den = 1}};
    add_row(t, q, &r);
    rtpart_partition_free(&r.out);
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"question", NULL, NULL, RTPART_ALIGN_LEFT},
        {"method", NULL, NULL, RTPART_ALIGN_LEFT},
        {"found", NULL, NULL, RTPART_ALIGN_LEFT},
        {"rtpart", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"textbook", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_table t;

    rtpart_table_init(&t, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < COUNT; i++)
        measure(&t, &QUESTIONS[i]);
    (void)printf("Tasks to vCPUs (RM): medians, from the tasks to the answer\n\n");
    if (rtpart_table_print(&t, stdout, NULL) != RTPART_OK)
        fatal("out of memory for the table");
    rtpart_table_free(&t);
    (void)printf("\nPeak memory: %.1f MiB.\n", (double)stopwatch_peak_kib() / 1024);
    return EXIT_SUCCESS;
}
