/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run_record.h"

#include <inttypes.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/csv.h"
#include "common/json_out.h"
#include "model/plan_file.h"
#include "validate/cdf_plot.h"
#include "validate/run_json.h"
#include "validate/run_table.h"

void rtpart_run_record_free(struct rtpart_run_record *r)
{
    free(r->name);
    rtpart_plan_free(&r->plan);
    rtpart_run_free(&r->run);
    json_decref(r->provenance);
    *r = (struct rtpart_run_record){0};
}

static enum rtpart_code write_plan(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *r = ctx;

    return rtpart_plan_write_xml(&r->plan, out, err);
}

static enum rtpart_code write_json(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *r = ctx;
    RTPART_AUTO_JSON json_t *json =
        rtpart_run_json(&r->run, &r->plan.taskset, r->duration);

    return rtpart_json_print(json, out, err);
}

static enum rtpart_code write_provenance(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *r = ctx;

    return rtpart_json_print(r->provenance, out, err);
}

static enum rtpart_code write_csv(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *r = ctx;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;

    rtpart_run_table(&table, RTPART_VIEW_ALL, &r->run, &r->plan.taskset);
    return rtpart_table_print_csv(&table, out, err);
}

static enum rtpart_code write_text(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *r = ctx;

    return rtpart_run_print(&r->run, &r->plan.taskset, r->duration, out, err);
}

/* Sorted, equal ones counted: a simulated task takes few different times. */
static enum rtpart_code write_responses(void *ctx, FILE *out, struct rtpart_error *err)
{
    const struct rtpart_run_record *record = ctx;

    (void)err;
    fputs("task,response_ns,jobs\n", out);
    for (size_t i = 0; i < record->run.responses.count; i++) {
        const struct rtpart_series *s = &record->run.responses.series[i];

        for (size_t k = 0, next; k < s->count; k = next) {
            for (next = k + 1; next < s->count && s->response[next] == s->response[k];)
                next++;
            rtpart_csv_put(out, record->plan.taskset.tasks[i].name);
            fprintf(out, ",%" PRId64 ",%zu\n", s->response[k], next - k);
        }
    }
    return RTPART_OK;
}

/* One curve of all jobs, or one for each task. */
static enum rtpart_code draw_cdf(const struct rtpart_run_record *r,
                                 const struct rtpart_outdir *dir, const char *name,
                                 bool each_task, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &r->plan.taskset;
    RTPART_AUTO_FREE char *path = rtpart_outdir_file(dir, name);
    struct rtpart_cdf_curve curves[RTPART_CDF_CURVES_MAX];
    size_t count = 0;
    bool any = false;

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    for (size_t i = 0; i < ts->count; i++) {
        if (r->run.responses.series[i].count == 0)
            continue;
        any = true;
        if (each_task && count < RTPART_CDF_CURVES_MAX)
            curves[count++] =
                (struct rtpart_cdf_curve){ts->tasks[i].name, &r->run.responses, i};
    }
    if (!any)
        return RTPART_OK;
    if (!each_task)
        curves[count++] =
            (struct rtpart_cdf_curve){"all tasks", &r->run.responses, RTPART_NO_TASK};
    return rtpart_cdf_plot(curves, count, r->run.engine, path, true, err);
}

static enum rtpart_code draw_gantt(const struct rtpart_run_record *r,
                                   const struct rtpart_gantt *g,
                                   const struct rtpart_outdir *dir,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = rtpart_outdir_file(dir, "gantt.svg");

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    return rtpart_gantt_plot(g, &r->plan, r->run.engine, path, true, err);
}

static bool asked_to_stop(const volatile sig_atomic_t *stop)
{
    return stop != NULL && *stop != 0;
}

/* All files that are text. */
static enum rtpart_code write_texts(const struct rtpart_run_record *r,
                                    const struct rtpart_outdir *dir,
                                    struct rtpart_error *err)
{
    static const struct {
        const char *name;
        enum rtpart_code (*write)(void *ctx, FILE *out, struct rtpart_error *err);
    } texts[] = {{"plan.xml", write_plan},
                 {"results.csv", write_csv},
                 {"results.txt", write_text},
                 {"responses.csv", write_responses},
                 {"provenance.json", write_provenance},
                 {RTPART_RUN_MARKER, write_json}};
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; code == RTPART_OK && i < sizeof texts / sizeof *texts; i++)
        if (texts[i].write != write_provenance || r->provenance != NULL)
            code =
                rtpart_outdir_write(dir, texts[i].name, texts[i].write, (void *)r, err);
    return code;
}

static enum rtpart_code
draw_all(const struct rtpart_run_record *r, const struct rtpart_gantt *gantt,
         const struct rtpart_outdir *dir, const volatile sig_atomic_t *stop,
         const struct rtpart_notes *notes, struct rtpart_error *err)
{
    static const struct {
        const char *name;
        bool each_task;
    } pictures[] = {/* the script of the last stays */
                    {"cdf.png", false},
                    {"cdf.svg", false},
                    {"cdf-tasks.svg", true}};
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; code == RTPART_OK && !asked_to_stop(stop) &&
                       i < sizeof pictures / sizeof *pictures;
         i++)
        code = draw_cdf(r, dir, pictures[i].name, pictures[i].each_task, err);
    if (code != RTPART_OK || gantt == NULL || gantt->to == 0 || asked_to_stop(stop))
        return code;
    code = draw_gantt(r, gantt, dir, err);
    if (code != RTPART_EUSAGE)
        return code;
    rtpart_note(notes, "%s",
                err->message); /* too much for a picture: the rest is whole */
    *err = (struct rtpart_error){0};
    return RTPART_OK;
}

/* Is there a gnuplot? Without one a result is whole but for its pictures. */
static bool can_draw(const struct rtpart_notes *notes)
{
    static const char *const argv[] = {"gnuplot", "--version", NULL};
    RTPART_AUTO_FREE char *version = NULL;
    struct rtpart_error why;

    if (rtpart_child_run(argv, 10000, &version, &why) == RTPART_OK)
        return true;
    rtpart_note(notes, "no pictures: %s (apt install gnuplot-nox)", why.message);
    return false;
}

enum rtpart_code rtpart_run_record_write(const struct rtpart_run_record *r,
                                         const struct rtpart_gantt *gantt,
                                         const struct rtpart_outdir *directory,
                                         const volatile sig_atomic_t *stop,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_error *err)
{
    struct rtpart_error why = {0};
    enum rtpart_code code = write_texts(r, directory, &why);

    if (code == RTPART_OK && !asked_to_stop(stop) && can_draw(notes))
        code = draw_all(r, gantt, directory, stop, notes, &why);
    if (asked_to_stop(stop))
        return rtpart_fail(err, RTPART_EHOST, "%s: interrupted, nothing is written",
                           directory->path);
    if (code != RTPART_OK) {
        rtpart_outdir_rename_in(directory, &why);
        rtpart_fail(err, code, "%s", why.message);
    }
    return code;
}
