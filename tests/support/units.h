/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * units.h - known answers, function by function: reader of units.json
 *
 * Numbers there are exact: decimals ("10.321"), fractions ("27/350"), JSON integers. A
 * case is scaled: all its times are multiplied by the least common multiple of their
 * denominators, so that they become whole numbers without any rounding.
 *
 * For cmocka programs: whatever does not fit the expectation ends the test with a message.
 */
#ifndef RTPART_TESTS_UNITS_H
#define RTPART_TESTS_UNITS_H

#include <stdbool.h>

#include <jansson.h>

#include "model/ratio.h"
#include "model/taskset.h"
#include "model/time.h"

struct units_case {
    const char *id;         /* "qmin-0118" */
    const json_t *input;    /* as in the file */
    const json_t *expected; /* JSON null: nothing is found */
    rtpart_ns scale;        /* all times are multiplied by this */
};

typedef void units_case_fn(const struct units_case *c);

/*
 * Run `fn` on every case of `kind`. The times in "expected" count in the scale where
 * `expect_times` is true (set it to false where the answer is a pure number, as alpha).
 * Skips the test, saying why, where the file is missing; fails where it holds no such
 * case.
 */
void units_run(const char *kind, bool expect_times, units_case_fn *fn);

/* The number `value`, as it is. */
struct rtpart_ratio units_ratio(const struct units_case *c, const json_t *value);

/* The time `value`, scaled. */
rtpart_ns units_time(const struct units_case *c, const json_t *value);

/* The time called `key` of the input, scaled. */
rtpart_ns units_input(const struct units_case *c, const char *key);

/* The integer called `key` of the input, not scaled: a number of CPUs. */
int64_t units_count(const struct units_case *c, const char *key);

/* Does the case ask for this algorithm ("alg": "FP", "EDF")? */
bool units_alg_is(const struct units_case *c, const char *alg);

/*
 * "tasks" ([C, T, D] each, in the order of the file), scaled, their times multiplied by
 * `factor` once more; free with units_taskset_free. Not checked: C = 0, C > D occur.
 */
void units_taskset(const struct units_case *c, rtpart_ns factor,
                   struct rtpart_taskset *out);
void units_taskset_free(struct rtpart_taskset *ts);

/* Does `got` equal the time `value` (scaled), or `none` where that is null? */
void units_assert_time(const struct units_case *c, rtpart_ns got, const json_t *value,
                       rtpart_ns none);

/* Does `got` equal the expected true or false? */
void units_assert_bool(const struct units_case *c, bool got);

#endif
