/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/taskset_read.h"

void test_read(const char *text, rtpart_ns unit, struct test_notes *notes,
               struct rtpart_system *out)
{
    struct rtpart_read_options opt = {.unit = unit};
    struct rtpart_error err = {0};

    if (notes != NULL) {
        notes->count = 0;
        opt.notes = test_notes(notes);
    }
    (void)rtpart_system_read_memory(text, strlen(text), "f", &opt, out, &err);
    assert_string_equal(err.message, "");
}

void test_refused_bytes(const char *text, size_t len, const char *message)
{
    struct test_notes notes = {.count = 0};
    const struct rtpart_read_options opt = {.notes = test_notes(&notes)};
    struct rtpart_system s;
    struct rtpart_error err = {0};
    const enum rtpart_code code =
        rtpart_system_read_memory(text, len, "f", &opt, &s, &err);

    assert_string_equal(err.message, message);
    assert_int_equal(code, RTPART_EINPUT);
    assert_int_equal(err.code, RTPART_EINPUT);
    assert_null(s.root.name);
    assert_null(s.root.taskset.tasks);
    assert_int_equal(notes.count, 0);
}

void test_refused(const char *text, const char *message)
{
    test_refused_bytes(text, strlen(text), message);
}

void test_task_is(const struct rtpart_task *t, const char *name, rtpart_ns wcet,
                  rtpart_ns deadline, rtpart_ns period)
{
    assert_string_equal(t->name, name);
    assert_int_equal(t->wcet, wcet);
    assert_int_equal(t->deadline, deadline);
    assert_int_equal(t->period, period);
}
