/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze_mpr.h - the two parts of rtanalyze mpr: finding and printing
 */
#ifndef RTPART_ANALYSIS_RTANALYZE_MPR_H
#define RTPART_ANALYSIS_RTANALYZE_MPR_H

#include "analysis/mpr_tests.h"
#include "analysis/task_source.h"
#include "common/cli.h"

struct mpr_arguments {
    struct rtpart_cli cli;
    struct rtpart_task_options options;
    struct rtpart_grid grid;            /* what is asked of it; 0: nothing */
    unsigned vcpus;                     /* 0: not given */
    rtpart_ns period;                   /* 0: those of the grid */
    rtpart_ns budget;                   /* 0: the least is asked for */
    const struct rtpart_mpr_test *test; /* NULL: that of the guest scheduler */
    bool priorities_given;              /* else those of the guest scheduler */
    enum rtpart_gfp_policy priorities;
    bool list;
    const char *file;
    const char *command; /* all of it, for the plan */
};

struct mpr_job {
    const struct mpr_arguments *args;
    struct rtpart_task_source source;
    struct rtpart_grid grid;
    struct rtpart_mpr_request request;
    struct rtpart_mpr_result result;
    char why[512]; /* the answer is not yes */
};

/*
 * The answer in the format that is asked for; -o without --format: the plan goes to the
 * file, the table to standard output.
 */
enum rtpart_code rtanalyze_mpr_print(const struct mpr_job *job,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err);

#endif
