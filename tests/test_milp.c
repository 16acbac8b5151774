/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "partition/glpk_guard.h"
#include "tests/support/partitions.h"
#include "tests/support/says.h"

/* The two ways to cover agree; GLPK's proves nothing. */
static void test_milp_finds_what_exact_finds(void **state)
{
    struct test_random r = {.state = 91};
    int found = 0;

    (void)state;
    for (int round = 0; round < 400; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_partition exact;
        struct rtpart_partition milp;

        partitions_question(&r, round, 4, 9, &ts, &req);
        partitions_run("exact", &req, &exact);
        partitions_run("milp", &req, &milp);
        assert_false(milp.optimal);
        if (exact.answer == RTPART_SCHEDULABLE) {
            assert_int_equal(milp.answer, RTPART_SCHEDULABLE);
            assert_int_equal(rtpart_partition_cmp(&exact, &milp, req.objective), 0);
            found++;
        } else {
            assert_int_not_equal(milp.answer, RTPART_SCHEDULABLE);
        }
        rtpart_partition_free(&exact);
        rtpart_partition_free(&milp);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 200);
}

static void test_milp_of_table4_is_the_optimum(void **state)
{
    struct rtpart_taskset ts;

    (void)state;
    partitions_table4(&ts);
    for (unsigned m = 2; m <= 4; m++) {
        const struct rtpart_partition_request req = partitions_request(&ts, m);
        struct rtpart_partition exact;
        struct rtpart_partition milp;

        partitions_run("exact", &req, &exact);
        partitions_run("milp", &req, &milp);
        assert_int_equal(rtpart_partition_cmp(&exact, &milp, RTPART_OBJECTIVE_TOTAL), 0);
        rtpart_partition_free(&exact);
        rtpart_partition_free(&milp);
    }
    rtpart_taskset_free(&ts);
}

/* ---- GLPK alone -------------------------------------------------------------------- */

static const uint64_t members[] = {7, 3, 4, 1, 2, 8};
static const double cost[] = {5, 2, 2, 1.5, 1.5, 1};

static void test_set_programme_chooses_the_cheapest_sets(void **state)
{
    struct rtpart_set_programme p = {
        .items = 3, .sets = 5, .members = members, .cost = cost, .most = 2};
    size_t chosen[4];
    size_t count;
    enum rtpart_programme_end end;

    (void)state;
    assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                     RTPART_OK);
    assert_int_equal(end, RTPART_PROGRAMME_SOLVED);
    assert_int_equal(count, 2);
    assert_int_equal(chosen[0], 1);
    assert_int_equal(chosen[1], 2);
    p.most = 1;
    assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                     RTPART_OK);
    assert_int_equal(count, 1);
    assert_int_equal(chosen[0], 0);
    p.items = 4; /* nothing covers item 3 */
    assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                     RTPART_OK);
    assert_int_equal(end, RTPART_PROGRAMME_NONE);
    assert_int_equal(count, 0);
}

/* Only the last set will do: it is one of the sets like any other, and one set an answer. */
static void test_set_programme_may_choose_the_last_set_alone(void **state)
{
    static const uint64_t sets[] = {1, 2, 7};
    const struct rtpart_set_programme p = {
        .items = 3, .sets = 3, .members = sets, .cost = cost, .most = 3};
    size_t chosen[3];
    size_t count;
    enum rtpart_programme_end end;

    (void)state;
    assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                     RTPART_OK);
    assert_int_equal(end, RTPART_PROGRAMME_SOLVED);
    assert_int_equal(count, 1);
    assert_int_equal(chosen[0], 2);
}

/* A set with an item that does not exist makes GLPK call its error handler. */
static void test_set_programme_survives_an_error_in_glpk(void **state)
{
    struct rtpart_set_programme p = {
        .items = 2, .sets = 6, .members = members, .cost = cost, .most = 2};
    size_t chosen[4];
    size_t count;
    enum rtpart_programme_end end;
    struct rtpart_error err;

    (void)state;
    for (int again = 0; again < 3; again++) {
        assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, &err),
                         RTPART_ERANGE);
        test_says(err.message, "GLPK failed: glp_load_matrix: ");
        test_says(err.message, "row index out of range");
        assert_null(strchr(err.message, '\n'));
        assert_int_equal(count, 0);
    }
    test_set_programme_chooses_the_cheapest_sets(state);
}

