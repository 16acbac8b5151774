/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_settle.c - which vCPUs are asked whether they take a task, and which one gets it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
