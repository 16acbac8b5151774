/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.h - where one more task costs least
 *
 * For the objective "total", the vCPU whose interface grows by the least; for "largest
 * vCPU", the one that leaves the largest least, and of these the one that grows by the
 * least. Exact comparisons. A vCPU takes at least max(bandwidth now, utilisation with the
 * task): those that cannot be better by that are not asked for an interface, and those with
 * the most room between the two are asked first.
 */
#ifndef RTPART_PARTITION_SETTLE_H
#define RTPART_PARTITION_SETTLE_H

#include "partition/placement.h"

/* A place for a task: the vCPU's interface without it and with it. */
struct rtpart_option {
    unsigned v; /* RTPART_NO_VCPU: none */
    struct rtpart_prm before;
    struct rtpart_prm after;
};

struct rtpart_settle {
    struct rtpart_placement *place;
    struct rtpart_prm *prm; /* present interface of each vCPU */
};

/*
 * Find a better place for `task`, which is not placed.
 *
 * @ask   how many vCPUs are asked for an interface at most
 * @best  in: the option to beat, v = RTPART_NO_VCPU for none; out: the best one
 * Of equal options the one that is there first stays. Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_settle_find(const struct rtpart_settle *s, size_t task,
                                    size_t ask, struct rtpart_option *best,
                                    struct rtpart_error *err);

#endif
