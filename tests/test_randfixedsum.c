/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generators/randfixedsum.h"
#include "tests/support/stats.h"

static void prepare(struct rtpart_randfixedsum *plan, size_t n, double sum, double lo,
                    double hi)
{
    struct rtpart_error err = {0};

    if (rtpart_randfixedsum_plan(plan, n, sum, lo, hi, &err))
        fail_msg("%zu values, sum %g: %s", n, sum, err.message);
}

static struct rtpart_rng start(uint64_t seed)
{
    const struct rtpart_rng_key key = {.seed = seed};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_UTILIZATION);
    return r;
}

static double total(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static double *vector(size_t n)
{
    double *x = calloc(n, sizeof *x);

    assert_non_null(x);
    return x;
}

/*
 * Oracle for row d: P(x_1 = 1) from the volumes themselves, in long double, which does not
 * underflow for these d. q[j] is the probability of reaching state j; on to row d - 1.
 */
static void check_row(const struct rtpart_randfixedsum *plan, unsigned d, double *q)
{
    const unsigned top = (unsigned)plan->sum;
    long double f[200]; /* f_{d-1}(sum - i) */

    test_irwin_hall_row(d - 1, plan->sum, f, top + 2);
    for (unsigned j = 0; j <= top && j < d; j++) {
        if (q[j] <= 0)
            continue;
        const long double s = plan->sum - top + j;
        const long double one = (d - s) * f[top - j + 1];
        const long double zero = s * f[top - j];
        const double expected = one + zero > 0 ? (double)(one / (one + zero)) : 0;
        const uint64_t entry = plan->entries[plan->rows[d].base + j];
        const double p = (double)entry * 0x1p-63;

        /* forced at the edge of what is kept, or a probability below 2^-63 */
        if (entry == 0 || entry == UINT64_C(1) << 63)
            assert_true(q[j] * fabs(p - expected) < 0x1p-63);
        else
            assert_true(fabs(p - expected) < 1e-13);
        if (j > 0)
            q[j - 1] += q[j] * p;
        q[j] *= 1 - p;
    }
}

static void test_randfixedsum_table_matches_volumes(void **state)
{
    static const struct {
        size_t n;
        double sum;
    } cases[] = {{2, 1},      {2, 0.5},  {3, 1.5},   {5, 2},     {10, 1.4},
                 {10, 9.999}, {12, 6},   {20, 0.01}, {50, 12.5}, {100, 50},
                 {150, 3.3},  {300, 75}, {300, 299}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_randfixedsum plan;
        double q[200] = {0};

        prepare(&plan, cases[i].n, cases[i].sum, 0, 1);
        q[(size_t)plan.sum] = 1;
        for (unsigned d = (unsigned)cases[i].n; d >= 2; d--)
            check_row(&plan, d, q);
        assert_true(fabs(q[0] - 1) < 1e-12); /* every walk ends at 0 < s < 1, d = 1 */
        rtpart_randfixedsum_free(&plan);
    }
}

static void test_randfixedsum_keeps_sum_and_bounds(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 7, 10, 64, 100, 1000};
    static const double parts[] = {0, 1e-15, 1e-6, 0.1, 0.14, 0.25, 0.5, 0.75, 0.999, 1};
    static const double ranges[][2] = {
        {0, 1}, {0.01, 1}, {0.1, 0.2}, {-3, 5}, {0.3, 0.3}};
    struct rtpart_rng r = start(1);

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
            for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++) {
                const size_t n = sizes[i];
                const double lo = ranges[k][0];
                const double hi = ranges[k][1];
                const double sum = (double)n * (lo + parts[j] * (hi - lo));
                struct rtpart_randfixedsum plan;
                double x[1000];

                prepare(&plan, n, sum, lo, hi);
                for (int repeat = 0; repeat < 20; repeat++) {
                    rtpart_randfixedsum_draw(&plan, &r, x);
                    for (size_t v = 0; v < n; v++)
                        assert_true(x[v] >= lo && x[v] <= hi);
                    assert_true(fabs(total(x, n) - sum) <
                                1e-12 * (double)n * (hi - lo + 1));
                }
                rtpart_randfixedsum_free(&plan);
            }
}

/* The distribution of each place of the vector against the closed form. */
static void check_marginals(unsigned n, double sum, uint64_t seed)
{
    enum { SAMPLES = 4000 };
    const struct test_slice slice = {.n = n, .sum = sum};
    const unsigned places[] = {0, n / 2, n - 1};
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(seed);
    double *x = vector(n);
    double *samples[3] = {vector(SAMPLES), vector(SAMPLES), vector(SAMPLES)};

    prepare(&plan, n, sum, 0, 1);
    for (size_t i = 0; i < SAMPLES; i++) {
        rtpart_randfixedsum_draw(&plan, &r, x);
        for (size_t k = 0; k < 3; k++)
            samples[k][i] = x[places[k]];
    }
    for (size_t k = 0; k < 3; k++) {
        assert_true(test_ks(samples[k], SAMPLES, test_slice_cdf, &slice) < 1.95);
        free(samples[k]);
    }
    free(x);
    rtpart_randfixedsum_free(&plan);
}

