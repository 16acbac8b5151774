/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of rtanalyze compose: table, CSV, JSON, the format of CARTS. */
#include <stdio.h>

#include "analysis/compose_carts.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "analysis/rtanalyze_compose.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/result.h"

/* The tree is walked as deep as the file nests, which the readers bound. */

static const char *model_name(const struct compose_job *job,
                              const struct rtpart_composition *c)
{
    if (rtpart_scheduler_is_global(c->scheduler))
        return "mpr";
    return job->resource == RTPART_RESOURCE_EDP ? "edp" : "prm";
}

static json_t *interface_json(const struct compose_job *job,
                              const struct rtpart_composition *c)
{
    const struct rtpart_ratio bandwidth = rtpart_composition_bandwidth(c);

    if (c->answer != RTPART_SCHEDULABLE)
        return json_null();
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o}", "model", model_name(job, c),
                     "cpus", (json_int_t)(c->mpr.cpus > 0 ? c->mpr.cpus : 1), "budget_ns",
                     (json_int_t)bandwidth.num, "runtime_per_cpu_ns",
                     (json_int_t)c->interface.budget, "period_ns",
                     (json_int_t)c->interface.period, "deadline_ns",
                     (json_int_t)c->interface.deadline, "bandwidth",
                     rtpart_json_number(rtpart_ratio_value(bandwidth)));
}

static json_t *component_json(const struct compose_job *job, // NOLINT(misc-no-recursion)
                              const struct rtpart_composition *c)
{
    RTPART_AUTO_JSON json_t *children = json_array();
    const struct rtpart_taskset *own = &c->component->taskset;

    for (size_t i = 0; i < c->child_count; i++)
        if (json_array_append_new(children, component_json(job, &c->children[i])) != 0)
            return NULL;
    return json_pack("{s:o, s:s, s:s, s:I, s:o, s:o, s:O}", "name",
                     rtpart_json_text(c->component->name), "scheduler",
                     rtpart_scheduler_name(c->scheduler), "answer",
                     rtpart_answer_name(c->answer), "tasks", (json_int_t)own->count,
                     "utilization", rtpart_json_number(rtpart_taskset_utilization(own)),
                     "interface", interface_json(job, c), "components", children);
}

/* @why  why nothing was found; NULL: something was */
static json_t *to_json(const struct compose_job *job, const char *why)
{
    json_t *o = json_pack(
        "{s:s, s:s, s:s, s:o}", "schema", "rtpart.compose/1", "resource",
        job->resource == RTPART_RESOURCE_EDP ? "edp" : "prm", "answer",
        rtpart_answer_name(job->tree.answer), "root", component_json(job, &job->tree));

    if (o != NULL && why != NULL && job->tree.gave_up &&
        json_object_set_new(o, "reason", rtpart_json_text(why)) != 0) {
        json_decref(o);
        o = NULL;
    }
    return o;
}

static void fill_row(struct rtpart_table *t, const struct compose_job *job,
                     const struct rtpart_composition *c, const char *parent, int depth)
{
    const enum rtpart_format format = job->cli.format;
    const bool found = c->answer == RTPART_SCHEDULABLE;
    const struct rtpart_edp *r = &c->interface;

    if (format == RTPART_FORMAT_CSV)
        rtpart_table_cell(t, "%s", parent);
    rtpart_table_cell(t, "%*s%s", format == RTPART_FORMAT_CSV ? 0 : 2 * depth, "",
                      c->component->name);
    rtpart_table_cell(t, "%s", rtpart_scheduler_name(c->scheduler));
    rtpart_table_cell(t, "%zu", c->component->taskset.count);
    rtpart_table_share(t, format, rtpart_taskset_utilization(&c->component->taskset));
    rtpart_table_cell(t, "%s", model_name(job, c));
    rtpart_table_cell(t, "%.0u", found && c->mpr.cpus == 0 ? 1 : c->mpr.cpus);
    rtpart_table_time(t, format, found ? r->budget : -1);
    rtpart_table_time(t, format, found ? r->deadline : -1);
    rtpart_table_time(t, format, found ? r->period : -1);
    if (found)
        rtpart_table_share(t, format,
                           rtpart_ratio_value(rtpart_composition_bandwidth(c)));
    else
        rtpart_table_cell(t, "%s", "");
    rtpart_table_cell(t, "%s", rtpart_answer_name(c->answer));
}

