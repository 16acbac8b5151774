/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/check.h"

#include <stdlib.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "common/array.h"

static struct rtpart_task_check bounded(rtpart_ns response, rtpart_ns deadline)
{
    return (struct rtpart_task_check){
        .answer = RTPART_SCHEDULABLE, .response = response, .slack = deadline - response};
}

static struct rtpart_task_check unbounded(enum rtpart_answer answer)
{
    return (struct rtpart_task_check){
        .answer = answer, .response = RTPART_NS_NONE, .slack = RTPART_NS_NONE};
}

static struct rtpart_task_check check_fp(struct rtpart_load *load,
                                         const struct rtpart_prm *r, size_t k)
{
    const rtpart_ns response = rtpart_fp_response(load, r, k);

    if (response != RTPART_NS_NONE)
        return bounded(response, load->deadline[k]);
    return unbounded(RTPART_UNSCHEDULABLE);
}

static struct rtpart_task_check check_edf(struct rtpart_load *load,
                                          const struct rtpart_prm *r,
                                          const struct rtpart_verdict *v, size_t k)
{
    if (v->answer == RTPART_SCHEDULABLE)
        return bounded(rtpart_edf_response_bound(load, r, k), load->deadline[k]);
    return unbounded(load->hopeless == k ? RTPART_UNSCHEDULABLE : RTPART_UNDECIDED);
}

enum rtpart_code rtpart_check_run(struct rtpart_load *load, const struct rtpart_prm *r,
                                  struct rtpart_check *out, struct rtpart_error *err)
{
    *out = (struct rtpart_check){.count = load->count};
    out->tasks = rtpart_array(load->count, sizeof *out->tasks);
    if (out->tasks == NULL) {
        out->count = 0;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks",
                           load->count);
    }
    out->verdict = rtpart_load_test(load, r);
    for (size_t k = 0; k < load->count; k++)
        out->tasks[load->task[k]] = load->scheduler == RTPART_SCHED_EDF
                                        ? check_edf(load, r, &out->verdict, k)
                                        : check_fp(load, r, k);
    return RTPART_OK;
}

void rtpart_check_free(struct rtpart_check *check)
{
    free(check->tasks);
    *check = (struct rtpart_check){0};
}

struct rtpart_verdict rtpart_dedicated_test(struct rtpart_load *load)
{
    const struct rtpart_prm cpu = {.period = RTPART_MS, .budget = RTPART_MS};

    return rtpart_load_test(load, &cpu);
}
