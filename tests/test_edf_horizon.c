/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_edf_horizon.c - the last window that matters: safe, and not much too long
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/edf_horizon.h"
#include "analysis/prm.h"
#include "tests/support/oracle_edf.h"
#include "tests/support/oracle_supply.h"
#include "tests/support/small_set.h"

static const rtpart_ns MENU[] = {2, 3, 4, 6, 8, 12, 24, 0};
static const struct small_set_shape SHAPE = {
    .max_count = 4, .periods = MENU, .max_latency = 2};

struct horizon_case {
    struct small_set s;
    struct rtpart_prm r;
    struct rtpart_load load;
    rtpart_ns cycle; /* of tasks and resource */
    rtpart_ns work;  /* U times the cycle */
};

static bool hopeless(const struct small_set *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->task[i].wcet + s->latency > s->task[i].deadline)
            return true;
    return false;
}

/* A case without a hopeless task, which the callers of these functions have ruled out. */
static void draw(struct horizon_case *c, struct test_random *random)
{
    do
        small_set_draw(&c->s, random, &SHAPE, RTPART_SCHED_EDF);
    while (hopeless(&c->s));
    c->r.period = test_random_range(random, 1, 10);
    c->r.budget = test_random_range(random, 0, c->r.period);
    c->cycle = oracle_hyperperiod(&c->s, c->r.period);
    c->work = 0;
    for (size_t i = 0; i < c->s.count; i++)
        c->work += c->cycle / c->s.task[i].period * c->s.task[i].wcet;
    small_set_load(&c->s, RTPART_SCHED_EDF, 1, &c->load);
}

/* Q times the cycle over P: to be compared with the work. */
static rtpart_ns supply(const struct horizon_case *c)
{
    return c->cycle / c->r.period * c->r.budget;
}

static void test_edf_sums_enclose_utilisation_and_laxity(void **state)
{
    struct test_random random = {.state = 61};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        struct horizon_case c;

        draw(&c, &random);
        const struct rtpart_edf_sums s = rtpart_edf_sums(&c.load);
        const rtpart_u128 cycle = (rtpart_u128)c.cycle;
        const rtpart_u128 exact = (rtpart_u128)c.work << 64; /* U times the cycle */
        rtpart_ns laxity = c.s.latency * c.cycle;

        assert_true(s.u_low * cycle <= exact && exact <= s.u_high * cycle);
        assert_true(s.u_high - s.u_low <= c.s.count);
        for (size_t i = 0; i < c.s.count; i++)
            laxity += c.cycle / c.s.task[i].period * c.s.task[i].wcet *
                      (c.s.task[i].period - c.s.task[i].deadline);
        assert_true(s.laxity * c.cycle >= laxity);
        assert_true((s.laxity - (rtpart_ns)c.s.count) * c.cycle <= laxity);
        rtpart_load_free(&c.load);
    }
}

static void test_edf_share_cmp_is_exact_where_the_periods_have_a_cycle(void **state)
{
    struct test_random random = {.state = 62};
    int equal = 0;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct horizon_case c;

        draw(&c, &random);
        if (n % 4 == 0 && c.work <= c.cycle) { /* Q/P = U, or off by one of the cycle */
            c.r.period = c.cycle;
            c.r.budget = c.work + test_random_range(&random, -1, 1);
            if (c.r.budget < 0 || c.r.budget > c.r.period)
                c.r.budget = c.work;
        }
        const struct rtpart_edf_sums s = rtpart_edf_sums(&c.load);
        const rtpart_ns difference = supply(&c) - c.work;
        const enum rtpart_share want = difference < 0   ? RTPART_SHARE_BELOW
                                       : difference > 0 ? RTPART_SHARE_ABOVE
                                                        : RTPART_SHARE_EQUAL;

        small_set_expect("Q/P against U", &c.s, &c.r,
                         rtpart_edf_share_cmp(&c.load, &s, &c.r), want);
        equal += want == RTPART_SHARE_EQUAL;
        rtpart_load_free(&c.load);
    }
    assert_true(equal > 1000);
}

/*
 * One part in 2^106 apart. Two tasks (c, a) and (c, a + 2) have U = 2c(a + 1)/(a(a + 2)),
 * a hair above 2c/(a + 1), and a common multiple beyond the range: that nobody can tell.
 */
