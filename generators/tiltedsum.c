/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/tiltedsum.h"

#include <math.h>
#include <stdlib.h>

#include "generators/fixedsum.h"
#include "generators/portable_math.h"

/* Halvings of the interval in which the tilt is searched. */
#define TILT_STEPS 60
/* Vectors refused before giving up, for each sqrt(n): less likely than exp(-1000). */
#define REFUSALS 4000

/* Mean of a variable with density proportional to exp(-tilt y) on [0, width]. */
static double tilted_mean(double tilt, double width)
{
    const double c = tilt * width;

    if (c < 0.01)
        return width * (0.5 - c / 12);
    if (c > 700)
        return 1 / tilt;
    return 1 / tilt - width / rtpart_expm1(c);
}

static double expected_sum(const struct rtpart_tiltedsum *plan, double tilt)
{
    double sum = 0;

    for (size_t i = 0; i < plan->n; i++)
        sum += tilted_mean(tilt, plan->values[i].width);
    return sum;
}

/*
 * The tilt with which the expected sum is the wanted one, by bisection: the sum falls with
 * the tilt, and each mean is at most 1/tilt.
 */
static double find_tilt(const struct rtpart_tiltedsum *plan)
{
    double lo = 0;
    double hi = (double)plan->n / plan->sum;

    if (!isfinite(hi) || plan->sum >= expected_sum(plan, 0))
        return 0;
    for (int i = 0; i < TILT_STEPS; i++) {
        const double tilt = lo + (hi - lo) / 2;

        if (expected_sum(plan, tilt) > plan->sum)
            lo = tilt;
        else
            hi = tilt;
    }
    return hi;
}

static enum rtpart_code check_bounds(size_t n, const struct rtpart_bounds *bounds,
                                     struct rtpart_bounds *total,
                                     struct rtpart_error *err)
{
    *total = (struct rtpart_bounds){0};
    for (size_t i = 0; i < n; i++) {
        const struct rtpart_bounds b = bounds[i];

        if (!isfinite(b.lo) || !isfinite(b.hi) || b.lo > b.hi)
            return rtpart_fail(err, RTPART_EUSAGE,
                               "task %zu: bounds %g:%g are not two finite numbers, the "
                               "lower one first",
                               i, b.lo, b.hi);
        total->lo += b.lo;
        total->hi += b.hi;
    }
    return RTPART_OK;
}

/* Measure the values from that end of their bounds to which the sum is nearer. */
static void set_origins(struct rtpart_tiltedsum *plan, const struct rtpart_bounds *bounds)
{
    for (size_t i = 0; i < plan->n; i++) {
        struct rtpart_tilted_value *v = &plan->values[i];

        v->origin = plan->mirrored ? bounds[i].hi : bounds[i].lo;
        v->width = bounds[i].hi - bounds[i].lo;
        if (v->width > plan->values[plan->widest].width)
            plan->widest = i;
    }
}

enum rtpart_code rtpart_tiltedsum_plan(struct rtpart_tiltedsum *plan, size_t n,
                                       double sum, const struct rtpart_bounds *bounds,
                                       struct rtpart_error *err)
{
    struct rtpart_bounds total;
    double part; /* of the way from the least to the largest sum */

    *plan = (struct rtpart_tiltedsum){0};
    if (check_bounds(n, bounds, &total, err))
        return RTPART_EUSAGE;
    const enum rtpart_code code =
        rtpart_fixedsum_part(n, sum, total.lo, total.hi, &part, err);

    if (code)
        return code;
    plan->values = calloc(n, sizeof *plan->values);
    if (plan->values == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    plan->n = n;
    plan->mirrored = part > 0.5;
    plan->sum = fmax(plan->mirrored ? total.hi - sum : sum - total.lo, 0);
    set_origins(plan, bounds);
    plan->tilt = find_tilt(plan);
    for (size_t i = 0; i < n; i++)
        plan->values[i].mass = -rtpart_expm1(-plan->tilt * plan->values[i].width);
    return RTPART_OK;
}

/* A variable with density proportional to exp(-tilt y) on [0, width]. */
static double draw_tilted(const struct rtpart_tilted_value *v, double tilt,
                          struct rtpart_rng *r)
{
    const double u = rtpart_rng_uniform(r);

    if (tilt > 0)
        return fmin(-rtpart_log1p(-u * v->mass) / tilt, v->width);
    return u * v->width;
}

/* All values from their origins; is the vector accepted? */
static bool draw_once(const struct rtpart_tiltedsum *plan, struct rtpart_rng *r,
                      double *x)
{
    double rest = plan->sum;

    for (size_t i = 0; i < plan->n && rest >= 0; i++) {
        if (i == plan->widest)
            continue;
        x[i] = draw_tilted(&plan->values[i], plan->tilt, r);
        rest -= x[i];
    }
    if (rest < 0 || rest > plan->values[plan->widest].width)
        return false;
    x[plan->widest] = rest;
    return rtpart_rng_uniform(r) < rtpart_exp(-plan->tilt * rest);
}

/* From origins to values, kept within the bounds. */
static void place(const struct rtpart_tiltedsum *plan, double *x)
{
    for (size_t i = 0; i < plan->n; i++) {
        const struct rtpart_tilted_value *v = &plan->values[i];

        x[i] = plan->mirrored ? fmax(v->origin - x[i], v->origin - v->width)
                              : fmin(v->origin + x[i], v->origin + v->width);
    }
}

/* The sum leaves no choice: all at the lower bounds, or all at the upper ones. */
static bool draw_certain(const struct rtpart_tiltedsum *plan, double *x)
{
    if (plan->sum > 0)
        return false;
    for (size_t i = 0; i < plan->n; i++)
        x[i] = plan->values[i].origin;
    return true;
}

enum rtpart_code rtpart_tiltedsum_draw(const struct rtpart_tiltedsum *plan,
                                       struct rtpart_rng *r, double *x,
                                       struct rtpart_error *err)
{
    const size_t refusals = REFUSALS * ((size_t)sqrt((double)plan->n) + 1);

    if (draw_certain(plan, x))
        return RTPART_OK;
    for (size_t i = 0; i < refusals; i++)
        if (draw_once(plan, r, x)) {
            place(plan, x);
            return RTPART_OK;
        }
    return rtpart_fail(
        err, RTPART_ERANGE,
        "tilted: nothing accepted in %zu tries; the bounds differ too much "
        "in size",
        refusals);
}

void rtpart_tiltedsum_free(struct rtpart_tiltedsum *plan)
{
    free(plan->values);
    *plan = (struct rtpart_tiltedsum){0};
}
