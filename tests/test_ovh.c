/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/partitions.h"
#include "tests/support/units.h"

#define BIT(i) (UINT64_C(1) << (i))

/* ---- slow direct definition -------------------------------------------------------- */

/* Does task a come before task b? */
static bool precedes(const struct rtpart_partition_request *req, size_t a, size_t b)
{
    const struct rtpart_task *x = &req->taskset->tasks[a];
    const struct rtpart_task *y = &req->taskset->tasks[b];
    rtpart_ns kx = x->period;
    rtpart_ns ky = y->period;

    if (req->scheduler == RTPART_SCHED_DM || req->scheduler == RTPART_SCHED_EDF) {
        kx = x->deadline;
        ky = y->deadline;
    } else if (req->scheduler == RTPART_SCHED_PRIO) {
        kx = -x->prio;
        ky = -y->prio;
    }
    return kx != ky ? kx < ky : a < b;
}

/* alpha(S): the worst task's best point, of every whole t in (0, D]. */
static struct fraction direct_alpha(const struct rtpart_partition_request *req,
                                    uint64_t tasks)
{
    const struct rtpart_taskset *ts = req->taskset;
    struct fraction alpha = {0, 1};

    for (size_t i = 0; i < ts->count; i++) {
        struct fraction best = {INT32_MAX, 1};

        if (!(tasks >> i & 1))
            continue;
        for (rtpart_ns t = 1; t <= ts->tasks[i].deadline; t++) {
            rtpart_ns work = ts->tasks[i].wcet + req->latency;

            for (size_t j = 0; j < ts->count; j++)
                if (tasks >> j & 1 && precedes(req, j, i))
                    work += (t + ts->tasks[j].period - 1) / ts->tasks[j].period *
                            ts->tasks[j].wcet;
            if (fraction_cmp(fraction_of(work, t), best) < 0)
                best = fraction_of(work, t);
        }
        if (fraction_cmp(best, alpha) > 0)
            alpha = best;
    }
    return alpha;
}

/* Cost of a vCPU: alpha, or under EDF its interface. False: over the cap. */
static bool direct_cost(const struct rtpart_partition_request *req, uint64_t tasks,
                        struct fraction *cost)
{
    struct rtpart_prm r;

    if (req->scheduler != RTPART_SCHED_EDF) {
        *cost = direct_alpha(req, tasks);
        return fraction_cmp(*cost, fraction_of(req->max_bandwidth.num,
                                               req->max_bandwidth.den)) <= 0;
    }
    if (!partitions_interface(req, tasks, &r))
        return false;
    *cost = tasks == 0 ? (struct fraction){0, 1} : fraction_of(r.budget, r.period);
    return true;
}

/* The heuristic in the words of its definition. False: the task in *blocked fits nowhere. */
static bool direct_ovh(const struct rtpart_partition_request *req, uint64_t *vcpus,
                       size_t *blocked)
{
    const struct rtpart_taskset *ts = req->taskset;
    uint64_t left = BIT(ts->count) - 1;

    for (unsigned v = 0; v < req->vcpus; v++)
        vcpus[v] = 0;
    while (left != 0) {
        size_t next = (size_t)__builtin_ctzll(left);
        struct fraction least = {0, 1};
        int best = -1;

        for (size_t i = 0; i < ts->count; i++)
            if (left >> i & 1 && precedes(req, i, next))
                next = i;
        left &= ~BIT(next);
        for (unsigned v = 0; v < req->vcpus; v++) {
            struct fraction before = {0, 1};
            struct fraction after = {0, 1};

            if (ts->tasks[next].vcpu >= 0 && ts->tasks[next].vcpu != (int)v)
                continue;
            if (!direct_cost(req, vcpus[v] | BIT(next), &after))
                continue;
            assert_true(direct_cost(req, vcpus[v], &before));
            /* overhead(S) = cost(S) - U(S) */
            before = fraction_sub(before, partitions_utilization(ts, vcpus[v]));
            after = fraction_sub(after, partitions_utilization(ts, vcpus[v] | BIT(next)));
            const struct fraction growth = fraction_sub(after, before);

            if (best < 0 || fraction_cmp(growth, least) < 0) {
                best = (int)v;
                least = growth;
            }
        }
        if (best < 0) {
            *blocked = next;
            return false;
        }
        vcpus[best] |= BIT(next);
    }
    return true;
}

