/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sampler.h - what the host did to a run: looked at every 10 ms, while it runs
 *
 * Steal time (/proc/stat: what the hypervisor below this host took), the run delay of the
 * threads of interest (schedstat: ready, but without a CPU), and how late the look itself
 * was, which shows stalls that no counter does.
 */
#ifndef RTPART_VALIDATE_SAMPLER_H
#define RTPART_VALIDATE_SAMPLER_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "common/error.h"
#include "model/time.h"

#define RTPART_SAMPLE_EVERY (10 * RTPART_MS)
#define RTPART_SAMPLED_MAX  64     /* threads */
#define RTPART_SAMPLES_MAX  200000 /* half an hour */

/* One look. Counters are since the first one. */
struct rtpart_sample {
    rtpart_ns time;  /* CLOCK_MONOTONIC */
    rtpart_ns late;  /* after it was due */
    rtpart_ns steal; /* of all CPUs together, to 10 ms */
};

/* All looks. A zeroed struct is empty. */
struct rtpart_samples {
    struct rtpart_sample *at; /* owned; ascending times */
    rtpart_ns *delay;         /* owned: threads values for each look, waiting */
    rtpart_ns *ran;           /* owned: likewise, executing */
    size_t count;
    size_t threads;
    pid_t tid[RTPART_SAMPLED_MAX];
    char who[RTPART_SAMPLED_MAX][16];
};

void rtpart_samples_free(struct rtpart_samples *s);

/* A sampler under way, opaque. */
struct rtpart_sampler;

/* How much happened between two times, seen with a look of margin on both sides. */
struct rtpart_happened {
    rtpart_ns steal;
    rtpart_ns late;                      /* the latest look */
    rtpart_ns delay[RTPART_SAMPLED_MAX]; /* of each thread */
};

/*
 * Start to look at `count` threads (at most RTPART_SAMPLED_MAX).
 * @who  their names, "vCPU 0"; cut to 15 letters
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_sampler_start(const pid_t *tids, const char *const *who,
                                      size_t count, struct rtpart_sampler **out,
                                      struct rtpart_error *err);

/* Stop; what was seen goes to *out, which the caller frees. Accepts NULL. */
void rtpart_sampler_stop(struct rtpart_sampler *sampler, struct rtpart_samples *out);

void rtpart_samples_between(const struct rtpart_samples *s, rtpart_ns from, rtpart_ns to,
                            struct rtpart_happened *out);

/* CSV: time_ns,late_ns,steal_ns, then delay and run time of each thread. */
void rtpart_samples_write(const struct rtpart_samples *s, FILE *out);

#endif
