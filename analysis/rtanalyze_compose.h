/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze_compose.h - the two parts of rtanalyze compose: finding and printing
 */
#ifndef RTPART_ANALYSIS_RTANALYZE_COMPOSE_H
#define RTPART_ANALYSIS_RTANALYZE_COMPOSE_H

#include "analysis/compose.h"
#include "common/cli.h"
#include "model/latency_file.h"

struct compose_job {
    struct rtpart_cli cli;
    enum rtpart_resource resource;
    rtpart_ns unit; /* of --format carts */
    struct rtpart_composition tree;
    struct rtpart_measured_latency latency; /* owned; what --latency says */
};

/* The answer in the format that is asked for. */
enum rtpart_code rtanalyze_compose_print(const struct compose_job *job,
                                         struct rtpart_error *err);

#endif
