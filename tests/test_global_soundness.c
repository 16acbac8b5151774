/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a global test accepts must not miss a deadline: each test is attacked with random
 * sets, on the worst supply pattern and on random ones, at the least budget it accepts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/mpr_tests.h"
#include "analysis/prm.h"
#include "tests/support/gsim.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

#define SETS  10000 /* accepted ones, for each test */
#define SLOTS 100

static void show(const struct rtpart_taskset *ts, const char *what, const char *name,
                 const struct rtpart_mpr *r, size_t missed)
{
    for (size_t i = 0; i < ts->count; i++)
        print_message("  (%lld, %lld, %lld)", (long long)ts->tasks[i].wcet,
                      (long long)ts->tasks[i].deadline, (long long)ts->tasks[i].period);
    fail_msg("%s accepts Pi = %lld, Theta = %lld, m' = %u; task %zu misses on %s", name,
             (long long)r->period, (long long)r->budget, r->cpus, missed, what);
}

/* Supplies that `r` may give, all of whole slots: Theta is a multiple of m'. */
static void attack(const struct rtpart_taskset *ts, const size_t *order, const char *name,
                   const struct rtpart_mpr *r, struct test_random *rnd)
{
    struct gsim_supply s;
    size_t missed;

    gsim_supply_worst(&s, r->period, r->budget, r->cpus);
    missed = gsim_attack(ts, order, &s, 3, SLOTS, rnd);
    if (missed != RTPART_NO_TASK)
        show(ts, "the worst supply", name, r, missed);
    gsim_supply_random(&s, r->period, r->budget, r->cpus, rnd);
    missed = gsim_attack(ts, order, &s, 3, SLOTS, rnd);
    if (missed != RTPART_NO_TASK)
        show(ts, "a random supply", name, r, missed);
}

/* Attack `test` until SETS sets have been accepted. */
static void attack_test(const char *name, enum rtpart_gfp_policy policy, uint64_t seed)
{
    struct test_random rnd = {.state = seed};
    const struct rtpart_mpr_test *test = rtpart_mpr_test_find(name);

    for (int accepted = 0; accepted < SETS;) {
        struct rtpart_task room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 3);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, m + 3), 14);
        const struct rtpart_mpr_request req = {
            .taskset = &ts, .test = test, .policy = policy, .cpus = m};
        struct rtpart_mpr_result r;

        assert_int_equal(
            rtpart_mpr_least_budget(&req, test_random_range(&rnd, 1, 6), m, &r, NULL),
            RTPART_OK);
        if (r.verdict.answer == RTPART_SCHEDULABLE) {
            attack(&ts, r.order, name, &r.mpr, &rnd);
            accepted++;
        }
        rtpart_mpr_result_free(&r);
    }
}

static void test_sound_gedf(void **state)
{
    (void)state;
    attack_test("gedf", RTPART_GFP_RM, 71);
}

static void test_sound_gedf_uncapped(void **state)
{
    (void)state;
    attack_test("gedf-uncapped", RTPART_GFP_RM, 72);
}

static void test_sound_gedf_bcl(void **state)
{
    (void)state;
    attack_test("gedf-bcl", RTPART_GFP_RM, 73);
}

static void test_sound_gfp_rm(void **state)
{
    (void)state;
    attack_test("gfp", RTPART_GFP_RM, 74);
}

static void test_sound_gfp_dkc(void **state)
{
    (void)state;
    attack_test("gfp", RTPART_GFP_DKC, 75);
}

static void test_sound_gfp_opa(void **state)
{
    (void)state;
    attack_test("gfp", RTPART_GFP_OPA, 76);
}

/* The attacker finds what there is to find: the sets of the traps miss. */
static void test_attacker_finds_known_misses(void **state)
{
    struct test_random rnd = {.state = 77};
    struct rtpart_task a[] = {{.wcet = 9, .deadline = 10, .period = 20},
                              {.wcet = 2, .deadline = 10, .period = 20}};
    struct rtpart_task b[] = {{.wcet = 2, .deadline = 4, .period = 5},
                              {.wcet = 2, .deadline = 7, .period = 7}};
    const struct rtpart_taskset ta = {.tasks = a, .count = 2};
    const struct rtpart_taskset tb = {.tasks = b, .count = 2};
    struct gsim_supply s;

    (void)state;
    gsim_supply_whole(&s, 1);
    assert_int_not_equal(gsim_attack(&ta, NULL, &s, 1, SLOTS, &rnd), RTPART_NO_TASK);
    gsim_supply_worst(&s, 4, 3, 1);
    assert_int_not_equal(gsim_attack(&tb, NULL, &s, 1, SLOTS, &rnd), RTPART_NO_TASK);
    /* Dhall: light tasks first, and the heavy one misses on two CPUs */
    struct rtpart_task d[] = {{.wcet = 2, .deadline = 10, .period = 10},
                              {.wcet = 2, .deadline = 10, .period = 10},
                              {.wcet = 10, .deadline = 11, .period = 11}};
    const struct rtpart_taskset td = {.tasks = d, .count = 3};
    const size_t order[] = {0, 1, 2};
    const size_t other[] = {2, 0, 1};

    gsim_supply_whole(&s, 2);
    assert_int_equal(gsim_attack(&td, NULL, &s, 1, SLOTS, &rnd), 2);
    assert_int_equal(gsim_attack(&td, order, &s, 1, SLOTS, &rnd), 2);
    assert_int_equal(gsim_attack(&td, other, &s, 9, SLOTS, &rnd), RTPART_NO_TASK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attacker_finds_known_misses),
        cmocka_unit_test(test_sound_gedf),
        cmocka_unit_test(test_sound_gedf_uncapped),
        cmocka_unit_test(test_sound_gedf_bcl),
        cmocka_unit_test(test_sound_gfp_rm),
        cmocka_unit_test(test_sound_gfp_dkc),
        cmocka_unit_test(test_sound_gfp_opa),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
