/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cap_probe.h - how much bandwidth has the kernel left for SCHED_DEADLINE, and who has the
 *               rest?
 *
 * No file tells what a root domain still admits, and the limit is not simply 95 % of each
 * CPU: the kernel's fair servers count too. So it is asked: threads of ours, asleep, are
 * given reservations until the kernel refuses, and give them back at once.
 */
#ifndef RTPART_DEPLOY_CAP_PROBE_H
#define RTPART_DEPLOY_CAP_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/proc_thread.h"

/*
 * Bandwidth that the root domain of this program still admits. For a few hundred
 * microseconds all of it is booked: another program that asks right then is refused.
 *
 * @domain  CPUs of the root domain (rtpart_cpus_online)
 * @left    in units of 2^-20 of a CPU, exact to 2 of them
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: no permission, explained.
 */
enum rtpart_code rtpart_cap_probe(const struct rtpart_kernel *k,
                                  const struct rtpart_cpus *domain, int64_t *left,
                                  struct rtpart_error *err);

/* A thread with a reservation. */
struct rtpart_dl_user {
    struct rtpart_thread thread;
    struct rtpart_sched sched;
};

/*
 * All threads of this host that are SCHED_DEADLINE now (of this PID namespace).
 *
 * @out  owned by the caller (free); by process and thread
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST. One system call for each thread of the host.
 */
enum rtpart_code rtpart_dl_users_list(const struct rtpart_kernel *k,
                                      struct rtpart_dl_user **out, size_t *count,
                                      struct rtpart_error *err);

/* Bandwidth that they have booked together, units of 2^-20. */
int64_t rtpart_dl_users_booked(const struct rtpart_dl_user *users, size_t count);

#endif
