/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tests for global scheduling as a table and as one question, and whether what they accept
 * can miss.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/global_tests.h"
#include "tests/support/global_runs.h"
#include "tests/support/gsim.h"
#include "tests/support/random.h"
#include "tests/support/sets.h"

#define N 8

/* --- soundness: what is accepted must not miss --- */

static void attack(const char *name, enum rtpart_gfp_policy policy, uint64_t seed)
{
    struct test_random rnd = {.state = seed};

    for (int accepted = 0; accepted < 10000;) {
        struct rtpart_task room[N];
        const unsigned m = (unsigned)test_random_range(&rnd, 1, 3);
        const struct rtpart_taskset ts =
            sets_small(&rnd, room, (size_t)test_random_range(&rnd, 1, m + 3), 12);
        const struct rtpart_global_request req = {
            .taskset = &ts, .cpus = m, .policy = policy};
        struct gsim_supply whole;
        struct rtpart_global_result r;

        assert_int_equal(rtpart_global_run(global_runs_find(name), &req, &r, NULL),
                         RTPART_OK);
        if (r.verdict.answer == RTPART_SCHEDULABLE) {
            gsim_supply_whole(&whole, m);
            const size_t missed = gsim_attack(&ts, r.order, &whole, 4, 90, &rnd);

            for (size_t i = 0; missed != RTPART_NO_TASK && i < ts.count; i++)
                print_message("(%lld, %lld, %lld)\n", (long long)room[i].wcet,
                              (long long)room[i].deadline, (long long)room[i].period);
            if (missed != RTPART_NO_TASK)
                fail_msg("%s accepts this on %u CPUs; task %zu misses", name, m, missed);
            accepted++;
        }
        rtpart_global_result_free(&r);
    }
}

static void test_sound_gfb(void **state)
{
    (void)state;
    attack("gfb", RTPART_GFP_RM, 91);
}

static void test_sound_baker(void **state)
{
    (void)state;
    attack("baker", RTPART_GFP_RM, 92);
}

static void test_sound_bcl(void **state)
{
    (void)state;
    attack("bcl", RTPART_GFP_RM, 93);
}

static void test_sound_baruah(void **state)
{
    (void)state;
    attack("baruah", RTPART_GFP_RM, 94);
}

static void test_sound_guan(void **state)
{
    (void)state;
    attack("guan", RTPART_GFP_DM, 95);
}

static void test_sound_guan_audsley(void **state)
{
    (void)state;
    attack("guan", RTPART_GFP_OPA, 96);
}

/* On m CPUs, 9/10 (T = 20) m times and c/10: with c >= 2 one of them misses. */
static void test_trap_equality_with_cut_terms_is_refused(void **state)
{
    (void)state;
    for (unsigned m = 1; m <= 3; m++)
        for (rtpart_ns c = 1; c <= 8; c++) {
            struct rtpart_task room[4];
            const struct rtpart_taskset ts = {.tasks = room, .count = m + 1};

            for (unsigned i = 0; i <= m; i++)
                room[i] = (struct rtpart_task){
                    .wcet = i < m ? 9 : c, .deadline = 10, .period = 20};
            assert_int_equal(global_runs_accept("baruah", &ts, m), c == 1);
            assert_int_equal(global_runs_accept("bcl", &ts, m), c == 1);
        }
}

/* --- the table and the combined question --- */

static void test_global_tests_are_found_by_name(void **state)
{
    size_t count;
    const struct rtpart_global_test *all = rtpart_global_tests(&count);

    (void)state;
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(global_runs_find(all[i].name), &all[i]);
        assert_false(all[i].exact);
        assert_true(strlen(all[i].paper) > 0 && strlen(all[i].summary) > 0);
    }
    assert_null(rtpart_global_test_find("nonesuch"));
}

