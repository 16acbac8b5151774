/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/uunifast.h"

#include <stdbool.h>

#include "generators/portable_math.h"

void rtpart_uunifast_draw(struct rtpart_rng *r, size_t n, double sum, double lo,
                          double *x)
{
    double left = sum - (double)n * lo;

    if (left < 0) /* rounding of n lo */
        left = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const double power = rtpart_log(rtpart_rng_uniform(r)) / (double)(n - 1 - i);
        const double next = left * rtpart_exp(power);

        x[i] = lo + (left - next);
        left = next;
    }
    x[n - 1] = lo + left;
}

static bool any_above(const double *x, size_t n, double hi)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] > hi)
            return true;
    return false;
}

enum rtpart_code rtpart_uunifast_discard_draw(struct rtpart_rng *r, size_t n, double sum,
                                              double lo, double hi, double *x,
                                              struct rtpart_error *err)
{
    const size_t tries = RTPART_UUNIFAST_DISCARDS / n + 1;

    for (size_t i = 0; i < tries; i++) {
        rtpart_uunifast_draw(r, n, sum, lo, x);
        if (!any_above(x, n, hi))
            return RTPART_OK;
    }
    return rtpart_fail(
        err, RTPART_ERANGE,
        "uunifast-discard: none of %zu vectors of %zu values with sum %g was "
        "below %g; randfixedsum does not discard",
        tries, n, sum, hi);
}
