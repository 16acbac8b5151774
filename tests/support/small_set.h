/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * small_set.h - little task sets of small integers for the oracles, and how they become
 *               loads of nanoseconds
 */
#ifndef RTPART_TESTS_SMALL_SET_H
#define RTPART_TESTS_SMALL_SET_H

#include <stdbool.h>

#include "analysis/load.h"
#include "model/reservation.h"
#include "tests/support/random.h"

#define SMALL_SET_MAX 6

/* Tasks in the order in which the load takes them (names are NULL). */
struct small_set {
    size_t count;
    struct rtpart_task task[SMALL_SET_MAX];
    rtpart_ns latency;
};

/* What to draw. */
struct small_set_shape {
    size_t max_count;         /* 1..SMALL_SET_MAX; the least is 1 */
    rtpart_ns max_period;     /* periods are 1..max_period, or from `periods` */
    const rtpart_ns *periods; /* ends in 0; NULL: any */
    rtpart_ns max_latency;    /* in one case of three; otherwise the latency is 0 */
    bool hopeless;            /* C = 0 and C > D may occur */
};

/*
 * A random set in the order of `scheduler` (PRIO: any order). Half of the sets have
 * implicit deadlines. C is drawn so that U is near 1 at most, so that verdicts differ.
 */
void small_set_draw(struct small_set *s, struct test_random *random,
                    const struct small_set_shape *shape, enum rtpart_scheduler scheduler);

/* A load with the same tasks, all times multiplied by `scale`; rtpart_load_free. */
void small_set_load(const struct small_set *s, enum rtpart_scheduler scheduler,
                    rtpart_ns scale, struct rtpart_load *load);

/* A load written down: `count` rows (C, D, T) in the order of the load, times `unit`. */
void load_rows(struct rtpart_load *load, enum rtpart_scheduler scheduler,
               rtpart_ns latency, size_t count, const rtpart_ns (*row)[3],
               rtpart_ns unit);

/*
 * Fail, naming the set, the resource and both values, where `got` differs from `want`.
 * `what` tells which question it was.
 */
void small_set_expect(const char *what, const struct small_set *s,
                      const struct rtpart_prm *r, rtpart_ns got, rtpart_ns want);

#endif
