/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 artanh((m - 1) / (m + 1)).
 * exp: x = k log 2 + r with |r| <= log(2) / 2, and Taylor's series of exp r.
 */
#include "generators/portable_math.h"

#include <float.h>

#if FLT_EVAL_METHOD != 0
#error "doubles must be computed as doubles (on x86: -mfpmath=sse)"
#endif

/* Bits of 1 and of sqrt(1/2), below which a mantissa counts to the exponent before. */
#define ONE_BITS       UINT64_C(0x3ff0000000000000)
#define ROOT_HALF_BITS UINT64_C(0x3fe6a09e667f3bcd)
#define MANTISSA_BITS  UINT64_C(0x000fffffffffffff)

/* log 2 in two parts: the first has 33 bits, so that small multiples of it are exact. */
#define LN2_HI 0x1.62e42fefp-1
#define LN2_LO 0x1.473de6af278edp-34

/* 2 artanh f for |f| <= 0.1716: odd terms up to f^21, the next one is below 2^-60 f. */
static double log_series(double f)
{
    static const double c[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11,
                               1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
    const double square = f * f;
    double sum = c[9];

    for (int i = 8; i >= 0; i--)
        sum = c[i] + square * sum;
    return 2 * f + 2 * f * (square * sum);
}

double rtpart_log(double x)
{
    const uint64_t bits = rtpart_double_bits(x) + (ONE_BITS - ROOT_HALF_BITS);
    const double m = rtpart_double_from_bits((bits & MANTISSA_BITS) + ROOT_HALF_BITS);
    const double e = (int)(bits >> 52) - 1023;

    return e * LN2_HI + (log_series((m - 1) / (m + 1)) + e * LN2_LO);
}

double rtpart_log1p(double x)
{
    return x > -0.25 && x < 0.25 ? log_series(x / (2 + x)) : rtpart_log(1 + x);
}

/* (exp r - 1 - r) / r^2 for |r| <= 0.35: up to r^11/13!. */
static double exp_series(double r)
{
    static const double c[] = {1.0 / 2,        1.0 / 6,         1.0 / 24,
                               1.0 / 120,      1.0 / 720,       1.0 / 5040,
                               1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,
                               1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    double sum = c[11];

    for (int i = 10; i >= 0; i--)
        sum = c[i] + r * sum;
    return sum;
}

double rtpart_exp(double x)
{
    if (x < -700)
        return 0;
    /* 1.5 * 2^52, added and taken off again, rounds to a whole number */
    const double k = (x * 0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52;
    const double r = (x - k * LN2_HI) - k * LN2_LO;
    const double scale = rtpart_double_from_bits((uint64_t)((int)k + 1023) << 52);

    return scale * (1 + (r + r * r * exp_series(r)));
}

double rtpart_expm1(double x)
{
    return x > -0.35 && x < 0.35 ? x + x * x * exp_series(x) : rtpart_exp(x) - 1;
}
