/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/packing.h"
#include "tests/support/random.h"

static enum rtpart_answer pack(const int64_t *weights, size_t count, const int64_t *rooms,
                               size_t bins, unsigned *bin_of)
{
    enum rtpart_answer answer = RTPART_UNDECIDED;

    assert_int_equal(rtpart_pack(weights, count, rooms, bins, bin_of, &answer, NULL),
                     RTPART_OK);
    return answer;
}

/* Oracle: every assignment. */
static bool fits(const int64_t *weights, size_t count, int64_t *rooms, size_t bins)
{
    bool found = count == 0;

    for (size_t b = 0; b < bins && !found; b++) {
        if (rooms[b] < weights[count - 1])
            continue;
        rooms[b] -= weights[count - 1];
        found = fits(weights, count - 1, rooms, bins);
        rooms[b] += weights[count - 1];
    }
    return found;
}

static void test_packing_agrees_with_all_assignments(void **state)
{
    struct test_random rnd = {.state = 111};
    int yes = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const size_t count = (size_t)test_random_range(&rnd, 0, 7);
        const size_t bins = (size_t)test_random_range(&rnd, 0, 4);
        int64_t weights[7] = {0};
        int64_t rooms[4] = {0};
        int64_t left[4];
        unsigned bin_of[7];

        for (size_t k = 0; k < count; k++)
            weights[k] = test_random_range(&rnd, 0, 9);
        for (size_t b = 0; b < bins; b++)
            left[b] = rooms[b] = test_random_range(&rnd, -2, 14);
        const bool expected = fits(weights, count, left, bins);

        assert_int_equal(pack(weights, count, rooms, bins, bin_of),
                         expected ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        for (size_t k = 0; expected && k < count; k++) {
            assert_true(bin_of[k] < bins);
            rooms[bin_of[k]] -= weights[k];
        }
        for (size_t b = 0; expected && b < bins; b++)
            assert_true(rooms[b] >= 0 || rooms[b] == left[b]);
        yes += expected;
    }
    assert_true(yes > 3000 && yes < 17000);
}

/* Best fit decreasing fails here: 6+4, 5+3+2 is needed for two bins of 10. */
static void test_packing_searches_where_the_first_try_fails(void **state)
{
    const int64_t weights[] = {5, 4, 3, 3, 3, 2};
    const int64_t rooms[] = {10, 10};
    unsigned bin_of[6];
    int64_t sum[2] = {0};

    (void)state;
    assert_int_equal(pack(weights, 6, rooms, 2, bin_of), RTPART_SCHEDULABLE);
    for (size_t k = 0; k < 6; k++)
        sum[bin_of[k]] += weights[k];
    assert_true(sum[0] == 10 && sum[1] == 10);
}

/* Equal weights and equal bins count once: 40 halves and a bit into 39 bins is soon told. */
static void test_packing_proves_symmetric_cases(void **state)
{
    int64_t weights[40];
    int64_t rooms[39];
    unsigned bin_of[40];

    (void)state;
    for (size_t k = 0; k < 40; k++)
        weights[k] = 51;
    for (size_t b = 0; b < 39; b++)
        rooms[b] = 100;
    assert_int_equal(pack(weights, 40, rooms, 39, bin_of), RTPART_UNSCHEDULABLE);
    assert_int_equal(pack(weights, 39, rooms, 39, bin_of), RTPART_SCHEDULABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packing_agrees_with_all_assignments),
        cmocka_unit_test(test_packing_searches_where_the_first_try_fails),
        cmocka_unit_test(test_packing_proves_symmetric_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
