/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rt_app_config.h - the tasks of a plan as a configuration of rt-app, which does their work
 *
 * It holds only keys that rt-app 1.0 and its later versions take, with values of the types
 * that both of them take: no "ftrace" (a truth value in the one, text in the other) and no
 * "log_size" (without it, rows are written as they come).
 *
 * https://github.com/scheduler-tools/rt-app
 */
#ifndef RTPART_DEPLOY_RT_APP_CONFIG_H
#define RTPART_DEPLOY_RT_APP_CONFIG_H

#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "model/plan.h"

#define RTPART_RT_APP_CALIBRATION_MAX 1000000 /* ns for each loop */

struct rtpart_rt_app_options {
    rtpart_ns duration;  /* of all, > 0; rounded up to whole seconds */
    int64_t calibration; /* ns for each loop, 1..RTPART_RT_APP_CALIBRATION_MAX; 0: rt-app
                             measures it on CPU 0, again at every start */
    double work;         /* part of C that a job takes, 0 < work <= 1 */
    rtpart_ns delay; /* before the first job, so that all threads are there; whole us */
    const char *logdir;   /* folder of the logs, which must exist; borrowed */
    const char *basename; /* first part of their names; NULL: rt-app's own. Borrowed */
};

/*
 * Write it. Tasks are pinned to their vCPU in a partitioned plan, and to all vCPUs of a
 * global one. rt-app counts in whole microseconds: work is rounded up, periods down.
 *
 * Errors of `out` stay in its error flag. Returns 0, RTPART_ENOMEM, or RTPART_EMODEL: a name
 * that rt-app would cut (more than 15 letters) or that is no file name.
 */
enum rtpart_code rtpart_rt_app_write(const struct rtpart_plan *plan,
                                     const struct rtpart_rt_app_options *options,
                                     FILE *out, struct rtpart_error *err);

#endif
