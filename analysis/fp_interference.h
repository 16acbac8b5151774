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

#include "model/time.h"

struct rtpart_fp_work {
    rtpart_ns without; /* no job is left over when the window opens */
    rtpart_ns with;    /* one is: a carry-in job; never less than `without` */
    /* Where each next stops growing by one unit per unit of x; itself where it stands. */
    rtpart_ns without_crest;
    rtpart_ns with_crest;
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

#endif
