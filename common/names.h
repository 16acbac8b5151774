/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.h - the names in a table of algorithms, formats or targets, for a message: "a, b or c"
 */
#ifndef RTPART_COMMON_NAMES_H
#define RTPART_COMMON_NAMES_H

#include <stddef.h>

/*
 * List the names of a table.
 *
 * @buf    filled, cut where it is too small
 * @table  `count` entries of `entry` bytes, each of which begins with its name (const char *)
 * @before put before each name: "--" for options, "" else
 * Returns buf.
 */
char *rtpart_names_list(char *buf, size_t size, const void *table, size_t count,
                        size_t entry, const char *before);

#endif
