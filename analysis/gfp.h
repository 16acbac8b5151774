/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gfp.h - priorities for global fixed-priority scheduling
 *
 * [DB11] R. I. Davis and A. Burns, "Improved priority assignment for global fixed priority
 *        pre-emptive scheduling in multiprocessor real-time systems", Real-Time Systems
 *        47(1), pp. 1-40, 2011. doi:10.1007/s11241-010-9106-5
 */
#ifndef RTPART_ANALYSIS_GFP_H
#define RTPART_ANALYSIS_GFP_H

#include <stdbool.h>

#include "common/error.h"
#include "model/taskset.h"

enum rtpart_gfp_policy {
    RTPART_GFP_RM,   /* shorter period first */
    RTPART_GFP_DM,   /* shorter relative deadline first */
    RTPART_GFP_PRIO, /* larger rt:prio first */
    RTPART_GFP_DKC,  /* smaller D - kC first, k = (m-1 + sqrt(5m^2 - 6m + 1)) / (2m) */
    RTPART_GFP_OPA, /* Audsley's assignment: found with a test, see mpr_gfp.h and guan.h */
};

/* Priorities of a question. */
struct rtpart_priorities {
    enum rtpart_gfp_policy policy;
    size_t *order; /* borrowed: tasks from the highest priority down; where the policy is
                      OPA it is filled with what was found, else it is read */
};

/* "rm", "dm", "prio", "dkc", "opa". */
const char *rtpart_gfp_policy_name(enum rtpart_gfp_policy p);

/* Policy of that name into *out. False where there is none. */
bool rtpart_gfp_policy_from_name(const char *name, enum rtpart_gfp_policy *out);

/*
 * Order of the tasks under `policy`; ties keep the order of the file. RM, DM and DkC are
 * orders that are often good on several CPUs, none is optimal ([DB11] compares them).
 *
 * DkC compares in fixed point (k to 2^-16), the same everywhere; any order is a valid one,
 * so nothing is lost by it.
 *
 * @cpus   m >= 1, for DkC
 * @order  room for ts->count indices; filled from the highest priority down
 * Returns 0; RTPART_EMODEL where PRIO lacks a priority, naming the task; RTPART_EUSAGE for
 * OPA, which is not an order by itself; RTPART_ENOMEM.
 */
enum rtpart_code rtpart_gfp_order(const struct rtpart_taskset *ts,
                                  enum rtpart_gfp_policy policy, unsigned cpus,
                                  size_t *order, struct rtpart_error *err);

#endif
