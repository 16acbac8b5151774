/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_prm.c - supply of a periodic resource and its two inverses
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/prm.h"
#include "common/wide.h"
#include "tests/support/oracle_supply.h"
#include "tests/support/random.h"

/* Longest window that the header allows. */
#define WINDOW_MAX ((rtpart_ns)1 << 62)

static void expect(rtpart_ns got, rtpart_ns want, const struct rtpart_prm *r, rtpart_ns x)
{
    if (got != want)
        fail_msg("(Q, P) = (%ld, %ld), argument %ld: got %ld, expected %ld",
                 (long)r->budget, (long)r->period, (long)x, (long)got, (long)want);
}

/* A resource of nanoseconds, of any size from a few to the largest. */
static struct rtpart_prm any_prm(struct test_random *random)
{
    const rtpart_ns top = (rtpart_ns)1 << test_random_range(random, 1, 53);
    const rtpart_ns period = test_random_range(random, 1, top);

    return (struct rtpart_prm){.period = period,
                               .budget = test_random_range(random, 0, period)};
}

static rtpart_ns any_window(struct test_random *random)
{
    return test_random_range(random, 0, (rtpart_ns)1 << test_random_range(random, 1, 62));
}

/* Oracle: the worst supply pattern, one tick at a time. */
static void test_prm_sbf_matches_tick_oracle(void **state)
{
    (void)state;
    for (rtpart_ns period = 1; period <= 16; period++)
        for (rtpart_ns budget = 0; budget <= period; budget++)
            for (rtpart_ns t = 0; t <= 6 * period; t++) {
                const struct rtpart_prm r = {.period = period, .budget = budget};

                expect(rtpart_prm_sbf(&r, t), oracle_sbf(&r, t), &r, t);
            }
}

/* Oracle: all patterns of the budget in its period, all windows. */
static void test_prm_sbf_is_the_least_over_all_patterns(void **state)
{
    (void)state;
    for (rtpart_ns period = 1; period <= 6; period++)
        for (rtpart_ns budget = 0; budget <= period; budget++)
            for (rtpart_ns t = 0; t <= 4 * period; t++) {
                const struct rtpart_prm r = {.period = period, .budget = budget};

                expect(rtpart_prm_sbf(&r, t), oracle_sbf_all_patterns(&r, t), &r, t);
            }
}

/* With y = t - (P - Q): floor(y/P) Q + max(0, y - floor(y/P) P - (P - Q)), in 128 bits. */
static rtpart_i128 sbf_as_printed(const struct rtpart_prm *r, rtpart_ns t)
{
    const rtpart_i128 gap = r->period - r->budget;
    const rtpart_i128 y = t - gap;

    if (y < 0)
        return 0;
    const rtpart_i128 rest = y - y / r->period * r->period - gap;

    return y / r->period * r->budget + (rest > 0 ? rest : 0);
}

static void test_prm_sbf_keeps_its_formula_at_any_size(void **state)
{
    struct test_random random = {.state = 1};

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const struct rtpart_prm r = any_prm(&random);
        const rtpart_ns t = any_window(&random);

        expect(rtpart_prm_sbf(&r, t), (rtpart_ns)sbf_as_printed(&r, t), &r, t);
    }
}

static void test_prm_sbf_scales_with_the_unit(void **state)
{
    struct test_random random = {.state = 2};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct rtpart_prm r = {.period = test_random_range(&random, 10, 40),
                                     .budget = test_random_range(&random, 0, 10)};
        const rtpart_ns t = test_random_range(&random, 0, 200);
        const rtpart_ns scale = test_random_range(&random, 1, 10 * RTPART_MS);
        const struct rtpart_prm in_ns = {.period = r.period * scale,
                                         .budget = r.budget * scale};

        expect(rtpart_prm_sbf(&in_ns, t * scale), oracle_sbf(&r, t) * scale, &r, t);
    }
}

static void test_prm_sbf_falls_neither_with_budget_nor_with_window(void **state)
{
    struct test_random random = {.state = 3};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const struct rtpart_prm r = any_prm(&random);
        const struct rtpart_prm more = {
            .period = r.period, .budget = test_random_range(&random, r.budget, r.period)};
        const rtpart_ns t = any_window(&random);
        const rtpart_ns supply = rtpart_prm_sbf(&r, t);

        assert_in_range(supply, 0, t);
        assert_true(rtpart_prm_sbf(&more, t) >= supply);
        assert_true(rtpart_prm_sbf(&r, test_random_range(&random, t, WINDOW_MAX)) >=
                    supply);
    }
}

