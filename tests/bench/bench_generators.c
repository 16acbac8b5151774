/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_generators - vectors a second of RandFixedSum, beside the textbook version in the
 *                    same run and the best public figure; and whole task sets a second
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "generators/generate.h"
#include "generators/randfixedsum.h"
#include "tests/bench/textbook_randfixedsum.h"

/*
 * Each figure is the best of so many rounds of about a millisecond, in CPU time: other work
 * on the machine only slows down.
 */
enum { ROUNDS = 60, VALUES_A_ROUND = 100000 };

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct rtpart_rng start(void)
{
    const struct rtpart_rng_key key = {.seed = 1};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_UTILIZATION);
    return r;
}

/* Vectors a second; the time to prepare goes to *plan_s. */
static double measure_ours(size_t n, double *plan_s, double *x, double *bytes)
{
    const size_t count = VALUES_A_ROUND / n;
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start();
    double best = 0;
    const double begin = now_s();

    if (rtpart_randfixedsum_plan(&plan, n, (double)n / 4, 0, 1, NULL))
        abort();
    *plan_s = now_s() - begin;
    *bytes = (double)(plan.entry_count * sizeof *plan.entries);
    for (int round = 0; round < ROUNDS; round++) {
        const double from = now_s();

        for (size_t i = 0; i < count; i++)
            rtpart_randfixedsum_draw(&plan, &r, x);
        const double rate = (double)count / (now_s() - from);

        best = rate > best ? rate : best;
    }
    rtpart_randfixedsum_free(&plan);
    return best;
}

static double measure_textbook(size_t n, double *x)
{
    const size_t count = VALUES_A_ROUND / n;
    struct textbook b;
    gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
    double best = 0;

    if (r == NULL)
        abort();
    textbook_plan(&b, n, (double)n / 4);
    for (int round = 0; round < ROUNDS; round++) {
        const double from = now_s();

        for (size_t i = 0; i < count; i++)
            textbook_draw(&b, r, x);
        const double rate = (double)count / (now_s() - from);

        best = rate > best ? rate : best;
    }
    gsl_rng_free(r);
    free(b.t);
    return best;
}

static void bench_randfixedsum(void)
{
    static const struct {
        size_t n;
        double public; /* numpy, large batches */
    } cases[] = {{10, 265000}, {100, 85000}, {1000, 7300}, {10000, 0}};

    (void)printf("RandFixedSum, one core, U = n/4: vectors a second\n"
                 "%6s %12s %12s %7s %12s %7s %12s %10s\n",
                 "n", "ours", "textbook", "times", "public", "times", "prepare", "table");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const size_t n = cases[i].n;
        double *x = calloc(n, sizeof *x);
        double plan_s;
        double bytes;

        if (x == NULL)
            abort();
        const double ours = measure_ours(n, &plan_s, x, &bytes);

        (void)printf("%6zu %12.0f", n, ours);
        if (cases[i].public > 0) {
            const double textbook = measure_textbook(n, x);

            (void)printf(" %12.0f %7.1f %12.0f %7.1f", textbook, ours / textbook,
                         cases[i].public, ours / cases[i].public);
        } else { /* its volumes are beyond the range of doubles */
            (void)printf(" %12s %7s %12s %7s", "-", "-", "-", "-");
        }
        (void)printf(" %9.2f ms %7.2f MB\n", 1e3 * plan_s, 1e-6 * bytes);
        free(x);
    }
}

static void bench_sets(void)
{
    struct rtpart_generate_request q = rtpart_generate_defaults();
    struct rtpart_generator g;
    double best = 0;
    uint64_t index = 0;

    q.utilization.sum = 1.4;
    if (rtpart_generator_prepare(&g, &q, NULL))
        abort();
    for (int round = 0; round < ROUNDS; round++) {
        const double from = now_s();

        for (int i = 0; i < 1000; i++) {
            struct rtpart_taskset ts;

            if (rtpart_generator_draw(&g, index++, &ts, NULL, NULL))
                abort();
            rtpart_taskset_free(&ts);
        }
        const double rate = 1000 / (now_s() - from);

        best = rate > best ? rate : best;
    }
    rtpart_generator_free(&g);
    (void)printf(
        "\nTask sets of 10 tasks, each seeded by itself, not written: %.0f a second\n",
        best);
}

int main(void)
{
    bench_randfixedsum();
    bench_sets();
    return 0;
}
