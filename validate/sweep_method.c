/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep_method.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cluster.h"
#include "analysis/interface.h"
#include "analysis/mpr_gedf.h"
#include "analysis/mpr_gfp.h"
#include "analysis/prm.h"
#include "common/auto.h"
#include "common/wide.h"

const struct rtpart_sweep_global_method rtpart_sweep_global_methods[] = {
    {"global-edf", "least MPR budget under global EDF (mpr_gedf.h), sufficient"},
    {"global-fp", "least MPR budget under global RM (mpr_gfp.h), sufficient"},
    {NULL, NULL},
};

bool rtpart_sweep_method_find(const char *name, struct rtpart_sweep_method *out)
{
    const struct rtpart_heuristic *h = rtpart_heuristic_find(name);

    *out =
        (struct rtpart_sweep_method){.name = h != NULL ? h->name : NULL, .heuristic = h};
    for (size_t i = 0; h == NULL && rtpart_sweep_global_methods[i].name != NULL; i++)
        if (strcmp(name, rtpart_sweep_global_methods[i].name) == 0)
            out->name = rtpart_sweep_global_methods[i].name;
    return out->name != NULL;
}

uint64_t rtpart_ppb(rtpart_ns num, rtpart_ns den)
{
    return (uint64_t)(((rtpart_i128)num * 1000000000 + den / 2) / den);
}

static struct rtpart_grid grid_for(const struct rtpart_sweep_setting *setting,
                                   const struct rtpart_taskset *ts)
{
    return setting->grid.period_step > 0
               ? setting->grid
               : rtpart_grid_auto(rtpart_taskset_min_deadline(ts));
}

static enum rtpart_code ask_partition(const struct rtpart_heuristic *h,
                                      const struct rtpart_sweep_setting *setting,
                                      const struct rtpart_taskset *ts, unsigned vcpus,
                                      enum rtpart_answer *answer, uint64_t *bandwidth,
                                      struct rtpart_error *err)
{
    const struct rtpart_partition_request request = {
        .taskset = ts,
        .vcpus = vcpus,
        .scheduler = setting->scheduler,
        .latency = setting->latency,
        .grid = grid_for(setting, ts),
        .objective = RTPART_OBJECTIVE_TOTAL,
        .max_bandwidth = {.num = 1, .den = 1},
        .time_limit_s = setting->time_limit_s,
    };
    RTPART_AUTO(rtpart_partition_free) struct rtpart_partition p = {0};
    const enum rtpart_code code = rtpart_partition_run(h, &request, &p, err);

    if (code != RTPART_OK)
        return code;
    *answer = p.answer;
    *bandwidth = 0;
    for (unsigned v = 0; p.answer == RTPART_SCHEDULABLE && v < p.vcpus; v++)
        if (p.prm[v].budget > 0)
            *bandwidth += rtpart_ppb(p.prm[v].budget, p.prm[v].period);
    /* An optimum that the time did not suffice to prove is no answer of that method. */
    if (h->exact && p.answer == RTPART_SCHEDULABLE && !p.optimal)
        *answer = RTPART_UNDECIDED;
    return RTPART_OK;
}

/* Least budget under global RM, of at most `hi`. */
static enum rtpart_code global_fp_budget(const struct rtpart_taskset *ts,
                                         struct rtpart_cluster *c,
                                         const struct rtpart_grid *g, rtpart_ns hi,
                                         rtpart_ns *budget, struct rtpart_error *err)
{
    RTPART_AUTO_FREE size_t *order = calloc(ts->count + 1, sizeof *order);
    const struct rtpart_priorities p = {.policy = RTPART_GFP_RM, .order = order};
    enum rtpart_code code;

    if (order == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    code = rtpart_gfp_order(ts, p.policy, c->cpus, order, err);
    if (code == RTPART_OK)
        *budget = rtpart_mpr_gfp_min_budget(c, g->min_period, g->runtime_step, 0, hi, &p);
    return code;
}

static enum rtpart_code ask_global(const char *name,
                                   const struct rtpart_sweep_setting *setting,
                                   const struct rtpart_taskset *ts, unsigned vcpus,
                                   enum rtpart_answer *answer, uint64_t *bandwidth,
                                   struct rtpart_error *err)
{
    const struct rtpart_grid grid = grid_for(setting, ts);
    const rtpart_ns hi =
        (rtpart_ns)vcpus * grid.min_period / grid.runtime_step * grid.runtime_step;
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    enum rtpart_code code = rtpart_cluster_of(&c, ts, vcpus, setting->latency, err);
    rtpart_ns budget = RTPART_NS_NONE;

    if (code != RTPART_OK)
        return code;
    if (strcmp(name, "global-fp") == 0)
        code = global_fp_budget(ts, &c, &grid, hi, &budget, err);
    else
        budget = rtpart_mpr_gedf_min_budget(&c, grid.min_period, grid.runtime_step, 0, hi,
                                            true);
    *answer = budget != RTPART_NS_NONE ? RTPART_SCHEDULABLE : RTPART_UNDECIDED;
    *bandwidth = budget != RTPART_NS_NONE ? rtpart_ppb(budget, grid.min_period) : 0;
    return code;
}

enum rtpart_code rtpart_sweep_method_ask(const struct rtpart_sweep_method *method,
                                         const struct rtpart_sweep_setting *setting,
                                         const struct rtpart_taskset *ts, unsigned vcpus,
                                         enum rtpart_answer *answer, uint64_t *bandwidth,
                                         struct rtpart_error *err)
{
    if (method->heuristic != NULL)
        return ask_partition(method->heuristic, setting, ts, vcpus, answer, bandwidth,
                             err);
    return ask_global(method->name, setting, ts, vcpus, answer, bandwidth, err);
}
