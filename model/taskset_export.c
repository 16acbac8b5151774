/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/taskset_export.h"

#include <inttypes.h>
#include <string.h>

#include "common/array.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "model/priority_order.h"
#include "model/xml_out.h"

#define THREAD_NAME_MAX 15 /* bytes, of Linux */

const struct rtpart_export_format rtpart_export_formats[] = {
    {"carts", "XML for CARTS, in ms", rtpart_export_carts},
    {"schedcat", "SchedCAT XML, whole us", rtpart_export_schedcat},
    {"simso", "SimSo XML, in ms", rtpart_export_simso},
    {"rt-app", "rt-app JSON, whole us", rtpart_export_rtapp},
    {NULL, NULL, NULL},
};

const struct rtpart_export_format *rtpart_export_find(const char *name)
{
    for (const struct rtpart_export_format *f = rtpart_export_formats; f->name != NULL;
         f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

/* A time in whole us on the safe side; *rounded counts those that were no whole us. */
static int64_t whole_us(rtpart_ns t, bool up, size_t *rounded)
{
    *rounded += t % RTPART_US != 0;
    return t / RTPART_US + (up && t % RTPART_US != 0);
}

static void note_rounded(const struct rtpart_notes *notes, const char *format,
                         size_t rounded)
{
    if (rounded > 0)
        rtpart_note(
            notes,
            "%s holds whole us only: %zu times were rounded to the safe side (WCET "
            "up, deadline and period down)",
            format, rounded);
}

static void note_children(const struct rtpart_component *c, const char *format,
                          const struct rtpart_notes *notes)
{
    if (c->child_count > 0)
        rtpart_note(notes, "%s cannot hold child components: %zu left out", format,
                    c->child_count);
}

enum rtpart_code rtpart_export_schedcat(const struct rtpart_component *c, FILE *out,
                                        const struct rtpart_notes *notes,
                                        struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_xml_out_close) struct rtpart_xml_out x = {0};
    size_t rounded = 0;

    rtpart_xml_out_open(&x, "taskset", NULL, NULL);
    for (size_t i = 0; i < c->taskset.count; i++) {
        const struct rtpart_task *t = &c->taskset.tasks[i];
        struct _xmlNode *node = rtpart_xml_out_child(&x, x.root, "task");

        rtpart_xml_out_integer(&x, node, "id", (int64_t)i + 1);
        rtpart_xml_out_integer(&x, node, "period", whole_us(t->period, false, &rounded));
        rtpart_xml_out_integer(&x, node, "wcet", whole_us(t->wcet, true, &rounded));
        if (t->deadline != t->period)
            rtpart_xml_out_integer(&x, node, "deadline",
                                   whole_us(t->deadline, false, &rounded));
        if (t->vcpu >= 0)
            rtpart_xml_out_integer(&x, node, "partition", t->vcpu);
    }
    note_rounded(notes, "SchedCAT XML", rounded);
    note_children(c, "SchedCAT XML", notes);
    rtpart_note(notes, "SchedCAT XML has no names of tasks: they are numbered from 1");
    return rtpart_xml_out_print(&x, out, err);
}

static void put_ms(struct rtpart_xml_out *x, struct _xmlNode *node, const char *name,
                   rtpart_ns t)
{
    char text[RTPART_DECIMAL_SIZE];

    rtpart_xml_out_text(x, node, name,
                        rtpart_time_format(text, sizeof text, t, RTPART_MS));
}

/* CARTS has EDF, DM, RM, gEDF and gDM. */
static const char *carts_scheduler(const struct rtpart_component *c,
                                   const struct rtpart_notes *notes)
{
    switch (c->scheduler) {
    case RTPART_SCHED_NONE:
    case RTPART_SCHED_RM:
        return "RM";
    case RTPART_SCHED_DM:
        return "DM";
    case RTPART_SCHED_EDF:
        return "EDF";
    case RTPART_SCHED_GDM:
        return "gDM";
    case RTPART_SCHED_GEDF:
        return "gEDF";
    case RTPART_SCHED_GRM:
        rtpart_note(notes, "CARTS has no gRM: gDM is written");
        return "gDM";
    case RTPART_SCHED_PRIO:
        break;
    }
    rtpart_note(notes, "CARTS has no explicit priorities: RM is written");
    return "RM";
}

enum rtpart_code rtpart_export_carts(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_xml_out_close) struct rtpart_xml_out x = {0};
    struct _xmlNode *component;

    rtpart_xml_out_open(&x, "system", NULL, NULL);
    rtpart_xml_out_text(&x, x.root, "os_scheduler", "EDF");
    component = rtpart_xml_out_child(&x, x.root, "component");
    rtpart_xml_out_text(&x, component, "name", c->name);
    rtpart_xml_out_text(&x, component, "scheduler", carts_scheduler(c, notes));
    put_ms(&x, component, "min_period", c->min_period);
    put_ms(&x, component, "max_period", c->max_period);
    for (size_t i = 0; i < c->taskset.count; i++) {
        const struct rtpart_task *t = &c->taskset.tasks[i];
        struct _xmlNode *node = rtpart_xml_out_child(&x, component, "task");

        rtpart_xml_out_text(&x, node, "name", t->name);
        put_ms(&x, node, "p", t->period);
        put_ms(&x, node, "d", t->deadline);
        put_ms(&x, node, "e", t->wcet);
    }
    note_children(c, "this file for CARTS", notes);
    return rtpart_xml_out_print(&x, out, err);
}

