/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_NS = 500000000, EVERY_NS = 100000000 };

static int64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void rtpart_progress_start(struct rtpart_progress *p, const char *label, bool quiet)
{
    const int64_t now = now_ns();

    *p = (struct rtpart_progress){
        .label = label,
        .on = !quiet && isatty(STDERR_FILENO) != 0,
        .start_ns = now,
        .last_ns = now + FIRST_NS - EVERY_NS,
    };
}

/* Seconds until the end at the speed so far. */
static int64_t seconds_left(const struct rtpart_progress *p, int64_t now, uint64_t done,
                            uint64_t total)
{
    const double elapsed = (double)(now - p->start_ns) / 1e9;

    return (int64_t)(elapsed * (double)(total - done) / (double)done + 0.5);
}

void rtpart_progress_update(struct rtpart_progress *p, uint64_t done, uint64_t total)
{
    if (!p->on)
        return;

    const int64_t now = now_ns();

    if (now - p->last_ns < EVERY_NS)
        return;
    p->last_ns = now;
    p->shown = true;
    (void)fprintf(stderr, "\r\033[K%s: %" PRIu64, p->label, done);
    if (total > 0)
        (void)fprintf(stderr, " of %" PRIu64, total);
    if (total > 0 && done > 0 && done <= total) {
        const int64_t left = seconds_left(p, now, done, total);

        (void)fprintf(stderr, " (%d %%), %" PRId64 ":%02d left",
                      (int)(100.0 * (double)done / (double)total), left / 60,
                      (int)(left % 60));
    }
    (void)fflush(stderr);
}

void rtpart_progress_end(struct rtpart_progress *p)
{
    if (p->shown)
        (void)fputs("\r\033[K", stderr);
    p->on = p->shown = false;
}
