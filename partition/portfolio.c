/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/portfolio.h"

enum rtpart_code rtpart_portfolio(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out, struct rtpart_error *err)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    *out = (struct rtpart_partition){.blocked = RTPART_NO_TASK};
    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition p = {0};
        enum rtpart_code code;

        if (h[i].searches)
            continue;
        code = h[i].run(req, &p, err);
        if (code != RTPART_OK) {
            rtpart_partition_free(&p);
            rtpart_partition_free(out);
            return code;
        }
        if (out->vcpus == 0 || rtpart_partition_cmp(&p, out, req->objective) < 0) {
            rtpart_partition_free(out);
            *out = p;
        } else {
            rtpart_partition_free(&p);
        }
    }
    return RTPART_OK;
}
