/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * growth.h - tasks on a reservation: how far is each from its limit, what is the room for
 *            all, and what is the least change that helps where they do not hold?
 *
 * [BB06] S. Baruah and A. Burns, "Sustainable scheduling analysis", RTSS 2006.
 *        doi:10.1109/RTSS.2006.47
 */
#ifndef RTPART_ANALYSIS_GROWTH_H
#define RTPART_ANALYSIS_GROWTH_H

#include <stdbool.h>

#include "analysis/check.h"
#include "analysis/sensitivity.h"
#include "model/reservation.h"

/* Limits of one task, the others as they are. 0: there is none. */
struct rtpart_task_limits {
    rtpart_ns wcet;   /* largest WCET with which the set holds */
    rtpart_ns period; /* least period, with D = T kept where it was so; up to T where the
                         set holds, else up to 16 T */
};

/* A zeroed struct is empty; rtpart_growth_free. */
struct rtpart_growth {
    struct rtpart_check check; /* as things are: verdict, response times, slack */
    int64_t factor;            /* all WCETs may be multiplied by this many millionths */
    rtpart_ns budget;          /* least budget of the same period, in whole ns;
                                  RTPART_NS_NONE: none */
    struct rtpart_task_limits *limits; /* owned, one for each task */
    bool
        gave_up; /* EDF: some set was left undecided (load.h): there may be more room, and
                        a change that helps */
    bool has_change;             /* the set does not hold, but one change helps: */
    struct rtpart_change change; /* the one of least relative size; ties to the tasks */
};

/* Told how many tasks are done, now and then. May be NULL. */
typedef void rtpart_growth_step_fn(void *ctx, size_t done, size_t total);

struct rtpart_growth_request {
    const struct rtpart_taskset *taskset; /* sound */
    enum rtpart_scheduler scheduler;      /* RM, DM, PRIO, EDF */
    rtpart_ns latency;
    struct rtpart_prm prm; /* 0 < budget <= period */
    rtpart_growth_step_fn *step;
    void *step_ctx;
};

/*
 * Work it all out. What is said to hold has been tested itself (sensitivity.h); a set that
 * the test leaves undecided counts as one that does not hold, and out->gave_up tells.
 *
 * @out  zeroed or unset before; empty on failure
 * Returns 0, RTPART_EMODEL (rtpart_load_of), RTPART_ENOMEM. Cost: some 100 tests a task.
 */
enum rtpart_code rtpart_growth_of(const struct rtpart_growth_request *req,
                                  struct rtpart_growth *out, struct rtpart_error *err);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_growth_free(struct rtpart_growth *g);

#endif
