/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/mpr.h"
#include "common/array.h"
#include "common/decimal.h"

static enum rtpart_code task_check(const struct rtpart_task *t, unsigned cpus,
                                   struct rtpart_error *err)
{
    const char *name = t->name != NULL ? t->name : "?";
    char d[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(d, sizeof d, t->deadline);
    (void)rtpart_time_format_auto(p, sizeof p, t->period);
    if (t->wcet < 0 || t->deadline <= 0 || t->period <= 0)
        return rtpart_fail(err, RTPART_EMODEL, "task \"%s\": its times must be positive",
                           name);
    if (t->deadline > t->period)
        return rtpart_fail(err, RTPART_EMODEL,
                           "task \"%s\": deadline %s is beyond the period %s, which the "
                           "global tests do not handle",
                           name, d, p);
    if (t->period > RTPART_NS_MAX || t->period > RTPART_MPR_SPAN_MAX / cpus ||
        t->wcet > RTPART_NS_MAX || t->wcet > RTPART_MPR_SPAN_MAX / cpus)
        return rtpart_fail(err, RTPART_ERANGE,
                           "task \"%s\": period %s is out of range on %u CPUs", name, p,
                           cpus);
    return RTPART_OK;
}

static enum rtpart_code cluster_check(const struct rtpart_taskset *ts, unsigned cpus,
                                      rtpart_ns latency, struct rtpart_error *err)
{
    if (cpus < 1 || cpus > RTPART_VCPUS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%u CPUs; give 1 to %d", cpus,
                           RTPART_VCPUS_MAX);
    char l[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(l, sizeof l, latency);
    if (latency < 0 || latency > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "latency %s is out of range", l);
    if (latency > RTPART_MPR_SPAN_MAX / cpus)
        return rtpart_fail(err, RTPART_ERANGE, "latency %s is out of range on %u CPUs", l,
                           cpus);
    for (size_t i = 0; i < ts->count; i++) {
        const enum rtpart_code code = task_check(&ts->tasks[i], cpus, err);

        if (code != RTPART_OK)
            return code;
    }
    return RTPART_OK;
}

/* What the bound on the windows needs to know, whatever the budget. */
static void sum_up(struct rtpart_cluster *c)
{
    c->utilization = rtpart_ratio_sum_zero();
    rtpart_largest_clear(&c->largest);
    for (size_t i = 0; i < c->count; i++) {
        const rtpart_i128 lax = (rtpart_i128)c->wcet[i] * (c->period[i] - c->deadline[i]);

        c->laxity += (lax + c->period[i] - 1) / c->period[i];
        rtpart_ratio_sum_add(&c->utilization, c->wcet[i] / c->cpus,
                             c->period[i] / c->cpus);
        rtpart_largest_offer(&c->largest, c->wcet[i]);
        if (c->deadline[i] > c->longest)
            c->longest = c->deadline[i];
        if (c->shortest == 0 || c->deadline[i] < c->shortest)
            c->shortest = c->deadline[i];
    }
    c->carry = c->largest.sum;
}

enum rtpart_code rtpart_cluster_of(struct rtpart_cluster *out,
                                   const struct rtpart_taskset *ts, unsigned cpus,
                                   rtpart_ns latency, struct rtpart_error *err)
{
    const size_t n = ts->count;
    const enum rtpart_code code = cluster_check(ts, cpus, latency, err);

    memset(out, 0, sizeof *out);
    if (code != RTPART_OK)
        return code;
    rtpart_ns *times = rtpart_array(n, 5 * sizeof *times);

    if (times == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    out->cpus = cpus;
    out->latency = latency * cpus;
    out->count = ts->count;
    out->wcet = times; /* one block; wcet owns it */
    out->deadline = times + n;
    out->period = times + 2 * n;
    out->largest.kept = times + 3 * n;
    out->response = times + 4 * n;
    out->largest.room = cpus - 1 < ts->count ? cpus - 1 : ts->count;
    for (size_t i = 0; i < ts->count; i++) {
        out->wcet[i] = ts->tasks[i].wcet * cpus;
        out->deadline[i] = ts->tasks[i].deadline * cpus;
        out->period[i] = ts->tasks[i].period * cpus;
    }
    sum_up(out);
    return RTPART_OK;
}

void rtpart_cluster_free(struct rtpart_cluster *c)
{
    free(c->wcet);
    memset(c, 0, sizeof *c);
}

size_t rtpart_cluster_hopeless(const struct rtpart_cluster *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->wcet[i] > c->deadline[i] - c->latency)
            return i;
    return RTPART_NO_TASK;
}

struct rtpart_verdict rtpart_cluster_verdict(const struct rtpart_cluster *c,
                                             const struct rtpart_prm *fast,
                                             enum rtpart_answer answer, size_t k,
                                             rtpart_ns t, rtpart_ns demand)
{
    return (struct rtpart_verdict){.answer = answer,
                                   .task = k,
                                   .at = t / c->cpus,
                                   .demand = demand,
                                   .supply = rtpart_prm_sbf(fast, t)};
}

struct rtpart_verdict rtpart_cluster_necessary(const struct rtpart_cluster *c,
                                               const struct rtpart_prm *fast)
{
    const struct rtpart_ratio share = {.num = fast->budget,
                                       .den = fast->period / c->cpus};

    for (size_t k = 0; k < c->count; k++) {
        /* m' (C + L) in ns is C + L in units of 1/m' ns */
        const rtpart_ns alone = c->wcet[k] + c->latency;

        if (alone > rtpart_prm_sbf(fast, c->deadline[k]))
            return rtpart_cluster_verdict(c, fast, RTPART_UNSCHEDULABLE, k,
                                          c->deadline[k], alone);
    }
    return (struct rtpart_verdict){
        .answer = rtpart_ratio_sum_above(&c->utilization, share) ? RTPART_UNSCHEDULABLE
                                                                 : RTPART_SCHEDULABLE,
        .task = RTPART_NO_TASK};
}
