/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory_file.h - bytes for a reader that takes the name of a file
 */
#ifndef RTPART_TESTS_MEMORY_FILE_H
#define RTPART_TESTS_MEMORY_FILE_H

#include <stddef.h>

#define TEST_MEMORY_FILES 8

/*
 * A file in memory with these bytes.
 *
 * @slot  0 .. TEST_MEMORY_FILES - 1: the file of a slot is the same one every time
 * Returns its name, valid for ever. A mistake ends the test program.
 */
const char *test_memory_file(size_t slot, const void *data, size_t size);

#endif
