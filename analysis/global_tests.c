/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/global_tests.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/mpr.h"
#include "common/array.h"
#include "common/auto.h"

static const struct rtpart_global_test tests[] = {
    {.name = "gfb",
     .paper = "GFB03",
     .summary = "global EDF, density bound: the cheapest",
     .run = rtpart_gfb_run},
    {.name = "baker",
     .paper = "Bak03",
     .summary = "global EDF, load of the window before a miss",
     .run = rtpart_baker_run},
    {.name = "bcl",
     .paper = "BCL05",
     .summary = "global EDF, interference in the window of one job",
     .run = rtpart_bcl_run},
    {.name = "baruah",
     .paper = "Bar07",
     .summary = "global EDF, every window, at most m-1 carry-in jobs",
     .run = rtpart_baruah_run},
    {.name = "guan",
     .paper = "GSYY09",
     .priorities = true,
     .summary = "global fixed priority, response times, at most m-1 carry-in jobs",
     .run = rtpart_guan_run},
};

#define TESTS (sizeof tests / sizeof tests[0])

const struct rtpart_global_test *rtpart_global_tests(size_t *count)
{
    *count = TESTS;
    return tests;
}

const struct rtpart_global_test *rtpart_global_test_find(const char *name)
{
    for (size_t i = 0; i < TESTS; i++)
        if (strcmp(tests[i].name, name) == 0)
            return &tests[i];
    return NULL;
}

/* The arrays of a fixed-priority test, with no response known and the order filled. */
static enum rtpart_code prepare_priorities(const struct rtpart_global_request *req,
                                           struct rtpart_global_result *out,
                                           struct rtpart_error *err)
{
    const size_t n = req->taskset->count;

    out->order = rtpart_array(n, sizeof *out->order);
    out->response = rtpart_array(n, sizeof *out->response);
    if (out->order == NULL || out->response == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    out->count = n;
    for (size_t i = 0; i < n; i++)
        out->response[i] = RTPART_NS_NONE;
    if (req->policy == RTPART_GFP_OPA)
        return RTPART_OK;
    return rtpart_gfp_order(req->taskset, req->policy, req->cpus, out->order, err);
}

/*
 * Lay out the tasks and put the verdict of the necessary conditions into *out. *c is to be
 * freed whatever the code.
 */
static enum rtpart_code prepare(const struct rtpart_global_request *req,
                                struct rtpart_cluster *c,
                                struct rtpart_global_result *out,
                                struct rtpart_error *err)
{
    const struct rtpart_mpr whole = {.period = 1, .budget = req->cpus, .cpus = req->cpus};
    const struct rtpart_prm fast = rtpart_mpr_fast(&whole);
    const enum rtpart_code code = rtpart_cluster_of(c, req->taskset, req->cpus, 0, err);

    memset(out, 0, sizeof *out);
    if (code == RTPART_OK)
        out->verdict = rtpart_cluster_necessary(c, &fast);
    return code;
}

enum rtpart_code rtpart_global_run(const struct rtpart_global_test *test,
                                   const struct rtpart_global_request *req,
                                   struct rtpart_global_result *out,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    enum rtpart_code code = prepare(req, &c, out, err);

    if (code == RTPART_OK && test->priorities)
        code = prepare_priorities(req, out, err);
    if (code == RTPART_OK && out->verdict.answer == RTPART_SCHEDULABLE)
        code = test->run(req, &c, out, err);
    return code;
}

enum rtpart_code rtpart_global_edf(const struct rtpart_global_request *req,
                                   struct rtpart_global_result *out, const char **by,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_cluster_free) struct rtpart_cluster c = {0};
    enum rtpart_code code = prepare(req, &c, out, err);
    const char *name = NULL;

    if (code == RTPART_OK && out->verdict.answer == RTPART_SCHEDULABLE) {
        if (req->taskset->count <= req->cpus)
            name = "own-cpu";
        for (size_t i = 0; i < TESTS && name == NULL && code == RTPART_OK; i++)
            if (!tests[i].priorities) {
                code = tests[i].run(req, &c, out, err);
                if (out->verdict.answer == RTPART_SCHEDULABLE)
                    name = tests[i].name;
            }
    }
    if (by != NULL)
        *by = name;
    return code;
}

void rtpart_global_result_free(struct rtpart_global_result *r)
{
    free(r->order);
    free(r->response);
    memset(r, 0, sizeof *r);
}
