/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_supply.h"

#include <assert.h>

bool oracle_supplied(const struct rtpart_prm *r, rtpart_ns tick)
{
    const rtpart_ns now = r->budget + tick; /* the period before the window began at 0 */

    assert(r->period > 0);
    return now >= r->period && now % r->period >= r->period - r->budget;
}

rtpart_ns oracle_sbf(const struct rtpart_prm *r, rtpart_ns t)
{
    rtpart_ns supply = 0;

    for (rtpart_ns tick = 0; tick < t; tick++)
        supply += oracle_supplied(r, tick);
    return supply;
}

/* Least number of supplied ticks among [from, to) of one period, over all patterns. */
static rtpart_ns least_in_period(const struct rtpart_prm *r, rtpart_ns from, rtpart_ns to)
{
    rtpart_ns least = to - from;

    for (unsigned pattern = 0; pattern < 1u << r->period; pattern++) {
        rtpart_ns supply = 0;

        if (__builtin_popcount(pattern) != r->budget)
            continue;
        for (rtpart_ns tick = from; tick < to; tick++)
            supply += pattern >> tick & 1;
        if (supply < least)
            least = supply;
    }
    return least;
}

rtpart_ns oracle_sbf_all_patterns(const struct rtpart_prm *r, rtpart_ns t)
{
    rtpart_ns least = t;

    for (rtpart_ns start = 0; start < r->period; start++) {
        rtpart_ns supply = 0;

        /* Periods are independent, hence the least sum is the sum of the least. */
        for (rtpart_ns begin = 0; begin < start + t; begin += r->period) {
            const rtpart_ns from = begin < start ? start - begin : 0;
            const rtpart_ns left = start + t - begin;

            supply += least_in_period(r, from, left < r->period ? left : r->period);
        }
        if (supply < least)
            least = supply;
    }
    return least;
}

rtpart_ns oracle_budget_for(rtpart_ns period, rtpart_ns t, rtpart_ns work)
{
    for (rtpart_ns budget = 0; budget <= period; budget++) {
        const struct rtpart_prm r = {.period = period, .budget = budget};

        if (oracle_sbf(&r, t) >= work)
            return budget;
    }
    return -1;
}

rtpart_ns oracle_window_for(const struct rtpart_prm *r, rtpart_ns work, rtpart_ns limit)
{
    rtpart_ns supply = 0;

    for (rtpart_ns t = 0; t <= limit; t++) {
        if (supply >= work)
            return t;
        supply += oracle_supplied(r, t);
    }
    return -1;
}
