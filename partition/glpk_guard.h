/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * glpk_guard.h - GLPK behind a wall: an integer programme goes in, an answer or an error
 *                comes out; nothing is printed, and an error inside GLPK does not end the
 *                process
 *
 * GLPK reports its errors by a hook that must not return. The hook leaves by longjmp; no
 * owned object is alive on the way, and GLPK's whole environment is thrown away after it.
 * That environment belongs to the thread, so that threads do not disturb each other.
 */
#ifndef RTPART_PARTITION_GLPK_GUARD_H
#define RTPART_PARTITION_GLPK_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/*
 * Set partitioning: choose sets so that every item is in exactly one of them, at most `most`
 * sets, at the least cost. One binary variable for each set, one equation for each item,
 * one inequality for the number of sets.
 */
struct rtpart_set_programme {
    size_t items; /* 1..64 */
    size_t sets;
    const uint64_t *members; /* items of each set, as bits; none is empty */
    const double *cost;
    size_t most;
    bool (*stop)(void *ctx); /* asked now and then: end the search? May be NULL */
    void *ctx;
};

enum rtpart_programme_end {
    RTPART_PROGRAMME_SOLVED,  /* a choice, the best as far as floating point can tell */
    RTPART_PROGRAMME_NONE,    /* no choice, likewise */
    RTPART_PROGRAMME_STOPPED, /* stopped before; a choice where *count > 0 */
};

/*
 * Solve it with the branch and cut of GLPK.
 *
 * @chosen  room for p->items indices: the sets chosen, rising
 * @count   how many; 0: no choice
 * Returns 0; RTPART_ENOMEM; RTPART_ERANGE where GLPK fails (the message is GLPK's own).
 */
enum rtpart_code rtpart_set_programme_solve(const struct rtpart_set_programme *p,
                                            size_t *chosen, size_t *count,
                                            enum rtpart_programme_end *end,
                                            struct rtpart_error *err);

#endif
