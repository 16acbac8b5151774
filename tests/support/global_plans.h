/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * global_plans.h - global plans to be certified and verified: random ones, and given ones
 */
#ifndef RTPART_TESTS_GLOBAL_PLANS_H
#define RTPART_TESTS_GLOBAL_PLANS_H

#include <stdbool.h>

#include "analysis/mpr.h"
#include "model/plan.h"
#include "model/verdict.h"
#include "tests/support/random.h"

#define GLOBAL_PLANS_TASKS 6 /* at most, in a random plan */

/*
 * A random plan with the least budget that its test accepts, under global EDF or fixed
 * priority. False where there is none; else the caller frees the plan.
 */
bool global_plans_random(struct rtpart_plan *p, struct test_random *r, bool edf);

/* A plan for global EDF with a certificate for each task that says nothing yet. */
void global_plans_of(struct rtpart_plan *p, const struct rtpart_task *tasks, size_t count,
                     struct rtpart_mpr mpr);

/* Set the budget of the plan and of its vCPUs. */
void global_plans_set_budget(struct rtpart_plan *p, rtpart_ns budget);

/* What the analysis says of the plan, which gets its certificates where it holds. */
enum rtpart_answer global_plans_certify(struct rtpart_plan *p);

/* Sign the certificates as they are and check them. */
enum rtpart_answer global_plans_sign_and_verify(struct rtpart_plan *p);

#endif