static void test_edf_share_cmp_at_the_end_of_its_precision(void **state)
{
    const rtpart_ns a = RTPART_NS_MAX - 113; /* odd */
    const rtpart_ns one[][3] = {{(a - 1) / 2, a, a}};
    const rtpart_ns two[][3] = {{a / 4, a, a}, {a / 4, a + 2, a + 2}};
    const struct rtpart_prm same = {.period = a, .budget = (a - 1) / 2};
    const struct rtpart_prm below = {.period = a - 2, .budget = (a - 3) / 2};
    const struct rtpart_prm above = {.period = a + 2, .budget = (a + 1) / 2};
    struct rtpart_prm hair = {.period = a + 1, .budget = 2 * (a / 4)};
    struct rtpart_edf_sums s;
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, one, 1);
    s = rtpart_edf_sums(&load);
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &same), RTPART_SHARE_EQUAL);
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &below), RTPART_SHARE_BELOW);
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &above), RTPART_SHARE_ABOVE);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, two, 1);
    s = rtpart_edf_sums(&load);
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &hair), RTPART_SHARE_TOO_CLOSE);
    assert_true(rtpart_edf_last_window(&load, &s, &hair) > RTPART_EDF_HORIZON_MAX);
    hair.budget++;
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &hair), RTPART_SHARE_ABOVE);
    hair.budget -= 2;
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &hair), RTPART_SHARE_BELOW);
    rtpart_load_free(&load);
}

/* The bound is never short, and at most a few ns too long. */
static void test_edf_bound_is_the_fraction_rounded_up(void **state)
{
    struct test_random random = {.state = 63};
    int finite = 0;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct horizon_case c;

        draw(&c, &random);
        const struct rtpart_edf_sums s = rtpart_edf_sums(&c.load);
        const rtpart_ns delay = test_random_range(&random, 0, 30);
        const rtpart_ns rest = supply(&c) - c.work; /* (alpha - U) cycle */
        const rtpart_ns top = delay * supply(&c) + (rtpart_ns)s.laxity * c.cycle;
        const rtpart_ns got = rtpart_edf_bound(&s, &c.r, delay);

        if (rest <= 0) {
            small_set_expect("bound", &c.s, &c.r, got, RTPART_EDF_HORIZON_MAX + 1);
        } else {
            finite++;
            assert_true(got * rest >= top);
            assert_true((got - 2) * rest <= top);
        }
        rtpart_load_free(&c.load);
    }
    assert_true(finite > 5000);
}

/* At any size: the fraction in long double, to a part in 10^12; or out of reach. */
static void test_edf_bound_keeps_its_precision_at_any_size(void **state)
{
    struct test_random random = {.state = 64};
    int finite = 0;
    int beyond = 0;

    (void)state;
    for (int n = 0; n < 100000; n++) {
        const rtpart_ns t = test_random_range(
            &random, 2, (rtpart_ns)1 << test_random_range(&random, 2, 53));
        const rtpart_ns p = test_random_range(
            &random, 1, (rtpart_ns)1 << test_random_range(&random, 1, 53));
        const rtpart_ns c = test_random_range(&random, 1, t - 1);
        const rtpart_ns row[][3] = {{c, test_random_range(&random, c, t), t}};
        const struct rtpart_prm r = {.period = p,
                                     .budget = test_random_range(&random, 0, p)};
        const rtpart_ns delay = 2 * (p - r.budget);
        const long double share = (long double)r.budget / (long double)p;
        const long double rest = share - (long double)c / (long double)t;
        struct rtpart_load load;

        load_rows(&load, RTPART_SCHED_EDF, 0, 1, row, 1);
        const struct rtpart_edf_sums s = rtpart_edf_sums(&load);
        const rtpart_ns got = rtpart_edf_bound(&s, &r, delay);
        const long double want =
            ((long double)delay * share + (long double)s.laxity) / rest;

        if (rest > 1e-5L && want < 1e17L) {
            finite++;
            assert_true((long double)got >= want * (1 - 1e-12L));
            assert_true((long double)got <= want * (1 + 1e-12L) + 2);
        } else if (rest > 1e-12L && want > 1.3e18L) {
            beyond++;
            assert_true(got > RTPART_EDF_HORIZON_MAX);
        }
        rtpart_load_free(&load);
    }
    assert_true(finite > 5000);
    assert_true(beyond > 5);
}

/* delay Q = 2^106 and alpha - U = 2^-54: the quotient is 2^107, and its low bits are 0. */
static void test_edf_bound_that_is_out_of_reach_does_not_wrap(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const rtpart_ns row[][3] = {{max / 2 - 1, max - 1, max - 1}};
    const struct rtpart_prm r = {.period = max, .budget = max / 2};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, row, 1);
    const struct rtpart_edf_sums s = rtpart_edf_sums(&load);

    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &r), RTPART_SHARE_ABOVE);
    assert_true(rtpart_edf_bound(&s, &r, 2 * max) > RTPART_EDF_HORIZON_MAX);
    rtpart_load_free(&load);
}

