/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/wcet.h"

#include <math.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/decimal.h"

/* Rounds of moving single tasks or pairs. */
#define ROUNDS 8

/* A task while it is rounded. */
struct item {
    size_t index; /* in the set */
    rtpart_ns period;
    rtpart_ns wcet;
    rtpart_ns most; /* largest multiple of the step within the period */
};

/* In the order of periods; equal ones stay in the order of the set. */
static int compare(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->period != y->period)
        return x->period < y->period ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* The multiple of `step` in [step, most] that is nearest to `time`. */
static rtpart_ns nearest(double time, rtpart_ns step, rtpart_ns most)
{
    const double steps = floor(time / (double)step + 0.5);

    if (steps * (double)step >= (double)most)
        return most;
    return steps < 1 ? step : (rtpart_ns)steps * step;
}

/* Round all, the error going from task to task. Returns what is left of it. */
static double round_all(struct item *items, size_t n, const double *u, rtpart_ns step)
{
    double owed = 0;

    for (size_t i = 0; i < n; i++) {
        struct item *t = &items[i];
        const double want = u[t->index] + owed;

        t->wcet = nearest(want * (double)t->period, step, t->most);
        owed = want - (double)t->wcet / (double)t->period;
    }
    return owed;
}

/* Longest periods first: give each task what is owed, as far as it can take it. */
static double settle(struct item *items, size_t n, double owed, rtpart_ns step)
{
    for (size_t i = n; i-- > 0;) {
        struct item *t = &items[i];
        const double want = (double)t->wcet + owed * (double)t->period;
        const rtpart_ns wcet = nearest(want, step, t->most);

        owed -= (double)(wcet - t->wcet) / (double)t->period;
        t->wcet = wcet;
    }
    return owed;
}

/* The item whose step is nearest to `weight` as a utilisation; items are by period. */
static size_t find_weight(const struct item *items, size_t n, double weight,
                          rtpart_ns step)
{
    size_t lo = 0;
    size_t hi = n - 1;

    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;

        if ((double)step / (double)items[middle].period > weight)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo > 0 && weight - (double)step / (double)items[lo].period >
                      (double)step / (double)items[lo - 1].period - weight)
        lo--;
    return lo;
}

/*
 * Move the pair, one task up and one down by a step, after which least is owed. Returns
 * what is owed then; the same as before where no pair helps.
 */
static double move_pair(struct item *items, size_t n, double owed, rtpart_ns step)
{
    struct item *up = NULL;
    struct item *down = NULL;
    double best = owed;

    for (size_t i = 0; i < n; i++) {
        const double rise = (double)step / (double)items[i].period;
        const size_t j = find_weight(items, n, rise - owed, step);
        const double left = owed - rise + (double)step / (double)items[j].period;

        if (fabs(left) < fabs(best) && items[i].wcet < items[i].most &&
            items[j].wcet > step && i != j) {
            best = left;
            up = &items[i];
            down = &items[j];
        }
    }
    if (up != NULL && down != NULL) {
        up->wcet += step;
        down->wcet -= step;
    }
    return best;
}

static enum rtpart_code fill_items(struct item *items, const rtpart_ns *period, size_t n,
                                   rtpart_ns step, struct rtpart_error *err)
{
    char text[2][RTPART_DECIMAL_SIZE];

    for (size_t i = 0; i < n; i++) {
        if (period[i] < step)
            return rtpart_fail(
                err, RTPART_EUSAGE,
                "task %zu: its period of %s is shorter than the step of WCETs, %s", i,
                rtpart_time_format_auto(text[0], sizeof text[0], period[i]),
                rtpart_time_format_auto(text[1], sizeof text[1], step));
        items[i] = (struct item){
            .index = i, .period = period[i], .most = period[i] / step * step};
    }
    qsort(items, n, sizeof *items, compare);
    return RTPART_OK;
}

enum rtpart_code rtpart_wcet_assign(const double *u, const rtpart_ns *period, size_t n,
                                    rtpart_ns step, rtpart_ns *wcet, double *realised,
                                    struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct item *items = calloc(n, sizeof *items);
    double sum = 0;

    if (items == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (fill_items(items, period, n, step, err))
        return RTPART_EUSAGE;
    for (size_t i = 0; i < n; i++)
        sum += u[i];

    const double tolerance = sum * RTPART_WCET_TOLERANCE / 2;
    double owed = round_all(items, n, u, step);

    for (int i = 0; i < ROUNDS && fabs(owed) > tolerance; i++) {
        owed = settle(items, n, owed, step);
        if (fabs(owed) > tolerance)
            owed = move_pair(items, n, owed, step);
    }
    for (size_t i = 0; i < n; i++)
        wcet[items[i].index] = items[i].wcet;
    *realised = 0;
    for (size_t i = 0; i < n; i++)
        *realised += (double)wcet[i] / (double)period[i];
    return RTPART_OK;
}
