/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/campaign.h"

#include <string.h>

#include "common/auto.h"
#include "common/splitmix.h"

/* How much of a plan is simulated in one attack. */
#define LONGEST_PERIODS 12   /* longest periods of its tasks */
#define JOBS_MAX        3000 /* jobs, where tasks of very different periods meet */
#define EDF_LONGER      20   /* released together under EDF: the miss may come late */

struct attack {
    enum rtpart_sim_supply supply;
    enum rtpart_sim_release release;
    enum rtpart_sim_execution execution;
    bool random; /* worth repeating with other seeds */
};

static const struct attack attacks[] = {
    {RTPART_SUPPLY_WORST, RTPART_RELEASE_SYNCHRONOUS, RTPART_EXECUTION_WCET, false},
    {RTPART_SUPPLY_WORST, RTPART_RELEASE_ALIGNED, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_WORST, RTPART_RELEASE_PHASED, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_WORST, RTPART_RELEASE_SPORADIC, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_ADVERSE, RTPART_RELEASE_SYNCHRONOUS, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_ADVERSE, RTPART_RELEASE_ALIGNED, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_ADVERSE, RTPART_RELEASE_PHASED, RTPART_EXECUTION_WCET, true},
    {RTPART_SUPPLY_ADVERSE, RTPART_RELEASE_SPORADIC, RTPART_EXECUTION_DRAWN, true},
};

static rtpart_ns duration_for(const struct rtpart_plan *plan, const struct attack *a)
{
    const struct rtpart_taskset *ts = &plan->taskset;
    const double times =
        !a->random && plan->scheduler == RTPART_SCHED_EDF ? EDF_LONGER : 1;
    rtpart_ns longest = 0;
    double rate = 0; /* jobs in one longest period */
    double periods = LONGEST_PERIODS * times;

    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].period > longest)
            longest = ts->tasks[i].period;
    for (size_t i = 0; i < ts->count; i++)
        rate += (double)longest / (double)ts->tasks[i].period;
    if (rate * periods > JOBS_MAX * times)
        periods = JOBS_MAX * times / rate;
    return (rtpart_ns)((double)longest * (periods > 2 ? periods : 2));
}

enum rtpart_code rtpart_campaign_attack(const struct rtpart_plan *plan, uint64_t seed,
                                        unsigned rounds, uint64_t *runs, uint64_t *jobs,
                                        struct rtpart_sim_options *options,
                                        struct rtpart_sim_job *miss, bool *missed,
                                        struct rtpart_error *err)
{
    struct rtpart_random random = {.state = seed};

    *missed = false;
    for (unsigned round = 0; round < rounds; round++)
        for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
            const struct attack *a = &attacks[i];
            const struct rtpart_sim_options o = {.supply = a->supply,
                                                 .release = a->release,
                                                 .execution = a->execution,
                                                 .duration = duration_for(plan, a),
                                                 .seed = rtpart_random_bits(&random) >> 1,
                                                 .stop_at_miss = true};
            struct rtpart_sim_result result;

            if (round > 0 && !a->random)
                continue;
            const enum rtpart_code code = rtpart_sim_run(plan, &o, NULL, &result, err);

            if (code != RTPART_OK)
                return code;
            if (runs != NULL)
                ++*runs;
            if (jobs != NULL)
                *jobs += result.jobs;
            if (result.missed == 0)
                continue;
            *missed = true;
            *options = o;
            *miss = result.first_miss;
            return RTPART_OK;
        }
    return RTPART_OK;
}

/* What is left of a budget, a multiple of `step` as before. */
static rtpart_ns less(rtpart_ns budget, unsigned thousandth, rtpart_ns step)
{
    const rtpart_ns cut =
        (rtpart_ns)(((rtpart_i128)budget * thousandth + 999) / 1000 + step - 1) / step *
        step;

    return budget - (cut > 0 ? cut : step);
}

bool rtpart_campaign_reduce(struct rtpart_plan *plan, unsigned thousandth)
{
    const bool global = plan->kind == RTPART_PLAN_GLOBAL;

    if (global && less(plan->mpr.budget, thousandth, plan->mpr.cpus) <= 0)
        return false;
    for (size_t v = 0; !global && v < plan->vcpu_count; v++)
        if (plan->vcpus[v].task_count > 0 &&
            less(plan->vcpus[v].prm.budget, thousandth, 1) <= 0)
            return false;
    if (global)
        plan->mpr.budget = less(plan->mpr.budget, thousandth, plan->mpr.cpus);
    for (size_t v = 0; v < plan->vcpu_count; v++) {
        struct rtpart_prm *prm = &plan->vcpus[v].prm;

        if (global)
            *prm = rtpart_mpr_share(&plan->mpr);
        else if (plan->vcpus[v].task_count > 0)
            prm->budget = less(prm->budget, thousandth, 1);
    }
    return true;
}

