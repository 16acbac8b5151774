/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rt_app_log.h - the jobs that rt-app saw, read from the log of one of its threads
 *
 * A row is one activation: run (time between the begin and the end of its work, preemption
 * included), start and end (its clock), c_period (T) and slack (time from its end to the
 * next release), all in microseconds. In absolute mode its response time is c_period -
 * slack, measured from the release, not from the start. The first row is the activation that
 * sets the phase: it has waited for the others to start, and is left out.
 *
 * https://github.com/scheduler-tools/rt-app
 */
#ifndef RTPART_VALIDATE_RT_APP_LOG_H
#define RTPART_VALIDATE_RT_APP_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "model/plan.h"

/* One job. */
struct rtpart_rt_app_job {
    uint64_t number;    /* of the task's jobs, from 0 (which is left out) */
    rtpart_ns release;  /* on rt-app's clock (CLOCK_MONOTONIC of where it ran) */
    rtpart_ns response; /* from its release to its end */
    rtpart_ns run;      /* from the begin of its work to the end of it */
};

/* Jobs of one task, in their order. A zeroed struct is empty. */
struct rtpart_rt_app_log {
    struct rtpart_rt_app_job *jobs; /* owned */
    size_t count;
};

void rtpart_rt_app_log_free(struct rtpart_rt_app_log *log);

/*
 * Read one log.
 *
 * @text, @len  what the file holds
 * @name        stands for the file in messages
 * @period      of the task: rows of another one are an error; 0: any
 * @log         owned by the caller (rtpart_rt_app_log_free); untouched on failure
 * A log without rows is fine: the task got no time.
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT "name:line: ...": empty, no log of rt-app, cut
 * off, rows that are not in the order of time, values that make no sense.
 */
enum rtpart_code rtpart_rt_app_log_parse(const char *text, size_t len, const char *name,
                                         rtpart_ns period, struct rtpart_rt_app_log *log,
                                         struct rtpart_error *err);

/*
 * Read the logs of all tasks from a folder: the file of task "t0" is called
 * "<anything>-t0-<number>.log", and there must be exactly one.
 *
 * @logs  plan->taskset.count of them, zeroed; the caller frees each, also on failure
 * Returns 0, RTPART_ENOMEM, RTPART_EINPUT (as above, or none, or several).
 */
enum rtpart_code rtpart_rt_app_logs_read(const char *folder,
                                         const struct rtpart_plan *plan,
                                         struct rtpart_rt_app_log *logs,
                                         struct rtpart_error *err);

#endif
