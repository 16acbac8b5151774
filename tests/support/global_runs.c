/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/global_runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

const struct rtpart_global_test *global_runs_find(const char *name)
{
    const struct rtpart_global_test *t = rtpart_global_test_find(name);

    assert_non_null(t);
    return t;
}

bool global_runs_accept(const char *name, const struct rtpart_taskset *ts, unsigned m)
{
    const struct rtpart_global_request req = {.taskset = ts, .cpus = m};
    struct rtpart_global_result r;

    assert_int_equal(rtpart_global_run(global_runs_find(name), &req, &r, NULL),
                     RTPART_OK);
    const bool yes = r.verdict.answer == RTPART_SCHEDULABLE;

    rtpart_global_result_free(&r);
    return yes;
}
