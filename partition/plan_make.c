/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/plan_make.h"

#include <string.h>

static enum rtpart_code place_tasks(const struct rtpart_partition *found,
                                    struct rtpart_plan *out, struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_plan_add_vcpus(out, found->vcpus, err);

    for (size_t v = 0; code == RTPART_OK && v < found->vcpus; v++)
        out->vcpus[v].prm = found->prm[v];
    for (size_t i = 0; code == RTPART_OK && i < found->task_count; i++)
        code = rtpart_plan_place(out, found->vcpu[i], i, err);
    return code;
}

static enum rtpart_code fill(const struct rtpart_partition_request *req,
                             const struct rtpart_partition *found, const char *method,
                             const struct rtpart_plan_origin *origin,
                             const struct rtpart_notes *notes, struct rtpart_plan *out,
                             struct rtpart_error *err)
{
    enum rtpart_code code = rtpart_plan_sign(out, origin, err);

    if (code == RTPART_OK && (out->method = strdup(method)) == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the plan");
    if (code == RTPART_OK)
        code = rtpart_taskset_copy(&out->taskset, req->taskset, err);
    if (code == RTPART_OK)
        code = place_tasks(found, out, err);
    if (code == RTPART_OK)
        code = rtpart_plan_assign_priorities(out, notes, err);
    if (code == RTPART_OK)
        code = rtpart_plan_check(out, err);
    return code;
}

enum rtpart_code rtpart_plan_make(const struct rtpart_partition_request *req,
                                  const struct rtpart_partition *found,
                                  const char *method,
                                  const struct rtpart_plan_origin *origin,
                                  const struct rtpart_notes *notes,
                                  struct rtpart_plan *out, struct rtpart_error *err)
{
    enum rtpart_code code;

    *out = (struct rtpart_plan){.kind = RTPART_PLAN_PARTITIONED,
                                .scheduler = req->scheduler,
                                .objective = req->objective,
                                .latency = req->latency,
                                .grid = req->grid};
    if (found->answer != RTPART_SCHEDULABLE || found->prm == NULL)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "a plan needs a partition with its reservations");
    code = fill(req, found, method, origin, notes, out, err);
    if (code != RTPART_OK)
        rtpart_plan_free(out);
    return code;
}
