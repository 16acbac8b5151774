/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random.h - small deterministic generator for property tests (SplitMix64); the product
 *            uses GSL, the tests must not depend on what they test
 *
 * [SLF14] G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
 *         generators", OOPSLA 2014. doi:10.1145/2660193.2660195
 */
#ifndef RTPART_TESTS_RANDOM_H
#define RTPART_TESTS_RANDOM_H

#include <stdint.h>

struct test_random {
    uint64_t state;
};

/* Next 64 random bits. */
uint64_t test_random_next(struct test_random *r);

/* Uniform integer in [lo, hi]; lo <= hi. The tiny modulo bias does not matter to a test. */
int64_t test_random_range(struct test_random *r, int64_t lo, int64_t hi);

#endif
