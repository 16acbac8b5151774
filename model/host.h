/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.h - what the CPUs of a host can give to reservations, and what that proves
 *
 * The kernel admits reservations while the sum of their bandwidths keeps a limit. On one CPU
 * that makes every reservation hard (EDF is optimal there); on several, under global EDF,
 * it only bounds how late they are, and a test such as [GFB03] is needed beside it.
 *
 * [GFB03] J. Goossens, S. Funk and S. Baruah, "Priority-driven scheduling of periodic task
 *         systems on multiprocessors", Real-Time Systems 25(2-3), 2003, pp. 187-205.
 *         doi:10.1023/A:1025120124771
 */
#ifndef RTPART_MODEL_HOST_H
#define RTPART_MODEL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "model/reservation.h"
#include "model/verdict.h"

/* What a set of reservations is guaranteed. Later ones are stronger. */
enum rtpart_guarantee {
    RTPART_GUARANTEE_NONE = 0,         /* not admitted */
    RTPART_GUARANTEE_KERNEL,           /* admitted: lateness is bounded */
    RTPART_GUARANTEE_HARD_GLOBAL,      /* Q in every P, under global EDF */
    RTPART_GUARANTEE_HARD_PARTITIONED, /* Q in every P, each pinned to its CPU */
};

/* "refused", "kernel-admitted", "hard, global EDF", "hard, partitioned". */
const char *rtpart_guarantee_name(enum rtpart_guarantee g);

/* The kernel counts bandwidths in units of 2^-20 of a CPU, rounded down (BW_SHIFT). */
#define RTPART_BW_UNIT ((int64_t)1 << 20)

/* Bandwidth of `r` as the kernel books it: floor(Q * 2^20 / P). */
static inline int64_t rtpart_prm_booked(const struct rtpart_prm *r)
{
    return r->period > 0 ? (int64_t)((rtpart_i128)r->budget * RTPART_BW_UNIT / r->period)
                         : 0;
}

/* Share of a CPU in units of 2^-20, rounded down. */
static inline int64_t rtpart_ratio_booked(struct rtpart_ratio r)
{
    return (int64_t)((rtpart_i128)r.num * RTPART_BW_UNIT / r.den);
}

/* The same in percent, for people. */
static inline double rtpart_booked_percent(int64_t units)
{
    return 100.0 * (double)units / (double)RTPART_BW_UNIT;
}

/*
 * Does the kernel admit all of them on `cpus` CPUs that give `limit` (units of 2^-20) each?
 * Exact: the kernel's own arithmetic. O(n).
 */
bool rtpart_host_admits(unsigned cpus, int64_t limit, const struct rtpart_prm *r,
                        size_t count);

/*
 * Are all of them hard under global EDF on `cpus` CPUs: sum <= m - (m - 1) * max [GFB03]?
 * Sufficient only. Fractions are compared exactly (ratio_sum.h), so that a "yes" is never
 * owed to rounding. O(n).
 */
bool rtpart_host_gfb(unsigned cpus, const struct rtpart_prm *r, size_t count);

/*
 * What are they guaranteed where nothing is pinned: hard where rtpart_host_gfb says so (on one
 * CPU that is EDF on one CPU), else that the kernel admits them, or nothing. O(n).
 */
enum rtpart_guarantee rtpart_host_unpinned(unsigned cpus, bool admitted,
                                           const struct rtpart_prm *r, size_t count);

/*
 * Pin each reservation to a CPU so that no CPU gives more than `limit` as the kernel counts,
 * nor, exactly, more than the whole of itself: EDF on one CPU then gives each Q in every P.
 *
 * The largest first, each to the fullest CPU where it fits; where that fails, all
 * possibilities up to a limit of steps (packing.h).
 *
 * @used    bandwidth that is taken already on each CPU (`cpus` of them); NULL: none
 * @cpu_of  the CPU of each reservation (`count` of them); valid with RTPART_SCHEDULABLE
 * @answer  RTPART_SCHEDULABLE; RTPART_UNSCHEDULABLE: there is no such placement (proved);
 *          RTPART_UNDECIDED: none was found within the limit
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_host_place(unsigned cpus, int64_t limit, const int64_t *used,
                                   const struct rtpart_prm *r, size_t count,
                                   unsigned *cpu_of, enum rtpart_answer *answer,
                                   struct rtpart_error *err);

#endif
