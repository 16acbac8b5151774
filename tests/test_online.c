/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "partition/online.h"
#include "tests/support/partitions.h"

#define TASKS 8

/* A small plan in service, and tasks to be added. */
struct service {
    struct rtpart_taskset ts;
    struct rtpart_partition_request req;
    struct partitions_costs costs;
    unsigned vcpu[TASKS];
    struct rtpart_prm prm[4];
    struct rtpart_online now;
};

static uint64_t tasks_on(const struct service *s, const unsigned *vcpu, unsigned v)
{
    uint64_t tasks = 0;

    for (size_t i = 0; i < s->ts.count; i++)
        if (vcpu[i] == v)
            tasks |= UINT64_C(1) << i;
    return tasks;
}

/* Does every vCPU hold its tasks, and is every fixed task where it belongs? */
static bool holds(const struct service *s, const unsigned *vcpu)
{
    for (size_t i = 0; i < s->ts.count; i++)
        if (vcpu[i] != RTPART_NO_VCPU && s->ts.tasks[i].vcpu >= 0 &&
            (unsigned)s->ts.tasks[i].vcpu != vcpu[i])
            return false;
    for (unsigned v = 0; v < s->req.vcpus; v++)
        if (!s->costs.holds[tasks_on(s, vcpu, v)])
            return false;
    return true;
}

/* A random plan that holds, the last `fresh` tasks left out; false where none was found. */
static bool random_service(struct test_random *r, int round, struct service *s)
{
    const size_t fresh = (size_t)test_random_range(r, 1, 2);

    memset(s, 0, sizeof *s);
    partitions_question(r, round, 3, TASKS, &s->ts, &s->req);
    partitions_learn(&s->costs, &s->req);
    s->now = (struct rtpart_online){.req = &s->req, .vcpu = s->vcpu, .prm = s->prm};
    for (int tries = 0; tries < 100; tries++) {
        for (size_t i = 0; i < s->ts.count; i++)
            s->vcpu[i] = i + fresh >= s->ts.count
                             ? RTPART_NO_VCPU
                             : (unsigned)test_random_range(r, 0, s->req.vcpus - 1);
        if (!holds(s, s->vcpu))
            continue;
        for (unsigned v = 0; v < s->req.vcpus; v++)
            s->prm[v] = s->costs.prm[tasks_on(s, s->vcpu, v)];
        return true;
    }
    return false;
}

/* Least number of moves with which all tasks have a place, of all partitions; 99: none.
 * *least: the least total among those without a move. */
static unsigned least_moves(const struct service *s, struct fraction *least)
{
    unsigned vcpu[TASKS] = {0};
    unsigned best = 99;
    bool first = true;

    for (;;) {
        unsigned moves = 0;
        size_t i = 0;

        for (size_t k = 0; k < s->ts.count; k++)
            moves += s->vcpu[k] != RTPART_NO_VCPU && s->vcpu[k] != vcpu[k];
        if (holds(s, vcpu)) {
            struct partitions_cost cost;

            assert_true(partitions_cost_of(&s->costs, vcpu, &cost));
            if (moves == 0 && (first || fraction_cmp(cost.total, *least) < 0)) {
                *least = cost.total;
                first = false;
            }
            best = moves < best ? moves : best;
        }
        while (i < s->ts.count && ++vcpu[i] == s->req.vcpus)
            vcpu[i++] = 0;
        if (i == s->ts.count)
            return best;
    }
}

/* Every reservation is the cheapest that holds; one of a vCPU that did not change is as it
 * was. */
static void assert_sound(const struct service *s, const struct rtpart_partition *p,
                         unsigned moves)
{
    unsigned moved = 0;

    assert_true(holds(s, p->vcpu));
    for (size_t i = 0; i < s->ts.count; i++)
        moved += s->vcpu[i] != RTPART_NO_VCPU && s->vcpu[i] != p->vcpu[i];
    assert_int_equal(moved, moves);
    for (unsigned v = 0; v < s->req.vcpus; v++) {
        const uint64_t tasks = tasks_on(s, p->vcpu, v);
        const struct rtpart_prm *cheapest = &s->costs.prm[tasks];

        if (tasks == tasks_on(s, s->vcpu, v)) {
            assert_int_equal(p->prm[v].budget, s->prm[v].budget);
            assert_int_equal(p->prm[v].period, s->prm[v].period);
        }
        if (cheapest->budget > 0)
            assert_int_equal(rtpart_ratio_cmp(rtpart_prm_bandwidth(&p->prm[v]),
                                              rtpart_prm_bandwidth(cheapest)),
                             0);
        else
            assert_int_equal(p->prm[v].budget, 0);
    }
}