static void test_randfixedsum_marginals_are_right(void **state)
{
    (void)state;
    check_marginals(2, 1, 2);
    check_marginals(2, 0.3, 3);
    check_marginals(2, 1.9, 4);
    check_marginals(3, 1.5, 5);
    check_marginals(3, 0.8, 6);
    check_marginals(3, 2.4, 7);
    check_marginals(3, 2, 8);
    check_marginals(10, 1.4, 9);
    check_marginals(10, 7.5, 10);
    check_marginals(30, 7.5, 11);
}

/* A constant density on the triangle itself, not only on its edges: n = 3, sum 0.9. */
static void test_randfixedsum_fills_triangle_evenly(void **state)
{
    enum { SAMPLES = 30000, SIDE = 15 };
    size_t counts[SIDE * SIDE] = {0};
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(12);

    (void)state;
    prepare(&plan, 3, 0.9, 0, 1);
    for (int i = 0; i < SAMPLES; i++) {
        double x[3];

        rtpart_randfixedsum_draw(&plan, &r, x);
        /* lines parallel to the sides cut it into 15^2 equal triangles */
        const int row = (int)(x[0] / 0.9 * SIDE);
        const int a = (int)(x[1] / 0.9 * SIDE);
        const int b = (int)(x[2] / 0.9 * SIDE);
        const int column = 2 * a + (row + a + b == SIDE - 1 ? 0 : 1);

        assert_true(row < SIDE && column < 2 * (SIDE - row) - 1);
        counts[SIDE * SIDE - (SIDE - row) * (SIDE - row) + column]++;
    }
    assert_true(test_chi_square(counts, SIDE * SIDE) > 0.001);
    rtpart_randfixedsum_free(&plan);
}

static void check_variance(unsigned n, double sum, int samples, uint64_t seed)
{
    const double exact = test_slice_variance(&(struct test_slice){.n = n, .sum = sum});
    const double mean = sum / n;
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(seed);
    double *x = vector(n);
    double square = 0;
    double neighbours = 0;

    prepare(&plan, n, sum, 0, 1);
    for (int i = 0; i < samples; i++) {
        rtpart_randfixedsum_draw(&plan, &r, x);
        for (unsigned j = 0; j < n; j++) {
            square += (x[j] - mean) * (x[j] - mean);
            neighbours += (x[j] - mean) * (x[(j + 1) % n] - mean);
        }
    }
    square /= (double)n * samples;
    neighbours /= (double)n * samples;
    /* about n samples/2 independent squares, each with a deviation below 1.5 of its mean */
    const double tolerance = 5 * 1.5 * exact / sqrt(0.5 * n * samples);

    assert_true(fabs(square - exact) < tolerance);
    /* the sum is constant, so the covariance is -variance / (n - 1) */
    assert_true(fabs(neighbours + exact / (n - 1)) < tolerance);
    free(x);
    rtpart_randfixedsum_free(&plan);
}

static void test_randfixedsum_variance_is_right(void **state)
{
    (void)state;
    check_variance(10, 1.4, 20000, 13);
    check_variance(50, 12.5, 4000, 14);
    check_variance(100, 80, 2000, 15);
    check_variance(300, 75, 1000, 16);
}

/* Where the largest and the least value stand must be no matter of chance's preference. */
static void check_positions(size_t n, double sum, int samples, uint64_t seed)
{
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(seed);
    size_t *largest = calloc(n, sizeof *largest);
    size_t *least = calloc(n, sizeof *least);
    double *x = vector(n);

    assert_non_null(largest);
    assert_non_null(least);
    prepare(&plan, n, sum, 0, 1);
    for (int i = 0; i < samples; i++) {
        size_t a = 0;
        size_t b = 0;

        rtpart_randfixedsum_draw(&plan, &r, x);
        for (size_t j = 1; j < n; j++) {
            a = x[j] > x[a] ? j : a;
            b = x[j] < x[b] ? j : b;
        }
        largest[a]++;
        least[b]++;
    }
    assert_true(test_chi_square(largest, n) > 0.001);
    assert_true(test_chi_square(least, n) > 0.001);
    free(x);
    free(largest);
    free(least);
    rtpart_randfixedsum_free(&plan);
}

static void test_randfixedsum_has_no_favourite_position(void **state)
{
    (void)state;
    check_positions(2, 0.7, 20000, 17);
    check_positions(3, 1.5, 20000, 18);
    check_positions(5, 4.5, 20000, 19);
    check_positions(10, 1.4, 40000, 20);
    check_positions(200, 50, 20000, 21);
}

