/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CARTS input and our superset of it.
 *
 * [CARTS] L. T. X. Phan, J. Lee, A. Easwaran, V. Ramaswamy, S. Chen, I. Lee and O. Sokolsky,
 *         "CARTS: A tool for compositional analysis of real-time systems", SIGBED Review
 *         8(1), 2011, pp. 62-63. doi:10.1145/1967021.1967029
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/name_index.h"
#include "model/raw_task.h"
#include "model/taskset_formats.h"
#include "model/xml_attribute.h"
#include "model/xml_guard.h"

/* Distinct names of unknown things that are noted; a file with more is no honest one. */
enum { NOTED_MAX = 32 };

struct xml_reader {
    struct rtpart_task_reader tasks;
    struct rtpart_system *out;
    /* Components that are open, the root first. They stay where they are while open: only a
     * closed one's siblings move the array that it is in. */
    struct rtpart_component *open[RTPART_XML_DEPTH_MAX];
    size_t open_count;
    size_t components;
    size_t task_depth; /* depth of the <task> that is open; 0: none */
    size_t skip_depth; /* depth of the unknown element that is open; 0: none */
    char *noted[NOTED_MAX];
    size_t noted_count;
};

static struct rtpart_location at(const struct xml_reader *r, unsigned line)
{
    return (struct rtpart_location){r->tasks.file, line};
}

static enum rtpart_code no_memory(const struct xml_reader *r, struct rtpart_error *err)
{
    return rtpart_fail_at(err, RTPART_ENOMEM, at(r, 0), "out of memory");
}

/* First time that something called `name` is worth a note? */
static bool first_time(struct xml_reader *r, const char *name)
{
    for (size_t i = 0; i < r->noted_count; i++)
        if (strcmp(r->noted[i], name) == 0)
            return false;
    if (r->noted_count == NOTED_MAX)
        return false;
    r->noted[r->noted_count] = strdup(name);
    r->noted_count += r->noted[r->noted_count] != NULL;
    return true;
}

static bool in_list(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/*
 * Attributes that are not in `plain` (noted once) or, among ours, not in `ours` (an error:
 * a misspelt rt:vcpu must not be lost). Those of other namespaces are somebody else's.
 */
static enum rtpart_code check_attributes(struct xml_reader *r,
                                         const struct rtpart_xml_element *e,
                                         const char *const *plain,
                                         const char *const *ours,
                                         struct rtpart_error *err)
{
    for (size_t i = 0; i < e->attribute_count; i++) {
        const struct rtpart_xml_attribute *a = &e->attributes[i];

        if (strcmp(a->ns, RTPART_TASKSET_NS) == 0 && !in_list(a->name, ours))
            return rtpart_fail_at(
                err, RTPART_EINPUT, at(r, e->line),
                "<%.40s>: unknown attribute rt:%.60s=\"%.60s\" (remove it, "
                "or check its spelling and place)",
                e->name, a->name, a->value);
        if (a->ns[0] == '\0' && !in_list(a->name, plain) && first_time(r, a->name))
            rtpart_note_at(&r->tasks.opt->notes, at(r, e->line),
                           "attribute %.60s of <%.40s> is not used", a->name, e->name);
    }
    return RTPART_OK;
}

/* Keep the attributes that are neither ours nor somebody else's nor in `plain`. */
static enum rtpart_code keep_others(const struct rtpart_xml_element *e,
                                    const char *const *plain, struct rtpart_extras *out,
                                    struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < e->attribute_count && code == RTPART_OK; i++) {
        const struct rtpart_xml_attribute *a = &e->attributes[i];

        if (a->ns[0] == '\0' && !in_list(a->name, plain))
            code = rtpart_extras_add(out, a->name, a->value, err);
    }
    return code;
}

/* The scheduler of a component; `attribute` names where it stands. */
static enum rtpart_code read_scheduler(const struct xml_reader *r,
                                       const struct rtpart_xml_element *e,
                                       const char *attribute, struct rtpart_component *c,
                                       struct rtpart_error *err)
{
    const char *text = rtpart_xml_get(e, "", attribute);

