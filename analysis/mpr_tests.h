/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr_tests.h - table of the tests of a global guest on a multiprocessor periodic resource,
 *               and the questions that all of them answer: verdict, least budget, cheapest
 *               interface of a grid
 */
#ifndef RTPART_ANALYSIS_MPR_TESTS_H
#define RTPART_ANALYSIS_MPR_TESTS_H

#include <stdbool.h>

#include "analysis/cluster.h"
#include "analysis/gfp.h"
#include "model/reservation.h"
#include "model/verdict.h"

/* A test, one row of the table. All are sufficient: what fails is undecided. */
struct rtpart_mpr_test {
    const char *name;    /* "gedf", "gfp", ... */
    const char *paper;   /* key of docs/references.md */
    bool exact;          /* false for all that there are */
    bool priorities;     /* takes an order of priorities; false: EDF */
    const char *summary; /* one line for --list */
    /* `p` is for the tests that take priorities; the others do not look at it. */
    struct rtpart_verdict (*test)(struct rtpart_cluster *c, const struct rtpart_mpr *r,
                                  const struct rtpart_priorities *p);
    rtpart_ns (*min_budget)(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns step,
                            rtpart_ns lo, rtpart_ns hi,
                            const struct rtpart_priorities *p);
};

/* All tests, in the order of --list; the first is the default for EDF. */
const struct rtpart_mpr_test *rtpart_mpr_tests(size_t *count);

/* Test of that name, or NULL. */
const struct rtpart_mpr_test *rtpart_mpr_test_find(const char *name);

/* The default test for a guest scheduler: "gedf" for EDF and gEDF, "gfp" for the others. */
const struct rtpart_mpr_test *rtpart_mpr_test_for(enum rtpart_scheduler scheduler);

/* Priorities for a guest scheduler: DM and gDM, PRIO; RM for the others. */
enum rtpart_gfp_policy rtpart_gfp_policy_for(enum rtpart_scheduler scheduler);

/* What is asked. Borrowed for the call. */
struct rtpart_mpr_request {
    const struct rtpart_taskset *taskset; /* C > 0, D <= T */
    const struct rtpart_mpr_test *test;
    enum rtpart_gfp_policy policy; /* where the test takes priorities */
    unsigned cpus;                 /* m' */
    rtpart_ns latency;             /* L >= 0, as time without supply */
};

/* What came out; rtpart_mpr_result_free. */
struct rtpart_mpr_result {
    struct rtpart_verdict verdict;
    struct rtpart_mpr mpr; /* where the answer is SCHEDULABLE */
    size_t *order;         /* owned: tasks from the highest priority down; NULL for EDF */
    size_t count;          /* entries of `order` */
};

/*
 * Do the tasks hold on (period, budget)?
 *
 * @out  written; free with rtpart_mpr_result_free whatever the code
 * Returns 0 with the answer in out->verdict; RTPART_EUSAGE, RTPART_EINPUT (budget),
 * RTPART_EMODEL (D > T, a priority is missing), RTPART_ERANGE, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_mpr_verdict(const struct rtpart_mpr_request *req,
                                    rtpart_ns period, rtpart_ns budget,
                                    struct rtpart_mpr_result *out,
                                    struct rtpart_error *err);

/*
 * Least Theta (a multiple of `step`) for one period. Where none up to m' Pi passes, the
 * verdict is UNDECIDED with the witness of whole CPUs; UNSCHEDULABLE only where U > m' or
 * a job does not fit into its own window. Otherwise as rtpart_mpr_verdict.
 */
enum rtpart_code rtpart_mpr_least_budget(const struct rtpart_mpr_request *req,
                                         rtpart_ns period, rtpart_ns step,
                                         struct rtpart_mpr_result *out,
                                         struct rtpart_error *err);

/*
 * Cheapest interface over a grid (a sound one): of the periods, the least Theta for each,
 * the least Theta/Pi of all, ties to the longest period. Where there is none, as
 * rtpart_mpr_least_budget.
 */
enum rtpart_code rtpart_mpr_choose(const struct rtpart_mpr_request *req,
                                   const struct rtpart_grid *grid,
                                   struct rtpart_mpr_result *out,
                                   struct rtpart_error *err);

/* Frees the order and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_mpr_result_free(struct rtpart_mpr_result *r);

#endif
