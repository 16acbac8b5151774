/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run_report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/prm.h"
#include "common/auto.h"
#include "common/csv.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/result.h"
#include "model/plan_file.h"
#include "validate/cdf_plot.h"

const struct rtpart_column rtpart_run_columns[] = {
    {"task", NULL, "task", RTPART_ALIGN_LEFT},
    {"jobs", NULL, "jobs", RTPART_ALIGN_RIGHT},
    {"T", "ms", "period_ns", RTPART_ALIGN_POINT},
    {"mean R", "ms", "mean_response_ns", RTPART_ALIGN_POINT},
    {"median", "ms", "median_response_ns", RTPART_ALIGN_POINT},
    {"99 %", "ms", "p99_response_ns", RTPART_ALIGN_POINT},
    {"99.9 %", "ms", "p999_response_ns", RTPART_ALIGN_POINT},
    {"max R", "ms", "max_response_ns", RTPART_ALIGN_POINT},
    {"bound", "ms", "bound_ns", RTPART_ALIGN_POINT},
    {"max R/T", NULL, "max_normalised", RTPART_ALIGN_POINT},
    {"missed", NULL, "missed", RTPART_ALIGN_RIGHT},
};

const size_t rtpart_run_column_count =
    sizeof rtpart_run_columns / sizeof *rtpart_run_columns;

/* People do not read nanoseconds of a mean: round to the microsecond. */
static rtpart_ns for_people(rtpart_ns t, enum rtpart_format format)
{
    return format == RTPART_FORMAT_TABLE ? (t + 500) / 1000 * 1000 : t;
}

void rtpart_run_fill_table(struct rtpart_table *t, const struct rtpart_run *run,
                           const struct rtpart_taskset *ts, enum rtpart_format format)
{
    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_series *s = &run->responses.series[i];
        const struct rtpart_response_summary sum = rtpart_series_summary(s);
        const rtpart_ns times[] = {(rtpart_ns)(sum.mean_ns + 0.5), sum.median, sum.p99,
                                   sum.p999, sum.max};

        rtpart_table_cell(t, "%s", ts->tasks[i].name);
        rtpart_table_cell(t, "%" PRIu64, sum.jobs);
        rtpart_table_time(t, format, ts->tasks[i].period);
        for (size_t k = 0; k < sizeof times / sizeof *times; k++)
            rtpart_table_time(t, format,
                              sum.jobs > 0 ? for_people(times[k], format) : -1);
        rtpart_table_time(t, format, run->bounds[i]);
        if (sum.jobs > 0)
            rtpart_table_cell(t, "%.3f", (double)sum.max / (double)s->period);
        else
            rtpart_table_cell(t, "%s", "");
        rtpart_table_cell(t, "%" PRIu64, sum.missed);
    }
}

/* A time, or null where there is none. */
static json_t *time_json(rtpart_ns t, bool there)
{
    return there ? json_integer(t) : json_null();
}

static json_t *task_json(const struct rtpart_run *run, const struct rtpart_task *task,
                         size_t i)
{
    const struct rtpart_series *s = &run->responses.series[i];
    const struct rtpart_response_summary sum = rtpart_series_summary(s);
    const bool seen = sum.jobs > 0;
    json_t *misses = json_array();

    for (uint64_t k = 0; k < s->missed && k < RTPART_MISSES_KEPT; k++)
        json_array_append_new(misses, json_integer((json_int_t)s->misses[k]));
    return json_pack(
        "{s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "name",
        rtpart_json_text(task->name), "jobs", (json_int_t)sum.jobs, "period_ns",
        (json_int_t)task->period, "mean_response_ns",
        seen ? rtpart_json_number(sum.mean_ns) : json_null(), "median_response_ns",
        time_json(sum.median, seen), "p99_response_ns", time_json(sum.p99, seen),
        "p999_response_ns", time_json(sum.p999, seen), "max_response_ns",
        time_json(sum.max, seen), "bound_ns",
        time_json(run->bounds[i], run->bounds[i] != RTPART_NS_NONE), "max_normalised",
        seen ? rtpart_json_number((double)sum.max / (double)s->period) : json_null(),
        "missed", (json_int_t)sum.missed, "missed_jobs", misses);
}

json_t *rtpart_run_json(const struct rtpart_run *run, const struct rtpart_plan *plan,
                        rtpart_ns duration)
{
    char text[256];
    const enum rtpart_answer answer =
        rtpart_run_verdict(run, &plan->taskset, text, sizeof text);
    json_t *tasks = json_array();

    for (size_t i = 0; i < plan->taskset.count; i++)
        json_array_append_new(tasks, task_json(run, &plan->taskset.tasks[i], i));
    return json_pack("{s:s, s:s, s:o, s:o, s:I, s:o}", "schema", "rtpart.run/1", "answer",
                     rtpart_answer_name(answer), "verdict", rtpart_json_text(text),
                     "engine", rtpart_json_text(run->engine), "duration_ns",
                     (json_int_t)duration, "tasks", tasks);
}

