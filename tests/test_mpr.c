/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/mpr.h"
#include "tests/support/random.h"
#include "tests/support/units.h"

#define SLOTS_MAX 8

/* Least supply of the first and of the last `n` slots of a period, over all patterns. */
struct slot_supply {
    rtpart_ns first[SLOTS_MAX + 1];
    rtpart_ns last[SLOTS_MAX + 1];
};

/* Try every way to spread `left` over the slots from `slot` on, 0 to `cpus` in each. */
static void spread(struct slot_supply *s, int *pattern, int slot, int slots, int cpus,
                   int left)
{
    if (slot < slots) {
        for (int x = 0; x <= cpus && x <= left; x++) {
            pattern[slot] = x;
            spread(s, pattern, slot + 1, slots, cpus, left - x);
        }
        return;
    }
    if (left > 0)
        return;
    rtpart_ns first = 0;
    rtpart_ns last = 0;

    for (int n = 1; n <= slots; n++) {
        first += pattern[n - 1];
        last += pattern[slots - n];
        if (first < s->first[n])
            s->first[n] = first;
        if (last < s->last[n])
            s->last[n] = last;
    }
}

/*
 * Oracle: the least supply of a window of `t` slots when a period of `slots` slots gets
 * `budget`, at most `cpus` in a slot, by trying all patterns and all offsets. Periods do
 * not depend on each other, so the ends of the window can be taken one by one.
 */
static rtpart_ns least_supply(const struct slot_supply *s, int slots, int budget, int t)
{
    rtpart_ns least = INT64_MAX;

    for (int offset = 0; offset < slots; offset++) {
        rtpart_ns sum;

        if (offset + t <= slots)
            continue; /* within one period: done below */
        const int rest = t - (slots - offset);

        sum = s->last[slots - offset] + rest / slots * (rtpart_ns)budget +
              s->first[rest % slots];
        if (sum < least)
            least = sum;
    }
    return least;
}

/* Least supply of any `t` slots within one period, over all patterns. */
static rtpart_ns least_inside(int *pattern, int slot, int slots, int cpus, int left,
                              int t)
{
    rtpart_ns least = INT64_MAX;

    if (slot < slots) {
        for (int x = 0; x <= cpus && x <= left; x++) {
            pattern[slot] = x;
            const rtpart_ns sum =
                least_inside(pattern, slot + 1, slots, cpus, left - x, t);

            if (sum < least)
                least = sum;
        }
        return least;
    }
    for (int from = 0; left == 0 && from + t <= slots; from++) {
        rtpart_ns sum = 0;

        for (int i = from; i < from + t; i++)
            sum += pattern[i];
        if (sum < least)
            least = sum;
    }
    return least;
}

static rtpart_ns oracle(int slots, int budget, int cpus, int t)
{
    struct slot_supply s;
    int pattern[SLOTS_MAX] = {0};
    rtpart_ns least =
        t <= slots ? least_inside(pattern, 0, slots, cpus, budget, t) : INT64_MAX;

    for (int n = 0; n <= SLOTS_MAX; n++)
        s.first[n] = s.last[n] = n == 0 ? 0 : INT64_MAX;
    spread(&s, pattern, 0, slots, cpus, budget);
    const rtpart_ns across = least_supply(&s, slots, budget, t);

    return across < least ? across : least;
}

/* Whole slots are some of the patterns; with Theta/m' whole the worst one is among them. */
static void test_mpr_sbf_is_the_least_over_all_integer_patterns(void **state)
{
    (void)state;
    for (int cpus = 1; cpus <= 3; cpus++)
        for (int slots = 1; slots <= 5; slots++)
            for (int budget = 0; budget <= cpus * slots; budget++)
                for (int t = 0; t <= 3 * slots; t++) {
                    const struct rtpart_mpr r = {
                        .period = slots, .budget = budget, .cpus = (unsigned)cpus};
                    const rtpart_ns least = oracle(slots, budget, cpus, t);

                    assert_true(rtpart_mpr_sbf(&r, t) <= least);
                    if (budget % cpus == 0)
                        assert_int_equal(rtpart_mpr_sbf(&r, t), least);
                }
}

