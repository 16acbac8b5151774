/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column_search.h - the best partition as the cheapest cover by columns: what the methods
 *                   that search share, whichever way they solve the cover
 */
#ifndef RTPART_PARTITION_COLUMN_SEARCH_H
#define RTPART_PARTITION_COLUMN_SEARCH_H

#include "partition/cover.h"

/*
 * Search for the best partition under req->objective.
 *
 * Total: columns are made by rising overhead; a cover found among those below some width
 * cannot be beaten by one that needs dearer columns. The start is the best of the quick
 * heuristics, improved by local search; while a width has no better cover, U plus the width
 * is a proved lower bound.
 *
 * Largest vCPU: the least total is searched for with every vCPU below the largest of the
 * best partition so far, until there is none. The last one found has the least largest
 * vCPU and, of these, the least total: its own search was among all of them.
 *
 * @solve  solves a cover
 * @exact  solve is exact: where the search ends before the limit, `out` is proved optimal,
 *         or RTPART_UNSCHEDULABLE; neither under EDF where the analysis gave up on a set
 *         (out->gave_up, columns.h)
 * @out    as the methods of the table leave it: found, none, or the best until the limit
 * Returns 0, RTPART_EMODEL (more than RTPART_ITEMS_MAX items), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_column_search(const struct rtpart_partition_request *req,
                                      rtpart_cover_fn *solve, bool exact,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err);

#endif
