/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.h - the time for time limits
 */
#ifndef RTPART_COMMON_CLOCK_H
#define RTPART_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC in ms. */
static inline int64_t rtpart_clock_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
