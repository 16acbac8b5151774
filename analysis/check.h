/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h - does a reservation hold its tasks, how long can each take, and how much room is
 *           left: everything that is asked about a given (Q, P), in one answer
 */
#ifndef RTPART_ANALYSIS_CHECK_H
#define RTPART_ANALYSIS_CHECK_H

#include "analysis/load.h"
#include "model/reservation.h"

/* One task on the reservation. */
struct rtpart_task_check {
    enum rtpart_answer answer;
    rtpart_ns response; /* bound on its response time; RTPART_NS_NONE: none up to D */
    rtpart_ns slack;    /* D - response; RTPART_NS_NONE likewise */
};

/* All tasks, in the order of the task set. Owned by the caller: rtpart_check_free. */
struct rtpart_check {
    struct rtpart_verdict verdict; /* of the whole set, with its witness */
    struct rtpart_task_check *tasks;
    size_t count;
};

/*
 * Verdict, response-time bounds and slack of every task of `load` on `r`.
 *
 * Fixed priority: each bound is the exact worst case of rtpart_fp_response, and a task
 * without one misses its deadline. EDF: bounds of rtpart_edf_response_bound where the set is
 * schedulable; where it is not, a window fails, which does not tell whose job is late: the
 * tasks are undecided, but for one that no reservation could hold (C + L > D).
 *
 * @load  all tasks of a checked set (rtpart_load_of)
 * @r     valid resource, 0 < budget <= period
 * @out   zeroed or unset before; empty on failure
 * Returns 0 or RTPART_ENOMEM. Cost: that of the tests in fp.h and edf.h, n times.
 */
enum rtpart_code rtpart_check_run(struct rtpart_load *load, const struct rtpart_prm *r,
                                  struct rtpart_check *out, struct rtpart_error *err);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_check_free(struct rtpart_check *check);

/*
 * Verdict of the load on a CPU of its own (Q = P): where even that says no, no reservation
 * on one CPU is enough.
 */
struct rtpart_verdict rtpart_dedicated_test(struct rtpart_load *load);

#endif