/* Processors that the tasks speak of: one more than the largest vCPU, at least one. */
static int processors_of(const struct rtpart_taskset *ts)
{
    int last = 0;

    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].vcpu > last)
            last = ts->tasks[i].vcpu;
    return last + 1;
}

static void put_simso_task(struct rtpart_xml_out *x, struct _xmlNode *tasks,
                           const struct rtpart_task *t, size_t number)
{
    struct _xmlNode *node = rtpart_xml_out_child(x, tasks, "task");

    rtpart_xml_out_text(x, node, "name", t->name);
    rtpart_xml_out_integer(x, node, "id", (int64_t)number);
    rtpart_xml_out_text(x, node, "task_type", "Periodic");
    rtpart_xml_out_text(x, node, "abort_on_miss", "no");
    put_ms(x, node, "period", t->period);
    put_ms(x, node, "deadline", t->deadline);
    put_ms(x, node, "WCET", t->wcet);
    rtpart_xml_out_text(x, node, "activationDate", "0");
    rtpart_xml_out_text(x, node, "list_activation_dates", "");
    rtpart_xml_out_text(x, node, "base_cpi", "1.0");
    rtpart_xml_out_text(x, node, "instructions", "0");
    rtpart_xml_out_text(x, node, "mix", "0.5");
    rtpart_xml_out_text(x, node, "ACET", "0");
    rtpart_xml_out_text(x, node, "et_stddev", "0");
    rtpart_xml_out_text(x, node, "preemption_cost", "0");
}

static const char *simso_scheduler(enum rtpart_scheduler s)
{
    switch (s) {
    case RTPART_SCHED_EDF:
    case RTPART_SCHED_GEDF:
        return "simso.schedulers.EDF";
    case RTPART_SCHED_PRIO:
        return "simso.schedulers.FP";
    default: /* RM, and DM, which it has not: there a note says so */
        return "simso.schedulers.RM";
    }
}

enum rtpart_code rtpart_export_simso(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_xml_out_close) struct rtpart_xml_out x = {0};
    struct _xmlNode *node;
    struct _xmlNode *list;
    char name[32];

    rtpart_xml_out_open(&x, "simulation", NULL, NULL);
    rtpart_xml_out_text(&x, x.root, "cycles_per_ms", "1000000");
    rtpart_xml_out_text(&x, x.root, "duration", "10000000000"); /* cycles: 10 s */
    rtpart_xml_out_text(&x, x.root, "etm", "wcet");
    node = rtpart_xml_out_child(&x, x.root, "sched");
    rtpart_xml_out_text(&x, node, "className", simso_scheduler(c->scheduler));
    rtpart_xml_out_integer(&x, node, "overhead", 0);
    rtpart_xml_out_integer(&x, node, "overhead_activate", 0);
    rtpart_xml_out_integer(&x, node, "overhead_terminate", 0);
    node = rtpart_xml_out_child(&x, x.root, "caches");
    rtpart_xml_out_integer(&x, node, "memory_access_time", 100);
    list = rtpart_xml_out_child(&x, x.root, "processors");
    for (int i = 0; i < processors_of(&c->taskset); i++) {
        node = rtpart_xml_out_child(&x, list, "processor");
        (void)snprintf(name, sizeof name, "CPU %d", i);
        rtpart_xml_out_text(&x, node, "name", name);
        rtpart_xml_out_integer(&x, node, "id", i);
        rtpart_xml_out_integer(&x, node, "cl_overhead", 0);
        rtpart_xml_out_integer(&x, node, "cs_overhead", 0);
        rtpart_xml_out_text(&x, node, "speed", "1.0");
    }
    list = rtpart_xml_out_child(&x, x.root, "tasks");
    for (size_t i = 0; i < c->taskset.count; i++)
        put_simso_task(&x, list, &c->taskset.tasks[i], i + 1);
    note_children(c, "SimSo XML", notes);
    rtpart_note(notes, "SimSo XML cannot say reservations, vCPUs or rt:prio");
    if (c->scheduler == RTPART_SCHED_DM || c->scheduler == RTPART_SCHED_GDM)
        rtpart_note(notes, "SimSo has no deadline monotonic scheduler: RM is written");
    return rtpart_xml_out_print(&x, out, err);
}

