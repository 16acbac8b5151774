/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run_reason.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/mpr_tests.h"
#include "analysis/prm.h"
#include "common/decimal.h"
#include "common/text.h"

/* A late task that the analysis of its vCPU promises nothing. */
static char *too_small(const struct rtpart_plan *plan, const struct rtpart_run *run)
{
    char *text = NULL;

    for (size_t i = 0; i < run->responses.count; i++) {
        const int v = rtpart_plan_vcpu_of(plan, i);

        if (run->responses.series[i].missed == 0 || v < 0 ||
            run->bounds[i] != RTPART_NS_NONE)
            continue;
        const struct rtpart_prm *prm = &plan->vcpus[v].prm;
        char budget[RTPART_DECIMAL_SIZE];
        char period[RTPART_DECIMAL_SIZE];

        rtpart_time_format_auto(budget, sizeof budget, prm->budget);
        rtpart_time_format_auto(period, sizeof period, prm->period);
        if (asprintf(&text,
                     "the analysis promises %.*s nothing: vCPU %d is too small with "
                     "%s every %s",
                     RTPART_TEXT_NAME(plan->taskset.tasks[i].name), v, budget,
                     period) < 0)
            text = NULL;
        return text;
    }
    return NULL;
}

/* A global plan that its own test does not accept. */
static char *not_accepted(const struct rtpart_plan *plan)
{
    const struct rtpart_mpr_request req = {.taskset = &plan->taskset,
                                           .test = rtpart_mpr_test_for(plan->scheduler),
                                           .policy =
                                               rtpart_gfp_policy_for(plan->scheduler),
                                           .cpus = plan->mpr.cpus};
    struct rtpart_mpr_result result = {0};
    char *text = NULL;

    if (rtpart_mpr_verdict(&req, plan->mpr.period, plan->mpr.budget, &result, NULL) ==
            RTPART_OK &&
        result.verdict.answer != RTPART_SCHEDULABLE &&
        asprintf(&text, "the test %s does not accept the tasks on this reservation",
                 req.test->name) < 0)
        text = NULL;
    rtpart_mpr_result_free(&result);
    return text;
}

static double bandwidth(const struct rtpart_prm *prm)
{
    return prm->period > 0 ? (double)prm->budget / (double)prm->period : 0;
}

/* A host that has too little, or that promises too little under global EDF [GFB03]. */
static char *weak_host(const struct rtpart_run_request *request,
                       const struct rtpart_prm *servers, size_t server_count)
{
    const struct rtpart_plan *plan = request->plan;
    const unsigned m = request->sim.host_cpus;
    double sum = 0;
    double largest = 0;
    char *text = NULL;
    int printed = 0;

    for (size_t i = 0; i < plan->vcpu_count + server_count; i++) {
        const double u = bandwidth(i < plan->vcpu_count ? &plan->vcpus[i].prm
                                                        : &servers[i - plan->vcpu_count]);

        sum += u;
        largest = u > largest ? u : largest;
    }
    if (sum > m)
        printed = asprintf(
            &text, "the host is overloaded: reservations take %.2f of %u CPUs", sum, m);
    else if (m > 1 && !request->sim.host_partitioned && sum > m - (m - 1) * largest)
        printed = asprintf(&text,
                           "reservations of %.2f fit on %u CPUs, but global EDF on the "
                           "host may serve them late (above %.2f with one of %.2f)",
                           sum, m, m - (m - 1) * largest, largest);
    return printed < 0 ? NULL : text;
}

char *rtpart_run_sim_reason(const struct rtpart_run_request *request,
                            const struct rtpart_run *run,
                            const struct rtpart_prm *servers, size_t server_count)
{
    const struct rtpart_plan *plan = request->plan;
    char *text = NULL;

    if (rtpart_responses_missed(&run->responses) == 0)
        return NULL;
    if (plan->kind == RTPART_PLAN_GLOBAL)
        text = not_accepted(plan);
    else
        text = too_small(plan, run);
    if (text == NULL && request->sim.supply == RTPART_SUPPLY_HOST)
        text = weak_host(request, servers, server_count);
    char *sentence = NULL;

    if (asprintf(&sentence, "likely reason: %s",
                 text != NULL ? text
                              : "analysis and simulator contradict each other: please "
                                "report this plan with its command") < 0)
        sentence = NULL;
    free(text);
    return sentence;
}
