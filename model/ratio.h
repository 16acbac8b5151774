/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ratio.h - exact fractions of times: utilisation of a task, bandwidth, alpha
 *
 * Verdicts and choices compare these, never doubles.
 */
#ifndef RTPART_MODEL_RATIO_H
#define RTPART_MODEL_RATIO_H

#include "common/wide.h"
#include "model/time.h"

/* num / den with 0 <= num <= RTPART_NS_MAX * 2^9 and 0 < den <= RTPART_NS_MAX. */
struct rtpart_ratio {
    rtpart_ns num;
    rtpart_ns den;
};

/* <0, 0, >0 as a < b, a == b, a > b. Exact, O(1). */
static inline int rtpart_ratio_cmp(struct rtpart_ratio a, struct rtpart_ratio b)
{
    const rtpart_i128 l = (rtpart_i128)a.num * b.den;
    const rtpart_i128 r = (rtpart_i128)b.num * a.den;

    return (l > r) - (l < r);
}

/*
 * <0, 0, >0 as (a - b) < (c - d), equal, greater; a >= b and c >= d.
 * Exact: the fractions are compared by Euclid's algorithm, so that no product leaves
 * 128 bits. O(log) of the denominators.
 */
int rtpart_ratio_diff_cmp(struct rtpart_ratio a, struct rtpart_ratio b,
                          struct rtpart_ratio c, struct rtpart_ratio d);

/*
 * <0, 0, >0 as p/q < r/s, equal, greater; all >= 0, q and s > 0. Exact for any values of
 * 128 bits. O(log) of the denominators.
 */
int rtpart_fraction_cmp(rtpart_u128 p, rtpart_u128 q, rtpart_u128 r, rtpart_u128 s);

/* For printing and statistics only. */
static inline double rtpart_ratio_value(struct rtpart_ratio r)
{
    return (double)r.num / (double)r.den;
}

#endif
