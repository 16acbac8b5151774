/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of rtpart as a table for people, and as rows for programs. */
#include <stdio.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/result.h"
#include "common/terminal.h"
#include "partition/rtpart.h"

enum {
    OTHER_COLUMNS = 36, /* room for all columns but the tasks */
    LEAST_WIDTH = 24,   /* least room for the tasks */
    MOST_WIDTH = 400,
    PARTITION_COLUMNS = 3, /* of a table without reservations */
    LIST_LINES = 4,        /* most lines for the tasks of one vCPU */
};

/* The tasks of one vCPU, for the lists of names. */
struct view {
    const struct rtpart_job *job;
    unsigned vcpu;
};

static const char *task_name(const void *ctx, size_t i)
{
    const struct view *v = ctx;
    const struct rtpart_members *m = &v->job->members;

    return v->job->request.taskset->tasks[m->tasks[m->first[v->vcpu] + i]].name;
}

/* The cells of vCPU v after its tasks; none of Q, P, Q/P where nothing is reserved. */
static void put_numbers(struct rtpart_table *t, enum rtpart_format format,
                        const struct rtpart_job *job, unsigned v)
{
    const struct rtpart_prm *r =
        job->partition.prm != NULL ? &job->partition.prm[v] : NULL;
    const bool reserved = r != NULL && r->budget > 0;

    rtpart_table_share(t, format, rtpart_job_utilization(job, v));
    if (t->column_count == PARTITION_COLUMNS)
        return;
    rtpart_table_time(t, format, r != NULL ? r->budget : -1);
    rtpart_table_time(t, format, r != NULL && reserved ? r->period : -1);
    if (r != NULL)
        rtpart_table_share(t, format,
                           reserved ? rtpart_ratio_value(rtpart_prm_bandwidth(r)) : 0.0);
    else
        rtpart_table_cell(t, "%s", "");
}

static void put_empty(struct rtpart_table *t, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rtpart_table_cell(t, "%s", "");
}

/* The tasks folded over several lines, the numbers on the first. */
static void put_folded(struct rtpart_table *t, const struct rtpart_job *job, unsigned v,
                       size_t width)
{
    const struct view view = {.job = job, .vcpu = v};
    const size_t count = rtpart_members_count(&job->members, v);
    char line[2048];
    size_t next = 0;

    for (int k = 0; k == 0 || next < count; k++) {
        line[0] = '\0';
        if (count > 0)
            next = rtpart_fold_names(line, sizeof line, task_name, &view, next, count,
                                     width, k == LIST_LINES - 1);
        if (k > 0) {
            put_empty(t, 1);
            rtpart_table_cell(t, "%s", line);
            put_empty(t, t->column_count - 2);
            continue;
        }
        rtpart_table_cell(t, "%u", v);
        rtpart_table_cell(t, "%s", line);
        put_numbers(t, RTPART_FORMAT_TABLE, job, v);
    }
}

