/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * global_runs.h - the tests for global scheduling by their names
 */
#ifndef RTPART_TESTS_GLOBAL_RUNS_H
#define RTPART_TESTS_GLOBAL_RUNS_H

#include <stdbool.h>

#include "analysis/global_tests.h"
#include "model/taskset.h"

/* The test of that name; there has to be one. */
const struct rtpart_global_test *global_runs_find(const char *name);

/* Does that test accept the set on m CPUs? */
bool global_runs_accept(const char *name, const struct rtpart_taskset *ts, unsigned m);

#endif
