/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/apply_container.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/cgroup_path.h"
#include "deploy/deployment.h"

void rtpart_container_application_free(struct rtpart_container_application *a)
{
    rtpart_container_free(&a->container);
    rtpart_deployment_free(&a->deployment);
    free(a->vcpus);
    *a = (struct rtpart_container_application){0};
}

enum rtpart_code rtpart_container_budget(const struct rtpart_plan *plan,
                                         struct rtpart_rtcg_budget *out, unsigned *cpus,
                                         struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *only = NULL;
    size_t used = 0;

    for (size_t i = 0; i < plan->vcpu_count; i++)
        if (plan->vcpus[i].prm.budget > 0) {
            only = &plan->vcpus[i];
            used++;
        }
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

/* Is it a partitioned plan that reserves on several vCPUs? */
static bool has_several(const struct rtpart_plan *plan)
{
    size_t used = 0;

    for (size_t i = 0; i < plan->vcpu_count; i++)
        used += plan->vcpus[i].prm.budget > 0;
    return plan->kind != RTPART_PLAN_GLOBAL && used > 1;
}

/* "crun-web" for container web; the last part of a path. */
static char *name_of(const struct rtpart_container_request *req)
{
    const char *slash = strrchr(req->target, '/');
    char *name = NULL;

    if (req->name != NULL)
        return strdup(req->name);
    if (asprintf(&name, "%s-%s", req->kind, slash != NULL ? slash + 1 : req->target) < 0)
        return NULL;
    for (char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("._-", *c) == NULL)
            *c = '_';
    return name;
}

/* Move the processes that are in no group of their own. */
static enum rtpart_code add_moves(const struct rtpart_kernel *k,
                                  const struct rtpart_container *c,
                                  struct rtpart_deployment *d, struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpu");
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < c->count && code == RTPART_OK; i++) {
        char from[RTPART_PATH_SIZE];
        char to[RTPART_PATH_SIZE];
        char who[] = "container";
        char file[] = "cgroup.procs";
        const struct rtpart_change move = {.kind = RTPART_CHANGE_MOVE,
                                           .who = who,
                                           .vcpu = -1,
                                           .thread = c->processes[i],
                                           .path = to,
                                           .found = from,
                                           .wanted = file};

        memcpy(to, c->group, sizeof to);
        code = rtpart_cgroup_of(k, &h, "cpu", &c->processes[i], from, err);
        if (code == RTPART_OK)
            code = rtpart_deployment_add(d, &move, err);
    }
    return code;
}

static enum rtpart_code describe(const struct rtpart_container_request *req,
                                 struct rtpart_deployment *d, struct rtpart_error *err)
{
    d->free_before = d->booked_before = -1;
    d->name = name_of(req);
    d->target = strdup(req->kind);
    d->target_name = strdup(req->target);
    d->plan = strdup(req->plan_name);
    if (d->name == NULL || d->target == NULL || d->target_name == NULL || d->plan == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    return RTPART_OK;
}

enum rtpart_code rtpart_container_prepare(const struct rtpart_kernel *k,
                                          const struct rtpart_container_request *req,
                                          const struct rtpart_state *state,
                                          struct rtpart_container_application *out,
                                          struct rtpart_error *err)
{
    enum rtpart_code code;

    *out = (struct rtpart_container_application){0};
    const bool split = has_several(req->plan);

    code = split ? RTPART_OK
                 : rtpart_container_budget(req->plan, &out->budget, &out->cpus, err);
    if (code == RTPART_OK)
        code = rtpart_rtcg_find(k, &out->rtcg, err);
    if (code == RTPART_OK)
        code = strcmp(req->kind, "cgroup") == 0
                   ? rtpart_container_group(&out->rtcg, req->target, &out->container, err)
                   : rtpart_container_find(k, &out->rtcg, req->kind, req->target,
                                           &out->container, err);
    if (code == RTPART_OK)
        code = describe(req, &out->deployment, err);
    if (code == RTPART_OK && split)
        code = rtpart_container_vcpus(k, &out->rtcg, req->plan, out->container.group,
                                      out->deployment.name, &out->deployment, &out->vcpus,
                                      &out->vcpu_count, err);
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
