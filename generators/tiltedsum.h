/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiltedsum.h - n random values with a given sum, each within bounds of its own, uniform
 *               over all such vectors, for any bounds and any n
 *
 * If independent variables have densities proportional to exp(-t x) on their intervals, the
 * joint density depends on the sum alone: given the sum, they are uniform, whatever t is.
 * So: choose t such that the expected sum is the wanted one (this only matters for speed),
 * draw all values but the one with the widest interval, let that one be the rest of the sum,
 * and accept with the probability exp(-t (rest - its least value)), or not at all where it
 * is out of its bounds. Nothing is approximated, no table is kept, and as the sum has a
 * density of about 1 / (standard deviation sqrt(2 pi)) where it is wanted, the acceptance
 * is at least about 0.4 / sqrt(n).
 *
 * The same question is asked by [GD25], who convolve the densities of the intervals;
 * exactly up to about 15 values, numerically beyond. Nothing of it is used here.
 *
 * [GD25] D. Griffin and R. I. Davis, "ConvolutionalFixedSum: uniformly generating random
 *        values with a fixed sum subject to arbitrary constraints", RTAS 2025.
 */
#ifndef RTPART_GENERATORS_TILTEDSUM_H
#define RTPART_GENERATORS_TILTEDSUM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "generators/rng.h"

/* Bounds of one value. */
struct rtpart_bounds {
    double lo, hi; /* finite, lo <= hi */
};

/* One value, measured from its lower bound, or, mirrored, down from its upper bound. */
struct rtpart_tilted_value {
    double origin; /* that bound */
    double width;  /* hi - lo */
    double mass;   /* 1 - exp(-tilt width) */
};

/* Made once, used for any number of vectors. A zeroed struct is empty. */
struct rtpart_tiltedsum {
    size_t n;
    struct rtpart_tilted_value *values; /* owned */
    size_t widest;                      /* the one that is the rest */
    bool mirrored;
    double sum;  /* from the origins */
    double tilt; /* t, >= 0 */
};

/*
 * Prepare for values in bounds[0..n-1] with that sum.
 *
 * @n    >= 1
 * @sum  from the sum of the lower to that of the upper bounds; beyond by less than 10^-12
 *       of them counts as equal
 * @plan zeroed or unset before; rtpart_tiltedsum_free. Empty on failure.
 * Returns 0, RTPART_EUSAGE (which bound is broken) or RTPART_ENOMEM. O(n), with some 60
 * exponentials a value.
 */
enum rtpart_code rtpart_tiltedsum_plan(struct rtpart_tiltedsum *plan, size_t n,
                                       double sum, const struct rtpart_bounds *bounds,
                                       struct rtpart_error *err);

/*
 * One vector. Values are within their bounds exactly; their sum is right up to rounding.
 *
 * @x  room for plan->n values
 * Returns 0; RTPART_ERANGE where nothing is accepted for very long, which happens only if
 * the bounds are so different in size that doubles cannot tell. O(n^1.5) on average.
 */
enum rtpart_code rtpart_tiltedsum_draw(const struct rtpart_tiltedsum *plan,
                                       struct rtpart_rng *r, double *x,
                                       struct rtpart_error *err);

void rtpart_tiltedsum_free(struct rtpart_tiltedsum *plan);

#endif
