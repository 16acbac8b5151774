/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.h - reading task sets from strings, in tests
 */
#ifndef RTPART_TESTS_READING_H
#define RTPART_TESTS_READING_H

#include <stddef.h>

#include "model/taskset.h"
#include "tests/support/notes.h"

/* Read `text` as the file "f" in the unit `unit` (0: as it says). The test fails if that
 * fails. @notes may be NULL. */
void test_read(const char *text, rtpart_ns unit, struct test_notes *notes,
               struct rtpart_system *out);

/* Reading `text` must fail with RTPART_EINPUT, exactly `message` and no note. */
void test_refused(const char *text, const char *message);

/* The same for `len` bytes. */
void test_refused_bytes(const char *text, size_t len, const char *message);

/* Is the task this one (its name, C, D, T in ns)? */
void test_task_is(const struct rtpart_task *t, const char *name, rtpart_ns wcet,
                  rtpart_ns deadline, rtpart_ns period);

#endif