static void test_online_add_takes_the_least_number_of_moves(void **state)
{
    struct test_random r = {.state = 101};
    int by_moves[4] = {0};
    int proved = 0;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct service s;
        struct fraction cheapest = {0, 1};

        if (random_service(&r, round, &s)) {
            const unsigned may_move = (unsigned)round / 3 % 4;
            const unsigned least = least_moves(&s, &cheapest);
            struct rtpart_partition p;
            unsigned moves;

            assert_int_equal(rtpart_online_add(&s.now, may_move, &p, &moves, NULL),
                             RTPART_OK);
            if (least <= may_move) {
                assert_int_equal(p.answer, RTPART_SCHEDULABLE);
                assert_int_equal(moves, least);
                assert_sound(&s, &p, moves);
                by_moves[moves]++;
            } else {
                assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
                assert_int_equal(s.vcpu[p.blocked], RTPART_NO_VCPU);
                proved++;
            }
            rtpart_partition_free(&p);
        }
        rtpart_taskset_free(&s.ts);
    }
    assert_true(by_moves[0] > 800);
    assert_true(by_moves[1] > 20);
    assert_true(by_moves[2] > 1);
    assert_true(proved > 300);
}

/* One task, no move: of all places the one that costs least. */
static void test_online_add_places_one_task_where_it_costs_least(void **state)
{
    struct test_random r = {.state = 102};
    int placed = 0;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct service s;
        struct fraction cheapest = {0, 1};

        if (random_service(&r, round, &s) &&
            (s.ts.count == 1 || s.vcpu[s.ts.count - 2] != RTPART_NO_VCPU)) {
            struct rtpart_partition p;
            struct partitions_cost cost;
            unsigned moves;

            s.req.objective = RTPART_OBJECTIVE_TOTAL;
            assert_int_equal(rtpart_online_add(&s.now, 0, &p, &moves, NULL), RTPART_OK);
            if (least_moves(&s, &cheapest) == 0) {
                assert_int_equal(p.answer, RTPART_SCHEDULABLE);
                assert_true(partitions_cost_of(&s.costs, p.vcpu, &cost));
                assert_int_equal(fraction_cmp(cost.total, cheapest), 0);
                placed++;
            }
            rtpart_partition_free(&p);
        }
        rtpart_taskset_free(&s.ts);
    }
    assert_true(placed > 400);
}

/* The last task leaves a plan that holds; only the reservation of its vCPU may change. */
static int assert_removal(struct service *s)
{
    const uint64_t stay = (UINT64_C(1) << (s->ts.count - 1)) - 1;
    bool lost[4] = {false};
    struct rtpart_taskset fewer;
    struct rtpart_partition p;
    int shrunk = 0;

    for (unsigned v = 0; v < s->req.vcpus; v++)
        s->prm[v] = s->costs.prm[tasks_on(s, s->vcpu, v)];
    lost[s->vcpu[s->ts.count - 1]] = true;
    partitions_subset(&fewer, &s->ts, stay);
    s->req.taskset = &fewer;
    assert_int_equal(rtpart_online_remove(&s->now, lost, &p, NULL), RTPART_OK);
    for (unsigned v = 0; v < s->req.vcpus; v++) {
        const struct rtpart_prm *cheapest = &s->costs.prm[tasks_on(s, s->vcpu, v) & stay];

        if (lost[v] && cheapest->budget > 0)
            assert_int_equal(rtpart_ratio_cmp(rtpart_prm_bandwidth(&p.prm[v]),
                                              rtpart_prm_bandwidth(cheapest)),
                             0);
        else
            assert_int_equal(p.prm[v].budget, cheapest->budget);
        shrunk += p.prm[v].budget != s->prm[v].budget;
    }
    rtpart_partition_free(&p);
    rtpart_taskset_free(&fewer);
    return shrunk;
}

static void test_online_remove_shrinks_only_what_lost_a_task(void **state)
{
    struct test_random r = {.state = 103};
    int shrunk = 0;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct service s;
        const bool there = random_service(&r, round, &s);

        for (size_t i = 0; i < s.ts.count; i++)
            if (s.vcpu[i] == RTPART_NO_VCPU)
                s.vcpu[i] = 0;
        if (there && holds(&s, s.vcpu))
            shrunk += assert_removal(&s);
        rtpart_taskset_free(&s.ts);
    }
    assert_true(shrunk > 300);
}

static bool at_once(void *ctx, double done)
{
    (void)ctx;
    (void)done;
    return true;
}

