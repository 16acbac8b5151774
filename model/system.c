/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of components of a file. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "model/taskset.h"

void rtpart_provenance_free(struct rtpart_provenance *p)
{
    free(p->tool);
    free(p->version);
    free(p->command);
    free(p->generator);
    free(p->seed);
    free(p->index);
    *p = (struct rtpart_provenance){0};
}

/* As deep as the file nests, which the readers bound. */
static void component_free(struct rtpart_component *c) // NOLINT(misc-no-recursion)
{
    free(c->name);
    rtpart_taskset_free(&c->taskset);
    rtpart_extras_free(&c->extras);
    for (size_t i = 0; i < c->child_count; i++)
        component_free(&c->children[i]);
    free(c->children);
    *c = (struct rtpart_component){0};
}

struct rtpart_component *rtpart_component_add(struct rtpart_component *parent)
{
    struct rtpart_component *children =
        rtpart_array_grow(parent->children, parent->child_count, sizeof *children);

    if (children == NULL)
        return NULL;
    parent->children = children;
    children[parent->child_count] = (struct rtpart_component){0};
    return &children[parent->child_count++];
}

void rtpart_system_free(struct rtpart_system *s)
{
    component_free(&s->root);
    rtpart_provenance_free(&s->provenance);
}

/* What a walk over the tree has found: the components with tasks of their own. */
struct survey {
    const char *name;                     /* wanted; NULL: any with tasks */
    const struct rtpart_component *found; /* the wanted one, or the first with tasks */
    size_t count;                         /* how many with tasks */
    char list[256];                       /* their names, for a message */
    size_t listed;
};

static void list_name(struct survey *v, const char *name)
{
    const int n = snprintf(v->list + v->listed, sizeof v->list - v->listed, "%s\"%s\"",
                           v->listed > 0 ? ", " : "", name);

    if (n > 0 && (size_t)n < sizeof v->list - v->listed) {
        v->listed += (size_t)n;
        return;
    }
    v->list[v->listed] = '\0'; /* does not fit: close the list */
    if (v->listed > 0 && v->listed + 5 < sizeof v->list && v->list[v->listed - 1] == '"')
        v->listed += (size_t)sprintf(v->list + v->listed, ", ...");
}

/* Children first, so that a component called like the root is found. */
static void survey(const struct rtpart_component *c,
                   struct survey *v) // NOLINT(misc-no-recursion)
{
    for (size_t i = 0; i < c->child_count; i++)
        survey(&c->children[i], v);
    if (c->taskset.count > 0) {
        v->count++;
        list_name(v, c->name);
    }
    if (v->found == NULL &&
        (v->name != NULL ? strcmp(v->name, c->name) == 0 : c->taskset.count > 0))
        v->found = c;
}

/* Tasks anywhere below `c`? */
static bool children_have_tasks(const struct rtpart_component *c)
{
    struct survey v = {0};

    for (size_t i = 0; i < c->child_count; i++)
        survey(&c->children[i], &v);
    return v.count > 0;
}

enum rtpart_code rtpart_system_component(const struct rtpart_system *s, const char *name,
                                         const struct rtpart_component **out,
                                         struct rtpart_error *err)
{
    struct survey v = {.name = name};

    survey(&s->root, &v);
    if (v.count == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "the task set is empty: no component has tasks");
    if (v.found == NULL)
        return rtpart_fail(err, RTPART_EINPUT,
                           "there is no component \"%s\" (with tasks: %s)", name, v.list);
    if (v.found->taskset.count == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "component \"%s\" has no tasks of its own (with tasks: %s)",
                           name, v.list);
    if (name == NULL && v.count > 1)
        return rtpart_fail(
            err, RTPART_EMODEL,
            "several components have tasks: %s (choose one: --component NAME)", v.list);
    if (children_have_tasks(v.found))
        return rtpart_fail(
            err, RTPART_EMODEL,
            "component \"%s\" has child components with tasks, which would be left out",
            v.found->name);
    *out = v.found;
    return RTPART_OK;
}
