/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/limit.h"

#include <time.h>

#define CALLS_PER_LOOK 256

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void rtpart_limit_start(struct rtpart_limit *l,
                        const struct rtpart_partition_request *req)
{
    *l = (struct rtpart_limit){.req = req, .done = -1};
    if (req->time_limit_s > 0)
        l->end_s = now_s() + req->time_limit_s;
}

bool rtpart_limit_reached(struct rtpart_limit *l)
{
    const struct rtpart_partition_request *req = l->req;

    if (l->reached || l->calls++ % CALLS_PER_LOOK != 0)
        return l->reached;
    l->reached = (req->time_limit_s > 0 && now_s() >= l->end_s) ||
                 (req->tick != NULL && req->tick(req->tick_ctx, l->done));
    return l->reached;
}
