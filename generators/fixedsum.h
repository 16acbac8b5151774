/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fixedsum.h - can n utilisations within bounds have that sum? Asked by every method.
 */
#ifndef RTPART_GENERATORS_FIXEDSUM_H
#define RTPART_GENERATORS_FIXEDSUM_H

#include <stddef.h>

#include "common/error.h"

/*
 * Where the sum lies between the least and the largest one.
 *
 * @n     how many values, >= 1
 * @least, @most  sums of their lower and of their upper bounds, least <= most
 * @sum   finite; outside by less than 10^-12 of the bounds counts as equal to them
 * @part  (sum - least) / (most - least), in [0, 1]; 0 where least = most
 * Returns 0, or RTPART_EUSAGE: which bound is broken.
 */
enum rtpart_code rtpart_fixedsum_part(size_t n, double sum, double least, double most,
                                      double *part, struct rtpart_error *err);

/*
 * The same for values that all lie in [lo, hi], which must be two finite numbers, the lower
 * one first. @scaled: the sum when [lo, hi] is scaled to [0, 1], in [0, n].
 */
enum rtpart_code rtpart_fixedsum_scale(size_t n, double sum, double lo, double hi,
                                       double *scaled, struct rtpart_error *err);

#endif