/* Has every task a priority? */
static bool all_have_prio(const struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].prio == 0)
            return false;
    return true;
}

/*
 * The order of SCHED_FIFO priorities: that of the component's scheduler; where it has none,
 * or one that has no priorities, that of rt:prio if all tasks have one, else rate monotonic.
 */
static enum rtpart_scheduler fifo_order(const struct rtpart_component *c,
                                        const struct rtpart_notes *notes)
{
    const bool by_prio = all_have_prio(&c->taskset);

    switch (c->scheduler) {
    case RTPART_SCHED_RM:
    case RTPART_SCHED_GRM:
    case RTPART_SCHED_DM:
    case RTPART_SCHED_GDM:
        return c->scheduler;
    case RTPART_SCHED_EDF:
    case RTPART_SCHED_GEDF:
        rtpart_note(notes, "rt-app JSON: SCHED_FIFO with %s priorities in place of %s",
                    by_prio ? "the file's" : "rate monotonic",
                    rtpart_scheduler_name(c->scheduler));
        break;
    default:
        break;
    }
    return by_prio ? RTPART_SCHED_PRIO : RTPART_SCHED_RM;
}

static json_t *rtapp_task(const struct rtpart_task *t, size_t rank, size_t *rounded)
{
    const int priority = rank < RTPART_PRIORITY_MAX ? RTPART_PRIORITY_MAX - (int)rank
                                                    : RTPART_PRIORITY_MIN;
    json_t *o = json_pack(
        "{s:s, s:i, s:I, s:{s:s, s:I, s:s}}", "policy", "SCHED_FIFO", "priority",
        priority, "run", (json_int_t)whole_us(t->wcet, true, rounded), "timer", "ref",
        "unique", "period", (json_int_t)whole_us(t->period, false, rounded), "mode",
        "absolute");

    if (o != NULL && t->vcpu >= 0)
        (void)json_object_set_new(o, "cpus", json_pack("[i]", t->vcpu));
    return o;
}

/* One more thread; its name may be that of another. */
static enum rtpart_code add_thread(json_t *threads, const struct rtpart_task *t,
                                   size_t rank, size_t *rounded, struct rtpart_error *err)
{
    char name[THREAD_NAME_MAX + 1];

    (void)snprintf(name, sizeof name, "%s", t->name);
    if (json_object_get(threads, name) != NULL)
        return rtpart_fail(err, RTPART_EMODEL,
                           "task \"%.60s\": cut to %d bytes, its name is that of another "
                           "(rename one)",
                           t->name, THREAD_NAME_MAX);
    if (json_object_set_new(threads, name, rtapp_task(t, rank, rounded)) != 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the threads");
    return RTPART_OK;
}

/* All threads, in the order of the file. */
static enum rtpart_code add_threads(json_t *threads, const struct rtpart_taskset *ts,
                                    enum rtpart_scheduler scheduler, size_t *rounded,
                                    struct rtpart_error *err)
{
    RTPART_AUTO_FREE size_t *order = rtpart_array(ts->count, sizeof *order);
    RTPART_AUTO_FREE size_t *rank = rtpart_array(ts->count, sizeof *rank);
    enum rtpart_code code = RTPART_OK;

    if (order == NULL || rank == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the threads");
    for (size_t i = 0; i < ts->count; i++)
        order[i] = i;
    rtpart_priority_sort(ts, scheduler, order, ts->count);
    for (size_t i = 0; i < ts->count; i++)
        rank[order[i]] = i;
    for (size_t i = 0; i < ts->count && code == RTPART_OK; i++)
        code = add_thread(threads, &ts->tasks[i], rank[i], rounded, err);
    return code;
}

enum rtpart_code rtpart_export_rtapp(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *threads = json_object();
    size_t rounded = 0;
    const enum rtpart_code code =
        add_threads(threads, &c->taskset, fifo_order(c, notes), &rounded, err);

    if (code != RTPART_OK)
        return code;
    RTPART_AUTO_JSON json_t *whole =
        json_pack("{s:O, s:{s:i, s:s, s:s, s:b, s:s, s:s}}", "tasks", threads, "global",
                  "duration", 30, "calibration", "CPU0", "default_policy", "SCHED_FIFO",
                  "lock_pages", 1, "logdir", "./", "log_basename", c->name);

    note_rounded(notes, "rt-app JSON", rounded);
    note_children(c, "rt-app JSON", notes);
    if (c->taskset.count > RTPART_PRIORITY_MAX)
        rtpart_note(notes, "more than %d tasks: the last ones share priority %d",
                    RTPART_PRIORITY_MAX, RTPART_PRIORITY_MIN);
    return rtpart_json_print(whole, out, err);
}
