/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * array.h - arrays whose length is known when they are made, none of them NULL for being empty
 */
#ifndef RTPART_COMMON_ARRAY_H
#define RTPART_COMMON_ARRAY_H

#include <stdlib.h>

/*
 * Room for `count` elements of `size` bytes, all 0; free() it. NULL only where memory runs
 * out, so that an array of no elements is no error.
 */
static inline void *rtpart_array(size_t count, size_t size)
{
    return calloc(count > 0 ? count : 1, size);
}

#endif
