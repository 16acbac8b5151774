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
#define SLOTS 90    /* of a run, times m' */

static void show(const struct rtpart_taskset *ts, const char *what, const char *name,
                 const struct rtpart_mpr *r, size_t missed)
{
    for (size_t i = 0; i < ts->count; i++)
        print_message("  (%lld, %lld, %lld)", (long long)ts->tasks[i].wcet,
                      (long long)ts->tasks[i].deadline, (long long)ts->tasks[i].period);
    fail_msg("%s accepts Pi = %lld, Theta = %lld, m' = %u; task %zu misses on %s", name,
             (long long)r->period, (long long)r->budget, r->cpus, missed, what);
}

/*
 * The same question in slots of 1/m' of a time unit: tasks and period m' times as long, and
 * Theta/m' a whole number of slots, so that the worst pattern is exactly that of the model.
 */
static struct rtpart_mpr in_slots(const struct rtpart_taskset *ts,
                                  const struct rtpart_mpr *r, struct rtpart_task *room)
{
    for (size_t i = 0; i < ts->count; i++) {
        room[i] = ts->tasks[i];
        room[i].wcet *= r->cpus;
        room[i].deadline *= r->cpus;
        room[i].period *= r->cpus;
    }
    return (struct rtpart_mpr){
        .period = r->period * r->cpus, .budget = r->budget * r->cpus, .cpus = r->cpus};
}

static void attack(const struct rtpart_taskset *ts, const size_t *order, const char *name,
                   const struct rtpart_mpr *r, struct test_random *rnd)
{
    struct rtpart_task room[6];
    const struct rtpart_mpr slots = in_slots(ts, r, room);
    const struct rtpart_taskset scaled = {.tasks = room, .count = ts->count};
    const rtpart_ns end = SLOTS * (rtpart_ns)r->cpus;
    struct gsim_supply s;
    size_t missed;

    gsim_supply_worst(&s, slots.period, slots.budget, slots.cpus);
    missed = gsim_attack(&scaled, order, &s, 3, end, rnd);
    if (missed != RTPART_NO_TASK)
        show(ts, "the worst supply", name, r, missed);
    gsim_supply_random(&s, slots.period, slots.budget, slots.cpus, rnd);
    missed = gsim_attack(&scaled, order, &s, 2, end, rnd);
    if (missed != RTPART_NO_TASK)
        show(ts, "a random supply", name, r, missed);
}

/* Attack `test` at its least budgets until SETS sets have been accepted. */
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
            rtpart_mpr_least_budget(&req, test_random_range(&rnd, 1, 6), 1, &r, NULL),
            RTPART_OK);
        if (r.verdict.answer == RTPART_SCHEDULABLE) {
            attack(&ts, r.order, name, &r.mpr, &rnd);
            accepted++;
        }
        rtpart_mpr_result_free(&r);
    }
}

/* A "no" with a window is a proof: all tasks released with the worst supply, and one misses
 * by the end of the window, whatever the order. */
static void test_refused_sets_miss(void **state)
{
    struct test_random rnd = {.state = 78};
    size_t count;
    const struct rtpart_mpr_test *tests = rtpart_mpr_tests(&count);
    int refused = 0;

    (void)state;
    while (refused < SETS) {
        struct rtpart_task room[6];
        struct rtpart_task scaled_room[6];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 3);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, 6), 14);
        const struct rtpart_mpr_request req = {.taskset = &ts,
                                               .test = &tests[(size_t)refused % count],
                                               .policy = RTPART_GFP_DM,
                                               .cpus = m};
        const rtpart_ns period = test_random_range(&rnd, 1, 6);
        struct rtpart_mpr_result r;

        assert_int_equal(rtpart_mpr_verdict(&req, period,
                                            test_random_range(&rnd, 0, period * m), &r,
                                            NULL),
                         RTPART_OK);
        const rtpart_ns end = (r.verdict.at + 1) * m + 1;

        if (r.verdict.answer == RTPART_UNSCHEDULABLE && r.verdict.at > 0 &&
            end < GSIM_SLOTS) {
            const struct rtpart_mpr slots = in_slots(&ts, &r.mpr, scaled_room);
            const struct rtpart_taskset scaled = {.tasks = scaled_room,
                                                  .count = ts.count};
            const struct gsim_releases together = {.delay = 0};
            struct gsim_supply s;

            gsim_supply_worst(&s, slots.period, slots.budget, slots.cpus);
            assert_int_not_equal(gsim_run(&scaled, r.order, &s, &together, end, &rnd),
                                 RTPART_NO_TASK);
            refused++;
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
        cmocka_unit_test(test_refused_sets_miss),
        cmocka_unit_test(test_sound_gedf),
        cmocka_unit_test(test_sound_gedf_uncapped),
        cmocka_unit_test(test_sound_gedf_bcl),
        cmocka_unit_test(test_sound_gfp_rm),
        cmocka_unit_test(test_sound_gfp_dkc),
        cmocka_unit_test(test_sound_gfp_opa),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
