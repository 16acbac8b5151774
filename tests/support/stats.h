/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats.h - is a sample from the distribution it should be from?
 *
 * Seeds are fixed, so a test either passes always or never; thresholds are those that a
 * right generator misses once in 1000 seeds or more rarely.
 */
#ifndef RTPART_TESTS_STATS_H
#define RTPART_TESTS_STATS_H

#include <stddef.h>

/* P(X <= x), with whatever parameters ctx holds. */
typedef double test_cdf(double x, const void *ctx);

/*
 * Kolmogorov-Smirnov: sqrt(n) times the largest distance between the distribution of the
 * sample and `cdf`. Sorts the sample. Above 1.95: once in 1000; above 2.23: in 10,000.
 */
double test_ks(double *sample, size_t n, test_cdf *cdf, const void *ctx);

/* Pearson's chi-square: probability that equally likely cells differ at least so much. */
double test_chi_square(const size_t *counts, size_t n);

/*
 * Density at x of the sum of d variables, uniform on [0, 1]: sums of positive terms in long
 * double, right to about 18 digits for d up to 1000. O(d^2).
 */
long double test_irwin_hall(unsigned d, long double x);

/* The same for x, x - 1, x - 2, ... in row[0], row[1], ..., row[count - 1]. */
void test_irwin_hall_row(unsigned d, long double x, long double *row, unsigned count);

/* Parameters of test_slice_cdf. */
struct test_slice {
    unsigned n;
    double sum;
};

/*
 * Distribution of one value of a vector that is uniform on {x in [0,1]^n, sum x = sum}.
 * @ctx  struct test_slice
 */
double test_slice_cdf(double x, const void *ctx);

/* Variance of such a value. */
double test_slice_variance(const struct test_slice *slice);

#endif
