/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.h - one line on a terminal that says how far a long task is, and how long it
 *              will take
 *
 * Nothing is printed where stderr is no terminal, with --quiet, or in the first half second.
 */
#ifndef RTPART_COMMON_PROGRESS_H
#define RTPART_COMMON_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* One thread uses it at a time. Use only through the functions below. */
struct rtpart_progress {
    const char *label; /* borrowed */
    bool on;
    bool shown;       /* a line is on the screen */
    int64_t start_ms; /* CLOCK_MONOTONIC */
    int64_t last_ms;  /* when the line was last drawn */
};

void rtpart_progress_start(struct rtpart_progress *p, const char *label, bool quiet);

/* `done` of `total`; 0: not known, and the time so far is shown. Cheap: draws at most ten times a second. */
void rtpart_progress_update(struct rtpart_progress *p, uint64_t done, uint64_t total);

/* Wipe the line. Call it before anything else is printed. */
void rtpart_progress_end(struct rtpart_progress *p);

#endif
