/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fallback.h - what is done where the user names no heuristic: Ovh, then the others
 *
 * Ovh places nothing in about a fifth of the small sets that can be partitioned. So, where
 * it finds nothing: resettle, which places nearly all of them, the other quick
 * methods in the order of the table, and for few tasks the exact search, which may also
 * prove that there is nothing to find.
 */
#ifndef RTPART_PARTITION_FALLBACK_H
#define RTPART_PARTITION_FALLBACK_H

#include "partition/partition.h"

/* The method that is asked first. */
#define RTPART_FALLBACK_FIRST "ovh"

/* The exact search is tried for at most so many tasks, and for so long where the request
 * has no limit of its own. */
#define RTPART_FALLBACK_TASKS   20
#define RTPART_FALLBACK_SECONDS 10.0

/*
 * Answer `req` by the first method that can.
 *
 * @out   as rtpart_partition_run leaves it; where nothing is found, the answer of Ovh
 * @used  the method that gave the answer in `out`
 * Returns as rtpart_partition_run.
 */
enum rtpart_code rtpart_partition_fallback(const struct rtpart_partition_request *req,
                                           struct rtpart_partition *out,
                                           const struct rtpart_heuristic **used,
                                           struct rtpart_error *err);

#endif
