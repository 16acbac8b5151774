/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan_file.h"

#include <inttypes.h>
#include <stdio.h>

#include "model/verdict.h"
#include "model/xml_out.h"

static void put_provenance(struct rtpart_xml_out *x, const struct rtpart_plan *p)
{
    const struct rtpart_provenance *from = &p->provenance;
    struct _xmlNode *node = rtpart_xml_out_child(x, x->root, "provenance");

    rtpart_xml_out_text(x, node, "tool", from->tool);
    rtpart_xml_out_text(x, node, "tool_version", from->version);
    rtpart_xml_out_text(x, node, "command", from->command);
    rtpart_xml_out_text(x, node, "source", p->source);
    rtpart_xml_out_text(x, node, "generator", from->generator);
    rtpart_xml_out_text(x, node, "seed", from->seed);
    rtpart_xml_out_text(x, node, "index", from->index);
}

static void put_grid(struct rtpart_xml_out *x, const struct rtpart_grid *g)
{
    struct _xmlNode *node;

    if (g->min_period == 0)
        return;
    node = rtpart_xml_out_child(x, x->root, "grid");
    rtpart_xml_out_integer(x, node, "min_period_ns", g->min_period);
    rtpart_xml_out_integer(x, node, "max_period_ns", g->max_period);
    rtpart_xml_out_integer(x, node, "period_step_ns", g->period_step);
    rtpart_xml_out_integer(x, node, "runtime_step_ns", g->runtime_step);
}

static void put_tasks(struct rtpart_xml_out *x, const struct rtpart_plan *p)
{
    struct _xmlNode *tasks = rtpart_xml_out_child(x, x->root, "tasks");

    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *t = &p->taskset.tasks[i];
        struct _xmlNode *node = rtpart_xml_out_child(x, tasks, "task");

        rtpart_xml_out_text(x, node, "name", t->name);
        rtpart_xml_out_integer(x, node, "wcet_ns", t->wcet);
        rtpart_xml_out_integer(x, node, "deadline_ns", t->deadline);
        rtpart_xml_out_integer(x, node, "period_ns", t->period);
        rtpart_xml_out_integer(x, node, "guest_priority", rtpart_plan_priority(p, i));
        if (t->vcpu >= 0)
            rtpart_xml_out_integer(x, node, "fixed_vcpu", t->vcpu);
        if (t->prio > 0)
            rtpart_xml_out_integer(x, node, "prio", t->prio);
    }
}

static void put_global(struct rtpart_xml_out *x, const struct rtpart_mpr *mpr)
{
    struct _xmlNode *node = rtpart_xml_out_child(x, x->root, "global");

    rtpart_xml_out_integer(x, node, "cpus", mpr->cpus);
    rtpart_xml_out_integer(x, node, "budget_ns", mpr->budget);
    rtpart_xml_out_integer(x, node, "period_ns", mpr->period);
}

static void put_vcpu(struct rtpart_xml_out *x, const struct rtpart_plan *p, size_t v)
{
    const struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];
    struct _xmlNode *node = rtpart_xml_out_child(x, x->root, "vcpu");

    rtpart_xml_out_integer(x, node, "id", (int64_t)v);
    rtpart_xml_out_integer(x, node, "runtime_ns", vcpu->prm.budget);
    rtpart_xml_out_integer(x, node, "period_ns", vcpu->prm.period);
    for (size_t k = 0; k < vcpu->task_count; k++)
        rtpart_xml_out_text(x, rtpart_xml_out_child(x, node, "run"), "task",
                            p->taskset.tasks[vcpu->tasks[k]].name);
}

static void put_certificates(struct rtpart_xml_out *x, const struct rtpart_plan *p)
{
    struct _xmlNode *all = rtpart_xml_out_child(x, x->root, "certificates");
    char digest[17];

    snprintf(digest, sizeof digest, "%016" PRIx64, p->certified);
    rtpart_xml_out_text(x, all, "digest", digest);
    for (size_t i = 0; i < p->certificate_count; i++) {
        const struct rtpart_certificate *c = &p->certificates[i];
        struct _xmlNode *node = rtpart_xml_out_child(x, all, "certificate");

        rtpart_xml_out_text(x, node, "kind", rtpart_certificate_kind_name(c->kind));
        rtpart_xml_out_integer(x, node, "vcpu", (int64_t)c->vcpu);
        if (c->task != RTPART_NO_TASK)
            rtpart_xml_out_text(x, node, "task", p->taskset.tasks[c->task].name);
        rtpart_xml_out_integer(x, node, "horizon_ns", c->horizon);
        rtpart_xml_out_integer(x, node, "at_ns", c->at);
        rtpart_xml_out_integer(x, node, "demand_ns", c->demand);
        rtpart_xml_out_integer(x, node, "supply_ns", c->supply);
    }
}

enum rtpart_code rtpart_plan_write_xml(const struct rtpart_plan *p, FILE *out,
                                       struct rtpart_error *err)
{
    struct rtpart_xml_out x;
    enum rtpart_code code;

    rtpart_xml_out_open(&x, "plan", RTPART_PLAN_NS, NULL);
    rtpart_xml_out_integer(&x, x.root, "version", RTPART_PLAN_VERSION);
    rtpart_xml_out_text(&x, x.root, "kind", rtpart_plan_kind_name(p->kind));
    rtpart_xml_out_text(&x, x.root, "guest_scheduler",
                        rtpart_scheduler_name(p->scheduler));
    rtpart_xml_out_text(&x, x.root, "method", p->method);
    rtpart_xml_out_text(&x, x.root, "objective", rtpart_objective_name(p->objective));
    rtpart_xml_out_integer(&x, x.root, "latency_ns", p->latency);
    put_provenance(&x, p);
    put_grid(&x, &p->grid);
    put_tasks(&x, p);
    if (p->kind == RTPART_PLAN_GLOBAL)
        put_global(&x, &p->mpr);
    for (size_t v = 0; v < p->vcpu_count; v++)
        put_vcpu(&x, p, v);
    if (p->certificate_count > 0)
        put_certificates(&x, p);
    code = rtpart_xml_out_print(&x, out, err);
    rtpart_xml_out_close(&x);
    return code;
}