/* One row for each vCPU, with all its tasks. */
static enum rtpart_code put_row(struct rtpart_table *t, const struct rtpart_job *job,
                                unsigned v, struct rtpart_error *err)
{
    const struct view view = {.job = job, .vcpu = v};
    RTPART_AUTO_FREE char *names =
        rtpart_join_names(task_name, &view, rtpart_members_count(&job->members, v));

    if (names == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the names of tasks");
    rtpart_table_cell(t, "%u", v);
    rtpart_table_cell(t, "%s", names);
    put_numbers(t, RTPART_FORMAT_CSV, job, v);
    return RTPART_OK;
}

static void put_totals(struct rtpart_table *t, const struct rtpart_job *job)
{
    const double u = rtpart_taskset_utilization(job->request.taskset);
    const double total = rtpart_partition_bandwidth(&job->partition);
    const double largest = rtpart_partition_max_bandwidth(&job->partition);

    rtpart_table_rule(t);
    put_empty(t, 1);
    rtpart_table_cell(t, "total");
    rtpart_table_share(t, RTPART_FORMAT_TABLE, u);
    if (t->column_count == PARTITION_COLUMNS)
        return;
    put_empty(t, 2);
    rtpart_table_share(t, RTPART_FORMAT_TABLE, total);
    put_empty(t, 1);
    rtpart_table_cell(t, "overhead");
    put_empty(t, 3);
    rtpart_table_share(t, RTPART_FORMAT_TABLE, total > u ? total - u : 0);
    put_empty(t, 1);
    rtpart_table_cell(t, "largest vCPU");
    put_empty(t, 3);
    rtpart_table_share(t, RTPART_FORMAT_TABLE, largest);
}

static enum rtpart_code fill(struct rtpart_table *t, enum rtpart_format format,
                             const struct rtpart_job *job, struct rtpart_error *err)
{
    size_t width = rtpart_terminal_width(stdout);
    enum rtpart_code code = RTPART_OK;

    width = width > OTHER_COLUMNS + LEAST_WIDTH ? width - OTHER_COLUMNS : LEAST_WIDTH;
    if (width > MOST_WIDTH)
        width = MOST_WIDTH;
    for (unsigned v = 0; code == RTPART_OK && v < job->partition.vcpus; v++) {
        if (format == RTPART_FORMAT_CSV)
            code = put_row(t, job, v, err);
        else
            put_folded(t, job, v, width);
    }
    put_totals(t, job);
    return code;
}

/* What was asked and how it was answered, in two or three lines. */
static void headline(char *buf, size_t size, const struct rtpart_job *job)
{
    const struct rtpart_partition_request *req = &job->request;
    const struct rtpart_grid *g = &req->grid;
    const struct rtpart_measured_latency shown = {.ns = req->latency,
                                                  .file = job->source.latency.file,
                                                  .backend = job->source.latency.backend};
    char min[RTPART_DECIMAL_SIZE];
    char max[RTPART_DECIMAL_SIZE];
    char step[RTPART_DECIMAL_SIZE];
    char q[RTPART_DECIMAL_SIZE];
    char quality[64];
    char fallback[128];
    char latency[256];
    int n;

    (void)rtpart_quality(quality, sizeof quality, &job->partition, req->objective);
    (void)rtpart_fallback_text(fallback, sizeof fallback, job);
    (void)rtpart_measured_latency_text(latency, sizeof latency, &shown);
    n = snprintf(
        buf, size,
        "%.80s: %zu task%s on %u vCPU%s; guest scheduler %s; heuristic %s%s%s%s%s%s%s%s",
        job->title, req->taskset->count, req->taskset->count == 1 ? "" : "s", req->vcpus,
        req->vcpus == 1 ? "" : "s", rtpart_scheduler_name(req->scheduler), job->method,
        quality[0] != '\0' ? " (" : "", quality, quality[0] != '\0' ? ")" : "",
        fallback[0] != '\0' ? "\n" : "", fallback, latency[0] != '\0' ? "\n" : "",
        latency);
    if (req->partition_only || n < 0 || (size_t)n >= size)
        return;
    (void)snprintf(buf + n, size - (size_t)n, "\ngrid: P from %s by %s to %s, Q by %s",
                   rtpart_time_format_auto(min, sizeof min, g->min_period),
                   rtpart_time_format_auto(step, sizeof step, g->period_step),
                   g->max_period > 0
                       ? rtpart_time_format_auto(max, sizeof max, g->max_period)
                       : "the shortest deadline of the vCPU",
                   rtpart_time_format_auto(q, sizeof q, g->runtime_step));
}

enum rtpart_code rtpart_job_print(const struct rtpart_cli *cli,
                                  const struct rtpart_job *job, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"tasks", NULL, "tasks", RTPART_ALIGN_LEFT},
        {"U", "%", "utilization", RTPART_ALIGN_POINT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"Q/P", "%", "bandwidth", RTPART_ALIGN_POINT},
    };
    const bool found = job->partition.answer == RTPART_SCHEDULABLE;
    const bool csv = cli->format == RTPART_FORMAT_CSV;
    RTPART_AUTO_FREE char *footer = NULL;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json =
        cli->format == RTPART_FORMAT_JSON ? rtpart_job_json(job) : NULL;
    char head[1024];
    char why[512];
    char answer[640];
    struct rtpart_result result = {
        .json = json, .headline = head, .table = found || csv ? &table : NULL};

    rtpart_table_init(&table, columns,
                      job->request.partition_only && !csv
                          ? PARTITION_COLUMNS
                          : sizeof columns / sizeof *columns);
    headline(head, sizeof head, job);
    if (!found) {
        (void)snprintf(answer, sizeof answer, "%s: %s",
                       rtpart_answer_name(job->partition.answer),
                       rtpart_reason(why, sizeof why, job));
        result.footnote = answer;
    } else if (cli->format != RTPART_FORMAT_JSON) {
        if (fill(&table, cli->format, job, err) != RTPART_OK ||
            rtpart_footer_text(job, &footer, err) != RTPART_OK)
            return RTPART_ENOMEM;
        result.footnote = footer;
    }
    return rtpart_result_print(cli, &result, err);
}
