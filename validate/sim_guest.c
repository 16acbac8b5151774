/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim_guest.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/load.h"
#include "common/array.h"

#define RING_FIRST 4 /* jobs of a task that wait at a time, until more do */

/* Guest order on one CPU of a global scheduler. */
static enum rtpart_scheduler local_form(enum rtpart_scheduler s)
{
    switch (s) {
    case RTPART_SCHED_GRM:
        return RTPART_SCHED_RM;
    case RTPART_SCHED_GDM:
        return RTPART_SCHED_DM;
    case RTPART_SCHED_GEDF:
        return RTPART_SCHED_EDF;
    default:
        return s;
    }
}

static rtpart_ns draw_execution(struct sim_guest *g, const struct sim_task *t)
{
    if (g->options->execution == RTPART_EXECUTION_WCET || t->wcet < 2)
        return t->wcet;
    return rtpart_random_between(&g->random, (t->wcet + 1) / 2, t->wcet);
}

static rtpart_ns draw_first_release(struct sim_guest *g, const struct sim_task *t)
{
    if (g->options->release == RTPART_RELEASE_SYNCHRONOUS)
        return 0;
    if (g->options->release == RTPART_RELEASE_ALIGNED)
        return (g->align - (g->edf ? t->deadline : 0)) % t->period;
    return rtpart_random_between(&g->random, 0, t->period - 1);
}

/* An instant that every task reaches with jobs before it. */
static rtpart_ns draw_alignment(struct sim_guest *g, const struct rtpart_load *tasks)
{
    rtpart_ns longest = 1;

    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->period[i] > longest)
            longest = tasks->period[i];
    return rtpart_random_between(&g->random, longest, 3 * longest);
}

static rtpart_ns draw_gap(struct sim_guest *g, const struct sim_task *t)
{
    if (g->options->release != RTPART_RELEASE_SPORADIC)
        return t->period;
    return rtpart_random_between(&g->random, t->period, t->period + t->period / 2);
}

static enum rtpart_code task_init(struct sim_guest *g, struct sim_task *s,
                                  const struct rtpart_task *t, size_t index,
                                  struct rtpart_error *err)
{
    *s = (struct sim_task){.wcet = t->wcet,
                           .deadline = t->deadline,
                           .period = t->period,
                           .index = index,
                           .ring = RING_FIRST};
    s->release = calloc(s->ring, sizeof *s->release);
    if (s->release == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    s->next_release = draw_first_release(g, s);
    if (s->next_release < g->next_release)
        g->next_release = s->next_release;
    return RTPART_OK;
}

enum rtpart_code sim_guest_init(struct sim_guest *g, const struct rtpart_plan *plan,
                                size_t v, const struct rtpart_sim_options *options,
                                const struct rtpart_sim_watch *watch,
                                struct rtpart_sim_result *result,
                                struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &plan->taskset;
    const enum rtpart_scheduler scheduler = local_form(plan->scheduler);
    struct rtpart_load order; /* only for the order it brings the tasks into */
    enum rtpart_code code =
        plan->kind == RTPART_PLAN_GLOBAL
            ? rtpart_load_of(&order, ts, scheduler, 0, err)
            : rtpart_load_of_members(&order, ts, plan->vcpus[v].tasks,
                                     plan->vcpus[v].task_count, scheduler, 0, err);

    *g = (struct sim_guest){.edf = scheduler == RTPART_SCHED_EDF,
                            .next_release = INT64_MAX,
                            .options = options,
                            .watch = watch,
                            .random = {.state = options->seed ^ ((uint64_t)v << 32)},
                            .result = result};
    if (code != RTPART_OK)
        return code;
    if (options->release == RTPART_RELEASE_ALIGNED)
        g->align = draw_alignment(g, &order);
    g->tasks = rtpart_array(order.count, sizeof *g->tasks);
    g->ready = rtpart_array(order.count, sizeof *g->ready);
    if (g->tasks == NULL || g->ready == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t i = 0; code == RTPART_OK && i < order.count; i++)
        code = task_init(g, &g->tasks[g->count++], &ts->tasks[order.task[i]],
                         order.task[i], err);
    rtpart_load_free(&order);
    return code;
}

void sim_guest_free(struct sim_guest *g)
{
    for (size_t i = 0; i < g->count; i++)
        free(g->tasks[i].release);
    free(g->tasks);
    free(g->ready);
    memset(g, 0, sizeof *g);
}

/* Does the job of task a go before that of task b? Both are pending. */
static bool before(const struct sim_guest *g, size_t a, size_t b)
{
    if (g->edf) {
        const rtpart_ns da = sim_task_deadline(&g->tasks[a]);
        const rtpart_ns db = sim_task_deadline(&g->tasks[b]);

        if (da != db)
            return da < db;
    }
    return a < b;
}

/* The oldest pending job of task i begins to wait for the CPU. */
static void begin_job(struct sim_guest *g, size_t i)
{
    struct sim_task *t = &g->tasks[i];
    size_t at = g->pending++;

    t->execution = draw_execution(g, t);
    t->remaining = t->execution;
    for (; at > 0 && before(g, i, g->ready[at - 1]); at--)
        g->ready[at] = g->ready[at - 1];
    g->ready[at] = i;
}

static void end_job(struct sim_guest *g, size_t i)
{
    size_t at = 0;

    while (g->ready[at] != i)
        at++;
    for (g->pending--; at < g->pending; at++)
        g->ready[at] = g->ready[at + 1];
}

static enum rtpart_code ring_grow(struct sim_task *t, struct rtpart_error *err)
{
    const size_t size = t->ring * 2;
    rtpart_ns *bigger;

