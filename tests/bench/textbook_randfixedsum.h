/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbook_randfixedsum.h - RandFixedSum as published, to measure ours against
 *
 * A straightforward version: the full table of transition probabilities from the table of
 * volumes, in doubles, a random number and a power for each value, a permutation.
 *
 * [ESD10] P. Emberson, R. Stafford and R. I. Davis, "Techniques for the synthesis of
 *         multiprocessor tasksets", WATERS 2010, pp. 6-11.
 */
#ifndef RTPART_TESTS_TEXTBOOK_RANDFIXEDSUM_H
#define RTPART_TESTS_TEXTBOOK_RANDFIXEDSUM_H

#include <stddef.h>

#include <gsl/gsl_rng.h>

struct textbook {
    size_t n;
    double sum;
    double *t; /* t[i * n + j]: row of i + 1 dimensions, column j */
};

/* Values in [0, 1], 0 < sum < n. Free t. */
void textbook_plan(struct textbook *b, size_t n, double sum);

void textbook_draw(const struct textbook *b, gsl_rng *r, double *x);

#endif
