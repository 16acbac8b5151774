/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fraction.h - plain fractions with a least denominator, for oracles on small numbers;
 *              a result that leaves 62 bits ends the test
 */
#ifndef RTPART_TESTS_FRACTION_H
#define RTPART_TESTS_FRACTION_H

#include <stdint.h>

struct fraction {
    int64_t num; /* any sign */
    int64_t den; /* > 0 */
};

struct fraction fraction_of(int64_t num, int64_t den);
struct fraction fraction_add(struct fraction a, struct fraction b);
struct fraction fraction_sub(struct fraction a, struct fraction b);

/* -1, 0, 1 as a < b, a == b, a > b. */
int fraction_cmp(struct fraction a, struct fraction b);

#endif
