/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/periods.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "generators/portable_math.h"

/* Periods drawn in all before a limit on the hyperperiod counts as out of reach. */
#define DRAWS 1000000

/* Multiples of the step within the range: first, first + step, ..., last. */
struct grid {
    rtpart_ns first, last, step;
};

static struct grid grid_of(const struct rtpart_periods *p)
{
    const rtpart_ns step = rtpart_periods_step(p);

    return (struct grid){.first = rtpart_ns_round_up(p->min, step),
                         .last = p->max / step * step,
                         .step = step};
}

/*
 * [ESD10], section 5: the logarithm is uniform from min to max + step, the value is rounded
 * down to a multiple of the step.
 */
static void draw_log_uniform(const struct rtpart_periods *p, struct rtpart_rng *r,
                             rtpart_ns *out, size_t n)
{
    const struct grid g = grid_of(p);
    const double lo = rtpart_log((double)g.first);
    const double span = rtpart_log((double)(g.last + g.step)) - lo;

    for (size_t i = 0; i < n; i++) {
        const double t = rtpart_exp(lo + span * rtpart_rng_uniform(r));
        const rtpart_ns period = (rtpart_ns)t / g.step * g.step;

        out[i] = period < g.first ? g.first : period > g.last ? g.last : period;
    }
}

static void draw_uniform(const struct rtpart_periods *p, struct rtpart_rng *r,
                         rtpart_ns *out, size_t n)
{
    const struct grid g = grid_of(p);
    const uint64_t count = (uint64_t)((g.last - g.first) / g.step) + 1;

    for (size_t i = 0; i < n; i++)
        out[i] = g.first + (rtpart_ns)rtpart_rng_below(r, count) * g.step;
}

static void draw_list(const struct rtpart_periods *p, struct rtpart_rng *r,
                      rtpart_ns *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = p->list[rtpart_rng_below(r, p->list_count)];
}

/*
 * A chain of periods from min on, each a multiple of the one before by 2 .. ratio, as long
 * as they are at most max; then each task takes any of them. All periods of a set divide
 * its longest one.
 */
