/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/textbook_randfixedsum.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static double *allocate(size_t count)
{
    double *p = calloc(count, sizeof *p);

    if (p == NULL)
        abort();
    return p;
}

void textbook_plan(struct textbook *b, size_t n, double sum)
{
    const size_t k = (size_t)fmin(floor(sum), (double)n - 1);
    double *before =
        allocate(n + 2); /* volumes of the row before, one place to the right */
    double *now = allocate(n + 2);

    *b = (struct textbook){.n = n, .sum = sum, .t = allocate(n * n)};
    before[1] = DBL_MAX;
    for (size_t i = 2; i <= n; i++) {
        for (size_t j = 1; j <= i; j++) {
            const double above =
                sum - (double)k + (double)j - 1; /* above the lower face */
            const double below = (double)i - above;
            const double zero = before[j] * above / (double)i;
            const double one = before[j - 1] * below / (double)i;
            const double both = zero + one + DBL_TRUE_MIN;

            now[j] = zero + one;
            b->t[(i - 1) * n + j - 1] = below > above ? one / both : 1 - zero / both;
        }
        for (size_t j = 0; j < n + 2; j++)
            before[j] = now[j];
    }
    free(before);
    free(now);
}

void textbook_draw(const struct textbook *b, gsl_rng *r, double *x)
{
    const size_t n = b->n;
    size_t j = (size_t)fmin(floor(b->sum), (double)n - 1);
    double s = b->sum;
    double centre = 0;
    double product = 1;

    for (size_t i = n - 1; i >= 1; i--) {
        const double e = gsl_rng_uniform(r) <= b->t[i * n + j] ? 1 : 0;
        const double root = pow(gsl_rng_uniform(r), 1 / (double)i);

        centre += (1 - root) * product * s / (double)(i + 1);
        product *= root;
        x[i] = centre + product * e;
        s -= e;
        j -= (size_t)e;
    }
    x[0] = centre + product * s;
    for (size_t i = n - 1; i > 0; i--) {
        const size_t other = gsl_rng_uniform_int(r, i + 1);
        const double taken = x[other];

        x[other] = x[i];
        x[i] = taken;
    }
}
