/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_load.c - the tasks of one vCPU in scheduling order, and what is kept beside them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/load.h"
#include "tests/support/oracle_fp.h"
#include "tests/support/small_set.h"

static const enum rtpart_scheduler SCHEDULERS[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                                   RTPART_SCHED_PRIO, RTPART_SCHED_EDF};

static const struct small_set_shape SHAPE = {
    .max_count = SMALL_SET_MAX, .max_period = 12, .max_latency = 3, .hopeless = true};

/* Must task a stand before task b? The definition, for two tasks of one file. */
static bool comes_before(const struct rtpart_task *a, const struct rtpart_task *b,
                         enum rtpart_scheduler scheduler)
{
    rtpart_ns x = a->deadline;
    rtpart_ns y = b->deadline;

    if (scheduler == RTPART_SCHED_RM) {
        x = a->period;
        y = b->period;
    } else if (scheduler == RTPART_SCHED_PRIO) {
        x = b->prio;
        y = a->prio;
    }
    return x < y || (x == y && a < b);
}

static void test_load_order_ranks_every_pair_by_its_scheduler(void **state)
{
    struct test_random random = {.state = 21};

    (void)state;
    for (int n = 0; n < 12000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        struct small_set s;
        size_t order[SMALL_SET_MAX];
        bool seen[SMALL_SET_MAX] = {false};

        small_set_draw(&s, &random, &SHAPE, RTPART_SCHED_PRIO);
        for (size_t i = 0; i < s.count; i++)
            s.task[i].prio = (int)test_random_range(&random, 1, 4);
        const struct rtpart_taskset ts = {.tasks = s.task, .count = s.count};

        assert_int_equal(rtpart_load_order(&ts, scheduler, order, NULL), RTPART_OK);
        for (size_t i = 0; i < s.count; i++) {
            assert_true(order[i] < s.count && !seen[order[i]]);
            seen[order[i]] = true;
            for (size_t j = 0; j < i; j++)
                assert_true(
                    comes_before(&s.task[order[j]], &s.task[order[i]], scheduler));
        }
    }
}

static void test_load_order_refuses_what_is_not_for_one_processor(void **state)
{
    const enum rtpart_scheduler bad[] = {RTPART_SCHED_NONE, RTPART_SCHED_GRM,
                                         RTPART_SCHED_GDM, RTPART_SCHED_GEDF};
    char name[] = "engine";
    struct rtpart_task task = {.name = name, .wcet = 1, .deadline = 2, .period = 2};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_error err;
    struct rtpart_load load;
    size_t order[1];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(rtpart_load_order(&ts, bad[i], order, &err), RTPART_EMODEL);
        assert_int_equal(rtpart_load_init(&load, 1, bad[i], 0, &err), RTPART_EMODEL);
        assert_int_equal(rtpart_load_of(&load, &ts, bad[i], 0, &err), RTPART_EMODEL);
    }
    assert_int_equal(rtpart_load_order(&ts, RTPART_SCHED_PRIO, order, &err),
                     RTPART_EMODEL);
    assert_non_null(strstr(err.message, "engine"));
    assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_PRIO, 0, &err),
                     RTPART_EMODEL);
    assert_non_null(strstr(err.message, "engine"));
}

static void test_load_init_refuses_a_latency_out_of_range(void **state)
{
    const rtpart_ns bad[] = {-1, INT64_MIN, RTPART_NS_MAX + 1, INT64_MAX};
    struct rtpart_error err;
    struct rtpart_load load;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_load_init(&load, 1, RTPART_SCHED_RM, bad[i], &err),
                         RTPART_EUSAGE);
    assert_int_equal(rtpart_load_init(&load, 1, RTPART_SCHED_RM, RTPART_NS_MAX, &err),
                     RTPART_OK);
    rtpart_load_free(&load);
}

static void test_load_of_holds_the_whole_set_in_order(void **state)
{
    struct test_random random = {.state = 22};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        struct small_set s;
        struct rtpart_load load;
        size_t order[SMALL_SET_MAX];

        small_set_draw(&s, &random, &SHAPE, RTPART_SCHED_PRIO);
        const struct rtpart_taskset ts = {.tasks = s.task, .count = s.count};

        assert_int_equal(rtpart_load_of(&load, &ts, scheduler, s.latency, NULL),
                         RTPART_OK);
        assert_int_equal(rtpart_load_order(&ts, scheduler, order, NULL), RTPART_OK);
        assert_int_equal(load.count, s.count);
        assert_int_equal(load.scheduler, scheduler);
        assert_int_equal(load.latency, s.latency);
        for (size_t i = 0; i < s.count; i++) {
            assert_int_equal(load.task[i], order[i]);
            assert_int_equal(load.wcet[i], s.task[order[i]].wcet);
            assert_int_equal(load.deadline[i], s.task[order[i]].deadline);
            assert_int_equal(load.period[i], s.task[order[i]].period);
        }
        rtpart_load_free(&load);
    }
}

/* W_k(D_k) by direct sums; D_k + 1, out of reach, also where a task above has C > D. */
static rtpart_ns demand_at_deadline(const struct small_set *s, size_t k)
{
    const rtpart_ns d = s->task[k].deadline;
    const rtpart_ns demand = oracle_fp_demand(s, k, d);

    for (size_t j = 0; j < k; j++)
        if (s->task[j].wcet > s->task[j].deadline)
            return d + 1;
    return demand > d ? d + 1 : demand;
}

static bool is_hopeless(const struct small_set *s, size_t k)
{
    return s->task[k].wcet + s->latency > s->task[k].deadline;
}

