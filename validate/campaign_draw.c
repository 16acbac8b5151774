/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What campaigns judge: random sets, and the least budgets that an analysis gives them. */
#include <string.h>

#include "analysis/global_plan.h"
#include "common/auto.h"
#include "common/splitmix.h"
#include "generators/generate.h"
#include "partition/plan_make.h"
#include "validate/campaign.h"

/* The random stream of one draw. */
static struct rtpart_random stream(uint64_t seed, uint64_t number)
{
    struct rtpart_random mixed = {.state = seed};

    return (struct rtpart_random){.state = rtpart_random_bits(&mixed) ^
                                           number * UINT64_C(0xd1342543de82ef95)};
}

/*
 * Sets of two kinds: whole milliseconds, few and small, so that many instants coincide; and
 * fine ones, where hardly any do. Half of either have D < T.
 */
static struct rtpart_generate_request describe(struct rtpart_random *r, unsigned cpus,
                                               uint64_t number)
{
    struct rtpart_generate_request q = rtpart_generate_defaults();
    const bool coarse = rtpart_random_between(r, 0, 1) == 0;
    const double load = (double)rtpart_random_between(r, 15, 75) / 100;

    q.utilization.tasks = cpus + (size_t)rtpart_random_between(r, 0, 5);
    q.utilization.sum = load * cpus;
    q.utilization.hi = 0.9;
    q.periods.min = coarse ? 4 * RTPART_MS : RTPART_MS;
    q.periods.max = coarse ? 30 * RTPART_MS : 40 * RTPART_MS;
    q.periods.step = coarse ? RTPART_MS : 1;
    q.wcet_step = coarse ? RTPART_MS : 1;
    if (rtpart_random_between(r, 0, 1) == 0)
        q.deadlines.lo = 0.3;
    q.seed = rtpart_random_bits(r);
    q.point = number;
    return q;
}

static enum rtpart_code draw_taskset(struct rtpart_random *r, unsigned cpus,
                                     uint64_t number, struct rtpart_taskset *out,
                                     struct rtpart_error *err)
{
    const struct rtpart_generate_request q = describe(r, cpus, number);
    RTPART_AUTO(rtpart_generator_free) struct rtpart_generator g = {0};
    enum rtpart_code code = rtpart_generator_prepare(&g, &q, err);

    *out = (struct rtpart_taskset){0};
    if (code == RTPART_OK)
        code = rtpart_generator_draw(&g, 0, out, NULL, err);
    return code;
}

/* A period for the reservations: a tenth of the shortest deadline up to all of it, in whole
 * milliseconds where the tasks are. */
static rtpart_ns draw_period(struct rtpart_random *r, const struct rtpart_taskset *ts)
{
    const rtpart_ns shortest = rtpart_taskset_min_deadline(ts);
    const rtpart_ns period =
        rtpart_random_between(r, rtpart_ns_ceil_div(shortest, 10), shortest);

    return shortest % RTPART_MS == 0 && rtpart_random_between(r, 0, 3) > 0
               ? rtpart_ns_round_up(period, RTPART_MS)
               : period;
}

static enum rtpart_code partitioned(enum rtpart_scheduler scheduler, uint64_t seed,
                                    uint64_t number, struct rtpart_plan *out,
                                    bool *accepted, struct rtpart_error *err)
{
    static const char *const methods[] = {"ovh", "first-fit", "best-fit", "worst-fit"};
    struct rtpart_random r = stream(seed, number);
    RTPART_AUTO(rtpart_taskset_free) struct rtpart_taskset ts = {0};
    RTPART_AUTO(rtpart_partition_free) struct rtpart_partition found = {0};
    const unsigned vcpus = (unsigned)rtpart_random_between(&r, 1, 4);
    const char *method = methods[rtpart_random_between(&r, 0, 3)];
    enum rtpart_code code = draw_taskset(&r, vcpus, number, &ts, err);

    *out = (struct rtpart_plan){0};
    *accepted = false;
    if (code != RTPART_OK)
        return code;
    const rtpart_ns period = draw_period(&r, &ts);
    const struct rtpart_partition_request req = {.taskset = &ts,
                                                 .vcpus = vcpus,
                                                 .scheduler = scheduler,
                                                 .grid = {.min_period = period,
                                                          .max_period = period,
                                                          .period_step = 1,
                                                          .runtime_step = 1},
                                                 .max_bandwidth = {.num = 1, .den = 1}};

    code = rtpart_partition_run(rtpart_heuristic_find(method), &req, &found, err);
    if (code == RTPART_OK && found.answer == RTPART_SCHEDULABLE) {
        *accepted = true;
        code = rtpart_plan_make(&req, &found, method, &(struct rtpart_plan_origin){0},
                                NULL, out, err);
    }
    return code;
}

