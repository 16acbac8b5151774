/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/ratio_sum.h"
#include "tests/support/random.h"

/* Oracle: the same sum over the common denominator 5040 * 7. */
static void test_ratio_sum_compares_exactly(void **state)
{
    const rtpart_ns dens[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20};
    const rtpart_ns common = 5040 * 7;
    struct test_random r = {.state = 41};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_ratio_sum s = rtpart_ratio_sum_zero();
        rtpart_ns sum = 0;

        for (int64_t n = test_random_range(&r, 0, 6); n > 0; n--) {
            const rtpart_ns den = dens[test_random_range(&r, 0, 15)];
            const rtpart_ns num = test_random_range(&r, -3 * den, 4 * den);

            rtpart_ratio_sum_add(&s, num, den);
            sum += num * (common / den);
        }
        struct rtpart_ratio bound = {.num = test_random_range(&r, 0, 60), .den = 12};

        if (i % 2 == 0 && sum >= 0)
            bound = (struct rtpart_ratio){.num = sum, .den = common};
        const bool at_most = sum * bound.den <= bound.num * common;

        assert_int_equal(rtpart_ratio_sum_at_most(&s, bound), at_most);
        assert_int_equal(rtpart_ratio_sum_above(&s, bound), !at_most);
    }
}

/* Ten times 0.095 is 0.95, which no binary fraction says. */
static void test_ratio_sum_meets_a_decimal_bound(void **state)
{
    const struct rtpart_ratio cap = {.num = 95, .den = 100};
    struct rtpart_ratio_sum s = rtpart_ratio_sum_zero();

    (void)state;
    for (int i = 0; i < 10; i++)
        rtpart_ratio_sum_add(&s, 950000, 10000000);
    assert_true(rtpart_ratio_sum_at_most(&s, cap));
    assert_false(rtpart_ratio_sum_above(&s, cap));
    rtpart_ratio_sum_add(&s, 1, RTPART_NS_MAX);
    assert_false(rtpart_ratio_sum_at_most(&s, cap));
    assert_true(rtpart_ratio_sum_above(&s, cap));
}

/* Denominators without a common multiple in 128 bits: the interval takes over, and knows
 * what it does not know. */
static void test_ratio_sum_stays_safe_where_exactness_ends(void **state)
{
    const rtpart_ns primes[] = {9007199254740881, 9007199254740847, 9007199254740761,
                                9007199254740727};
    struct rtpart_ratio_sum s = rtpart_ratio_sum_zero();
    const struct rtpart_ratio two = {.num = 2, .den = 1};
    const struct rtpart_ratio below = {.num = 2000001, .den = 1000000};

    (void)state;
    for (int i = 0; i < 4; i++)
        rtpart_ratio_sum_add(&s, primes[i] / 2 + 1, primes[i]);
    assert_true(s.den == 0);
    assert_true(rtpart_ratio_sum_above(&s, two)); /* by about 2^-52 */
    assert_false(rtpart_ratio_sum_at_most(&s, two));
    assert_true(rtpart_ratio_sum_at_most(&s, below));
    for (int i = 0; i < 4; i++)
        rtpart_ratio_sum_add(&s, primes[i] / 2, primes[i]);
    /* now exactly 4, but only known to within 2^-71 */
    const struct rtpart_ratio four = {.num = 4, .den = 1};

    assert_false(rtpart_ratio_sum_at_most(&s, four));
    assert_false(rtpart_ratio_sum_above(&s, four));
    assert_true(rtpart_ratio_sum_value(&s) > 3.999999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio_sum_compares_exactly),
        cmocka_unit_test(test_ratio_sum_meets_a_decimal_bound),
        cmocka_unit_test(test_ratio_sum_stays_safe_where_exactness_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
