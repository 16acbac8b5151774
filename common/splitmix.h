/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * splitmix.h - a small, fast, seedable stream of random integers, the same on every machine
 *              (SplitMix64), for the simulator's inner loop; distributions come from
 *              GSL, in generators/
 *
 * [SLF14] G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
 *         generators", OOPSLA 2014. doi:10.1145/2660193.2660195
 */
#ifndef RTPART_COMMON_SPLITMIX_H
#define RTPART_COMMON_SPLITMIX_H

#include "common/wide.h"

#include <stdint.h>

/* Any state is a valid seed. */
struct rtpart_random {
    uint64_t state;
};

/* Next 64 random bits [SLF14]. */
static inline uint64_t rtpart_random_bits(struct rtpart_random *r)
{
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/*
 * Integer in [lo, hi], lo <= hi < lo + 2^63. A value is at most 2^-64 * (hi - lo + 1) more
 * likely than another: far below what a simulation can see.
 */
static inline int64_t rtpart_random_between(struct rtpart_random *r, int64_t lo,
                                            int64_t hi)
{
    const rtpart_u128 span = (rtpart_u128)(uint64_t)(hi - lo) + 1;

    return lo + (int64_t)((rtpart_random_bits(r) * span) >> 64);
}

#endif
