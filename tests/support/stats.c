/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/stats.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

double test_ks(double *sample, size_t n, test_cdf *cdf, const void *ctx)
{
    double distance = 0;

    qsort(sample, n, sizeof *sample, compare);
    for (size_t i = 0; i < n; i++) {
        const double p = cdf(sample[i], ctx);

        distance = fmax(distance, p - (double)i / (double)n);
        distance = fmax(distance, (double)(i + 1) / (double)n - p);
    }
    return distance * sqrt((double)n);
}

double test_chi_square(const size_t *counts, size_t n)
{
    size_t total = 0;
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        total += counts[i];
    const double expected = (double)total / (double)n;

    for (size_t i = 0; i < n; i++) {
        const double d = (double)counts[i] - expected;

        sum += d * d / expected;
    }
    return gsl_cdf_chisq_Q(sum, (double)n - 1);
}

/*
 * f_d(x - j) for 0 <= j <= x, in row[j], by the recurrence of uniform B-splines,
 * (d - 1) f_d(x) = x f_{d-1}(x) + (d - x) f_{d-1}(x - 1).
 */
void test_irwin_hall_row(unsigned d, long double x, long double *row, unsigned count)
{
    for (unsigned j = 0; j < count; j++)
        row[j] = x - j >= 0 && x - j < 1 ? 1 : 0;
    for (unsigned e = 2; e <= d; e++)
        for (unsigned j = 0; j < count; j++) {
            const long double t = x - j;
            const long double before = j + 1 < count ? row[j + 1] : 0;

            row[j] = t < e ? (t * row[j] + (e - t) * before) / (e - 1) : 0;
        }
}

/* Sum of f_d(x - j) for 0 <= j < count. */
static long double irwin_hall_sum(unsigned d, long double x, unsigned count)
{
    if (x < 0)
        return 0;
    const unsigned all = (unsigned)x + 1;
    long double *row = calloc(all, sizeof *row);
    long double sum = 0;

    if (row == NULL)
        abort();
    test_irwin_hall_row(d, x, row, all);
    for (unsigned j = 0; j < all && j < count; j++)
        sum += row[j];
    free(row);
    return sum;
}

long double test_irwin_hall(unsigned d, long double x)
{
    return irwin_hall_sum(d, x, 1);
}

/* P(sum of d uniform variables <= x): f_{d+1}(x) is F_d(x) - F_d(x - 1). */
static long double irwin_hall_cdf(unsigned d, long double x)
{
    return irwin_hall_sum(d + 1, x, d + 1);
}

double test_slice_cdf(double x, const void *ctx)
{
    const struct test_slice *s = ctx;
    const long double all = test_irwin_hall(s->n, s->sum);
    const long double top = irwin_hall_cdf(s->n - 1, s->sum);

    return (double)((top - irwin_hall_cdf(s->n - 1, (long double)s->sum - x)) / all);
}

double test_slice_variance(const struct test_slice *slice)
{
    enum { CELLS = 1000 };
    const double mean = slice->sum / slice->n;
    long double moment = 0; /* Simpson's rule */

    for (int i = 0; i <= CELLS; i++) {
        const long double x = (long double)i / CELLS;
        const int weight = i == 0 || i == CELLS ? 1 : i % 2 == 1 ? 4 : 2;

        moment += weight * (x - mean) * (x - mean) *
                  test_irwin_hall(slice->n - 1, slice->sum - x);
    }
    return (double)(moment / (3 * CELLS) / test_irwin_hall(slice->n, slice->sum));
}
