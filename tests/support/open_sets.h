/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open_sets.h - task sets that hold under EDF, where the analysis cannot tell: its horizon is
 *               out of reach (analysis/edf.h)
 */
#ifndef RTPART_TESTS_OPEN_SETS_H
#define RTPART_TESTS_OPEN_SETS_H

#include "model/taskset.h"

/*
 * U = 1 exactly and D = T: EDF holds them on a whole CPU. The periods are ab, ac and bc of
 * a, b, c = 67108819, 67108837, 67108859, whose common multiple abc is about 2^78. The first
 * two take 10^-8 of a CPU; any two of the three together are no question. Free with
 * rtpart_taskset_free.
 */
void open_sets_full(struct rtpart_taskset *ts);

/*
 * Two tasks with U = 1/2 - 2^-11 that hold on 500 of 1000 ns: up to n T + T/2 there are
 * (2 n + 1) (1/4 - 2^-12) T of work, and there is more supply than (2 n + 1) T/4 - 500. But
 * the bound on what has to be looked at is near 2^61 there; with 501 of 1000 it is below 2^60.
 */
void open_sets_half(struct rtpart_taskset *ts);

#endif
