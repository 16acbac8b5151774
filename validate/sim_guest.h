/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_guest.h - the tasks under one guest scheduler: releases, who is ready, who runs next
 *
 * Knows nothing of supply: the engines (sim_supply.c, sim_host.c) say when CPU time passes.
 */
#ifndef RTPART_VALIDATE_SIM_GUEST_H
#define RTPART_VALIDATE_SIM_GUEST_H

#include "common/splitmix.h"
#include "validate/sim.h"

/* A task in the making: its pending jobs are those from `number` on, oldest first. */
struct sim_task {
    rtpart_ns wcet;
    rtpart_ns deadline;
    rtpart_ns period;
    size_t index; /* in the task set */
    rtpart_ns next_release;
    rtpart_ns remaining; /* of the oldest pending job */
    rtpart_ns execution; /* what it needed when it began */
    rtpart_ns *release;  /* ring of the releases of the pending jobs; owned */
    size_t ring;         /* its size, a power of two */
    uint64_t number;     /* of the oldest pending job, = jobs done */
    uint64_t released;   /* jobs released so far */
};

struct sim_guest {
    struct sim_task *tasks; /* owned, in decreasing priority where priorities are fixed */
    size_t count;
    bool edf;
    size_t *ready;          /* owned: tasks with a pending job, most urgent first */
    size_t pending;         /* how many there are */
    rtpart_ns next_release; /* of all tasks */
    rtpart_ns align;        /* RTPART_RELEASE_ALIGNED: when */
    const struct rtpart_sim_options *options;
    const struct rtpart_sim_watch *watch;
    struct rtpart_random random;
    struct rtpart_sim_result *result;
};

/*
 * Set up the tasks of vCPU v of the plan, or all tasks of a global one, whose scheduler counts
 * as its one-CPU form. Releases begin as the options say, drawn from a stream of the vCPU's own.
 * @watch, @result  borrowed while the guest lives
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM. Free with sim_guest_free whatever the answer.
 */
enum rtpart_code sim_guest_init(struct sim_guest *g, const struct rtpart_plan *plan,
                                size_t v, const struct rtpart_sim_options *options,
                                const struct rtpart_sim_watch *watch,
                                struct rtpart_sim_result *result,
                                struct rtpart_error *err);
void sim_guest_free(struct sim_guest *g);

/* Release every job due at or before `now`. Returns 0, RTPART_EMODEL, RTPART_ENOMEM. */
enum rtpart_code sim_guest_release(struct sim_guest *g, rtpart_ns now,
                                   struct rtpart_error *err);

/* Is a job of this task pending? */
static inline bool sim_task_pending(const struct sim_task *t)
{
    return t->released > t->number;
}

/* Absolute deadline of the oldest pending job. */
static inline rtpart_ns sim_task_deadline(const struct sim_task *t)
{
    return t->release[t->number & (t->ring - 1)] + t->deadline;
}

/* The task whose job is to run now. Needs one that is pending. */
static inline size_t sim_guest_pick(const struct sim_guest *g)
{
    return g->ready[0];
}

/*
 * The `wanted` tasks whose jobs are to run now, best first, into `picked`. A task runs on
 * one CPU at a time. Returns how many there are.
 */
static inline size_t sim_guest_pick_many(const struct sim_guest *g, size_t wanted,
                                         size_t *picked)
{
    const size_t n = wanted < g->pending ? wanted : g->pending;

    for (size_t i = 0; i < n; i++)
        picked[i] = g->ready[i];
    return n;
}

/* Task i runs from `from` for `ran` ns on `vcpu`, at most what remains; may end its job. */
void sim_guest_ran(struct sim_guest *g, size_t i, size_t vcpu, rtpart_ns from,
                   rtpart_ns ran);

/* Report what is still pending at the end of the run, missed or not. */
void sim_guest_end(struct sim_guest *g, rtpart_ns now);

/* Has the run to end, because of a missed deadline or of a signal? */
static inline bool sim_guest_stop(const struct sim_guest *g)
{
    const struct rtpart_sim_options *o = g->options;

    return (o->stop_at_miss && g->result->missed > 0) ||
           (o->stop != NULL && *o->stop != 0);
}

#endif
