/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts.h - several files in one: what a fuzz target needs whose reader looks at more than one
 *
 *     == 7/stat
 *     7 (vm) S 1 ...
 *     == cpu.rt.max
 *     max 100000
 *
 * A line "== NAME" begins a part, which lasts until the next such line. What comes before
 * the first one is the part "".
 */
#ifndef RTPART_TESTS_PARTS_H
#define RTPART_TESTS_PARTS_H

#include <stddef.h>

#define TEST_PARTS_MAX 24

struct test_part {
    const char *name; /* not ended by a NUL */
    size_t name_len;
    char *text; /* ended by a NUL */
    size_t size;
};

struct test_parts {
    char *copy;                             /* owned: all names and texts are in it */
    struct test_part parts[TEST_PARTS_MAX]; /* what comes after that many is left out */
    size_t count;                           /* >= 1 */
};

/* Cut `size` bytes into parts, copied. test_parts_free. A mistake ends the test program. */
void test_parts_cut(struct test_parts *p, const void *data, size_t size);

/* The first part of that name; where there is none, one that is empty. */
const struct test_part *test_part(const struct test_parts *p, const char *name);

/* The first part whose name `path` ends with, behind a slash; NULL: there is none. */
const struct test_part *test_part_of_path(const struct test_parts *p, const char *path);

void test_parts_free(struct test_parts *p);

#endif
