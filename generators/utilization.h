/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utilization.h - the methods that draw utilisations with a given sum, as entries of a table
 */
#ifndef RTPART_GENERATORS_UTILIZATION_H
#define RTPART_GENERATORS_UTILIZATION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "generators/randfixedsum.h"
#include "generators/rng.h"
#include "generators/tiltedsum.h"

/* What is asked. */
struct rtpart_utilization_request {
    size_t tasks;  /* 1 .. RTPART_TASKS_MAX */
    double sum;    /* their utilisations add up to this */
    double lo, hi; /* bounds of each; not looked at where `bounds` is there */
    const struct rtpart_bounds *bounds; /* one for each task, borrowed; NULL: lo, hi */
};

struct rtpart_utilization_plan;

struct rtpart_utilization_method {
    const char *name;    /* "randfixedsum" */
    const char *paper;   /* a key of docs/references.md; "-" where it is our own */
    const char *summary; /* what it does, and its limits */
    bool own_bounds;     /* takes bounds for each task */
    /* Fill what `draw` needs. May be NULL. */
    enum rtpart_code (*prepare)(struct rtpart_utilization_plan *plan,
                                struct rtpart_error *err);
    enum rtpart_code (*draw)(const struct rtpart_utilization_plan *plan,
                             struct rtpart_rng *r, double *x, struct rtpart_error *err);
};

/* A request, made ready. Read only once prepared: any number of threads may draw from it. */
struct rtpart_utilization_plan {
    const struct rtpart_utilization_method *method;
    struct rtpart_utilization_request request;
    struct rtpart_randfixedsum randfixedsum; /* of that method */
    struct rtpart_tiltedsum tiltedsum;       /* likewise */
};

/* All methods. */
const struct rtpart_utilization_method *rtpart_utilization_methods(size_t *count);

/* The one called `name`; NULL where there is none. */
const struct rtpart_utilization_method *rtpart_utilization_find(const char *name);

/*
 * Make a request ready.
 *
 * @plan    zeroed or unset before; rtpart_utilization_free. Empty on failure.
 * @method  NULL: randfixedsum, or tilted where each task has its own bounds
 * Returns 0, RTPART_ENOMEM, or RTPART_EUSAGE: why it cannot be done, or not by this method.
 */
enum rtpart_code rtpart_utilization_prepare(
    struct rtpart_utilization_plan *plan, const struct rtpart_utilization_method *method,
    const struct rtpart_utilization_request *request, struct rtpart_error *err);

/*
 * Draw one vector into x[0 .. tasks - 1].
 * Returns 0, or RTPART_ERANGE where a method that throws vectors away gives up.
 */
enum rtpart_code rtpart_utilization_draw(const struct rtpart_utilization_plan *plan,
                                         struct rtpart_rng *r, double *x,
                                         struct rtpart_error *err);

void rtpart_utilization_free(struct rtpart_utilization_plan *plan);

#endif
