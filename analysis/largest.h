/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * largest.h - sum of the m largest of a stream of times: the carry-in jobs that can count
 */
#ifndef RTPART_ANALYSIS_LARGEST_H
#define RTPART_ANALYSIS_LARGEST_H

#include <stddef.h>

#include "common/wide.h"
#include "model/time.h"

/* A binary heap, the least of the kept values on top. The array is borrowed. */
struct rtpart_largest {
    rtpart_ns *kept; /* room for `room` values */
    size_t room;     /* m, may be 0 */
    size_t count;
    rtpart_i128 sum; /* of the kept values */
};

static inline void rtpart_largest_clear(struct rtpart_largest *l)
{
    l->count = 0;
    l->sum = 0;
}

/* Put `value` >= 0 in the place of one that is smaller; slow part of the next function. */
void rtpart_largest_keep(struct rtpart_largest *l, rtpart_ns value);

/* Take `value` >= 0 into account. O(log m). */
static inline void rtpart_largest_offer(struct rtpart_largest *l, rtpart_ns value)
{
    if (value > 0 && (l->count < l->room || (l->room > 0 && value > l->kept[0])))
        rtpart_largest_keep(l, value);
}

/* How many of the kept values are as small as the least of them. O(m). */
static inline size_t rtpart_largest_ties(const struct rtpart_largest *l)
{
    size_t ties = 0;

    for (size_t i = 0; i < l->count; i++)
        ties += l->kept[i] == l->kept[0];
    return ties;
}

#endif
