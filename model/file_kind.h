/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_kind.h - what is in this file? Told by its root element, never by its name
 */
#ifndef RTPART_MODEL_FILE_KIND_H
#define RTPART_MODEL_FILE_KIND_H

#include <stddef.h>

enum rtpart_file_kind {
    RTPART_FILE_TASKSET, /* or anything else: the reader of task sets says what is wrong */
    RTPART_FILE_PLAN,
    RTPART_FILE_SCHEDCAT, /* a task set, or several, as SchedCAT writes them */
};

/* What the `len` bytes at `text` begin as. O(length up to the first element). */
enum rtpart_file_kind rtpart_file_kind(const char *text, size_t len);

#endif
