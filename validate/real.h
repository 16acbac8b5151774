/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * real.h - what the engines on the real machine have in common: a scratch folder, the
 *          calibration of rt-app, load beside the run, samples, logs that become jobs
 *
 * An engine is a way to execute rt-app, one file each (run_host.c, run_vm.c,
 * run_container.c). This program stays SCHED_OTHER and outside of every group that has a
 * budget, so that it can end what hangs.
 */
#ifndef RTPART_VALIDATE_REAL_H
#define RTPART_VALIDATE_REAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/child.h"
#include "common/error.h"
#include "deploy/deployment.h"
#include "validate/background.h"
#include "validate/calibration.h"
#include "validate/real_options.h"
#include "validate/run.h"
#include "validate/sampler.h"

/* A run under way. */
struct rtpart_real {
    const struct rtpart_run_request *request;
    const struct rtpart_plan *plan;
    const struct rtpart_real_options *options;
    char *scratch;      /* folder of this run, removed at its end */
    char *raw;          /* folder in it: everything that is kept */
    const char *where;  /* of the calibration: "host", "vm tcg" */
    const char *logdir; /* what rt-app calls the folder of its logs */
    struct rtpart_calibration calibration;
    struct rtpart_background background;
    struct rtpart_sampler *sampler;
    struct rtpart_samples samples;
    rtpart_ns clock_offset; /* rt-app's clock + this = CLOCK_MONOTONIC here */
    bool reserved;          /* while measuring */
    char *about;            /* owned: how the tasks ran, for the headline and host.json */
    int64_t start_ms;       /* for the progress */
    int64_t expected_ms;
    bool stopped; /* by the user */
    void *way;    /* of the engine */
};

/* A way to execute rt-app. */
struct rtpart_real_way {
    /* Look for what is needed, prepare it; set where, logdir and about. */
    enum rtpart_code (*open)(struct rtpart_real *r, struct rtpart_error *err);
    /*
     * Run rt-app with the configuration raw/<config> for `duration`, and have its logs in
     * raw/. @measured: with reservations, between rtpart_real_begin and rtpart_real_end;
     * else for the calibration, without.
     */
    enum rtpart_code (*execute)(struct rtpart_real *r, const char *config,
                                rtpart_ns duration, bool measured,
                                struct rtpart_error *err);
    /* Take everything back, whatever happened. */
    void (*close)(struct rtpart_real *r);
};

/* Run a request in that way. As struct rtpart_engine's run. */
enum rtpart_code rtpart_real_run(const struct rtpart_real_way *way,
                                 const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err);

/*
 * Start the load beside the run and the samples of the given threads. For execute.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_real_begin(struct rtpart_real *r, const pid_t *tids,
                                   const char *const *who, size_t count,
                                   rtpart_ns duration, struct rtpart_error *err);

/* Stop both. May be called again. */
void rtpart_real_end(struct rtpart_real *r);

/* Tell how far it is. True: stop. A rtpart_vm_tick_fn; the context is struct rtpart_real. */
bool rtpart_real_tick(void *r);

/*
 * Run rt-app on this host with raw/<config>. For the engine "host", and to calibrate those
 * in which a loop takes as long.
 */
enum rtpart_code rtpart_real_rt_app(struct rtpart_real *r, const char *config,
                                    rtpart_ns duration, struct rtpart_error *err);

/* Wait for a child that runs rt-app, at most `limit`. Kills it where it does not end. */
enum rtpart_code rtpart_real_wait(struct rtpart_real *r, struct rtpart_child *c,
                                  const char *what, const char *output, rtpart_ns limit,
                                  struct rtpart_error *err);

/* Take a deployment back at the end of a run; where that fails a note says so.
 * @what  "the reservations" */
void rtpart_real_revert(const struct rtpart_real *r, const struct rtpart_deployment *d,
                        const char *what);

/* "scratch/name" and "raw/name"; owned by the caller, NULL: out of memory. */
char *rtpart_real_path(const struct rtpart_real *r, const char *name);
char *rtpart_real_raw(const struct rtpart_real *r, const char *name);

/* rt-app's work is measured in CPUs that are there: refuse plans for more. */
enum rtpart_code rtpart_real_check_cpus(const struct rtpart_plan *plan,
                                        const char *engine, struct rtpart_error *err);

/* Read the logs in raw/: jobs and reasons go to `run`, what is kept to its place. */
enum rtpart_code rtpart_real_collect(const struct rtpart_real *r, struct rtpart_run *run,
                                     struct rtpart_error *err);

/* Put what logs of rt-app show into run->responses: jobs, misses, jobs that never ended. */
struct rtpart_rt_app_log;
enum rtpart_code rtpart_real_responses(const struct rtpart_plan *plan,
                                       const struct rtpart_rt_app_log *logs,
                                       rtpart_ns duration, struct rtpart_responses *out,
                                       struct rtpart_error *err);

#endif
