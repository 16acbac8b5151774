/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/ratio.h"
#include "tests/support/random.h"

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

/* Oracle: small numbers, where the products fit in 64 bits. */
static void test_ratio_diff_cmp_matches_small_products(void **state)
{
    struct test_random r = {.state = 11};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_ratio x[4];

        for (int k = 0; k < 4; k++)
            x[k] = (struct rtpart_ratio){.num = test_random_range(&r, 0, 30),
                                         .den = test_random_range(&r, 1, 30)};
        if (rtpart_ratio_cmp(x[0], x[1]) < 0 || rtpart_ratio_cmp(x[2], x[3]) < 0)
            continue;
        const int64_t l =
            (x[0].num * x[1].den - x[1].num * x[0].den) * x[2].den * x[3].den;
        const int64_t m =
            (x[2].num * x[3].den - x[3].num * x[2].den) * x[0].den * x[1].den;

        assert_int_equal(sign(rtpart_ratio_diff_cmp(x[0], x[1], x[2], x[3])),
                         (l > m) - (l < m));
    }
}

/* At the ends of the range the products leave 128 bits; the order must still be right. */
static void test_ratio_diff_cmp_survives_the_largest_values(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const struct rtpart_ratio one = {max, max};
    const struct rtpart_ratio below = {max - 1, max};
    const struct rtpart_ratio below2 = {max - 2, max - 1};
    const struct rtpart_ratio zero = {0, max};

    (void)state;
    assert_true(rtpart_ratio_diff_cmp(one, zero, below, zero) > 0);
    assert_true(rtpart_ratio_diff_cmp(one, below, one, below2) < 0);
    assert_int_equal(rtpart_ratio_diff_cmp(one, below, one, below), 0);
    assert_int_equal(rtpart_ratio_diff_cmp(one, one, below, below), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio_diff_cmp_matches_small_products),
        cmocka_unit_test(test_ratio_diff_cmp_survives_the_largest_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
