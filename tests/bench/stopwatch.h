/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stopwatch.h - how long something takes, and how much memory the process has had
 */
#ifndef RTPART_TESTS_STOPWATCH_H
#define RTPART_TESTS_STOPWATCH_H

#include <stddef.h>

typedef void stopwatch_fn(void *ctx);

/*
 * Median processor time of one call, in seconds: calls are repeated until they took 0.2 s
 * in all, short ones in batches, so that reading the clock does not count. What is measured
 * runs in one thread and waits for nothing, so that on an idle machine this is the time it
 * takes; on a busy one it still is.
 */
double stopwatch_median(stopwatch_fn *fn, void *ctx);

/* "3.2 µs", "14.1 ms": three digits and a unit. Returns `out`. */
const char *stopwatch_text(double seconds, char *out, size_t size);

/* Largest memory of this process so far, in KiB. */
long stopwatch_peak_kib(void);

#endif
