/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generators/portable_math.h"
#include "tests/support/random.h"

/* Error of `x` in units in the last place of the exact value (long double). */
static double ulps(double x, long double exact)
{
    const double rounded = (double)exact;
    const double ulp = nextafter(fabs(rounded), INFINITY) - fabs(rounded);

    return (double)(fabsl(x - exact) / ulp);
}

/* Uniform in (0, 1]. */
static double uniform(struct test_random *r)
{
    return ((double)(test_random_next(r) >> 11) + 1) * 0x1p-53;
}

static void test_log_is_accurate(void **state)
{
    struct test_random r = {.state = 1};

    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double u = uniform(&r);
        const double wide = ldexp(u, (int)test_random_range(&r, -900, 900));
        const double near_one =
            1 + (u - 0.5) * ldexp(1, -(int)test_random_range(&r, 0, 50));

        assert_true(ulps(rtpart_log(u), logl(u)) < 2.5);
        assert_true(ulps(rtpart_log(wide), logl(wide)) < 2.5);
        assert_true(ulps(rtpart_log(near_one), logl(near_one)) < 2.5);
    }
    assert_true(rtpart_log(1) == 0);
}

static void test_log1p_is_accurate(void **state)
{
    struct test_random r = {.state = 2};

    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double u = uniform(&r);
        const double x = ldexp(2 * u - 1, -(int)test_random_range(&r, 0, 60));

        if (x > -1)
            assert_true(ulps(rtpart_log1p(x), log1pl(x)) < 4.5);
    }
    assert_true(rtpart_log1p(0) == 0);
}

static void test_exp_is_accurate(void **state)
{
    struct test_random r = {.state = 3};

    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double x =
            (2 * uniform(&r) - 1) * ldexp(700, -(int)test_random_range(&r, 0, 60));

        assert_true(ulps(rtpart_exp(x), expl(x)) < 2.5);
    }
    assert_true(rtpart_exp(0) == 1);
    assert_true(rtpart_exp(-701) == 0);
    assert_true(rtpart_exp(-INFINITY) == 0);
}

static void test_expm1_is_accurate(void **state)
{
    struct test_random r = {.state = 4};

    (void)state;
    for (int i = 0; i < 300000; i++) {
        const double x =
            (2 * uniform(&r) - 1) * ldexp(700, -(int)test_random_range(&r, 0, 60));

        assert_true(ulps(rtpart_expm1(x), expm1l(x)) < 4.5);
    }
    assert_true(rtpart_expm1(0) == 0);
    assert_true(rtpart_expm1(-1000) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_is_accurate),
        cmocka_unit_test(test_log1p_is_accurate),
        cmocka_unit_test(test_exp_is_accurate),
        cmocka_unit_test(test_expm1_is_accurate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
