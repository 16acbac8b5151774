/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/revert_order.h"

#include <string.h>

/* Is what a change is about below that group? */
static bool is_below(const struct rtpart_change *c, const char *group)
{
    const size_t length = strlen(group);

    return c->path != NULL && strncmp(c->path, group, length) == 0 &&
           c->path[length] == '/';
}

static const struct rtpart_change *find_file(const struct rtpart_deployment *d,
                                             const char *path)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->changes[i].kind == RTPART_CHANGE_FILE &&
            strcmp(d->changes[i].path, path) == 0)
            return &d->changes[i];
    return NULL;
}

static bool has_below(const struct rtpart_deployment *d, const char *group)
{
    for (size_t i = 0; i < d->count; i++)
        if (is_below(&d->changes[i], group))
            return true;
    return false;
}

/* Does `d` need what the change `c` of another deployment made? */
static bool needs(const struct rtpart_deployment *d, const struct rtpart_change *c)
{
    const struct rtpart_change *same;

    switch (c->kind) {
    case RTPART_CHANGE_GROUP:
    case RTPART_CHANGE_CONTROLLER:
        return has_below(d, c->path);
    case RTPART_CHANGE_FILE: /* who wrote it last goes first */
        same = find_file(d, c->path);
        return same != NULL && same->found != NULL && strcmp(same->found, c->wanted) == 0;
    case RTPART_CHANGE_SCHED:
    case RTPART_CHANGE_MOVE:
        break;
    }
    return false;
}

static bool stands_on(const struct rtpart_deployment *d,
                      const struct rtpart_deployment *below)
{
    for (size_t i = 0; i < below->count; i++)
        if (needs(d, &below->changes[i]))
            return true;
    return false;
}

/* The first that none of the others stands on; 0 where there is none. */
static size_t find_free(const struct rtpart_deployment *d, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;

        while (k < count && (k == i || !stands_on(&d[k], &d[i])))
            k++;
        if (k == count)
            return i;
    }
    return 0;
}

void rtpart_revert_order(struct rtpart_deployment *deployments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t next = i + find_free(deployments + i, count - i);
        const struct rtpart_deployment first = deployments[next];

        memmove(&deployments[i + 1], &deployments[i], (next - i) * sizeof *deployments);
        deployments[i] = first;
    }
}
