/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle_edf.h - EDF on a periodic resource, straight from the definition: every window up
 *                to twice the hyperperiod of tasks and resource is tried
 *
 * [BRH90] S. Baruah, L. Rosier and R. Howell, "Algorithms and complexity concerning the
 *         preemptive scheduling of periodic, real-time tasks on one processor", Real-Time
 *         Systems 2, 1990. doi:10.1007/BF01995675
 *
 * With H a common multiple of all T_i and of P: dbf(t + H) = dbf(t) + U H for D <= T, and
 * sbf(t + H) = sbf(t) + H Q/P for t >= P - Q. Where Q/P >= U a window that fails has
 * therefore another one, up to H + P - Q, that fails as well.
 */
#ifndef RTPART_TESTS_ORACLE_EDF_H
#define RTPART_TESTS_ORACLE_EDF_H

#include <stdbool.h>

#include "model/reservation.h"
#include "tests/support/small_set.h"

/* dbf(t): jobs released at 0, T, 2T, ... with a deadline up to t, one by one. */
rtpart_ns oracle_edf_dbf(const struct small_set *s, rtpart_ns t);

/* Least common multiple of `period` and all periods of the set. */
rtpart_ns oracle_hyperperiod(const struct small_set *s, rtpart_ns period);

/* Does dbf(t) + L <= sbf(t) hold at all absolute deadlines, and Q/P >= U? */
bool oracle_edf_holds(const struct small_set *s, const struct rtpart_prm *r);

/* Least multiple of `step` in [lo, hi] that schedules all; -1 for none. */
rtpart_ns oracle_edf_min_budget(const struct small_set *s, rtpart_ns period,
                                rtpart_ns step, rtpart_ns lo, rtpart_ns hi);

/*
 * max over absolute deadlines d >= D_k of the whole set of
 * (least window that supplies dbf(d) + L) - (d - D_k), for a set that holds on `r`.
 */
rtpart_ns oracle_edf_response_bound(const struct small_set *s, const struct rtpart_prm *r,
                                    size_t k);

/*
 * Longest response of task k in a run of EDF, tick by tick, under the worst supply
 * pattern: task i is released at offset[i] and as often as it may be from then on, up to
 * `length`; equal deadlines go to the other tasks first. Not the worst case, but a bound
 * on it from below.
 */
rtpart_ns oracle_edf_simulate(const struct small_set *s, const struct rtpart_prm *r,
                              const rtpart_ns *offset, rtpart_ns length, size_t k);

#endif
