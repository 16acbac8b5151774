/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * periods.h - random periods, and deadlines between WCET and period
 *
 * [ESD10] P. Emberson, R. Stafford and R. I. Davis, "Techniques for the synthesis of
 *         multiprocessor tasksets", WATERS 2010, pp. 6-11.
 * [KZH15] S. Kramer, D. Ziegenbein and A. Hamann, "Real world automotive benchmarks for
 *         free", WATERS 2015.
 */
#ifndef RTPART_GENERATORS_PERIODS_H
#define RTPART_GENERATORS_PERIODS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "generators/rng.h"
#include "model/time.h"

/* Where a period comes from where nothing is said. */
#define RTPART_PERIOD_MIN (10 * RTPART_MS)
#define RTPART_PERIOD_MAX (1 * RTPART_S)

struct rtpart_periods;

/* What follows the name of a method on the command line. */
enum rtpart_period_arguments {
    RTPART_PERIODS_NONE,  /* nothing */
    RTPART_PERIODS_RANGE, /* MIN:MAX */
    RTPART_PERIODS_RATIO, /* MIN:MAX[:RATIO] */
    RTPART_PERIODS_LIST,  /* T1,T2,... */
};

struct rtpart_period_method {
    const char *name;  /* "log-uniform" */
    const char *paper; /* a key of docs/references.md, or "-" */
    const char *summary;
    enum rtpart_period_arguments arguments;
    bool stepped; /* takes multiples of the step */
    void (*draw)(const struct rtpart_periods *p, struct rtpart_rng *r, rtpart_ns *out,
                 size_t n);
};

/* How the periods of a set are drawn. Read only once checked. */
struct rtpart_periods {
    const struct rtpart_period_method *method;
    rtpart_ns min, max; /* range, where the method has one */
    rtpart_ns step;  /* periods are multiples of it; 0: the largest power of ten ns that
                           is at most min/10 */
    unsigned ratio;  /* harmonic: largest ratio between neighbours of the chain, >= 2 */
    rtpart_ns *list; /* owned; rtpart_periods_free */
    size_t list_count;
    rtpart_ns
        max_hyperperiod; /* least common multiple of a set is at most this; 0: any */
};

/* All methods; the first is the default. */
const struct rtpart_period_method *rtpart_period_methods(size_t *count);

/* The one called name[0 .. len - 1]; NULL where there is none. */
const struct rtpart_period_method *rtpart_period_find(const char *name, size_t len);

/* The step in use (see above). */
rtpart_ns rtpart_periods_step(const struct rtpart_periods *p);

/*
 * Can periods be drawn? Returns 0, or RTPART_EUSAGE: empty range, no multiple of the step in
 * it, a step or a list where the method has none.
 */
enum rtpart_code rtpart_periods_check(const struct rtpart_periods *p,
                                      struct rtpart_error *err);

/*
 * Periods of one set into out[0 .. n - 1], independent of each other; but sets whose
 * hyperperiod is above the limit are thrown away whole and drawn again.
 * Returns 0, or RTPART_ERANGE: no set below the limit in a million periods.
 */
enum rtpart_code rtpart_periods_draw(const struct rtpart_periods *p, struct rtpart_rng *r,
                                     rtpart_ns *out, size_t n, struct rtpart_error *err);

/*
 * Least common multiple, if it is at most `limit` <= RTPART_NS_MAX; else 0.
 * @periods  each > 0
 */
rtpart_ns rtpart_hyperperiod(const rtpart_ns *periods, size_t n, rtpart_ns limit);

void rtpart_periods_free(struct rtpart_periods *p);

/* D = C + f (T - C) with f uniform in [lo, hi], rounded down; 0 <= lo <= hi <= 1. */
struct rtpart_deadlines {
    double lo, hi; /* 1, 1: implicit, D = T */
};

/* Deadline of a task; 0 < wcet <= period. Returns wcet .. period. */
rtpart_ns rtpart_deadline_draw(const struct rtpart_deadlines *d, struct rtpart_rng *r,
                               rtpart_ns wcet, rtpart_ns period);

#endif
