/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/verify_check.h"
#include "common/array.h"

/* Fixed priority [LSD89]: the work of the task and of all above it is done within `at`. */
static enum rtpart_answer check_fp(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;
    const struct rtpart_task *t = rtpart_verify_task(x, c->task);
    const struct rtpart_plan_vcpu *v = &x->plan->vcpus[c->vcpu];
    rtpart_i128 work = (rtpart_i128)t->wcet + x->plan->latency;

    if (c->at <= 0 || c->at > t->deadline)
        return rtpart_verify_refuse(
            x, "task \"%s\": its window is not within its deadline", t->name);
    for (size_t i = 0; i < v->task_count; i++) {
        const struct rtpart_task *h = rtpart_verify_task(x, v->tasks[i]);

        if (v->tasks[i] != c->task && rtpart_verify_above(x, v->tasks[i], c->task))
            work += (rtpart_i128)((c->at + h->period - 1) / h->period) * h->wcet;
    }
    if (work != c->demand || rtpart_verify_supply(x, c->at) != c->supply ||
        work > c->supply)
        return rtpart_verify_refuse(
            x, "task \"%s\": demand and supply in %lld ns are not as certified", t->name,
            (long long)c->at);
    return RTPART_SCHEDULABLE;
}

/* Work due in a window t under EDF, dbf(t) + L [BRH90]; 0 where no job is due. */
static rtpart_i128 demand_edf(const struct rtpart_verify *x, rtpart_i128 t)
{
    const struct rtpart_plan_vcpu *v = &x->plan->vcpus[x->c->vcpu];
    rtpart_i128 work = 0;
    bool due = false;

    for (size_t i = 0; i < v->task_count; i++) {
        const struct rtpart_task *h = rtpart_verify_task(x, v->tasks[i]);

        if (t < h->deadline)
            continue;
        due = true;
        work += ((t - h->deadline) / h->period + 1) * h->wcet;
    }
    return due ? work + x->plan->latency : 0;
}

/*
 * Is demand(t) <= supply(t) at every whole t in [from, to]? Both never fall, so an interval
 * holds where even the demand at its end is supplied at its beginning; one that does not
 * show it is halved. False also where the intervals run out (x->left < 0).
 */
static bool holds_between(struct rtpart_verify *x, rtpart_i128 from, rtpart_i128 to)
{
    if (--x->left < 0)
        return false;
    if (demand_edf(x, to) <= rtpart_verify_supply(x, from))
        return true;
    if (to == from)
        return false;
    const rtpart_i128 middle = from + (to - from) / 2;

    return holds_between(x, from, middle) && holds_between(x, middle + 1, to);
}

/* 2^64 times num/den, rounded up. */
static rtpart_u128 scaled_up(rtpart_ns num, rtpart_ns den)
{
    return (((rtpart_u128)num << 64) + (rtpart_u128)den - 1) / (rtpart_u128)den;
}

/*
 * Can no window beyond the horizon H be the first to fail? Any of three reasons will do:
 * - from H on even the linear bounds hold: U t + sum u_i (T_i - D_i) + L at most
 *   (Q/P)(t - 2(P - Q)) at t = H, and U at most Q/P;
 * - H - P is a multiple of P and of all periods, and U at most Q/P: from there on both
 *   sides repeat, the demand rising no more than the supply;
 * - Q = P, and all work released before H together is done by H: the processor is idle
 *   then, and what comes later is like a new beginning.
 */
static bool horizon_is_enough(const struct rtpart_verify *x)
{
    const struct rtpart_plan_vcpu *v = &x->plan->vcpus[x->c->vcpu];
    const rtpart_ns h = x->c->horizon;
    const rtpart_ns cycle = h - v->prm.period;
    rtpart_u128 u = 0;                                      /* 2^64 U, from above */
    rtpart_u128 rest = (rtpart_u128)x->plan->latency << 64; /* 2^64 (sum u(T - D) + L) */
    rtpart_i128 released = x->plan->latency;
    bool cyclic = cycle > 0 && cycle % v->prm.period == 0;

    for (size_t i = 0; i < v->task_count; i++) {
        const struct rtpart_task *t = rtpart_verify_task(x, v->tasks[i]);
        const rtpart_u128 share = scaled_up(t->wcet, t->period);

        u += share;
        rest += share * (rtpart_u128)(t->period - t->deadline);
        released += (rtpart_i128)((h + t->period - 1) / t->period) * t->wcet;
        cyclic = cyclic && cycle % t->period == 0;
    }
    const rtpart_u128 rate =
        ((rtpart_u128)v->prm.budget << 64) / (rtpart_u128)v->prm.period;
    const rtpart_ns late = 2 * (v->prm.period - v->prm.budget);

    if (late == 0 && released <= h)
        return true;
    if (u > rate)
        return false;
    return cyclic ||
           (h > late && u * (rtpart_u128)h + rest <= rate * (rtpart_u128)(h - late));
}

static enum rtpart_answer check_edf(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;

    if (c->horizon <= 0 || c->horizon > (rtpart_ns)1 << 60 || !horizon_is_enough(x))
        return rtpart_verify_refuse(x, "vCPU %zu: later windows than %lld ns may fail",
                                    c->vcpu, (long long)c->horizon);
    if (demand_edf(x, c->at) != c->demand ||
        rtpart_verify_supply(x, c->at) != c->supply) /* both 0 where at = 0 */
        return rtpart_verify_refuse(
            x, "vCPU %zu: demand and supply in %lld ns are not as certified", c->vcpu,
            (long long)c->at);
    if (holds_between(x, 1, c->horizon))
        return RTPART_SCHEDULABLE;
    if (x->left >= 0)
        return rtpart_verify_refuse(
            x, "vCPU %zu: more work is due in some window than is supplied", c->vcpu);
    snprintf(x->why, x->size, "vCPU %zu: the horizon %lld ns is too far to check",
             c->vcpu, (long long)c->horizon);
    return RTPART_UNDECIDED;
}

