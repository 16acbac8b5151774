/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/certify.h"

#include <stdlib.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/prm.h"

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

/* EDF: the horizon, and the deadline with the least to spare of the first ones. */
static void certify_edf(struct collection *all, struct rtpart_load *load, size_t vcpu,
                        const struct rtpart_prm *r)
{
    struct rtpart_certificate c = {.kind = RTPART_CERTIFICATE_EDF,
                                   .vcpu = vcpu,
                                   .task = RTPART_NO_TASK,
                                   .horizon = rtpart_edf_horizon(load, r)};
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
    if (load.count > 0)
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

enum rtpart_code rtpart_plan_certify(struct rtpart_plan *plan, enum rtpart_answer *answer,
                                     struct rtpart_error *err)
{
    struct collection all = {.items = calloc(plan->taskset.count + 1, sizeof *all.items)};
    enum rtpart_code code = RTPART_OK;

    free(plan->certificates);
    plan->certificates = NULL;
    plan->certificate_count = 0;
    *answer = RTPART_SCHEDULABLE;
    if (all.items == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu certificates",
                           plan->taskset.count);
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
