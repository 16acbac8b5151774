/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model/host.h"
#include "tests/support/random.h"

#define MS RTPART_MS

/* The plan of the paper's Table 4 for 2 vCPUs. */
static const struct rtpart_prm paper[] = {{.period = 11 * MS, .budget = 7500000},
                                          {.period = 33 * MS, .budget = 27500000}};

static void test_booked_is_rounded_down_as_in_the_kernel(void **state)
{
    (void)state;
    assert_int_equal(rtpart_prm_booked(&paper[0]), 714938); /* 714938.18... */
    assert_int_equal(rtpart_prm_booked(&paper[1]), 873813); /* 873813.3... */
    assert_int_equal(rtpart_prm_booked(&(struct rtpart_prm){0, 0}), 0);
    assert_int_equal(rtpart_ratio_booked((struct rtpart_ratio){95, 100}), 996147);
}

static void test_admits_up_to_the_last_unit(void **state)
{
    const int64_t sum = 714938 + 873813;

    (void)state;
    assert_true(rtpart_host_admits(1, sum, paper, 2));
    assert_false(rtpart_host_admits(1, sum - 1, paper, 2));
    assert_true(rtpart_host_admits(2, RTPART_BW_UNIT * 95 / 100, paper, 2));
    assert_true(rtpart_host_admits(0, 0, paper, 0));
}

/* 2 CPUs: 1.515 <= 2 - 0.8333 fails; 4 CPUs: 1.515 <= 4 - 3 * 0.8333 = 1.5 fails by a
 * hair; 5 CPUs: 1.515 <= 5 - 4 * 0.8333 = 1.667 holds. */
static void test_gfb_on_the_paper_s_plan(void **state)
{
    (void)state;
    assert_false(rtpart_host_gfb(2, paper, 2));
    assert_false(rtpart_host_gfb(4, paper, 2));
    assert_true(rtpart_host_gfb(5, paper, 2));
}

static void test_gfb_holds_at_equality(void **state)
{
    /* 1/2 + 1/2 + 1/2 = 2 - 1/2 */
    const struct rtpart_prm half[] = {{2, 1}, {4, 2}, {6, 3}, {8, 4}};

    (void)state;
    assert_true(rtpart_host_gfb(2, half, 3));
    assert_false(rtpart_host_gfb(2, half, 4));
    assert_true(rtpart_host_gfb(1, half, 2));
    assert_true(rtpart_host_gfb(1, half, 0));
    assert_false(rtpart_host_gfb(0, half, 1));
}

/* 1/3 + 1/3 + (1/3 and a hair) is above 1 by less than the unit in which it is computed. */
static void test_gfb_rounds_against_the_reservations(void **state)
{
    const rtpart_ns third = 1000000000000000;
    const struct rtpart_prm r[] = {{3, 1}, {3, 1}, {3 * third, third + 1}};

    (void)state;
    assert_false(rtpart_host_gfb(1, r, 3));
}

/* Oracle: exact fractions over one common denominator. */
static void test_gfb_never_says_yes_where_the_fractions_say_no(void **state)
{
    struct test_random random = {.state = 3};

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct rtpart_prm r[4];
        const unsigned cpus = (unsigned)test_random_range(&random, 1, 3);
        int64_t sum = 0; /* over 2520 */
        int64_t max = 0;

        for (int i = 0; i < 4; i++) {
            r[i].period = test_random_range(&random, 1, 10);
            r[i].budget = test_random_range(&random, 0, r[i].period);
            const int64_t share = r[i].budget * (2520 / r[i].period);

            sum += share;
            max = share > max ? share : max;
        }
        const bool yes = sum <= cpus * 2520 - (cpus - 1) * max;

        if (!yes)
            assert_false(rtpart_host_gfb(cpus, r, 4));
        else if (sum < cpus * 2520 - (cpus - 1) * max)
            assert_true(rtpart_host_gfb(cpus, r, 4));
    }
}

static enum rtpart_answer place(unsigned cpus, int64_t limit, const int64_t *used,
                                const struct rtpart_prm *r, size_t count,
                                unsigned *cpu_of)
{
    enum rtpart_answer answer = RTPART_UNDECIDED;

    assert_int_equal(
        rtpart_host_place(cpus, limit, used, r, count, cpu_of, &answer, NULL), RTPART_OK);
    return answer;
}

static void test_place_finds_the_paper_s_plan_two_cpus(void **state)
{
    const int64_t limit = RTPART_BW_UNIT * 9 / 10;
    const int64_t used[] = {RTPART_BW_UNIT / 5, 0};
    unsigned cpu_of[2];

    (void)state;
    assert_int_equal(place(2, limit, NULL, paper, 2, cpu_of), RTPART_SCHEDULABLE);
    assert_int_not_equal(cpu_of[0], cpu_of[1]);
    assert_int_equal(place(2, limit, used, paper, 2, cpu_of), RTPART_SCHEDULABLE);
    assert_int_equal(cpu_of[0], 0);
    assert_int_equal(cpu_of[1], 1);
    assert_int_equal(place(1, limit, NULL, paper, 2, cpu_of), RTPART_UNSCHEDULABLE);
    assert_int_equal(place(2, limit / 2, NULL, paper, 2, cpu_of), RTPART_UNSCHEDULABLE);
}

