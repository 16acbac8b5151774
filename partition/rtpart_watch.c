/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody watches a search: how far it is on the terminal, and Ctrl-C to end it. */
#include "common/stop.h"
#include "partition/rtpart.h"

void rtpart_watch_start(struct rtpart_watch *w, const char *what, bool quiet,
                        bool searches)
{
    *w = (struct rtpart_watch){.quiet = quiet,
                               .stop = searches ? rtpart_stop_on_signals() : NULL};
    rtpart_progress_start(&w->progress, what, quiet);
}

void rtpart_watch_next(struct rtpart_watch *w, const char *what)
{
    rtpart_progress_end(&w->progress);
    rtpart_progress_start(&w->progress, what, w->quiet);
}

bool rtpart_watch_tick(void *ctx, double done)
{
    const uint64_t total = 1000000;
    struct rtpart_watch *w = ctx;

    rtpart_progress_update(&w->progress, done > 0 ? (uint64_t)(done * (double)total) : 0,
                           done >= 0 ? total : 0);
    w->stopped = w->stopped || (w->stop != NULL && *w->stop != 0);
    return w->stopped;
}
