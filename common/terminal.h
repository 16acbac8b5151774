/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.h - how much room a line has, and lists that are folded into it
 */
#ifndef RTPART_COMMON_TERMINAL_H
#define RTPART_COMMON_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal behind `out`; 80 where there is none. */
size_t rtpart_terminal_width(FILE *out);

/* Name of item `i` of a list. */
typedef const char *rtpart_item_fn(const void *ctx, size_t i);

/*
 * Next line of a list of names, folded at blanks: as many of the items from `first` on as
 * fit in `width` columns, at least one. Where `last_line` is set and items would be left,
 * the line ends in "and N more".
 *
 * @count  items in the whole list, first < count
 * @buf    filled with the line; cut where it does not fit
 * Returns the first item that is not dealt with; `count` after the last line.
 */
size_t rtpart_fold_names(char *buf, size_t size, rtpart_item_fn *item, const void *ctx,
                         size_t first, size_t count, size_t width, bool last_line);

/*
 * All names, one blank between them. Returns text owned by the caller; NULL: out of memory.
 */
char *rtpart_join_names(rtpart_item_fn *item, const void *ctx, size_t count);

#endif
