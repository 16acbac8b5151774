/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_online_search.c - updates of a plan that are found only where the search looks at every
 *                        choice: no vCPU left out, no task left in its place, no move too many
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/online.h"
#include "tests/support/partitions.h"

#define TASKS 8

/*
 * Tasks of one period, C in ms of 20 ms, so that under RM a vCPU holds any that come to 20;
 * one period in the grid. The first `placed` are in service on the vCPUs of `vcpu`.
 */
struct service {
    struct rtpart_taskset ts;
    struct rtpart_partition_request req;
    unsigned vcpu[TASKS];
    struct rtpart_prm prm[4];
    struct rtpart_online now;
};

static void begin(struct service *s, const int *ms, size_t count, const unsigned *vcpu,
                  size_t placed, unsigned vcpus)
{
    *s = (struct service){0};
    for (size_t i = 0; i < count; i++) {
        rtpart_taskset_add(&s->ts, NULL, ms[i] * RTPART_MS, 20 * RTPART_MS,
                           20 * RTPART_MS, NULL);
        s->vcpu[i] = i < placed ? vcpu[i] : RTPART_NO_VCPU;
    }
    s->req = partitions_request(&s->ts, vcpus);
    s->req.grid = (struct rtpart_grid){.min_period = RTPART_MS,
                                       .max_period = RTPART_MS,
                                       .period_step = RTPART_MS,
                                       .runtime_step = 50 * RTPART_US};
    for (unsigned v = 0; v < vcpus; v++) {
        uint64_t tasks = 0;

        for (size_t i = 0; i < placed; i++)
            tasks |= vcpu[i] == v ? UINT64_C(1) << i : 0;
        assert_true(partitions_interface(&s->req, tasks, &s->prm[v]));
    }
    s->now = (struct rtpart_online){.req = &s->req, .vcpu = s->vcpu, .prm = s->prm};
}

/* The update finds a place for all, with just so many moves. */
static void assert_added(struct service *s, unsigned may_move, unsigned moves)
{
    struct rtpart_partition p;
    int sum[4] = {0};
    unsigned found;

    assert_int_equal(rtpart_online_add(&s->now, may_move, &p, &found, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_int_equal(found, moves);
    for (size_t i = 0; i < s->ts.count; i++)
        sum[p.vcpu[i]] += (int)(s->ts.tasks[i].wcet / RTPART_MS);
    for (unsigned v = 0; v < s->req.vcpus; v++)
        assert_true(sum[v] <= 20);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&s->ts);
}

/* Only 9 + 6 + 5 and 8 + 7 + 5 fit. */
static void test_online_add_tries_all_places_of_new_tasks(void **state)
{
    static const int ms[] = {9, 8, 7, 6, 5, 5};
    static const unsigned nowhere[6];
    struct service s;

    (void)state;
    begin(&s, ms, 6, nowhere, 0, 2);
    assert_added(&s, 0, 0);
}

/* {1, 9, 6, 4} and {8, 7, 5} take no move; a place with one is found before, if it may be. */
static void test_online_add_does_without_a_move_where_it_can(void **state)
{
    static const int ms[] = {1, 9, 8, 7, 6, 5, 4};
    static const unsigned vcpu[] = {0};
    struct service s;

    (void)state;
    begin(&s, ms, 7, vcpu, 1, 2);
    assert_added(&s, 1, 0);
}

/* The first and the third have to leave; the second is fixed. */
static void test_online_add_moves_tasks_with_one_between_them_that_stays(void **state)
{
    static const int ms[] = {6, 2, 6, 16};
    static const unsigned vcpu[] = {0, 0, 0};
    struct service s;

    (void)state;
    begin(&s, ms, 4, vcpu, 3, 2);
    s.ts.tasks[1].vcpu = 0;
    s.ts.tasks[3].vcpu = 0;
    assert_added(&s, 2, 2);
}

/* A reservation of the same share as the cheapest of the grid is not changed for it. */
static void test_online_remove_keeps_a_reservation_of_the_same_share(void **state)
{
    static const int ms[] = {6, 6};
    static const unsigned vcpu[] = {0, 0};
    const bool lost[] = {true, false};
    struct rtpart_partition p;
    struct service s;

    (void)state;
    begin(&s, ms, 2, vcpu, 2, 2);
    s.prm[0].budget /= 2;
    s.prm[0].period /= 2;
    assert_int_equal(rtpart_online_remove(&s.now, lost, &p, NULL), RTPART_OK);
    assert_int_equal(p.prm[0].budget, s.prm[0].budget);
    assert_int_equal(p.prm[0].period, s.prm[0].period);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&s.ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_online_add_tries_all_places_of_new_tasks),
        cmocka_unit_test(test_online_add_does_without_a_move_where_it_can),
        cmocka_unit_test(test_online_add_moves_tasks_with_one_between_them_that_stays),
        cmocka_unit_test(test_online_remove_keeps_a_reservation_of_the_same_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
