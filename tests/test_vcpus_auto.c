/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "partition/fallback.h"
#include "partition/vcpus_auto.h"
#include "tests/support/partitions.h"

/* ---- fallback ---------------------------------------------------------------------- */

/* Who is to answer: Ovh, resettle, the quick methods in the order of the table and the exact
 * search, whichever can say anything first; Ovh where nobody can. */
static const char *first_with_an_answer(const struct rtpart_partition_request *req)
{
    const char *names[32] = {"ovh", "resettle"};
    size_t names_count = 2;
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    for (size_t i = 0; i < count; i++)
        if (!h[i].searches)
            names[names_count++] = h[i].name;
    names[names_count++] = "exact";
    for (size_t i = 0; i < names_count; i++) {
        struct rtpart_partition p;

        partitions_run(names[i], req, &p);
        const enum rtpart_answer answer = p.answer;

        rtpart_partition_free(&p);
        if (answer != RTPART_UNDECIDED)
            return names[i];
    }
    return names[0];
}

/* For small sets it finds a partition exactly where there is one, and names who found it. */
static void test_fallback_finds_whatever_there_is(void **state)
{
    struct test_random r = {.state = 121};
    int by_ovh = 0;
    int by_others = 0;
    int none = 0;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_partition p;
        struct rtpart_partition exact;
        const struct rtpart_heuristic *used;

        partitions_question(&r, round, 4, 9, &ts, &req);
        partitions_run("exact", &req, &exact);
        assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
        assert_non_null(used);
        assert_int_equal(p.answer, exact.answer);
        assert_string_equal(used->name, first_with_an_answer(&req));
        if (p.answer == RTPART_SCHEDULABLE) {
            struct rtpart_partition again;

            partitions_run(used->name, &req, &again);
            assert_int_equal(rtpart_partition_cmp(&p, &again, req.objective), 0);
            rtpart_partition_free(&again);
            if (strcmp(used->name, "ovh") == 0)
                by_ovh++;
            else
                by_others++;
        } else {
            none++;
        }
        rtpart_partition_free(&p);
        rtpart_partition_free(&exact);
        rtpart_taskset_free(&ts);
    }
    assert_true(by_ovh > 300 && by_others > 30 && none > 30);
}

/* Twenty tasks, three of which do not fit on two vCPUs: a search can prove it. */
static void test_fallback_of_twenty_tasks_still_searches(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    const struct rtpart_heuristic *used;

    (void)state;
    for (int i = 0; i < 20; i++)
        rtpart_taskset_add(&ts, NULL, i < 3 ? 60 * RTPART_MS : 1, 100 * RTPART_MS,
                           100 * RTPART_MS, NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 2);

    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    assert_string_equal(used->name, "exact");
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

/* Twenty-one tasks: no exact search, and so no more than "the heuristics found none". */
static void test_fallback_of_many_tasks_does_not_search(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    const struct rtpart_heuristic *used;

    (void)state;
    for (int i = 0; i < 21; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 20);

    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    assert_string_equal(used->name, "ovh");
    assert_int_not_equal(p.blocked, RTPART_NO_TASK);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

static void test_fallback_passes_errors_on(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;
    const struct rtpart_heuristic *used;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 0);

    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_EUSAGE);
    assert_null(p.vcpu);
    rtpart_taskset_free(&ts);
}

/* ---- number of vCPUs --------------------------------------------------------------- */

/* Oracle: the exact answer for every number from one on. */
static void test_vcpus_auto_finds_the_least_number(void **state)
{
    struct test_random r = {.state = 122};
    int found = 0;
    int none = 0;

    (void)state;
    for (int round = 0; round < 400; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_vcpus v;
        unsigned least = 0;

        partitions_question(&r, round, 4, 8, &ts, &req);
        for (size_t i = 0; i < ts.count; i++)
            if (ts.tasks[i].vcpu > 1)
                ts.tasks[i].vcpu = 1;
        req.vcpus = 6;
        for (unsigned m = 1; m <= req.vcpus && least == 0; m++) {
            struct rtpart_partition_request one = req;
            struct rtpart_partition p;

            one.vcpus = m;
            if (rtpart_partition_check(&one, NULL) != RTPART_OK)
                continue;
            partitions_run("exact", &one, &p);
            if (p.answer == RTPART_SCHEDULABLE)
                least = m;
            rtpart_partition_free(&p);
        }
        assert_int_equal(rtpart_vcpus_auto(&req, NULL, 2, &v, NULL), RTPART_OK);
        if (least > 0) {
            found++;
            assert_int_equal(v.answer, RTPART_SCHEDULABLE);
            assert_true(v.least_proved);
            assert_true(v.count >= 1 && v.count <= 3);
            for (size_t k = 0; k < v.count; k++) {
                assert_int_equal(v.rows[k].vcpus, least + k);
                assert_int_equal(v.rows[k].partition.vcpus, least + k);
                assert_non_null(v.rows[k].used);
            }
        } else {
            none++;
            assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
            assert_int_equal(v.count, 0);
        }
        rtpart_vcpus_free(&v);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 200 && none > 5);
}

