/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heuristics.h - the methods behind the table of heuristics.c; call them through
 *                rtpart_partition_run, which checks the request first
 */
#ifndef RTPART_PARTITION_HEURISTICS_H
#define RTPART_PARTITION_HEURISTICS_H

#include "partition/partition.h"

typedef enum rtpart_code rtpart_partition_fn(const struct rtpart_partition_request *req,
                                             struct rtpart_partition *out,
                                             struct rtpart_error *err);

rtpart_partition_fn rtpart_ovh;

rtpart_partition_fn rtpart_first_fit;
rtpart_partition_fn rtpart_best_fit;
rtpart_partition_fn rtpart_worst_fit;
rtpart_partition_fn rtpart_next_fit;
rtpart_partition_fn rtpart_first_fit_bw;
rtpart_partition_fn rtpart_best_fit_bw;
rtpart_partition_fn rtpart_worst_fit_bw;
rtpart_partition_fn rtpart_next_fit_bw;

rtpart_partition_fn rtpart_resettle;
rtpart_partition_fn rtpart_local;
rtpart_partition_fn rtpart_exact;
rtpart_partition_fn rtpart_milp;

#endif
