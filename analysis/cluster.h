/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cluster.h - the tasks of a global guest, laid out for analysis: all times multiplied by
 *             m', so that Theta/m' and everything made of it is a whole number
 *
 * A virtual cluster [SEL08]: any task on any of the m' CPUs, one queue. On a dedicated host
 * the same tasks with the supply m t.
 *
 * [SEL08] I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *         clustering of multiprocessors", ECRTS 2008, pp. 181-190.
 *         doi:10.1109/ECRTS.2008.28
 */
#ifndef RTPART_ANALYSIS_CLUSTER_H
#define RTPART_ANALYSIS_CLUSTER_H

#include <assert.h>

#include "analysis/largest.h"
#include "model/ratio_sum.h"
#include "model/reservation.h"
#include "model/taskset.h"
#include "model/verdict.h"

/* More than any supply. */
#define RTPART_CLUSTER_WORK_MAX ((rtpart_ns)1 << 62)

/* Tasks in the order of the set; every time is in units of 1/cpus ns. */
struct rtpart_cluster {
    unsigned cpus;     /* m' */
    rtpart_ns latency; /* L: time in any window in which no supply arrives */
    size_t count;
    rtpart_ns *wcet;     /* C */
    rtpart_ns *deadline; /* D */
    rtpart_ns *period;   /* T */

    struct rtpart_ratio_sum utilization; /* U, no unit */
    rtpart_i128 laxity;                  /* sum u_i (T_i - D_i), rounded up */
    rtpart_i128 carry;                   /* sum of the m'-1 largest C */
    rtpart_ns longest;                   /* largest D */
    rtpart_ns shortest;                  /* least D; 0 when empty */
    struct rtpart_largest largest;       /* scratch of the scans, m'-1 values */
    rtpart_ns *response;                 /* scratch of the fixed-priority tests */
};

/*
 * Lay out `ts` for a guest of `cpus` CPUs.
 *
 * @ts       C >= 0, 0 < D <= T (C > D is allowed: it has an answer)
 * @cpus     1..RTPART_VCPUS_MAX
 * @latency  0 <= L <= RTPART_NS_MAX; taken as time without supply, as in load.h
 * @out      unset or zeroed before; rtpart_cluster_free. On failure empty.
 * Returns 0; RTPART_EUSAGE (cpus, latency); RTPART_EMODEL naming the task that breaks the
 * model (D > T: the tests that use a cluster do not handle it); RTPART_ERANGE where
 * cpus * T or cpus * L exceeds RTPART_MPR_SPAN_MAX; RTPART_ENOMEM.
 */
enum rtpart_code rtpart_cluster_of(struct rtpart_cluster *out,
                                   const struct rtpart_taskset *ts, unsigned cpus,
                                   rtpart_ns latency, struct rtpart_error *err);

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_cluster_free(struct rtpart_cluster *c);

/*
 * First task that no supply on any number of CPUs can save: a job runs on one CPU at a
 * time, so C + L > D is hopeless. RTPART_NO_TASK where there is none.
 */
size_t rtpart_cluster_hopeless(const struct rtpart_cluster *c);

/*
 * What no scheduler can repair on the supply `fast` (m' Pi, Theta; mpr.h), whatever the
 * priorities: a job that does not fit by itself, m' (C + L) > sbf(D), because the supply
 * may come on all CPUs at once; or U > Theta/Pi.
 * Returns UNSCHEDULABLE with that witness (at = 0: U decides), else SCHEDULABLE, which
 * here means only that nothing was found. O(n).
 */
struct rtpart_verdict rtpart_cluster_necessary(const struct rtpart_cluster *c,
                                               const struct rtpart_prm *fast);

/*
 * A sum in units of 1/m' ns in whole ns, rounded up; RTPART_CLUSTER_WORK_MAX where it is
 * more than that. @sum >= 0
 */
static inline rtpart_ns rtpart_cluster_ns(const struct rtpart_cluster *c, rtpart_i128 sum)
{
    assert(c->cpus > 0);
    if (sum < (rtpart_i128)RTPART_CLUSTER_WORK_MAX) /* as a rule, and cheaper to divide */
        return rtpart_ns_ceil_div((rtpart_ns)sum, c->cpus);
    const rtpart_i128 ns = (sum + c->cpus - 1) / c->cpus;

    return ns < (rtpart_i128)RTPART_CLUSTER_WORK_MAX ? (rtpart_ns)ns
                                                     : RTPART_CLUSTER_WORK_MAX;
}

/*
 * A verdict about task k and the window t (in units of 1/m' ns; the witness has whole ns,
 * rounded down).
 */
struct rtpart_verdict rtpart_cluster_verdict(const struct rtpart_cluster *c,
                                             const struct rtpart_prm *fast,
                                             enum rtpart_answer answer, size_t k,
                                             rtpart_ns t, rtpart_ns demand);

#endif