static void test_vcpus_auto_of_table4_says_what_each_more_buys(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_vcpus v;

    (void)state;
    partitions_table4(&ts);
    const struct rtpart_partition_request req = partitions_request(&ts, RTPART_VCPUS_MAX);

    /* the optima for 2, 3 and 4 vCPUs fall: 149.55, 148.18, 147.92 % */
    assert_int_equal(rtpart_vcpus_auto(&req, rtpart_heuristic_find("exact"), 2, &v, NULL),
                     RTPART_OK);
    assert_int_equal(v.count, 3);
    assert_int_equal(v.rows[0].vcpus, 2);
    assert_true(v.least_proved);
    for (size_t k = 1; k < v.count; k++)
        assert_true(rtpart_partition_cmp(&v.rows[k].partition, &v.rows[k - 1].partition,
                                         RTPART_OBJECTIVE_TOTAL) < 0);
    rtpart_vcpus_free(&v);
    /* never more vCPUs than tasks */
    assert_int_equal(
        rtpart_vcpus_auto(&req, rtpart_heuristic_find("worst-fit"), 1000, &v, NULL),
        RTPART_OK);
    assert_int_equal(v.count, 9);
    assert_int_equal(v.rows[8].vcpus, 10);
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

/* A heuristic that gives up at 2 vCPUs proves nothing about them. */
static void test_vcpus_auto_does_not_claim_a_proof_it_has_not(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_vcpus v;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 10);

    assert_int_equal(
        rtpart_vcpus_auto(&req, rtpart_heuristic_find("first-fit"), 0, &v, NULL),
        RTPART_OK);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.rows[0].vcpus, 3);
    assert_false(v.least_proved);
    rtpart_vcpus_free(&v);
    req.vcpus = 2;
    assert_int_equal(
        rtpart_vcpus_auto(&req, rtpart_heuristic_find("first-fit"), 0, &v, NULL),
        RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNDECIDED);
    assert_int_not_equal(v.blocked, RTPART_NO_TASK);
    rtpart_vcpus_free(&v);
    req.vcpus = 1; /* less than the utilisation */
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    rtpart_vcpus_free(&v);
    req.vcpus = 0;
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_EUSAGE);
    rtpart_taskset_free(&ts);
}

/* A task that no vCPU holds: no number is worth trying after the first. */
static void test_vcpus_auto_stops_at_a_task_that_fits_nowhere(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_vcpus v;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 10);

    req.max_bandwidth = (struct rtpart_ratio){.num = 1, .den = 2};
    assert_int_equal(
        rtpart_vcpus_auto(&req, rtpart_heuristic_find("first-fit"), 0, &v, NULL),
        RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.blocked, 0);
    rtpart_vcpus_free(&v);
    rtpart_taskset_add(&ts, NULL, 1 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    rtpart_taskset_add(&ts, NULL, 1 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.tried, 4); /* what the utilisation needs, and not 5 */
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

/* Tasks fixed to vCPU 0 are all on it: a second one would stay empty. */
static void test_vcpus_auto_gives_tasks_on_vcpu_0_no_other(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_vcpus v;

    (void)state;
    for (int i = 0; i < 3; i++) {
        rtpart_taskset_add(&ts, NULL, 10 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
        ts.tasks[i].vcpu = 0;
    }
    const struct rtpart_partition_request req = partitions_request(&ts, 10);

    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 5, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_SCHEDULABLE);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.tried, 1);
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

/* Of no task too: a guest has at least one vCPU. */
static void test_vcpus_auto_gives_no_task_one_vcpu(void **state)
{
    const struct rtpart_taskset ts = {0};
    struct rtpart_partition_request req = partitions_request(&ts, 3);
    struct rtpart_vcpus v;

    (void)state;
    req.grid =
        (struct rtpart_grid){.min_period = 10, .period_step = 1, .runtime_step = 1};
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 5, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_SCHEDULABLE);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.rows[0].vcpus, 1);
    rtpart_vcpus_free(&v);
}

