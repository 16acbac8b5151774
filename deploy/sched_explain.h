/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sched_explain.h - the kernel's rules for a reservation, and which of them was broken
 */
#ifndef RTPART_DEPLOY_SCHED_EXPLAIN_H
#define RTPART_DEPLOY_SCHED_EXPLAIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "deploy/kernel.h"

/* What is known where sched_setattr(2) or sched_setaffinity(2) refused. */
struct rtpart_sched_refusal {
    const char *who; /* "vCPU 1" */
    pid_t tid;
    struct rtpart_sched asked;
    bool privileged;      /* CAP_SYS_NICE is there */
    rtpart_ns period_min; /* the kernel's limits (sysctl); 0: not known */
    rtpart_ns period_max;
    const char *allowed; /* CPUs the thread may run on, "0"; NULL: not known */
    const char *domain;  /* CPUs of its root domain, "0-1"; NULL: not known */
    bool pinned;         /* allowed is less than domain */
};

/*
 * Say which rule of the kernel was broken, with both values, and what to do next.
 *
 * A pure function of its arguments. @errnum as sched_setattr(2) gave it
 * Returns RTPART_EHOST.
 */
enum rtpart_code rtpart_sched_explain(int errnum, const struct rtpart_sched_refusal *why,
                                      struct rtpart_error *err);

/* The kernel's limits for periods, from its sysctls; its defaults where they are missing. */
void rtpart_sched_limits(const struct rtpart_kernel *k, rtpart_ns *period_min,
                         rtpart_ns *period_max);

/*
 * Is `s` what the kernel takes, whoever asks and whatever is booked? The rules of sched(7):
 * 1024 ns <= runtime <= deadline <= period, and the limits of the period.
 * Returns 0 or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_sched_check(const struct rtpart_kernel *k, const char *who,
                                    pid_t tid, const struct rtpart_sched *s,
                                    struct rtpart_error *err);

#endif
