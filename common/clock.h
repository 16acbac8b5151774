/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.h - a clock that only goes forward
 */
#ifndef RTPART_COMMON_CLOCK_H
#define RTPART_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC in ns. */
static inline int64_t rtpart_clock_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The same in ms, for time limits. */
static inline int64_t rtpart_clock_ms(void)
{
    return rtpart_clock_ns() / 1000000;
}

#endif
