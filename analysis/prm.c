/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/prm.h"

#include "common/wide.h"

rtpart_ns rtpart_prm_lsbf(const struct rtpart_prm *r, rtpart_ns t)
{
    const rtpart_ns rest = t - 2 * (r->period - r->budget);

    if (rest <= 0)
        return 0;
    return (rtpart_ns)((rtpart_i128)rest * r->budget / r->period);
}

rtpart_ns rtpart_prm_budget_for(rtpart_ns period, rtpart_ns t, rtpart_ns work)
{
    if (work <= 0)
        return 0;
    if (work > t)
        return RTPART_NS_NONE;
    const rtpart_ns last = t / period;
    rtpart_ns best = period; /* the whole CPU supplies t >= work */

    for (rtpart_ns k = last >= 2 ? last - 2 : 0; k <= last; k++) {
        const rtpart_ns full = rtpart_ns_ceil_div(work, k + 1);
        const rtpart_ns tail = period - (t - work) / (k + 2);
        const rtpart_ns budget = full > tail ? full : tail;

        if (budget < best)
            best = budget;
    }
    return best;
}
