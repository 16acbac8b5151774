/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exponential.h - exponential random variables (mean 1) by the ziggurat method: one draw,
 *                 one product and one comparison in 99 % of the cases, no logarithm
 *
 * The density exp(-x) is covered by 256 layers of equal area: rectangles, and for the lowest
 * the tail. Exact up to the rounding of doubles, and the same on every machine
 * (portable_math.h); gsl_ran_exponential takes a logarithm from the C library.
 *
 * [MT00] G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random
 *        variables", Journal of Statistical Software 5(8), 2000. doi:10.18637/jss.v005.i08
 */
#ifndef RTPART_GENERATORS_EXPONENTIAL_H
#define RTPART_GENERATORS_EXPONENTIAL_H

#include <stddef.h>

#include "generators/rng.h"

#define RTPART_EXPONENTIAL_LAYERS 256

/* Read only after rtpart_exponential_init: any number of threads may share it. */
struct rtpart_exponential {
    /* Right edges: edge[0] = area / height of the lowest layer, then falling to 0. */
    double edge[RTPART_EXPONENTIAL_LAYERS + 1];
};

void rtpart_exponential_init(struct rtpart_exponential *e);

/*
 * x[0..n-1], independent. Returns their sum. O(n).
 */
double rtpart_exponential_fill(const struct rtpart_exponential *e, struct rtpart_rng *r,
                               double *x, size_t n);

#endif
