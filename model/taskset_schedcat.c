/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Task sets as SchedCAT writes them: <taskset> with <task id period wcet [deadline]
 * [partition]>, or a <testpoint> with several of them. No unit is in the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/location.h"
#include "model/raw_task.h"
#include "model/taskset_formats.h"
#include "model/xml_guard.h"

struct schedcat_reader {
    struct rtpart_task_reader tasks;
    struct rtpart_system *out;
    bool testpoint;                 /* the root holds task sets, each a component */
    struct rtpart_component *place; /* of the tasks that come; NULL: outside of a set */
    bool noted_requests;            /* it was said that resource requests are not used */
};

static enum rtpart_code no_memory(const struct schedcat_reader *r,
                                  struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", r->tasks.file);
}

static enum rtpart_code start_root(struct schedcat_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    r->testpoint = strcmp(e->name, "testpoint") == 0;
    r->out->root.name = strdup(r->testpoint ? "testpoint" : "taskset");
    r->out->root.line = e->line;
    if (r->out->root.name == NULL)
        return no_memory(r, err);
    if (!r->testpoint)
        r->place = &r->out->root;
    rtpart_task_reader_unit(&r->tasks, 0, "--unit");
    return RTPART_OK;
}

/* A task set of a test point: one more component, "set<k>". */
static enum rtpart_code start_set(struct schedcat_reader *r,
                                  const struct rtpart_xml_element *e,
                                  struct rtpart_error *err)
{
    struct rtpart_component *root = &r->out->root;

    if (root->child_count == RTPART_COMPONENTS_MAX)
        return rtpart_fail_at(err, RTPART_EINPUT,
                              (struct rtpart_location){r->tasks.file, e->line},
                              "more than %d task sets", RTPART_COMPONENTS_MAX);
    r->place = rtpart_component_add(root);
    if (r->place == NULL)
        return no_memory(r, err);
    r->place->line = e->line;
    if (asprintf(&r->place->name, "set%zu", root->child_count - 1) < 0) {
        r->place->name = NULL;
        return no_memory(r, err);
    }
    return RTPART_OK;
}

static enum rtpart_code start_task(struct schedcat_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    const char *id = rtpart_xml_get(e, "", "id");
    RTPART_AUTO_FREE char *name = NULL;
    const struct rtpart_raw_task raw = {
        .line = e->line,
        .wcet = {.text = rtpart_xml_get(e, "", "wcet"), .label = "wcet"},
        .deadline = {.text = rtpart_xml_get(e, "", "deadline"), .label = "deadline"},
        .period = {.text = rtpart_xml_get(e, "", "period"), .label = "period"},
        .vcpu = {.text = rtpart_xml_get(e, "", "partition"), .label = "partition"},
    };
    struct rtpart_raw_task named = raw;

    if (id != NULL && asprintf(&name, "t%s", id) < 0) {
        name = NULL;
        return no_memory(r, err);
    }
    named.name = name;
    return rtpart_raw_task_add(&r->tasks, &named, &r->place->taskset, err);
}

static enum rtpart_code on_start(void *ctx, const struct rtpart_xml_element *e,
                                 struct rtpart_error *err)
{
    struct schedcat_reader *r = ctx;
    const size_t level = e->depth - r->testpoint; /* of a task: 1 below its set */

    if (e->depth == 0)
        return start_root(r, e, err);
    if (r->testpoint && e->depth == 1 && strcmp(e->name, "taskset") == 0)
        return start_set(r, e, err);
    if (r->place != NULL && level == 1 && strcmp(e->name, "task") == 0)
        return start_task(r, e, err);
    if (strcmp(e->name, "requirement") == 0 && !r->noted_requests) {
        r->noted_requests = true;
        rtpart_note_at(
            &r->tasks.opt->notes, (struct rtpart_location){r->tasks.file, e->line},
            "resource requests are not used: add their blocking to the WCETs or "
            "to --latency");
    }
    return RTPART_OK; /* properties, config and the like */
}

static enum rtpart_code on_end(void *ctx, size_t depth, struct rtpart_error *err)
{
    struct schedcat_reader *r = ctx;
    enum rtpart_code code;

    if (r->place == NULL || depth != (size_t)r->testpoint)
        return RTPART_OK;
    code = rtpart_raw_names(&r->tasks, &r->place->taskset, err);
    r->place = NULL;
    return code;
}

enum rtpart_code rtpart_taskset_read_schedcat(const char *text, size_t len,
                                              const char *name,
                                              const struct rtpart_read_options *opt,
                                              struct rtpart_system *out,
                                              struct rtpart_error *err)
{
    static const struct rtpart_xml_handler handler = {.start = on_start, .end = on_end};
    struct schedcat_reader r = {.tasks = {.file = name, .opt = opt}, .out = out};
    const enum rtpart_code code = rtpart_xml_parse(text, len, name, &handler, &r, err);

    return code == RTPART_OK ? rtpart_task_reader_end(&r.tasks, err) : code;
}
