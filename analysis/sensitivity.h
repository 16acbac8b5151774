/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sensitivity.h - how much may change before the answer does: room to grow for the WCETs,
 *                 and the cheapest single change that turns a "no" into a "yes"
 *
 * Works with any test: the caller brings it as a function. All searches rely on the test
 * being sustainable (a smaller WCET, a longer period or deadline never makes it worse),
 * which holds for the exact tests of fp.h and edf.h; what is returned has been tested
 * itself, so that an unsustainable test can make a result smaller than it need be, but
 * never wrong.
 *
 * [BB06] S. Baruah and A. Burns, "Sustainable scheduling analysis", RTSS 2006.
 *        doi:10.1109/RTSS.2006.47
 */
#ifndef RTPART_ANALYSIS_SENSITIVITY_H
#define RTPART_ANALYSIS_SENSITIVITY_H

#include <stdbool.h>

#include "model/ratio.h"
#include "model/reservation.h"
#include "model/taskset.h"

/* Does the task set hold? Called with sets that pass rtpart_taskset_check. */
typedef bool rtpart_holds_fn(void *ctx, const struct rtpart_taskset *ts);

/* What is being varied. A call changes single tasks for a moment and puts them back. */
struct rtpart_sensitivity {
    struct rtpart_taskset *taskset;
    rtpart_holds_fn *holds;
    void *ctx;
    bool
        *ran_out; /* set where memory ran out, and the answer may be wrong; may be NULL */
};

#define RTPART_FACTOR_ONE 1000000 /* factors are in millionths */

/*
 * Largest factor f, in millionths, such that the set holds with every WCET multiplied by f
 * (rounded up to whole ns). At most min D/C, and INT64_MAX / 2. 0 where not even
 * f = 1/1000000 holds. O(log) tests.
 */
int64_t rtpart_sensitivity_factor(const struct rtpart_sensitivity *s);

/*
 * Largest WCET of task i, in ns, with which the set holds, the others as they are; at most
 * D_i. 0 where none holds.
 */
rtpart_ns rtpart_sensitivity_wcet(const struct rtpart_sensitivity *s, size_t i);

/*
 * Least period of task i, in ns, with which the set holds, its deadline cut to the period
 * where it would exceed it (and kept equal to it where it was). Searched from C_i up to
 * `most` (<= RTPART_NS_MAX); 0 where none up to there holds.
 */
rtpart_ns rtpart_sensitivity_period(const struct rtpart_sensitivity *s, size_t i,
                                    rtpart_ns most);

enum rtpart_change_kind {
    RTPART_CHANGE_WCET,   /* shorten the task's WCET */
    RTPART_CHANGE_PERIOD, /* lengthen the task's period (and D where D = T) */
    RTPART_CHANGE_BUDGET, /* raise the budget of the reservation */
};

struct rtpart_change {
    enum rtpart_change_kind kind;
    size_t task; /* which task; RTPART_NO_TASK for the budget */
    rtpart_ns from;
    rtpart_ns to;
};

/* Size of a change relative to where it starts, |to - from| / from. Exact. */
struct rtpart_ratio rtpart_change_size(const struct rtpart_change *c);

/*
 * The single change of one task that makes a set hold that does not: of all WCETs that
 * could be shortened and all periods that could be lengthened (to 16 times at most), the
 * one of the least relative size; ties to the first in file order, WCET before period.
 * Returns true and fills *out, or false where no single change is enough.
 */
bool rtpart_sensitivity_cheapest(const struct rtpart_sensitivity *s,
                                 struct rtpart_change *out);

#endif
