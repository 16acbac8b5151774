/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a thread is scheduled, as a value: a reservation, its bandwidth, equality. */
#include "deploy/sched_deadline.h"
#include "model/host.h"

struct rtpart_sched rtpart_sched_reservation(const struct rtpart_prm *r)
{
    return (struct rtpart_sched){
        .policy = RTPART_POLICY_DEADLINE,
        .flags = RTPART_SCHED_RESET_ON_FORK,
        .runtime = r->budget,
        .deadline = r->period,
        .period = r->period,
    };
}

bool rtpart_sched_equal(const struct rtpart_sched *a, const struct rtpart_sched *b)
{
    if (a->policy != b->policy ||
        (a->flags & RTPART_SCHED_KEPT_FLAGS) != (b->flags & RTPART_SCHED_KEPT_FLAGS))
        return false;
    switch (a->policy) {
    case RTPART_POLICY_DEADLINE:
        return a->runtime == b->runtime && a->deadline == b->deadline &&
               a->period == b->period;
    case RTPART_POLICY_FIFO:
    case RTPART_POLICY_RR:
        return a->priority == b->priority;
    case RTPART_POLICY_OTHER:
    case RTPART_POLICY_BATCH:
        return a->nice == b->nice && a->runtime == b->runtime;
    default:
        return a->nice == b->nice;
    }
}

int64_t rtpart_sched_bandwidth(const struct rtpart_sched *s)
{
    const struct rtpart_prm r = {.period = s->period, .budget = s->runtime};

    return s->policy == RTPART_POLICY_DEADLINE ? rtpart_prm_booked(&r) : 0;
}
