/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/limit.h"

#include <time.h>

/* Look some thousand times a second, however long a step of the search takes. */
#define LOOK_S         1e-3
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
    *l = (struct rtpart_limit){.req = req, .every = 1, .done = -1};
    if (req->time_limit_s > 0)
        l->end_s = now_s() + req->time_limit_s;
}

bool rtpart_limit_reached(struct rtpart_limit *l)
{
    const struct rtpart_partition_request *req = l->req;

    if (l->reached || l->calls_left-- > 0)
        return l->reached;

    const double now = now_s();
    const bool early = now - l->looked_s < LOOK_S;

    l->every = !early ? 1 : l->every < CALLS_PER_LOOK ? 2 * l->every : CALLS_PER_LOOK;
    l->calls_left = l->every - 1;
    l->looked_s = now;
    l->reached = (req->time_limit_s > 0 && now >= l->end_s) ||
                 (req->tick != NULL && req->tick(req->tick_ctx, l->done));
    return l->reached;
}
