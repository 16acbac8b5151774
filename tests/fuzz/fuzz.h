/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz.h - what a fuzz target is: libFuzzer calls it with bytes that it makes up, replay.c
 *          with the files of the corpus
 */
#ifndef RTPART_TESTS_FUZZ_H
#define RTPART_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Use the bytes; a finding is a crash. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert, in every build. */
#define FUZZ_CHECK(condition)                                                            \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);        \
            abort();                                                                     \
        }                                                                                \
    } while (0)

#endif
