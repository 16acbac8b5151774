/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr_bcl.h"

#include <assert.h>
#include <stdbool.h>

#include "analysis/mpr.h"

/*
 * What task k needs in its own window, in ns, rounded up. *full: m' terms are cut, so that
 * a supply equal to it is not enough. Times are in units of 1/m' ns.
 */
static rtpart_ns demand_of(const struct rtpart_cluster *c, size_t k, bool *full)
{
    const rtpart_ns window = c->deadline[k];
    const rtpart_ns cap = window - c->wcet[k];
    rtpart_i128 sum = (rtpart_i128)c->cpus * (c->wcet[k] + c->latency);
    size_t cut = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (i == k)
            continue;
        const rtpart_ns jobs = (window + c->period[i] - c->deadline[i]) / c->period[i];
        const rtpart_ns since = window - jobs * c->period[i];
        const rtpart_ns carry = since <= 0 ? 0 : since < c->wcet[i] ? since : c->wcet[i];
        const rtpart_ns work = jobs * c->wcet[i] + carry;

        cut += work > cap;
        sum += work < cap ? work : cap;
    }
    *full = cut >= c->cpus;
    return rtpart_cluster_ns(c, sum);
}

struct rtpart_verdict rtpart_mpr_bcl_test(const struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);
    struct rtpart_verdict v = rtpart_cluster_necessary(c, &fast);
    bool full;

    assert(r->cpus == c->cpus);
    for (size_t k = 0; k < c->count && v.answer == RTPART_SCHEDULABLE; k++) {
        const rtpart_ns need = demand_of(c, k, &full);

        if (full || need > rtpart_prm_sbf(&fast, c->deadline[k]))
            v = rtpart_cluster_verdict(c, &fast, RTPART_UNDECIDED, k, c->deadline[k],
                                       need);
    }
    return v;
}

rtpart_ns rtpart_mpr_bcl_min_budget(const struct rtpart_cluster *c, rtpart_ns period,
                                    rtpart_ns step, rtpart_ns lo, rtpart_ns hi)
{
    rtpart_ns budget = rtpart_ns_round_up(lo, step);
    bool full;

    if (rtpart_cluster_hopeless(c) != RTPART_NO_TASK)
        return RTPART_NS_NONE;
    for (size_t k = 0; k < c->count && budget <= hi; k++) {
        const rtpart_ns need = demand_of(c, k, &full);
        const rtpart_ns q = rtpart_prm_budget_for(period * c->cpus, c->deadline[k], need);

        if (full || q == RTPART_NS_NONE)
            return RTPART_NS_NONE;
        if (q > budget)
            budget = rtpart_ns_round_up(q, step);
    }
    return budget <= hi ? budget : RTPART_NS_NONE;
}
