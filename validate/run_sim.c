/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "common/auto.h"
#include "validate/engines.h"
#include "validate/run_reason.h"
#include "validate/sim_words.h"

/* The load beside the plan is made of servers like these. */
#define INTERFERING_PERIOD (5 * RTPART_MS)
#define INTERFERING_SHARE  0.5

/* How many jobs go by between two looks at the clock of the run. */
#define JOBS_BETWEEN_TICKS 65536

struct collector {
    const struct rtpart_run_request *request;
    struct rtpart_responses *responses;
    volatile sig_atomic_t stop;
    uint64_t seen;
    enum rtpart_code code;
    struct rtpart_error *err;
};

/* Now and then: how far it is, and whether to go on. */
static void tick(struct collector *c, rtpart_ns now)
{
    const struct rtpart_run_request *q = c->request;

    if (q->stop != NULL && *q->stop != 0)
        c->stop = *q->stop;
    if (q->tick != NULL && q->tick(q->tick_ctx, (double)now / (double)q->duration))
        c->stop = 1;
}

static void collect(void *ctx, const struct rtpart_sim_job *job)
{
    struct collector *c = ctx;
    const rtpart_ns deadline = c->responses->series[job->task].deadline;

    if (c->code != RTPART_OK)
        return;
    if (c->seen++ % JOBS_BETWEEN_TICKS == 0)
        tick(c, job->finish);
    if (c->request->gantt != NULL)
        rtpart_gantt_job(c->request->gantt, job, deadline);
    if (job->finished)
        c->code = rtpart_responses_add(c->responses, job->task, job->number,
                                       job->finish - job->release, c->err);
    else if (job->finish - job->release > deadline)
        rtpart_responses_add_misses(c->responses, job->task, job->number, 1);
    if (c->code != RTPART_OK)
        c->stop = 1;
}

static void collect_segment(void *ctx, const struct rtpart_sim_segment *s)
{
    const struct collector *c = ctx;

    rtpart_gantt_segment(c->request->gantt, s);
}

static void collect_budget(void *ctx, size_t vcpu, rtpart_ns at, rtpart_ns left)
{
    const struct collector *c = ctx;

    rtpart_gantt_budget(c->request->gantt, vcpu, at, left);
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

/* What ran, in one line; only what is not the default is told. NULL: out of memory. */
static char *describe(const struct rtpart_run_request *q)
{
    const struct rtpart_sim_options *o = &q->sim;
    char releases[40] = "";
    char host[100] = "";
    char *text = NULL;

    if (o->release != RTPART_RELEASE_SYNCHRONOUS)
        (void)snprintf(releases, sizeof releases, ", %s releases",
                       sim_release_word(o->release));
    if (o->supply == RTPART_SUPPLY_HOST)
        (void)snprintf(host, sizeof host, " of %u CPUs beside U = %g", o->host_cpus,
                       q->interference);
    if (asprintf(&text, "sim %s: %s supply%s%s%s, seed %llu", RTPART_VERSION,
                 o->supply == RTPART_SUPPLY_WORST ? "worst-case"
                                                  : sim_supply_word(o->supply),
                 host, releases,
                 o->execution == RTPART_EXECUTION_DRAWN ? ", drawn execution" : "",
                 (unsigned long long)o->seed) < 0)
        return NULL;
    return text;
}

/* Would its jobs fit into memory? Better asked before the run than after hours. */
static enum rtpart_code check_jobs(const struct rtpart_run_request *request,
                                   struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &request->plan->taskset;
    uint64_t jobs = 0;

    for (size_t i = 0; i < ts->count && jobs <= RTPART_RUN_JOBS_MAX; i++)
        jobs += (uint64_t)(request->duration / ts->tasks[i].period);
    if (jobs > RTPART_RUN_JOBS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "--duration: the tasks release more than the %llu jobs that a "
                           "run can have",
                           (unsigned long long)RTPART_RUN_JOBS_MAX);
    return RTPART_OK;
}

enum rtpart_code rtpart_run_sim(const struct rtpart_run_request *request,
                                struct rtpart_run *run, struct rtpart_error *err)
{
    struct collector collector = {
        .request = request, .responses = &run->responses, .err = err};
    struct rtpart_sim_watch watch = {.job = collect, .ctx = &collector};
    struct rtpart_sim_options options = request->sim;
    struct rtpart_sim_result result;
    RTPART_AUTO_FREE struct rtpart_prm *servers = NULL;
    enum rtpart_code code = check_jobs(request, err);

    if (code != RTPART_OK)
        return code;
    if (request->gantt != NULL) {
        watch.segment = collect_segment;
        watch.budget = collect_budget;
    }
    options.duration = request->duration;
    options.stop = &collector.stop;
    options.interfering_count = interfering(request->interference, &servers);
    options.interfering = servers;
    run->engine = describe(request);
    if (servers == NULL || run->engine == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    code = rtpart_sim_run(request->plan, &options, &watch, &result, err);
    if (code == RTPART_OK)
        code = collector.code;
    if (code == RTPART_OK)
        run->reason =
            rtpart_run_sim_reason(request, run, servers, options.interfering_count);
    return code;
}
