/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * theorem_gedf.h - the test of global EDF on a multiprocessor periodic resource, formula by
 *                  formula, and short ways to ask the library the same
 *
 * [SEL08] I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *         clustering of multiprocessors", ECRTS 2008, pp. 181-190.
 *         doi:10.1109/ECRTS.2008.28
 */
#ifndef RTPART_TESTS_THEOREM_GEDF_H
#define RTPART_TESTS_THEOREM_GEDF_H

#include <stdbool.h>

#include "analysis/mpr_gedf.h"

/*
 * Demand of the theorem for task k in a window, times m. All times, of the `n` <= 16 tasks
 * and of the window `len`, are in units of 1/m ns.
 * @cut  how many terms the cap cuts for certain (mpr_gedf.h)
 */
rtpart_ns theorem_gedf_demand(const struct rtpart_task *t, size_t n, size_t k,
                              rtpart_ns m, rtpart_ns len, bool cap, int *cut);

/* Does the theorem hold in every window, tried one 1/m ns after the other? Tasks <= 8. */
bool theorem_gedf(const struct rtpart_taskset *ts, const struct rtpart_mpr *r,
                  rtpart_ns latency, bool cap);

/* What the library says; the set and the resource must be in range. */
struct rtpart_verdict gedf_verdict_late(const struct rtpart_taskset *ts,
                                        const struct rtpart_mpr *r, rtpart_ns latency,
                                        bool cap);
struct rtpart_verdict gedf_verdict(const struct rtpart_taskset *ts,
                                   const struct rtpart_mpr *r, bool cap);

/* The library's least budget, a multiple of `step` in [0, period * cpus]. */
rtpart_ns gedf_least_budget(const struct rtpart_taskset *ts, rtpart_ns period,
                            unsigned cpus, rtpart_ns step, bool cap);

#endif
