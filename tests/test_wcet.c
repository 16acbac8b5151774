/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generators/wcet.h"
#include "tests/support/random.h"

enum { MOST = 60 };

static struct test_random rnd;

/* n utilisations with that sum, each at most 1, however distributed. */
static void share_out(double *u, size_t n, double sum)
{
    double left = sum;

    for (size_t i = 0; i < n; i++) {
        const double others = (double)(n - i - 1);
        const double lo = fmax(0, left - others);
        const double hi = fmin(1, left);
        const double f = (double)test_random_range(&rnd, 0, 1000000) / 1e6;

        u[i] = i + 1 == n ? fmin(fmax(left, 0), 1) : lo + f * f * (hi - lo);
        left -= u[i];
    }
}

/* The sum of C/T, exactly enough: long double. */
static double exact_sum(const rtpart_ns *wcet, const rtpart_ns *period, size_t n)
{
    long double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (long double)wcet[i] / (long double)period[i];
    return (double)sum;
}

/* Random sets; how far the worst sum is off, relatively. */
static double worst_error(rtpart_ns min, rtpart_ns max, rtpart_ns step, double most_sum)
{
    double worst = 0;

    for (int round = 0; round < 3000; round++) {
        const size_t n = (size_t)test_random_range(&rnd, 2, MOST);
        const double sum =
            (double)test_random_range(&rnd, 1, 1000) / 1000 * fmin(most_sum, (double)n);
        double u[MOST];
        rtpart_ns period[MOST];
        rtpart_ns wcet[MOST];
        double realised;

        share_out(u, n, sum);
        for (size_t i = 0; i < n; i++)
            period[i] = test_random_range(&rnd, min, max);
        assert_int_equal(rtpart_wcet_assign(u, period, n, step, wcet, &realised, NULL),
                         0);
        for (size_t i = 0; i < n; i++) {
            assert_true(wcet[i] >= step && wcet[i] <= period[i]);
            assert_int_equal(wcet[i] % step, 0);
        }
        assert_true(fabs(realised - exact_sum(wcet, period, n)) < 1e-12);
        worst = fmax(worst, fabs(realised - sum) / sum);
    }
    return worst;
}

static void test_wcet_sum_is_kept_to_one_ppm(void **state)
{
    (void)state;
    rnd.state = 1;
    assert_true(worst_error(10 * RTPART_MS, RTPART_S, 1, 60) < 1e-6);
    assert_true(worst_error(RTPART_MS, 10 * RTPART_MS, 1, 60) < 1e-6);
}

/* Short periods: single steps are coarser than 1 ppm, pairs of them are not. */
static void test_wcet_pairs_help_short_periods(void **state)
{
    static const double u[] = {0.05, 0.05, 0.1, 0.1, 0.1, 0.1};
    static const rtpart_ns period[] = {100003, 110017, 130021, 151007, 170003, 199999};
    rtpart_ns wcet[6];
    double realised;

    (void)state;
    assert_int_equal(rtpart_wcet_assign(u, period, 6, 1, wcet, &realised, NULL), 0);
    assert_true(fabs(realised - 0.5) < 0.5e-6);
    for (size_t i = 0; i < 6; i++)
        assert_true(fabs((double)wcet[i] - u[i] * (double)period[i]) < 3);
}

/* No task is far from its utilisation. */
static void test_wcet_each_task_is_near(void **state)
{
    (void)state;
    rnd.state = 2;
    for (int round = 0; round < 1000; round++) {
        double u[MOST];
        rtpart_ns period[MOST];
        rtpart_ns wcet[MOST];
        double realised;

        share_out(u, MOST, 20);
        for (size_t i = 0; i < MOST; i++) {
            period[i] = test_random_range(&rnd, 10 * RTPART_MS, RTPART_S);
            u[i] = fmax(u[i], 1e-6);
        }
        assert_int_equal(rtpart_wcet_assign(u, period, MOST, 1, wcet, &realised, NULL),
                         0);
        for (size_t i = 0; i < MOST; i++) /* half a step in 10 ms, handed on */
            assert_true(fabs((double)wcet[i] / (double)period[i] - u[i]) < 1.1e-7);
    }
}

/* Full and nearly empty tasks hit the bounds; what they cannot take goes to others. */
static void test_wcet_bounds_are_kept(void **state)
{
    static const double u[] = {1, 1e-12, 0.4, 0.6 - 1e-12};
    static const rtpart_ns period[] = {1000003, 1000, 30000001, 2000000011};
    static const double full[] = {1, 1, 1};
    rtpart_ns wcet[4];
    double realised;

    (void)state;
    assert_int_equal(rtpart_wcet_assign(u, period, 4, 1, wcet, &realised, NULL), 0);
    assert_int_equal(wcet[1], 1); /* a thousandth more than asked for */
    for (size_t i = 0; i < 4; i++)
        assert_true(wcet[i] >= 1 && wcet[i] <= period[i]);
    assert_true(fabs(realised - 2) < 2e-6);
    assert_int_equal(rtpart_wcet_assign(full, period, 3, 1, wcet, &realised, NULL), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(wcet[i], period[i]);
}

static void test_wcet_steps(void **state)
{
    static const double u[] = {0.5, 0.25};
    static const rtpart_ns period[] = {10 * RTPART_MS, 33 * RTPART_MS};
    rtpart_ns wcet[2];
    double realised;
    struct rtpart_error err = {0};

    (void)state;
    assert_int_equal(rtpart_wcet_assign(u, period, 2, RTPART_MS, wcet, &realised, NULL),
                     0);
    assert_int_equal(wcet[0], 5 * RTPART_MS);
    assert_int_equal(wcet[1], 8 * RTPART_MS); /* 8.25 */
    assert_true(fabs(realised - (0.5 + 8.0 / 33)) < 1e-12);
    assert_int_equal(
        rtpart_wcet_assign(u, period, 2, 20 * RTPART_MS, wcet, &realised, &err),
        RTPART_EUSAGE);
    assert_true(err.message[0] != '\0');
    rnd.state = 3;
    assert_true(worst_error(10 * RTPART_MS, RTPART_S, RTPART_US, 60) < 1e-2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wcet_sum_is_kept_to_one_ppm),
        cmocka_unit_test(test_wcet_pairs_help_short_periods),
        cmocka_unit_test(test_wcet_each_task_is_near),
        cmocka_unit_test(test_wcet_bounds_are_kept),
        cmocka_unit_test(test_wcet_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
