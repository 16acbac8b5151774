/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/taskset_write.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "model/taskset_read.h"
#include "model/xml_out.h"

/* CARTS spells them so. */
static const char *carts_name(enum rtpart_scheduler s)
{
    static const char *const names[] = {
        [RTPART_SCHED_NONE] = NULL, [RTPART_SCHED_RM] = "RM",
        [RTPART_SCHED_DM] = "DM",   [RTPART_SCHED_PRIO] = "prio",
        [RTPART_SCHED_EDF] = "EDF", [RTPART_SCHED_GRM] = "gRM",
        [RTPART_SCHED_GDM] = "gDM", [RTPART_SCHED_GEDF] = "gEDF",
    };

    return names[s];
}

static void put_time(struct rtpart_xml_out *x, struct _xmlNode *node, const char *name,
                     rtpart_ns time, rtpart_ns unit)
{
    char text[RTPART_DECIMAL_SIZE];

    rtpart_xml_out_text(x, node, name, rtpart_time_format(text, sizeof text, time, unit));
}

static void put_extras(struct rtpart_xml_out *x, struct _xmlNode *node,
                       const struct rtpart_extras *extras)
{
    for (size_t i = 0; i < extras->count; i++)
        rtpart_xml_out_text(x, node, extras->list[i].name, extras->list[i].value);
}

static void put_tasks(struct rtpart_xml_out *x, struct _xmlNode *parent,
                      const struct rtpart_taskset *ts, rtpart_ns unit)
{
    char text[16];

    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];
        struct _xmlNode *node = rtpart_xml_out_child(x, parent, "task");

        rtpart_xml_out_text(x, node, "name", t->name);
        put_time(x, node, "p", t->period, unit);
        put_time(x, node, "d", t->deadline, unit);
        put_time(x, node, "e", t->wcet, unit);
        (void)snprintf(text, sizeof text, "%d", t->vcpu);
        rtpart_xml_out_ours(x, node, "vcpu", t->vcpu >= 0 ? text : NULL);
        (void)snprintf(text, sizeof text, "%d", t->prio);
        rtpart_xml_out_ours(x, node, "prio", t->prio > 0 ? text : NULL);
        put_extras(x, node, &t->extras);
    }
}

static void put_periods(struct rtpart_xml_out *x, struct _xmlNode *node,
                        const struct rtpart_component *c, rtpart_ns unit)
{
    if (c->max_period == 0)
        return;
    if (c->min_period == c->max_period) {
        put_time(x, node, "period", c->min_period, unit);
        return;
    }
    put_time(x, node, "min_period", c->min_period, unit);
    put_time(x, node, "max_period", c->max_period, unit);
}

/* Tasks and children of a component; as deep as it nests, which the readers bound. */
static void put_content(struct rtpart_xml_out *x, // NOLINT(misc-no-recursion)
                        struct _xmlNode *node, const struct rtpart_component *c,
                        rtpart_ns unit)
{
    put_periods(x, node, c, unit);
    put_extras(x, node, &c->extras);
    put_tasks(x, node, &c->taskset, unit);
    for (size_t i = 0; i < c->child_count; i++) {
        const struct rtpart_component *child = &c->children[i];
        struct _xmlNode *n = rtpart_xml_out_child(x, node, "component");

        rtpart_xml_out_text(x, n, "name", child->name);
        rtpart_xml_out_text(x, n, "scheduler", carts_name(child->scheduler));
        put_content(x, n, child, unit);
    }
}

enum rtpart_code rtpart_system_write_xml(const struct rtpart_system *s, rtpart_ns unit,
                                         FILE *out, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_xml_out_close) struct rtpart_xml_out x = {0};
    const struct rtpart_provenance *p = &s->provenance;

    rtpart_xml_out_open(&x, "system", RTPART_TASKSET_NS, "rt");
    rtpart_xml_out_text(&x, x.root, "os_scheduler", carts_name(s->root.scheduler));
    rtpart_xml_out_ours(&x, x.root, "unit", rtpart_unit_name(unit));
    rtpart_xml_out_ours(&x, x.root, "tool", p->tool);
    rtpart_xml_out_ours(&x, x.root, "version", p->version);
    rtpart_xml_out_ours(&x, x.root, "command", p->command);
    rtpart_xml_out_ours(&x, x.root, "generator", p->generator);
    rtpart_xml_out_ours(&x, x.root, "seed", p->seed);
    rtpart_xml_out_ours(&x, x.root, "index", p->index);
    put_content(&x, x.root, &s->root, unit);
    return rtpart_xml_out_print(&x, out, err);
}

