/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_settle.c - which vCPUs are asked whether they take a task, and which one gets it; what
 *                 the placement that they are asked in says of them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/placement.h"
#include "partition/settle.h"
#include "tests/support/partitions.h"

/* vCPUs with a task of 10, 10 and 20 %, an empty one, and one more task of 10 % that has no
 * place. */
struct question {
    struct rtpart_taskset ts;
    struct rtpart_partition_request req;
    struct rtpart_placement place;
    struct rtpart_prm prm[4];
    struct rtpart_settle settle;
};

static void question_init(struct question *q, enum rtpart_objective objective)
{
    static const int percent[] = {10, 10, 20, 10};

    *q = (struct question){0};
    for (int i = 0; i < 4; i++)
        rtpart_taskset_add(&q->ts, NULL, percent[i] * RTPART_MS, 100 * RTPART_MS,
                           100 * RTPART_MS, NULL);
    q->req = partitions_request(&q->ts, 4);
    q->req.objective = objective;
    assert_int_equal(rtpart_placement_init(&q->place, &q->req, NULL), RTPART_OK);
    for (unsigned v = 0; v < 3; v++) {
        assert_int_equal(rtpart_placement_add(&q->place, v, v, NULL), RTPART_OK);
        assert_true(rtpart_placement_interface(&q->place, v, &q->prm[v]));
    }
    q->settle = (struct rtpart_settle){.place = &q->place, .prm = q->prm};
}

static void question_free(struct question *q)
{
    rtpart_placement_free(&q->place);
    rtpart_taskset_free(&q->ts);
}

static struct rtpart_option settle(struct question *q, size_t ask,
                                   struct rtpart_option best)
{
    assert_int_equal(rtpart_settle_find(&q->settle, 3, ask, &best, NULL), RTPART_OK);
    return best;
}

/* A vCPU with half a core reserved has more room than the others, and of two alike the first
 * is asked. */
static void test_settle_asks_first_where_there_is_the_most_room(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};

    (void)state;
    for (unsigned roomy = 0; roomy < 3; roomy++) {
        struct question q;

        question_init(&q, RTPART_OBJECTIVE_TOTAL);
        q.prm[roomy] =
            (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
        assert_int_equal(settle(&q, 1, none).v, roomy);
        q.prm[roomy] = q.prm[0];
        q.prm[1] = q.prm[0];
        q.prm[2] = q.prm[0]; /* of 20 %: the least room */
        assert_int_equal(settle(&q, 1, none).v, 0);
        question_free(&q);
    }
}

/*
 * The task makes its own vCPU as large as vCPU 1 is, half a core: the largest stays, whoever
 * takes the task within that, and room decides, which vCPU 1 has.
 */
static void test_settle_does_not_ask_by_size_where_the_largest_is_another(void **state)
{
    const struct rtpart_prm half = {.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_MAX);
    q.prm[1] = half;
    assert_int_equal(
        settle(&q, 1, (struct rtpart_option){.v = 0, .before = q.prm[0], .after = half})
            .v,
        1);
    /* a nanosecond more and it is the largest itself: the smallest that can be is asked */
    const struct rtpart_prm more = {.period = half.period, .budget = half.budget + 1};

    assert_int_equal(
        settle(&q, 1, (struct rtpart_option){.v = 0, .before = q.prm[0], .after = more})
            .v,
        3);
    question_free(&q);
}

/* The same where the largest, half a core, is vCPU 0, and as small as numbers can be. */
static void test_settle_sees_that_the_first_vcpu_is_the_largest(void **state)
{
    const struct rtpart_prm half = {.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_MAX);
    q.prm[0] = (struct rtpart_prm){.period = 2, .budget = 1};
    assert_int_equal(
        settle(&q, 1, (struct rtpart_option){.v = 1, .before = q.prm[1], .after = half})
            .v,
        0);
    question_free(&q);
}

