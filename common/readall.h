/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readall.h - a whole input file in memory
 */
#ifndef RTPART_COMMON_READALL_H
#define RTPART_COMMON_READALL_H

#include <stddef.h>

#include "common/error.h"

/* Largest input file that is read. */
#define RTPART_INPUT_MAX ((size_t)64 << 20)

/* What messages call `path`: "-" is "standard input". */
const char *rtpart_input_name(const char *path);

/*
 * Read all of a file.
 *
 * @path   file, or "-" for standard input
 * @limit  in bytes; a longer file is refused
 * @text   the bytes and a NUL after them; owned by the caller (free)
 * @len    number of bytes without that NUL
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT with path and reason. Outputs are untouched on
 * failure.
 */
enum rtpart_code rtpart_readall(const char *path, size_t limit, char **text, size_t *len,
                                struct rtpart_error *err);

/*
 * Is it text that a reader can start on: at most RTPART_INPUT_MAX bytes of UTF-8 without
 * NULs? A byte order mark of UTF-8 at the beginning is skipped (*text and *len move).
 *
 * @name  stands for the file in messages
 * Returns 0, or RTPART_EINPUT "name:line: ..." that says what to do.
 */
enum rtpart_code rtpart_input_check(const char **text, size_t *len, const char *name,
                                    struct rtpart_error *err);

#endif
