/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtsweep.h - the parts of rtsweep: run a campaign (the command line without a command
 *             word), merge its results, show them
 */
#ifndef RTPART_VALIDATE_RTSWEEP_H
#define RTPART_VALIDATE_RTSWEEP_H

#include "common/cli.h"
#include "common/commands.h"
#include "validate/sweep_run.h"

#define RTSWEEP_EXIT_DOC                                                                 \
    "Exit status: 0 done, 2 command line, 3 bad input file, 4 refused by the "           \
    "environment, 5 stopped before the end (--resume goes on)."

enum rtsweep_script { RTSWEEP_NO_SCRIPT, RTSWEEP_SLURM, RTSWEEP_PARALLEL };

/* The command line of a run. */
struct rtsweep_arguments {
    struct rtpart_cli cli;
    struct rtpart_sweep sweep; /* owned */
    unsigned shard;            /* from 0 */
    unsigned shards;
    unsigned threads;
    bool resume;
    const char *times; /* file for the times; NULL: none */
    enum rtsweep_script script;
    bool list;
};

/* Parse; ends the program where the command line is wrong. */
void rtsweep_arguments_parse(struct rtsweep_arguments *args, int argc, char **argv);

/*
 * --print: the job script that runs this command line in shards and merges them.
 * @argv  as given, before argp reordered it
 */
enum rtpart_code rtsweep_script_print(const struct rtsweep_arguments *args, int argc,
                                      char *const *argv, struct rtpart_error *err);

/* Table, JSON or CSV of settled rows to standard output. */
enum rtpart_code rtsweep_show_rows(const struct rtpart_cli *cli, const char *header,
                                   const char *name, const struct rtpart_sweep_rows *rows,
                                   struct rtpart_error *err);

/* The tool, and its commands. */
extern const struct rtpart_tool rtsweep_tool;
extern const struct rtpart_command rtsweep_merge;
extern const struct rtpart_command rtsweep_show;
extern const struct rtpart_command rtsweep_plot;

#endif
