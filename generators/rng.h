/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rng.h - random numbers: one independent stream for every (seed, point, index), the same
 *         on every machine
 *
 * The generator is xoshiro256++ [BV21], its state filled by SplitMix64 [SLF14], and it is
 * offered to GSL as a gsl_rng_type, so that GSL's distributions draw from the same stream.
 * It is not one of those that GSL ships because all of these take a seed of 32 bits: among
 * 100,000 sets two would be expected to be the same one.
 *
 * [BV21]  D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM
 *         TOMS 47(4), 2021. doi:10.1145/3460772
 * [BL24]  N. Brackett-Rozinsky and D. Lemire, "Batched ranged random integer generation",
 *         Software: Practice and Experience, 2024. doi:10.1002/spe.3369
 * [SLF14] G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
 *         generators", OOPSLA 2014. doi:10.1145/2660193.2660195
 */
#ifndef RTPART_GENERATORS_RNG_H
#define RTPART_GENERATORS_RNG_H

#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_rng.h>

#include "generators/portable_math.h"

/* State of one stream; a plain value, use only through the functions below. */
struct rtpart_rng {
    uint64_t s[4];
};

/* What a stream is for: utilisations do not change when periods are drawn otherwise. */
enum rtpart_stream {
    RTPART_STREAM_UTILIZATION = 1,
    RTPART_STREAM_PERIOD = 2,
    RTPART_STREAM_DEADLINE = 3,
};

/* Which set of which series. */
struct rtpart_rng_key {
    uint64_t seed;  /* of the whole experiment */
    uint64_t point; /* of its grid (U, n, ...); 0 where there is none */
    uint64_t index; /* of the set at that point */
};

/*
 * Start the stream of `key` for `stream`:
 *     h = m(m(m(m(seed) ^ point) ^ index) ^ stream),
 * where m(x) is one step of SplitMix64 from x (add 0x9e3779b97f4a7c15, mix), and s[0..3] are
 * the next four outputs of SplitMix64 from h. m is a bijection, hence two sets of one point
 * never share a stream.
 */
void rtpart_rng_start(struct rtpart_rng *r, const struct rtpart_rng_key *key,
                      enum rtpart_stream stream);

/* Next 64 random bits. */
static inline uint64_t rtpart_rng_next(struct rtpart_rng *r)
{
    uint64_t *s = r->s;
    const uint64_t sum = s[0] + s[3];
    const uint64_t result = ((sum << 23) | (sum >> 41)) + s[0];
    const uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* The top 52 of `bits` as a double in (0, 1): the middle of one of 2^52 equal cells. */
static inline double rtpart_rng_unit(uint64_t bits)
{
    return rtpart_double_from_bits(bits >> 12 | 0x3ff0000000000000u) -
           0x1.fffffffffffffp-1; /* 1 - 2^-53; the difference is exact */
}

/* Uniform double in (0, 1), 52 bits. */
static inline double rtpart_rng_uniform(struct rtpart_rng *r)
{
    return rtpart_rng_unit(rtpart_rng_next(r));
}

/*
 * Uniform integer in [0, n), 0 < n < 2^63, by gsl_rng_uniform_int: integers only, hence the
 * same on every machine.
 */
uint64_t rtpart_rng_below(struct rtpart_rng *r, uint64_t n);

/*
 * The stream as GSL sees it, 64 bits a call:
 *     gsl_rng view = rtpart_rng_gsl(&r);
 *     x = gsl_ran_gaussian(&view, sigma);
 * Borrows `r`; do not gsl_rng_free it. Those distributions of GSL that compute with doubles
 * may differ in the last bit between machines.
 */
gsl_rng rtpart_rng_gsl(struct rtpart_rng *r);

/*
 * Random order of x[0..n-1], every one equally likely; n < 2^32. Several positions are taken
 * from each 64 random bits [BL24]. O(n).
 */
void rtpart_rng_shuffle(struct rtpart_rng *r, double *x, size_t n);

#endif