/* With the task vCPU 1 takes less than now; the best so far costs nothing. */
static void test_settle_asks_a_vcpu_with_room_where_the_best_costs_nothing(void **state)
{
    const struct rtpart_prm half = {.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.prm[1] = half;
    assert_int_equal(
        settle(&q, 1, (struct rtpart_option){.v = 3, .before = half, .after = half}).v,
        1);
    question_free(&q);
}

/* vCPUs 0 and 1 are empty, and the smallest there are; only one of them is asked. */
static void test_settle_asks_one_empty_vcpu_and_then_another_one(void **state)
{
    const struct rtpart_prm half = {.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    const struct rtpart_prm more = {.period = 10 * RTPART_MS, .budget = 6 * RTPART_MS};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_MAX);
    for (unsigned v = 0; v < 2; v++) {
        rtpart_placement_remove(&q.place, v);
        q.prm[v] = (struct rtpart_prm){0};
    }
    q.prm[2] = half; /* the largest, whoever takes the task */
    assert_int_equal(settle(&q, 2, (struct rtpart_option){.v = 3, .after = more}).v, 2);
    assert_int_equal(settle(&q, 1, (struct rtpart_option){.v = 3, .after = more}).v, 0);
    question_free(&q);
}

/* An empty vCPU whose reservation is too small for the task still has the most room. */
static void test_settle_asks_an_empty_vcpu_that_has_a_reservation(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    rtpart_placement_remove(&q.place, 0);
    q.prm[0] = (struct rtpart_prm){0};
    q.prm[3] = (struct rtpart_prm){.period = 100 * RTPART_MS, .budget = 9 * RTPART_MS};
    assert_int_equal(settle(&q, 4, none).v, 3);
    question_free(&q);
}

/* vCPU 0 has all that a vCPU may have, 90 %, and 85 % of work: its room is of no use. */
static void test_settle_does_not_ask_a_vcpu_that_would_be_too_full(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.max_bandwidth = (struct rtpart_ratio){.num = 9, .den = 10};
    q.prm[0] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 9 * RTPART_MS};
    rtpart_placement_remove(&q.place, 0);
    q.ts.tasks[0].wcet = 85 * RTPART_MS;
    assert_int_equal(rtpart_placement_add(&q.place, 0, 0, NULL), RTPART_OK);
    assert_int_not_equal(settle(&q, 1, none).v, 0);
    assert_int_not_equal(settle(&q, 1, none).v, RTPART_NO_VCPU);
    question_free(&q);
}

static void test_settle_finds_a_vcpu_for_a_task_of_a_whole_core(void **state)
{
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.ts.tasks[3].wcet = q.ts.tasks[3].period;
    assert_int_equal(settle(&q, 4, (struct rtpart_option){.v = RTPART_NO_VCPU}).v, 3);
    question_free(&q);
}

/* vCPU 1 has 70 % to spare, so that the task costs nothing there, the best so far 10 %. */
static void test_settle_asks_a_vcpu_that_takes_far_more_than_the_best(void **state)
{
    const struct rtpart_option best = {
        .v = 0,
        .before = {.period = 10 * RTPART_MS, .budget = 1 * RTPART_MS},
        .after = {.period = 10 * RTPART_MS, .budget = 2 * RTPART_MS}};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.prm[1] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 9 * RTPART_MS};
    assert_int_equal(settle(&q, 4, best).v, 1);
    question_free(&q);
}

/* vCPU 0 with half a core of work, and a task of the same. */
static void question_of_halves(struct question *q, enum rtpart_objective objective)
{
    question_init(q, objective);
    rtpart_placement_remove(&q->place, 0);
    q->ts.tasks[0].wcet = q->ts.tasks[0].period / 2;
    q->ts.tasks[3].wcet = q->ts.tasks[3].period / 2;
    assert_int_equal(rtpart_placement_add(&q->place, 0, 0, NULL), RTPART_OK);
}

/* With k = 2^31: vCPU 0 grows by k / 2^53, the best by k / (2^53 - 1), 2^-75 more. */
static void test_settle_sees_a_growth_that_is_less_by_next_to_nothing(void **state)
{
    const rtpart_ns k = (rtpart_ns)1 << 31;
    const struct rtpart_option best = {
        .v = 3, .after = {.period = RTPART_NS_MAX - 1, .budget = k}};
    struct question q;

    (void)state;
    question_of_halves(&q, RTPART_OBJECTIVE_TOTAL);
    q.prm[0] = (struct rtpart_prm){.period = RTPART_NS_MAX, .budget = RTPART_NS_MAX - k};
    assert_int_equal(settle(&q, 4, best).v, 0);
    question_free(&q);
}

