/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze.h - the commands of rtanalyze; each is a file rtanalyze_NAME.c
 *
 * A command parses its options, calls the library, and prints. To add one: its file, a line
 * below, and a line in the table of rtanalyze.c.
 */
#ifndef RTPART_ANALYSIS_RTANALYZE_H
#define RTPART_ANALYSIS_RTANALYZE_H

#include "analysis/gfp.h"
#include "analysis/load.h"
#include "analysis/task_source.h"
#include "common/cli.h"
#include "common/commands.h"

extern const struct rtpart_command rtanalyze_check;
extern const struct rtpart_command rtanalyze_compose;
extern const struct rtpart_command rtanalyze_global;
extern const struct rtpart_command rtanalyze_host;
extern const struct rtpart_command rtanalyze_interface;
extern const struct rtpart_command rtanalyze_mpr;
extern const struct rtpart_command rtanalyze_sensitivity;
extern const struct rtpart_command rtanalyze_verify;

/* Formats of a command that answers with a table. */
#define RTANALYZE_FORMATS                                                                \
    (RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) | RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |    \
     RTPART_FORMAT_BIT(RTPART_FORMAT_CSV))

/* What every command about the tasks of one vCPU begins with. */
struct rtanalyze_input {
    struct rtpart_cli cli;
    struct rtpart_task_options options;
    const char *file; /* NULL until the argument was seen */
    struct rtpart_task_source source;
    enum rtpart_scheduler scheduler;
    struct rtpart_load load;
};

/* The file argument of a command: one, else a mistake. For the parser of a command. */
error_t rtanalyze_file_argument(int key, char *arg, const struct argp_state *state,
                                const char **file);

/* Read the tasks and lay them out. On failure the message is for rtpart_cli_report. */
enum rtpart_code rtanalyze_input_read(struct rtanalyze_input *in,
                                      struct rtpart_error *err);

void rtanalyze_input_free(struct rtanalyze_input *in);

/* The latency for the line above a table; NULL where there is none. Fills `buf`. */
const char *rtanalyze_latency(char *buf, size_t size,
                              const struct rtpart_measured_latency *l);

/* Value of --priorities, or exit. For the parser of a command. */
enum rtpart_gfp_policy rtanalyze_priorities(const struct argp_state *state,
                                            const char *arg);

/* A test of global scheduling, for --list. */
struct rtanalyze_test {
    const char *name;
    const char *paper;
    const char *summary;
    bool exact;
    bool priorities; /* fixed priorities; else EDF */
};

typedef struct rtanalyze_test rtanalyze_test_fn(size_t i);

/* --list: @count tests, as @test gives them, in every format; @schema for JSON. */
enum rtpart_code rtanalyze_list_tests(const struct rtpart_cli *cli, const char *schema,
                                      rtanalyze_test_fn *test, size_t count,
                                      struct rtpart_error *err);

#endif