/* Slots of half a time unit: there the worst pattern of any Theta is made of whole ones. */
static void test_mpr_sbf_is_reached_with_finer_slots(void **state)
{
    (void)state;
    for (int period = 1; period <= 4; period++)
        for (int budget = 0; budget <= 2 * period; budget++)
            for (int t = 0; t <= 3 * period; t++) {
                const struct rtpart_mpr r = {
                    .period = period, .budget = budget, .cpus = 2};

                /* budget in halves of a unit: 2 per unit, and m' = 2 in a slot */
                assert_int_equal(2 * rtpart_mpr_sbf(&r, t),
                                 oracle(2 * period, 2 * budget, 2, 2 * t));
            }
}

static void test_mpr_on_one_cpu_is_the_periodic_resource(void **state)
{
    struct test_random rnd = {.state = 21};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const rtpart_ns period = test_random_range(&rnd, 1, 1000);
        const struct rtpart_prm p = {.period = period,
                                     .budget = test_random_range(&rnd, 0, period)};
        const struct rtpart_mpr r = {.period = period, .budget = p.budget, .cpus = 1};
        const rtpart_ns t = test_random_range(&rnd, 0, 5 * period);

        assert_int_equal(rtpart_mpr_sbf(&r, t), rtpart_prm_sbf(&p, t));
        assert_int_equal(rtpart_mpr_lsbf(&r, t), rtpart_prm_lsbf(&p, t));
        assert_int_equal(rtpart_mpr_window_for(&r, t), rtpart_prm_window_for(&p, t));
    }
}

/* Oracle: the definition of the fluid supply, with y, k and Theta/m' as they stand there,
 * in units of 1/m'. */
static void test_mpr_sbf_follows_the_definition_and_grows(void **state)
{
    struct test_random rnd = {.state = 22};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const rtpart_ns m = test_random_range(&rnd, 1, 9);
        const rtpart_ns period = test_random_range(&rnd, 1, 60);
        struct rtpart_mpr r = {.period = period,
                               .budget = test_random_range(&rnd, 0, m * period - 1),
                               .cpus = (unsigned)m};
        const rtpart_ns t = test_random_range(&rnd, 0, 4 * period);
        const rtpart_ns y = m * t - (m * period - r.budget); /* m' y */
        const rtpart_ns k = y < 0 ? 0 : y / (m * period);
        const rtpart_ns tail = y - k * m * period - (m * period - r.budget);
        const rtpart_ns supply = y < 0 ? 0 : k * r.budget + (tail > 0 ? tail : 0);

        assert_int_equal(rtpart_mpr_sbf(&r, t), supply);
        assert_true(rtpart_mpr_lsbf(&r, t) <= supply);
        assert_true(rtpart_mpr_sbf(&r, t + 1) >= supply);
        r.budget++;
        assert_true(rtpart_mpr_sbf(&r, t) >= supply);
    }
}

/* Oracle: a linear search. */
static void test_mpr_inverses_are_the_least_ones(void **state)
{
    struct test_random rnd = {.state = 23};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtpart_mpr r = {.period = test_random_range(&rnd, 1, 20),
                               .cpus = (unsigned)test_random_range(&rnd, 1, 4)};
        const rtpart_ns all = r.period * r.cpus;
        const rtpart_ns t = test_random_range(&rnd, 0, 5 * r.period);
        const rtpart_ns work = test_random_range(&rnd, 0, t * r.cpus + 2);
        rtpart_ns window = 0;

        assert(all > 0); /* for the static analyser */
        while (r.budget <= all && rtpart_mpr_sbf(&r, t) < work)
            r.budget++;
        assert_int_equal(rtpart_mpr_budget_for(r.period, r.cpus, t, work),
                         r.budget > all ? RTPART_NS_NONE : r.budget);
        r.budget = test_random_range(&rnd, 0, all);
        if (r.budget > 0 || work == 0)
            while (rtpart_mpr_sbf(&r, window) < work)
                window++;
        else
            window = RTPART_NS_NONE;
        assert_int_equal(rtpart_mpr_window_for(&r, work), window);
    }
}

/* A published linear bound starts two slots earlier. It promises what no pattern gives:
 * with Pi = 4, Theta = 4, m' = 2 the supply of 4 slots can be 0, that bound says 2. */
