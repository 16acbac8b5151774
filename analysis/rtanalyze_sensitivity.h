/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze_sensitivity.h - the two parts of rtanalyze sensitivity: finding and printing
 */
#ifndef RTPART_ANALYSIS_RTANALYZE_SENSITIVITY_H
#define RTPART_ANALYSIS_RTANALYZE_SENSITIVITY_H

#include "analysis/growth.h"
#include "common/cli.h"
#include "model/latency_file.h"

/* The tasks of one vCPU, and what there is to say about them. */
struct sensitivity_part {
    size_t vcpu;
    struct rtpart_taskset taskset;
    struct rtpart_growth_request request;
    struct rtpart_growth growth;
};

/* One for each vCPU that has tasks; of a task set one. */
struct sensitivity_parts {
    struct sensitivity_part *items; /* owned */
    size_t count;
    struct rtpart_measured_latency latency; /* owned; what --latency says */
};

enum rtpart_code rtanalyze_sensitivity_print(const struct rtpart_cli *cli,
                                             const struct sensitivity_parts *parts,
                                             enum rtpart_answer answer,
                                             struct rtpart_error *err);

#endif
