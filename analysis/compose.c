/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/grid_choice.h"
#include "analysis/interface.h"
#include "analysis/mpr_tests.h"
#include "common/array.h"
#include "common/auto.h"

/* What a child is to its parent: a task for each CPU of its interface. */
static enum rtpart_code add_child_tasks(struct rtpart_taskset *ts,
                                        const struct rtpart_composition *child,
                                        struct rtpart_error *err)
{
    const char *name = child->component->name;
    const struct rtpart_edp *r = &child->interface;
    const unsigned count = rtpart_composition_tasks(child);
    const int size = snprintf(NULL, 0, "%s/%u", name, count) + 1;
    RTPART_AUTO_FREE char *numbered = malloc((size_t)size);
    enum rtpart_code code = RTPART_OK;

    if (numbered == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a name");
    for (unsigned i = 0; i < count && code == RTPART_OK; i++) {
        (void)snprintf(numbered, (size_t)size, "%s/%u", name, i);
        code = rtpart_taskset_add(ts, count > 1 ? numbered : name, r->budget, r->deadline,
                                  r->period, err);
    }
    return code;
}

/* The tasks of the component, and the children's interfaces that have work. */
static enum rtpart_code collect_tasks(struct rtpart_composition *c,
                                      struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_taskset_copy(&c->taskset, &c->component->taskset, err);

    for (size_t i = 0; i < c->child_count && code == RTPART_OK; i++)
        code = add_child_tasks(&c->taskset, &c->children[i], err);
    return code;
}

/* Periods and steps to search: what is asked, else the file, else by the deadlines. */
static enum rtpart_code choose_grid(const struct rtpart_compose_request *req,
                                    struct rtpart_composition *c,
                                    struct rtpart_error *err)
{
    struct rtpart_component view = *c->component;

    view.taskset = c->taskset; /* borrowed: the deadlines of the children count too */
    return rtpart_grid_choose(&view, &req->asked, &c->grid, err);
}

/* On one CPU. */
static enum rtpart_code choose_local(struct rtpart_composition *c,
                                     enum rtpart_scheduler scheduler,
                                     enum rtpart_resource resource, rtpart_ns latency,
                                     struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    struct rtpart_prm prm = {0};
    const enum rtpart_code code =
        rtpart_load_of(&load, &c->taskset, scheduler, latency, err);

    if (code != RTPART_OK)
        return code;
    if (resource == RTPART_RESOURCE_EDP) {
        c->answer = rtpart_edp_choose(&load, &c->grid, &c->interface);
    } else {
        c->answer = rtpart_interface_choose(&load, &c->grid, &prm);
        c->interface = (struct rtpart_edp){
            .period = prm.period, .budget = prm.budget, .deadline = prm.period};
    }
    c->gave_up = c->gave_up || load.gave_up;
    if (c->answer == RTPART_UNSCHEDULABLE && c->gave_up)
        c->answer =
            RTPART_UNDECIDED; /* children may do with less than is asked for them */
    return RTPART_OK;
}

/* What a global scheduler is on a single CPU. */
static enum rtpart_scheduler on_one_cpu(enum rtpart_scheduler global)
{
    switch (global) {
    case RTPART_SCHED_GEDF:
        return RTPART_SCHED_EDF;
    case RTPART_SCHED_GDM:
        return RTPART_SCHED_DM;
    default:
        return RTPART_SCHED_RM;
    }
}

static void take_mpr(struct rtpart_composition *c, const struct rtpart_mpr *mpr)
{
    const struct rtpart_prm share = rtpart_mpr_share(mpr);

    c->answer = RTPART_SCHEDULABLE;
    c->mpr = *mpr;
    c->interface = (struct rtpart_edp){
        .period = share.period, .budget = share.budget, .deadline = share.period};
}

/* A whole CPU for each task needs no test; the longest period of which that is a budget. */
static void choose_whole_cpus(struct rtpart_composition *c, rtpart_ns latency)
{
    const struct rtpart_grid *g = &c->grid;
    const unsigned cpus = (unsigned)c->taskset.count;
    const rtpart_ns longest =
        rtpart_grid_longest(g, rtpart_taskset_min_deadline(&c->taskset));

    if (c->taskset.count > RTPART_VCPUS_MAX)
        return;
    for (size_t i = 0; i < c->taskset.count; i++)
        if (c->taskset.tasks[i].wcet > c->taskset.tasks[i].deadline - latency)
            return;
    for (rtpart_ns p = longest - (longest - g->min_period) % g->period_step;
         p >= g->min_period && c->answer != RTPART_SCHEDULABLE; p -= g->period_step)
        if (p * cpus % g->runtime_step == 0)
            take_mpr(c, &(struct rtpart_mpr){p, p * cpus, cpus});
}

/* On the least number of CPUs, from two on, that the test finds enough. */
static enum rtpart_code choose_several(struct rtpart_composition *c, rtpart_ns latency,
                                       struct rtpart_error *err)
{
    struct rtpart_mpr_request mpr = {.taskset = &c->taskset,
                                     .test = rtpart_mpr_test_for(c->scheduler),
                                     .policy = rtpart_gfp_policy_for(c->scheduler),
                                     .latency = latency};
    const size_t most =
        c->taskset.count < RTPART_VCPUS_MAX ? c->taskset.count : RTPART_VCPUS_MAX;

