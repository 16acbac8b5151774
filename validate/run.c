/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/prm.h"
#include "common/auto.h"
#include "common/text.h"
#include "validate/engines.h"

static const struct rtpart_engine engines[] = {
    {"sim", "simulator, the default: needs nothing", false, rtpart_run_sim},
    {"host", "directly on this host under SCHED_FIFO, the baseline: root, rt-app", true,
     rtpart_run_host},
    {"vm", "in a guest made for it, in QEMU with the reservations: root, QEMU, rt-app",
     true, rtpart_run_vm},
    {"container",
     "in a container with a real-time control group: root, crun or runc, rt-app", true,
     rtpart_run_container},
    {"log", "logs of rt-app that are there already, in --logs DIR", true, rtpart_run_log},
};

const struct rtpart_engine *rtpart_engines(size_t *count)
{
    *count = sizeof engines / sizeof *engines;
    return engines;
}

const struct rtpart_engine *rtpart_engine_find(const char *name)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (strcmp(engines[i].name, name) == 0)
            return &engines[i];
    return NULL;
}

/* Bounds of the tasks on one vCPU of a partitioned plan. */
static enum rtpart_code vcpu_bounds(const struct rtpart_plan *plan,
                                    const struct rtpart_plan_vcpu *v, rtpart_ns *bounds,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    const bool edf = plan->scheduler == RTPART_SCHED_EDF;
    const enum rtpart_code code =
        rtpart_load_of_members(&load, &plan->taskset, v->tasks, v->task_count,
                               plan->scheduler, plan->latency, err);

    if (code != RTPART_OK)
        return code;
    if (edf && rtpart_edf_test(&load, &v->prm).answer != RTPART_SCHEDULABLE)
        return RTPART_OK; /* nothing is promised */
    for (size_t k = 0; k < load.count; k++)
        bounds[load.task[k]] = edf ? rtpart_edf_response_bound(&load, &v->prm, k)
                                   : rtpart_fp_response(&load, &v->prm, k);
    return RTPART_OK;
}

/* Global tests bound no response time: there the deadline is all that is promised. */
static enum rtpart_code bounds_of(const struct rtpart_plan *plan, rtpart_ns *bounds,
                                  struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < plan->taskset.count; i++)
        bounds[i] = RTPART_NS_NONE;
    for (size_t v = 0; code == RTPART_OK && plan->kind == RTPART_PLAN_PARTITIONED &&
                       v < plan->vcpu_count;
         v++)
        if (plan->vcpus[v].task_count > 0)
            code = vcpu_bounds(plan, &plan->vcpus[v], bounds, err);
    return code;
}

enum rtpart_code rtpart_run_plan(const struct rtpart_engine *engine,
                                 const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &request->plan->taskset;
    enum rtpart_code code;

    *run = (struct rtpart_run){.bounds = calloc(ts->count + 1, sizeof *run->bounds)};
    if (run->bounds == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    code = bounds_of(request->plan, run->bounds, err);
    if (code == RTPART_OK)
        code = rtpart_responses_init(&run->responses, ts, err);
    if (code == RTPART_OK)
        code = engine->run(request, run, err);
    rtpart_responses_settle(&run->responses);
    run->stopped = request->stop != NULL && *request->stop != 0;
    return code;
}

void rtpart_run_free(struct rtpart_run *run)
{
    rtpart_responses_free(&run->responses);
    free(run->bounds);
    free(run->engine);
    free(run->reason);
    *run = (struct rtpart_run){0};
}

/* First task whose largest response time exceeds its bound; the count where there is none. */
static size_t above_bound(const struct rtpart_run *run)
{
    size_t i = 0;

    while (i < run->responses.count) {
        const struct rtpart_series *s = &run->responses.series[i];

        if (s->count > 0 && run->bounds[i] != RTPART_NS_NONE &&
            s->response[s->count - 1] > run->bounds[i])
            break;
        i++;
    }
    return i;
}

static bool any_bound(const struct rtpart_run *run)
{
    for (size_t i = 0; i < run->responses.count; i++)
        if (run->bounds[i] != RTPART_NS_NONE)
            return true;
    return false;
}

/* Largest response time of task i; 0: none was seen. */
static rtpart_ns largest(const struct rtpart_run *run, size_t i)
{
    const struct rtpart_series *s = &run->responses.series[i];

    return s->count > 0 ? s->response[s->count - 1] : 0;
}

#define PART_SIZE 32

/* Which part of its period that is. Only the whole period is written as 1.000. */
static const char *part(char text[PART_SIZE], const struct rtpart_run *run, size_t i)
{
    const rtpart_ns period = run->responses.series[i].period;
    const rtpart_ns r = largest(run, i);

    (void)snprintf(text, PART_SIZE, "%.3f", (double)r / (double)period);
    if (strcmp(text, "1.000") == 0 && r != period)
        (void)snprintf(text, PART_SIZE, "%s", r < period ? "0.999" : "1.001");
    return text;
}

/* Does every deadline end with its period, so that below 1 means in time? */
static bool implicit(const struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].deadline < ts->tasks[i].period)
            return false;
    return true;
}

static void say_missed(const struct rtpart_run *run, const struct rtpart_taskset *ts,
                       uint64_t missed, char *text, size_t size)
{
    const struct rtpart_responses *r = &run->responses;
    const size_t worst = rtpart_responses_worst(r);
    char most[PART_SIZE];
    size_t late = 0;
    size_t first = r->count;

    for (size_t i = r->count; i > 0; i--)
        if (r->series[i - 1].missed > 0) {
            first = i - 1;
            late++;
        }
    snprintf(text, size,
             "%" PRIu64 " deadline%s missed by %zu of %zu tasks, first by job %" PRIu64
             " of %.*s; largest %s, %.*s",
             missed, missed == 1 ? "" : "s", late, r->count, r->series[first].misses[0],
             RTPART_TEXT_NAME(ts->tasks[first].name), part(most, run, worst),
             RTPART_TEXT_NAME(ts->tasks[worst].name));
}

enum rtpart_answer rtpart_run_verdict(const struct rtpart_run *run,
                                      const struct rtpart_taskset *ts, char *text,
                                      size_t size)
{
    const struct rtpart_responses *r = &run->responses;
    const size_t worst = rtpart_responses_worst(r);
    const size_t above = above_bound(run);
    const uint64_t missed = rtpart_responses_missed(r);
    char most[PART_SIZE];
    uint64_t jobs = 0;

    for (size_t i = 0; i < r->count; i++)
        jobs += r->series[i].count;
    if (missed > 0) {
        say_missed(run, ts, missed, text, size);
        return RTPART_UNSCHEDULABLE;
    }
    if (jobs == 0) {
        snprintf(text, size, "no job was seen to its end: the run was too short");
        return RTPART_UNDECIDED;
    }
    if (above < r->count)
        snprintf(text, size,
                 "all deadlines met (largest %s, %.*s), but %.*s took longer than its "
                 "bound: an assumption of the analysis did not hold",
                 part(most, run, worst), RTPART_TEXT_NAME(ts->tasks[worst].name),
                 RTPART_TEXT_NAME(ts->tasks[above].name));
    else
        snprintf(text, size, "all %zu tasks %s (largest %s%s, %.*s)%s", r->count,
                 implicit(ts) && largest(run, worst) < r->series[worst].period
                     ? "below 1"
                     : "in time",
                 part(most, run, worst), implicit(ts) ? "" : " of its period",
                 RTPART_TEXT_NAME(ts->tasks[worst].name),
                 any_bound(run) ? "; every observation below its bound" : "");
    return RTPART_SCHEDULABLE;
}
