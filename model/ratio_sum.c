/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ratio_sum.h"

#define DEN_MAX ((rtpart_u128)1 << 100) /* leaves room for 2^24 terms in the numerator */

/* Add num / den, 0 < num < den, to the exact form; give it up where it does not fit. */
static void add_exact(struct rtpart_ratio_sum *s, rtpart_ns num, rtpart_ns den)
{
    const rtpart_ns common = rtpart_ns_gcd(den, num);
    const rtpart_u128 d = (rtpart_u128)(den / common);
    const rtpart_ns shared = rtpart_ns_gcd((rtpart_ns)d, (rtpart_ns)(s->den % d));
    const rtpart_u128 scale = d / (rtpart_u128)shared; /* of what is there already */

    if (s->den >= DEN_MAX / scale) {
        s->den = 0;
        return;
    }
    s->num =
        s->num * scale + (rtpart_u128)(num / common) * (s->den / (rtpart_u128)shared);
    s->den *= scale;
}

void rtpart_ratio_sum_add(struct rtpart_ratio_sum *s, rtpart_i128 num, rtpart_ns den)
{
    rtpart_i128 whole = num / den;
    rtpart_ns rest = (rtpart_ns)(num % den);

    if (rest < 0) {
        rest += den;
        whole--;
    }
    s->whole += whole;
    if (rest == 0)
        return;
    const rtpart_u128 fixed = ((rtpart_u128)rest << RTPART_SUM_BITS) / (rtpart_u128)den;

    s->low += fixed;
    s->high += fixed + 1;
    if (s->den != 0)
        add_exact(s, rest, den);
}

/* <0, 0, >0 as the exact sum is below, at or above the bound. */
static int exact_cmp(const struct rtpart_ratio_sum *s, struct rtpart_ratio bound)
{
    const rtpart_i128 whole = s->whole + (rtpart_i128)(s->num / s->den);
    const rtpart_i128 b = bound.num / bound.den;

    if (whole != b)
        return whole < b ? -1 : 1;
    return rtpart_fraction_cmp(s->num % s->den, s->den,
                               (rtpart_u128)(bound.num % bound.den),
                               (rtpart_u128)bound.den);
}

/* Is whole + fixed 2^-74 <= bound? */
static bool fixed_at_most(rtpart_i128 whole, rtpart_u128 fixed, struct rtpart_ratio bound)
{
    const rtpart_u128 rest = (rtpart_u128)(bound.num % bound.den);
    const rtpart_u128 b = (rest << RTPART_SUM_BITS) / (rtpart_u128)bound.den;

    whole += (rtpart_i128)(fixed >> RTPART_SUM_BITS) - bound.num / bound.den;
    fixed &= ((rtpart_u128)1 << RTPART_SUM_BITS) - 1;
    return whole < 0 || (whole == 0 && fixed <= b);
}

bool rtpart_ratio_sum_at_most(const struct rtpart_ratio_sum *s, struct rtpart_ratio bound)
{
    if (s->den != 0)
        return exact_cmp(s, bound) <= 0;
    return fixed_at_most(s->whole, s->high, bound);
}

bool rtpart_ratio_sum_above(const struct rtpart_ratio_sum *s, struct rtpart_ratio bound)
{
    if (s->den != 0)
        return exact_cmp(s, bound) > 0;
    /* low > floor(bound) in whole units of 2^-74 means above the bound itself */
    return !fixed_at_most(s->whole, s->low, bound);
}

double rtpart_ratio_sum_value(const struct rtpart_ratio_sum *s)
{
    const double unit = (double)((rtpart_u128)1 << RTPART_SUM_BITS);

    return (double)s->whole + (double)s->low / unit;
}
