/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/location.h"
#include "common/readall.h"
#include "model/plan_elements.h"
#include "model/xml_attribute.h"
#include "model/xml_guard.h"

/* What may be inside <plan>. */
struct rtpart_plan_child {
    const char *name;
    rtpart_plan_start_fn *start;
    const char *inner; /* the one element that may be inside; NULL: none */
    rtpart_plan_start_fn *inner_start;
    bool many; /* may be there more than once */
};

static rtpart_plan_start_fn start_provenance, start_grid, start_global;

static const struct rtpart_plan_child children[] = {
    {"provenance", start_provenance, NULL, NULL, false},
    {"grid", start_grid, NULL, NULL, false},
    {"tasks", rtpart_plan_start_tasks, "task", rtpart_plan_start_task, false},
    {"global", start_global, NULL, NULL, false},
    {"vcpu", rtpart_plan_start_vcpu, "run", rtpart_plan_start_run, true},
    {"certificates", rtpart_plan_start_certificates, "certificate",
     rtpart_plan_start_certificate, false},
};

static struct rtpart_location at(const struct rtpart_plan_reader *r, unsigned line)
{
    return (struct rtpart_location){r->file, line};
}

static enum rtpart_code refuse_root(const struct rtpart_plan_reader *r,
                                    const struct rtpart_xml_element *e,
                                    struct rtpart_error *err)
{
    if (strcasecmp(e->name, "system") == 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "this is a task set, not a plan (rtpart -o plan.xml makes one of "
            "it)");
    if (strcmp(e->name, "plan") == 0)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "this <plan> is of the namespace \"%.60s\", not \"%s\"",
                              e->ns, RTPART_PLAN_NS);
    return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                          "the root element is <%.60s>, but a plan begins with <plan>",
                          e->name);
}

/* The words of the root element. */
static enum rtpart_code read_words(const struct rtpart_plan_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    struct rtpart_plan *p = r->plan;
    const char *kind = rtpart_xml_get(e, "", "kind");
    const char *scheduler = rtpart_xml_get(e, "", "guest_scheduler");
    const char *objective = rtpart_xml_get(e, "", "objective");

    p->kind = strcmp(kind, "global") == 0 ? RTPART_PLAN_GLOBAL : RTPART_PLAN_PARTITIONED;
    if (strcmp(kind, rtpart_plan_kind_name(p->kind)) != 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<plan>: unknown kind=\"%.60s\" (known: partitioned, global)", kind);
    p->scheduler = rtpart_scheduler_from_name(scheduler);
    if (p->scheduler == RTPART_SCHED_NONE)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<plan>: unknown guest_scheduler=\"%.60s\" (known: rm, dm, prio, "
            "edf, grm, gdm, gedf)",
            scheduler);
    if (!rtpart_objective_from_name(objective, &p->objective))
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "<plan>: unknown objective=\"%.60s\" (known: total, max)",
                              objective);
    return RTPART_OK;
}

static enum rtpart_code start_plan(struct rtpart_plan_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    static const char *const known[] = {
        "version", "kind", "guest_scheduler", "method", "objective", "latency_ns", NULL};
    static const char *const needed[] = {"kind", "guest_scheduler", "objective", NULL};
    const char *text = NULL;
    enum rtpart_code code = rtpart_xml_need(r->file, e, "version", &text, err);

    if (code == RTPART_OK && strcmp(text, "1") != 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<plan>: version=\"%.60s\" is not known (this program reads "
            "version %d)",
            text, RTPART_PLAN_VERSION);
    if (code == RTPART_OK)
        code = rtpart_xml_known(r->file, e, known, err);
    for (size_t i = 0; needed[i] != NULL && code == RTPART_OK; i++)
        code = rtpart_xml_need(r->file, e, needed[i], &text, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "latency_ns", 0, RTPART_NS_MAX,
                                  &r->plan->latency, err);
    if (code == RTPART_OK)
        code = rtpart_xml_copy(r->file, e, "", "method", &r->plan->method, err);
    return code == RTPART_OK ? read_words(r, e, err) : code;
}

static enum rtpart_code start_provenance(struct rtpart_plan_reader *r,
                                         const struct rtpart_xml_element *e,
                                         struct rtpart_error *err)
{
    static const char *const known[] = {"tool",      "tool_version", "command", "source",
                                        "generator", "seed",         "index",   NULL};
    struct rtpart_provenance *p = &r->plan->provenance;
    char **const out[] = {&p->tool,      &p->version, &p->command, &r->plan->source,
                          &p->generator, &p->seed,    &p->index};
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    for (size_t i = 0; known[i] != NULL && code == RTPART_OK; i++)
        code = rtpart_xml_copy(r->file, e, "", known[i], out[i], err);
    return code;
}

