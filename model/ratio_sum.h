/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ratio_sum.h - sum of many fractions (utilisation, bandwidth), to be compared with a bound
 *
 * Two forms are kept side by side. The exact one is a fraction in 128 bits; it lasts as
 * long as the common denominator stays below 2^100, which times in ms or us practically
 * always do. The other is an interval in fixed point, rounded outwards: after n additions
 * it is at most n 2^-74 wide, and holds whatever the denominators are. Comparisons use the
 * exact form while there is one. A verdict then can be wrong only on the safe side, and
 * only for sums closer to the bound than one part in 10^22 per term.
 *
 * (A multiple precision library would always be exact, but its fractions of n random
 * periods in ns have 53 n bits; 128 bits decide the same questions in constant space.)
 */
#ifndef RTPART_MODEL_RATIO_SUM_H
#define RTPART_MODEL_RATIO_SUM_H

#include <stdbool.h>

#include "common/wide.h"
#include "model/ratio.h"

#define RTPART_SUM_BITS 74 /* fractional bits of the interval */

/* A zeroed struct is not a sum: start with rtpart_ratio_sum_zero. */
struct rtpart_ratio_sum {
    rtpart_i128 whole; /* integer parts of the terms */
    rtpart_u128 num;   /* exact sum of the rests, num / den ... */
    rtpart_u128 den;   /* ... or 0 where that left the range */
    rtpart_u128 low;   /* sum of the rests in units of 2^-74, rounded down ... */
    rtpart_u128 high;  /* ... and up */
};

static inline struct rtpart_ratio_sum rtpart_ratio_sum_zero(void)
{
    return (struct rtpart_ratio_sum){.den = 1};
}

/*
 * Add num / den.
 * @num  -2^120 <= num <= 2^120;  @den  0 < den <= RTPART_NS_MAX
 * At most 2^24 terms in one sum. O(log) of the denominator while the sum is exact.
 */
void rtpart_ratio_sum_add(struct rtpart_ratio_sum *s, rtpart_i128 num, rtpart_ns den);

/* Is the sum at most `bound`? True only where that is proved. */
bool rtpart_ratio_sum_at_most(const struct rtpart_ratio_sum *s,
                              struct rtpart_ratio bound);

/* Is the sum above `bound`? True only where that is proved. */
bool rtpart_ratio_sum_above(const struct rtpart_ratio_sum *s, struct rtpart_ratio bound);

/* For printing and statistics only. */
double rtpart_ratio_sum_value(const struct rtpart_ratio_sum *s);

#endif
