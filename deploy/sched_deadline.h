/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sched_deadline.h - a reservation on a thread: set, read back, explained where the kernel
 *                    refuses, and taken away without a trace
 *
 * [LEL16] J. Lelli, C. Scordino, L. Abeni and D. Faggioli, "Deadline scheduling in the Linux
 *         kernel", Software: Practice and Experience 46(6), 2016, pp. 821-839.
 *         doi:10.1002/spe.2335
 */
#ifndef RTPART_DEPLOY_SCHED_DEADLINE_H
#define RTPART_DEPLOY_SCHED_DEADLINE_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "model/reservation.h"

/*
 * How a thread with that reservation is scheduled: SCHED_DEADLINE, deadline = period, and
 * RESET_ON_FORK, without which a VMM cannot start threads any more (its fork fails) and a
 * vCPU under KVM burns its budget without executing the guest.
 */
struct rtpart_sched rtpart_sched_reservation(const struct rtpart_prm *r);

/* The same as far as sched_setattr(2) can set it? */
bool rtpart_sched_equal(const struct rtpart_sched *a, const struct rtpart_sched *b);

/*
 * Schedule thread `tid` like that, read it back and compare.
 *
 * EBUSY, which goes away when the bandwidth of a thread that ended comes back (at its
 * zero-lag time, at most one period later), is retried with growing pauses; so is an EPERM
 * that neither privileges nor affinity explain (a sleeping thread that was moved to another
 * root domain arrives there when it wakes: it is woken for a moment).
 *
 * @who       begins messages: "vCPU 1"
 * @patience  how long to retry, in ns; 0: not at all
 * @notes     told when it starts waiting; may be NULL
 * Returns 0 or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_sched_apply(const struct rtpart_kernel *k, const char *who,
                                    pid_t tid, const struct rtpart_sched *s,
                                    rtpart_ns patience, const struct rtpart_notes *notes,
                                    struct rtpart_error *err);

/*
 * Put a thread back to how it was found. One that is already there is left alone; a thread
 * that is gone is fine.
 *
 * A SCHED_DEADLINE thread that sleeps longer than to its zero-lag time keeps its bandwidth
 * booked for ever when its policy is changed. So the reservation of a sleeping thread is made
 * so small first that the kernel counts it as 0. A thread that runs gives its bandwidth back
 * at its zero-lag time; one that falls asleep just then may not, which
 * deploy/bandwidth_return.h finds out.
 *
 * @gone  set to whether the thread is gone; may be NULL
 * Returns 0 or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_sched_restore(const struct rtpart_kernel *k, const char *who,
                                      pid_t tid, const struct rtpart_sched *found,
                                      bool *gone, struct rtpart_error *err);

/* Bandwidth in RTPART_BW_UNIT that the kernel books for `s`; 0 unless SCHED_DEADLINE. */
int64_t rtpart_sched_bandwidth(const struct rtpart_sched *s);

#endif
