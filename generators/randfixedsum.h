/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * randfixedsum.h - n random values with a given sum, each in [lo, hi], uniform over all such
 *                  vectors: Stafford's RandFixedSum, without its limits
 *
 * Scale the values to [0, 1] and their sum to s. Stafford's method cuts the set
 * {x in [0,1]^d : sum x = s} into cones from its centre over its faces {x_1 = 0} and
 * {x_1 = 1}: it chooses a face with the probability of its cone, a uniform point on it by
 * the same method in d - 1 dimensions, a place between centre and face, and in the end a
 * random order. With f_d, the density of the sum of d uniform variables,
 *
 *     P(x_1 = 1) = (d - s) f_{d-1}(s - 1) / ((d - s) f_{d-1}(s - 1) + s f_{d-1}(s)).
 *
 * The published table of the cones' volumes leaves the range of doubles from n = 500 on, and
 * takes 8 n^2 bytes or more. Here:
 * - only ratios of neighbours, r_d(x) = f_d(x - 1) / f_d(x), are computed. With
 *   D_d(x) = x + (d - x) r_{d-1}(x), the recurrence of f (uniform B-splines) gives
 *   r_d(x) = r_{d-1}(x) D_d(x - 1) / D_d(x), and P = 1 - x / D_d(x): all terms are
 *   positive, so the relative error of a probability stays below 8 d 2^-53.
 * - a table entry is kept only for states (d, s) that are reached with a probability of at
 *   least 2^-66, and holds 63 bits. Both together change the distribution of a vector by
 *   less than n 2^-62 in total variation, which is less than the rounding of doubles does.
 *   The rows are made upwards in d and used downwards; every sqrt(n)-th is kept and those
 *   between are made twice.
 * - places between centre and face are order statistics of uniform variables, made from
 *   exponential ones, without powers.
 *
 * [ESD10] P. Emberson, R. Stafford and R. I. Davis, "Techniques for the synthesis of
 *         multiprocessor tasksets", WATERS 2010, pp. 6-11.
 */
#ifndef RTPART_GENERATORS_RANDFIXEDSUM_H
#define RTPART_GENERATORS_RANDFIXEDSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "generators/exponential.h"
#include "generators/rng.h"

/* Most values in a vector; beyond, generators/tiltedsum.h needs no table. */
#define RTPART_RANDFIXEDSUM_MAX 16384

/* Row d of the table: the state (d, s) is entries[base + floor(s)]. */
struct rtpart_randfixedsum_row {
    size_t base;
    double inverse; /* 1/d */
};

/*
 * What does not depend on chance: made once, used for any number of vectors, by any number
 * of threads at once. A zeroed struct is empty.
 */
struct rtpart_randfixedsum {
    size_t n;
    double lo, hi;
    bool mirrored; /* the table is for 1 - x: that sum is the smaller one */
    double sum;    /* scaled to [0, n/2] */
    struct rtpart_exponential exponential;
    uint64_t *entries; /* owned: 2^63 P(x_1 = 1), by rows, d = n first */
    size_t entry_count;
    struct rtpart_randfixedsum_row *rows; /* owned: of d = 0 .. n */
};

/*
 * Prepare for n values in [lo, hi] with that sum.
 *
 * @n        1 .. RTPART_RANDFIXEDSUM_MAX
 * @lo, @hi  finite, lo <= hi
 * @sum      n lo <= sum <= n hi; beyond by less than 10^-12 of that range counts as equal
 * @plan     zeroed or unset before; rtpart_randfixedsum_free. Empty on failure.
 * Returns 0, RTPART_EUSAGE (naming the bound that is broken) or RTPART_ENOMEM.
 * Time O(n^2) at worst (n = 10,000: a quarter of a second), memory O(n^1.5) (there: 20 MB).
 */
enum rtpart_code rtpart_randfixedsum_plan(struct rtpart_randfixedsum *plan, size_t n,
                                          double sum, double lo, double hi,
                                          struct rtpart_error *err);

/*
 * One vector. Values are in [lo, hi] exactly; their sum is right up to rounding.
 *
 * @x  room for plan->n values
 * O(n) time, no allocation. Cannot fail.
 */
void rtpart_randfixedsum_draw(const struct rtpart_randfixedsum *plan,
                              struct rtpart_rng *r, double *x);

void rtpart_randfixedsum_free(struct rtpart_randfixedsum *plan);

#endif
