/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of rtanalyze sensitivity as table, CSV and JSON. */
#include <stdio.h>

#include "analysis/prm.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "analysis/rtanalyze_sensitivity.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/result.h"

/* 0 means that there is none. */
static rtpart_ns or_none(rtpart_ns limit)
{
    return limit > 0 ? limit : RTPART_NS_NONE;
}

/* What is to be said where the analysis gave up. */
static const char more[] = "there may be more room than this: " RTPART_GAVE_UP_TEXT;

static double factor_of(const struct rtpart_growth *g)
{
    return (double)g->factor / RTPART_FACTOR_ONE;
}

static const char *change_name(enum rtpart_change_kind kind)
{
    return kind == RTPART_CHANGE_WCET     ? "wcet"
           : kind == RTPART_CHANGE_PERIOD ? "period"
                                          : "runtime";
}

static json_t *change_json(const struct sensitivity_part *p)
{
    const struct rtpart_change *c = &p->growth.change;

    if (!p->growth.has_change)
        return json_null();
    return json_pack(
        "{s:s, s:o, s:I, s:I, s:o}", "what", change_name(c->kind), "task",
        rtpart_json_text(c->task != RTPART_NO_TASK ? p->taskset.tasks[c->task].name
                                                   : NULL),
        "from_ns", (json_int_t)c->from, "to_ns", (json_int_t)c->to, "relative",
        rtpart_json_number(rtpart_ratio_value(rtpart_change_size(c))));
}

static json_t *task_json(const struct sensitivity_part *p, size_t i)
{
    const struct rtpart_task *t = &p->taskset.tasks[i];
    const struct rtpart_task_limits *l = &p->growth.limits[i];
    const struct rtpart_task_check *c = &p->growth.check.tasks[i];

    return json_pack("{s:o, s:I, s:o, s:I, s:o, s:o, s:o}", "name",
                     rtpart_json_text(t->name), "wcet_ns", (json_int_t)t->wcet,
                     "largest_wcet_ns", rtpart_ns_json(or_none(l->wcet)), "period_ns",
                     (json_int_t)t->period, "least_period_ns",
                     rtpart_ns_json(or_none(l->period)), "response_bound_ns",
                     rtpart_ns_json(c->response), "slack_ns", rtpart_ns_json(c->slack));
}

static json_t *part_json(const struct sensitivity_part *p)
{
    RTPART_AUTO_JSON json_t *tasks = json_array();

    for (size_t i = 0; i < p->taskset.count; i++)
        if (json_array_append_new(tasks, task_json(p, i)) != 0)
            return NULL;
    json_t *o = json_pack(
        "{s:I, s:s, s:I, s:I, s:o, s:o, s:O, s:o}", "id", (json_int_t)p->vcpu, "answer",
        rtpart_answer_name(p->growth.check.verdict.answer), "runtime_ns",
        (json_int_t)p->request.prm.budget, "period_ns", (json_int_t)p->request.prm.period,
        "least_runtime_ns", rtpart_ns_json(p->growth.budget), "factor",
        rtpart_json_number(factor_of(&p->growth)), "tasks", tasks, "change",
        change_json(p));

    if (o != NULL && p->growth.gave_up &&
        json_object_set_new(o, "reason", rtpart_json_text(more)) != 0) {
        json_decref(o);
        o = NULL;
    }
    return o;
}

static json_t *to_json(const struct sensitivity_parts *parts, enum rtpart_answer answer)
{
    RTPART_AUTO_JSON json_t *vcpus = json_array();

    for (size_t i = 0; i < parts->count; i++)
        if (json_array_append_new(vcpus, part_json(&parts->items[i])) != 0)
            return NULL;
    return json_pack("{s:s, s:s, s:O}", "schema", "rtpart.sensitivity/1", "answer",
                     rtpart_answer_name(answer), "vcpus", vcpus);
}