static enum rtpart_code start_grid(struct rtpart_plan_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    static const char *const known[] = {"min_period_ns", "max_period_ns",
                                        "period_step_ns", "runtime_step_ns", NULL};
    struct rtpart_grid *g = &r->plan->grid;
    rtpart_ns *const out[] = {&g->min_period, &g->max_period, &g->period_step,
                              &g->runtime_step};
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    for (size_t i = 0; known[i] != NULL && code == RTPART_OK; i++)
        code = rtpart_xml_integer(r->file, e, known[i], out[i] == &g->max_period ? 0 : 1,
                                  RTPART_NS_MAX, out[i], err);
    return code;
}

static enum rtpart_code start_global(struct rtpart_plan_reader *r,
                                     const struct rtpart_xml_element *e,
                                     struct rtpart_error *err)
{
    static const char *const known[] = {"cpus", "budget_ns", "period_ns", NULL};
    struct rtpart_mpr *mpr = &r->plan->mpr;
    int64_t cpus = 0;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "cpus", 1, RTPART_VCPUS_MAX, &cpus, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "budget_ns", 0, RTPART_MPR_BUDGET_MAX,
                                  &mpr->budget, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "period_ns", 1, RTPART_NS_MAX, &mpr->period,
                                  err);
    mpr->cpus = (unsigned)cpus;
    return code;
}

static enum rtpart_code unknown_element(const struct rtpart_plan_reader *r,
                                        const struct rtpart_xml_element *e,
                                        struct rtpart_error *err)
{
    return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                          "unknown element <%.60s> (misplaced, or from a newer version?)",
                          e->name);
}

/* An element right under <plan>. */
static enum rtpart_code start_child(struct rtpart_plan_reader *r,
                                    const struct rtpart_xml_element *e,
                                    struct rtpart_error *err)
{
    for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
        const struct rtpart_plan_child *c = &children[i];
        const bool before = (r->seen & 1u << i) != 0;

        if (strcmp(e->name, c->name) != 0)
            continue;
        if (before && !c->many)
            return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                                  "a second <%s>, but there can be one only", c->name);
        r->seen |= 1u << i;
        r->inside = c;
        return c->start(r, e, err);
    }
    return unknown_element(r, e, err);
}

static enum rtpart_code on_start(void *ctx, const struct rtpart_xml_element *e,
                                 struct rtpart_error *err)
{
    struct rtpart_plan_reader *r = ctx;
    const bool ours = strcmp(e->ns, RTPART_PLAN_NS) == 0;

    if (e->depth == 0)
        return ours && strcmp(e->name, "plan") == 0 ? start_plan(r, e, err)
                                                    : refuse_root(r, e, err);
    if (!ours)
        return unknown_element(r, e, err);
    if (e->depth == 1)
        return start_child(r, e, err);
    if (e->depth == 2 && r->inside->inner != NULL &&
        strcmp(e->name, r->inside->inner) == 0)
        return r->inside->inner_start(r, e, err);
    return unknown_element(r, e, err);
}

static enum rtpart_code on_end(void *ctx, size_t depth, struct rtpart_error *err)
{
    struct rtpart_plan_reader *r = ctx;

    if (depth == 1 && r->inside->start == rtpart_plan_start_tasks)
        return rtpart_plan_end_tasks(r, err);
    return RTPART_OK;
}

static enum rtpart_code read_checked(const char *text, size_t len, const char *name,
                                     struct rtpart_plan *out, struct rtpart_error *err)
{
    static const struct rtpart_xml_handler handler = {.start = on_start, .end = on_end};
    struct rtpart_plan_reader r = {.file = name, .plan = out};
    struct rtpart_error why;
    enum rtpart_code code = rtpart_xml_parse(text, len, name, &handler, &r, err);

    rtpart_name_index_free(&r.names);
    free(r.placed);
    if (code != RTPART_OK)
        return code;
    code = rtpart_plan_check(out, &why);
    if (code != RTPART_OK)
        return rtpart_fail(err, code, "%s: %s", name, why.message);
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_read_memory(const char *text, size_t len, const char *name,
                                         struct rtpart_plan *out,
                                         struct rtpart_error *err)
{
    enum rtpart_code code;

    *out = (struct rtpart_plan){0};
    code = rtpart_input_check(&text, &len, name, err);
    if (code == RTPART_OK)
        code = read_checked(text, len, name, out, err);
    if (code != RTPART_OK)
        rtpart_plan_free(out);
    return code;
}

enum rtpart_code rtpart_plan_read(const char *path, struct rtpart_plan *out,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    enum rtpart_code code;

    *out = (struct rtpart_plan){0};
    code = rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);
    if (code != RTPART_OK)
        return code;
    return rtpart_plan_read_memory(text, len, rtpart_input_name(path), out, err);
}
