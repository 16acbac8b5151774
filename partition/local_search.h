/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local_search.h - improve a partition by moving one task or exchanging two
 */
#ifndef RTPART_PARTITION_LOCAL_SEARCH_H
#define RTPART_PARTITION_LOCAL_SEARCH_H

#include "partition/limit.h"

/*
 * Move a task to another vCPU, or exchange two, as long as that makes the partition better
 * under req->objective (exact comparison); the first change that helps is made. Fixed tasks
 * stay. At the end no single move or exchange helps, unless the limit is reached before.
 *
 * @p  found, with interfaces; improved in place
 * Returns 0 or RTPART_ENOMEM (p is as good as it was, or better). One pass looks at O(n^2)
 * changes; most are ruled out by what is known of their parts.
 */
enum rtpart_code rtpart_local_search(const struct rtpart_partition_request *req,
                                     struct rtpart_partition *p, struct rtpart_limit *l,
                                     struct rtpart_error *err);

#endif