static void test_online_add_is_undecided_when_told_to_stop(void **state)
{
    struct rtpart_taskset ts = {0};
    unsigned vcpu[] = {0, 1, RTPART_NO_VCPU};
    struct rtpart_prm prm[2];
    struct rtpart_partition p;
    unsigned moves;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_true(partitions_interface(&req, 1, &prm[0]));
    prm[1] = prm[0];
    assert_int_equal(rtpart_online_add(&now, 2, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 2);
    rtpart_partition_free(&p);
    req.tick = at_once;
    assert_int_equal(rtpart_online_add(&now, 2, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_online_refuses_a_plan_that_contradicts_itself(void **state)
{
    struct rtpart_taskset ts = {0};
    unsigned vcpu[] = {5};
    const struct rtpart_prm prm[2] = {{0}};
    const bool lost[2] = {false};
    struct rtpart_partition p;
    struct rtpart_error err;
    unsigned moves;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 10 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "vCPU 5"));
    vcpu[0] = 0;
    ts.tasks[0].vcpu = 1;
    assert_int_equal(rtpart_online_remove(&now, lost, &p, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "fixed"));
    vcpu[0] = 1;
    ts.tasks[0].vcpu = 0;
    assert_int_equal(rtpart_online_remove(&now, lost, &p, &err), RTPART_EINPUT);
    vcpu[0] = 2; /* the first that is not there */
    ts.tasks[0].vcpu = -1;
    assert_int_equal(rtpart_online_remove(&now, lost, &p, &err), RTPART_EINPUT);
    rtpart_taskset_free(&ts);
}

/* A whole core is reserved for a task of 10 %: another one changes nothing. */
static void test_online_add_leaves_a_reservation_with_room_as_it_is(void **state)
{
    const unsigned vcpu[] = {0, RTPART_NO_VCPU};
    const struct rtpart_prm prm[2] = {
        {.period = 10 * RTPART_MS, .budget = 10 * RTPART_MS}};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    unsigned moves = 1;

    (void)state;
    for (int i = 0; i < 2; i++)
        rtpart_taskset_add(&ts, NULL, 10 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_int_equal(moves, 0);
    assert_int_equal(p.vcpu[1], 0);
    assert_int_equal(p.prm[0].period, prm[0].period);
    assert_int_equal(p.prm[0].budget, prm[0].budget);
    assert_int_equal(p.prm[1].budget, 0);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* 1 ns of every 2 is little, but has room for another task of 1 ns. */
static void test_online_add_leaves_a_reservation_of_a_nanosecond_as_it_is(void **state)
{
    const unsigned vcpu[] = {0, RTPART_NO_VCPU};
    const struct rtpart_prm prm[2] = {{.period = 2, .budget = 1}};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    unsigned moves;

    (void)state;
    for (int i = 0; i < 2; i++)
        rtpart_taskset_add(&ts, NULL, 1, 100, 100, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    req.grid =
        (struct rtpart_grid){.min_period = 10, .period_step = 1, .runtime_step = 1};
    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.vcpu[1], 0);
    assert_int_equal(p.prm[0].period, 2);
    assert_int_equal(p.prm[0].budget, 1);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* The new task of 80 % belongs on vCPU 0: both tasks of 30 % have to leave it. */
static void test_online_add_moves_two_tasks_off_one_vcpu(void **state)
{
    static const int percent[] = {30, 30, 30, 80};
    const unsigned vcpu[] = {0, 0, 1, RTPART_NO_VCPU};
    struct rtpart_prm prm[2];
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    unsigned moves;

    (void)state;
    for (int i = 0; i < 4; i++)
        rtpart_taskset_add(&ts, NULL, percent[i] * RTPART_MS, 100 * RTPART_MS,
                           100 * RTPART_MS, NULL);
    ts.tasks[3].vcpu = 0;
    struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_true(partitions_interface(&req, 3, &prm[0]));
    assert_true(partitions_interface(&req, 4, &prm[1]));
    assert_int_equal(rtpart_online_add(&now, 1, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    assert_int_equal(rtpart_online_add(&now, 2, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_int_equal(moves, 2);
    assert_int_equal(p.vcpu[0] + p.vcpu[1] + p.vcpu[2], 3);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/*
 * Only the reservation of vCPU 2, empty and off the grid, holds the task due within 5; vCPU 1
 * is empty as well, with a reservation that is too little, or with none. The other new task
 * belongs on vCPU 0, where one in service makes room.
 */
static void test_online_add_tells_empty_vcpus_apart_by_their_reservation(void **state)
{
    static const struct rtpart_prm empty[][2] = {
        {{0}, {.period = 6, .budget = 4}},
        {{.period = 6, .budget = 1}, {.period = 2, .budget = 1}}};
    const unsigned vcpu[] = {0, RTPART_NO_VCPU, RTPART_NO_VCPU};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct rtpart_prm prm[3] = {{0}, empty[i][0], empty[i][1]};
        struct rtpart_taskset ts = {0};
        struct rtpart_partition p;
        unsigned moves = 0;

        rtpart_taskset_add(&ts, NULL, 9, 60, 60, NULL);
        rtpart_taskset_add(&ts, NULL, 28, 60, 60, NULL);
        rtpart_taskset_add(&ts, NULL, 1, 5, 5, NULL);
        ts.tasks[1].vcpu = 0;
        struct rtpart_partition_request req = partitions_request(&ts, 3);
        const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

        req.grid =
            (struct rtpart_grid){.min_period = 5, .period_step = 1, .runtime_step = 2};
        req.max_bandwidth = (struct rtpart_ratio){.num = 6, .den = 10};
        assert_true(partitions_interface(&req, 1, &prm[0]));
        assert_int_equal(rtpart_online_add(&now, 1, &p, &moves, NULL), RTPART_OK);
        assert_int_equal(p.answer, RTPART_SCHEDULABLE);
        assert_int_equal(moves, 1);
        assert_int_equal(p.vcpu[2], 2);
        rtpart_partition_free(&p);
        rtpart_taskset_free(&ts);
    }
}

/* (0.102, 1) ms is off the grid and cheaper than all of it: a removal does not make it dearer. */
static void
test_online_remove_keeps_a_reservation_that_is_cheaper_than_the_grid(void **state)
{
    const unsigned vcpu[] = {0};
    const struct rtpart_prm prm[1] = {{.period = RTPART_MS, .budget = 102 * RTPART_US}};
    const bool lost[1] = {true};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 10 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 1);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_int_equal(rtpart_online_remove(&now, lost, &p, NULL), RTPART_OK);
    assert_int_equal(p.prm[0].period, prm[0].period);
    assert_int_equal(p.prm[0].budget, prm[0].budget);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* Tasks of 60, 70, 70 and 60 % do not fit on one vCPU: the first of the largest is named. */
static void test_online_add_names_the_largest_task_that_has_no_place(void **state)
{
    static const int percent[] = {60, 70, 70, 60};
    const unsigned vcpu[] = {RTPART_NO_VCPU, RTPART_NO_VCPU, RTPART_NO_VCPU,
                             RTPART_NO_VCPU};
    const struct rtpart_prm prm[1] = {{0}};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    unsigned moves;

    (void)state;
    for (int i = 0; i < 4; i++)
        rtpart_taskset_add(&ts, NULL, percent[i] * RTPART_MS, 100 * RTPART_MS,
                           100 * RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 1);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(p.blocked, 1);
    ts.tasks[3].vcpu = 0; /* fixed ones come first */
    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.blocked, 3);
    rtpart_taskset_free(&ts);
}

/*
 * The new task is due within 5, for which the grid has only P = 5, Q = 2 under the cap: too
 * little. The reservation (4, 6) that is in service supplies 1 within 5, once the task that
 * it was made for has moved on.
 */
static void test_online_add_moves_a_task_to_free_a_reservation_off_the_grid(void **state)
{
    const unsigned vcpu[] = {0, RTPART_NO_VCPU};
    const struct rtpart_prm prm[2] = {{.period = 6, .budget = 4}};
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    unsigned moves = 0;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 2, 6, 6, NULL);
    rtpart_taskset_add(&ts, NULL, 1, 5, 5, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);
    const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

    req.grid = (struct rtpart_grid){.min_period = 5, .period_step = 1, .runtime_step = 2};
    req.max_bandwidth = (struct rtpart_ratio){.num = 7, .den = 10};
    assert_int_equal(rtpart_online_add(&now, 0, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    assert_int_equal(rtpart_online_add(&now, 1, &p, &moves, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_SCHEDULABLE);
    assert_int_equal(moves, 1);
    assert_int_equal(p.vcpu[0], 1);
    assert_int_equal(p.vcpu[1], 0);
    assert_int_equal(p.prm[0].budget, 4);
    assert_int_equal(p.prm[0].period, 6);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_online_add_takes_the_least_number_of_moves),
        cmocka_unit_test(test_online_add_places_one_task_where_it_costs_least),
        cmocka_unit_test(test_online_remove_shrinks_only_what_lost_a_task),
        cmocka_unit_test(test_online_add_is_undecided_when_told_to_stop),
        cmocka_unit_test(test_online_refuses_a_plan_that_contradicts_itself),
        cmocka_unit_test(test_online_add_leaves_a_reservation_with_room_as_it_is),
        cmocka_unit_test(test_online_add_names_the_largest_task_that_has_no_place),
        cmocka_unit_test(test_online_add_moves_a_task_to_free_a_reservation_off_the_grid),
        cmocka_unit_test(test_online_add_leaves_a_reservation_of_a_nanosecond_as_it_is),
        cmocka_unit_test(test_online_add_moves_two_tasks_off_one_vcpu),
        cmocka_unit_test(test_online_add_tells_empty_vcpus_apart_by_their_reservation),
        cmocka_unit_test(
            test_online_remove_keeps_a_reservation_that_is_cheaper_than_the_grid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
