/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr_gedf.h - global EDF on a multiprocessor periodic resource: verdict and least budget
 *
 * Model: sporadic independent tasks, D <= T, preemptive global EDF, migration at no cost,
 * latency L as time without supply (cluster.h). Sufficient, not necessary.
 *
 * The test of [SEL08] (it carries that of [Bar07] over to the supply of a cluster): for
 * every task k and every A >= 0, with L = A + D_k,
 *
 *   sum I_i + (the m'-1 largest I'_i - I_i) + m' C_k <= sbf(L)
 *
 *   W_i  = n C_i                       n = floor((L + T_i - D_i) / T_i) jobs due in L
 *   CI_i = min(C_i, max(0, L - n T_i)) of one that was released before
 *   I_i  = min(W_i, L - C_k),      I'_i = min(W_i + CI_i, L - C_k)         for i != k
 *   I_k  = min(W_k - C_k, A),      I'_k = min(W_k - C_k + CI_k, A)
 *
 * (With D <= T the cap A never bites: the other jobs of k fit into A one after the other.)
 * Without the caps ("cap" false) I_i = W_i, I'_i = W_i + CI_i, and so for k. A larger than
 *
 *   (C_S + m' C_k - D_k (a - U) + sum u_i (T_i - D_i) + 2 a (Pi - Theta/m')) / (a - U)
 *
 * with a = Theta/Pi and C_S the m'-1 largest C cannot fail, so there is an end to it where
 * a > U. (m' C_k adds here: with a minus the search stops too early, and sets that miss
 * deadlines are accepted.)
 *
 * Equality. Suppose job J of task k has run e < C_k when it misses. While it did not run,
 * others took all the supply, so sbf(L) <= sum min(w_i, L - e) + m' e with w_i the work
 * that was there. Going from e to C_k changes the right side by (m' - s)(C_k - e) at least,
 * s being the number of terms that the cap L - C_k cuts. With s < m' the test's sum is
 * larger than sbf(L) and J is found. With s >= m' the sum is at least m' L, so it can equal
 * sbf(L) only where sbf(L) = m' L, that is for Theta = m' Pi. There, and only there,
 * equality is not enough: s >= m' fails too. (The published test accepts it, and with it
 * {C 9, D 10, T 20; C 2, D 10, T 20} on one CPU, which misses.)
 *
 * Which A. Both sides are piecewise linear in A and neither falls. The demand jumps up
 * where a job becomes due and bends downwards (slope 1 to 0) where a carry-in is complete
 * or a cap ends; the supply bends upwards at the end of a blackout. Between such points
 * demand - sbf is convex (a maximum of sums of convex pieces, less a concave one), so it is
 * largest at one of them or just before the next, where the demand is not larger than at
 * it. All of them are whole numbers of 1/m' ns. From a point L that holds, with demand d,
 * the scan goes down to the last point below sbf^-1(d): in between nothing can fail.
 *
 * [SEL08] I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *         clustering of multiprocessors", ECRTS 2008, pp. 181-190.
 *         doi:10.1109/ECRTS.2008.28
 * [ESL09] A. Easwaran, I. Shin and I. Lee, "Optimal virtual cluster-based multiprocessor
 *         scheduling", Real-Time Systems 43(1), 2009. doi:10.1007/s11241-009-9073-x
 * [Bar07] S. Baruah, "Techniques for multiprocessor global schedulability analysis", RTSS
 *         2007, pp. 119-128. doi:10.1109/RTSS.2007.35
 */
#ifndef RTPART_ANALYSIS_MPR_GEDF_H
#define RTPART_ANALYSIS_MPR_GEDF_H

#include <stdbool.h>

#include "analysis/cluster.h"
#include "model/reservation.h"

/* Most points that one question looks at before it stops. */
#define RTPART_MPR_STEPS 1000000

/*
 * Do the tasks hold on `r` under global EDF?
 *
 * @r    sound and in range (mpr.h), r->cpus = c->cpus
 * @cap  cut the interference of a task at L - C_k: never worse, and the default everywhere
 * Returns SCHEDULABLE; UNSCHEDULABLE where a necessary condition fails at the witness
 * (U > Theta/Pi; a job alone, m' (C_k + L) > sbf(D_k), because the supply may come on all
 * CPUs at once; work due in a window, dbf > sbf); else UNDECIDED, also where U = Theta/Pi
 * or RTPART_MPR_STEPS points did not suffice. The witness has the task k, the window A + D_k
 * (in whole ns, rounded down), and demand and supply there; at = 0 where U alone decides.
 * Cost: a few dozen points per task in the usual case, each O(n log m').
 */
struct rtpart_verdict rtpart_mpr_gedf_test(struct rtpart_cluster *c,
                                           const struct rtpart_mpr *r, bool cap);

/* What proves a task, in units of 1/m' ns (cluster.h). */
struct rtpart_mpr_window {
    rtpart_ns horizon; /* no window beyond this one can fail */
    rtpart_ns at;     /* of those that the test looks at, the one with the least to spare;
                          0: not even the first one, D_k, needs a look */
    rtpart_ns demand; /* there, in ns, rounded up */
    rtpart_ns supply; /* there, in ns */
};

/*
 * For a certificate: the windows of task `k` that the test (with the cap) looks at.
 * Returns SCHEDULABLE with *out, or UNDECIDED.
 */
enum rtpart_answer rtpart_mpr_gedf_window(struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r, size_t k,
                                          struct rtpart_mpr_window *out);

/*
 * Least Theta of period `period`, a multiple of `step` in [lo, hi], that the test accepts.
 *
 * No search over budgets: the supply grows with Theta, so every point asks for its own
 * least Theta, sbf^-1 in closed form (mpr.h), and the answer is the largest of them. The
 * points are taken in growing blocks of windows; the budget that the near ones ask for
 * keeps the bound on the far ones short.
 *
 * @period   in range with c->cpus (mpr.h)
 * @step     > 0
 * @lo, @hi  0 <= lo, hi <= cpus * period
 * Returns Theta, or RTPART_NS_NONE where no budget up to `hi` passes, which decides nothing.
 * An empty set needs `lo`.
 */
rtpart_ns rtpart_mpr_gedf_min_budget(struct rtpart_cluster *c, rtpart_ns period,
                                     rtpart_ns step, rtpart_ns lo, rtpart_ns hi,
                                     bool cap);

#endif