static void draw_harmonic(const struct rtpart_periods *p, struct rtpart_rng *r,
                          rtpart_ns *out, size_t n)
{
    rtpart_ns chain[64] = {p->min};
    size_t length = 1;

    for (;;) {
        const rtpart_ns ratio = 2 + (rtpart_ns)rtpart_rng_below(r, p->ratio - 1);

        if (chain[length - 1] > p->max / ratio)
            break;
        chain[length] = chain[length - 1] * ratio;
        length++;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = chain[rtpart_rng_below(r, length)];
}

/*
 * Shares of runnables by period, in percent [KZH15, table III]. The 15 % that are
 * synchronous to the crankshaft have no period and are left out; the rest is 85.
 */
static void draw_automotive(const struct rtpart_periods *p, struct rtpart_rng *r,
                            rtpart_ns *out, size_t n)
{
    static const struct {
        unsigned share;
        rtpart_ns period;
    } shares[] = {{3, 1 * RTPART_MS},    {2, 2 * RTPART_MS},   {2, 5 * RTPART_MS},
                  {25, 10 * RTPART_MS},  {25, 20 * RTPART_MS}, {3, 50 * RTPART_MS},
                  {20, 100 * RTPART_MS}, {1, 200 * RTPART_MS}, {4, 1000 * RTPART_MS}};

    (void)p;
    for (size_t i = 0; i < n; i++) {
        uint64_t left = rtpart_rng_below(r, 85);
        size_t k = 0;

        while (left >= shares[k].share)
            left -= shares[k++].share;
        out[i] = shares[k].period;
    }
}

static const struct rtpart_period_method methods[] = {
    {"log-uniform", "ESD10", "as many periods in 10..100 ms as in 100 ms..1 s",
     RTPART_PERIODS_RANGE, true, draw_log_uniform},
    {"uniform", "-", "all multiples of the step equally likely", RTPART_PERIODS_RANGE,
     true, draw_uniform},
    {"list", "-", "all of the list equally likely", RTPART_PERIODS_LIST, false,
     draw_list},
    {"harmonic", "-", "each divides the next longer one; ratios 2 to RATIO (2)",
     RTPART_PERIODS_RATIO, false, draw_harmonic},
    {"automotive", "KZH15", "1 ms to 1 s, as often as in engine control",
     RTPART_PERIODS_NONE, false, draw_automotive},
};

#define METHOD_COUNT (sizeof methods / sizeof *methods)

const struct rtpart_period_method *rtpart_period_methods(size_t *count)
{
    *count = METHOD_COUNT;
    return methods;
}

const struct rtpart_period_method *rtpart_period_find(const char *name, size_t len)
{
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (strlen(methods[i].name) == len && memcmp(methods[i].name, name, len) == 0)
            return &methods[i];
    return NULL;
}

rtpart_ns rtpart_periods_step(const struct rtpart_periods *p)
{
    rtpart_ns step = 1;

    if (p->step > 0)
        return p->step;
    while (step <= p->min / 100)
        step *= 10;
    return step;
}

static enum rtpart_code check_range(const struct rtpart_periods *p,
                                    struct rtpart_error *err)
{
    char min[RTPART_DECIMAL_SIZE];
    char max[RTPART_DECIMAL_SIZE];
    char step[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(min, sizeof min, p->min);
    (void)rtpart_time_format_auto(max, sizeof max, p->max);
    if (p->min <= 0 || p->max < p->min || p->max > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "periods from %s to %s: the first must be above 0, the second "
                           "not below the first and at most 104 days",
                           min, max);
    if (p->method->stepped && grid_of(p).first > grid_of(p).last)
        return rtpart_fail(
            err, RTPART_EUSAGE, "periods from %s to %s: no multiple of %s between them",
            min, max, rtpart_time_format_auto(step, sizeof step, rtpart_periods_step(p)));
    return RTPART_OK;
}

static enum rtpart_code check_list(const struct rtpart_periods *p,
                                   struct rtpart_error *err)
{
    if (p->list_count == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "periods: the list is empty");
    for (size_t i = 0; i < p->list_count; i++)
        if (p->list[i] <= 0 || p->list[i] > RTPART_NS_MAX)
            return rtpart_fail(err, RTPART_EUSAGE,
                               "periods: number %zu of the list must be above 0 and at "
                               "most 104 days",
                               i + 1);
    return RTPART_OK;
}

enum rtpart_code rtpart_periods_check(const struct rtpart_periods *p,
                                      struct rtpart_error *err)
{
    const enum rtpart_period_arguments arguments = p->method->arguments;

    if (p->step < 0 || (p->step > 0 && !p->method->stepped))
        return rtpart_fail(err, RTPART_EUSAGE, "periods: %s has no step",
                           p->method->name);
    if (p->max_hyperperiod < 0 || p->max_hyperperiod > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "largest hyperperiod: above 0 and at most 104 days");
    if (arguments == RTPART_PERIODS_LIST)
        return check_list(p, err);
    if (arguments == RTPART_PERIODS_NONE)
        return RTPART_OK;
    if (arguments == RTPART_PERIODS_RATIO && (p->ratio < 2 || p->ratio > 1000000))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "periods: the largest ratio must be 2 .. 1000000, not %u",
                           p->ratio);
    return check_range(p, err);
}

rtpart_ns rtpart_hyperperiod(const rtpart_ns *periods, size_t n, rtpart_ns limit)
{
    rtpart_ns all = 1;

    for (size_t i = 0; i < n; i++) {
        assert(periods[i] > 0);
        const rtpart_ns factor = periods[i] / rtpart_ns_gcd(all, periods[i]);

        assert(factor > 0); /* since periods[i] > 0 */
        if (all > limit / factor)
            return 0;
        all *= factor;
    }
    return all;
}

enum rtpart_code rtpart_periods_draw(const struct rtpart_periods *p, struct rtpart_rng *r,
                                     rtpart_ns *out, size_t n, struct rtpart_error *err)
{
    const size_t tries = n > 0 ? DRAWS / n + 1 : 1;
    char limit[RTPART_DECIMAL_SIZE];

    for (size_t i = 0; i < tries; i++) {
        p->method->draw(p, r, out, n);
        if (p->max_hyperperiod == 0 || rtpart_hyperperiod(out, n, p->max_hyperperiod) > 0)
            return RTPART_OK;
    }
    return rtpart_fail(err, RTPART_ERANGE,
                       "none of %zu draws of %zu periods had a hyperperiod of at most "
                       "%s: choose them from "
                       "a list, harmonic, or with a larger step",
                       tries, n,
                       rtpart_time_format_auto(limit, sizeof limit, p->max_hyperperiod));
}

void rtpart_periods_free(struct rtpart_periods *p)
{
    free(p->list);
    p->list = NULL;
    p->list_count = 0;
}

rtpart_ns rtpart_deadline_draw(const struct rtpart_deadlines *d, struct rtpart_rng *r,
                               rtpart_ns wcet, rtpart_ns period)
{
    const double f = d->lo + (d->hi - d->lo) * rtpart_rng_uniform(r);

    return wcet + (rtpart_ns)(f * (double)(period - wcet));
}
