/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtgen.h - the parts of the tool rtgen
 */
#ifndef RTPART_GENERATORS_RTGEN_H
#define RTPART_GENERATORS_RTGEN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/cli.h"
#include "common/error.h"
#include "generators/generate.h"

/* The command line. */
struct rtgen_arguments {
    struct rtpart_cli cli;
    struct rtpart_generate_request request; /* its list and bounds are owned here */
    struct rtpart_bounds *bounds;           /* owned */
    const char *bounds_text;                /* borrowed from argv */
    bool limits_given;                      /* --min-utilization or --max-utilization */
    bool utilization_given;
    unsigned vcpus; /* 0: not said */
    uint64_t first; /* --index: number of the first set */
    uint64_t count; /* how many sets */
    bool list;      /* show the methods instead */
};

/* Parse; ends the program where the command line is wrong. */
void rtgen_arguments_parse(struct rtgen_arguments *args, int argc, char **argv);

void rtgen_arguments_free(struct rtgen_arguments *args);

/* --list: the methods. */
enum rtpart_code rtgen_list_print(const struct rtpart_cli *cli, struct rtpart_error *err);

/*
 * Make the sets and write them: to one file or standard output, or, where -o is a folder (or
 * ends with a slash), to a file each in there, whole or not at all.
 *
 * @stop  looked at between sets: not 0 ends the work early, with what is written being whole
 */
enum rtpart_code rtgen_write(const struct rtgen_arguments *args,
                             const struct rtpart_generator *g,
                             const volatile sig_atomic_t *stop, struct rtpart_notes notes,
                             struct rtpart_error *err);

#endif
