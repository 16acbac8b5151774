/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prices.h - a lower bound on the overhead of every cover, from prices of the items
 *
 * Give every item a price, and let a column cost its overhead less the prices of its items:
 * its reduced cost. A cover has every item once, so that its overhead is the sum of all
 * prices plus the reduced costs of its columns. It has at most one column whose first item
 * is i, for each i, and at most m columns; so the sum of all prices, plus the m most
 * negative of the least reduced costs by first item, is a lower bound, for any prices
 * (Lagrangian relaxation of "every item once" [Fis81]).
 *
 * Good prices are found by subgradient steps in floating point. They are rounded to the
 * fixed point of the overheads, and the bound is then computed in integers: it is proved
 * whatever the rounding.
 *
 * [Fis81] M. L. Fisher, "The Lagrangian relaxation method for solving integer programming
 *         problems", Management Science 27(1), 1981. doi:10.1287/mnsc.27.1.1
 */
#ifndef RTPART_PARTITION_PRICES_H
#define RTPART_PARTITION_PRICES_H

#include "partition/columns.h"

#define RTPART_UNPRICED ((rtpart_i128)1 << 120)

/* A column that takes part, and its overhead less the prices of its items. */
struct rtpart_priced {
    const struct rtpart_vcpu_set *column;
    rtpart_i128 reduced;
};

struct rtpart_prices {
    rtpart_i128 item[RTPART_ITEMS_MAX];
    rtpart_i128 sum; /* of all items */
    rtpart_i128
        least[RTPART_ITEMS_MAX]; /* reduced cost by first item; RTPART_UNPRICED: none */
    uint8_t order[RTPART_ITEMS_MAX]; /* first items by rising `least` */
    size_t negative;                 /* how many of them are below 0 */
};

/*
 * Find prices, and set the reduced costs of the columns.
 *
 * @c       columns that may be part of a cover; c[i].column is given
 * @items   number of items
 * @vcpus   m
 * @target  overhead that is hoped to be reached, for the length of the steps
 * Cost: some 100 passes over the columns; none where there are few.
 */
void rtpart_prices_find(struct rtpart_prices *p, struct rtpart_priced *c, size_t count,
                        size_t items, size_t vcpus, rtpart_share target,
                        struct rtpart_limit *l);

/*
 * Least that the columns whose first items are in `rest` can add, at most `vcpus` of them:
 * the sum of their most negative reduced costs. At most 0.
 */
rtpart_i128 rtpart_prices_rest(const struct rtpart_prices *p, uint64_t rest,
                               size_t vcpus);

#endif