/* Q/P = 1/3 and U, rounded up, 1/3 - 2^-64/3: their difference times P is 1 unit of 2^-64. */
static void test_edf_bound_of_the_least_difference(void **state)
{
    const struct rtpart_prm r = {.period = 3, .budget = 1};
    struct rtpart_edf_sums s = {.u_low = 1, .u_high = (RTPART_U_ONE - 1) / 3};

    (void)state;
    assert_true((RTPART_U_ONE - 1) % 3 == 0);
    assert_int_equal(rtpart_edf_bound(&s, &r, 1), RTPART_EDF_HORIZON_MAX + 1);
    assert_int_equal(rtpart_edf_bound(&s, &r, 0), 1);
    s.u_high--; /* 4 units: 2^64/4 is out of reach, and so is all up to 16 */
    assert_int_equal(rtpart_edf_bound(&s, &r, 1), RTPART_EDF_HORIZON_MAX + 1);
    s.u_high -= 5; /* 19 */
    assert_int_equal(rtpart_edf_bound(&s, &r, 1), (rtpart_ns)(RTPART_U_ONE / 19) + 1);
}

/* No common multiple can help here: 2^52 and its neighbour share no factor. */
static void test_edf_sums_at_their_ends_are_told_from_what_is_beyond(void **state)
{
    const rtpart_ns n = (rtpart_ns)1 << 52;
    const rtpart_ns row[][3] = {{1, n, n}, {1, n - 1, n - 1}};
    const rtpart_ns idle[][3] = {{0, 5, 5}};
    const struct rtpart_prm half = {.period = 2, .budget = 1};
    const struct rtpart_prm nothing = {.period = 2, .budget = 0};
    const struct rtpart_edf_sums s = {.u_low = RTPART_U_ONE / 2 - 1,
                                      .u_high = RTPART_U_ONE / 2};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 7, 2, row, 1);
    assert_true(rtpart_edf_sums(&load).laxity == 7); /* D = T leaves none */
    assert_int_equal(rtpart_edf_share_cmp(&load, &s, &half), RTPART_SHARE_ABOVE);
    assert_int_equal(rtpart_edf_bound(&s, &half, 1), RTPART_EDF_HORIZON_MAX + 1);
    rtpart_load_free(&load);
    load_rows(&load, RTPART_SCHED_EDF, 0, 1, idle, 1);
    const struct rtpart_edf_sums none = rtpart_edf_sums(&load);

    assert_int_equal(rtpart_edf_share_cmp(&load, &none, &nothing), RTPART_SHARE_EQUAL);
    assert_int_equal(rtpart_edf_share_cmp(&load, &none, &half), RTPART_SHARE_ABOVE);
    rtpart_load_free(&load);
}

/* Least t with the work released in [0, t), and the latency, done by t. */
static void test_edf_busy_period_matches_all_instants(void **state)
{
    struct test_random random = {.state = 65};
    int ends = 0;

    (void)state;
    for (int n = 0; n < 10000; n++) {
        struct horizon_case c;
        rtpart_ns want = 0;

        draw(&c, &random);
        for (rtpart_ns t = 1; t <= 2 * c.cycle && want == 0; t++) {
            rtpart_ns work = c.s.latency;

            for (size_t i = 0; i < c.s.count; i++)
                for (rtpart_ns release = 0; release < t; release += c.s.task[i].period)
                    work += c.s.task[i].wcet;
            if (work <= t)
                want = t;
        }
        if (want > 0) {
            ends++;
            small_set_expect("busy period", &c.s, &c.r, rtpart_edf_busy_period(&c.load),
                             want);
        }
        rtpart_load_free(&c.load);
    }
    assert_true(ends > 5000);
}

/* Whatever fails has a window that fails up to there. */
static void test_edf_last_window_is_never_before_the_first_failure(void **state)
{
    struct test_random random = {.state = 66};
    int failures = 0;

    (void)state;
    for (int n = 0; n < 20000; n++) {
        struct horizon_case c;

        draw(&c, &random);
        const struct rtpart_edf_sums s = rtpart_edf_sums(&c.load);
        const rtpart_ns last = rtpart_edf_last_window(&c.load, &s, &c.r);

        if (supply(&c) < c.work || (supply(&c) == c.work && c.r.budget < c.r.period)) {
            if (c.work > 0)
                small_set_expect("last window", &c.s, &c.r, last, -1);
        } else if (!oracle_edf_holds(&c.s, &c.r)) {
            rtpart_ns t = 1; /* dbf jumps at deadlines only, so any t will do */

            while (oracle_edf_dbf(&c.s, t) == 0 ||
                   oracle_edf_dbf(&c.s, t) + c.s.latency <= oracle_sbf(&c.r, t))
                t++;
            failures++;
            assert_true(t <= last);
        }
        small_set_expect("horizon", &c.s, &c.r, rtpart_edf_horizon(&c.load, &c.r), last);
        rtpart_load_free(&c.load);
    }
    assert_true(failures > 1000);
}

