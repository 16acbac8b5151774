/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/verify_check.h"

#include <stdarg.h>
#include <stdio.h>

enum rtpart_answer rtpart_verify_refuse(const struct rtpart_verify *x, const char *fmt,
                                        ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(x->why, x->size, fmt, args);
    va_end(args);
    return RTPART_UNSCHEDULABLE;
}

/*
 * Worst-case supply in a window t: nothing for 2(P - Q), then Q at the start of every P
 * from there on.
 */
rtpart_i128 rtpart_verify_supply(const struct rtpart_verify *x, rtpart_i128 t)
{
    const rtpart_i128 since = t - 2 * (x->period - x->budget);

    if (since <= 0)
        return 0;
    const rtpart_i128 part = since % x->period;

    return since / x->period * x->budget + (part < x->budget ? part : x->budget);
}

/* Does task a come before task b in the guest? */
static bool before(const struct rtpart_verify *x, size_t a, size_t b)
{
    const struct rtpart_task *ta = rtpart_verify_task(x, a);
    const struct rtpart_task *tb = rtpart_verify_task(x, b);
    rtpart_ns ka = ta->deadline;
    rtpart_ns kb = tb->deadline;

    if (x->plan->scheduler == RTPART_SCHED_RM || x->plan->scheduler == RTPART_SCHED_GRM) {
        ka = ta->period;
        kb = tb->period;
    } else if (x->plan->scheduler == RTPART_SCHED_PRIO) {
        ka = -ta->prio;
        kb = -tb->prio;
    }
    return ka != kb ? ka < kb : a < b;
}

bool rtpart_verify_above(struct rtpart_verify *x, size_t a, size_t b)
{
    const int of_a = rtpart_plan_priority(x->plan, a);
    const int of_b = rtpart_plan_priority(x->plan, b);

    if (!before(x, a, b))
        return false;
    if (of_a < of_b || (of_a == of_b && of_a > RTPART_PRIORITY_MIN))
        x->order = RTPART_UNSCHEDULABLE;
    else if (of_a == of_b && of_a > 0 && x->order == RTPART_SCHEDULABLE)
        x->order = RTPART_UNDECIDED; /* SCHED_FIFO runs them in the order they come */
    return true;
}

static bool speaks_for(const struct rtpart_certificate *c, size_t task, int vcpu)
{
    return c->task == task || (c->task == RTPART_NO_TASK && (int)c->vcpu == vcpu);
}

const struct rtpart_certificate *rtpart_verify_certificate(const struct rtpart_plan *p,
                                                           size_t i)
{
    const int vcpu = rtpart_plan_vcpu_of(p, i);

    if (i < p->certificate_count && p->certificates[i].task == i)
        return &p->certificates[i]; /* where it mostly is */
    for (size_t k = 0; k < p->certificate_count; k++)
        if (speaks_for(&p->certificates[k], i, vcpu))
            return &p->certificates[k];
    return NULL;
}
