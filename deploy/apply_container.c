/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/apply_container.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/cgroup_path.h"
#include "deploy/deployment_run.h"

void rtpart_container_application_free(struct rtpart_container_application *a)
{
    rtpart_container_free(&a->container);
    rtpart_deployment_free(&a->deployment);
    free(a->vcpus);
    *a = (struct rtpart_container_application){0};
}

/* How many vCPUs have a reservation? The last of them goes to *last. */
static size_t used_vcpus(const struct rtpart_plan *plan,
                         const struct rtpart_plan_vcpu **last)
{
    size_t used = 0;

    for (size_t i = 0; i < plan->vcpu_count; i++)
        if (plan->vcpus[i].prm.budget > 0) {
            *last = &plan->vcpus[i];
            used++;
        }
    return used;
}

enum rtpart_code rtpart_container_budget(const struct rtpart_plan *plan,
                                         struct rtpart_rtcg_budget *out, unsigned *cpus,
                                         struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *only = NULL;
    const size_t used = used_vcpus(plan, &only);

    if (only == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "the plan reserves nothing");
    if (plan->kind != RTPART_PLAN_GLOBAL && used > 1)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "the partitioned plan has %zu vCPUs, a container has one group: "
            "plan for it with rtanalyze mpr, or for one vCPU",
            used);
    *cpus = plan->kind == RTPART_PLAN_GLOBAL ? plan->mpr.cpus : 1;
    return rtpart_rtcg_budget_of(&only->prm, out, err);
}

/* Move the processes that are in no group of their own. */
static enum rtpart_code add_moves(const struct rtpart_kernel *k,
                                  const struct rtpart_container *c,
                                  struct rtpart_deployment *d, struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpu");
    char to[RTPART_PATH_SIZE];
    enum rtpart_code code = RTPART_OK;

    memcpy(to, c->group, sizeof to);
    for (size_t i = 0; i < c->count && code == RTPART_OK; i++) {
        char from[RTPART_PATH_SIZE];
        char who[] = "container";
        char file[] = "cgroup.procs";
        const struct rtpart_change move = {.kind = RTPART_CHANGE_MOVE,
                                           .who = who,
                                           .vcpu = -1,
                                           .thread = c->processes[i],
                                           .path = to,
                                           .found = from,
                                           .wanted = file};

        code = rtpart_cgroup_of(k, &h, "cpu", &c->processes[i], from, err);
        if (code == RTPART_OK)
            code = rtpart_deployment_add(d, &move, err);
    }
    return code;
}

static enum rtpart_code describe(const struct rtpart_container_request *req,
                                 struct rtpart_deployment *d, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *name = rtpart_target_name(req->kind, req->target);

    return rtpart_deployment_describe(d, req->name != NULL ? req->name : name,
                                      req->kind->name, req->target, req->plan_name, err);
}

enum rtpart_code rtpart_container_prepare(const struct rtpart_kernel *k,
                                          const struct rtpart_container_request *req,
                                          const struct rtpart_state *state,
                                          struct rtpart_container_application *out,
                                          struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *last;
    const bool split =
        req->plan->kind != RTPART_PLAN_GLOBAL && used_vcpus(req->plan, &last) > 1;
    enum rtpart_code code;

    *out = (struct rtpart_container_application){0};

    code = split ? RTPART_OK
                 : rtpart_container_budget(req->plan, &out->budget, &out->cpus, err);
    if (code == RTPART_OK)
        code = rtpart_rtcg_find(k, &out->rtcg, err);
    if (code == RTPART_OK)
        code = strcmp(req->kind->name, "cgroup") == 0
                   ? rtpart_container_group(&out->rtcg, req->target, &out->container, err)
                   : rtpart_container_find(k, &out->rtcg, req->kind->name, req->target,
                                           &out->container, err);
    if (code == RTPART_OK)
        code = describe(req, &out->deployment, err);
    if (code == RTPART_OK && split)
        code =
            rtpart_container_vcpus(k, &out->rtcg, req->plan, out->container.group,
                                   &out->deployment, &out->vcpus, &out->vcpu_count, err);
    else if (code == RTPART_OK)
        code = rtpart_rtcg_changes(k, &out->rtcg, out->container.group, &out->budget,
                                   &out->deployment, err);
    if (code == RTPART_OK)
        code = add_moves(k, &out->container, &out->deployment, err);
    if (code == RTPART_OK)
        code = rtpart_deployment_check(k, state, &out->deployment, err);
    if (code != RTPART_OK)
        rtpart_container_application_free(out);
    return code;
}