/* Everything that is kept beside the first `count` tasks, from the definitions. */
static void expect_derived(const struct small_set *s, const struct rtpart_load *load)
{
    const struct rtpart_prm none = {.period = 1, .budget = 0};
    bool hopeless = false;
    rtpart_ns shortest = 0;

    for (size_t k = 0; k < load->count; k++) {
        if (load->scheduler != RTPART_SCHED_EDF)
            small_set_expect("W(D)", s, &none, load->demand[k], demand_at_deadline(s, k));
        hopeless |= is_hopeless(s, k);
        if (k == 0 || s->task[k].deadline < shortest)
            shortest = s->task[k].deadline;
    }
    small_set_expect("hopeless", s, &none, rtpart_load_hopeless(load), hopeless);
    small_set_expect("shortest deadline", s, &none, rtpart_load_min_deadline(load),
                     shortest);
}

static void
test_load_push_and_pop_keep_demand_hopeless_and_shortest_deadline(void **state)
{
    struct test_random random = {.state = 23};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const enum rtpart_scheduler scheduler = SCHEDULERS[n % 4];
        struct small_set s;
        struct rtpart_load load;

        small_set_draw(&s, &random, &SHAPE, scheduler);
        small_set_load(&s, scheduler, 1, &load);
        expect_derived(&s, &load);
        for (int move = 0; move < 10; move++) {
            if (load.count > 0 &&
                (load.count == s.count || test_random_range(&random, 0, 1) == 0))
                rtpart_load_pop(&load);
            else
                rtpart_load_push(&load, &s.task[load.count], load.count);
            expect_derived(&s, &load);
        }
        rtpart_load_clear(&load);
        assert_int_equal(load.count, 0);
        expect_derived(&s, &load);
        rtpart_load_free(&load);
    }
}

static void test_load_of_no_tasks_is_empty(void **state)
{
    const struct rtpart_taskset none = {.tasks = NULL, .count = 0};
    struct rtpart_load load;
    size_t order[1];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rtpart_load_order(&none, SCHEDULERS[i], order, NULL), RTPART_OK);
        assert_int_equal(rtpart_load_of(&load, &none, SCHEDULERS[i], 5, NULL), RTPART_OK);
        assert_int_equal(load.count, 0);
        assert_int_equal(rtpart_load_min_deadline(&load), 0);
        assert_false(rtpart_load_hopeless(&load));
        rtpart_load_free(&load);
    }
}

static void test_load_free_leaves_a_zeroed_struct_and_accepts_one(void **state)
{
    static const struct rtpart_load zeroed;
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 3, RTPART_SCHED_DM, 0, NULL), RTPART_OK);
    rtpart_load_free(&load);
    assert_memory_equal(&load, &zeroed, sizeof load);
    rtpart_load_free(&load);
    assert_memory_equal(&load, &zeroed, sizeof load);
}

/* Times near the end of the range: sums would not fit in 53 bits, perhaps not in 64. */
static void test_load_demand_of_the_largest_times_is_out_of_reach(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    struct rtpart_load load;

    (void)state;
    assert_int_equal(rtpart_load_init(&load, 2000, RTPART_SCHED_RM, 0, NULL), RTPART_OK);
    for (size_t i = 0; i < 2000; i++) {
        const struct rtpart_task task = {.wcet = max - 1, .deadline = max, .period = max};

        rtpart_load_push(&load, &task, i);
    }
    assert_int_equal(load.demand[0], max - 1);
    for (size_t i = 1; i < 2000; i++)
        assert_int_equal(load.demand[i], max + 1);
    rtpart_load_free(&load);

    assert_int_equal(rtpart_load_init(&load, 2, RTPART_SCHED_RM, max, NULL), RTPART_OK);
    const struct rtpart_task fast = {.wcet = 1, .deadline = 1, .period = 1};
    const struct rtpart_task slow = {.wcet = max, .deadline = max, .period = max};

    rtpart_load_push(&load, &fast, 0);
    assert_int_equal(load.demand[0], 2);
    rtpart_load_push(&load, &slow, 1);
    assert_int_equal(load.demand[1], max + 1);
    assert_true(rtpart_load_hopeless(&load));
    rtpart_load_free(&load);
}

static void test_load_of_refuses_a_latency_out_of_range(void **state)
{
    const rtpart_ns bad[] = {-1, RTPART_NS_MAX + 1};
    struct rtpart_task task = {.wcet = 1, .deadline = 2, .period = 3};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const size_t members[] = {0};
    struct rtpart_load load;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(rtpart_load_of(&load, &ts, RTPART_SCHED_RM, bad[i], NULL),
                         RTPART_EUSAGE);
        assert_int_equal(
            rtpart_load_of_members(&load, &ts, members, 1, RTPART_SCHED_RM, bad[i], NULL),
            RTPART_EUSAGE);
        assert_null(load.wcet);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load_order_ranks_every_pair_by_its_scheduler),
        cmocka_unit_test(test_load_order_refuses_what_is_not_for_one_processor),
        cmocka_unit_test(test_load_init_refuses_a_latency_out_of_range),
        cmocka_unit_test(test_load_of_refuses_a_latency_out_of_range),
        cmocka_unit_test(test_load_of_holds_the_whole_set_in_order),
        cmocka_unit_test(
            test_load_push_and_pop_keep_demand_hopeless_and_shortest_deadline),
        cmocka_unit_test(test_load_of_no_tasks_is_empty),
        cmocka_unit_test(test_load_free_leaves_a_zeroed_struct_and_accepts_one),
        cmocka_unit_test(test_load_demand_of_the_largest_times_is_out_of_reach),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