    if (text == NULL)
        return RTPART_OK;
    c->scheduler = rtpart_scheduler_from_name(text);
    if (c->scheduler != RTPART_SCHED_NONE)
        return RTPART_OK;
    return rtpart_fail_at(
        err, RTPART_EINPUT, at(r, e->line),
        "<%.40s>: unknown %s=\"%.60s\" (known: RM, DM, EDF, prio, gRM, gDM, "
        "gEDF)",
        e->name, attribute, text);
}

/* One of the periods of a component. */
static enum rtpart_code read_period(struct xml_reader *r,
                                    const struct rtpart_xml_element *e,
                                    const char *attribute, rtpart_ns *out,
                                    struct rtpart_error *err)
{
    const struct rtpart_raw_value v = {.text = rtpart_xml_get(e, "", attribute),
                                       .label = attribute};
    char what[64] = "<system>:";

    if (e->depth > 0)
        memcpy(what, "<component>:", sizeof "<component>:");
    return rtpart_raw_time(&r->tasks, e->line, what, &v, RTPART_ROUND_DOWN, out, err);
}

/* `period` wins over min_period and max_period, which count only together, as in CARTS. */
static enum rtpart_code read_periods(struct xml_reader *r,
                                     const struct rtpart_xml_element *e,
                                     struct rtpart_component *c, struct rtpart_error *err)
{
    const bool min = rtpart_xml_get(e, "", "min_period") != NULL;
    const bool max = rtpart_xml_get(e, "", "max_period") != NULL;
    enum rtpart_code code;

    if (rtpart_xml_get(e, "", "period") != NULL) {
        code = read_period(r, e, "period", &c->min_period, err);
        c->max_period = c->min_period;
        return code;
    }
    if (min != max && first_time(r, min ? "min_period" : "max_period"))
        rtpart_note_at(&r->tasks.opt->notes, at(r, e->line),
                       "<%.40s>: %s without %s is not used", e->name,
                       min ? "min_period" : "max_period",
                       min ? "max_period" : "min_period");
    if (!min || !max)
        return RTPART_OK;
    code = read_period(r, e, "min_period", &c->min_period, err);
    if (code == RTPART_OK)
        code = read_period(r, e, "max_period", &c->max_period, err);
    if (code == RTPART_OK &&
        (c->min_period > c->max_period || (c->min_period == 0) != (c->max_period == 0)))
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<%.40s>: min_period=\"%.40s\" and max_period=\"%.40s\" are no "
            "range of periods (both 0: any period)",
            e->name, rtpart_xml_get(e, "", "min_period"),
            rtpart_xml_get(e, "", "max_period"));
    return code;
}

static enum rtpart_code read_provenance(const struct xml_reader *r,
                                        const struct rtpart_xml_element *e,
                                        struct rtpart_error *err)
{
    struct rtpart_provenance *p = &r->out->provenance;
    const struct {
        const char *attribute;
        char **out;
    } texts[] = {
        {"tool", &p->tool},           {"version", &p->version}, {"command", &p->command},
        {"generator", &p->generator}, {"seed", &p->seed},       {"index", &p->index},
    };
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < sizeof texts / sizeof *texts && code == RTPART_OK; i++)
        code = rtpart_xml_copy(r->tasks.file, e, RTPART_TASKSET_NS, texts[i].attribute,
                               texts[i].out, err);
    return code;
}

static enum rtpart_code read_unit(struct xml_reader *r,
                                  const struct rtpart_xml_element *e,
                                  struct rtpart_error *err)
{
    const char *text = rtpart_xml_get(e, RTPART_TASKSET_NS, "unit");
    const rtpart_ns unit = text != NULL ? rtpart_unit_from_name(text) : 0;

    if (text != NULL && unit == 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<system>: unknown rt:unit=\"%.60s\" (known: ns, us, ms, s)", text);
    rtpart_task_reader_unit(&r->tasks, unit, "rt:unit on <system>, or --unit");
    return RTPART_OK;
}

static enum rtpart_code start_system(struct xml_reader *r,
                                     const struct rtpart_xml_element *e,
                                     struct rtpart_error *err)
{
    static const char *const plain[] = {"os_scheduler", "scheduler",  "period",
                                        "min_period",   "max_period", NULL};
    static const char *const ours[] = {"unit",      "tool", "version", "command",
                                       "generator", "seed", "index",   NULL};
    const bool has_scheduler = rtpart_xml_get(e, "", "scheduler") != NULL;
    struct rtpart_component *root = &r->out->root;
    enum rtpart_code code = check_attributes(r, e, plain, ours, err);

