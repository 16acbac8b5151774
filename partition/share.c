/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/share.h"

#include <stdlib.h>

#include "common/array.h"
#include "model/taskset.h"

static int den_cmp(const void *a, const void *b)
{
    const struct rtpart_ratio *x = a;
    const struct rtpart_ratio *y = b;

    return rtpart_order((uint64_t)x->den, (uint64_t)y->den);
}

/*
 * Write the sum as `whole` plus terms in (0, 1) of different denominators, which stay in
 * front of the array; returns their number.
 */
static size_t reduce(struct rtpart_ratio *terms, size_t positive, size_t count,
                     rtpart_i128 *whole)
{
    size_t kept = 0;

    *whole = 0;
    for (size_t i = positive; i < count; i++) { /* -x = -1 + (1 - x) */
        terms[i].num = terms[i].den - terms[i].num;
        (*whole)--;
    }
    qsort(terms, count, sizeof *terms, den_cmp);
    for (size_t i = 0; i < count;) {
        const rtpart_ns den = terms[i].den;
        rtpart_i128 num = 0;

        for (; i < count && terms[i].den == den; i++)
            num += terms[i].num;
        *whole += num / den;
        if (num % den != 0)
            terms[kept++] =
                (struct rtpart_ratio){.num = (rtpart_ns)(num % den), .den = den};
    }
    return kept;
}

int rtpart_share_sum_sign(struct rtpart_ratio *terms, size_t positive, size_t count)
{
    rtpart_i128 whole;
    const size_t kept = reduce(terms, positive, count, &whole);

    for (size_t round = 0;; round++) {
        rtpart_share rest = 0; /* non-zero while some fraction is left */

        /* the fractions are at least 0 and less than `kept` in sum */
        for (size_t i = 0; i < kept; i++)
            rest |= (rtpart_share)terms[i].num;
        if (whole >= 0)
            return whole > 0 || rest != 0;
        if (rest == 0 || whole <= -(rtpart_i128)kept)
            return -1;
        if (round == kept)
            return 0;
        whole *= (rtpart_i128)1 << 64;
        for (size_t i = 0; i < kept; i++) {
            const rtpart_u128 n = (rtpart_u128)terms[i].num << 64;

            whole += (rtpart_i128)(n / (rtpart_u128)terms[i].den);
            terms[i].num = (rtpart_ns)(n % (rtpart_u128)terms[i].den);
        }
    }
}

static size_t put(struct rtpart_ratio *terms, size_t at, const struct rtpart_prm *r,
                  size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (r[i].budget > 0)
            terms[at++] = rtpart_prm_bandwidth(&r[i]);
    return at;
}

static rtpart_share floor_sum(const struct rtpart_prm *r, size_t n)
{
    rtpart_share sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += rtpart_share_bandwidth(&r[i]);
    return sum;
}

int rtpart_bandwidth_sum_cmp(const struct rtpart_prm *a, size_t na,
                             const struct rtpart_prm *b, size_t nb)
{
    const rtpart_share x = floor_sum(a, na);
    const rtpart_share y = floor_sum(b, nb);
    struct rtpart_ratio terms[2 * RTPART_VCPUS_MAX];

    if (x > y + nb)
        return 1;
    if (y > x + na)
        return -1;
    const size_t positive = put(terms, 0, a, na);

    return rtpart_share_sum_sign(terms, positive, put(terms, positive, b, nb));
}
