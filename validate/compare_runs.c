/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/compare_runs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "validate/run_json.h"

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the runs");
}

/* Place of a task among those of a run; RTPART_NO_TASK where it is not there. */
static size_t task_of(const struct rtpart_run_record *r, const char *name)
{
    for (size_t i = 0; i < r->plan.taskset.count; i++)
        if (strcmp(r->plan.taskset.tasks[i].name, name) == 0)
            return i;
    return RTPART_NO_TASK;
}

static bool known(const struct rtpart_run_set *s, const char *name)
{
    for (size_t i = 0; i < s->task_count; i++)
        if (s->tasks[i] != NULL && strcmp(s->tasks[i], name) == 0)
            return true;
    return false;
}

/* The names of all tasks, and the columns that the table of them has. */
static enum rtpart_code collect(struct rtpart_run_set *s, struct rtpart_error *err)
{
    size_t most = 1;

    for (size_t k = 0; k < s->count; k++)
        most += s->runs[k].plan.taskset.count;
    s->tasks = calloc(most, sizeof *s->tasks);
    s->columns = calloc(s->count + 1, sizeof *s->columns);
    if (s->tasks == NULL || s->columns == NULL)
        return no_memory(err);
    s->columns[0] = (struct rtpart_column){"task", NULL, NULL, RTPART_ALIGN_LEFT};
    for (size_t k = 0; k < s->count; k++) {
        const struct rtpart_taskset *ts = &s->runs[k].plan.taskset;

        s->columns[k + 1] =
            (struct rtpart_column){s->runs[k].name, "max R/T", NULL, RTPART_ALIGN_POINT};
        for (size_t i = 0; i < ts->count; i++)
            if (!known(s, ts->tasks[i].name))
                s->tasks[s->task_count++] = ts->tasks[i].name;
    }
    return RTPART_OK;
}

/* Full paths for runs that would be called the same. */
static enum rtpart_code tell_apart(struct rtpart_run_set *s, char *const *directories,
                                   struct rtpart_error *err)
{
    bool twice[RTPART_CDF_CURVES_MAX] = {false};

    for (size_t a = 0; a < s->count; a++)
        for (size_t b = 0; b < s->count; b++)
            twice[a] =
                twice[a] || (a != b && strcmp(s->runs[a].name, s->runs[b].name) == 0);
    for (size_t k = 0; k < s->count; k++) {
        char *path = twice[k] ? strdup(directories[k]) : NULL;

        if (twice[k] && path == NULL)
            return no_memory(err);
        if (path == NULL)
            continue;
        free(s->runs[k].name);
        s->runs[k].name = path;
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_run_set_read(struct rtpart_run_set *s, char *const *directories,
                                     size_t count, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    *s = (struct rtpart_run_set){0};
    if (count == 0 || count > RTPART_CDF_CURVES_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%zu runs cannot be compared; 1 to %d can",
                           count, RTPART_CDF_CURVES_MAX);
    s->runs = calloc(count, sizeof *s->runs);
    if (s->runs == NULL)
        return no_memory(err);
    for (size_t k = 0; code == RTPART_OK && k < count; k++) {
        code = rtpart_run_record_read(directories[k], &s->runs[k], err);
        s->count += code == RTPART_OK;
    }
    if (code == RTPART_OK)
        code = tell_apart(s, directories, err);
    return code == RTPART_OK ? collect(s, err) : code;
}

void rtpart_run_set_free(struct rtpart_run_set *s)
{
    for (size_t k = 0; k < s->count; k++)
        rtpart_run_record_free(&s->runs[k]);
    free(s->runs);
    free(s->tasks);
    free(s->columns);
    *s = (struct rtpart_run_set){0};
}

/* Value of nearest rank, num/1000. */
static double quantile(const double *values, size_t n, size_t num)
{
    const size_t rank = (n * num + 999) / 1000;

    return values[rank > 0 ? rank - 1 : 0];
}

static enum rtpart_code fill_run(struct rtpart_table *t,
                                 const struct rtpart_run_record *r,
                                 struct rtpart_error *err)
{
    const struct rtpart_cdf_curve all = {r->name, &r->run.responses, RTPART_NO_TASK};
    static const size_t shares[] = {500, 990, 999, 1000};
    size_t n;
    RTPART_AUTO_FREE double *values = rtpart_cdf_values(&all, &n);

    if (values == NULL)
        return no_memory(err);
    rtpart_table_cell(t, "%s", r->name);
    rtpart_table_cell(t, "%zu", n);
    rtpart_table_cell(t, "%" PRIu64, rtpart_responses_missed(&r->run.responses));
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (n > 0)
            rtpart_table_cell(t, "%.3f", quantile(values, n, shares[i]));
        else
            rtpart_table_cell(t, "%s", "");
    rtpart_table_cell(
        t, "%s",
        n > 0 ? r->plan.taskset.tasks[rtpart_responses_worst(&r->run.responses)].name
              : "");
    rtpart_table_cell(t, "%s", r->run.engine);
    return RTPART_OK;
}

enum rtpart_code rtpart_run_set_table(const struct rtpart_run_set *s,
                                      struct rtpart_table *t, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"run", NULL, "run", RTPART_ALIGN_LEFT},
        {"jobs", NULL, "jobs", RTPART_ALIGN_RIGHT},
        {"missed", NULL, "missed", RTPART_ALIGN_RIGHT},
        {"median R/T", NULL, "median_normalised", RTPART_ALIGN_POINT},
        {"99 %", NULL, "p99_normalised", RTPART_ALIGN_POINT},
        {"99.9 %", NULL, "p999_normalised", RTPART_ALIGN_POINT},
        {"max", NULL, "max_normalised", RTPART_ALIGN_POINT},
        {"of", NULL, "max_task", RTPART_ALIGN_LEFT},
        {"what ran", NULL, "engine", RTPART_ALIGN_LEFT},
    };
    enum rtpart_code code = RTPART_OK;