    for (mpr.cpus = 2; mpr.cpus <= most && c->answer != RTPART_SCHEDULABLE; mpr.cpus++) {
        RTPART_AUTO(rtpart_mpr_result_free) struct rtpart_mpr_result found = {0};
        const enum rtpart_code code = rtpart_mpr_choose(&mpr, &c->grid, &found, err);

        if (code != RTPART_OK)
            return code;
        c->answer = found.verdict.answer;
        if (c->answer == RTPART_SCHEDULABLE)
            take_mpr(c, &found.mpr);
    }
    if (c->answer != RTPART_SCHEDULABLE)
        choose_whole_cpus(c, latency);
    return RTPART_OK;
}

/* On one CPU the exact test of the local scheduler, beyond that the global one. */
static enum rtpart_code choose_global(struct rtpart_composition *c, rtpart_ns latency,
                                      struct rtpart_error *err)
{
    const enum rtpart_code code =
        choose_local(c, on_one_cpu(c->scheduler), RTPART_RESOURCE_PRM, latency, err);

    if (code != RTPART_OK)
        return code;
    if (c->answer != RTPART_SCHEDULABLE)
        return choose_several(c, latency, err);
    take_mpr(c, &(struct rtpart_mpr){c->interface.period, c->interface.budget, 1});
    return RTPART_OK;
}

static enum rtpart_code choose_interface(const struct rtpart_compose_request *req,
                                         struct rtpart_composition *c,
                                         struct rtpart_error *err)
{
    const rtpart_ns latency = c->component->taskset.count > 0 ? req->latency : 0;

    if (c->taskset.count > 0)
        return rtpart_scheduler_is_global(c->scheduler)
                   ? choose_global(c, latency, err)
                   : choose_local(c, c->scheduler, req->resource, latency, err);
    c->answer = RTPART_SCHEDULABLE;
    c->interface =
        (struct rtpart_edp){.period = c->grid.min_period, .deadline = c->grid.min_period};
    return RTPART_OK;
}

/* Put the component's name before a message about it. */
static enum rtpart_code about(const struct rtpart_composition *c, enum rtpart_code code,
                              const struct rtpart_error *cause, struct rtpart_error *err)
{
    return rtpart_fail(err, code, "component \"%s\": %s", c->component->name,
                       cause->message);
}

/* No interface of a child, none of the component: "no" where one is proved to have none. */
static enum rtpart_answer answer_of_children(const struct rtpart_composition *c)
{
    enum rtpart_answer worst = RTPART_SCHEDULABLE;

    for (size_t i = 0; i < c->child_count && worst != RTPART_UNSCHEDULABLE; i++)
        if (c->children[i].answer != RTPART_SCHEDULABLE)
            worst = c->children[i].answer;
    return worst;
}

/* The component itself, its children being done. */
static enum rtpart_code solve(const struct rtpart_compose_request *req,
                              struct rtpart_composition *c, struct rtpart_error *err)
{
    struct rtpart_error cause = {0};

    for (size_t i = 0; i < c->child_count; i++)
        c->gave_up = c->gave_up || c->children[i].gave_up;
    c->answer = answer_of_children(c);
    if (c->answer != RTPART_SCHEDULABLE)
        return RTPART_OK;
    enum rtpart_code code = collect_tasks(c, &cause);

    if (code == RTPART_OK)
        code = choose_grid(req, c, &cause);
    if (code == RTPART_OK)
        code = choose_interface(req, c, &cause);
    return code == RTPART_OK ? code : about(c, code, &cause, err);
}

static enum rtpart_scheduler scheduler_of(const struct rtpart_compose_request *req,
                                          const struct rtpart_component *component)
{
    if (req->scheduler != RTPART_SCHED_NONE)
        return req->scheduler;
    return component->scheduler != RTPART_SCHED_NONE ? component->scheduler
                                                     : req->fallback;
}

/* Depth first; a file has at most RTPART_XML_DEPTH_MAX levels. */
static enum rtpart_code compose(const struct rtpart_compose_request *req,
                                const struct rtpart_component *component,
                                struct rtpart_composition *out, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    out->component = component;
    out->scheduler = scheduler_of(req, component);
    out->children = rtpart_array(component->child_count, sizeof *out->children);
    if (out->children == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu components",
                           component->child_count);
    out->child_count = component->child_count;
    for (size_t i = 0; i < out->child_count && code == RTPART_OK; i++)
        code = compose(req, &component->children[i], &out->children[i], err);
    return code == RTPART_OK ? solve(req, out, err) : code;
}

enum rtpart_code rtpart_compose(const struct rtpart_compose_request *req,
                                struct rtpart_composition *out, struct rtpart_error *err)
{
    memset(out, 0, sizeof *out);
    return compose(req, req->root, out, err);
}

void rtpart_composition_free(struct rtpart_composition *c)
{
    for (size_t i = 0; i < c->child_count; i++)
        rtpart_composition_free(&c->children[i]);
    free(c->children);
    rtpart_taskset_free(&c->taskset);
    memset(c, 0, sizeof *c);
}
