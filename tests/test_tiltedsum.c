/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generators/tiltedsum.h"
#include "tests/support/random.h"
#include "tests/support/stats.h"

static struct rtpart_rng start(uint64_t seed)
{
    const struct rtpart_rng_key key = {.seed = seed};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_UTILIZATION);
    return r;
}

static void prepare(struct rtpart_tiltedsum *plan, size_t n, double sum,
                    const struct rtpart_bounds *bounds)
{
    struct rtpart_error err = {0};

    if (rtpart_tiltedsum_plan(plan, n, sum, bounds, &err))
        fail_msg("%s", err.message);
}

/* Equal bounds: the distribution that RandFixedSum has, at every position. */
static void check_equal_bounds(unsigned n, double sum, uint64_t seed)
{
    enum { SAMPLES = 4000, MOST = 10 };
    const struct test_slice slice = {.n = n, .sum = sum};
    static double samples[MOST][SAMPLES];
    struct rtpart_bounds bounds[MOST];
    struct rtpart_tiltedsum plan;
    struct rtpart_rng r = start(seed);
    double x[MOST];

    for (size_t i = 0; i < n; i++)
        bounds[i] = (struct rtpart_bounds){0, 1};
    prepare(&plan, n, sum, bounds);
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(rtpart_tiltedsum_draw(&plan, &r, x, NULL), 0);
        for (size_t j = 0; j < n; j++)
            samples[j][i] = x[j];
    }
    for (size_t j = 0; j < n; j++)
        assert_true(test_ks(samples[j], SAMPLES, test_slice_cdf, &slice) < 2.23);
    rtpart_tiltedsum_free(&plan);
}

static void test_tiltedsum_equal_bounds_are_randfixedsum(void **state)
{
    (void)state;
    check_equal_bounds(2, 0.7, 1);
    check_equal_bounds(3, 1.5, 2);
    check_equal_bounds(3, 2.6, 3);
    check_equal_bounds(10, 1.4, 4);
    check_equal_bounds(10, 8.1, 5);
}

/* Three values: the first two fill the area that the third one's bounds leave, evenly. */
static void test_tiltedsum_is_uniform_within_unequal_bounds(void **state)
{
    enum { SAMPLES = 60000, SIDE = 20 };
    static const struct rtpart_bounds bounds[] = {{0.1, 0.4}, {0, 0.9}, {0.2, 0.7}};
    static size_t counts[SIDE * SIDE];
    size_t inner[SIDE * SIDE];
    size_t cells = 0;
    struct rtpart_tiltedsum plan;
    struct rtpart_rng r = start(6);

    (void)state;
    prepare(&plan, 3, 1, bounds);
    for (int i = 0; i < SAMPLES; i++) {
        double x[3];

        assert_int_equal(rtpart_tiltedsum_draw(&plan, &r, x, NULL), 0);
        for (size_t j = 0; j < 3; j++)
            assert_true(x[j] >= bounds[j].lo && x[j] <= bounds[j].hi);
        assert_true(fabs(x[0] + x[1] + x[2] - 1) < 1e-15);
        counts[(int)((x[0] - 0.1) / 0.3 * SIDE) % SIDE * SIDE +
               (int)(x[1] / 0.9 * SIDE) % SIDE]++;
    }
    /* cells that lie wholly where the third value, 1 - x - y, is within its bounds */
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            const double least = 0.1 + 0.3 * i / SIDE + 0.9 * j / SIDE;
            const double most = 0.1 + 0.3 * (i + 1) / SIDE + 0.9 * (j + 1) / SIDE;

            if (1 - most >= 0.2 && 1 - least <= 0.7)
                inner[cells++] = counts[i * SIDE + j];
            else if (1 - most > 0.7 || 1 - least < 0.2)
                assert_int_equal(counts[i * SIDE + j], 0);
        }
    assert_true(cells > 100);
    assert_true(test_chi_square(inner, cells) > 0.001);
    rtpart_tiltedsum_free(&plan);
}

