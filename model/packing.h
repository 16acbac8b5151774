/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packing.h - put weights into bins of given sizes, or prove that they do not fit
 */
#ifndef RTPART_MODEL_PACKING_H
#define RTPART_MODEL_PACKING_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "model/verdict.h"

/* Steps before the search gives up; each looks once at every bin. */
#define RTPART_PACKING_STEPS 1000000

/*
 * Give each weight a bin so that no bin holds more than its room.
 *
 * Depth first: the largest weight first, each into the tightest bin that has room for it
 * (best fit decreasing), then into the others; of equal bins and equal weights one order is
 * tried. A branch ends where the bins that are large enough for the smallest weight have
 * less room together than is left to place.
 *
 * @weights  `count` of them, each >= 0, their sum <= INT64_MAX
 * @rooms    `bins` of them; their sum <= INT64_MAX; a negative one holds nothing
 * @bin_of   room for `count` bins; valid with RTPART_SCHEDULABLE
 * @answer   RTPART_SCHEDULABLE; RTPART_UNSCHEDULABLE: it is proved that they do not fit;
 *           RTPART_UNDECIDED: nothing found within RTPART_PACKING_STEPS
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_pack(const int64_t *weights, size_t count, const int64_t *rooms,
                             size_t bins, unsigned *bin_of, enum rtpart_answer *answer,
                             struct rtpart_error *err);

#endif