static enum rtpart_code draw_fp(uint64_t seed, uint64_t number, struct rtpart_plan *out,
                                bool *accepted, struct rtpart_error *err)
{
    return partitioned(number % 2 == 0 ? RTPART_SCHED_RM : RTPART_SCHED_DM, seed, number,
                       out, accepted, err);
}

static enum rtpart_code draw_edf(uint64_t seed, uint64_t number, struct rtpart_plan *out,
                                 bool *accepted, struct rtpart_error *err)
{
    return partitioned(RTPART_SCHED_EDF, seed, number, out, accepted, err);
}

/* Theta is a multiple of m', so that the worst pattern is that of the model to the ns. */
static enum rtpart_code global(const char *test, enum rtpart_gfp_policy policy,
                               uint64_t seed, uint64_t number, struct rtpart_plan *out,
                               bool *accepted, struct rtpart_error *err)
{
    struct rtpart_random r = stream(seed, number);
    RTPART_AUTO(rtpart_taskset_free) struct rtpart_taskset ts = {0};
    RTPART_AUTO(rtpart_mpr_result_free) struct rtpart_mpr_result found = {0};
    const unsigned cpus = (unsigned)rtpart_random_between(&r, 2, 4);
    enum rtpart_code code = draw_taskset(&r, cpus, number, &ts, err);

    *out = (struct rtpart_plan){0};
    *accepted = false;
    if (code != RTPART_OK)
        return code;
    const struct rtpart_mpr_request req = {.taskset = &ts,
                                           .test = rtpart_mpr_test_find(test),
                                           .policy = policy,
                                           .cpus = cpus};

    code = rtpart_mpr_least_budget(&req, draw_period(&r, &ts), cpus, &found, err);
    if (code == RTPART_OK && found.verdict.answer == RTPART_SCHEDULABLE) {
        *accepted = true;
        code = rtpart_global_plan_make(&req, &found, &(struct rtpart_grid){0},
                                       &(struct rtpart_plan_origin){0}, NULL, out, err);
    }
    return code;
}

static enum rtpart_code draw_gedf(uint64_t seed, uint64_t number, struct rtpart_plan *out,
                                  bool *accepted, struct rtpart_error *err)
{
    static const char *const tests[] = {"gedf", "gedf", "gedf-bcl", "gedf-uncapped"};

    return global(tests[number % 4], RTPART_GFP_RM, seed, number, out, accepted, err);
}

static enum rtpart_code draw_gfp(uint64_t seed, uint64_t number, struct rtpart_plan *out,
                                 bool *accepted, struct rtpart_error *err)
{
    static const enum rtpart_gfp_policy policies[] = {RTPART_GFP_RM, RTPART_GFP_DM,
                                                      RTPART_GFP_DKC, RTPART_GFP_OPA};

    return global("gfp", policies[number % 4], seed, number, out, accepted, err);
}

static const struct rtpart_campaign_analysis table[] = {
    {"fp", "partitioned, fixed priority (RM, DM) on 1 to 4 vCPUs", draw_fp},
    {"edf", "partitioned, EDF on 1 to 4 vCPUs", draw_edf},
    {"gedf", "global EDF on 2 to 4 CPUs (tests gedf, gedf-bcl, gedf-uncapped)",
     draw_gedf},
    {"gfp", "global fixed priority (RM, DM, DkC, OPA) on 2 to 4 CPUs", draw_gfp},
};

const struct rtpart_campaign_analysis *rtpart_campaign_analyses(size_t *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}

const struct rtpart_campaign_analysis *rtpart_campaign_analysis_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}