    r->open[r->open_count++] = root;
    root->line = e->line;
    root->name = strdup("system");
    if (root->name == NULL)
        return no_memory(r, err);
    if (code == RTPART_OK)
        code = read_unit(r, e, err);
    if (code == RTPART_OK)
        code =
            read_scheduler(r, e, has_scheduler ? "scheduler" : "os_scheduler", root, err);
    if (code == RTPART_OK)
        code = read_periods(r, e, root, err);
    if (code == RTPART_OK)
        code = keep_others(e, plain, &root->extras, err);
    return code == RTPART_OK ? read_provenance(r, e, err) : code;
}

/* What the file is, where it is no task set. */
static enum rtpart_code refuse_root(const struct xml_reader *r,
                                    const struct rtpart_xml_element *e,
                                    struct rtpart_error *err)
{
    if (strcasecmp(e->name, "plan") == 0)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "this is a plan, not a task set (give it to rtdeploy or "
                              "rtvalidate; rtpart takes the task set it was made from)");
    if (strcasecmp(e->name, "component") == 0 &&
        (rtpart_xml_get(e, "", "algorithm") != NULL ||
         rtpart_xml_get(e, "", "resource_model") != NULL))
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "this is a result of CARTS, not a task set (give the file that "
            "CARTS has read, which begins with <system>)");
    if (strcasecmp(e->name, "system") == 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<system> is of the unknown namespace \"%.60s\" (remove it)", e->ns);
    return rtpart_fail_at(
        err, RTPART_EINPUT, at(r, e->line),
        "the root element is <%.60s>, but a task set begins with <system>", e->name);
}

static enum rtpart_code start_component(struct xml_reader *r,
                                        const struct rtpart_xml_element *e,
                                        struct rtpart_error *err)
{
    static const char *const plain[] = {"name",       "scheduler",  "period",
                                        "min_period", "max_period", NULL};
    static const char *const ours[] = {NULL};
    const char *name = rtpart_xml_get(e, "", "name");
    struct rtpart_component *c;
    enum rtpart_code code = check_attributes(r, e, plain, ours, err);

    if (code != RTPART_OK)
        return code;
    if (name == NULL)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "<component> has no name (add name=\"...\")");
    code = rtpart_raw_name_check(at(r, e->line), "<component>", name, err);
    if (code != RTPART_OK)
        return code;
    if (r->components++ == RTPART_COMPONENTS_MAX)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "more than %d components", RTPART_COMPONENTS_MAX);
    c = rtpart_component_add(r->open[r->open_count - 1]);
    if (c == NULL)
        return no_memory(r, err);
    r->open[r->open_count++] = c;
    c->line = e->line;
    c->name = strdup(name);
    if (c->name == NULL)
        return no_memory(r, err);
    code = read_scheduler(r, e, "scheduler", c, err);
    if (code == RTPART_OK)
        code = read_periods(r, e, c, err);
    return code == RTPART_OK ? keep_others(e, plain, &c->extras, err) : code;
}

static enum rtpart_code start_task(struct xml_reader *r,
                                   const struct rtpart_xml_element *e,
                                   struct rtpart_error *err)
{
    static const char *const plain[] = {"name", "p", "d", "e", NULL};
    static const char *const ours[] = {"vcpu", "prio", NULL};
    const struct rtpart_raw_task raw = {
        .name = rtpart_xml_get(e, "", "name"),
        .line = e->line,
        .wcet = {.text = rtpart_xml_get(e, "", "e"), .label = "e"},
        .deadline = {.text = rtpart_xml_get(e, "", "d"), .label = "d"},
        .period = {.text = rtpart_xml_get(e, "", "p"), .label = "p"},
        .vcpu = {.text = rtpart_xml_get(e, RTPART_TASKSET_NS, "vcpu"),
                 .label = "rt:vcpu"},
        .prio = {.text = rtpart_xml_get(e, RTPART_TASKSET_NS, "prio"),
                 .label = "rt:prio"},
    };
    struct rtpart_taskset *ts = &r->open[r->open_count - 1]->taskset;
    enum rtpart_code code = check_attributes(r, e, plain, ours, err);