/* Neither an answer nor an error of GLPK shows where the caller writes. */
static void test_set_programme_prints_nothing(void **state)
{
    struct rtpart_set_programme p = {
        .items = 3, .sets = 5, .members = members, .cost = cost, .most = 2};
    FILE *printed = tmpfile();
    const int out = dup(STDOUT_FILENO);
    size_t chosen[4];
    size_t count;
    enum rtpart_programme_end end;

    (void)state;
    assert_non_null(printed);
    assert_true(out >= 0 && fflush(stdout) == 0);
    assert_true(dup2(fileno(printed), STDOUT_FILENO) >= 0);
    const enum rtpart_code good =
        rtpart_set_programme_solve(&p, chosen, &count, &end, NULL);

    p.items = 2;
    const enum rtpart_code bad =
        rtpart_set_programme_solve(&p, chosen, &count, &end, NULL);

    (void)fflush(stdout);
    assert_true(dup2(out, STDOUT_FILENO) >= 0);
    (void)close(out);
    assert_int_equal(good, RTPART_OK);
    assert_int_equal(bad, RTPART_ERANGE);
    assert_int_equal(lseek(fileno(printed), 0, SEEK_END), 0);
    (void)fclose(printed);
}

static bool at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void test_set_programme_stops_when_told(void **state)
{
    const struct rtpart_set_programme p = {.items = 3,
                                           .sets = 5,
                                           .members = members,
                                           .cost = cost,
                                           .most = 2,
                                           .stop = at_once};
    size_t chosen[4];
    size_t count;
    enum rtpart_programme_end end;

    (void)state;
    assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                     RTPART_OK);
    assert_true(end == RTPART_PROGRAMME_STOPPED || end == RTPART_PROGRAMME_SOLVED);
}

static bool at_call(void *ctx)
{
    return --*(int *)ctx == 0;
}

/* Whenever GLPK is stopped, what it has found by then is handed on: sets that hold every item
 * once. */
static void test_set_programme_keeps_what_it_found_before_the_stop(void **state)
{
    enum { ITEMS = 20, SETS = 200 };
    struct test_random r = {.state = 93};
    uint64_t sets[SETS];
    double prices[SETS];
    int stopped_with_a_choice = 0;

    (void)state;
    for (size_t j = 0; j < SETS; j++) {
        sets[j] = j < ITEMS ? UINT64_C(1) << j : 0;
        for (int k = 0; j >= ITEMS && k < 3; k++)
            sets[j] |= UINT64_C(1) << test_random_range(&r, 0, ITEMS - 1);
        prices[j] = (double)test_random_range(&r, 20, 40) +
                    (j < ITEMS ? 0 : (double)test_random_range(&r, 0, 20));
    }
    for (int calls = 1; calls <= 300; calls += 10) {
        int left = calls;
        const struct rtpart_set_programme p = {.items = ITEMS,
                                               .sets = SETS,
                                               .members = sets,
                                               .cost = prices,
                                               .most = ITEMS,
                                               .stop = at_call,
                                               .ctx = &left};
        size_t chosen[ITEMS];
        size_t count;
        enum rtpart_programme_end end;
        uint64_t covered = 0;

        assert_int_equal(rtpart_set_programme_solve(&p, chosen, &count, &end, NULL),
                         RTPART_OK);
        for (size_t k = 0; k < count; k++) {
            assert_true((covered & sets[chosen[k]]) == 0);
            covered |= sets[chosen[k]];
        }
        assert_true(count == 0 || covered == (UINT64_C(1) << ITEMS) - 1);
        stopped_with_a_choice += end == RTPART_PROGRAMME_STOPPED && count > 0;
        assert_true(end != RTPART_PROGRAMME_NONE);
    }
    assert_true(stopped_with_a_choice > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_milp_finds_what_exact_finds),
        cmocka_unit_test(test_milp_of_table4_is_the_optimum),
        cmocka_unit_test(test_set_programme_chooses_the_cheapest_sets),
        cmocka_unit_test(test_set_programme_may_choose_the_last_set_alone),
        cmocka_unit_test(test_set_programme_survives_an_error_in_glpk),
        cmocka_unit_test(test_set_programme_prints_nothing),
        cmocka_unit_test(test_set_programme_stops_when_told),
        cmocka_unit_test(test_set_programme_keeps_what_it_found_before_the_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
