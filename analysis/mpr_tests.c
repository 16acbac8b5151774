/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr_tests.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "analysis/mpr.h"
#include "analysis/mpr_bcl.h"
#include "analysis/mpr_gedf.h"
#include "analysis/mpr_gfp.h"
#include "common/array.h"
#include "common/auto.h"

static struct rtpart_verdict gedf_test(struct rtpart_cluster *c,
                                       const struct rtpart_mpr *r,
                                       const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_gedf_test(c, r, true);
}

static rtpart_ns gedf_min(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns step,
                          rtpart_ns lo, rtpart_ns hi, const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_gedf_min_budget(c, period, step, lo, hi, true);
}

static struct rtpart_verdict uncapped_test(struct rtpart_cluster *c,
                                           const struct rtpart_mpr *r,
                                           const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_gedf_test(c, r, false);
}

static rtpart_ns uncapped_min(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns step,
                              rtpart_ns lo, rtpart_ns hi,
                              const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_gedf_min_budget(c, period, step, lo, hi, false);
}

static struct rtpart_verdict bcl_test(struct rtpart_cluster *c,
                                      const struct rtpart_mpr *r,
                                      const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_bcl_test(c, r);
}

static rtpart_ns bcl_min(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns step,
                         rtpart_ns lo, rtpart_ns hi, const struct rtpart_priorities *p)
{
    (void)p;
    return rtpart_mpr_bcl_min_budget(c, period, step, lo, hi);
}

static struct rtpart_verdict gfp_test(struct rtpart_cluster *c,
                                      const struct rtpart_mpr *r,
                                      const struct rtpart_priorities *p)
{
    if (p->policy == RTPART_GFP_OPA)
        return rtpart_mpr_gfp_audsley(c, r, p->order);
    return rtpart_mpr_gfp_test(c, r, p->order, NULL);
}

static rtpart_ns gfp_min(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns step,
                         rtpart_ns lo, rtpart_ns hi, const struct rtpart_priorities *p)
{
    return rtpart_mpr_gfp_min_budget(c, period, step, lo, hi, p);
}

static const struct rtpart_mpr_test tests[] = {
    {.name = "gedf",
     .paper = "SEL08",
     .summary = "global EDF, every window, at most m'-1 carry-in jobs",
     .test = gedf_test,
     .min_budget = gedf_min},
    {.name = "gfp",
     .paper = "GSYY09",
     .priorities = true,
     .summary = "global fixed priority, response times, at most m'-1 carry-in jobs",
     .test = gfp_test,
     .min_budget = gfp_min},
    {.name = "gedf-uncapped",
     .paper = "SEL08",
     .summary = "as gedf, interference not cut at the slack of the window",
     .test = uncapped_test,
     .min_budget = uncapped_min},
    {.name = "gedf-bcl",
     .paper = "BCL05",
     .summary = "global EDF, one window for each task: cheaper, mostly needs more",
     .test = bcl_test,
     .min_budget = bcl_min},
};

const struct rtpart_mpr_test *rtpart_mpr_tests(size_t *count)
{
    *count = sizeof tests / sizeof tests[0];
    return tests;
}

const struct rtpart_mpr_test *rtpart_mpr_test_find(const char *name)
{
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        if (strcmp(tests[i].name, name) == 0)
            return &tests[i];
    return NULL;
}

const struct rtpart_mpr_test *rtpart_mpr_test_for(enum rtpart_scheduler scheduler)
{
    if (scheduler == RTPART_SCHED_EDF || scheduler == RTPART_SCHED_GEDF)
        return rtpart_mpr_test_find("gedf");
    return rtpart_mpr_test_find("gfp");
}

enum rtpart_gfp_policy rtpart_gfp_policy_for(enum rtpart_scheduler scheduler)
{
    switch (scheduler) {
    case RTPART_SCHED_DM:
    case RTPART_SCHED_GDM:
        return RTPART_GFP_DM;
    case RTPART_SCHED_PRIO:
        return RTPART_GFP_PRIO;
    default:
        return RTPART_GFP_RM;
    }
}

static struct rtpart_priorities priorities_of(const struct rtpart_mpr_request *req,
                                              const struct rtpart_mpr_result *out)
{
    return (struct rtpart_priorities){.policy = req->policy, .order = out->order};
}

/* Lay out the tasks and their priorities. *c is to be freed whatever the code. */
static enum rtpart_code prepare(const struct rtpart_mpr_request *req,
                                struct rtpart_cluster *c, struct rtpart_mpr_result *out,
                                struct rtpart_error *err)
{
    const size_t n = req->taskset->count;
    enum rtpart_code code =
        rtpart_cluster_of(c, req->taskset, req->cpus, req->latency, err);