    r->task_depth = e->depth;
    if (code == RTPART_OK)
        code = rtpart_raw_task_add(&r->tasks, &raw, ts, err);
    return code == RTPART_OK
               ? keep_others(e, plain, &ts->tasks[ts->count - 1].extras, err)
               : code;
}

static enum rtpart_code on_start(void *ctx, const struct rtpart_xml_element *e,
                                 struct rtpart_error *err)
{
    struct xml_reader *r = ctx;
    const bool known = e->ns[0] == '\0' || strcmp(e->ns, RTPART_TASKSET_NS) == 0;
    const bool task = known && strcasecmp(e->name, "task") == 0;
    const bool component = known && strcasecmp(e->name, "component") == 0;

    if (e->depth == 0)
        return known && strcasecmp(e->name, "system") == 0 ? start_system(r, e, err)
                                                           : refuse_root(r, e, err);
    if (r->skip_depth != 0)
        return RTPART_OK;
    if (r->task_depth != 0 && (task || component))
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "<%.40s> inside a <task> (close the <task> before it)",
                              e->name);
    if (task)
        return start_task(r, e, err);
    if (component)
        return start_component(r, e, err);
    r->skip_depth = e->depth;
    if (first_time(r, e->name))
        rtpart_note_at(&r->tasks.opt->notes, at(r, e->line),
                       "element <%.60s> and what is in it is not used", e->name);
    return RTPART_OK;
}

static enum rtpart_code on_end(void *ctx, size_t depth, struct rtpart_error *err)
{
    struct xml_reader *r = ctx;

    if (r->skip_depth != 0) {
        if (r->skip_depth == depth)
            r->skip_depth = 0;
        return RTPART_OK;
    }
    if (r->task_depth != 0) {
        r->task_depth = 0;
        return RTPART_OK;
    }
    r->open_count--;
    return rtpart_raw_names(&r->tasks, &r->open[r->open_count]->taskset, err);
}

/* Pointers to all components below the root, in the order of the file. */
static size_t collect(struct rtpart_component *c, // NOLINT(misc-no-recursion)
                      struct rtpart_component **list, size_t n)
{
    for (size_t i = 0; i < c->child_count; i++) {
        list[n++] = &c->children[i];
        n = collect(&c->children[i], list, n);
    }
    return n;
}

static enum rtpart_code check_component_names(const struct xml_reader *r,
                                              struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index names = {0};
    RTPART_AUTO_FREE struct rtpart_component **list =
        calloc(r->components + 1, sizeof *list);
    RTPART_AUTO_FREE const char **name = calloc(r->components + 1, sizeof *name);
    enum rtpart_code code;
    size_t a;
    size_t b;

    if (list == NULL || name == NULL)
        return no_memory(r, err);
    const size_t count = collect(&r->out->root, list, 0);

    for (size_t i = 0; i < count; i++)
        name[i] = list[i]->name;
    code = rtpart_name_index_build(&names, name, sizeof *name, count, err);
    if (code != RTPART_OK || !rtpart_name_index_duplicate(&names, &a, &b))
        return code;
    return rtpart_fail_at(
        err, RTPART_EINPUT, at(r, list[b]->line),
        "component \"%.80s\": the component of line %u has that name too "
        "(rename one)",
        name[b], list[a]->line);
}

enum rtpart_code rtpart_taskset_read_xml(const char *text, size_t len, const char *name,
                                         const struct rtpart_read_options *opt,
                                         struct rtpart_system *out,
                                         struct rtpart_error *err)
{
    static const struct rtpart_xml_handler handler = {.start = on_start, .end = on_end};
    struct xml_reader r = {.tasks = {.file = name, .opt = opt}, .out = out};
    enum rtpart_code code = rtpart_xml_parse(text, len, name, &handler, &r, err);

    if (code == RTPART_OK)
        code = check_component_names(&r, err);
    if (code == RTPART_OK)
        code = rtpart_task_reader_end(&r.tasks, err);
    for (size_t i = 0; i < r.noted_count; i++)
        free(r.noted[i]);
    return code;
}