static void test_trap_linear_bound_with_two_slots_more_is_above_the_supply(void **state)
{
    const struct rtpart_mpr r = {.period = 4, .budget = 4, .cpus = 2};

    (void)state;
    assert_int_equal(oracle(4, 4, 2, 4), 0);
    assert_int_equal(rtpart_mpr_sbf(&r, 4), 0);
    assert_int_equal(rtpart_mpr_lsbf(&r, 4), 0);
    assert_int_equal(rtpart_mpr_lsbf(&r, 4 + 2), 2);
}

/* The supply in whole slots as [ESL09] prints it, with Theta/m' rounded both ways. */
static rtpart_ns published_sbf(const struct rtpart_mpr *r, rtpart_ns t)
{
    const rtpart_ns m = r->cpus;
    const rtpart_ns least = r->budget / m;
    const rtpart_ns rest = r->budget - m * least;
    const rtpart_ns since = t - (r->period - rtpart_ns_ceil_div(r->budget, r->cpus));

    if (since < 0)
        return 0;
    const rtpart_ns k = since / r->period;
    const rtpart_ns x = since - k * r->period;
    const rtpart_ns part = m * x - (m * r->period - r->budget);
    const rtpart_ns sum = k * r->budget + (part > 0 ? part : 0);

    return x >= 1 && x <= r->period - least ? sum : sum - (m - rest);
}

/* It gives less with more: 4 slots with Theta = 5, 3 with 6; a search over Theta goes wrong
 * on it. The fluid supply only grows. */
static void test_trap_supply_in_whole_slots_is_not_monotone(void **state)
{
    struct rtpart_mpr r = {.period = 2, .budget = 5, .cpus = 3};

    (void)state;
    assert_int_equal(published_sbf(&r, 2), 4);
    assert_int_equal(rtpart_mpr_sbf(&r, 2), 4);
    r.budget = 6;
    assert_int_equal(published_sbf(&r, 2), 3);
    assert_int_equal(rtpart_mpr_sbf(&r, 2), 6);
    for (r.cpus = 1; r.cpus <= 4; r.cpus++)
        for (r.period = 1; r.period <= 8; r.period++)
            for (rtpart_ns t = 0; t <= 4 * r.period; t++) {
                rtpart_ns before = 0;

                for (r.budget = 0; r.budget <= r.period * r.cpus; r.budget++) {
                    assert_true(rtpart_mpr_sbf(&r, t) >= before);
                    before = rtpart_mpr_sbf(&r, t);
                }
            }
}

static void unit_sbf(const struct units_case *c)
{
    const rtpart_ns m = units_count(c, "m");
    const struct rtpart_mpr r = {.period = units_input(c, "P"),
                                 .budget = units_input(c, "Th"),
                                 .cpus = (unsigned)m};

    units_assert_time(c, rtpart_mpr_sbf(&r, units_input(c, "t")), c->expected, 0);
}

static void test_mpr_sbf_known_answers(void **state)
{
    (void)state;
    units_run("mpr_sbf", true, unit_sbf);
}

static void test_mpr_range_ends_where_64_bits_would(void **state)
{
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_mpr_range_check(10, 2, &err), RTPART_OK);
    assert_int_equal(rtpart_mpr_range_check(10, 0, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_mpr_range_check(10, 4097, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_mpr_range_check(0, 2, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_mpr_range_check(RTPART_NS_MAX + 1, 1, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_mpr_range_check(RTPART_NS_MAX, 65, &err), RTPART_ERANGE);
    assert_int_equal(rtpart_mpr_range_check(RTPART_NS_MAX, 64, &err), RTPART_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mpr_sbf_is_the_least_over_all_integer_patterns),
        cmocka_unit_test(test_mpr_sbf_is_reached_with_finer_slots),
        cmocka_unit_test(test_mpr_on_one_cpu_is_the_periodic_resource),
        cmocka_unit_test(test_mpr_sbf_follows_the_definition_and_grows),
        cmocka_unit_test(test_mpr_inverses_are_the_least_ones),
        cmocka_unit_test(test_trap_linear_bound_with_two_slots_more_is_above_the_supply),
        cmocka_unit_test(test_trap_supply_in_whole_slots_is_not_monotone),
        cmocka_unit_test(test_mpr_sbf_known_answers),
        cmocka_unit_test(test_mpr_range_ends_where_64_bits_would),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
