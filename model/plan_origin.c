/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan_origin.h"

#include <string.h>

/* Copy `text` to *to; nothing where it is NULL. False: out of memory. */
static bool keep(char **to, const char *text)
{
    if (text == NULL)
        return true;
    *to = strdup(text);
    return *to != NULL;
}

enum rtpart_code rtpart_plan_sign(struct rtpart_plan *p,
                                  const struct rtpart_plan_origin *origin,
                                  struct rtpart_error *err)
{
    static const struct rtpart_provenance unknown;
    const struct rtpart_provenance *set =
        origin->taskset != NULL ? origin->taskset : &unknown;
    struct rtpart_provenance *of = &p->provenance;

    if (keep(&p->source, origin->source) && keep(&of->tool, origin->tool) &&
        keep(&of->version, origin->version) && keep(&of->command, origin->command) &&
        keep(&of->generator, set->generator) && keep(&of->seed, set->seed) &&
        keep(&of->index, set->index))
        return RTPART_OK;
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the plan");
}