    if (size > RTPART_SIM_PENDING)
        return rtpart_fail(
            err, RTPART_EMODEL,
            "more than %d jobs of task %zu are waiting: the load is beyond "
            "what the reservation can ever serve",
            RTPART_SIM_PENDING / 2, t->index);
    bigger = calloc(size, sizeof *bigger);
    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (uint64_t n = t->number; n < t->released; n++)
        bigger[n & (size - 1)] = t->release[n & (t->ring - 1)];
    free(t->release);
    t->release = bigger;
    t->ring = size;
    return RTPART_OK;
}

enum rtpart_code sim_guest_release(struct sim_guest *g, rtpart_ns now,
                                   struct rtpart_error *err)
{
    rtpart_ns next = INT64_MAX;

    if (now < g->next_release)
        return RTPART_OK;
    for (size_t i = 0; i < g->count; i++) {
        struct sim_task *t = &g->tasks[i];

        while (t->next_release <= now) {
            if (t->released - t->number == t->ring) {
                const enum rtpart_code code = ring_grow(t, err);

                if (code != RTPART_OK)
                    return code;
            }
            t->release[t->released & (t->ring - 1)] = t->next_release;
            t->next_release += draw_gap(g, t);
            if (t->released++ == t->number)
                begin_job(g, i);
        }
        if (t->next_release < next)
            next = t->next_release;
    }
    g->next_release = next;
    return RTPART_OK;
}

/* The job is over, in one way or the other: count it and tell. */
static void report_job(struct sim_guest *g, const struct sim_task *t,
                       const struct rtpart_sim_job *job)
{
    if (job->finish > job->release + t->deadline) {
        if (g->result->missed++ == 0)
            g->result->first_miss = *job;
    }
    if (g->watch != NULL && g->watch->job != NULL)
        g->watch->job(g->watch->ctx, job);
}

void sim_guest_ran(struct sim_guest *g, size_t i, size_t vcpu, rtpart_ns from,
                   rtpart_ns ran)
{
    struct sim_task *t = &g->tasks[i];

    if (ran > 0 && g->watch != NULL && g->watch->segment != NULL)
        g->watch->segment(g->watch->ctx, &(struct rtpart_sim_segment){.vcpu = vcpu,
                                                                      .task = t->index,
                                                                      .from = from,
                                                                      .to = from + ran});
    t->remaining -= ran;
    if (t->remaining > 0)
        return;
    g->result->jobs++;
    report_job(g, t,
               &(struct rtpart_sim_job){.task = t->index,
                                        .number = t->number,
                                        .release = t->release[t->number & (t->ring - 1)],
                                        .finish = from + ran,
                                        .execution = t->execution,
                                        .finished = true});
    end_job(g, i);
    t->number++;
    if (sim_task_pending(t))
        begin_job(g, i);
}

void sim_guest_end(struct sim_guest *g, rtpart_ns now)
{
    for (size_t i = 0; i < g->count; i++) {
        struct sim_task *t = &g->tasks[i];

        for (uint64_t n = t->number; n < t->released; n++)
            report_job(g, t,
                       &(struct rtpart_sim_job){.task = t->index,
                                                .number = n,
                                                .release = t->release[n & (t->ring - 1)],
                                                .finish = now,
                                                .execution = t->execution,
                                                .finished = false});
    }
}
