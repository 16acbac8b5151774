/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/growth.h"

#include <stdlib.h>

#include "analysis/interface.h"
#include "analysis/prm.h"
#include "common/array.h"
#include "common/auto.h"

/* What is asked of one changed set after the other. */
struct question {
    const struct rtpart_growth_request *req;
    bool ran_out; /* of memory: then an answer was made up */
    bool gave_up; /* an answer was "undecided" */
};

static bool holds(void *ctx, const struct rtpart_taskset *ts)
{
    struct question *q = ctx;
    const struct rtpart_growth_request *req = q->req;
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    const enum rtpart_code code =
        rtpart_load_of(&load, ts, req->scheduler, req->latency, NULL);

    const bool yes = code == RTPART_OK &&
                     rtpart_load_test(&load, &req->prm).answer == RTPART_SCHEDULABLE;

    q->ran_out = q->ran_out || code == RTPART_ENOMEM;
    q->gave_up = q->gave_up || load.gave_up;
    return yes;
}

static void find_limits(const struct rtpart_growth_request *req,
                        const struct rtpart_sensitivity *s, bool schedulable,
                        struct rtpart_task_limits *limits)
{
    const size_t count = s->taskset->count;

    for (size_t i = 0; i < count; i++) {
        const rtpart_ns period = s->taskset->tasks[i].period;
        const rtpart_ns wide = period > RTPART_NS_MAX / 16 ? RTPART_NS_MAX : period * 16;

        limits[i].wcet = rtpart_sensitivity_wcet(s, i);
        limits[i].period = rtpart_sensitivity_period(s, i, schedulable ? period : wide);
        if (req->step != NULL)
            req->step(req->step_ctx, i + 1, count);
    }
}

/* Of changing a task and of raising the budget, the one of less relative size. */
static void find_change(const struct rtpart_growth_request *req,
                        const struct rtpart_sensitivity *s, struct rtpart_growth *out)
{
    const struct rtpart_change raise = {.kind = RTPART_CHANGE_BUDGET,
                                        .task = RTPART_NO_TASK,
                                        .from = req->prm.budget,
                                        .to = out->budget};

    out->has_change = rtpart_sensitivity_cheapest(s, &out->change);
    if (out->budget == RTPART_NS_NONE)
        return;
    if (!out->has_change || rtpart_ratio_cmp(rtpart_change_size(&raise),
                                             rtpart_change_size(&out->change)) < 0)
        out->change = raise;
    out->has_change = true;
}

static enum rtpart_code work_out(const struct rtpart_growth_request *req,
                                 struct rtpart_taskset *ts, struct rtpart_growth *out,
                                 struct rtpart_error *err)
{
    struct question q = {.req = req};
    const struct rtpart_sensitivity s = {
        .taskset = ts, .holds = holds, .ctx = &q, .ran_out = &q.ran_out};
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    size_t first = 0;
    enum rtpart_code code = rtpart_load_of(&load, ts, req->scheduler, req->latency, err);

    if (code == RTPART_OK)
        code = rtpart_check_run(&load, &req->prm, &out->check, err);
    if (code != RTPART_OK)
        return code;
    out->limits = rtpart_array(ts->count, sizeof *out->limits);
    if (out->limits == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);

    const bool schedulable = out->check.verdict.answer == RTPART_SCHEDULABLE;

    out->factor = rtpart_sensitivity_factor(&s);
    out->budget =
        rtpart_min_budget(&load, req->prm.period, 1, 0, req->prm.period, &first);
    find_limits(req, &s, schedulable, out->limits);
    if (!schedulable)
        find_change(req, &s, out);
    out->gave_up = q.gave_up || load.gave_up;
    return q.ran_out
               ? rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count)
               : RTPART_OK;
}

enum rtpart_code rtpart_growth_of(const struct rtpart_growth_request *req,
                                  struct rtpart_growth *out, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_taskset_free) struct rtpart_taskset ts = {0};
    enum rtpart_code code = rtpart_taskset_copy(&ts, req->taskset, err);

    *out = (struct rtpart_growth){0};
    if (code == RTPART_OK)
        code = work_out(req, &ts, out, err);
    if (code != RTPART_OK)
        rtpart_growth_free(out);
    return code;
}

void rtpart_growth_free(struct rtpart_growth *g)
{
    rtpart_check_free(&g->check);
    free(g->limits);
    *g = (struct rtpart_growth){0};
}