/* Does any task have a vCPU (or a priority) of its own? */
static bool any_vcpu(const struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].vcpu >= 0)
            return true;
    return false;
}

static bool any_prio(const struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].prio > 0)
            return true;
    return false;
}

/* What both flat formats lose. */
static void note_losses(const struct rtpart_component *c, const char *format,
                        const struct rtpart_notes *notes)
{
    if (c->scheduler != RTPART_SCHED_NONE)
        rtpart_note(notes, "%s cannot say the scheduler (%s)", format,
                    carts_name(c->scheduler));
    if (c->max_period != 0)
        rtpart_note(notes, "%s cannot say the periods of the interface", format);
    if (c->child_count > 0)
        rtpart_note(notes, "%s cannot hold child components: %zu left out", format,
                    c->child_count);
}

/* The last column of a header is followed by a newline, a task's last field likewise. */
void rtpart_component_write_csv(const struct rtpart_component *c, rtpart_ns unit,
                                FILE *out, const struct rtpart_notes *notes)
{
    const struct rtpart_taskset *ts = &c->taskset;
    const bool vcpu = any_vcpu(ts);
    const bool prio = any_prio(ts);
    const char *under = unit == RTPART_MS ? "" : "_";
    const char *name = unit == RTPART_MS ? "" : rtpart_unit_name(unit);
    char text[3][RTPART_DECIMAL_SIZE];

    note_losses(c, "CSV", notes);
    (void)fprintf(out, "name,c%s%s,d%s%s,t%s%s%s%s\n", under, name, under, name, under,
                  name, vcpu ? ",vcpu" : "", prio ? ",prio" : "");
    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];

        rtpart_csv_put(out, t->name);
        (void)fprintf(out, ",%s,%s,%s",
                      rtpart_time_format(text[0], sizeof text[0], t->wcet, unit),
                      rtpart_time_format(text[1], sizeof text[1], t->deadline, unit),
                      rtpart_time_format(text[2], sizeof text[2], t->period, unit));
        if (vcpu)
            (void)fprintf(out, t->vcpu >= 0 ? ",%d" : ",", t->vcpu);
        if (prio)
            (void)fprintf(out, t->prio > 0 ? ",%d" : ",", t->prio);
        (void)fputc('\n', out);
    }
}

/* Is every name the one that a reader of rows would give? */
static bool names_are_default(const struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++) {
        char name[24];

        (void)snprintf(name, sizeof name, "t%zu", i);
        if (strcmp(ts->tasks[i].name, name) != 0)
            return false;
    }
    return true;
}

void rtpart_component_write_rows(const struct rtpart_component *c, rtpart_ns unit,
                                 FILE *out, const struct rtpart_notes *notes)
{
    const struct rtpart_taskset *ts = &c->taskset;
    char text[3][RTPART_DECIMAL_SIZE];

    note_losses(c, "rows", notes);
    if (any_vcpu(ts))
        rtpart_note(notes, "rows cannot say the vCPU that a task is fixed to");
    if (any_prio(ts))
        rtpart_note(notes, "rows cannot say priorities");
    if (!names_are_default(ts))
        rtpart_note(notes, "rows cannot hold names: the tasks will be t0, t1, ...");
    if (unit != RTPART_MS)
        rtpart_note(notes, "rows cannot say their unit: read them with --unit %s",
                    rtpart_unit_name(unit));
    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];

        (void)fprintf(out, "%s %s %s\n",
                      rtpart_time_format(text[0], sizeof text[0], t->wcet, unit),
                      rtpart_time_format(text[1], sizeof text[1], t->deadline, unit),
                      rtpart_time_format(text[2], sizeof text[2], t->period, unit));
    }
}