/* Compare on one set; returns whether something was found. */
static bool assert_as_direct(const struct rtpart_partition_request *req)
{
    struct rtpart_partition p;
    uint64_t vcpus[8] = {0};
    size_t blocked = RTPART_NO_TASK;
    const bool found = direct_ovh(req, vcpus, &blocked);

    partitions_run("ovh", req, &p);
    if (found && p.answer == RTPART_SCHEDULABLE) {
        partitions_assert_tasks(&p, vcpus);
    } else if (found) { /* placed, but some vCPU has no interface in the grid */
        struct rtpart_prm r;
        bool all = true;

        assert_false(req->partition_only);
        for (unsigned v = 0; v < req->vcpus; v++)
            all = all && partitions_interface(req, vcpus[v], &r);
        assert_false(all);
    } else {
        assert_int_not_equal(p.answer, RTPART_SCHEDULABLE);
        if (p.answer == RTPART_UNDECIDED)
            assert_int_equal(p.blocked, blocked);
    }
    rtpart_partition_free(&p);
    return found;
}

static void test_ovh_matches_its_definition(void **state)
{
    static const enum rtpart_scheduler fp[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                               RTPART_SCHED_PRIO};
    struct test_random r = {.state = 31};
    int found = 0;

    (void)state;
    for (int round = 0; round < 12000; round++) {
        const unsigned m = (unsigned)test_random_range(&r, 2, 4);
        const int n = (int)test_random_range(&r, 1, 8);
        const double u = (double)test_random_range(&r, 40, 100) / 100 * m;
        struct rtpart_taskset ts;

        partitions_random(&ts, &r, n, u, 24, round % 4 == 3);
        struct rtpart_partition_request req = partitions_request(&ts, m);

        req.scheduler = fp[round % 3];
        req.partition_only = true;
        req.latency = round % 5 == 0;
        if (round % 7 == 0)
            req.max_bandwidth = (struct rtpart_ratio){.num = 7, .den = 8};
        if (round % 6 == 0)
            ts.tasks[test_random_range(&r, 0, n - 1)].vcpu =
                (int)test_random_range(&r, 0, m - 1);
        found += assert_as_direct(&req);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 3000 && found < 11000);
}

static void test_ovh_under_edf_matches_its_definition(void **state)
{
    struct test_random r = {.state = 32};
    int found = 0;

    (void)state;
    for (int round = 0; round < 400; round++) {
        const unsigned m = (unsigned)test_random_range(&r, 2, 3);
        struct rtpart_taskset ts;

        partitions_random(&ts, &r, (int)test_random_range(&r, 1, 6),
                          (double)test_random_range(&r, 30, 80) / 100 * m, 24,
                          round % 2 == 0);
        struct rtpart_partition_request req = partitions_request(&ts, m);

        req.scheduler = RTPART_SCHED_EDF;
        req.grid = (struct rtpart_grid){
            .min_period = 2, .max_period = 6, .period_step = 1, .runtime_step = 1};
        found += assert_as_direct(&req);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 100);
}

/*
 * The last task makes alpha grow by C / T_0 on vCPU 0, by C / T_1 on vCPU 1: T_0 is a nanosecond
 * less than T_1, and the growth on vCPU 1 less by about 2^-52.
 */
