/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/fallback.h"

/* Try `h`; keep its answer where it is one, or the first. */
static enum rtpart_code try_method(const struct rtpart_heuristic *h,
                                   const struct rtpart_partition_request *req,
                                   struct rtpart_partition *out,
                                   const struct rtpart_heuristic **used,
                                   struct rtpart_error *err)
{
    struct rtpart_partition p;
    const enum rtpart_code code = rtpart_partition_run(h, req, &p, err);

    if (code != RTPART_OK) {
        rtpart_partition_free(out);
        return code;
    }
    if (*used == NULL || p.answer != RTPART_UNDECIDED) {
        rtpart_partition_free(out);
        *out = p;
        *used = h;
    } else {
        out->gave_up = out->gave_up || p.gave_up;
        rtpart_partition_free(&p);
    }
    return RTPART_OK;
}

static enum rtpart_code try_exact(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out,
                                  const struct rtpart_heuristic **used,
                                  struct rtpart_error *err)
{
    struct rtpart_partition_request limited = *req;

    if (req->taskset->count > RTPART_FALLBACK_TASKS)
        return RTPART_OK;
    if (limited.time_limit_s <= 0)
        limited.time_limit_s = RTPART_FALLBACK_SECONDS;
    return try_method(rtpart_heuristic_find("exact"), &limited, out, used, err);
}

enum rtpart_code rtpart_partition_fallback(const struct rtpart_partition_request *req,
                                           struct rtpart_partition *out,
                                           const struct rtpart_heuristic **used,
                                           struct rtpart_error *err)
{
    const char *const first[] = {RTPART_FALLBACK_FIRST, "resettle"};
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);
    enum rtpart_code code = RTPART_OK;

    *out = (struct rtpart_partition){.blocked = RTPART_NO_TASK};
    *used = NULL;
    for (size_t i = 0; i < 2; i++) {
        code = try_method(rtpart_heuristic_find(first[i]), req, out, used, err);
        if (code != RTPART_OK || out->answer != RTPART_UNDECIDED)
            return code;
    }
    for (size_t i = 0; i < count; i++) {
        if (h[i].searches)
            continue;
        code = try_method(&h[i], req, out, used, err);
        if (code != RTPART_OK || out->answer != RTPART_UNDECIDED)
            return code;
    }
    return try_exact(req, out, used, err);
}