static void test_prm_full_budget_is_a_processor_and_none_is_nothing(void **state)
{
    const rtpart_ns windows[] = {0, 1, 7, 8, 9, RTPART_NS_MAX, WINDOW_MAX};
    const struct rtpart_prm full = {.period = 8, .budget = 8};
    const struct rtpart_prm none = {.period = 8, .budget = 0};

    (void)state;
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        expect(rtpart_prm_sbf(&full, windows[i]), windows[i], &full, windows[i]);
        expect(rtpart_prm_lsbf(&full, windows[i]), windows[i], &full, windows[i]);
        expect(rtpart_prm_sbf(&none, windows[i]), 0, &none, windows[i]);
        expect(rtpart_prm_lsbf(&none, windows[i]), 0, &none, windows[i]);
    }
}

/* Nothing is sure for 2(P - Q): the blackout ends there, to the nanosecond. */
static void test_prm_blackout_is_twice_the_gap(void **state)
{
    struct test_random random = {.state = 4};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_prm r = any_prm(&random);

        if (r.budget == 0)
            r.budget = r.period;
        const rtpart_ns blackout = 2 * (r.period - r.budget);

        expect(rtpart_prm_sbf(&r, blackout), 0, &r, blackout);
        expect(rtpart_prm_sbf(&r, blackout + 1), 1, &r, blackout + 1);
    }
}

static void test_prm_lsbf_is_the_linear_bound_rounded_down(void **state)
{
    struct test_random random = {.state = 5};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const struct rtpart_prm r = any_prm(&random);
        const rtpart_ns t = any_window(&random);
        const rtpart_ns rest = t - 2 * (r.period - r.budget);
        const rtpart_ns got = rtpart_prm_lsbf(&r, t);
        const rtpart_i128 exact = rest > 0 ? (rtpart_i128)rest * r.budget : 0;

        assert_true((rtpart_i128)got * r.period <= exact);
        assert_true(((rtpart_i128)got + 1) * r.period > exact);
        assert_true(got <= rtpart_prm_sbf(&r, t));
    }
}

/* The linear bound touches the supply where a budget ends. */
static void test_prm_lsbf_meets_sbf_at_the_end_of_each_budget(void **state)
{
    (void)state;
    for (rtpart_ns period = 1; period <= 20; period++)
        for (rtpart_ns budget = 1; budget <= period; budget++)
            for (rtpart_ns k = 0; k < 4; k++) {
                const struct rtpart_prm r = {.period = period, .budget = budget};
                const rtpart_ns t = 2 * (period - budget) + k * period;

                expect(rtpart_prm_lsbf(&r, t), rtpart_prm_sbf(&r, t), &r, t);
                expect(rtpart_prm_sbf(&r, t), k * budget, &r, t);
            }
}

static void test_prm_budget_for_matches_linear_search(void **state)
{
    (void)state;
    for (rtpart_ns period = 1; period <= 10; period++)
        for (rtpart_ns t = 0; t <= 5 * period; t++)
            for (rtpart_ns work = 0; work <= t + 1; work++) {
                const struct rtpart_prm r = {.period = period, .budget = work};

                expect(rtpart_prm_budget_for(period, t, work),
                       oracle_budget_for(period, t, work), &r, t);
            }
}

static void test_prm_budget_for_is_enough_and_the_least_at_any_size(void **state)
{
    struct test_random random = {.state = 6};
    int partial = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        const rtpart_ns period = any_prm(&random).period;
        const rtpart_ns reach = test_random_range(&random, 1, 64);
        const rtpart_ns t = i % 2 == 0 ? any_window(&random)
                                       : test_random_range(&random, 1, reach * period);
        const rtpart_ns work = test_random_range(&random, 0, t);
        struct rtpart_prm r = {.period = period,
                               .budget = rtpart_prm_budget_for(period, t, work)};

        assert_in_range(r.budget, 0, period);
        assert_true(rtpart_prm_sbf(&r, t) >= work);
        partial += r.budget > 0 && r.budget < period;
        if (r.budget > 0) {
            r.budget--;
            assert_true(rtpart_prm_sbf(&r, t) < work);
        }
    }
    assert_true(partial > 50000); /* the cases are not trivial */
}

