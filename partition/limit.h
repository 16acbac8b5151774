/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limit.h - when a search has to stop: its time is up, or whoever asked says so
 */
#ifndef RTPART_PARTITION_LIMIT_H
#define RTPART_PARTITION_LIMIT_H

#include "partition/partition.h"

struct rtpart_limit {
    const struct rtpart_partition_request *req; /* time limit and tick, borrowed */
    double end_s;                               /* on the monotonic clock */
    double looked_s;                            /* when the clock was looked at last */
    unsigned every; /* calls from one look to the next, 1..256 */
    unsigned calls_left;
    double done; /* what the tick is told: 0..1, or < 0 */
    bool reached;
};

/* Starts the clock. */
void rtpart_limit_start(struct rtpart_limit *l,
                        const struct rtpart_partition_request *req);

/*
 * Is it time to stop? Once yes, always yes. Cheap: looks at the clock and calls the tick
 * about once in a millisecond, and at least once in 256 calls.
 */
bool rtpart_limit_reached(struct rtpart_limit *l);

#endif
