/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ratio.h"

/* Compare integer parts, then the reciprocals of the rests, which reverses the order. */
int rtpart_fraction_cmp(rtpart_u128 p, rtpart_u128 q, rtpart_u128 r, rtpart_u128 s)
{
    for (int sign = 1;; sign = -sign) {
        const rtpart_u128 a = p / q;
        const rtpart_u128 b = r / s;

        if (a != b)
            return a < b ? -sign : sign;
        p -= a * q;
        r -= b * s;
        if (p == 0 || r == 0)
            return p == r ? 0 : p == 0 ? -sign : sign;

        const rtpart_u128 t = p;
        const rtpart_u128 u = r;

        p = q;
        q = t;
        r = s;
        s = u;
    }
}

int rtpart_ratio_diff_cmp(struct rtpart_ratio a, struct rtpart_ratio b,
                          struct rtpart_ratio c, struct rtpart_ratio d)
{
    const rtpart_u128 p =
        (rtpart_u128)((rtpart_i128)a.num * b.den - (rtpart_i128)b.num * a.den);
    const rtpart_u128 r =
        (rtpart_u128)((rtpart_i128)c.num * d.den - (rtpart_i128)d.num * c.den);

    return rtpart_fraction_cmp(p, (rtpart_u128)a.den * (rtpart_u128)b.den, r,
                               (rtpart_u128)c.den * (rtpart_u128)d.den);
}