/* Distribution of one of very many values: density proportional to exp(-t x) on [0, 1]. */
static double tilted_cdf(double x, const void *ctx)
{
    const double t = *(const double *)ctx;

    return expm1(-t * x) / expm1(-t);
}

/* t with which that density has this mean, 0 < mean < 1/2. */
static double tilt_of_mean(double mean)
{
    double lo = 1e-6;
    double hi = 1e3;

    for (int i = 0; i < 100; i++) {
        const double t = (lo + hi) / 2;

        if (1 / t - 1 / expm1(t) > mean)
            lo = t;
        else
            hi = t;
    }
    return lo;
}

/*
 * By the central limit theorem the values of a long vector are nearly independent with
 * that density; the difference is of the order 1/n, far below what 10,000 values can show.
 */
static void test_randfixedsum_ten_thousand_values(void **state)
{
    enum { N = 10000 };
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(22);
    double *x = vector(N);
    const double t = tilt_of_mean(0.25);

    (void)state;
    prepare(&plan, N, 0.25 * N, 0, 1);
    assert_true(plan.entry_count * sizeof *plan.entries < (size_t)32 << 20);
    for (int i = 0; i < 20; i++) {
        rtpart_randfixedsum_draw(&plan, &r, x);
        for (size_t j = 0; j < N; j++)
            assert_true(isfinite(x[j]) && x[j] >= 0 && x[j] <= 1);
        assert_true(fabs(total(x, N) - 0.25 * N) < 1e-6 * 0.25 * N);
        /* first half and second half, whose sums are free, look alike */
        assert_true(fabs(total(x, N / 2) - 0.125 * N) < 5 * 0.25 * sqrt(N) / 2);
        assert_true(test_ks(x, N, tilted_cdf, &t) < 1.95);
    }
    free(x);
    rtpart_randfixedsum_free(&plan);
}

static void test_randfixedsum_limits(void **state)
{
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(23);
    double *x = vector(RTPART_RANDFIXEDSUM_MAX);

    (void)state;
    prepare(&plan, RTPART_RANDFIXEDSUM_MAX, 1, 0, 1);
    rtpart_randfixedsum_draw(&plan, &r, x);
    assert_true(fabs(total(x, RTPART_RANDFIXEDSUM_MAX) - 1) < 1e-9);
    rtpart_randfixedsum_free(&plan);
    free(x);
    assert_int_equal(
        rtpart_randfixedsum_plan(&plan, RTPART_RANDFIXEDSUM_MAX + 1, 1, 0, 1, NULL),
        RTPART_EUSAGE);
}

static void test_randfixedsum_refuses_impossible_sums(void **state)
{
    static const struct {
        size_t n;
        double sum, lo, hi;
    } cases[] = {{0, 0, 0, 1},        {2, 2.1, 0, 1},  {2, -0.1, 0, 1},
                 {3, 0.2, 0.1, 1},    {2, 1, 1, 0},    {2, NAN, 0, 1},
                 {2, INFINITY, 0, 1}, {2, 1, NAN, 1},  {2, 1, 0, INFINITY},
                 {2, 1, 0.2, 0.3},    {2, 1, 0.6, 0.6}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_randfixedsum plan;
        struct rtpart_error err = {0};

        assert_int_equal(rtpart_randfixedsum_plan(&plan, cases[i].n, cases[i].sum,
                                                  cases[i].lo, cases[i].hi, &err),
                         RTPART_EUSAGE);
        assert_true(err.message[0] != '\0');
        assert_null(plan.entries);
        rtpart_randfixedsum_free(&plan);
    }
}

/* 10 x 0.14 is more than 1.4 in doubles: rounding is no error. */
static void test_randfixedsum_takes_rounded_edges(void **state)
{
    struct rtpart_randfixedsum plan;
    struct rtpart_rng r = start(24);
    double x[10];

    (void)state;
    prepare(&plan, 10, 1.4, 0.14, 1);
    rtpart_randfixedsum_draw(&plan, &r, x);
    for (size_t i = 0; i < 10; i++)
        assert_true(x[i] >= 0.14 && x[i] < 0.14 + 1e-12);
    rtpart_randfixedsum_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_randfixedsum_table_matches_volumes),
        cmocka_unit_test(test_randfixedsum_keeps_sum_and_bounds),
        cmocka_unit_test(test_randfixedsum_marginals_are_right),
        cmocka_unit_test(test_randfixedsum_fills_triangle_evenly),
        cmocka_unit_test(test_randfixedsum_variance_is_right),
        cmocka_unit_test(test_randfixedsum_has_no_favourite_position),
        cmocka_unit_test(test_randfixedsum_ten_thousand_values),
        cmocka_unit_test(test_randfixedsum_limits),
        cmocka_unit_test(test_randfixedsum_refuses_impossible_sums),
        cmocka_unit_test(test_randfixedsum_takes_rounded_edges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
