/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.h - how the reservations of deployments get on: CPU used, waiting, throttling, and
 *           budgets that were overdrawn, seen from /proc for a while
 */
#ifndef RTPART_DEPLOY_WATCH_H
#define RTPART_DEPLOY_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"
#include "model/reservation.h"

/* What is not known is negative: a kernel without CONFIG_SCHED_INFO or /proc/TID/sched. */
struct rtpart_watched {
    char *deployment; /* owned */
    char *who;        /* owned: "vCPU 1" */
    int vcpu;         /* -1: none */
    struct rtpart_thread thread;

    /* after rtpart_watch_interval */
    bool alive;
    bool reserved;         /* SCHED_DEADLINE now, with: */
    struct rtpart_prm prm; /* as the kernel has it */
    double used;           /* share of a CPU that it got */
    double waited;         /* share of the time that it was runnable without one: it was
                              throttled, or others were first */
    double used_up;    /* share of the looks that found its budget used up: throttled, or
                              overdrawing it until the next tick */
    rtpart_ns overrun; /* the most by which a look found its budget overdrawn */
};

/* A zeroed struct is empty. */
struct rtpart_watch {
    struct rtpart_watched *rows; /* owned */
    size_t count;
    rtpart_ns interval; /* what the last interval really was */
    size_t looks;       /* in it */
};

void rtpart_watch_free(struct rtpart_watch *w);

/*
 * Append the threads that a deployment schedules.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_watch_add(struct rtpart_watch *w,
                                  const struct rtpart_deployment *d,
                                  struct rtpart_error *err);

/*
 * Watch all of them for `interval`: CPU time is the difference of two counters; used-up
 * budgets and overruns are what looks in between find, every 17 ms or a tenth of a shorter interval.
 *
 * @interval  > 0
 * Returns how many of the threads are alive at the end.
 */
size_t rtpart_watch_interval(const struct rtpart_kernel *k, struct rtpart_watch *w,
                             rtpart_ns interval);

#endif
