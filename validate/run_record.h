/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_record.h - a run with all that is known about it, and the directory that keeps it
 *
 * The directory is complete: plan.xml, results.json, results.csv, results.txt,
 * responses.csv (the response time of every job), provenance.json (command, version, time,
 * host) and pictures with the .dat and .gp they were drawn from. All but provenance.json and
 * pictures are the same bytes for the same command.
 */
#ifndef RTPART_VALIDATE_RUN_RECORD_H
#define RTPART_VALIDATE_RUN_RECORD_H

#include <jansson.h>

#include "common/outdir.h"
#include "validate/run.h"

/* A zeroed struct is empty. */
struct rtpart_run_record {
    char *name;              /* owned: what it is called beside others */
    struct rtpart_plan plan; /* owned */
    struct rtpart_run run;   /* owned */
    rtpart_ns duration;
    json_t *provenance; /* owned; NULL: not known */
};

void rtpart_run_record_free(struct rtpart_run_record *r);

/* Where it was made: command line, version, time (UTC), and the machine without its name.
 * New reference; NULL when out of memory. */
json_t *rtpart_run_provenance(const char *command);

/* File that only a result has. */
#define RTPART_RUN_MARKER "results.json"

/*
 * Write a record into a directory that is open (rtpart_outdir_open with RTPART_RUN_MARKER),
 * beside what a real run has put there already. The caller commits or aborts it.
 *
 * @gantt   window to draw; NULL or empty: none
 * @notes   without gnuplot only the pictures are missing, and a note says so
 * @stop    not 0: give up; may be NULL
 * Returns 0; RTPART_EHOST (also where it was to stop), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_run_record_write(const struct rtpart_run_record *r,
                                         const struct rtpart_gantt *gantt,
                                         const struct rtpart_outdir *directory,
                                         const volatile sig_atomic_t *stop,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_error *err);

/*
 * Read a directory that was written by the above.
 *
 * @out  zeroed or unset before; rtpart_run_record_free. Empty on failure.
 * Returns 0; RTPART_EINPUT with the file and what is wrong with it (missing, cut short,
 * foreign, files that do not belong together), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_run_record_read(const char *directory,
                                        struct rtpart_run_record *out,
                                        struct rtpart_error *err);

#endif
