/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_index.h - finding things by their name, and names that are there twice
 */
#ifndef RTPART_COMMON_NAME_INDEX_H
#define RTPART_COMMON_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct rtpart_name_entry {
    const char *name; /* borrowed */
    size_t index;     /* place in the array */
};

/* A zeroed struct is empty. */
struct rtpart_name_index {
    struct rtpart_name_entry *entries; /* owned, by name and then by index */
    size_t count;
};

/*
 * Index an array of structs by one member of type char *.
 *
 * @first   address of that member in the first struct; NULL where count is 0
 * @stride  size of the struct
 * Returns 0 or RTPART_ENOMEM. O(n log n). Borrows the names.
 */
enum rtpart_code rtpart_name_index_build(struct rtpart_name_index *x, const void *first,
                                         size_t stride, size_t count,
                                         struct rtpart_error *err);

/* Is `name` there? Its (first) place goes to *index. O(log n). */
bool rtpart_name_index_find(const struct rtpart_name_index *x, const char *name,
                            size_t *index);

/*
 * Is a name there twice? *a < *b are then the places of the duplicate that comes first in
 * the array (least b). O(n).
 */
bool rtpart_name_index_duplicate(const struct rtpart_name_index *x, size_t *a, size_t *b);

void rtpart_name_index_free(struct rtpart_name_index *x);

#endif
