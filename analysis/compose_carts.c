/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/compose_carts.h"

#include "common/decimal.h"
#include "model/taskset_read.h"
#include "model/xml_out.h"

/* What CARTS writes for a budget that does not exist. */
#define CARTS_INFEASIBLE "2047483647"

struct writer {
    struct rtpart_xml_out xml;
    enum rtpart_resource resource;
    rtpart_ns unit;
};

static void set_time(struct writer *w, struct _xmlNode *node, const char *name,
                     rtpart_ns t)
{
    char text[RTPART_DECIMAL_SIZE];

    rtpart_xml_out_text(&w->xml, node, name,
                        rtpart_time_format(text, sizeof text, t, w->unit));
}

/*
 * The share budget / period with as few decimals as give the budget back: times the period
 * it rounds to the budget, in whole ns. 17 decimals always do.
 */
static void set_share(struct writer *w, struct _xmlNode *node, const char *name,
                      struct rtpart_ratio share)
{
    char text[RTPART_DECIMAL_SIZE];
    int64_t scale = 10;
    rtpart_i128 value;

    for (;; scale *= 10) {
        value = ((rtpart_i128)share.num * scale + share.den / 2) / share.den;
        if ((value * share.den + scale / 2) / scale == share.num)
            break;
    }
    rtpart_xml_out_text(&w->xml, node, name,
                        rtpart_decimal_format(text, sizeof text, (int64_t)value, scale));
}

static void write_local_model(struct writer *w, struct _xmlNode *resource,
                              const struct rtpart_composition *c)
{
    struct _xmlNode *model;

    if (c->answer != RTPART_SCHEDULABLE)
        return;
    model = rtpart_xml_out_child(&w->xml, resource, "model");
    set_time(w, model, "period", c->interface.period);
    set_share(w, model, "bandwidth", rtpart_composition_bandwidth(c));
    set_time(w, model, "deadline", c->interface.deadline);
}

static void write_global_model(struct writer *w, struct _xmlNode *resource,
                               const struct rtpart_composition *c)
{
    struct _xmlNode *model = rtpart_xml_out_child(&w->xml, resource, "model");

    rtpart_xml_out_integer(&w->xml, model, "cpus", c->mpr.cpus);
    set_time(w, model, "period",
             c->mpr.cpus > 0 ? c->interface.period : c->component->min_period);
    if (c->answer == RTPART_SCHEDULABLE)
        set_time(w, model, "execution_time", c->mpr.budget);
    else
        rtpart_xml_out_text(&w->xml, model, "execution_time", CARTS_INFEASIBLE);
}

static void write_tasks(struct writer *w, struct _xmlNode *node,
                        const struct rtpart_composition *c)
{
    struct _xmlNode *tasks = rtpart_xml_out_child(&w->xml, node, "processed_task");

    for (unsigned i = 0; i < rtpart_composition_tasks(c); i++) {
        struct _xmlNode *model = rtpart_xml_out_child(&w->xml, tasks, "model");

        set_time(w, model, "period", c->interface.period);
        set_time(w, model, "execution_time", c->interface.budget);
        set_time(w, model, "deadline", c->interface.deadline);
    }
}

/* As deep as the file nests, which the readers bound. */
static void write_component(struct writer *w, // NOLINT(misc-no-recursion)
                            struct _xmlNode *node, const struct rtpart_composition *c)
{
    struct _xmlNode *resource;

    rtpart_xml_out_text(&w->xml, node, "name", c->component->name);
    if (rtpart_scheduler_is_global(c->scheduler))
        rtpart_xml_out_text(&w->xml, node, "resource_model", "MPR2 model");
    else
        rtpart_xml_out_text(&w->xml, node, "algorithm",
                            w->resource == RTPART_RESOURCE_EDP ? "EDP" : "PRM");
    resource = rtpart_xml_out_child(&w->xml, node, "resource");
    if (rtpart_scheduler_is_global(c->scheduler))
        write_global_model(w, resource, c);
    else
        write_local_model(w, resource, c);
    write_tasks(w, node, c);
    for (size_t i = 0; i < c->child_count; i++)
        write_component(w, rtpart_xml_out_child(&w->xml, node, "component"),
                        &c->children[i]);
}

enum rtpart_code rtpart_compose_write_carts(const struct rtpart_composition *c,
                                            enum rtpart_resource resource, rtpart_ns unit,
                                            FILE *out, struct rtpart_error *err)
{
    struct writer w = {.resource = resource, .unit = unit};
    enum rtpart_code code;

    rtpart_xml_out_open(&w.xml, "component", RTPART_TASKSET_NS, "rt");
    rtpart_xml_out_ours(&w.xml, w.xml.root, "unit", rtpart_unit_name(unit));
    write_component(&w, w.xml.root, c);
    code = rtpart_xml_out_print(&w.xml, out, err);
    rtpart_xml_out_close(&w.xml);
    return code;
}
