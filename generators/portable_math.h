/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * portable_math.h - logarithm and exponential that give the same bits on every machine
 *
 * Those of the C library differ in the last bit from one version or processor to the next,
 * and then so do task sets. These use only IEEE additions, multiplications and divisions of
 * doubles, in a fixed order (the project is compiled without contraction to fused
 * operations). Errors are below 2.5 units in the last place, of log1p and expm1 below 4.5.
 */
#ifndef RTPART_GENERATORS_PORTABLE_MATH_H
#define RTPART_GENERATORS_PORTABLE_MATH_H

#include <stdint.h>
#include <string.h>

static inline uint64_t rtpart_double_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double rtpart_double_from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Natural logarithm of a finite normal x > 0. */
double rtpart_log(double x);

/* log(1 + x) for x > -1, precise for small x too. */
double rtpart_log1p(double x);

/* Exponential of x <= 700; 0 below -700. */
double rtpart_exp(double x);

/* exp(x) - 1, precise for small x too; x <= 700. */
double rtpart_expm1(double x);

#endif
