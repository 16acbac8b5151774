/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edf_horizon.h - the last window that matters to EDF on a periodic resource
 *
 * Two bounds, the smaller one counts. The analytic one needs alpha = Q/P > U:
 *   t < (2(P - Q) alpha + sum u_i (T_i - D_i) + L) / (alpha - U).
 * The cyclic one: with H a common multiple of all periods and of P, the demand grows by U H
 * and the supply by alpha H from t to t + H, for t >= P - Q, so that no window beyond H + P
 * can be the first to fail where alpha >= U. On a dedicated processor the longest busy
 * period is shorter than either.
 *
 * [BRH90] S. Baruah, L. Rosier and R. Howell, "Algorithms and complexity concerning the
 *         preemptive scheduling of periodic, real-time tasks on one processor", Real-Time
 *         Systems 2, 1990. doi:10.1007/BF01995675
 * [SL03]  I. Shin and I. Lee, RTSS 2003. doi:10.1109/REAL.2003.1253249
 */
#ifndef RTPART_ANALYSIS_EDF_HORIZON_H
#define RTPART_ANALYSIS_EDF_HORIZON_H

#include "analysis/edf.h"
#include "analysis/load.h"
#include "common/wide.h"
#include "model/reservation.h"

/* 1 in the fixed point of utilisations: multiples of 2^-64. */
#define RTPART_U_ONE ((rtpart_u128)1 << 64)

/* What the horizon needs to know of a load, for any resource. */
struct rtpart_edf_sums {
    rtpart_u128 u_low;  /* U rounded down: less than count * 2^-64 below */
    rtpart_u128 u_high; /* U rounded up; 0 only where there is no work at all */
    rtpart_i128 laxity; /* sum u_i (T_i - D_i) + L, rounded up */
};

/* The load must have no task with C + L > D (rtpart_load_hopeless). O(count). */
struct rtpart_edf_sums rtpart_edf_sums(const struct rtpart_load *load);

/* Q/P against U, in rtpart_edf_share_cmp. */
enum rtpart_share {
    RTPART_SHARE_BELOW,
    RTPART_SHARE_EQUAL,
    RTPART_SHARE_ABOVE,
    RTPART_SHARE_TOO_CLOSE, /* closer than 2^-64 for each task, and the periods have no
                               common multiple up to RTPART_EDF_HORIZON_MAX to tell exactly */
};

enum rtpart_share rtpart_edf_share_cmp(const struct rtpart_load *load,
                                       const struct rtpart_edf_sums *s,
                                       const struct rtpart_prm *r);

/*
 * Last window that has to be looked at on `r`; RTPART_EDF_HORIZON_MAX + 1 where it is out of
 * reach; -1 where no window has to be looked at because Q/P <= U already says no.
 */
rtpart_ns rtpart_edf_last_window(const struct rtpart_load *load,
                                 const struct rtpart_edf_sums *s,
                                 const struct rtpart_prm *r);

/*
 * Longest synchronous busy period of a dedicated processor, latency included: no deadline
 * beyond it can be the first to be missed. 0 where it does not end in good time, which
 * with U <= 1 happens only near U = 1.
 */
rtpart_ns rtpart_edf_busy_period(const struct rtpart_load *load);

/*
 * (delay alpha + sum u_i (T_i - D_i) + L) / (alpha - U), rounded up;
 * RTPART_EDF_HORIZON_MAX + 1 where that is larger, or alpha is not clearly above U.
 * @delay  0 <= delay <= 2^56
 */
rtpart_ns rtpart_edf_bound(const struct rtpart_edf_sums *s, const struct rtpart_prm *r,
                           rtpart_ns delay);

#endif