/* Either way the largest becomes a whole core; vCPU 0 has half of that already. */
static void test_settle_asks_a_vcpu_that_becomes_as_large_as_the_best(void **state)
{
    const struct rtpart_prm core = {.period = 10 * RTPART_MS, .budget = 10 * RTPART_MS};
    struct question q;

    (void)state;
    question_of_halves(&q, RTPART_OBJECTIVE_MAX);
    q.prm[0] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    for (unsigned v = 1; v < 3; v++) {
        rtpart_placement_remove(&q.place, v);
        q.ts.tasks[v].wcet = q.ts.tasks[v].period; /* too full for the task */
        assert_int_equal(rtpart_placement_add(&q.place, v, v, NULL), RTPART_OK);
    }
    assert_int_equal(settle(&q, 4, (struct rtpart_option){.v = 3, .after = core}).v, 0);
    question_free(&q);
}

static void test_settle_leaves_a_task_with_the_first_of_equal_options(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.prm[0] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
    q.prm[1] = q.prm[0];
    assert_int_equal(settle(&q, 4, none).v, 0);
    question_free(&q);
}

/*
 * vCPU 0 is full. vCPU 2 has the most room and is asked first, but the task on it is due at
 * once and needs more than the cap; next comes vCPU 1.
 */
static void test_settle_asks_the_second_where_the_first_cannot_take_it(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.max_bandwidth = (struct rtpart_ratio){.num = 9, .den = 10};
    for (unsigned v = 0; v < 3; v += 2)
        rtpart_placement_remove(&q.place, v);
    q.ts.tasks[0].wcet = 90 * RTPART_MS;
    q.ts.tasks[2].deadline = q.ts.tasks[2].wcet;
    for (unsigned v = 0; v < 3; v += 2)
        assert_int_equal(rtpart_placement_add(&q.place, v, v, NULL), RTPART_OK);
    q.prm[2] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 9 * RTPART_MS};
    assert_int_equal(settle(&q, 1, none).v, RTPART_NO_VCPU);
    assert_int_equal(settle(&q, 2, none).v, 1);
    question_free(&q);
}

/*
 * 50 ms in 100 and 70 in 150: under RM the second needs 170 ms of a core by its deadline, EDF
 * has them on 98 %. What may be taken is 99 %.
 */
static void test_settle_under_edf_asks_what_no_priorities_would_hold(void **state)
{
    const struct rtpart_option best = {
        .v = 3, .after = {.period = 100 * RTPART_MS, .budget = 49 * RTPART_MS}};

    (void)state;
    for (int edf = 0; edf < 2; edf++) {
        struct question q;

        question_of_halves(&q, RTPART_OBJECTIVE_TOTAL);
        rtpart_placement_free(&q.place);
        q.ts.tasks[3].wcet = 70 * RTPART_MS;
        q.ts.tasks[3].deadline = q.ts.tasks[3].period = 150 * RTPART_MS;
        q.req.scheduler = edf ? RTPART_SCHED_EDF : RTPART_SCHED_RM;
        q.req.grid = (struct rtpart_grid){.min_period = 50 * RTPART_MS,
                                          .max_period = 50 * RTPART_MS,
                                          .period_step = RTPART_MS,
                                          .runtime_step = 500 * RTPART_US};
        assert_int_equal(rtpart_placement_init(&q.place, &q.req, NULL), RTPART_OK);
        assert_int_equal(rtpart_placement_add(&q.place, 0, 0, NULL), RTPART_OK);
        q.prm[0] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 5 * RTPART_MS};
        q.prm[1] = q.prm[2] = (struct rtpart_prm){0};
        assert_int_equal(settle(&q, 4, best).v, edf ? 0 : 3);
        question_free(&q);
    }
}

/* Any other would grow by less. */
static void test_settle_asks_only_the_vcpu_that_a_task_is_fixed_to(void **state)
{
    const struct rtpart_option none = {.v = RTPART_NO_VCPU};
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.prm[0] = (struct rtpart_prm){.period = 10 * RTPART_MS, .budget = 9 * RTPART_MS};
    q.prm[3] = q.prm[0];
    for (int v = 0; v < 3; v++) {
        q.ts.tasks[3].vcpu = v;
        assert_int_equal(settle(&q, 4, none).v, v);
    }
    question_free(&q);
}

/* ---- what a placement says of a vCPU ------------------------------------------------ */

