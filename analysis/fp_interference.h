/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fp_interference.h - how much a task of higher priority can run in a window, under global
 *                     fixed priority
 *
 * [GSYY09] N. Guan, M. Stigge, W. Yi and G. Yu, "New response time bounds for fixed
 *          priority multiprocessor scheduling", RTSS 2009, pp. 387-397.
 *          doi:10.1109/RTSS.2009.11
 */
#ifndef RTPART_ANALYSIS_FP_INTERFERENCE_H
#define RTPART_ANALYSIS_FP_INTERFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/largest.h"
#include "model/time.h"

struct rtpart_fp_work {
    rtpart_ns without; /* no job is left over when the window opens */
    rtpart_ns with;    /* one is: a carry-in job; never less than `without` */
    /* What each comes to, growing by one unit per unit of x; itself where it stands. */
    rtpart_ns without_crest;
    rtpart_ns with_crest;
};

/*
 * At least how much do the terms of a demand grow with the window? `rising` of them by one
 * unit for each unit of x, for the next `lasts` units (INT64_MAX where none rises).
 */
struct rtpart_fp_growth {
    size_t rising;
    rtpart_ns lasts;
};

/*
 * Most work that a task (C, T), all of whose jobs are done within `response` of their
 * release, does in a window of length x.
 *
 *   without  jobs at 0, T, 2T, ...:  floor(x/T) C + min(C, x mod T)
 *   with     the last job runs as soon as it comes and ends with the window, the carry-in
 *            job as late as it may. With y = x - C (>= 0; else x):
 *            floor(y/T) C + C + min(C - slot, max(0, y mod T - (T - response)))
 *
 * @wcet      C >= 0
 * @response  C <= response <= T
 * @slot      0: time is a continuum. 1: time is whole slots, and a carry-in job has run for
 *            at least one of them before the window.
 * [GSYY09], the workload bounds of a task without and with carry-in. One division.
 */
static inline struct rtpart_fp_work rtpart_fp_work_in(rtpart_ns x, rtpart_ns wcet,
                                                      rtpart_ns period,
                                                      rtpart_ns response, rtpart_ns slot)
{
    const rtpart_ns jobs = x / period;
    const rtpart_ns rest = x - jobs * period;
    struct rtpart_fp_work w = {.without_crest = (jobs + 1) * wcet};
    rtpart_ns head; /* what the carry-in job does */

    if (rest >= wcet) { /* y mod T = rest - C */
        w.without = w.with = w.without_crest;
        head = rest - wcet - (period - response);
    } else { /* y mod T = rest - C + T, and one job less fits into y */
        w.without = jobs * wcet + rest;
        w.with = jobs * wcet;
        head = jobs > 0 ? rest - wcet + response : rest;
    }
    w.with_crest = w.with;
    if (head > 0) {
        w.with_crest += wcet - slot;
        w.with += head < wcet - slot ? head : wcet - slot;
    }
    return w;
}

/* The gains (with - without, both cut at the cap) that count: the largest, all of them kept
 * in `carry`. Of equal ones any will do, as many as are left in *equal. */
static inline bool rtpart_fp_carries_in(const struct rtpart_largest *carry,
                                        rtpart_ns gain, size_t *equal)
{
    if (gain <= 0 || carry->count == 0 || gain < carry->kept[0])
        return false;
    if (gain > carry->kept[0])
        return true;
    return *equal > 0 && (*equal)-- > 0;
}

/* Take a term into account that is cut at `cap`: it rises until it comes to its crest. */
static inline void rtpart_fp_grow(struct rtpart_fp_growth *g,
                                  const struct rtpart_fp_work *w, rtpart_ns cap,
                                  const struct rtpart_largest *carry, size_t *equal)
{
    const rtpart_ns without = w->without < cap ? w->without : cap;
    const rtpart_ns with = w->with < cap ? w->with : cap;
    const rtpart_ns rise = rtpart_fp_carries_in(carry, with - without, equal)
                               ? w->with_crest - with
                               : w->without_crest - without;

    if (rise <= 0)
        return;
    g->rising++;
    g->lasts = rise < g->lasts ? rise : g->lasts;
}

#endif
