/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibration.h - how long one loop of rt-app takes: measured once, recorded, used again
 *
 * rt-app's own calibration is done anew at every start, runs until two measurements agree
 * (seconds to minutes on a busy machine), and what it finds drifts with the load. Here
 * rt-app is given a fixed value and asked for jobs of known length; how long they take says
 * what the value should have been. Many jobs show the spread.
 */
#ifndef RTPART_VALIDATE_CALIBRATION_H
#define RTPART_VALIDATE_CALIBRATION_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "validate/rt_app_log.h"

/* All in picoseconds for each loop. */
struct rtpart_calibration {
    char where[32]; /* "host", "vm tcg", "vm kvm": values of one do not suit another */
    int64_t median;
    int64_t p10; /* a tenth of the jobs took less */
    int64_t p90; /* a tenth took more */
    uint64_t jobs;
};

/* How long the measurement takes. */
#define RTPART_CALIBRATION_TIME (3 * RTPART_S)

/* Spread above which a note is due. */
#define RTPART_CALIBRATION_SPREAD 0.10

/*
 * The value for rt-app: ns for each loop, rounded up; >= 1. C is a worst case, so it is not the
 * median but what nine of ten measured jobs did not exceed: with the median every other job
 * would take more than C.
 */
int64_t rtpart_calibration_ns(const struct rtpart_calibration *c);

/* (p90 - median) / median. */
double rtpart_calibration_spread(const struct rtpart_calibration *c);

/* Write the configuration of rt-app that measures: a thread "cal" with SCHED_FIFO on CPU 0. */
enum rtpart_code rtpart_calibration_config(const char *logdir, FILE *out,
                                           struct rtpart_error *err);

/* Parse the log of thread "cal". @where copied. Returns as rtpart_rt_app_log_parse. */
enum rtpart_code rtpart_calibration_of_log(const char *text, size_t len, const char *name,
                                           const char *where,
                                           struct rtpart_calibration *out,
                                           struct rtpart_error *err);

/* The file: JSON, schema "rtpart.calibration/1". Returns 0, RTPART_ENOMEM, RTPART_EHOST. */
enum rtpart_code rtpart_calibration_write(const struct rtpart_calibration *c,
                                          const char *path, struct rtpart_error *err);

/* Returns 0, RTPART_ENOMEM, RTPART_EINPUT. */
enum rtpart_code rtpart_calibration_read(const char *path, struct rtpart_calibration *out,
                                         struct rtpart_error *err);

#endif
