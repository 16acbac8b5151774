/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.h - a folder of its own for a test that writes files
 */
#ifndef RTPART_TESTS_FOLDER_H
#define RTPART_TESTS_FOLDER_H

#include <stddef.h>

struct test_folder {
    char path[64];
};

/* Make it below /tmp. A mistake ends the test program. */
void test_folder_make(struct test_folder *f);

/* Remove it and all that is in it. */
void test_folder_remove(struct test_folder *f);

/* "path/name"; valid until the next call but three. */
const char *test_folder_file(const struct test_folder *f, const char *name);

/* Write or replace a file. */
void test_file_write(const char *path, const char *text, size_t len);

/* Its text, owned by the caller. NULL where there is no such file. */
char *test_file_read(const char *path);

/* Remove a file, or a folder with all that is in it; nothing where there is none. */
void test_tree_remove(const char *path);

/* Files and folders in the folder, hidden ones, too. */
size_t test_folder_count(const struct test_folder *f);

#endif
