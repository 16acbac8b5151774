/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * global_tests.h - table of the tests for global scheduling on m dedicated CPUs
 *
 * Every test is a file of its own (gfb.c, baker.c, bcl.c, baruah.c, guan.c). All take
 * sporadic independent tasks with D <= T, preemptive, migration at no cost, and all are
 * sufficient only. Their conventions (equality, floor) are in their files.
 */
#ifndef RTPART_ANALYSIS_GLOBAL_TESTS_H
#define RTPART_ANALYSIS_GLOBAL_TESTS_H

#include <stdbool.h>

#include "analysis/cluster.h"
#include "analysis/gfp.h"
#include "model/verdict.h"

/* What is asked. Borrowed for the call. */
struct rtpart_global_request {
    const struct rtpart_taskset *taskset; /* C > 0, 0 < D <= T */
    unsigned cpus;                        /* m, 1..RTPART_VCPUS_MAX */
    enum rtpart_gfp_policy policy;        /* for the fixed-priority tests */
};

/* What came out; rtpart_global_result_free. */
struct rtpart_global_result {
    /* UNSCHEDULABLE where a necessary condition fails (C > D, U > m); UNDECIDED with the
     * task that the test could not accept; at, demand and supply where the test looks at a
     * window of CPU time, else 0 */
    struct rtpart_verdict verdict;
    size_t count;  /* entries of the two arrays */
    size_t *order; /* owned: tasks from the highest priority down; NULL for EDF */
    rtpart_ns
        *response; /* owned: bound on the response time of each task, in the order of
                            the set; RTPART_NS_NONE where there is none. NULL for EDF */
};

/* A test, one row of the table. */
struct rtpart_global_test {
    const char *name;    /* "gfb", "baker", ... */
    const char *paper;   /* key of docs/references.md */
    bool exact;          /* false for all that there are */
    bool priorities;     /* global fixed priority; false: global EDF */
    const char *summary; /* one line for --list */
    /* Called with a request that has been checked and passes the necessary conditions, and
     * its tasks laid out; fills out->verdict (and out->response). 0 or RTPART_ENOMEM. */
    enum rtpart_code (*run)(const struct rtpart_global_request *req,
                            struct rtpart_cluster *c, struct rtpart_global_result *out,
                            struct rtpart_error *err);
};

/* All tests, in the order of --list. */
const struct rtpart_global_test *rtpart_global_tests(size_t *count);

/* Test of that name, or NULL. */
const struct rtpart_global_test *rtpart_global_test_find(const char *name);

/*
 * Check the request and the necessary conditions, then run `test`.
 *
 * @out  written; free with rtpart_global_result_free whatever the code
 * Returns 0; RTPART_EUSAGE (cpus); RTPART_EMODEL naming the task (D > T, no priority);
 * RTPART_ERANGE; RTPART_ENOMEM.
 */
enum rtpart_code rtpart_global_run(const struct rtpart_global_test *test,
                                   const struct rtpart_global_request *req,
                                   struct rtpart_global_result *out,
                                   struct rtpart_error *err);

/*
 * Does any of the EDF tests accept the set, or has every task a CPU of its own?
 *
 * @by  NULL, or where to put the name of the test that accepts ("own-cpu" in the second
 *      case); NULL where none does
 * Arguments and errors as rtpart_global_run.
 */
enum rtpart_code rtpart_global_edf(const struct rtpart_global_request *req,
                                   struct rtpart_global_result *out, const char **by,
                                   struct rtpart_error *err);

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_global_result_free(struct rtpart_global_result *r);

/* The tests themselves, as the table holds them. */
enum rtpart_code rtpart_gfb_run(const struct rtpart_global_request *req,
                                struct rtpart_cluster *c,
                                struct rtpart_global_result *out,
                                struct rtpart_error *err);
enum rtpart_code rtpart_baker_run(const struct rtpart_global_request *req,
                                  struct rtpart_cluster *c,
                                  struct rtpart_global_result *out,
                                  struct rtpart_error *err);
enum rtpart_code rtpart_bcl_run(const struct rtpart_global_request *req,
                                struct rtpart_cluster *c,
                                struct rtpart_global_result *out,
                                struct rtpart_error *err);
enum rtpart_code rtpart_baruah_run(const struct rtpart_global_request *req,
                                   struct rtpart_cluster *c,
                                   struct rtpart_global_result *out,
                                   struct rtpart_error *err);
enum rtpart_code rtpart_guan_run(const struct rtpart_global_request *req,
                                 struct rtpart_cluster *c,
                                 struct rtpart_global_result *out,
                                 struct rtpart_error *err);

#endif