/* Any bounds, any sum: bounds and sum are kept, and something is accepted. */
static void test_tiltedsum_keeps_sum_and_bounds(void **state)
{
    enum { MOST = 40 };
    struct test_random t = {.state = 7};
    struct rtpart_rng r = start(7);

    (void)state;
    for (int i = 0; i < 3000; i++) {
        const size_t n = (size_t)test_random_range(&t, 1, MOST);
        struct rtpart_bounds bounds[MOST];
        struct rtpart_bounds all = {0, 0};
        struct rtpart_tiltedsum plan;
        double x[MOST];
        double got = 0;

        for (size_t j = 0; j < n; j++) {
            const double unit = ldexp(1, -(int)test_random_range(&t, 0, 12));

            bounds[j].lo = (double)test_random_range(&t, 0, 100) / 100 * unit;
            bounds[j].hi =
                bounds[j].lo + (double)test_random_range(&t, 0, 100) / 100 * unit;
            all.lo += bounds[j].lo;
            all.hi += bounds[j].hi;
        }
        const double part = (double)test_random_range(&t, 0, 20) / 20;
        const double sum = all.lo + part * (all.hi - all.lo);

        prepare(&plan, n, sum, bounds);
        assert_int_equal(rtpart_tiltedsum_draw(&plan, &r, x, NULL), 0);
        for (size_t j = 0; j < n; j++) {
            assert_true(x[j] >= bounds[j].lo && x[j] <= bounds[j].hi);
            got += x[j];
        }
        assert_true(fabs(got - sum) < 1e-13 * (double)n);
        rtpart_tiltedsum_free(&plan);
    }
}

/* Long vectors need no table. */
static void test_tiltedsum_ten_thousand_values(void **state)
{
    enum { N = 10000 };
    struct rtpart_bounds *bounds = calloc(N, sizeof *bounds);
    double *x = calloc(N, sizeof *x);
    struct rtpart_tiltedsum plan;
    struct rtpart_rng r = start(8);
    double sum = 0;

    (void)state;
    assert_non_null(bounds);
    assert_non_null(x);
    for (size_t i = 0; i < N; i++)
        bounds[i] =
            (struct rtpart_bounds){0.01 * (double)(i % 3), 0.5 + 0.1 * (double)(i % 5)};
    prepare(&plan, N, 2000, bounds);
    assert_int_equal(rtpart_tiltedsum_draw(&plan, &r, x, NULL), 0);
    for (size_t i = 0; i < N; i++) {
        assert_true(x[i] >= bounds[i].lo && x[i] <= bounds[i].hi);
        sum += x[i];
    }
    assert_true(fabs(sum - 2000) < 1e-6);
    rtpart_tiltedsum_free(&plan);
    free(bounds);
    free(x);
}

static void test_tiltedsum_refuses_impossible_sums(void **state)
{
    static const struct rtpart_bounds good[] = {{0.1, 0.4}, {0.2, 0.6}};
    static const struct rtpart_bounds bad[][2] = {
        {{0.5, 0.4}, {0, 1}}, {{0, 1}, {NAN, 1}}, {{0, 1}, {0, INFINITY}}};
    struct rtpart_tiltedsum plan;

    (void)state;
    assert_int_equal(rtpart_tiltedsum_plan(&plan, 2, 0.29, good, NULL), RTPART_EUSAGE);
    assert_int_equal(rtpart_tiltedsum_plan(&plan, 2, 1.01, good, NULL), RTPART_EUSAGE);
    assert_int_equal(rtpart_tiltedsum_plan(&plan, 2, NAN, good, NULL), RTPART_EUSAGE);
    assert_int_equal(rtpart_tiltedsum_plan(&plan, 0, 0, good, NULL), RTPART_EUSAGE);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(rtpart_tiltedsum_plan(&plan, 2, 0.5, bad[i], NULL),
                         RTPART_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiltedsum_equal_bounds_are_randfixedsum),
        cmocka_unit_test(test_tiltedsum_is_uniform_within_unequal_bounds),
        cmocka_unit_test(test_tiltedsum_keeps_sum_and_bounds),
        cmocka_unit_test(test_tiltedsum_ten_thousand_values),
        cmocka_unit_test(test_tiltedsum_refuses_impossible_sums),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
