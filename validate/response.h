/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * response.h - response times seen in a run, simulated or real, and what they amount to
 *
 * The normalised response time of a job is its response time over the period of its task:
 * below 1 the deadline is met where D = T. Quantiles are of the nearest rank: values that
 * were seen, nothing in between.
 */
#ifndef RTPART_VALIDATE_RESPONSE_H
#define RTPART_VALIDATE_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "model/taskset.h"

#define RTPART_RUN_JOBS_MAX ((uint64_t)1 << 27) /* finished jobs of one run: 1 GiB */
#define RTPART_MISSES_KEPT  100 /* job numbers of missed deadlines remembered per task */

/* What was seen of one task. */
struct rtpart_series {
    rtpart_ns period;    /* T, for the normalised values */
    rtpart_ns deadline;  /* D, for the misses */
    rtpart_ns *response; /* owned: of every finished job; in time order until settled */
    size_t count;
    size_t capacity;
    uint64_t missed; /* deadlines passed, by finished jobs and others */
    uint64_t misses[RTPART_MISSES_KEPT]; /* numbers of the first jobs that missed */
    bool sorted;
};

/* A run: one series for each task, in the order of the task set. A zeroed struct is empty. */
struct rtpart_responses {
    struct rtpart_series *series; /* owned */
    size_t count;
    uint64_t jobs; /* finished, of all tasks: at most RTPART_RUN_JOBS_MAX */
};

struct rtpart_response_summary {
    uint64_t jobs; /* finished */
    uint64_t missed;
    double mean_ns;
    rtpart_ns median;
    rtpart_ns p99;
    rtpart_ns p999;
    rtpart_ns max;
};

/* One empty series for each task of `ts`. Returns 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_responses_init(struct rtpart_responses *r,
                                       const struct rtpart_taskset *ts,
                                       struct rtpart_error *err);
void rtpart_responses_free(struct rtpart_responses *r);

/*
 * A job of task `task` finished `response` ns after its release. @number counts the jobs of
 * the task from 0. Returns 0, RTPART_ERANGE (too many jobs) or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_responses_add(struct rtpart_responses *r, size_t task,
                                      uint64_t number, rtpart_ns response,
                                      struct rtpart_error *err);

/*
 * `count` jobs took `response` ns each, as a file tells; their misses come separately.
 * Returns as rtpart_responses_add.
 */
enum rtpart_code rtpart_responses_add_seen(struct rtpart_responses *r, size_t task,
                                           rtpart_ns response, uint64_t count,
                                           struct rtpart_error *err);

/* `count` jobs from that number on never finished and passed their deadlines. O(1). */
void rtpart_responses_add_misses(struct rtpart_responses *r, size_t task, uint64_t number,
                                 uint64_t count);

/* Sort every series: the functions below need it, and add may not be called afterwards. */
void rtpart_responses_settle(struct rtpart_responses *r);

/*
 * Value of nearest rank: the least one that at least num/den of all are not above.
 * 0 < num <= den. 0 for an empty series.
 */
rtpart_ns rtpart_series_quantile(const struct rtpart_series *s, uint64_t num,
                                 uint64_t den);

struct rtpart_response_summary rtpart_series_summary(const struct rtpart_series *s);

/* Task whose largest response time is the largest part of its period; 0 when all empty. */
size_t rtpart_responses_worst(const struct rtpart_responses *r);

/* All deadlines that were missed. */
uint64_t rtpart_responses_missed(const struct rtpart_responses *r);

#endif
