/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * miss_reason.h - why did a job of a real run miss its deadline? The likely reason, from
 *                 what was sampled while it ran
 *
 * It is a guess, in this order: what happened at start-up; what the host as a whole did; what
 * the threads of the VM waited; what the work took. Nothing is taken off the count of misses.
 */
#ifndef RTPART_VALIDATE_MISS_REASON_H
#define RTPART_VALIDATE_MISS_REASON_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"
#include "model/plan.h"
#include "validate/rt_app_log.h"
#include "validate/sampler.h"

enum rtpart_reason {
    RTPART_REASON_STARTUP,  /* released while the backlog of the start was worked off */
    RTPART_REASON_STALL,    /* the host stood still: steal time, or late samples */
    RTPART_REASON_EMULATOR, /* QEMU's main thread, which delivers timers, had to wait */
    RTPART_REASON_WAIT,     /* its vCPU waited longer than the reservation allows */
    RTPART_REASON_WORK,     /* the work took more than C: calibration, emulation */
    RTPART_REASON_TICK,     /* by so little that enforcement at the tick explains it */
    RTPART_REASON_NONE,     /* nothing that was sampled explains it */
    RTPART_REASON_COUNT,
};

/* "host stall", ... */
const char *rtpart_reason_name(enum rtpart_reason r);

/* What is known of a run. All borrowed. */
struct rtpart_evidence {
    const struct rtpart_plan *plan;
    const struct rtpart_rt_app_log *logs; /* one for each task */
    const struct rtpart_samples *samples;
    const rtpart_ns *limits; /* response time to explain where it is exceeded, for each
                                task; RTPART_NS_NONE or no array: its deadline */
    rtpart_ns clock_offset;  /* rt-app's clock + this = that of the samples */
    rtpart_ns tick;          /* of the host's kernel */
    bool reserved;           /* reservations or budgets were in force */
};

/* A job that missed, and what happened while it was pending. */
struct rtpart_miss {
    size_t task;
    struct rtpart_rt_app_job job;
    rtpart_ns steal;
    rtpart_ns late;     /* of a sample */
    rtpart_ns delay;    /* of its vCPU's thread; -1: not sampled */
    rtpart_ns emulator; /* delay of the emulator's thread; -1: not sampled */
    enum rtpart_reason reason;
};

/*
 * All finished jobs that missed (or took longer than the limit), by task.
 * @out  owned by the caller (free). Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_misses_explain(const struct rtpart_evidence *e,
                                       struct rtpart_miss **out, size_t *count,
                                       struct rtpart_error *err);

/*
 * "likely reasons of 14 late jobs: host stall 12 (up to 40 ms of steal), start-up backlog 2".
 * @what  "late jobs"
 * Returns text owned by the caller; NULL: no misses, or out of memory.
 */
char *rtpart_misses_summary(const struct rtpart_miss *misses, size_t count,
                            const char *what);

/* CSV, one row each; what was not sampled is empty. */
void rtpart_misses_write(const struct rtpart_miss *misses, size_t count,
                         const struct rtpart_taskset *ts, FILE *out);

#endif
