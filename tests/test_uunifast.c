/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generators/uunifast.h"
#include "tests/support/stats.h"

static struct rtpart_rng start(uint64_t seed)
{
    const struct rtpart_rng_key key = {.seed = seed};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_UTILIZATION);
    return r;
}

/* One of n values, uniform on the simplex of that sum: 1 - (1 - x / sum)^(n - 1). */
static double simplex_cdf(double x, const void *ctx)
{
    const struct test_slice *s = ctx;

    return 1 - pow(1 - x / s->sum, s->n - 1);
}

static void test_uunifast_is_uniform_on_simplex(void **state)
{
    enum { SAMPLES = 20000, N = 7 };
    const struct test_slice slice = {.n = N, .sum = 0.8};
    static double samples[N][SAMPLES];
    struct rtpart_rng r = start(1);

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        double x[N];
        double sum = 0;

        rtpart_uunifast_draw(&r, N, 0.8, 0, x);
        for (size_t j = 0; j < N; j++) {
            assert_true(x[j] >= 0);
            sum += x[j];
            samples[j][i] = x[j];
        }
        assert_true(fabs(sum - 0.8) < 1e-14);
    }
    for (size_t j = 0; j < N; j++)
        assert_true(test_ks(samples[j], SAMPLES, simplex_cdf, &slice) < 2.23);
}

static void test_uunifast_respects_lower_bound(void **state)
{
    struct rtpart_rng r = start(2);
    double x[5];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        double sum = 0;

        rtpart_uunifast_draw(&r, 5, 1, 0.1, x);
        for (size_t j = 0; j < 5; j++) {
            assert_true(x[j] >= 0.1);
            sum += x[j];
        }
        assert_true(fabs(sum - 1) < 1e-14);
    }
    rtpart_uunifast_draw(&r, 1, 0.5, 0, x);
    assert_true(x[0] == 0.5);
    rtpart_uunifast_draw(&r, 5, 0.5, 0.1, x); /* no choice; 5 x 0.1 rounds */
    assert_true(fabs(x[4] - 0.1) < 1e-15);
}

/* Discarding leaves the distribution of RandFixedSum. */
static void test_uunifast_discard_is_uniform_on_slice(void **state)
{
    enum { SAMPLES = 4000, N = 6 };
    const struct test_slice slice = {.n = N, .sum = 2.1};
    static double samples[N][SAMPLES];
    struct rtpart_rng r = start(3);

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        double x[N];

        assert_int_equal(rtpart_uunifast_discard_draw(&r, N, 2.1, 0, 1, x, NULL), 0);
        for (size_t j = 0; j < N; j++) {
            assert_true(x[j] <= 1);
            samples[j][i] = x[j];
        }
    }
    for (size_t j = 0; j < N; j++)
        assert_true(test_ks(samples[j], SAMPLES, test_slice_cdf, &slice) < 2.23);
}

static void test_uunifast_discard_gives_up(void **state)
{
    struct rtpart_rng r = start(4);
    struct rtpart_error err = {0};
    double x[12];

    (void)state;
    assert_int_equal(rtpart_uunifast_discard_draw(&r, 12, 11.9, 0, 1, x, &err),
                     RTPART_ERANGE);
    assert_true(err.message[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uunifast_is_uniform_on_simplex),
        cmocka_unit_test(test_uunifast_respects_lower_bound),
        cmocka_unit_test(test_uunifast_discard_is_uniform_on_slice),
        cmocka_unit_test(test_uunifast_discard_gives_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