/* "shorten the WCET of "t8" from 90 ms to 85 ms (5.56 %)" */
static void put_change(const struct sensitivity_part *p, FILE *out)
{
    const struct rtpart_change *c = &p->growth.change;
    char from[RTPART_DECIMAL_SIZE];
    char to[RTPART_DECIMAL_SIZE];

    if (!p->growth.has_change) {
        (void)fputs("; no single change is enough", out);
        return;
    }
    if (c->kind == RTPART_CHANGE_BUDGET)
        (void)fputs("; least change: raise the runtime", out);
    else
        (void)fprintf(out, "; least change: %s of \"%s\"",
                      c->kind == RTPART_CHANGE_WCET ? "shorten the WCET"
                                                    : "lengthen the period",
                      p->taskset.tasks[c->task].name);
    (void)fprintf(out, " from %s to %s (%.2f %%)",
                  rtpart_time_format_auto(from, sizeof from, c->from),
                  rtpart_time_format_auto(to, sizeof to, c->to),
                  100 * rtpart_ratio_value(rtpart_change_size(c)));
}

/* One line for each vCPU. NULL: out of memory. */
static char *summary(const struct sensitivity_parts *parts)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < parts->count; i++) {
        const struct sensitivity_part *p = &parts->items[i];
        const struct rtpart_growth *g = &p->growth;
        const bool holds = g->check.verdict.answer == RTPART_SCHEDULABLE;
        char least[RTPART_DECIMAL_SIZE];

        (void)fprintf(out, "%svCPU %zu: %s; ", i > 0 ? "\n" : "", p->vcpu,
                      rtpart_answer_name(g->check.verdict.answer));
        if (factor_of(g) < 0.00005)
            (void)fputs("no WCET is short enough", out);
        else
            (void)fprintf(out, "all WCETs %s %.4f",
                          holds ? "may be multiplied by"
                                : "would have to be multiplied by",
                          factor_of(g));
        if (g->budget != RTPART_NS_NONE)
            (void)fprintf(out, "; least runtime %s",
                          rtpart_time_format_auto(least, sizeof least, g->budget));
        if (!holds)
            put_change(p, out);
        if (g->gave_up)
            (void)fprintf(out, "; %s", more);
    }
    return fclose(out) == 0 ? text : NULL;
}

static void fill_table(struct rtpart_table *t, enum rtpart_format format,
                       const struct sensitivity_part *p)
{
    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *task = &p->taskset.tasks[i];
        const struct rtpart_task_limits *l = &p->growth.limits[i];

        rtpart_table_cell(t, "%zu", p->vcpu);
        rtpart_table_cell(t, "%s", task->name);
        rtpart_table_time(t, format, task->wcet);
        rtpart_table_time(t, format, or_none(l->wcet));
        rtpart_table_time(t, format, task->period);
        rtpart_table_time(t, format, or_none(l->period));
        rtpart_table_time(t, format, p->growth.check.tasks[i].response);
        rtpart_table_time(t, format, p->growth.check.tasks[i].slack);
    }
}

enum rtpart_code rtanalyze_sensitivity_print(const struct rtpart_cli *cli,
                                             const struct sensitivity_parts *parts,
                                             enum rtpart_answer answer,
                                             struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"task", NULL, "task", RTPART_ALIGN_LEFT},
        {"C", "ms", "wcet_ns", RTPART_ALIGN_POINT},
        {"largest C", "ms", "largest_wcet_ns", RTPART_ALIGN_POINT},
        {"T", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"least T", "ms", "least_period_ns", RTPART_ALIGN_POINT},
        {"response", "ms", "response_bound_ns", RTPART_ALIGN_POINT},
        {"slack", "ms", "slack_ns", RTPART_ALIGN_POINT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(parts, answer);
    RTPART_AUTO_FREE char *text = summary(parts);
    char latency[256];
    const struct rtpart_result result = {
        .json = json,
        .headline = rtanalyze_latency(latency, sizeof latency, &parts->latency),
        .table = &table,
        .footnote = text};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < parts->count; i++)
        fill_table(&table, cli->format, &parts->items[i]);
    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the answer");
    return rtpart_result_print(cli, &result, err);
}
