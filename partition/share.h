/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share.h - sums of shares of a core (utilisations, bandwidths), compared exactly
 *
 * A share is rounded to fixed point first: that decides nearly every comparison. Where two
 * sums are closer than the rounding, their fractions are expanded digit by digit until the
 * order shows, or until it is proved that they are equal.
 */
#ifndef RTPART_PARTITION_SHARE_H
#define RTPART_PARTITION_SHARE_H

#include <stddef.h>
#include <stdint.h>

#include "common/wide.h"
#include "model/reservation.h"

/* A share in units of 2^-RTPART_SHARE_BITS of a core. */
typedef rtpart_u128 rtpart_share;

#define RTPART_SHARE_BITS 74
#define RTPART_SHARE_ONE  ((rtpart_share)1 << RTPART_SHARE_BITS)

/* r rounded down and up; 0 <= r <= 1. Sums of up to 2^53 of them fit. */
static inline rtpart_share rtpart_share_floor(struct rtpart_ratio r)
{
    return ((rtpart_share)r.num << RTPART_SHARE_BITS) / (rtpart_share)r.den;
}

static inline rtpart_share rtpart_share_ceil(struct rtpart_ratio r)
{
    return (((rtpart_share)r.num << RTPART_SHARE_BITS) + (rtpart_share)r.den - 1) /
           (rtpart_share)r.den;
}

/* Bandwidth of an interface, rounded down; 0 where the budget is 0. */
static inline rtpart_share rtpart_share_bandwidth(const struct rtpart_prm *r)
{
    return r->budget > 0 ? rtpart_share_floor(rtpart_prm_bandwidth(r)) : 0;
}

/* A fraction of at least s and at most s + 2^-50 of a core; s <= RTPART_SHARE_ONE. */
static inline struct rtpart_ratio rtpart_share_ratio(rtpart_share s)
{
    const int drop = RTPART_SHARE_BITS - 50;

    return (struct rtpart_ratio){.num = (rtpart_ns)(s >> drop) + 1,
                                 .den = (rtpart_ns)1 << 50};
}

/*
 * Sign of terms[0] + ... + terms[positive - 1] - terms[positive] - ... - terms[count - 1].
 *
 * Exact: X times the product of the denominators is an integer, so a sum that has not left
 * (-count, 0) after 64 bits for each of them is 0. Equal denominators are added up first.
 *
 * @terms  ratios in [0, 1] with denominators up to 2^53, count <= 2^20; scratch: overwritten
 * Returns -1, 0, 1. O(count log count), and O(count) for each further 64 bits in a tie.
 */
int rtpart_share_sum_sign(struct rtpart_ratio *terms, size_t positive, size_t count);

/*
 * Order of the sums of Q/P of two lists of interfaces: -1, 0, 1. Exact.
 * @na, @nb  at most RTPART_VCPUS_MAX; interfaces with budget 0 add nothing
 */
int rtpart_bandwidth_sum_cmp(const struct rtpart_prm *a, size_t na,
                             const struct rtpart_prm *b, size_t nb);

#endif
