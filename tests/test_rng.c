/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "generators/exponential.h"
#include "generators/rng.h"
#include "tests/support/stats.h"

static struct rtpart_rng start(uint64_t seed, uint64_t point, uint64_t index)
{
    const struct rtpart_rng_key key = {seed, point, index};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_UTILIZATION);
    return r;
}

/* First outputs of the published xoshiro256++ from the state 1, 2, 3, 4 [BV21]. */
static void test_rng_is_xoshiro(void **state)
{
    static const uint64_t expected[] = {
        UINT64_C(41943041), UINT64_C(58720359), UINT64_C(3588806011781223),
        UINT64_C(3591011842654386), UINT64_C(9228616714210784205)};
    struct rtpart_rng r = {{1, 2, 3, 4}};

    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_true(rtpart_rng_next(&r) == expected[i]);
}

static void test_rng_gives_every_key_its_own_stream(void **state)
{
    const struct rtpart_rng_key key = {1, 0, 0};
    struct rtpart_rng all[] = {start(1, 0, 0), start(0, 1, 0), start(0, 0, 1),
                               start(1, 1, 0), start(1, 0, 1), start(0, 0, 0),
                               {{0}}};
    uint64_t first[7];

    (void)state;
    rtpart_rng_start(&all[6], &key, RTPART_STREAM_PERIOD);
    for (size_t i = 0; i < 7; i++) {
        first[i] = rtpart_rng_next(&all[i]);
        for (size_t j = 0; j < i; j++)
            assert_true(first[i] != first[j]);
    }
    /* the same key again: the same stream */
    struct rtpart_rng again = start(1, 0, 0);

    assert_true(rtpart_rng_next(&again) == first[0]);
}

/* Neighbouring indices, where a weak seeding would show: first outputs look random. */
static void test_rng_streams_of_neighbours_are_independent(void **state)
{
    enum { CELLS = 256, SAMPLES = 51200 };
    size_t values[CELLS] = {0};
    size_t differences[CELLS] = {0};
    uint64_t before = 0;

    (void)state;
    for (uint64_t i = 0; i < SAMPLES; i++) {
        struct rtpart_rng r = start(7, 3, i);
        const uint64_t x = rtpart_rng_next(&r);

        values[x >> 56]++;
        differences[(x - before) >> 56]++;
        before = x;
    }
    assert_true(test_chi_square(values, CELLS) > 0.001);
    assert_true(test_chi_square(differences, CELLS) > 0.001);
}

