/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/fixedsum.h"

#include <math.h>

/* A sum outside the bounds by this part of them is taken for rounding. */
#define SLACK 1e-12

enum rtpart_code rtpart_fixedsum_part(size_t n, double sum, double least, double most,
                                      double *part, struct rtpart_error *err)
{
    const double slack = SLACK * fmax(fabs(least), fabs(most));

    if (n == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "no tasks: at least one is needed");
    if (!isfinite(sum) || !isfinite(least) || !isfinite(most))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "utilization %g between %g and %g: not finite numbers", sum,
                           least, most);
    if (sum < least - slack)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "utilization %.12g is too low: %zu %s need at least %.12g",
                           sum, n, n == 1 ? "task" : "tasks", least);
    if (sum > most + slack)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "utilization %.12g is too high: %zu %s can have at most %.12g",
                           sum, n, n == 1 ? "task" : "tasks", most);
    *part = least < most ? fmin(fmax((sum - least) / (most - least), 0), 1) : 0;
    return RTPART_OK;
}

enum rtpart_code rtpart_fixedsum_scale(size_t n, double sum, double lo, double hi,
                                       double *scaled, struct rtpart_error *err)
{
    double part;

    if (!isfinite(lo) || !isfinite(hi) || lo > hi)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "bounds %g and %g are not two finite numbers, the lower one "
                           "first",
                           lo, hi);
    const enum rtpart_code code =
        rtpart_fixedsum_part(n, sum, (double)n * lo, (double)n * hi, &part, err);

    if (code == RTPART_OK)
        *scaled = part * (double)n;
    return code;
}