/* Half a core is above the cap by 2^-52, and within the share that is asked for. */
static void test_an_interface_within_a_share_is_within_the_cap_too(void **state)
{
    struct question q;
    struct rtpart_prm prm;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.grid = (struct rtpart_grid){.min_period = 10 * RTPART_MS,
                                      .max_period = 10 * RTPART_MS,
                                      .period_step = RTPART_MS,
                                      .runtime_step = 5 * RTPART_MS};
    assert_true(
        rtpart_placement_interface_within(&q.place, 0, RTPART_SHARE_ONE / 2, &prm));
    assert_int_equal(prm.budget, 5 * RTPART_MS);
    q.req.max_bandwidth =
        (struct rtpart_ratio){.num = ((rtpart_ns)1 << 51) - 1, .den = (rtpart_ns)1 << 52};
    assert_false(rtpart_placement_interface_within(
        &q.place, 0, rtpart_share_floor(q.req.max_bandwidth) - 1, &prm));
    question_free(&q);
}

/* Budgets are multiples of 25 ms: a period of 20 ms has none. */
static void test_a_vcpu_may_need_the_longest_period_of_the_grid(void **state)
{
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.grid = (struct rtpart_grid){.min_period = 20 * RTPART_MS,
                                      .max_period = 25 * RTPART_MS,
                                      .period_step = 5 * RTPART_MS,
                                      .runtime_step = 25 * RTPART_MS};
    assert_true(rtpart_placement_holds(&q.place, 0));
    q.req.grid.max_period = 24 * RTPART_MS;
    assert_false(rtpart_placement_holds(&q.place, 0));
    question_free(&q);
}

/* Two empty vCPUs are alike, and what was on them before is forgotten: two halves fit. */
static void test_a_placement_that_is_cleared_is_empty(void **state)
{
    struct rtpart_ratio terms[1];
    struct question q;

    (void)state;
    question_of_halves(&q, RTPART_OBJECTIVE_TOTAL);
    rtpart_placement_clear(&q.place);
    for (unsigned v = 0; v < 4; v++) {
        assert_int_equal(q.place.vcpu[v], RTPART_NO_VCPU);
        assert_int_equal(rtpart_placement_used_cmp(&q.place, v, 0, terms), 0);
    }
    assert_int_equal(rtpart_placement_add(&q.place, 0, 0, NULL), RTPART_OK);
    assert_false(rtpart_placement_overfull(&q.place, 0, 3));
    question_free(&q);
}

static void test_a_placement_needs_priorities_where_the_guest_goes_by_them(void **state)
{
    struct question q;
    struct rtpart_placement p;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.scheduler = RTPART_SCHED_PRIO;
    assert_int_equal(rtpart_placement_init(&p, &q.req, NULL), RTPART_EMODEL);
    assert_null(p.load);
    question_free(&q);
}

static void test_an_empty_vcpu_has_neither_budget_nor_period(void **state)
{
    struct question q;
    struct rtpart_prm prm;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    assert_true(rtpart_placement_interface(&q.place, 3, &prm));
    assert_int_equal(prm.budget, 0);
    assert_int_equal(prm.period, 0);
    question_free(&q);
}

/* Periods rise as the numbers fall, so that every task goes in front of those before. */
static void test_a_vcpu_takes_any_number_of_tasks_in_scheduling_order(void **state)
{
    const size_t n = 20;
    struct rtpart_taskset ts = {0};
    struct rtpart_placement place;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns period = (rtpart_ns)(100 - i) * RTPART_MS;

        rtpart_taskset_add(&ts, NULL, RTPART_MS, period, period, NULL);
    }
    const struct rtpart_partition_request req = partitions_request(&ts, 1);

    assert_int_equal(rtpart_placement_init(&place, &req, NULL), RTPART_OK);
    for (size_t most = 1; most <= n; most++) {
        for (size_t i = 0; i < most; i++)
            assert_int_equal(rtpart_placement_add(&place, 0, i, NULL), RTPART_OK);
        assert_int_equal(place.load[0].count, most);
        for (size_t k = 0; k < most; k++)
            assert_int_equal(place.load[0].task[k], most - 1 - k);
        rtpart_placement_clear(&place);
        assert_int_equal(place.load[0].count, 0);
    }
    rtpart_placement_free(&place);
    rtpart_taskset_free(&ts);
}

