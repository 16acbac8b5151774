/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle_fp.h - fixed priorities on a periodic resource, straight from the definition:
 *               every whole instant is tried, every budget is tried
 *
 * [LSD89] J. Lehoczky, L. Sha and Y. Ding, "The rate monotonic scheduling algorithm:
 *         exact characterization and average case behavior", RTSS 1989, pp. 166-171.
 *         doi:10.1109/REAL.1989.63567
 *
 * Tasks stand in decreasing priority. W_k steps at whole instants only and is constant up
 * to and including the next, and supply does not fall: whole instants are enough. Supply
 * comes from the tick oracle.
 */
#ifndef RTPART_TESTS_ORACLE_FP_H
#define RTPART_TESTS_ORACLE_FP_H

#include <stdbool.h>

#include "model/reservation.h"
#include "tests/support/small_set.h"

/* W_k(t) = C_k + L + sum over j < k of ceil(t / T_j) C_j. */
rtpart_ns oracle_fp_demand(const struct small_set *s, size_t k, rtpart_ns t);

/* Least t in (0, D_k] with W_k(t) <= sbf(t); -1 where there is none. */
rtpart_ns oracle_fp_response(const struct small_set *s, const struct rtpart_prm *r,
                             size_t k);

/* First task without such a t; s->count where all have one. */
size_t oracle_fp_failing(const struct small_set *s, const struct rtpart_prm *r);

/* Least multiple of `step` in [lo, hi] that schedules all; -1 for none. */
rtpart_ns oracle_fp_min_budget(const struct small_set *s, rtpart_ns period,
                               rtpart_ns step, rtpart_ns lo, rtpart_ns hi);

/* min over t in (0, D_k] of W_k(t) / t. */
struct rtpart_ratio oracle_fp_task_alpha(const struct small_set *s, size_t k);

#endif
