/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "common/clock.h"

enum { FIRST_MS = 500, EVERY_MS = 100, LEFT_MAX = 4 * 24 * 3600 };

void rtpart_progress_start(struct rtpart_progress *p, const char *label, bool quiet)
{
    const int64_t now = rtpart_clock_ms();

    *p = (struct rtpart_progress){
        .label = label,
        .on = !quiet && isatty(STDERR_FILENO) != 0,
        .start_ms = now,
        .last_ms = now + FIRST_MS - EVERY_MS,
    };
}

/* Seconds until the end at the speed so far, at most four days. */
static int64_t seconds_left(const struct rtpart_progress *p, int64_t now, uint64_t done,
                            uint64_t total)
{
    const double elapsed = (double)(now - p->start_ms) / 1e3;
    const double left = elapsed * (double)(total - done) / (double)done + 0.5;

    return left < LEFT_MAX ? (int64_t)left : LEFT_MAX;
}

void rtpart_progress_update(struct rtpart_progress *p, uint64_t done, uint64_t total)
{
    if (!p->on)
        return;

    const int64_t now = rtpart_clock_ms();

    if (now - p->last_ms < EVERY_MS)
        return;
    p->last_ms = now;
    p->shown = true;
    (void)fprintf(stderr, "\r\033[K%s: ", p->label);
    if (total > 0)
        (void)fprintf(stderr, "%" PRIu64 " of %" PRIu64, done, total);
    else
        (void)fprintf(stderr, "%" PRId64 ":%02d so far", (now - p->start_ms) / 60000,
                      (int)((now - p->start_ms) / 1000 % 60));
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