/* Best fit decreasing makes 5 + 4 and 4 + 3 + 2, and finds no room for the last 2; but
 * 5 + 3 + 2 and 4 + 4 + 2 fill both CPUs. */
static void test_place_searches_where_best_fit_fails(void **state)
{
    const struct rtpart_prm r[] = {{RTPART_BW_UNIT, 5}, {RTPART_BW_UNIT, 4},
                                   {RTPART_BW_UNIT, 4}, {RTPART_BW_UNIT, 3},
                                   {RTPART_BW_UNIT, 2}, {RTPART_BW_UNIT, 2}};
    unsigned cpu_of[6];
    int64_t load[2] = {0};

    (void)state;
    assert_int_equal(place(2, 10, NULL, r, 6, cpu_of), RTPART_SCHEDULABLE);
    for (size_t i = 0; i < 6; i++)
        load[cpu_of[i]] += r[i].budget;
    assert_int_equal(load[0], 10);
    assert_int_equal(load[1], 10);
}

/* A third and 10^-7, three times: in units of 2^-20, rounded down, that is 3 x 349,525 <= 2^20,
 * and it is more than a whole CPU. */
static void test_place_owes_no_yes_to_the_kernel_s_rounding(void **state)
{
    const struct rtpart_prm r[] = {
        {100000000, 33333343}, {100000000, 33333343}, {100000000, 33333343}};
    const struct rtpart_prm thirds[] = {
        {100000000, 33333333}, {100000000, 33333333}, {100000000, 33333333}};
    unsigned cpu_of[3];

    (void)state;
    assert_true(rtpart_host_admits(1, RTPART_BW_UNIT, r, 3));
    assert_int_not_equal(place(1, RTPART_BW_UNIT, NULL, r, 3, cpu_of),
                         RTPART_SCHEDULABLE);
    assert_int_equal(place(1, RTPART_BW_UNIT, NULL, thirds, 3, cpu_of),
                     RTPART_SCHEDULABLE);
    assert_int_equal(place(2, RTPART_BW_UNIT, NULL, r, 3, cpu_of), RTPART_SCHEDULABLE);
}

/* Oracle: all assignments. */
static bool any_placement(unsigned cpus, int64_t limit, const struct rtpart_prm *r,
                          size_t count, int64_t *load) // NOLINT(misc-no-recursion)
{
    bool found = count == 0;

    for (unsigned c = 0; c < cpus && !found; c++) {
        if (load[c] + r[count - 1].budget > limit)
            continue;
        load[c] += r[count - 1].budget;
        found = any_placement(cpus, limit, r, count - 1, load);
        load[c] -= r[count - 1].budget;
    }
    return found;
}

static void test_place_matches_brute_force(void **state)
{
    struct test_random random = {.state = 5};
    int yes = 0;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct rtpart_prm r[8];
        unsigned cpu_of[8];
        int64_t load[3] = {0};
        const size_t count = (size_t)test_random_range(&random, 1, 8);
        const unsigned cpus = (unsigned)test_random_range(&random, 1, 3);
        const int64_t limit = test_random_range(&random, 5, 25);

        for (size_t i = 0; i < count; i++)
            r[i] = (struct rtpart_prm){RTPART_BW_UNIT, test_random_range(&random, 0, 12)};
        const bool expected = any_placement(cpus, limit, r, count, load);

        yes += expected;
        assert_int_equal(place(cpus, limit, NULL, r, count, cpu_of),
                         expected ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        for (size_t i = 0; expected && i < count; i++)
            load[cpu_of[i]] += r[i].budget;
        for (unsigned c = 0; c < cpus; c++)
            assert_true(load[c] <= limit);
    }
    assert_in_range(yes, 500, 2500);
}

static void test_names_of_guarantees(void **state)
{
    (void)state;
    assert_string_equal(rtpart_guarantee_name(RTPART_GUARANTEE_NONE), "refused");
    assert_string_equal(rtpart_guarantee_name(RTPART_GUARANTEE_KERNEL),
                        "kernel-admitted");
    assert_string_equal(rtpart_guarantee_name(RTPART_GUARANTEE_HARD_GLOBAL),
                        "hard, global EDF");
    assert_string_equal(rtpart_guarantee_name(RTPART_GUARANTEE_HARD_PARTITIONED),
                        "hard, partitioned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_booked_is_rounded_down_as_in_the_kernel),
        cmocka_unit_test(test_admits_up_to_the_last_unit),
        cmocka_unit_test(test_gfb_on_the_paper_s_plan),
        cmocka_unit_test(test_gfb_holds_at_equality),
        cmocka_unit_test(test_gfb_rounds_against_the_reservations),
        cmocka_unit_test(test_gfb_never_says_yes_where_the_fractions_say_no),
        cmocka_unit_test(test_place_finds_the_paper_s_plan_two_cpus),
        cmocka_unit_test(test_place_searches_where_best_fit_fails),
        cmocka_unit_test(test_place_owes_no_yes_to_the_kernel_s_rounding),
        cmocka_unit_test(test_place_matches_brute_force),
        cmocka_unit_test(test_names_of_guarantees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
