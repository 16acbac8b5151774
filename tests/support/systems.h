/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * systems.h - random task sets and plans that hold everything a file can say
 */
#ifndef RTPART_TESTS_SYSTEMS_H
#define RTPART_TESTS_SYSTEMS_H

#include <stdbool.h>

#include "model/plan.h"
#include "model/taskset.h"
#include "tests/support/random.h"

/* A sound system with nested components and odd names; times in 1 ns .. 104 days. */
void test_random_system(struct test_random *r, struct rtpart_system *out);

/* A sound plan, partitioned or global. */
void test_random_plan(struct test_random *r, struct rtpart_plan *out);

/* The same but for line numbers? */
bool test_component_equal(const struct rtpart_component *a,
                          const struct rtpart_component *b);

#endif
