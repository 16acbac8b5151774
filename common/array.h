/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * array.h - arrays, made at their length or growing, and the order of what is in them
 */
#ifndef RTPART_COMMON_ARRAY_H
#define RTPART_COMMON_ARRAY_H

#include <stdint.h>
#include <stdlib.h>

/*
 * Room for `count` elements of `size` bytes, all 0; free() it. NULL only where memory runs
 * out, so that an array of no elements is no error.
 */
static inline void *rtpart_array(size_t count, size_t size)
{
    return calloc(count > 0 ? count : 1, size);
}

/*
 * Room for one more element behind the `count` that are there, in an array that has always
 * grown by this function: its room doubles at every power of two.
 *
 * @array  NULL where count is 0
 * Returns the array, where it is now; NULL: out of memory, and the array stays as it is.
 */
static inline void *rtpart_array_grow(void *array, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return array;
    return reallocarray(array, count == 0 ? 1 : 2 * count, size);
}

/* For qsort: below, equal to or above 0 as a < b, a == b, a > b. */
static inline int rtpart_order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

#endif
