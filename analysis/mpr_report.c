/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr_report.h"

#include <stdio.h>

#include "analysis/mpr.h"
#include "analysis/report.h"
#include "common/decimal.h"
#include "common/json_out.h"

static json_t *number_or_null(bool found, double value)
{
    return found ? rtpart_json_number(value) : json_null();
}

int rtpart_mpr_row(json_t *o, const struct rtpart_mpr_request *req,
                   const struct rtpart_mpr_result *result)
{
    const bool found = result->verdict.answer == RTPART_SCHEDULABLE;
    const struct rtpart_mpr none = {.period = 1, .cpus = 1};
    const struct rtpart_mpr *r = found ? &result->mpr : &none;
    const struct rtpart_prm share = rtpart_mpr_share(r);
    json_t *row = json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:I, s:o, s:o, s:o}", "method",
        req->test->priorities ? "global-fp" : "global-edf", "test", req->test->name,
        "answer", rtpart_answer_name(result->verdict.answer), "bandwidth",
        number_or_null(found, rtpart_ratio_value(rtpart_mpr_bandwidth(r))),
        "max_vcpu_bandwidth",
        number_or_null(found, rtpart_ratio_value(rtpart_prm_bandwidth(&share))),
        "vcpu_count", (json_int_t)req->cpus, "budget_ns",
        rtpart_ns_json(found ? r->budget : -1), "period_ns",
        rtpart_ns_json(found ? r->period : -1), "runtime_per_vcpu_ns",
        rtpart_ns_json(found ? share.budget : -1));
    const int failed = row == NULL ? -1 : json_object_update(o, row);

    json_decref(row);
    return failed;
}

char *rtpart_mpr_reason(char *buf, size_t size, const struct rtpart_mpr_request *req,
                        const struct rtpart_mpr_result *result)
{
    const struct rtpart_verdict *v = &result->verdict;
    const char *name =
        v->task != RTPART_NO_TASK ? req->taskset->tasks[v->task].name : NULL;
    const bool proved = v->answer == RTPART_UNSCHEDULABLE;
    char window[RTPART_DECIMAL_SIZE];

    if (v->at == 0)
        (void)snprintf(buf, size,
                       "the utilization, %.6g, is not below what %u vCPU%s can give",
                       rtpart_taskset_utilization(req->taskset), req->cpus,
                       req->cpus == 1 ? "" : "s");
    else if (name == NULL)
        (void)snprintf(buf, size, "more work is due in a window of %s than is guaranteed",
                       rtpart_time_format_auto(window, sizeof window, v->at));
    else
        (void)snprintf(buf, size, "%s: in a window of %s task \"%.100s\" %s",
                       proved ? "proved" : req->test->name,
                       rtpart_time_format_auto(window, sizeof window, v->at), name,
                       proved ? "cannot be done in time"
                              : "may be late, which does not prove that it is");
    return buf;
}
