/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_report.h - what a run has shown, as a table, as JSON and as a directory of files
 */
#ifndef RTPART_VALIDATE_RUN_REPORT_H
#define RTPART_VALIDATE_RUN_REPORT_H

#include <jansson.h>

#include "common/cli.h"
#include "common/table.h"
#include "validate/run.h"

/* Columns of the table below. */
extern const struct rtpart_column rtpart_run_columns[];
extern const size_t rtpart_run_column_count;

/* One row for each task: jobs, response times, normalised maximum, bound, misses. */
void rtpart_run_fill_table(struct rtpart_table *t, const struct rtpart_run *run,
                           const struct rtpart_taskset *ts, enum rtpart_format format);

/* Schema "rtpart.run/1". New reference; NULL when out of memory. */
json_t *rtpart_run_json(const struct rtpart_run *run, const struct rtpart_plan *plan,
                        rtpart_ns duration);

/*
 * A directory that holds the run whole: plan.xml, results.json, results.csv,
 * responses.csv (every job's response time, sorted), cdf.svg, cdf.png and cdf-tasks.svg
 * with their .dat and .gp.
 *
 * @directory  made where it is missing; files of an older run are replaced
 * Returns 0; RTPART_EHOST (with what could not be written; without gnuplot only the
 * pictures are missing, and a note says so), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_run_write(const struct rtpart_run *run,
                                  const struct rtpart_run_request *request,
                                  const char *directory, struct rtpart_error *err);

#endif