static void fill_table(struct rtpart_table *t, // NOLINT(misc-no-recursion)
                       const struct compose_job *job, const struct rtpart_composition *c,
                       const char *parent, int depth)
{
    fill_row(t, job, c, parent, depth);
    for (size_t i = 0; i < c->child_count; i++)
        fill_table(t, job, &c->children[i], c->component->name, depth + 1);
}

/* The first component, from the leaves up, that has no interface of its own making and the
 * answer of `c`. */
static const struct rtpart_composition * // NOLINTNEXTLINE(misc-no-recursion)
first_without(const struct rtpart_composition *c)
{
    for (size_t i = 0; i < c->child_count; i++)
        if (c->children[i].answer == c->answer)
            return first_without(&c->children[i]);
    return c;
}

static const char *reason(char *buf, size_t size, const struct compose_job *job)
{
    const struct rtpart_composition *c = first_without(&job->tree);
    const bool global = rtpart_scheduler_is_global(c->scheduler);

    const char *known = c->gave_up ? "no known interface" : "no interface";

    if (job->tree.answer == RTPART_SCHEDULABLE)
        return NULL;
    (void)snprintf(
        buf, size, "component \"%.100s\" (%s, %zu task%s, U = %.2f %%) has %s %s",
        c->component->name, rtpart_scheduler_name(c->scheduler), c->taskset.count,
        c->taskset.count == 1 ? "" : "s", 100 * rtpart_taskset_utilization(&c->taskset),
        known,
        c->gave_up
            ? "on one CPU, which does not prove that there is none: " RTPART_GAVE_UP_TEXT
        : global
            ? "that its test accepts on any number of CPUs: search finer (--min-period, "
              "--runtime-step)"
            : "on one CPU: spread it, give it a global scheduler, or search finer "
              "(--min-period, --runtime-step)");
    return buf;
}

static enum rtpart_code print_carts(const struct compose_job *job,
                                    struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_outfile_open(&out, job->cli.output, err);

    if (code == RTPART_OK)
        code = rtpart_compose_write_carts(&job->tree, job->resource, job->unit, out.file,
                                          err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

enum rtpart_code rtanalyze_compose_print(const struct compose_job *job,
                                         struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"parent", NULL, "parent", RTPART_ALIGN_LEFT}, /* CSV only: no indentation */
        {"component", NULL, "component", RTPART_ALIGN_LEFT},
        {"scheduler", NULL, "scheduler", RTPART_ALIGN_LEFT},
        {"tasks", NULL, "tasks", RTPART_ALIGN_RIGHT},
        {"U", "%", "utilization", RTPART_ALIGN_POINT},
        {"interface", NULL, "model", RTPART_ALIGN_LEFT},
        {"CPUs", NULL, "cpus", RTPART_ALIGN_RIGHT},
        {"each CPU", "ms", "runtime_per_cpu_ns", RTPART_ALIGN_POINT},
        {"deadline", "ms", "deadline_ns", RTPART_ALIGN_POINT},
        {"period", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
    };
    const size_t hidden = job->cli.format == RTPART_FORMAT_CSV ? 0 : 1;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = NULL;
    char why[512];
    char latency[256];
    struct rtpart_result result = {
        .headline = rtanalyze_latency(latency, sizeof latency, &job->latency),
        .table = &table};

    if (job->cli.format == RTPART_FORMAT_CARTS)
        return print_carts(job, err);
    result.footnote = reason(why, sizeof why, job);
    json = to_json(job, result.footnote);
    result.json = json;
    rtpart_table_init(&table, columns + hidden,
                      sizeof columns / sizeof *columns - hidden);
    fill_table(&table, job, &job->tree, "", 0);
    return rtpart_result_print(&job->cli, &result, err);
}
