/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/deployment_record.h"

#include <stdlib.h>
#include <string.h>

void rtpart_deployment_free(struct rtpart_deployment *d)
{
    for (size_t i = 0; i < d->count; i++)
        rtpart_change_free(&d->changes[i]);
    free(d->changes);
    free(d->name);
    free(d->target);
    free(d->target_name);
    free(d->plan);
    *d = (struct rtpart_deployment){0};
}

/* Copy `text` (may be NULL) to *out. */
static bool copy_text(const char *text, char **out)
{
    *out = text != NULL ? strdup(text) : NULL;
    return text == NULL || *out != NULL;
}

enum rtpart_code rtpart_deployment_add(struct rtpart_deployment *d,
                                       const struct rtpart_change *c,
                                       struct rtpart_error *err)
{
    struct rtpart_change copy = *c;
    bool complete = copy_text(c->who, &copy.who);

    /* every copy is made, so that all are ours to free */
    complete = copy_text(c->path, &copy.path) && complete;
    complete = copy_text(c->found, &copy.found) && complete;
    complete = copy_text(c->wanted, &copy.wanted) && complete;

    struct rtpart_change *bigger =
        complete ? reallocarray(d->changes, d->count + 1, sizeof *bigger) : NULL;

    if (bigger == NULL) {
        rtpart_change_free(&copy);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    d->changes = bigger;
    d->changes[d->count++] = copy;
    return RTPART_OK;
}