/* The files of a result directory, one writer each. */
struct files {
    const struct rtpart_run *run;
    const struct rtpart_run_request *request;
    const char *directory;
};

typedef enum rtpart_code writer_fn(const struct files *f, FILE *out,
                                   struct rtpart_error *err);

static enum rtpart_code write_plan(const struct files *f, FILE *out,
                                   struct rtpart_error *err)
{
    return rtpart_plan_write_xml(f->request->plan, out, err);
}

static enum rtpart_code write_json(const struct files *f, FILE *out,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json =
        rtpart_run_json(f->run, f->request->plan, f->request->duration);

    return rtpart_json_print(json, out, err);
}

static enum rtpart_code write_csv(const struct files *f, FILE *out,
                                  struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;

    rtpart_table_init(&table, rtpart_run_columns, rtpart_run_column_count);
    rtpart_run_fill_table(&table, f->run, &f->request->plan->taskset, RTPART_FORMAT_CSV);
    return rtpart_table_print_csv(&table, out, err);
}

static enum rtpart_code write_responses(const struct files *f, FILE *out,
                                        struct rtpart_error *err)
{
    const struct rtpart_responses *r = &f->run->responses;

    (void)err;
    fputs("task,response_ns\n", out);
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->series[i].count; k++) {
            rtpart_csv_put(out, f->request->plan->taskset.tasks[i].name);
            fprintf(out, ",%" PRId64 "\n", r->series[i].response[k]);
        }
    return RTPART_OK;
}

static char *inside(const char *directory, const char *name)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

static enum rtpart_code write_file(const struct files *f, const char *name,
                                   writer_fn *write, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = inside(f->directory, name);
    struct rtpart_outfile out = {0};
    enum rtpart_code code;

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    code = rtpart_outfile_open(&out, path, err);
    if (code != RTPART_OK)
        return code;
    code = write(f, out.file, err);
    if (code != RTPART_OK) {
        rtpart_outfile_abort(&out);
        return code;
    }
    return rtpart_outfile_commit(&out, err);
}

/* One curve of all jobs, and one for each task. */
static enum rtpart_code draw(const struct files *f, const char *name, bool each_task,
                             struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &f->request->plan->taskset;
    RTPART_AUTO_FREE char *path = inside(f->directory, name);
    struct rtpart_cdf_curve curves[RTPART_CDF_CURVES_MAX];
    size_t count = 0;

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    if (!each_task)
        curves[count++] =
            (struct rtpart_cdf_curve){"all tasks", &f->run->responses, RTPART_NO_TASK};
    for (size_t i = 0; each_task && i < ts->count && count < RTPART_CDF_CURVES_MAX; i++)
        if (f->run->responses.series[i].count > 0)
            curves[count++] =
                (struct rtpart_cdf_curve){ts->tasks[i].name, &f->run->responses, i};
    if (count == 0)
        return RTPART_OK;
    return rtpart_cdf_plot(curves, count, f->run->engine, path, true, err);
}

enum rtpart_code rtpart_run_write(const struct rtpart_run *run,
                                  const struct rtpart_run_request *request,
                                  const char *directory, struct rtpart_error *err)
{
    static const struct {
        const char *name;
        writer_fn *write;
    } texts[] = {{"plan.xml", write_plan},
                 {"results.json", write_json},
                 {"results.csv", write_csv},
                 {"responses.csv", write_responses}};
    static const struct {
        const char *name;
        bool each_task;
    } pictures[] = {{"cdf.svg", false}, {"cdf.png", false}, {"cdf-tasks.svg", true}};
    const struct files f = {.run = run, .request = request, .directory = directory};
    struct rtpart_error why;
    enum rtpart_code code = RTPART_OK;

    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made: %s", directory,
                           strerror(errno));
    for (size_t i = 0; code == RTPART_OK && i < sizeof texts / sizeof *texts; i++)
        code = write_file(&f, texts[i].name, texts[i].write, err);
    for (size_t i = 0; code == RTPART_OK && i < sizeof pictures / sizeof *pictures; i++)
        if (draw(&f, pictures[i].name, pictures[i].each_task, &why) != RTPART_OK) {
            rtpart_note(request->notes, "%s", why.message);
            break;
        }
    return code;
}
