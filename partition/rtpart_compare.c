/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --compare: every method, partitioned and global, side by side. */
#include <stdio.h>

#include "analysis/mpr.h"
#include "analysis/mpr_report.h"
#include "analysis/report.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/result.h"
#include "partition/compare.h"
#include "partition/compare_plot.h"
#include "partition/rtpart.h"

enum { SHOWN_VCPUS = 4 }; /* most reservations in one line of the table */

/* NULL: out of memory. */
static json_t *row_json(const struct rtpart_job *job,
                        const struct rtpart_compare_row *row)
{
    const bool found = rtpart_compare_answer(row) == RTPART_SCHEDULABLE;
    struct rtpart_job one = *job;
    json_t *o;

    if (row->heuristic == NULL) {
        o = json_object();
        if (o != NULL && rtpart_mpr_row(o, &row->question, &row->global) == 0)
            return o;
        json_decref(o);
        return NULL;
    }
    one.partition = row->partition;
    one.members = (struct rtpart_members){0};
    if (rtpart_members_list(&row->partition, &one.members, NULL) != RTPART_OK)
        return NULL;
    o = json_pack("{s:s, s:s, s:o, s:o, s:o}", "method", row->method, "answer",
                  rtpart_answer_name(row->partition.answer), "bandwidth",
                  found ? rtpart_json_number(rtpart_compare_bandwidth(row)) : json_null(),
                  "max_vcpu_bandwidth",
                  found ? rtpart_json_number(rtpart_compare_max_bandwidth(row))
                        : json_null(),
                  "vcpus", rtpart_vcpus_json(&one));
    rtpart_members_free(&one.members);
    return o;
}

static json_t *to_json(const struct rtpart_job *job, const struct rtpart_compare *c)
{
    RTPART_AUTO_JSON json_t *rows = json_array();

    for (size_t i = 0; i < c->count; i++)
        if (json_array_append_new(rows, row_json(job, &c->rows[i])) != 0)
            return NULL;
    return json_pack("{s:s, s:o, s:s, s:I, s:O}", "schema", "rtpart.compare/1", "taskset",
                     rtpart_taskset_json(job->request.taskset, job->args->file),
                     "guest_scheduler", rtpart_scheduler_name(job->request.scheduler),
                     "latency_ns", (json_int_t)job->request.latency, "rows", rows);
}

/* "7.5/11" */
static void put_prm(FILE *out, const struct rtpart_prm *r, int64_t unit)
{
    char q[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];

    (void)fprintf(out, "%s/%s", rtpart_time_format(q, sizeof q, r->budget, unit),
                  rtpart_time_format(p, sizeof p, r->period, unit));
}

/* What a cell is about. */
struct cell {
    const struct rtpart_job *job;
    const struct rtpart_compare_row *row;
    enum rtpart_format format;
};

typedef void put_fn(FILE *out, const struct cell *c);

/* A cell of any length. Out of memory it stays empty, and the table says so when printed. */
static void put_cell(struct rtpart_table *t, put_fn *put, const struct cell *c)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out != NULL) {
        put(out, c);
        (void)fclose(out);
    }
    rtpart_table_cell(t, "%s", text != NULL ? text : "");
}

/* The reservations of a row that says yes; for people only the first ones. */
static void put_reservations(FILE *out, const struct cell *c)
{
    const struct rtpart_partition *p = &c->row->partition;
    const bool csv = c->format == RTPART_FORMAT_CSV;
    const int64_t unit = csv ? 1 : RTPART_MS;
    unsigned shown = 0;
    unsigned used = 0;

    if (rtpart_compare_answer(c->row) != RTPART_SCHEDULABLE)
        return;
    if (c->row->heuristic == NULL) {
        const struct rtpart_prm share = rtpart_mpr_share(&c->row->global.mpr);

        (void)fprintf(out, "%u x ", c->row->global.mpr.cpus);
        put_prm(out, &share, unit);
        return;
    }
    for (unsigned v = 0; v < p->vcpus; v++) {
        if (p->prm[v].budget == 0 || (used++ >= SHOWN_VCPUS && !csv))
            continue;
        if (shown++ > 0)
            (void)fputc(' ', out);
        put_prm(out, &p->prm[v], unit);
    }
    if (used > shown)
        (void)fprintf(out, " and %u more", used - shown);
}

