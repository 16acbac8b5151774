/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare_runs.h - several runs beside each other: tables, JSON, curves for one plot
 */
#ifndef RTPART_VALIDATE_COMPARE_RUNS_H
#define RTPART_VALIDATE_COMPARE_RUNS_H

#include <jansson.h>

#include "common/table.h"
#include "validate/cdf_plot.h"
#include "validate/run_record.h"

/* Runs to compare, and the names of all their tasks in the order they first come. */
struct rtpart_run_set {
    struct rtpart_run_record *runs; /* owned */
    size_t count;
    const char **tasks; /* owned array of borrowed names */
    size_t task_count;
    struct rtpart_column *columns; /* owned: of the table of tasks */
};

/*
 * Read the directories. A run is called by the last part of its path, by the whole path
 * where two would be called the same.
 * @count  1..RTPART_CDF_CURVES_MAX
 * Returns 0, RTPART_EUSAGE, RTPART_EINPUT or RTPART_ENOMEM; rtpart_run_set_free whatever
 * the answer.
 */
enum rtpart_code rtpart_run_set_read(struct rtpart_run_set *s, char *const *directories,
                                     size_t count, struct rtpart_error *err);
void rtpart_run_set_free(struct rtpart_run_set *s);

/* One row for each run: what ran, jobs, misses, quantiles of R/T over all tasks, largest. */
enum rtpart_code rtpart_run_set_table(const struct rtpart_run_set *s,
                                      struct rtpart_table *t, struct rtpart_error *err);

/* One row for each task, one column for each run: largest R/T, "!" where it missed. */
void rtpart_run_set_task_table(const struct rtpart_run_set *s, struct rtpart_table *t);

/* Schema "rtpart.runs/1": the objects of the runs in a list. NULL when out of memory. */
json_t *rtpart_run_set_json(const struct rtpart_run_set *s);

/*
 * One curve for each run, of all tasks or of the one called `task` (NULL: all), into
 * curves[0 .. s->count - 1]; runs without a job of it are left out.
 * @curve_count  set to the number of curves, at least 1
 * Returns 0 or RTPART_EUSAGE (no run has jobs of that task).
 */
enum rtpart_code rtpart_run_set_curves(const struct rtpart_run_set *s, const char *task,
                                       struct rtpart_cdf_curve *curves,
                                       size_t *curve_count, struct rtpart_error *err);

#endif