/* Tasks fixed to vCPUs 1 and `last` need last + 1, the most that there may be. */
static void
test_vcpus_auto_counts_up_to_the_last_vcpu_that_a_task_is_fixed_to(void **state)
{
    static const int lasts[] = {2, RTPART_VCPUS_MAX - 1};

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct rtpart_taskset ts = {0};
        struct rtpart_vcpus v;

        for (int i = 0; i < 2; i++) {
            rtpart_taskset_add(&ts, NULL, 10 * RTPART_MS, 100 * RTPART_MS,
                               100 * RTPART_MS, NULL);
            ts.tasks[i].vcpu = i == 0 ? 1 : lasts[k];
        }
        const struct rtpart_partition_request req =
            partitions_request(&ts, RTPART_VCPUS_MAX);

        assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_OK);
        assert_int_equal(v.answer, RTPART_SCHEDULABLE);
        assert_int_equal(v.rows[0].vcpus, lasts[k] + 1);
        rtpart_vcpus_free(&v);
        rtpart_taskset_free(&ts);
    }
}

/* Half a core in parts of a ten-thousandth: 5000 vCPUs, and nobody has as many. */
static void test_vcpus_auto_tries_no_number_above_the_largest(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_vcpus v;

    (void)state;
    rtpart_taskset_add(&ts, NULL, 50 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS, NULL);
    struct rtpart_partition_request req = partitions_request(&ts, RTPART_VCPUS_MAX);

    req.max_bandwidth = (struct rtpart_ratio){.num = 1, .den = 10000};
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_UNSCHEDULABLE);
    assert_int_equal(v.tried, 0);
    assert_false(v.least_proved);
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

/* Four tasks with U = 1/2 each, EDF: two vCPUs, which are full, and no more. */
static void test_vcpus_auto_counts_full_vcpus_as_enough(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_vcpus v;

    (void)state;
    for (int i = 0; i < 4; i++)
        rtpart_taskset_add(&ts, NULL, 50 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 10);

    req.scheduler = RTPART_SCHED_EDF;
    assert_int_equal(rtpart_vcpus_auto(&req, NULL, 0, &v, NULL), RTPART_OK);
    assert_int_equal(v.answer, RTPART_SCHEDULABLE);
    assert_int_equal(v.count, 1);
    assert_int_equal(v.rows[0].vcpus, 2);
    assert_true(v.least_proved);
    rtpart_vcpus_free(&v);
    rtpart_taskset_free(&ts);
}

/* A limit of the caller's holds, however short: three tasks of 60 % are never on two
 * vCPUs, but within a nanosecond nobody knows. */
static void test_fallback_keeps_to_the_callers_limit(void **state)
{
    struct rtpart_taskset ts = {0};
    struct rtpart_partition p;
    const struct rtpart_heuristic *used;

    (void)state;
    for (int i = 0; i < 3; i++)
        rtpart_taskset_add(&ts, NULL, 60 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNSCHEDULABLE);
    rtpart_partition_free(&p);
    req.time_limit_s = 1e-9;
    assert_int_equal(rtpart_partition_fallback(&req, &p, &used, NULL), RTPART_OK);
    assert_int_equal(p.answer, RTPART_UNDECIDED);
    rtpart_partition_free(&p);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fallback_finds_whatever_there_is),
        cmocka_unit_test(test_fallback_of_twenty_tasks_still_searches),
        cmocka_unit_test(test_fallback_of_many_tasks_does_not_search),
        cmocka_unit_test(test_fallback_passes_errors_on),
        cmocka_unit_test(test_vcpus_auto_finds_the_least_number),
        cmocka_unit_test(test_vcpus_auto_of_table4_says_what_each_more_buys),
        cmocka_unit_test(test_vcpus_auto_does_not_claim_a_proof_it_has_not),
        cmocka_unit_test(test_vcpus_auto_stops_at_a_task_that_fits_nowhere),
        cmocka_unit_test(test_vcpus_auto_gives_tasks_on_vcpu_0_no_other),
        cmocka_unit_test(test_vcpus_auto_gives_no_task_one_vcpu),
        cmocka_unit_test(
            test_vcpus_auto_counts_up_to_the_last_vcpu_that_a_task_is_fixed_to),
        cmocka_unit_test(test_vcpus_auto_tries_no_number_above_the_largest),
        cmocka_unit_test(test_vcpus_auto_counts_full_vcpus_as_enough),
        cmocka_unit_test(test_fallback_keeps_to_the_callers_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
