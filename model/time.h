/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.h - time is a whole number of nanoseconds
 *
 * Every time that enters the library (period, deadline, WCET, budget, window) is at most
 * RTPART_NS_MAX = 2^53 ns, about 104 days. The bound leaves room for exact sums in 64
 * bits and products in 128 bits, and lets any JSON reader keep the integers exactly.
 */
#ifndef RTPART_MODEL_TIME_H
#define RTPART_MODEL_TIME_H

#include <stdint.h>

typedef int64_t rtpart_ns;

#define RTPART_NS_MAX ((rtpart_ns)1 << 53)

#define RTPART_US ((rtpart_ns)1000)
#define RTPART_MS ((rtpart_ns)1000000)
#define RTPART_S  ((rtpart_ns)1000000000)

/* ceil(a / b) for a >= 0, b > 0. */
static inline rtpart_ns rtpart_ns_ceil_div(rtpart_ns a, rtpart_ns b)
{
    return a / b + (a % b != 0);
}

/* Least multiple of `step` that is >= a, for a >= 0, step > 0, a + step <= INT64_MAX. */
static inline rtpart_ns rtpart_ns_round_up(rtpart_ns a, rtpart_ns step)
{
    return rtpart_ns_ceil_div(a, step) * step;
}

/* Greatest common divisor, for a >= 0, b >= 0, not both 0. */
static inline rtpart_ns rtpart_ns_gcd(rtpart_ns a, rtpart_ns b)
{
    while (b != 0) {
        const rtpart_ns r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Least common multiple, for a > 0, b > 0; 0 where it leaves 64 bits. */
static inline rtpart_ns rtpart_ns_lcm(rtpart_ns a, rtpart_ns b)
{
    rtpart_ns m;

    return __builtin_mul_overflow(a / rtpart_ns_gcd(a, b), b, &m) ? 0 : m;
}

#endif
