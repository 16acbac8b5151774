/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exact.c - the optimum over all partitions: branch and bound over interface bandwidth
 *
 * The sets of tasks that can share a vCPU are columns (columns.h), a partition is a cover
 * (cover.h), and the search is complete: where it ends before the time limit, the partition
 * is optimal for the grid, or it is proved that there is none.
 *
 * It rests on two facts: the bandwidth of a set is at least alpha, the speed of a dedicated
 * processor that schedules it; and alpha does not fall when a task of lower priority is
 * added. Under EDF there is no alpha, and every set that could fit is looked at.
 */
#include "partition/column_search.h"
#include "partition/heuristics.h"

enum rtpart_code rtpart_exact(const struct rtpart_partition_request *req,
                              struct rtpart_partition *out, struct rtpart_error *err)
{
    return rtpart_column_search(req, rtpart_cover_search, true, out, err);
}
