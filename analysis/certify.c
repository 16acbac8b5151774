/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/certify.h"

#include <stdlib.h>

#include "analysis/edf.h"
#include "analysis/edf_horizon.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/mpr.h"
#include "analysis/mpr_gedf.h"
#include "analysis/mpr_gfp.h"
#include "analysis/mpr_tests.h"
#include "analysis/prm.h"
#include "common/array.h"
#include "common/auto.h"

/* Where the certificates of a plan come together: one for each task is always enough. */
struct collection {
    struct rtpart_certificate *items;
    size_t count;
};

static void collect(struct collection *all, struct rtpart_certificate c)
{
    all->items[all->count++] = c;
}

/* Fixed priority: the response time is a window in which all of W is supplied. */
static void certify_fp(struct collection *all, struct rtpart_load *load, size_t vcpu,
                       const struct rtpart_prm *r)
{
    for (size_t k = 0; k < load->count; k++) {
        const rtpart_ns t = rtpart_fp_response(load, r, k);

        collect(all, (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_FP,
                                                 .vcpu = vcpu,
                                                 .task = load->task[k],
                                                 .at = t,
                                                 .demand = rtpart_fp_demand(load, k, t),
                                                 .supply = rtpart_prm_sbf(r, t)});
    }
}

/* First absolute deadline after t. */
static rtpart_ns deadline_after(const struct rtpart_load *load, rtpart_ns t)
{
    rtpart_ns next = INT64_MAX;

    for (size_t i = 0; i < load->count; i++) {
        const rtpart_ns d = load->deadline[i];
        const rtpart_ns own =
            t < d ? d : d + ((t - d) / load->period[i] + 1) * load->period[i];

        if (own < next)
            next = own;
    }
    return next;
}

/* A little more, so that whoever adds up the bound with less precision agrees. */
static rtpart_ns extended(rtpart_ns horizon)
{
    const rtpart_ns more = horizon + horizon / (1 << 20);

    return more < RTPART_MPR_WINDOW_MAX ? more : RTPART_MPR_WINDOW_MAX;
}

/* Last window that matters on a vCPU; the analytic bound, which is a sum, a little longer. */
static rtpart_ns horizon_of(const struct rtpart_load *load, const struct rtpart_prm *r)
{
    const struct rtpart_edf_sums sums = rtpart_edf_sums(load);
    const rtpart_ns horizon = rtpart_edf_horizon(load, r);

    return horizon == rtpart_edf_bound(&sums, r, 2 * (r->period - r->budget))
               ? extended(horizon)
               : horizon;
}

/* EDF: the horizon, and the deadline with the least to spare of the first ones. */
static void certify_edf(struct collection *all, struct rtpart_load *load, size_t vcpu,
                        const struct rtpart_prm *r)
{
    struct rtpart_certificate c = {.kind = RTPART_CERTIFICATE_EDF,
                                   .vcpu = vcpu,
                                   .task = RTPART_NO_TASK,
                                   .horizon = horizon_of(load, r)};
    rtpart_ns t = 0;

    for (int i = 0; i < RTPART_CERTIFY_POINTS; i++) {
        t = deadline_after(load, t);
        if (t > c.horizon)
            break;
        const rtpart_ns demand = rtpart_edf_dbf(load, t) + load->latency;
        const rtpart_ns supply = rtpart_prm_sbf(r, t);

        if (c.at == 0 || supply - demand < c.supply - c.demand) {
            c.at = t;
            c.demand = demand;
            c.supply = supply;
        }
    }
    collect(all, c);
}

static enum rtpart_code certify_vcpu(struct collection *all,
                                     const struct rtpart_plan *plan, size_t vcpu,
                                     enum rtpart_answer *answer, struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *v = &plan->vcpus[vcpu];
    struct rtpart_load load;
    const enum rtpart_code code =
        rtpart_load_of_members(&load, &plan->taskset, v->tasks, v->task_count,
                               plan->scheduler, plan->latency, err);

    if (code != RTPART_OK)
        return code;
    *answer = rtpart_load_test(&load, &v->prm).answer;
    if (load.count > 0 && *answer == RTPART_SCHEDULABLE) {
        if (plan->scheduler == RTPART_SCHED_EDF)
            certify_edf(all, &load, vcpu, &v->prm);
        else
            certify_fp(all, &load, vcpu, &v->prm);
    }
    rtpart_load_free(&load);
    return RTPART_OK;
}

