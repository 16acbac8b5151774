/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define SAMPLES_MAX 2001
#define TOTAL_S     0.2
#define BATCH_S     100e-6 /* a batch takes at least this long */

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double batch(stopwatch_fn *fn, void *ctx, long calls)
{
    const double start = now();

    for (long i = 0; i < calls; i++)
        fn(ctx);
    return now() - start;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

double stopwatch_median(stopwatch_fn *fn, void *ctx)
{
    static double sample[SAMPLES_MAX];
    size_t n = 0;
    long calls = 1;
    double total = 0;

    while (batch(fn, ctx, calls) < BATCH_S)
        calls *= 2;
    while (n == 0 || (total < TOTAL_S && n < SAMPLES_MAX)) {
        const double t = batch(fn, ctx, calls);

        sample[n++] = t / (double)calls;
        total += t;
    }
    qsort(sample, n, sizeof *sample, ascending);
    return sample[n / 2];
}

const char *stopwatch_text(double seconds, char *out, size_t size)
{
    static const char *const unit[] = {"ns", "µs", "ms", "s"};
    double value = seconds * 1e9;
    size_t u = 0;

    while (u < 3 && value >= 1000) {
        value /= 1000;
        u++;
    }
    (void)snprintf(out, size, "%.*f %s",
                   value < 10    ? 2
                   : value < 100 ? 1
                                 : 0,
                   value, unit[u]);
    return out;
}

long stopwatch_peak_kib(void)
{
    struct rusage r;

    return getrusage(RUSAGE_SELF, &r) == 0 ? r.ru_maxrss : -1;
}
