/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover.h - the cheapest choice of columns that covers every item once
 */
#ifndef RTPART_PARTITION_COVER_H
#define RTPART_PARTITION_COVER_H

#include "partition/columns.h"

/* A partition as columns, one for each vCPU with tasks. */
struct rtpart_cover {
    bool found;
    rtpart_share overhead; /* sum over the columns */
    size_t count;
    struct rtpart_vcpu_set column[RTPART_ITEMS_MAX];
};

struct rtpart_cover_problem {
    const struct rtpart_columns *columns;
    struct rtpart_ratio cap; /* of one vCPU */
    bool below;              /* the cap itself is too much */
    struct rtpart_limit *limit;
};

/*
 * A way to solve the problem.
 *
 * @best  in: the best cover known, or found = false; out: replaced where a better one is
 *        made of the columns of the problem
 * Returns 0 or RTPART_ENOMEM; where the limit is reached, 0 with limit->reached set.
 */
typedef enum rtpart_code rtpart_cover_fn(const struct rtpart_cover_problem *p,
                                         struct rtpart_cover *best,
                                         struct rtpart_error *err);

/*
 * Branch and bound, exact: the first item not covered yet takes each column that has it, by
 * rising reduced cost (prices.h), so that vCPUs are never told apart by their numbers.
 * Bounds: the prices of all items with the reduced costs so far and to come, and what fits
 * on the vCPUs that are left. Near ties are compared exactly.
 */
rtpart_cover_fn rtpart_cover_search;

/* Order of two covers by total bandwidth, exact: < 0 where a is better. */
int rtpart_cover_cmp(const struct rtpart_cover *a, const struct rtpart_cover *b);

/* May the column be used in the problem? */
bool rtpart_cover_allows(const struct rtpart_cover_problem *p,
                         const struct rtpart_vcpu_set *column);

#endif