    rtpart_table_init(t, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; code == RTPART_OK && k < s->count; k++)
        code = fill_run(t, &s->runs[k], err);
    return code;
}

void rtpart_run_set_task_table(const struct rtpart_run_set *s, struct rtpart_table *t)
{
    rtpart_table_init(t, s->columns, s->count + 1);
    for (size_t i = 0; i < s->task_count; i++) {
        rtpart_table_cell(t, "%s", s->tasks[i]);
        for (size_t k = 0; k < s->count; k++) {
            const size_t task = task_of(&s->runs[k], s->tasks[i]);
            const struct rtpart_series *series =
                task != RTPART_NO_TASK ? &s->runs[k].run.responses.series[task] : NULL;

            if (series == NULL || series->count == 0)
                rtpart_table_cell(t, "%s",
                                  series != NULL && series->missed > 0 ? "!" : "");
            else
                rtpart_table_cell(t, "%.3f%s",
                                  (double)series->response[series->count - 1] /
                                      (double)series->period,
                                  series->missed > 0 ? "!" : "");
        }
    }
}

json_t *rtpart_run_set_json(const struct rtpart_run_set *s)
{
    json_t *runs = json_array();

    for (size_t k = 0; k < s->count; k++) {
        const struct rtpart_run_record *r = &s->runs[k];
        json_t *run = rtpart_run_json(&r->run, &r->plan.taskset, r->duration);

        if (run == NULL ||
            json_object_set_new(run, "run", rtpart_json_text(r->name)) != 0 ||
            json_array_append_new(runs, run) != 0) {
            json_decref(runs);
            return NULL;
        }
    }
    return json_pack("{s:s, s:o}", "schema", "rtpart.runs/1", "runs", runs);
}

enum rtpart_code rtpart_run_set_curves(const struct rtpart_run_set *s, const char *task,
                                       struct rtpart_cdf_curve *curves,
                                       size_t *curve_count, struct rtpart_error *err)
{
    *curve_count = 0;
    for (size_t k = 0; k < s->count; k++) {
        const struct rtpart_run_record *r = &s->runs[k];
        const size_t i = task != NULL ? task_of(r, task) : RTPART_NO_TASK;
        bool any = false;

        if (task != NULL && i == RTPART_NO_TASK)
            continue;
        for (size_t j = 0; j < r->run.responses.count; j++)
            any =
                any || ((task == NULL || j == i) && r->run.responses.series[j].count > 0);
        if (any)
            curves[(*curve_count)++] =
                (struct rtpart_cdf_curve){r->name, &r->run.responses, i};
    }
    if (*curve_count > 0)
        return RTPART_OK;
    if (task == NULL)
        return rtpart_fail(err, RTPART_EUSAGE, "no run has a job that came to its end");
    return rtpart_fail(err, RTPART_EUSAGE, "no run has jobs of a task \"%.60s\"", task);
}