static enum rtpart_answer certify_gedf(struct collection *all, struct rtpart_cluster *c,
                                       const struct rtpart_mpr *r)
{
    enum rtpart_answer answer = rtpart_mpr_gedf_test(c, r, true).answer;

    for (size_t k = 0; k < c->count && answer == RTPART_SCHEDULABLE; k++) {
        struct rtpart_mpr_window w;

        answer = rtpart_mpr_gedf_window(c, r, k, &w);
        collect(all, (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_GEDF,
                                                 .task = k,
                                                 .horizon = extended(w.horizon),
                                                 .at = w.at,
                                                 .demand = w.demand,
                                                 .supply = w.supply});
    }
    return answer;
}

static enum rtpart_answer certify_gfp(struct collection *all, struct rtpart_cluster *c,
                                      const struct rtpart_mpr *r, const size_t *order)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);
    const enum rtpart_answer answer = rtpart_mpr_gfp_test(c, r, order, NULL).answer;

    for (size_t rank = 0; rank < c->count && answer == RTPART_SCHEDULABLE; rank++) {
        const rtpart_ns x = c->response[order[rank]];

        collect(all, (struct rtpart_certificate){
                         .kind = RTPART_CERTIFICATE_GFP,
                         .task = order[rank],
                         .at = x,
                         .demand = rtpart_mpr_gfp_demand(c, order, rank, x),
                         .supply = rtpart_prm_sbf(&fast, x)});
    }
    return answer;
}

static enum rtpart_code certify_global(struct collection *all,
                                       const struct rtpart_plan *plan,
                                       enum rtpart_answer *answer,
                                       struct rtpart_error *err)
{
    const struct rtpart_mpr *r = &plan->mpr;
    const size_t n = plan->taskset.count;
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    RTPART_AUTO_FREE size_t *order = rtpart_array(n, sizeof *order);
    enum rtpart_code code = rtpart_mpr_range_check(r->period, r->cpus, err);

    if (order == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    if (code == RTPART_OK)
        code = rtpart_cluster_of(&c, &plan->taskset, r->cpus, plan->latency, err);
    if (code == RTPART_OK && plan->scheduler == RTPART_SCHED_GEDF)
        *answer = certify_gedf(all, &c, r);
    if (code != RTPART_OK || plan->scheduler == RTPART_SCHED_GEDF)
        return code;
    code = rtpart_gfp_order(&plan->taskset, rtpart_gfp_policy_for(plan->scheduler),
                            r->cpus, order, err);
    if (code == RTPART_OK)
        *answer = certify_gfp(all, &c, r, order);
    return code;
}

enum rtpart_code rtpart_plan_certify(struct rtpart_plan *plan, enum rtpart_answer *answer,
                                     struct rtpart_error *err)
{
    struct collection all = {.items =
                                 rtpart_array(plan->taskset.count, sizeof *all.items)};
    enum rtpart_code code = RTPART_OK;

    free(plan->certificates);
    plan->certificates = NULL;
    plan->certificate_count = 0;
    *answer = RTPART_SCHEDULABLE;
    if (all.items == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu certificates",
                           plan->taskset.count);
    if (plan->kind == RTPART_PLAN_GLOBAL)
        code = certify_global(&all, plan, answer, err);
    else
        for (size_t v = 0; v < plan->vcpu_count && *answer == RTPART_SCHEDULABLE; v++) {
            code = certify_vcpu(&all, plan, v, answer, err);
            if (code != RTPART_OK)
                break;
        }
    if (code == RTPART_OK && *answer == RTPART_SCHEDULABLE) {
        plan->certificates = all.items;
        plan->certificate_count = all.count;
        plan->certified = rtpart_plan_digest(plan);
    } else {
        free(all.items);
    }
    return code;
}

enum rtpart_code rtpart_plan_add_proof(struct rtpart_plan *plan,
                                       const struct rtpart_notes *notes,
                                       struct rtpart_error *err)
{
    enum rtpart_answer answer;
    const enum rtpart_code code = rtpart_plan_certify(plan, &answer, err);

    if (code == RTPART_OK && answer == RTPART_UNSCHEDULABLE)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "the reservations of the plan do not hold its tasks (rtanalyze "
            "sensitivity tells which)");
    if (code == RTPART_OK && answer != RTPART_SCHEDULABLE)
        rtpart_note(notes, "the plan has no certificates: its proof is too long, or of a "
                           "kind that they cannot hold");
    return code;
}