/* What is worth saying of a row beside its numbers. */
static void put_remark(FILE *out, const struct cell *c)
{
    const struct rtpart_partition *p = &c->row->partition;
    const struct rtpart_partition_request *req = &c->job->request;
    const enum rtpart_answer answer = rtpart_compare_answer(c->row);
    char text[512];

    if (answer != RTPART_SCHEDULABLE)
        (void)fputs(rtpart_answer_name(answer), out);
    else if (c->row->heuristic != NULL)
        (void)fputs(rtpart_quality(text, sizeof text, p, req->objective), out);
    if (answer != RTPART_SCHEDULABLE && c->row->heuristic != NULL &&
        p->blocked != RTPART_NO_TASK)
        (void)fprintf(out, ": no place for \"%.60s\"",
                      req->taskset->tasks[p->blocked].name);
}

static void fill_table(struct rtpart_table *t, const struct rtpart_job *job,
                       const struct rtpart_compare *all)
{
    const enum rtpart_format format = job->args->cli.format;
    const double u = rtpart_taskset_utilization(job->request.taskset);

    for (size_t i = 0; i < all->count; i++) {
        const struct rtpart_compare_row *row = &all->rows[i];
        const struct cell c = {.job = job, .row = row, .format = format};
        const bool found = rtpart_compare_answer(row) == RTPART_SCHEDULABLE;
        const double total = found ? rtpart_compare_bandwidth(row) : 0;

        rtpart_table_cell(t, "%s", row->method);
        if (found) {
            rtpart_table_share(t, format, total);
            rtpart_table_share(t, format, total > u ? total - u : 0);
            rtpart_table_share(t, format, rtpart_compare_max_bandwidth(row));
        } else {
            for (int k = 0; k < 3; k++)
                rtpart_table_cell(t, "%s", "");
        }
        put_cell(t, put_reservations, &c);
        put_cell(t, put_remark, &c);
    }
}

static enum rtpart_code print(const struct rtpart_job *job,
                              const struct rtpart_compare *all, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"method", NULL, "method", RTPART_ALIGN_LEFT},
        {"total", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"overhead", "%", "overhead", RTPART_ALIGN_POINT},
        {"largest", "%", "max_vcpu_bandwidth", RTPART_ALIGN_POINT},
        {"Q/P", "ms", "reservations_ns", RTPART_ALIGN_LEFT},
        {"remark", NULL, "remark", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(job, all);
    char latency[256];
    char head[640];
    const struct rtpart_result result = {.json = json, .headline = head, .table = &table};

    (void)rtpart_measured_latency_text(latency, sizeof latency, &job->source.latency);
    (void)snprintf(head, sizeof head,
                   "%.80s: %zu task%s, U = %.2f %%, on %u vCPU%s; guest scheduler %s%s%s",
                   job->source.component->name, job->request.taskset->count,
                   job->request.taskset->count == 1 ? "" : "s",
                   100 * rtpart_taskset_utilization(job->request.taskset),
                   job->request.vcpus, job->request.vcpus == 1 ? "" : "s",
                   rtpart_scheduler_name(job->request.scheduler),
                   latency[0] != '\0' ? "\n" : "", latency);
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    fill_table(&table, job, all);
    return rtpart_result_print(&job->args->cli, &result, err);
}

/* A new line of progress for each method. */
static void on_begin(void *ctx, const char *method)
{
    rtpart_watch_next(ctx, method);
}

enum rtpart_code rtpart_compare_show(struct rtpart_job *job,
                                     const struct rtpart_notes *notes,
                                     enum rtpart_answer *answer, struct rtpart_error *err)
{
    const struct rtpart_arguments *args = job->args;
    RTPART_AUTO(rtpart_compare_free) struct rtpart_compare all = {0};
    struct rtpart_watch w;
    enum rtpart_code code;

    rtpart_watch_start(&w, "compare", args->cli.quiet, true);
    job->request.tick = rtpart_watch_tick;
    job->request.tick_ctx = &w;
    code = rtpart_compare_run(&job->request, on_begin, &w, notes, &all, err);
    rtpart_progress_end(&w.progress);
    if (code != RTPART_OK)
        return code;
    job->interrupted = w.stopped;
    *answer = rtpart_compare_overall(&all);
    if (args->plot != NULL)
        code = rtpart_compare_plot(&all, args->plot, args->keep_plot_data, err);
    return code == RTPART_OK ? print(job, &all, err) : code;
}
