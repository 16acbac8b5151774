/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtvalidate_platform.h - the command line of rtvalidate platform
 */
#ifndef RTPART_VALIDATE_RTVALIDATE_PLATFORM_H
#define RTPART_VALIDATE_RTVALIDATE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cli.h"
#include "model/time.h"
#include "validate/platform_report.h"
#include "validate/platform_session.h"
#include "validate/rtvalidate.h"

#define PLATFORM_BACKENDS_MAX 64
#define PLATFORM_LIST_MAX     16

struct platform_arguments {
    struct rtpart_cli cli;
    bool list;
    bool wanted[RTPART_PLATFORM_QUANTITIES];
    const char *show; /* folder of results to show again; NULL: measure */
    const struct rtpart_backend *backends[PLATFORM_BACKENDS_MAX]; /* asked for */
    size_t backend_count;                  /* 0: all that are present */
    unsigned vcpus[PLATFORM_LIST_MAX + 1]; /* end with 0 */
    unsigned memory_mb[PLATFORM_LIST_MAX + 1];
    unsigned memory_low_mb; /* of the search */
    unsigned memory_high_mb;
    const char *kernel;
    const char *osv;
    enum rtpart_platform_accel accel;
    unsigned runs;
    unsigned warm_up;
    unsigned rounds;
    rtpart_ns interval;
    rtpart_ns duration;
    const char *load; /* NULL: stress-ng where it is installed, else loops */
    unsigned load_cpus;
    unsigned limit_s;
    unsigned seed;
    const char *compare; /* "paper" or a file; NULL: none */
};

/* Parse the command line; a mistake ends the program. */
void platform_parse(struct platform_arguments *args, int argc, char **argv);

#endif
