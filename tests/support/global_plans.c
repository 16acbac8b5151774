/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/global_plans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/global_plan.h"
#include "analysis/verify.h"
#include "common/auto.h"
#include "tests/support/sets.h"

static const struct rtpart_grid no_grid = {0};
static const struct rtpart_plan_origin nowhere = {.source = NULL};

enum rtpart_answer global_plans_certify(struct rtpart_plan *p)
{
    enum rtpart_answer answer = RTPART_UNDECIDED;

    assert_int_equal(rtpart_plan_certify(p, &answer, NULL), RTPART_OK);
    return answer;
}

static const enum rtpart_gfp_policy policies[] = {RTPART_GFP_RM, RTPART_GFP_DM,
                                                  RTPART_GFP_DKC, RTPART_GFP_OPA};

bool global_plans_random(struct rtpart_plan *p, struct test_random *r, bool edf)
{
    struct rtpart_task room[GLOBAL_PLANS_TASKS];
    const unsigned m = (unsigned)test_random_range(r, 1, 3);
    const struct rtpart_taskset ts =
        sets_small(r, room, (size_t)test_random_range(r, 1, m + 3), 20);
    const struct rtpart_mpr_request req = {.taskset = &ts,
                                           .test =
                                               rtpart_mpr_test_find(edf ? "gedf" : "gfp"),
                                           .policy = policies[test_random_range(r, 0, 3)],
                                           .cpus = m,
                                           .latency = test_random_range(r, 0, 1)};
    RTPART_AUTO(rtpart_mpr_result_free) struct rtpart_mpr_result found = {0};

    assert_int_equal(
        rtpart_mpr_least_budget(&req, test_random_range(r, 1, 8), 1, &found, NULL),
        RTPART_OK);
    if (found.verdict.answer != RTPART_SCHEDULABLE)
        return false;
    assert_int_equal(
        rtpart_global_plan_make(&req, &found, &no_grid, &nowhere, NULL, p, NULL),
        RTPART_OK);
    return true;
}

void global_plans_set_budget(struct rtpart_plan *p, rtpart_ns budget)
{
    p->mpr.budget = budget;
    for (size_t v = 0; v < p->vcpu_count; v++)
        p->vcpus[v].prm = rtpart_mpr_share(&p->mpr);
}

void global_plans_of(struct rtpart_plan *p, const struct rtpart_task *tasks, size_t count,
                     struct rtpart_mpr mpr)
{
    *p = (struct rtpart_plan){.scheduler = RTPART_SCHED_GEDF};
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rtpart_taskset_add(&p->taskset, NULL, tasks[i].wcet,
                                            tasks[i].deadline, tasks[i].period, NULL),
                         RTPART_OK);
    assert_int_equal(rtpart_plan_set_global(p, &mpr, NULL), RTPART_OK);
    p->certificates = calloc(count, sizeof *p->certificates);
    p->certificate_count = count;
    for (size_t i = 0; i < count; i++)
        p->certificates[i] =
            (struct rtpart_certificate){.kind = RTPART_CERTIFICATE_GEDF, .task = i};
}

enum rtpart_answer global_plans_sign_and_verify(struct rtpart_plan *p)
{
    char why[200];

    p->certified = rtpart_plan_digest(p);
    return rtpart_plan_verify(p, why, sizeof why);
}