/*
 * Two tasks of 1 in 1000 by a deadline of 2, 3 of every 1000 for them: a cycle of 1000 and P
 * end it at 2000, before the analytic bound of (2 997 3 + 2000 + 2 998) / (3 - 2) or so; that
 * is long beside the deadlines, if not beside the periods.
 */
static void test_edf_horizon_is_short_where_deadlines_are(void **state)
{
    const rtpart_ns row[][3] = {{1, 2, 1000}, {1, 2, 1000}};
    const struct rtpart_prm r = {.period = 1000, .budget = 3};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 2, row, 1);
    assert_int_equal(rtpart_edf_horizon(&load, &r), 2000);
    rtpart_load_free(&load);
}

/*
 * U = 1 - 2^-19, and two tasks of 2^39 + 1 are due in 2^40: that window fails. The periods of
 * the two others are 2^52 and that times the golden ratio: whole multiples of the two are never
 * close enough for the processor to idle before 2^60, nor is there a common one. The bound,
 * near 2^59, is all that is left.
 */
static void test_edf_horizon_of_a_processor_may_be_the_bound_alone(void **state)
{
    const rtpart_ns t = (rtpart_ns)1 << 52;
    const rtpart_ns golden = 7286977268806825;
    const rtpart_ns d = (rtpart_ns)1 << 40;
    const rtpart_ns row[][3] = {
        {d / 2 + 1, d, t - 1},
        {d / 2 + 1, d, t - 1},
        {t / 2, t, t},
        {golden / 2 - (golden >> 12) - (golden >> 19), golden, golden}};
    const struct rtpart_prm r = {.period = 10, .budget = 10};
    struct rtpart_load load;

    (void)state;
    load_rows(&load, RTPART_SCHED_EDF, 0, 4, row, 1);
    assert_int_equal(rtpart_edf_busy_period(&load), 0);
    assert_in_range(rtpart_edf_horizon(&load, &r), d, RTPART_EDF_HORIZON_MAX);
    assert_int_equal(rtpart_edf_test(&load, &r).answer, RTPART_UNSCHEDULABLE);
    rtpart_load_free(&load);
}

/* 2^64 units of work and 2^53 of 2^-64 to spare. */
static void test_edf_bound_of_work_just_beyond_64_bits_is_out_of_reach(void **state)
{
    const struct rtpart_prm r = {.period = (rtpart_ns)1 << 33,
                                 .budget = (rtpart_ns)1 << 32};
    const struct rtpart_edf_sums s = {
        .u_low = 1, .u_high = RTPART_U_ONE / 2 - ((rtpart_u128)1 << 20)};

    (void)state;
    assert_int_equal(rtpart_edf_bound(&s, &r, (rtpart_ns)1 << 32),
                     RTPART_EDF_HORIZON_MAX + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edf_sums_enclose_utilisation_and_laxity),
        cmocka_unit_test(test_edf_share_cmp_is_exact_where_the_periods_have_a_cycle),
        cmocka_unit_test(test_edf_share_cmp_at_the_end_of_its_precision),
        cmocka_unit_test(test_edf_bound_is_the_fraction_rounded_up),
        cmocka_unit_test(test_edf_bound_keeps_its_precision_at_any_size),
        cmocka_unit_test(test_edf_bound_that_is_out_of_reach_does_not_wrap),
        cmocka_unit_test(test_edf_bound_of_the_least_difference),
        cmocka_unit_test(test_edf_sums_at_their_ends_are_told_from_what_is_beyond),
        cmocka_unit_test(test_edf_busy_period_matches_all_instants),
        cmocka_unit_test(test_edf_last_window_is_never_before_the_first_failure),
        cmocka_unit_test(test_edf_horizon_is_short_where_deadlines_are),
        cmocka_unit_test(test_edf_horizon_of_a_processor_may_be_the_bound_alone),
        cmocka_unit_test(test_edf_bound_of_work_just_beyond_64_bits_is_out_of_reach),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
