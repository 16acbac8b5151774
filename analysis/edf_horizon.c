/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edf_horizon.h"

#include <assert.h>

/* Steps of the busy period's recurrence before it is given up. */
#define BUSY_STEPS 200000

struct rtpart_edf_sums rtpart_edf_sums(const struct rtpart_load *l)
{
    struct rtpart_edf_sums s = {.laxity = l->latency};

    for (size_t i = 0; i < l->count; i++) {
        const rtpart_ns c = l->wcet[i];
        const rtpart_ns lax = l->period[i] - l->deadline[i];

        s.u_low += ((rtpart_u128)c << 64) / (rtpart_u128)l->period[i];
        s.u_high += c > 0;
        if (lax > 0)
            s.laxity += (rtpart_i128)c * lax / l->period[i] + 1;
    }
    s.u_high += s.u_low;
    return s;
}

/* Least common multiple of `a` and all periods; 0: out of range. */
static rtpart_ns cycle_of(const struct rtpart_load *l, rtpart_ns a)
{
    for (size_t i = 0; i < l->count && a > 0; i++) {
        a = rtpart_ns_lcm(a, l->period[i]);
        if (a > RTPART_EDF_HORIZON_MAX)
            a = 0;
    }
    return a;
}

/* Q/P against U with the demand of a whole cycle; U must be near Q/P, so that it fits. */
static enum rtpart_share share_by_cycle(const struct rtpart_load *l,
                                        const struct rtpart_prm *r)
{
    const rtpart_ns cycle = cycle_of(l, 1);
    rtpart_i128 demand = 0;

    if (cycle == 0)
        return RTPART_SHARE_TOO_CLOSE;
    for (size_t i = 0; i < l->count; i++)
        demand += (rtpart_i128)l->wcet[i] * (cycle / l->period[i]);
    demand *= r->period;
    const rtpart_i128 supply = (rtpart_i128)r->budget * cycle;

    return supply < demand   ? RTPART_SHARE_BELOW
           : supply > demand ? RTPART_SHARE_ABOVE
                             : RTPART_SHARE_EQUAL;
}

enum rtpart_share rtpart_edf_share_cmp(const struct rtpart_load *l,
                                       const struct rtpart_edf_sums *s,
                                       const struct rtpart_prm *r)
{
    const rtpart_u128 share = (rtpart_u128)r->budget << 64; /* times P, as the others */
    const rtpart_u128 period = (rtpart_u128)r->period;

    if (s->u_low > RTPART_U_ONE)
        return RTPART_SHARE_BELOW;
    if (share < s->u_low * period)
        return RTPART_SHARE_BELOW;
    if (share >= s->u_high * period && s->u_high > s->u_low)
        return RTPART_SHARE_ABOVE;
    return share_by_cycle(l, r);
}

/* Number of bits up to and including the highest that is set; 0 for 0. */
static int bits(rtpart_u128 x)
{
    const uint64_t high = (uint64_t)(x >> 64);
    const uint64_t low = (uint64_t)x;

    return high > 0  ? 128 - __builtin_clzll(high)
           : low > 0 ? 64 - __builtin_clzll(low)
                     : 0;
}

/* n 2^64 / d rounded up, 0 < d < 2^127; RTPART_EDF_HORIZON_MAX + 1 where that is larger. */
static rtpart_ns scaled_div(rtpart_u128 n, rtpart_u128 d)
{
    /* a short divisor is fast, and what it loses makes the result longer: safe */
    const int excess = bits(d) > 63 ? bits(d) - 63 : 0;
    const int shift = 64 - excess;

    if (bits(n) + shift > 127) /* then n is longer than d, the result more than 2^62 */
        return RTPART_EDF_HORIZON_MAX + 1;
    const rtpart_u128 divisor = d >> excess;

    assert(divisor > 0);
    const rtpart_u128 quotient = (n << shift) / divisor;

    return quotient < (rtpart_u128)RTPART_EDF_HORIZON_MAX ? (rtpart_ns)quotient + 1
                                                          : RTPART_EDF_HORIZON_MAX + 1;
}

rtpart_ns rtpart_edf_bound(const struct rtpart_edf_sums *s, const struct rtpart_prm *r,
                           rtpart_ns delay)
{
    const rtpart_u128 share = (rtpart_u128)r->budget << 64;
    const rtpart_u128 used = s->u_high * (rtpart_u128)r->period;
    const rtpart_u128 n = (rtpart_u128)delay * (rtpart_u128)r->budget +
                          (rtpart_u128)s->laxity * (rtpart_u128)r->period;

    if (s->u_low > RTPART_U_ONE || share <= used)
        return RTPART_EDF_HORIZON_MAX + 1;
    return scaled_div(n, share - used);
}

rtpart_ns rtpart_edf_busy_period(const struct rtpart_load *l)
{
    rtpart_ns t = 1;

    for (int step = 0; step < BUSY_STEPS && t <= RTPART_EDF_HORIZON_MAX; step++) {
        rtpart_i128 work = l->latency;

        for (size_t i = 0; i < l->count; i++)
            work += (rtpart_i128)rtpart_ns_ceil_div(t, l->period[i]) * l->wcet[i];
        if (work <= t)
            return t;
        t = work > RTPART_EDF_HORIZON_MAX ? RTPART_EDF_HORIZON_MAX + 1 : (rtpart_ns)work;
    }
    return 0;
}

/* Last window to look at where the processor is the load's own. */
static rtpart_ns dedicated_horizon(const struct rtpart_load *l,
                                   const struct rtpart_edf_sums *s,
                                   const struct rtpart_prm *r)
{
    if (rtpart_edf_share_cmp(l, s, r) == RTPART_SHARE_BELOW)
        return -1;
    const rtpart_ns busy = rtpart_edf_busy_period(l);

    if (busy > 0)
        return busy;
    const rtpart_ns bound = rtpart_edf_bound(s, r, 0);
    const rtpart_ns cycle = cycle_of(l, 1);

    return cycle > 0 && cycle < bound ? cycle : bound;
}

rtpart_ns rtpart_edf_last_window(const struct rtpart_load *l,
                                 const struct rtpart_edf_sums *s,
                                 const struct rtpart_prm *r)
{
    if (s->u_high == 0) /* only the latency is to be supplied, by the first deadline */
        return l->deadline[0];
    if (r->budget == r->period)
        return dedicated_horizon(l, s, r);
    const rtpart_ns bound = rtpart_edf_bound(s, r, 2 * (r->period - r->budget));

    /* The cycle takes time: it is asked for where it may save many windows. */
    if (bound <= 64 * l->deadline[l->count - 1])
        return bound;
    if (bound > RTPART_EDF_HORIZON_MAX) {
        const enum rtpart_share share = rtpart_edf_share_cmp(l, s, r);

        if (share == RTPART_SHARE_BELOW || share == RTPART_SHARE_EQUAL)
            return -1;
    }
    const rtpart_ns cycle = cycle_of(l, r->period);

    return cycle > 0 && cycle + r->period < bound ? cycle + r->period : bound;
}
