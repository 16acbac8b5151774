/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/share.h"
#include "tests/support/fraction.h"
#include "tests/support/random.h"

/* Oracle: plain fractions, small denominators, so that ties are frequent. */
static void test_share_sum_sign_matches_plain_fractions(void **state)
{
    struct test_random r = {.state = 21};
    int ties = 0;

    (void)state;
    for (int round = 0; round < 30000; round++) {
        const size_t count = (size_t)test_random_range(&r, 0, 6);
        const size_t positive = (size_t)test_random_range(&r, 0, (int64_t)count);
        const struct fraction zero = {0, 1};
        struct rtpart_ratio terms[6];
        struct fraction sum = zero;

        for (size_t i = 0; i < count; i++) {
            const rtpart_ns den = test_random_range(&r, 1, 24);
            const rtpart_ns num = test_random_range(&r, 0, den);
            const struct fraction f = fraction_of(num, den);

            terms[i] = (struct rtpart_ratio){.num = num, .den = den};
            sum = i < positive ? fraction_add(sum, f) : fraction_sub(sum, f);
        }
        ties += sum.num == 0;
        assert_int_equal(rtpart_share_sum_sign(terms, positive, count),
                         fraction_cmp(sum, zero));
    }
    assert_true(ties > 300);
}

/* (d - 2)/d and (d - 3)/(d - 1) are 2/(d(d - 1)) apart: about 2^-105. */
static void test_share_sum_sign_sees_the_smallest_difference(void **state)
{
    const rtpart_ns d = RTPART_NS_MAX;
    struct rtpart_ratio less[] = {{d - 2, d}, {d - 3, d - 1}};
    struct rtpart_ratio more[] = {{d - 3, d - 1}, {d - 2, d}};
    struct rtpart_ratio equal[] = {{d - 1, d}, {1, d}, {1, 3}, {2, 3}, {d, d}, {1, 1}};

    (void)state;
    assert_int_equal(rtpart_share_sum_sign(less, 1, 2), 1);
    assert_int_equal(rtpart_share_sum_sign(more, 1, 2), -1);
    assert_int_equal(rtpart_share_sum_sign(equal, 4, 6), 0);
}

/* Equal sums of different fractions with large denominators: proved equal. */
static void test_share_sum_sign_proves_a_tie(void **state)
{
    /* a/(pq) + b/(pq) against their sum split over p and q: 1/p + 1/q = (p + q)/(pq) */
    const rtpart_ns p = 94906249;
    const rtpart_ns q = 94906247;
    struct rtpart_ratio tie[] = {{1, p}, {1, q}, {p + q, p * q}};
    struct rtpart_ratio below[] = {{1, p}, {1, q}, {p + q + 1, p * q}};
    struct rtpart_ratio above[] = {{1, p}, {1, q}, {p + q - 1, p * q}};

    (void)state;
    assert_true(p * q <= RTPART_NS_MAX);
    assert_int_equal(rtpart_share_sum_sign(tie, 2, 3), 0);
    assert_int_equal(rtpart_share_sum_sign(below, 2, 3), -1);
    assert_int_equal(rtpart_share_sum_sign(above, 2, 3), 1);
}

/* 1/2 + 1/3 + 1/4 - 1: only numerators of 1 are left, and they make up for more than the 1. */
static void test_share_sum_sign_sees_the_smallest_numerators(void **state)
{
    struct rtpart_ratio terms[] = {{1, 2}, {1, 3}, {1, 4}, {1, 1}};

    (void)state;
    assert_int_equal(rtpart_share_sum_sign(terms, 3, 4), 1);
}

/* Of two lists with the same sum neither begins nor ends as the other does. */
static void test_bandwidth_sum_cmp_counts_every_interface(void **state)
{
    static const struct rtpart_prm a[] = {{12, 5}, {12, 3}, {12, 1}};
    static const struct rtpart_prm b[] = {{24, 14}, {30, 5}};

    (void)state;
    assert_int_equal(rtpart_bandwidth_sum_cmp(a, 3, b, 2), 0);
    assert_int_equal(rtpart_bandwidth_sum_cmp(b, 2, a, 3), 0);
    assert_int_equal(rtpart_bandwidth_sum_cmp(a, 3, b, 1), 1);
    assert_int_equal(rtpart_bandwidth_sum_cmp(a, 2, b, 2), -1);
}

static void test_bandwidth_sum_cmp_matches_plain_fractions(void **state)
{
    struct test_random r = {.state = 22};

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct rtpart_prm list[2][4];
        struct fraction sum[2] = {{0, 1}, {0, 1}};
        size_t n[2];

        for (int s = 0; s < 2; s++) {
            n[s] = (size_t)test_random_range(&r, 0, 4);
            for (size_t i = 0; i < n[s]; i++) {
                const rtpart_ns period = test_random_range(&r, 10, 33);
                const rtpart_ns budget = test_random_range(&r, 0, period);

                /* an empty vCPU may have no period either */
                list[s][i] = (struct rtpart_prm){.period = budget > 0 ? period : 0,
                                                 .budget = budget};
                sum[s] = fraction_add(sum[s], fraction_of(budget, period));
            }
        }
        assert_int_equal(rtpart_bandwidth_sum_cmp(list[0], n[0], list[1], n[1]),
                         fraction_cmp(sum[0], sum[1]));
    }
}

static void test_share_rounds_to_both_sides(void **state)
{
    const struct rtpart_ratio third = {1, 3};
    const struct rtpart_ratio half = {1, 2};

    (void)state;
    assert_true(rtpart_share_ceil(third) == rtpart_share_floor(third) + 1);
    assert_true(rtpart_share_floor(half) == RTPART_SHARE_ONE / 2);
    assert_true(rtpart_share_ceil(half) == RTPART_SHARE_ONE / 2);
    assert_true(rtpart_share_floor((struct rtpart_ratio){RTPART_NS_MAX, RTPART_NS_MAX}) ==
                RTPART_SHARE_ONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_sum_sign_matches_plain_fractions),
        cmocka_unit_test(test_share_sum_sign_sees_the_smallest_difference),
        cmocka_unit_test(test_share_sum_sign_proves_a_tie),
        cmocka_unit_test(test_share_sum_sign_sees_the_smallest_numerators),
        cmocka_unit_test(test_bandwidth_sum_cmp_counts_every_interface),
        cmocka_unit_test(test_bandwidth_sum_cmp_matches_plain_fractions),
        cmocka_unit_test(test_share_rounds_to_both_sides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