static void test_rng_unit_is_between_zero_and_one(void **state)
{
    (void)state;
    assert_true(rtpart_rng_unit(0) == 0x1p-53);
    assert_true(rtpart_rng_unit(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(rtpart_rng_unit(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
}

static void test_rng_below_is_even(void **state)
{
    struct rtpart_rng r = start(2, 0, 0);
    size_t counts[85] = {0};

    (void)state;
    for (int i = 0; i < 85000; i++)
        counts[rtpart_rng_below(&r, 85)]++;
    assert_true(test_chi_square(counts, 85) > 0.001);
    assert_true(rtpart_rng_below(&r, 1) == 0);
    /* far more than 2^32 values: all bits are used */
    uint64_t seen = 0;

    for (int i = 0; i < 100; i++)
        seen |= rtpart_rng_below(&r, UINT64_C(1) << 62);
    assert_true(seen == (UINT64_C(1) << 62) - 1);
}

static void test_rng_feeds_gsl(void **state)
{
    struct rtpart_rng r = start(3, 0, 0);
    struct rtpart_rng twin = r;
    const gsl_rng view = rtpart_rng_gsl(&r);
    double sum = 0;

    (void)state;
    assert_true(gsl_rng_get(&view) == rtpart_rng_next(&twin));
    assert_true(gsl_rng_uniform(&view) == rtpart_rng_uniform(&twin));
    for (int i = 0; i < 10000; i++)
        sum += gsl_ran_gaussian_ziggurat(&view, 1);
    assert_true(fabs(sum) < 4 * 100);
    /* seeded GSL's way, it has a state of its own */
    gsl_rng *own = gsl_rng_alloc(view.type);

    assert_non_null(own);
    gsl_rng_set(own, 5);
    const unsigned long first = gsl_rng_get(own);

    gsl_rng_set(own, 5);
    assert_true(gsl_rng_get(own) == first);
    gsl_rng_free(own);
}

/* All 120 orders of five things, equally often. */
static void test_rng_shuffle_is_even(void **state)
{
    struct rtpart_rng r = start(4, 0, 0);
    size_t counts[3125] = {0};
    size_t used[120];
    size_t orders = 0;

    (void)state;
    for (int i = 0; i < 60000; i++) {
        double x[] = {0, 1, 2, 3, 4};
        size_t code = 0;

        rtpart_rng_shuffle(&r, x, 5);
        for (size_t j = 0; j < 5; j++)
            code = 5 * code + (size_t)x[j];
        counts[code]++;
    }
    for (size_t i = 0; i < 3125; i++)
        if (counts[i] > 0) {
            assert_true(orders < 120);
            used[orders++] = counts[i];
        }
    assert_int_equal(orders, 120);
    assert_true(test_chi_square(used, 120) > 0.001);
}

/* Long arrays take another path; a permutation comes out, and element 0 goes anywhere. */
static void test_rng_shuffle_long_arrays(void **state)
{
    enum { N = 70000, CELLS = 10, ROUNDS = 300 };
    static double x[N];
    static unsigned char seen[N];
    struct rtpart_rng r = start(5, 0, 0);
    size_t counts[CELLS] = {0};

    (void)state;
    for (size_t i = 0; i < N; i++)
        x[i] = (double)i;
    for (int round = 0; round < ROUNDS; round++) {
        const double first = x[0];
        const double last = x[N - 1];

        rtpart_rng_shuffle(&r, x, N);
        for (size_t i = 0; i < N; i++)
            if (x[i] == first || x[i] == last)
                counts[i * CELLS / N]++;
    }
    for (size_t i = 0; i < N; i++)
        seen[(size_t)x[i]]++;
    for (size_t i = 0; i < N; i++)
        assert_int_equal(seen[i], 1);
    assert_true(test_chi_square(counts, CELLS) > 0.001);
    rtpart_rng_shuffle(&r, x, 0);
    rtpart_rng_shuffle(&r, x, 1);
}

static double exponential_cdf(double x, const void *ctx)
{
    (void)ctx;
    return -expm1(-x);
}

/*
 * Between two edges the density is made of rectangles and of a wedge, which has a path of
 * its own: chi-square over quarters of these strips, those of more than 100 expected.
 */
static double strips_chi_square(const struct rtpart_exponential *e, const double *sorted,
                                size_t n)
{
    double sum = 0;
    size_t cells = 0;
    size_t at = 0;

    for (size_t i = 256; i > 1; i--)
        for (int quarter = 0; quarter < 4; quarter++) {
            const double width = (e->edge[i - 1] - e->edge[i]) / 4;
            const double lo = e->edge[i] + quarter * width;
            const double expected = (double)n * (exp(-lo) - exp(-lo - width));
            size_t count = 0;

            for (; at < n && sorted[at] < lo + width; at++)
                count++;
            if (expected < 100)
                continue;
            sum += ((double)count - expected) * ((double)count - expected) / expected;
            cells++;
        }
    return gsl_cdf_chisq_Q(sum, (double)cells);
}

static void test_exponential_is_exponential(void **state)
{
    enum { N = 1000000 };
    static double x[N];
    const double tail = 7.69711747013104972;
    struct rtpart_rng r = start(6, 0, 0);
    struct rtpart_exponential e;
    size_t beyond = 0; /* in the tail */
    double again = 0;

    (void)state;
    rtpart_exponential_init(&e);
    /* layers of equal area: the last one must close at the top of the curve */
    assert_true(fabs(e.edge[255] * (1 - exp(-e.edge[255])) - (tail + 1) * exp(-tail)) <
                1e-12);
    const double sum = rtpart_exponential_fill(&e, &r, x, N);

    for (size_t i = 0; i < N; i++) {
        again += x[i];
        beyond += x[i] > tail;
        assert_true(x[i] > 0);
    }
    assert_true(fabs(sum - again) < 1e-6);
    assert_true(beyond > 380 && beyond < 530); /* 454 expected */
    assert_true(test_ks(x, N, exponential_cdf, NULL) < 1.95);
    assert_true(strips_chi_square(&e, x, N) > 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rng_is_xoshiro),
        cmocka_unit_test(test_rng_gives_every_key_its_own_stream),
        cmocka_unit_test(test_rng_streams_of_neighbours_are_independent),
        cmocka_unit_test(test_rng_unit_is_between_zero_and_one),
        cmocka_unit_test(test_rng_below_is_even),
        cmocka_unit_test(test_rng_feeds_gsl),
        cmocka_unit_test(test_rng_shuffle_is_even),
        cmocka_unit_test(test_rng_shuffle_long_arrays),
        cmocka_unit_test(test_exponential_is_exponential),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