/* Tasks 0, 2 and 3 are on a vCPU that no interface with budgets of 25 ms in 24 ms holds. */
static void test_the_last_task_of_a_vcpu_is_what_blocks(void **state)
{
    struct rtpart_partition p;
    struct question q;

    (void)state;
    question_init(&q, RTPART_OBJECTIVE_TOTAL);
    q.req.grid = (struct rtpart_grid){.min_period = 24 * RTPART_MS,
                                      .max_period = 24 * RTPART_MS,
                                      .period_step = RTPART_MS,
                                      .runtime_step = 25 * RTPART_MS};
    rtpart_placement_clear(&q.place);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(rtpart_placement_add(&q.place, i == 1 ? 1 : 0, i, NULL),
                         RTPART_OK);
    assert_int_equal(rtpart_placement_finish(&q.place, &p, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_int_equal(p.blocked, 3);
    assert_null(p.vcpu);
    rtpart_partition_free(&p);
    question_free(&q);
}

/* Oracle: plain fractions, small denominators, so that ties are frequent. */
static void test_utilizations_of_two_vcpus_are_compared_exactly(void **state)
{
    struct test_random r = {.state = 91};
    int ties = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct fraction use[2] = {{0, 1}, {0, 1}};
        struct rtpart_taskset ts = {0};
        struct rtpart_placement place;
        struct rtpart_ratio terms[7];
        unsigned on[6];
        const size_t n = (size_t)test_random_range(&r, 1, 6);

        for (size_t i = 0; i < n; i++) {
            const rtpart_ns period = test_random_range(&r, 1, 9);
            const rtpart_ns wcet = test_random_range(&r, 1, period);

            rtpart_taskset_add(&ts, NULL, wcet, period, period, NULL);
            on[i] = (unsigned)test_random_range(&r, 0, 1);
            use[on[i]] = fraction_add(use[on[i]], fraction_of(wcet, period));
        }
        const struct rtpart_partition_request req = partitions_request(&ts, 2);

        assert_int_equal(rtpart_placement_init(&place, &req, NULL), RTPART_OK);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(rtpart_placement_add(&place, on[i], i, NULL), RTPART_OK);
        const int order = fraction_cmp(use[0], use[1]);

        ties += order == 0;
        terms[n] = (struct rtpart_ratio){.num = -1, .den = -1};
        assert_int_equal(rtpart_placement_used_cmp(&place, 0, 1, terms), order);
        assert_int_equal(rtpart_placement_used_cmp(&place, 1, 0, terms), -order);
        assert_true(terms[n].num == -1 && terms[n].den == -1);
        rtpart_placement_free(&place);
        rtpart_taskset_free(&ts);
    }
    assert_true(ties > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settle_asks_first_where_there_is_the_most_room),
        cmocka_unit_test(test_settle_does_not_ask_by_size_where_the_largest_is_another),
        cmocka_unit_test(test_settle_asks_a_vcpu_with_room_where_the_best_costs_nothing),
        cmocka_unit_test(test_settle_asks_one_empty_vcpu_and_then_another_one),
        cmocka_unit_test(test_settle_asks_an_empty_vcpu_that_has_a_reservation),
        cmocka_unit_test(test_settle_does_not_ask_a_vcpu_that_would_be_too_full),
        cmocka_unit_test(test_settle_finds_a_vcpu_for_a_task_of_a_whole_core),
        cmocka_unit_test(test_settle_asks_a_vcpu_that_takes_far_more_than_the_best),
        cmocka_unit_test(test_settle_sees_a_growth_that_is_less_by_next_to_nothing),
        cmocka_unit_test(test_settle_asks_a_vcpu_that_becomes_as_large_as_the_best),
        cmocka_unit_test(test_settle_sees_that_the_first_vcpu_is_the_largest),
        cmocka_unit_test(test_settle_leaves_a_task_with_the_first_of_equal_options),
        cmocka_unit_test(test_settle_asks_the_second_where_the_first_cannot_take_it),
        cmocka_unit_test(test_settle_under_edf_asks_what_no_priorities_would_hold),
        cmocka_unit_test(test_settle_asks_only_the_vcpu_that_a_task_is_fixed_to),
        cmocka_unit_test(test_an_interface_within_a_share_is_within_the_cap_too),
        cmocka_unit_test(test_a_vcpu_may_need_the_longest_period_of_the_grid),
        cmocka_unit_test(test_a_placement_that_is_cleared_is_empty),
        cmocka_unit_test(test_a_placement_needs_priorities_where_the_guest_goes_by_them),
        cmocka_unit_test(test_an_empty_vcpu_has_neither_budget_nor_period),
        cmocka_unit_test(test_a_vcpu_takes_any_number_of_tasks_in_scheduling_order),
        cmocka_unit_test(test_the_last_task_of_a_vcpu_is_what_blocks),
        cmocka_unit_test(test_utilizations_of_two_vcpus_are_compared_exactly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