    *out = (struct rtpart_mpr_result){.verdict = {.task = RTPART_NO_TASK}};
    if (code != RTPART_OK || !req->test->priorities)
        return code;
    out->order = rtpart_array(n, sizeof *out->order);
    if (out->order == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    out->count = n;
    if (req->policy != RTPART_GFP_OPA)
        code = rtpart_gfp_order(req->taskset, req->policy, req->cpus, out->order, err);
    return code;
}

enum rtpart_code rtpart_mpr_verdict(const struct rtpart_mpr_request *req,
                                    rtpart_ns period, rtpart_ns budget,
                                    struct rtpart_mpr_result *out,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    const struct rtpart_mpr r = {.period = period, .budget = budget, .cpus = req->cpus};
    enum rtpart_code code = prepare(req, &c, out, err);

    if (code == RTPART_OK)
        code = rtpart_mpr_range_check(period, req->cpus, err);
    if (code == RTPART_OK)
        code = rtpart_mpr_check(&r, err);
    if (code != RTPART_OK)
        return code;
    const struct rtpart_priorities priorities = priorities_of(req, out);

    out->verdict = req->test->test(&c, &r, &priorities);
    out->mpr = r;
    return RTPART_OK;
}

/*
 * No budget passes: what is left to say is the witness on whole CPUs. It is a "no" only
 * where U > m' or a job does not fit by itself.
 */
static void settle_none(const struct rtpart_mpr_request *req, struct rtpart_cluster *c,
                        rtpart_ns period, struct rtpart_mpr_result *out)
{
    const struct rtpart_mpr whole = {
        .period = period, .budget = period * req->cpus, .cpus = req->cpus};
    const struct rtpart_prm fast = rtpart_mpr_fast(&whole);

    const struct rtpart_priorities priorities = priorities_of(req, out);

    out->verdict = rtpart_cluster_necessary(c, &fast);
    if (out->verdict.answer == RTPART_UNSCHEDULABLE)
        return;
    out->verdict = req->test->test(c, &whole, &priorities);
    out->verdict.answer = RTPART_UNDECIDED;
}

enum rtpart_code rtpart_mpr_least_budget(const struct rtpart_mpr_request *req,
                                         rtpart_ns period, rtpart_ns step,
                                         struct rtpart_mpr_result *out,
                                         struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    enum rtpart_code code = prepare(req, &c, out, err);

    if (code == RTPART_OK)
        code = rtpart_mpr_range_check(period, req->cpus, err);
    if (code == RTPART_OK && step <= 0)
        code = rtpart_fail(err, RTPART_EUSAGE, "the runtime step must be positive");
    if (code != RTPART_OK)
        return code;
    const struct rtpart_priorities priorities = priorities_of(req, out);

    out->mpr =
        (struct rtpart_mpr){.period = period,
                            .budget = req->test->min_budget(
                                &c, period, step, 0, period * req->cpus, &priorities),
                            .cpus = req->cpus};
    if (out->mpr.budget != RTPART_NS_NONE)
        out->verdict.answer = RTPART_SCHEDULABLE;
    else
        settle_none(req, &c, period, out);
    return RTPART_OK;
}

/* Largest budget whose share does not exceed that of `best`; whole CPUs without one. */
static rtpart_ns budget_cap(rtpart_ns period, unsigned cpus,
                            const struct rtpart_mpr *best)
{
    if (best->period == 0)
        return period * cpus;
    return (rtpart_ns)((rtpart_i128)best->budget * period / best->period);
}

enum rtpart_code rtpart_mpr_choose(const struct rtpart_mpr_request *req,
                                   const struct rtpart_grid *grid,
                                   struct rtpart_mpr_result *out,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    enum rtpart_code code = prepare(req, &c, out, err);

    if (code == RTPART_OK)
        code = rtpart_grid_check(grid, err);
    if (code != RTPART_OK)
        return code;
    const rtpart_ns longest = rtpart_grid_longest(grid, c.shortest / req->cpus);

    code = rtpart_mpr_range_check(longest, req->cpus, err);
    if (code != RTPART_OK)
        return code;
    const struct rtpart_priorities priorities = priorities_of(req, out);
    struct rtpart_mpr best = {.cpus = req->cpus};

    for (rtpart_ns p = grid->min_period; p <= longest; p += grid->period_step) {
        const rtpart_ns hi = budget_cap(p, req->cpus, &best);
        const rtpart_ns q =
            req->test->min_budget(&c, p, grid->runtime_step, 0, hi, &priorities);

        if (q != RTPART_NS_NONE) {
            best.period = p;
            best.budget = q;
        }
    }
    out->mpr = best;
    if (best.period == 0) {
        settle_none(req, &c, longest, out);
        return RTPART_OK;
    }
    out->verdict.answer = RTPART_SCHEDULABLE;
    if (req->policy == RTPART_GFP_OPA &&
        req->test->priorities) /* the order of the best */
        (void)req->test->test(&c, &best, &priorities);
    return RTPART_OK;
}

void rtpart_mpr_result_free(struct rtpart_mpr_result *r)
{
    free(r->order);
    memset(r, 0, sizeof *r);
}