static void test_ovh_sees_a_growth_that_is_less_by_next_to_nothing(void **state)
{
    static const rtpart_ns period = 1125899906842409; /* near 2^50 */
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;

    (void)state;
    for (int v = 0; v < 2; v++) {
        rtpart_taskset_add(&ts, NULL, 383277818544527, period - 1 + v, period - 1 + v,
                           NULL);
        ts.tasks[v].vcpu = v;
    }
    rtpart_taskset_add(&ts, NULL, 262548730053234, period, period, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.partition_only = true;
    partitions_run("ovh", &req, &p);
    partitions_assert_tasks(&p, (const uint64_t[]){BIT(0), BIT(1) | BIT(2)});
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* ---- published numbers ------------------------------------------------------------- */

static void assert_paper(unsigned vcpus, const uint64_t *tasks,
                         const struct rtpart_prm *tenths)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    partitions_table4(&ts);
    const struct rtpart_partition_request req = partitions_request(&ts, vcpus);

    partitions_run("ovh", &req, &p);
    partitions_assert_tasks(&p, tasks);
    for (unsigned v = 0; v < vcpus; v++) {
        assert_int_equal(p.prm[v].budget, tenths[v].budget * RTPART_MS / 10);
        assert_int_equal(p.prm[v].period, tenths[v].period * RTPART_MS / 10);
    }
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* [Abe24], section 4.3. */
static void test_ovh_gives_the_papers_partition_on_2_vcpus(void **state)
{
    const uint64_t tasks[] = {BIT(0) | BIT(3) | BIT(4) | BIT(7),
                              BIT(1) | BIT(2) | BIT(5) | BIT(6) | BIT(8) | BIT(9)};
    const struct rtpart_prm tenths[] = {{110, 75}, {330, 275}};

    (void)state;
    assert_paper(2, tasks, tenths);
}

static void test_ovh_gives_the_papers_partition_on_4_vcpus(void **state)
{
    const uint64_t tasks[] = {BIT(0) | BIT(8), BIT(1) | BIT(4),
                              BIT(2) | BIT(5) | BIT(6) | BIT(9), BIT(3) | BIT(7)};
    const struct rtpart_prm tenths[] = {{120, 85}, {110, 25}, {140, 55}, {110, 20}};

    (void)state;
    assert_paper(4, tasks, tenths);
}

/* ---- known answers beside the checkout --------------------------------------------- */

/* `expected`: null, or for each vCPU the list of its tasks. */
static void assert_expected(const char *id, const struct rtpart_taskset *ts, unsigned m,
                            const json_t *expected)
{
    struct rtpart_partition_request req = partitions_request(ts, m);
    struct rtpart_partition p;

    req.partition_only = true;
    partitions_run("ovh", &req, &p);
    if (json_is_null(expected) != (p.answer != RTPART_SCHEDULABLE))
        fail_msg("%s: answer %s", id, rtpart_answer_name(p.answer));
    for (unsigned v = 0; !json_is_null(expected) && v < m; v++) {
        uint64_t tasks = 0;
        size_t k;
        const json_t *index;

        json_array_foreach(json_array_get(expected, v), k, index)
        {
            tasks |= BIT(json_integer_value(index));
        }
        if (partitions_tasks_of(&p, v) != tasks)
            fail_msg("%s: vCPU %u differs", id, v);
    }
    rtpart_partition_free(&p);
}

static void unit_case(const struct units_case *c)
{
    struct rtpart_taskset ts;

    units_taskset(c, 1, &ts);
    assert_expected(c->id, &ts, (unsigned)units_count(c, "m"), c->expected);
    units_taskset_free(&ts);
}

static void test_ovh_gives_the_known_answers_by_function(void **state)
{
    (void)state;
    units_run("ovh_partition", true, unit_case);
}

static void test_ovh_gives_the_known_answers_by_tool(void **state)
{
    json_t *root = json_load_file(RTPART_CONFORMANCE_DIR "/vectors.json", 0, NULL);
    const json_t *c;
    size_t index;
    int cases = 0;

    (void)state;
    if (root == NULL) {
        print_message("no vectors.json in %s\n", RTPART_CONFORMANCE_DIR);
        skip();
    }
    json_array_foreach(json_object_get(root, "cases"), index, c)
    {
        struct rtpart_taskset ts = {0};
        const json_t *task;
        size_t k;

        if (strcmp(json_string_value(json_object_get(c, "kind")), "ovh") != 0)
            continue;
        json_array_foreach(json_object_get(c, "tasks"), k, task)
        {
            assert_int_equal(
                rtpart_taskset_add(&ts, NULL, json_integer_value(json_array_get(task, 0)),
                                   json_integer_value(json_array_get(task, 2)),
                                   json_integer_value(json_array_get(task, 1)), NULL),
                RTPART_OK);
        }
        assert_expected(json_string_value(json_object_get(c, "id")), &ts,
                        (unsigned)json_integer_value(json_object_get(c, "vcpus")),
                        json_object_get(c, "expected"));
        rtpart_taskset_free(&ts);
        cases++;
    }
    json_decref(root);
    assert_true(cases > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ovh_matches_its_definition),
        cmocka_unit_test(test_ovh_under_edf_matches_its_definition),
        cmocka_unit_test(test_ovh_sees_a_growth_that_is_less_by_next_to_nothing),
        cmocka_unit_test(test_ovh_gives_the_papers_partition_on_2_vcpus),
        cmocka_unit_test(test_ovh_gives_the_papers_partition_on_4_vcpus),
        cmocka_unit_test(test_ovh_gives_the_known_answers_by_function),
        cmocka_unit_test(test_ovh_gives_the_known_answers_by_tool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
