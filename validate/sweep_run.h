/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_run.h - do a campaign, or a shard of it, with all cores; survive being killed
 *
 * While it runs, finished rows are appended to a checkpoint (the output's name and ".part"):
 * header first, whole lines, flushed. --resume reads it and does only what is missing. At
 * the end the output is written whole (sweep_rows.h) and the checkpoint removed.
 */
#ifndef RTPART_VALIDATE_SWEEP_RUN_H
#define RTPART_VALIDATE_SWEEP_RUN_H

#include <signal.h>

#include "validate/sweep.h"

/* Told now and then, from one thread at a time: items done of all. May be NULL. */
typedef void rtpart_sweep_tick_fn(void *ctx, uint64_t done, uint64_t items);

struct rtpart_sweep_job {
    const struct rtpart_sweep *sweep; /* prepared */
    unsigned shard;         /* 0 .. shards - 1: does the items shard, shard +   */
    unsigned shards;        /* shards, ...; 1: all of them                      */
    unsigned threads;       /* >= 1 */
    const char *checkpoint; /* path of the checkpoint; NULL: none */
    bool
        resume; /* take over what the checkpoint holds; where there is none, the result */
    const char *result; /* file of a run that ended; or NULL */
    const volatile sig_atomic_t
        *stop; /* not 0: end after the items at hand; NULL: never */
    rtpart_sweep_tick_fn *tick;
    void *tick_ctx;
};

/* Is `item` for this shard? */
static inline bool rtpart_sweep_job_has(const struct rtpart_sweep_job *job, uint64_t item)
{
    return item % job->shards == job->shard;
}

/*
 * Do the items.
 *
 * @rows   zeroed before; settled rows of this shard, owned by the caller
 * @spent  time in ns of each method on each size, added up over the items done now: place
 *         n * method_count + method, n counting the sizes; may be NULL
 * Returns 0 (also where `stop` ended it early: rtpart_sweep_missing tells); errors of
 * rtpart_sweep_item, RTPART_EINPUT (the checkpoint is of another experiment), RTPART_EUSAGE
 * (there is one, and the job does not resume), RTPART_EHOST (it cannot be written).
 */
enum rtpart_code rtpart_sweep_run(const struct rtpart_sweep_job *job,
                                  struct rtpart_sweep_rows *rows, uint64_t *spent,
                                  struct rtpart_error *err);

/* How many items of the shard have not all their rows; *first is the first of them. */
uint64_t rtpart_sweep_missing(const struct rtpart_sweep_job *job,
                              const struct rtpart_sweep_rows *rows, uint64_t *first);

#endif
