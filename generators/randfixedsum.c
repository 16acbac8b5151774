/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/randfixedsum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "generators/fixedsum.h"

/* Ratios beyond these decide with certainty: kept away from overflow and subnormals. */
#define RATIO_MAX 1e290
#define RATIO_MIN 1e-290
/* States that are reached with less probability are left out. */
#define REACH_MIN 0x1p-66
/* Rows ahead that the table is asked from memory. */
#define PREFETCH        8
#define PROBABILITY_ONE (UINT64_C(1) << 63)

/*
 * Rows of ratios r_d(frac + j) for 1 <= j <= min(top, d - 1), in the header's notation.
 * At j = 0 the ratio is 0, at j = d infinite.
 */
struct ratios {
    double frac;  /* fractional part of the sum */
    size_t top;   /* whole part of the sum: larger j are never needed */
    double *r;    /* top + 1 */
    double *scan; /* top + 1: D_d of the row before */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static double clamp(double x, double lo, double hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

/* D_d(frac + j) of all j <= min(top, d - 2), from the ratios of row d - 1. */
static void scan_row(struct ratios *w, size_t d)
{
    const size_t end = least(w->top, d - 2);

    w->scan[0] = w->frac;
    for (size_t j = 1; j <= end; j++) {
        const double x = w->frac + (double)(int)j;

        w->scan[j] = x + ((double)(int)d - x) * w->r[j];
    }
}

/* P(x_1 = 1) for all j <= min(top, d - 1); after scan_row, before next_row. */
static void row_probabilities(const struct ratios *w, size_t d, double *p)
{
    const size_t end = least(w->top, d - 2);

    p[0] = 0;
    for (size_t j = 1; j <= end; j++) {
        const double x = w->frac + (double)(int)j;

        p[j] = ((double)(int)d - x) * w->r[j] / w->scan[j];
    }
    if (w->top >= d - 1)
        p[d - 1] = 1;
}

/* Turn the ratios of row d - 1 into those of row d; after scan_row. */
static void next_row(struct ratios *w, size_t d)
{
    const size_t end = least(w->top, d - 2);

    for (size_t j = 1; j <= end; j++) {
        const double r = w->r[j] * (w->scan[j - 1] / w->scan[j]);

        w->r[j] = r < RATIO_MIN ? 0 : r > RATIO_MAX ? RATIO_MAX : r;
    }
    if (w->top >= d - 1)
        w->r[d - 1] = fmin(w->scan[d - 2] / (1 - w->frac), RATIO_MAX);
}

/* Probabilities of being in each state of the current row, walking down from row n. */
struct reach {
    double *q;     /* top + 1; zero outside lo..hi */
    size_t lo, hi; /* states that are kept */
    size_t capacity;
};

/* Make room for one more row. */
static enum rtpart_code grow(struct rtpart_randfixedsum *plan, struct reach *reach,
                             struct rtpart_error *err)
{
    const size_t needed = plan->entry_count + (reach->hi - reach->lo + 1);

    if (needed <= reach->capacity)
        return RTPART_OK;
    const size_t capacity = needed + needed / 2;
    uint64_t *entries = realloc(plan->entries, capacity * sizeof *entries);

    if (entries == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    plan->entries = entries;
    reach->capacity = capacity;
    return RTPART_OK;
}

/*
 * Write row d for the states in reach, and go down to those of row d - 1. A state that is
 * left out there is made unreachable here. The sum falls by 0 or 1 a row, so the kept
 * range goes down by at most 1 at either end.
 */
static enum rtpart_code write_row(struct rtpart_randfixedsum *plan, size_t d,
                                  const double *p, struct reach *reach,
                                  struct rtpart_error *err)
{
    const size_t lo = reach->lo;
    const size_t hi = reach->hi;
    double *q = reach->q;

    if (grow(plan, reach, err))
        return RTPART_ENOMEM;
    uint64_t *row = plan->entries + plan->entry_count;

    plan->rows[d].base = plan->entry_count - lo; /* may wrap, and wraps back */
    plan->rows[d].inverse = 1 / (double)(int)d;
    plan->entry_count += hi - lo + 1;
    for (size_t j = lo; j <= hi; j++) {
        row[j - lo] = (uint64_t)(fmin(p[j], 1) * 0x1p63);
        if (j > 0)
            q[j - 1] += q[j] * p[j];
        q[j] *= 1 - p[j];
    }
    if (lo > 0) {
        if (q[lo - 1] >= REACH_MIN) {
            reach->lo--;
        } else {
            q[lo - 1] = 0;
            row[0] = 0;
        }
    }
    if (q[hi] < REACH_MIN && hi > reach->lo) {
        q[hi] = 0;
        row[hi - lo] = PROBABILITY_ONE;
        reach->hi--;
    }
    return RTPART_OK;
}

/* Everything the table is made with; freed when it is done. */
struct work {
    struct ratios ratios;
    struct reach reach;
    size_t step;     /* rows between two that are kept */
    double *kept;    /* ratios of rows 1, 1 + step, ... */
    double *segment; /* probabilities of `step` rows */
};

static void work_free(struct work *w)
{
    free(w->ratios.r);
    free(w->ratios.scan);
    free(w->reach.q);
    free(w->kept);
    free(w->segment);
}

static enum rtpart_code work_init(struct work *w, size_t n, double sum,
                                  struct rtpart_error *err)
{
    const size_t top = (size_t)sum;
    const size_t width = top + 1;

    w->step = (size_t)sqrt((double)n) + 1;
    w->ratios = (struct ratios){.frac = sum - (double)top, .top = top};
    w->ratios.r = calloc(width, sizeof(double));
    w->ratios.scan = calloc(width, sizeof(double));
    w->reach.q = calloc(width, sizeof(double));
    w->kept = calloc(width * (n / w->step + 1), sizeof(double));
    w->segment = calloc(width * w->step, sizeof(double));
    if (w->ratios.r == NULL || w->ratios.scan == NULL || w->reach.q == NULL ||
        w->kept == NULL || w->segment == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    w->reach.lo = w->reach.hi = top;
    w->reach.q[top] = 1;
    return RTPART_OK;
}

/* Upwards: all rows, keeping every step-th. Row 1 has no finite ratio but that of j = 0. */
static void keep_rows(struct work *w, size_t n)
{
    const size_t width = w->ratios.top + 1;

    for (size_t d = 2; d <= n; d++) {
        if ((d - 2) % w->step == 0)
            memcpy(w->kept + (d - 2) / w->step * width, w->ratios.r,
                   width * sizeof(double));
        scan_row(&w->ratios, d);
        next_row(&w->ratios, d);
    }
}

/* Downwards: the probabilities of one segment after the other, from the kept rows. */
static enum rtpart_code fill_table(struct rtpart_randfixedsum *plan, struct work *w,
                                   struct rtpart_error *err)
{
    const size_t width = w->ratios.top + 1;

    for (size_t end = plan->n; end >= 2;) {
        const size_t begin = 2 + (end - 2) / w->step * w->step;

        memcpy(w->ratios.r, w->kept + (begin - 2) / w->step * width,
               width * sizeof(double));
        for (size_t d = begin; d <= end; d++) {
            scan_row(&w->ratios, d);
            row_probabilities(&w->ratios, d, w->segment + (d - begin) * width);
            next_row(&w->ratios, d);
        }
        for (size_t d = end; d >= begin; d--)
            if (write_row(plan, d, w->segment + (d - begin) * width, &w->reach, err))
                return RTPART_ENOMEM;
        end = begin - 1;
    }
    return RTPART_OK;
}

static enum rtpart_code make_table(struct rtpart_randfixedsum *plan,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(work_free) struct work w = {0};

    plan->rows = calloc(plan->n + 1, sizeof *plan->rows);
    if (plan->rows == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (work_init(&w, plan->n, plan->sum, err))
        return RTPART_ENOMEM;
    keep_rows(&w, plan->n);
    return fill_table(plan, &w, err);
}

enum rtpart_code rtpart_randfixedsum_plan(struct rtpart_randfixedsum *plan, size_t n,
                                          double sum, double lo, double hi,
                                          struct rtpart_error *err)
{
    double scaled;

    *plan = (struct rtpart_randfixedsum){0};
    if (n > RTPART_RANDFIXEDSUM_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "randfixedsum: at most %d values, not %zu",
                           RTPART_RANDFIXEDSUM_MAX, n);
    const enum rtpart_code code = rtpart_fixedsum_scale(n, sum, lo, hi, &scaled, err);

    if (code)
        return code;
    plan->n = n;
    plan->lo = lo;
    plan->hi = hi;
    rtpart_exponential_init(&plan->exponential);
    plan->mirrored = scaled > (double)n / 2;
    plan->sum = plan->mirrored ? (double)n - scaled : scaled;
    if (n > 1 && make_table(plan, err)) {
        rtpart_randfixedsum_free(plan);
        return RTPART_ENOMEM;
    }
    return RTPART_OK;
}

/* Ask for the entry of a row to come, near which the walk will be. */
static inline void prefetch(const struct rtpart_randfixedsum *plan, size_t d,
                            size_t state)
{
    const size_t place = plan->rows[d].base + state;

    __builtin_prefetch(plan->entries + (place < plan->entry_count ? place : 0));
}

/*
 * Down the table. Before: x[d-1] is the gap between place d and place d - 1. After: x is a
 * uniform point of the slice but for its order, in units of `total`.
 */
static void descend(const struct rtpart_randfixedsum *plan, struct rtpart_rng *r,
                    double *x, double total)
{
    size_t state = (size_t)plan->sum;
    double sum = plan->sum;       /* what is left of it */
    double place = total;         /* between centre (0) and face (1) */
    double centre = 0;            /* weight of the centres so far */
    struct rtpart_rng local = *r; /* in registers */

    for (size_t d = plan->n; d >= 2; d--) {
        if (d > PREFETCH)
            prefetch(plan, d - PREFETCH, state);
        const double gap = x[d - 1];
        const uint64_t limit = plan->entries[plan->rows[d].base + state];
        const size_t one = rtpart_rng_next(&local) >> 1 < limit;
        const double face = (double)(int)one;

        centre += gap * (sum * plan->rows[d].inverse);
        place -= gap;
        x[d - 1] = centre + place * face;
        state -= one;
        sum -= face;
    }
    x[0] = centre + place * sum;
    *r = local;
}

void rtpart_randfixedsum_draw(const struct rtpart_randfixedsum *plan,
                              struct rtpart_rng *r, double *x)
{
    const size_t n = plan->n;
    const double lo = plan->lo;
    const double hi = plan->hi;

    if (n == 1) {
        x[0] = plan->mirrored ? hi - plan->sum * (hi - lo) : lo + plan->sum * (hi - lo);
        return;
    }
    /* The gaps between n - 1 sorted uniform variables on [0, total]. */
    const double total = rtpart_exponential_fill(&plan->exponential, r, x, n);
    const double scale = (hi - lo) / total;

    descend(plan, r, x, total);
    for (size_t i = 0; i < n; i++)
        x[i] = clamp(plan->mirrored ? hi - x[i] * scale : lo + x[i] * scale, lo, hi);
    rtpart_rng_shuffle(r, x, n);
}

void rtpart_randfixedsum_free(struct rtpart_randfixedsum *plan)
{
    free(plan->entries);
    free(plan->rows);
    *plan = (struct rtpart_randfixedsum){0};
}
