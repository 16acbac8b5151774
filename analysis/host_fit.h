/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_fit.h - which guarantee do the reservations of one or more plans get on a host that
 *              is described, and on which CPU should each be pinned?
 *
 * Three guarantees, the strongest that holds counts (model/host.h):
 *
 *   kernel-admitted     sum Q/P <= CPUs * cap - what is used, exactly and in the kernel's own
 *                       arithmetic (model/host.h). Bounds how late a budget can be, on several CPUs no
 *                       more than that.
 *   hard, global EDF    every Q within its P although the reservations move between CPUs:
 *                       [GFB03] on the shares, what is used counting as one more on each
 *                       CPU; on a host where nothing is used any test of global_tests.h,
 *                       a reservation being a task C = Q, D = T = P.
 *   hard, partitioned   each reservation is pinned, and the shares on every CPU add up to
 *                       at most cap - used there. EDF on one CPU needs no more.
 *
 * Sums of Q/P are compared exactly (ratio_sum.h). The placement is searched in whole
 * numbers over the common denominator of all shares where that fits into 64 bits. Where it
 * does not, first with every share rounded up, then, to prove that there is none, with
 * every share rounded down; what only the second finds is checked exactly.
 *
 * [GFB03] J. Goossens, S. Funk and S. Baruah, "Priority-driven scheduling of periodic task
 *         systems on multiprocessors", Real-Time Systems 25(2-3), pp. 187-205, 2003.
 *         doi:10.1023/A:1025120124771
 */
#ifndef RTPART_ANALYSIS_HOST_FIT_H
#define RTPART_ANALYSIS_HOST_FIT_H

#include "model/host.h"
#include "model/ratio.h"

#define RTPART_HOST_CPUS_MAX 4096

/* A host as it is described, not probed. */
struct rtpart_host {
    unsigned cpus;           /* m, 1..RTPART_HOST_CPUS_MAX */
    struct rtpart_ratio cap; /* share of each CPU that reservations may have, (0, 1]:
                                sched_rt_runtime / sched_rt_period, 95/100 */
    const struct rtpart_ratio
        *used; /* taken already on each CPU (`cpus` of them), each in
                                        [0, 1]; NULL: nothing. Borrowed */
};

/* A reservation that needs a place. */
struct rtpart_host_item {
    const char *who; /* for messages: "vCPU 1", "vm2 vCPU 0". Borrowed */
    struct rtpart_prm prm;
};

#define RTPART_HOST_NOTE 320

/* What they get. rtpart_host_fit_free. */
struct rtpart_host_fit {
    enum rtpart_guarantee guarantee; /* the strongest that is proved */
    bool admitted;                   /* by the kernel's sum */
    const char *global_by;           /* test that proves "hard, global EDF"; NULL: none */
    enum rtpart_answer partitioned;  /* SCHEDULABLE: placed; UNSCHEDULABLE: proved that
                                        there is no placement; UNDECIDED: none found */
    unsigned *cpu_of; /* owned: CPU of each item, where `partitioned` is SCHEDULABLE */
    size_t count;

    /* One sentence each, with numbers, on what is missing; "" where nothing is. */
    char kernel_note[RTPART_HOST_NOTE];
    char global_note[RTPART_HOST_NOTE];
    char partition_note[RTPART_HOST_NOTE];
};

/*
 * Is the description sound? Returns 0, or RTPART_EUSAGE naming what is wrong.
 */
enum rtpart_code rtpart_host_check(const struct rtpart_host *host,
                                   struct rtpart_error *err);

/*
 * What do the items get on the host? An item with budget 0 needs nothing and may get any CPU.
 *
 * @items  `count` sound reservations (rtpart_prm_check)
 * @out    written; free with rtpart_host_fit_free whatever the code
 * Returns 0; RTPART_EUSAGE (host), RTPART_EINPUT (an item), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_host_fit(const struct rtpart_host *host,
                                 const struct rtpart_host_item *items, size_t count,
                                 struct rtpart_host_fit *out, struct rtpart_error *err);

/* Frees the placement and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_host_fit_free(struct rtpart_host_fit *fit);

#endif
