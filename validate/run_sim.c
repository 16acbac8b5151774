/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "common/auto.h"
#include "validate/engines.h"
#include "validate/sim_words.h"

/* The load beside the plan is made of servers like these. */
#define INTERFERING_PERIOD (5 * RTPART_MS)
#define INTERFERING_SHARE  0.5

struct collector {
    struct rtpart_responses *responses;
    enum rtpart_code code;
    struct rtpart_error *err;
};

static void collect(void *ctx, const struct rtpart_sim_job *job)
{
    struct collector *c = ctx;

    if (c->code != RTPART_OK)
        return;
    if (job->finished)
        c->code = rtpart_responses_add(c->responses, job->task, job->number,
                                       job->finish - job->release, c->err);
    else if (job->finish - job->release > c->responses->series[job->task].deadline)
        rtpart_responses_add_miss(c->responses, job->task, job->number);
}

/* Servers that together take `bandwidth` CPUs: halves, and what is left. */
static size_t interfering(double bandwidth, struct rtpart_prm **out)
{
    const size_t count = (size_t)(bandwidth / INTERFERING_SHARE) + 1;
    struct rtpart_prm *servers = calloc(count, sizeof *servers);
    size_t n = 0;

    for (; servers != NULL && bandwidth > 0.001; bandwidth -= INTERFERING_SHARE) {
        const double share =
            bandwidth < INTERFERING_SHARE ? bandwidth : INTERFERING_SHARE;

        servers[n++] = (struct rtpart_prm){
            .period = INTERFERING_PERIOD,
            .budget = (rtpart_ns)(share * (double)INTERFERING_PERIOD)};
    }
    *out = servers;
    return n;
}

enum rtpart_code rtpart_run_sim(const struct rtpart_run_request *request,
                                struct rtpart_run *run, struct rtpart_error *err)
{
    struct collector collector = {.responses = &run->responses, .err = err};
    const struct rtpart_sim_watch watch = {.job = collect, .ctx = &collector};
    struct rtpart_sim_options options = request->sim;
    struct rtpart_sim_result result;
    RTPART_AUTO_FREE struct rtpart_prm *servers = NULL;
    enum rtpart_code code;

    options.duration = request->duration;
    options.interfering_count = interfering(request->interference, &servers);
    options.interfering = servers;
    if (servers == NULL ||
        asprintf(&run->engine, "sim %s: %s supply, seed %llu", RTPART_VERSION,
                 options.supply == RTPART_SUPPLY_WORST ? "worst-case"
                                                       : sim_supply_word(options.supply),
                 (unsigned long long)options.seed) < 0) {
        run->engine = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    }
    code = rtpart_sim_run(request->plan, &options, &watch, &result, err);
    return code != RTPART_OK ? code : collector.code;
}