static void test_prm_budget_for_nothing_and_for_too_much(void **state)
{
    (void)state;
    assert_int_equal(rtpart_prm_budget_for(10, 0, 0), 0);
    assert_int_equal(rtpart_prm_budget_for(10, 7, 0), 0);
    assert_int_equal(rtpart_prm_budget_for(10, 7, 7), 10);
    assert_int_equal(rtpart_prm_budget_for(10, 7, 8), RTPART_NS_NONE);
    assert_int_equal(rtpart_prm_budget_for(10, 0, 1), RTPART_NS_NONE);
    assert_int_equal(rtpart_prm_budget_for(1, WINDOW_MAX, WINDOW_MAX), 1);
    assert_int_equal(rtpart_prm_budget_for(RTPART_NS_MAX, WINDOW_MAX, INT64_MAX),
                     RTPART_NS_NONE);
}

static void test_prm_window_for_matches_linear_search(void **state)
{
    (void)state;
    for (rtpart_ns period = 1; period <= 14; period++)
        for (rtpart_ns budget = 0; budget <= period; budget++)
            for (rtpart_ns work = 0; work <= 5 * budget + 1; work++) {
                const struct rtpart_prm r = {.period = period, .budget = budget};

                expect(rtpart_prm_window_for(&r, work),
                       oracle_window_for(&r, work, 8 * period), &r, work);
            }
}

static void test_prm_window_for_is_enough_and_the_least_at_any_size(void **state)
{
    struct test_random random = {.state = 7};
    int found = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const struct rtpart_prm r = any_prm(&random);
        const rtpart_ns work = any_window(&random);
        const rtpart_ns t = rtpart_prm_window_for(&r, work);

        if (t == RTPART_NS_NONE)
            continue;
        found++;
        assert_in_range(t, 0, WINDOW_MAX);
        assert_true(rtpart_prm_sbf(&r, t) >= work);
        assert_true(t == 0 || rtpart_prm_sbf(&r, t - 1) < work);
    }
    assert_true(found > 50000);
}

/* A window is refused only where the budget is 0 or the window is beyond 2^60. */
static void test_prm_window_for_refuses_only_what_leaves_the_range(void **state)
{
    struct test_random random = {.state = 8};
    const struct rtpart_prm none = {.period = 10, .budget = 0};

    (void)state;
    assert_int_equal(rtpart_prm_window_for(&none, 0), 0);
    assert_int_equal(rtpart_prm_window_for(&none, 1), RTPART_NS_NONE);
    for (int i = 0; i < 100000; i++) {
        const struct rtpart_prm r = any_prm(&random);
        const rtpart_ns work = any_window(&random);

        if (rtpart_prm_window_for(&r, work) == RTPART_NS_NONE && r.budget > 0)
            assert_true(rtpart_prm_sbf(&r, (rtpart_ns)1 << 60) < work);
    }
}

/* budget_for and window_for are inverses of one function: they must agree. */
static void test_prm_the_inverses_agree(void **state)
{
    struct test_random random = {.state = 9};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const rtpart_ns period = test_random_range(&random, 1, RTPART_S);
        const rtpart_ns t = test_random_range(&random, 1, 20 * period);
        const struct rtpart_prm r = {
            .period = period,
            .budget = rtpart_prm_budget_for(period, t, test_random_range(&random, 1, t))};

        assert_true(rtpart_prm_window_for(&r, rtpart_prm_sbf(&r, t)) <= t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prm_sbf_matches_tick_oracle),
        cmocka_unit_test(test_prm_sbf_is_the_least_over_all_patterns),
        cmocka_unit_test(test_prm_sbf_keeps_its_formula_at_any_size),
        cmocka_unit_test(test_prm_sbf_scales_with_the_unit),
        cmocka_unit_test(test_prm_sbf_falls_neither_with_budget_nor_with_window),
        cmocka_unit_test(test_prm_full_budget_is_a_processor_and_none_is_nothing),
        cmocka_unit_test(test_prm_blackout_is_twice_the_gap),
        cmocka_unit_test(test_prm_lsbf_is_the_linear_bound_rounded_down),
        cmocka_unit_test(test_prm_lsbf_meets_sbf_at_the_end_of_each_budget),
        cmocka_unit_test(test_prm_budget_for_matches_linear_search),
        cmocka_unit_test(test_prm_budget_for_is_enough_and_the_least_at_any_size),
        cmocka_unit_test(test_prm_budget_for_nothing_and_for_too_much),
        cmocka_unit_test(test_prm_window_for_matches_linear_search),
        cmocka_unit_test(test_prm_window_for_is_enough_and_the_least_at_any_size),
        cmocka_unit_test(test_prm_window_for_refuses_only_what_leaves_the_range),
        cmocka_unit_test(test_prm_the_inverses_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
