/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/compose.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/grid_choice.h"
#include "analysis/interface.h"
#include "common/auto.h"

/* The tasks of the component, and the children's interfaces that have work. */
static enum rtpart_code collect_tasks(struct rtpart_composition *c,
                                      struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_taskset_copy(&c->taskset, &c->component->taskset, err);

    for (size_t i = 0; i < c->child_count && code == RTPART_OK; i++) {
        const struct rtpart_edp *r = &c->children[i].interface;

        if (r->budget > 0)
            code = rtpart_taskset_add(&c->taskset, c->children[i].component->name,
                                      r->budget, r->deadline, r->period, err);
    }
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

static void choose_interface(const struct rtpart_compose_request *req,
                             struct rtpart_composition *c, struct rtpart_load *load)
{
    struct rtpart_prm prm = {0};

    if (c->taskset.count == 0) {
        c->answer = RTPART_SCHEDULABLE;
        c->interface = (struct rtpart_edp){.period = c->grid.min_period,
                                           .deadline = c->grid.min_period};
    } else if (req->resource == RTPART_RESOURCE_EDP) {
        c->answer = rtpart_edp_choose(load, &c->grid, &c->interface);
    } else {
        c->answer = rtpart_interface_choose(load, &c->grid, &prm);
        c->interface = (struct rtpart_edp){
            .period = prm.period, .budget = prm.budget, .deadline = prm.period};
    }
}

/* Put the component's name before a message about it. */
static enum rtpart_code about(const struct rtpart_composition *c, enum rtpart_code code,
                              const struct rtpart_error *cause, struct rtpart_error *err)
{
    return rtpart_fail(err, code, "component \"%s\": %s", c->component->name,
                       cause->message);
}

/* The component itself, its children being done. */
static enum rtpart_code solve(const struct rtpart_compose_request *req,
                              struct rtpart_composition *c, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    struct rtpart_error cause = {0};

    for (size_t i = 0; i < c->child_count; i++)
        if (c->children[i].answer != RTPART_SCHEDULABLE) {
            c->answer = RTPART_UNSCHEDULABLE;
            return RTPART_OK;
        }
    enum rtpart_code code = collect_tasks(c, &cause);

    if (code == RTPART_OK)
        code = choose_grid(req, c, &cause);
    if (code == RTPART_OK)
        code = rtpart_load_of(&load, &c->taskset, c->scheduler,
                              c->component->taskset.count > 0 ? req->latency : 0, &cause);
    if (code != RTPART_OK)
        return about(c, code, &cause, err);
    choose_interface(req, c, &load);
    return RTPART_OK;
}

/* Depth first; a file has at most RTPART_XML_DEPTH_MAX levels. */
static enum rtpart_code compose(const struct rtpart_compose_request *req,
                                const struct rtpart_component *component,
                                struct rtpart_composition *out, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    out->component = component;
    out->scheduler =
        component->scheduler != RTPART_SCHED_NONE ? component->scheduler : req->fallback;
    out->children = calloc(component->child_count > 0 ? component->child_count : 1,
                           sizeof *out->children);
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
