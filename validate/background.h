/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * background.h - load beside a real run: SCHED_DEADLINE reservations that use all they have,
 *                and SCHED_OTHER loops
 *
 * All of it are children of this program: they end with it, and by themselves after a time.
 */
#ifndef RTPART_VALIDATE_BACKGROUND_H
#define RTPART_VALIDATE_BACKGROUND_H

#include <stddef.h>

#include "common/child.h"
#include "common/error.h"
#include "deploy/kernel.h"
#include "model/reservation.h"

/* Loops at most, and the bandwidth of a reservation at most. */
#define RTPART_HOGS_MAX            256
#define RTPART_INTERFERENCE_PERIOD (5 * RTPART_MS)
#define RTPART_INTERFERENCE_SHARE  0.5

/* A zeroed struct is no load. */
struct rtpart_background {
    struct rtpart_child *children; /* owned */
    size_t count;
};

/* Reservations of together `bandwidth` CPUs: halves, and what is left.
 * Returns their number; *out is owned by the caller, NULL: out of memory. */
size_t rtpart_interfering(double bandwidth, struct rtpart_prm **out);

/*
 * Start the load.
 *
 * @interference  in CPUs, 0: none
 * @hogs          0..RTPART_HOGS_MAX
 * @limit_s       after which it ends by itself
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: the kernel does not admit it beside what is
 * there, with the numbers. Nothing runs on failure.
 */
enum rtpart_code rtpart_background_start(const struct rtpart_kernel *k,
                                         struct rtpart_background *b, double interference,
                                         unsigned hogs, unsigned limit_s,
                                         struct rtpart_error *err);

/* End it. Accepts a zeroed struct. */
void rtpart_background_stop(struct rtpart_background *b);

#endif