static void test_global_says_no_only_where_nothing_helps(void **state)
{
    struct rtpart_task room[] = {{.wcet = 9, .deadline = 10, .period = 10},
                                 {.wcet = 9, .deadline = 10, .period = 10},
                                 {.wcet = 9, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 3};
    struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    size_t count;
    const struct rtpart_global_test *all = rtpart_global_tests(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct rtpart_global_result r;

        assert_int_equal(rtpart_global_run(&all[i], &req, &r, NULL), RTPART_OK);
        assert_int_equal(r.verdict.answer, RTPART_UNSCHEDULABLE);
        rtpart_global_result_free(&r);
        room[2].wcet = 2; /* U = 2: full, and nobody knows */
        assert_int_equal(rtpart_global_run(&all[i], &req, &r, NULL), RTPART_OK);
        assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
        rtpart_global_result_free(&r);
        room[2].wcet = 11; /* C > D */
        assert_int_equal(rtpart_global_run(&all[i], &req, &r, NULL), RTPART_OK);
        assert_int_equal(r.verdict.answer, RTPART_UNSCHEDULABLE);
        assert_int_equal(r.verdict.task, 2);
        rtpart_global_result_free(&r);
        room[2].wcet = 9;
    }
}

static void test_global_edf_takes_any_test_and_own_cpus(void **state)
{
    struct rtpart_task room[] = {{.wcet = 10, .deadline = 10, .period = 10},
                                 {.wcet = 10, .deadline = 10, .period = 10},
                                 {.wcet = 1, .deadline = 10, .period = 10}};
    struct rtpart_taskset ts = {.tasks = room, .count = 2};
    const struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result r;
    const char *by;

    (void)state;
    assert_int_equal(rtpart_global_edf(&req, &r, &by, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
    assert_string_equal(by, "own-cpu");
    rtpart_global_result_free(&r);
    ts.count = 3;
    assert_int_equal(rtpart_global_edf(&req, &r, &by, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNSCHEDULABLE);
    assert_null(by);
    rtpart_global_result_free(&r);
    room[0].wcet = room[1].wcet = 5;
    assert_int_equal(rtpart_global_edf(&req, &r, &by, NULL), RTPART_OK);
    assert_string_equal(by, "gfb");
    rtpart_global_result_free(&r);
    room[0].wcet = 9; /* GFB: 1.5 > 2 - 0.9 */
    assert_int_equal(rtpart_global_edf(&req, &r, &by, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
    assert_string_not_equal(by, "gfb");
    rtpart_global_result_free(&r);
    room[1].wcet = 9;
    room[2].wcet = 2; /* U = 2: no test can tell */
    assert_int_equal(rtpart_global_edf(&req, &r, &by, NULL), RTPART_OK);
    assert_int_equal(r.verdict.answer, RTPART_UNDECIDED);
    assert_null(by);
    rtpart_global_result_free(&r);
}

static void test_global_requests_that_make_no_sense_are_errors(void **state)
{
    struct rtpart_task task = {.wcet = 1, .deadline = 11, .period = 10, .name = NULL};
    struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result r;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_global_run(global_runs_find("gfb"), &req, &r, &err),
                     RTPART_EMODEL);
    rtpart_global_result_free(&r);
    task.deadline = 10;
    task.name = (char[]){"x"};
    req.policy = RTPART_GFP_PRIO;
    assert_int_equal(rtpart_global_run(global_runs_find("guan"), &req, &r, &err),
                     RTPART_EMODEL);
    rtpart_global_result_free(&r);
    assert_null(r.order); /* nothing is left to be freed twice */
    assert_null(r.response);
    assert_int_equal(r.count, 0);
    req.cpus = 0;
    assert_int_equal(rtpart_global_run(global_runs_find("gfb"), &req, &r, &err),
                     RTPART_EUSAGE);
    rtpart_global_result_free(&r);
    req.cpus = 1;
    ts.count = 0;
    for (size_t i = 0, n; rtpart_global_tests(&n) != NULL && i < n; i++) {
        assert_int_equal(rtpart_global_run(&rtpart_global_tests(&n)[i], &req, &r, &err),
                         RTPART_OK);
        assert_int_equal(r.verdict.answer, RTPART_SCHEDULABLE);
        rtpart_global_result_free(&r);
    }
}

/* A job longer than its deadline misses, though its task has a CPU of its own. */
static void test_global_edf_proves_no_task_that_is_longer_than_its_deadline(void **state)
{
    struct rtpart_task task = {.wcet = 3, .deadline = 2, .period = 4};
    const struct rtpart_taskset ts = {.tasks = &task, .count = 1};
    const struct rtpart_global_request req = {.taskset = &ts, .cpus = 2};
    struct rtpart_global_result result;
    const char *by = "";

    (void)state;
    assert_int_equal(rtpart_global_edf(&req, &result, &by, NULL), RTPART_OK);
    assert_int_equal(result.verdict.answer, RTPART_UNSCHEDULABLE);
    assert_null(by);
    rtpart_global_result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_gfb),
        cmocka_unit_test(test_sound_baker),
        cmocka_unit_test(test_sound_bcl),
        cmocka_unit_test(test_sound_baruah),
        cmocka_unit_test(test_sound_guan),
        cmocka_unit_test(test_sound_guan_audsley),
        cmocka_unit_test(test_trap_equality_with_cut_terms_is_refused),
        cmocka_unit_test(test_global_tests_are_found_by_name),
        cmocka_unit_test(test_global_says_no_only_where_nothing_helps),
        cmocka_unit_test(test_global_edf_takes_any_test_and_own_cpus),
        cmocka_unit_test(test_global_requests_that_make_no_sense_are_errors),
        cmocka_unit_test(test_global_edf_proves_no_task_that_is_longer_than_its_deadline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