/* Seed of the attacks on one draw. */
static uint64_t attack_seed(const struct rtpart_campaign_request *q, uint64_t number)
{
    struct rtpart_random r = {.state = q->seed ^ number << 20};

    return rtpart_random_bits(&r);
}

static void keep(struct rtpart_campaign_result *out, uint64_t number,
                 struct rtpart_plan *plan, const struct rtpart_sim_options *options,
                 const struct rtpart_sim_job *miss)
{
    if (out->counter_examples++ >= RTPART_CAMPAIGN_KEPT)
        return;
    out->kept[out->counter_examples - 1] = (struct rtpart_counter_example){
        .number = number, .plan = *plan, .options = *options, .miss = *miss};
    *plan = (struct rtpart_plan){0}; /* it is the counter-example's now */
}

/* The same attack on budgets that the analysis refuses. `plan` shrinks. */
static enum rtpart_code try_levels(const struct rtpart_campaign_request *q,
                                   uint64_t number, struct rtpart_plan *plan,
                                   struct rtpart_campaign_result *out,
                                   struct rtpart_error *err)
{
    const struct rtpart_mpr mpr = plan->mpr;
    struct rtpart_sim_options options;
    struct rtpart_sim_job miss;
    rtpart_ns *least = calloc(plan->vcpu_count + 1, sizeof *least);
    enum rtpart_code code = RTPART_OK;

    if (least == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the campaign");
    for (size_t v = 0; v < plan->vcpu_count; v++)
        least[v] = plan->vcpus[v].prm.budget;
    for (size_t k = 0; code == RTPART_OK && k < RTPART_CAMPAIGN_LEVELS; k++) {
        struct rtpart_campaign_level *level = &out->levels[k];
        bool missed = false;

        if (!rtpart_campaign_reduce(plan, level->thousandth))
            continue;
        code = rtpart_campaign_attack(plan, attack_seed(q, number), q->rounds, NULL, NULL,
                                      &options, &miss, &missed, err);
        level->tried++;
        level->missed += missed;
        plan->mpr = mpr;
        for (size_t v = 0; v < plan->vcpu_count; v++)
            plan->vcpus[v].prm.budget = least[v];
    }
    free(least);
    return code;
}

/* One draw. */
static enum rtpart_code one(const struct rtpart_campaign_request *q, uint64_t number,
                            struct rtpart_campaign_result *out, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_sim_options options;
    struct rtpart_sim_job miss;
    bool accepted;
    bool missed;
    enum rtpart_code code = q->analysis->draw(q->seed, number, &plan, &accepted, err);

    if (code != RTPART_OK || !accepted)
        return code;
    out->accepted++;
    code = rtpart_campaign_attack(&plan, attack_seed(q, number), q->rounds, &out->runs,
                                  &out->jobs, &options, &miss, &missed, err);
    if (code == RTPART_OK && missed)
        keep(out, number, &plan, &options, &miss);
    else if (code == RTPART_OK && !q->no_tightness)
        code = try_levels(q, number, &plan, out, err);
    return code;
}

static enum rtpart_code check(const struct rtpart_campaign_request *q,
                              struct rtpart_error *err)
{
    if (q->sets == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "a campaign needs at least one set");
    if (q->rounds == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "a campaign needs at least one round");
    return RTPART_OK;
}

enum rtpart_code rtpart_campaign_run(const struct rtpart_campaign_request *request,
                                     struct rtpart_campaign_result *out,
                                     struct rtpart_error *err)
{
    static const struct rtpart_campaign_level levels[RTPART_CAMPAIGN_LEVELS] = {
        {"1 ns less on each CPU", "1ns", 0, 0, 0},
        {"1 % less", "1%", 10, 0, 0},
        {"5 % less", "5%", 50, 0, 0},
        {"10 % less", "10%", 100, 0, 0},
        {"20 % less", "20%", 200, 0, 0},
    };
    enum rtpart_code code = check(request, err);

    *out = (struct rtpart_campaign_result){.next = request->first};
    memcpy(out->levels, levels, sizeof levels);
    while (code == RTPART_OK && out->accepted < request->sets && !out->stopped) {
        if (out->drawn / RTPART_CAMPAIGN_DRAWS > out->accepted + 10)
            return rtpart_fail(err, RTPART_EMODEL, "of %llu sets only %llu are accepted",
                               (unsigned long long)out->drawn,
                               (unsigned long long)out->accepted);
        code = one(request, out->next++, out, err);
        out->drawn++;
        if (request->tick != NULL)
            request->tick(request->tick_ctx, out->accepted, request->sets);
        out->stopped =
            request->stop != NULL && *request->stop != 0 && out->accepted < request->sets;
    }
    return code;
}

void rtpart_campaign_result_free(struct rtpart_campaign_result *r)
{
    for (size_t i = 0; i < RTPART_CAMPAIGN_KEPT; i++)
        rtpart_plan_free(&r->kept[i].plan);
    *r = (struct rtpart_campaign_result){0};
}
