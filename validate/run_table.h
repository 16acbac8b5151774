/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_table.h - what a run has shown, as tables for people and programs
 */
#ifndef RTPART_VALIDATE_RUN_TABLE_H
#define RTPART_VALIDATE_RUN_TABLE_H

#include <stdio.h>

#include "common/cli.h"
#include "common/table.h"
#include "validate/run.h"

/* Which columns. */
enum rtpart_run_view {
    RTPART_VIEW_RESPONSE,   /* response times and bounds, in ms */
    RTPART_VIEW_NORMALISED, /* parts of the period */
    RTPART_VIEW_ALL,        /* for programs: everything, in ns */
};

/* Start a table with these columns; one row for each task. rtpart_table_free. */
void rtpart_run_table(struct rtpart_table *t, enum rtpart_run_view view,
                      const struct rtpart_run *run, const struct rtpart_taskset *ts);

/*
 * All that people are shown: what ran, both tables, the jobs that missed, verdict and
 * likely reason. Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_run_print(const struct rtpart_run *run,
                                  const struct rtpart_taskset *ts, rtpart_ns duration,
                                  FILE *out, struct rtpart_error *err);

/*
 * Numbers of the jobs of one task that missed, "0, 3, 8 and 30 more": as many as fit into
 * @size bytes, and at most 20. "" where none did. Returns `text`.
 */
const char *rtpart_run_missed_jobs(const struct rtpart_series *s, char *text,
                                   size_t size);

#endif
