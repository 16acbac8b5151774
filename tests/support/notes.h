/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notes.h - collecting the notes of the library, to look at them
 */
#ifndef RTPART_TESTS_NOTES_H
#define RTPART_TESTS_NOTES_H

#include <stddef.h>

#include "common/error.h"

#define TEST_NOTES_MAX 64

struct test_notes {
    char lines[TEST_NOTES_MAX][512];
    size_t count; /* of all; only the first TEST_NOTES_MAX are kept */
};

/* Where the library can put them; borrows `n`. */
struct rtpart_notes test_notes(struct test_notes *n);

#endif
