/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/rng.h"

#include <limits.h>

#include "common/splitmix.h"
#include "common/wide.h"

_Static_assert(ULONG_MAX == UINT64_MAX, "GSL's generators give an unsigned long");

/* One step of SplitMix64 [SLF14] from the state x: a bijection. */
static uint64_t mix(uint64_t x)
{
    struct rtpart_random r = {.state = x};

    return rtpart_random_bits(&r);
}

static void fill(struct rtpart_rng *r, uint64_t h)
{
    struct rtpart_random mixer = {.state = h};

    for (size_t i = 0; i < 4; i++)
        r->s[i] = rtpart_random_bits(&mixer);
}

void rtpart_rng_start(struct rtpart_rng *r, const struct rtpart_rng_key *key,
                      enum rtpart_stream stream)
{
    fill(r, mix(mix(mix(mix(key->seed) ^ key->point) ^ key->index) ^ (uint64_t)stream));
}

static void gsl_set(void *state, unsigned long seed)
{
    fill(state, seed);
}

static unsigned long gsl_get(void *state)
{
    return rtpart_rng_next(state);
}

static double gsl_get_double(void *state)
{
    return rtpart_rng_uniform(state);
}

static const gsl_rng_type gsl_type = {
    .name = "xoshiro256++",
    .max = ULONG_MAX,
    .min = 0,
    .size = sizeof(struct rtpart_rng),
    .set = gsl_set,
    .get = gsl_get,
    .get_double = gsl_get_double,
};

gsl_rng rtpart_rng_gsl(struct rtpart_rng *r)
{
    return (gsl_rng){.type = &gsl_type, .state = r};
}

uint64_t rtpart_rng_below(struct rtpart_rng *r, uint64_t n)
{
    const gsl_rng view = rtpart_rng_gsl(r);

    return gsl_rng_uniform_int(&view, n);
}

/*
 * `count` independent uniform integers, index[i] in [0, bound - i), from 64 bits [BL24].
 * The product of the bounds must be below 2^64. The result is biased only if what is left
 * of the 64 bits is below 2^64 modulo that product: then it is drawn again.
 */
static void draw_indices(struct rtpart_rng *r, uint64_t bound, size_t count,
                         uint64_t *index)
{
    uint64_t product = 1;
    uint64_t rest;

    for (size_t i = 0; i < count; i++)
        product *= bound - i;
    do {
        rest = rtpart_rng_next(r);
        for (size_t i = 0; i < count; i++) {
            const rtpart_u128 wide = (rtpart_u128)rest * (bound - i);

            index[i] = (uint64_t)(wide >> 64);
            rest = (uint64_t)wide;
        }
    } while (rest < product && rest < -product % product);
}

void rtpart_rng_shuffle(struct rtpart_rng *r, double *x, size_t n)
{
    size_t left = n; /* x[left..] is settled */

    while (left > 1) {
        const size_t most = left <= UINT16_MAX ? 4 : 2;
        const size_t count = left - 1 < most ? left - 1 : most;
        uint64_t index[4];

        draw_indices(r, left, count, index);
        for (size_t i = 0; i < count; i++) {
            const double taken = x[index[i]];

            left--;
            x[index[i]] = x[left];
            x[left] = taken;
        }
    }
}