static enum rtpart_answer check_partitioned(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;
    const bool edf = x->plan->scheduler == RTPART_SCHED_EDF;

    if (x->plan->vcpus[c->vcpu].task_count == 0)
        return rtpart_verify_refuse(x, "a certificate for vCPU %zu, which has no task",
                                    c->vcpu);
    x->period = x->plan->vcpus[c->vcpu].prm.period;
    x->budget = x->plan->vcpus[c->vcpu].prm.budget;
    x->left = x->intervals;
    if (!edf && c->kind == RTPART_CERTIFICATE_FP && c->task != RTPART_NO_TASK)
        return check_fp(x);
    if (edf && c->kind == RTPART_CERTIFICATE_EDF)
        return check_edf(x);
    return rtpart_verify_refuse(x, "a certificate of another kind than the plan needs");
}

static enum rtpart_answer check_global(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;
    const bool edf = x->plan->scheduler == RTPART_SCHED_GEDF;

    x->m = x->plan->mpr.cpus;
    x->period = x->m * x->plan->mpr.period;
    x->budget = x->plan->mpr.budget;
    x->left = x->intervals / (long)(x->plan->taskset.count + 1); /* each looks at all */
    if (edf && c->kind == RTPART_CERTIFICATE_GEDF && c->task != RTPART_NO_TASK)
        return rtpart_verify_gedf(x);
    if (!edf && c->kind == RTPART_CERTIFICATE_GFP && c->task != RTPART_NO_TASK)
        return rtpart_verify_gfp(x);
    return rtpart_verify_refuse(x, "a certificate of another kind than the plan needs");
}

static enum rtpart_answer check_one(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;

    if (c->vcpu >= x->plan->vcpu_count ||
        (c->task != RTPART_NO_TASK && c->task >= x->plan->taskset.count))
        return rtpart_verify_refuse(
            x, "a certificate names a vCPU or task that does not exist");
    return x->plan->kind == RTPART_PLAN_GLOBAL ? check_global(x) : check_partitioned(x);
}

/* Is there a certificate for every task? */
static enum rtpart_answer check_complete(const struct rtpart_verify *x)
{
    const struct rtpart_plan *plan = x->plan;

    for (size_t i = 0; i < plan->taskset.count; i++) {
        const struct rtpart_certificate *c = rtpart_verify_certificate(plan, i);
        const char *name = rtpart_verify_task(x, i)->name;

        if (c == NULL)
            return rtpart_verify_refuse(x, "task \"%s\" has no certificate", name);
        if (plan->kind == RTPART_PLAN_PARTITIONED &&
            (int)c->vcpu != rtpart_plan_vcpu_of(plan, i))
            return rtpart_verify_refuse(
                x, "task \"%s\": its certificate is for another vCPU", name);
    }
    return RTPART_SCHEDULABLE;
}

/* All certificates; the first that proves nothing ends it. */
static enum rtpart_answer check_all(struct rtpart_verify *x)
{
    enum rtpart_answer worst = RTPART_SCHEDULABLE;

    for (size_t k = 0; k < x->plan->certificate_count; k++) {
        enum rtpart_answer answer;

        x->c = &x->plan->certificates[k];
        answer = check_one(x);
        if (answer == RTPART_UNSCHEDULABLE)
            return answer;
        if (answer == RTPART_UNDECIDED)
            worst = answer;
    }
    if (x->order == RTPART_UNSCHEDULABLE)
        return rtpart_verify_refuse(x, "the guest priorities are not in the order of %s",
                                    rtpart_scheduler_name(x->plan->scheduler));
    if (x->order == RTPART_UNDECIDED && worst == RTPART_SCHEDULABLE) {
        snprintf(x->why, x->size,
                 "several tasks have the guest priority %d: SCHED_FIFO runs them in the "
                 "order they come, which is not proved",
                 RTPART_PRIORITY_MIN);
        worst = RTPART_UNDECIDED;
    }
    return worst;
}

enum rtpart_answer rtpart_plan_verify_within(const struct rtpart_plan *plan,
                                             long intervals, char *why, size_t size)
{
    struct rtpart_verify x = {.plan = plan,
                              .intervals = intervals,
                              .order = RTPART_SCHEDULABLE,
                              .why = why,
                              .size = size};
    enum rtpart_answer answer;

    if (plan->certificate_count > 0 && plan->certified != rtpart_plan_digest(plan))
        return rtpart_verify_refuse(&x, "the plan was changed after it was certified");
    answer = check_complete(&x);
    if (answer != RTPART_SCHEDULABLE)
        return answer;
    x.scratch = rtpart_array(plan->taskset.count, sizeof *x.scratch);
    if (x.scratch == NULL) {
        snprintf(why, size, "out of memory for %zu tasks", plan->taskset.count);
        return RTPART_UNDECIDED;
    }
    answer = check_all(&x);
    free(x.scratch);
    if (answer == RTPART_SCHEDULABLE)
        snprintf(why, size, "%zu tasks proved by %zu certificates", plan->taskset.count,
                 plan->certificate_count);
    return answer;
}

/* Some seconds. */
#define INTERVALS_MAX 50000000

enum rtpart_answer rtpart_plan_verify(const struct rtpart_plan *plan, char *why,
                                      size_t size)
{
    return rtpart_plan_verify_within(plan, INTERVALS_MAX, why, size);
}
