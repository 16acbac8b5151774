/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h - run the tasks of a plan and see how long their jobs take: the request, what came
 *         out, and the table of engines that can do it
 */
#ifndef RTPART_VALIDATE_RUN_H
#define RTPART_VALIDATE_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "model/plan.h"
#include "model/verdict.h"
#include "validate/gantt.h"
#include "validate/real_options.h"
#include "validate/response.h"
#include "validate/sim.h"

/* Told now and then how far a run is; returns true to ask it to stop. May be NULL. */
typedef bool rtpart_run_tick_fn(void *ctx, double done /* 0..1 */);

/* What is asked. Borrowed for the call. */
struct rtpart_run_request {
    const struct rtpart_plan *plan; /* sound */
    rtpart_ns duration;             /* > 0 */
    struct rtpart_sim_options sim;  /* engine "sim"; its duration is set from the above */
    double interference; /* bandwidth of SCHED_DEADLINE load beside it, in CPUs */
    unsigned hogs;       /* SCHED_OTHER loops beside it */
    struct rtpart_real_options real; /* the engines on the real machine */
    struct rtpart_gantt
        *gantt; /* engine "sim": filled where its window is set; or NULL */
    const volatile sig_atomic_t *stop; /* not 0: end as soon as can be; may be NULL */
    rtpart_run_tick_fn *tick;
    void *tick_ctx;
    const struct rtpart_notes *notes;
};

/* What came out. Owned: rtpart_run_free. A zeroed struct is empty. */
struct rtpart_run {
    struct rtpart_responses responses; /* settled */
    rtpart_ns
        *bounds;  /* response time that the analysis promises; RTPART_NS_NONE: none */
    char *engine; /* what ran, with its version and settings, one line */
    char *reason; /* where something broke: why it is likely to have; NULL: not known */
    rtpart_ns duration; /* that was seen, where nobody says how long; 0: as asked for */
    bool stopped;       /* before its end */
};

/* A way to run a plan, one row of the table. */
struct rtpart_engine {
    const char *name;
    const char *summary; /* one line for --list */
    bool real;           /* needs the machine: root, a kernel, rt-app */
    /* Fill run->responses (initialised, unsettled) and run->engine; run->reason where it
     * knows one. run->bounds are there already. */
    enum rtpart_code (*run)(const struct rtpart_run_request *request,
                            struct rtpart_run *run, struct rtpart_error *err);
};

const struct rtpart_engine *rtpart_engines(size_t *count);

/* Engine of that name, or NULL. */
const struct rtpart_engine *rtpart_engine_find(const char *name);

/*
 * Run the plan, and put what the analysis promises beside what was seen.
 * Returns 0; RTPART_EUSAGE, RTPART_EMODEL, RTPART_EHOST, RTPART_ENOMEM. Free with
 * rtpart_run_free whatever the answer.
 */
enum rtpart_code rtpart_run_plan(const struct rtpart_engine *engine,
                                 const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err);
void rtpart_run_free(struct rtpart_run *run);

/*
 * The verdict in one sentence: "all 10 tasks below 1 (largest 0.830, t8); every observation
 * below its bound", or what broke. @size at least 200.
 * Returns SCHEDULABLE where no deadline was missed, UNSCHEDULABLE where one was, UNDECIDED
 * where no job was seen.
 */
enum rtpart_answer rtpart_run_verdict(const struct rtpart_run *run,
                                      const struct rtpart_taskset *ts, char *text,
                                      size_t size);

#endif
