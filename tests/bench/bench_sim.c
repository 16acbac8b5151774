/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_sim.c - how many jobs the simulator moves in a second, on the paper's task set
 */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/global_plan.h"
#include "analysis/interface.h"
#include "common/table.h"
#include "model/taskset_read.h"
#include "partition/plan_make.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/textbook_sim.h"
#include "validate/sim.h"

#define SECONDS 300

/* Jobs a second of SimSo (SimPy 2, Python 3.11) on the same set, global EDF on two CPUs:
 * measured on the machine of docs/performance.md. */
#define SIMSO 2800.0

struct question {
    const char *what;
    unsigned vcpus; /* 0: global EDF on two */
    enum rtpart_sim_supply supply;
};

static const struct question QUESTIONS[] = {
    {"2 vCPUs, worst-case supply", 2, RTPART_SUPPLY_WORST},
    {"2 vCPUs, random supply", 2, RTPART_SUPPLY_RANDOM},
    {"2 vCPUs, adverse supply", 2, RTPART_SUPPLY_ADVERSE},
    {"2 vCPUs, dedicated CPUs", 2, RTPART_SUPPLY_DEDICATED},
    {"2 vCPUs, servers on 2 host CPUs", 2, RTPART_SUPPLY_HOST},
    {"4 vCPUs, worst-case supply", 4, RTPART_SUPPLY_WORST},
    {"global EDF, worst-case supply", 0, RTPART_SUPPLY_WORST},
    {"global EDF, dedicated CPUs", 0, RTPART_SUPPLY_DEDICATED},
    {"global EDF, servers on 2 host CPUs", 0, RTPART_SUPPLY_HOST},
};

struct run {
    struct rtpart_plan plan;
    struct rtpart_sim_options options;
    struct rtpart_sim_result result;
    struct textbook_sim_result textbook;
};

static void fatal(const char *why)
{
    (void)fprintf(stderr, "bench_sim: %s\n", why);
    exit(EXIT_FAILURE);
}

static void make_partitioned(struct rtpart_plan *plan, const struct rtpart_taskset *ts,
                             unsigned vcpus)
{
    const struct rtpart_partition_request req = {
        .taskset = ts,
        .vcpus = vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(ts)),
        .max_bandwidth = {.num = 1, .den = 1}};
    struct rtpart_partition found;

    if (rtpart_partition_run(rtpart_heuristic_find("ovh"), &req, &found, NULL) != 0 ||
        rtpart_plan_make(&req, &found, "ovh", &(struct rtpart_plan_origin){0}, NULL, plan,
                         NULL) != 0)
        fatal("no partition");
    rtpart_partition_free(&found);
}

static void make_global(struct rtpart_plan *plan, const struct rtpart_taskset *ts)
{
    const struct rtpart_mpr_request req = {
        .taskset = ts, .test = rtpart_mpr_test_find("gedf"), .cpus = 2};
    struct rtpart_mpr_result found;

    if (rtpart_mpr_least_budget(&req, 10 * RTPART_MS, RTPART_MS / 2, &found, NULL) != 0 ||
        rtpart_global_plan_make(&req, &found, &(struct rtpart_grid){0},
                                &(struct rtpart_plan_origin){0}, NULL, plan, NULL) != 0)
        fatal("no reservation");
    rtpart_mpr_result_free(&found);
}

static void simulate(void *ctx)
{
    struct run *r = ctx;

    if (rtpart_sim_run(&r->plan, &r->options, NULL, &r->result, NULL) != RTPART_OK)
        fatal("no simulation");
}

static void by_textbook(void *ctx)
{
    struct run *r = ctx;

    r->textbook = textbook_sim(&r->plan.taskset, 2, r->options.duration);
}

static void add_response(void *ctx, const struct rtpart_sim_job *job)
{
    if (job->finished)
        *(rtpart_ns *)ctx += job->finish - job->release;
}

/* Same jobs, same response times, or the comparison is void. */
static void compare(struct run *r)
{
    rtpart_ns sum = 0;
    const struct rtpart_sim_watch watch = {.job = add_response, .ctx = &sum};

    if (rtpart_sim_run(&r->plan, &r->options, &watch, &r->result, NULL) != RTPART_OK ||
        r->result.jobs != r->textbook.jobs || sum != r->textbook.responses)
        fatal("the textbook has another schedule");
}

static void measure(const struct question *q, const struct rtpart_taskset *ts,
                    struct rtpart_table *table)
{
    struct run r = {.options = {.supply = q->supply,
                                .duration = SECONDS * RTPART_S,
                                .seed = 1,
                                .host_cpus = 2}};

    if (q->vcpus > 0)
        make_partitioned(&r.plan, ts, q->vcpus);
    else
        make_global(&r.plan, ts);
    const double seconds = stopwatch_median(simulate, &r);
    const double speed = (double)r.result.jobs / seconds;

    rtpart_table_cell(table, "%s", q->what);
    rtpart_table_cell(table, "%llu", (unsigned long long)r.result.jobs);
    rtpart_table_cell(table, "%.1f", speed / 1e6);
    if (q->vcpus == 0 && q->supply == RTPART_SUPPLY_DEDICATED) {
        const double textbook = stopwatch_median(by_textbook, &r);

        compare(&r);
        rtpart_table_cell(table, "%.1f", (double)r.textbook.jobs / textbook / 1e6);
        rtpart_table_cell(table, "%.1f", textbook / seconds);
        rtpart_table_cell(table, "%.0f", speed / SIMSO);
    } else {
        for (int i = 0; i < 3; i++)
            rtpart_table_cell(table, "-");
    }
    rtpart_plan_free(&r.plan);
}

int main(void)
{
    static const struct rtpart_column columns[] = {
        {"table 4 on", NULL, NULL, RTPART_ALIGN_LEFT},
        {"jobs", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"rtpart", "M jobs/s", NULL, RTPART_ALIGN_RIGHT},
        {"textbook", "M jobs/s", NULL, RTPART_ALIGN_RIGHT},
        {"ratio", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"SimSo", "ratio", NULL, RTPART_ALIGN_RIGHT},
    };
    struct rtpart_system system;
    const struct rtpart_component *component;
    struct rtpart_table table;

    if (rtpart_system_read(RTPART_SOURCE_DIR "/data/table4.xml", NULL, &system, NULL) !=
            0 ||
        rtpart_system_component(&system, NULL, &component, NULL) != 0)
        fatal("no task set");
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS; i++)
        measure(&QUESTIONS[i], &component->taskset, &table);
    (void)rtpart_table_print(&table, stdout, NULL);
    (void)printf("peak memory %ld KiB\n", stopwatch_peak_kib());
    rtpart_table_free(&table);
    rtpart_system_free(&system);
    return 0;
}
