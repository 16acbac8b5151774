/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.h - the tasks of one vCPU, laid out for analysis: in scheduling order, with the
 *          room that the scans of fp.c and edf.c work in
 */
#ifndef RTPART_ANALYSIS_LOAD_H
#define RTPART_ANALYSIS_LOAD_H

#include <stdbool.h>

#include "model/taskset.h"
#include "model/verdict.h"

/*
 * Tasks in decreasing priority (EDF: in increasing relative deadline). Push and pop act
 * on the lowest end, so tasks come in the order of rtpart_load_order.
 */
struct rtpart_load {
    enum rtpart_scheduler scheduler; /* RM, DM, PRIO or EDF */
    rtpart_ns latency; /* L, added to the demand of every task as blocking */
    size_t count;
    size_t capacity;
    rtpart_ns *wcet;     /* C */
    rtpart_ns *deadline; /* D */
    rtpart_ns *period;   /* T */
    rtpart_ns *demand;   /* FP: W(D), at most D + 1 (out of reach); EDF: unused */
    rtpart_ns *next;     /* scratch of the scans */
    size_t hopeless;     /* first task with C + L > D, RTPART_NO_TASK: none */
    bool gave_up; /* EDF: a limit of edf.h ended some question about the load, since
                            it was made or cleared, and what was answered is no proof: a
                            "no" may be wrong, a least budget too large */
    size_t *task; /* index in the task set */
};

/*
 * Order in which `scheduler` looks at the tasks of `ts` (model/priority_order.h).
 * @order  room for ts->count indices, filled
 * Returns 0, or RTPART_EMODEL where the scheduler is global or not said, or PRIO lacks a
 * priority (the message names the task).
 */
enum rtpart_code rtpart_load_order(const struct rtpart_taskset *ts,
                                   enum rtpart_scheduler scheduler, size_t *order,
                                   struct rtpart_error *err);

/*
 * An empty load with room for `capacity` tasks.
 * @latency  0 <= L <= RTPART_NS_MAX
 * Returns 0, RTPART_EMODEL (scheduler not one of RM, DM, PRIO, EDF), RTPART_EUSAGE
 * (latency out of range), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_load_init(struct rtpart_load *load, size_t capacity,
                                  enum rtpart_scheduler scheduler, rtpart_ns latency,
                                  struct rtpart_error *err);

/* A load that holds the whole of `ts`, in order. Errors as the two calls above. */
enum rtpart_code rtpart_load_of(struct rtpart_load *load, const struct rtpart_taskset *ts,
                                enum rtpart_scheduler scheduler, rtpart_ns latency,
                                struct rtpart_error *err);

/*
 * A load that holds the tasks of `ts` at the places `members` (distinct, any order), in
 * scheduling order. Errors likewise.
 */
enum rtpart_code rtpart_load_of_members(struct rtpart_load *load,
                                        const struct rtpart_taskset *ts,
                                        const size_t *members, size_t count,
                                        enum rtpart_scheduler scheduler,
                                        rtpart_ns latency, struct rtpart_error *err);

/*
 * Put `task` (index `index` in its set) at the lowest end; pop takes it off again.
 * Needs count < capacity, C >= 0 and 0 < D <= T <= RTPART_NS_MAX (asserted: sets are
 * checked by rtpart_taskset_check before). O(count).
 */
void rtpart_load_push(struct rtpart_load *load, const struct rtpart_task *task,
                      size_t index);
void rtpart_load_pop(struct rtpart_load *load);
void rtpart_load_clear(struct rtpart_load *load);

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_load_free(struct rtpart_load *load);

/* Shortest deadline in the load; 0 when empty. */
rtpart_ns rtpart_load_min_deadline(const struct rtpart_load *load);

/*
 * Can no supply save the load, because C + L > D for some task? The scans rely on its
 * absence: it keeps every sum they make within 64 bits.
 */
static inline bool rtpart_load_hopeless(const struct rtpart_load *load)
{
    return load->hopeless != RTPART_NO_TASK;
}

#endif
