/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_largest.c - the sum of the m largest, against sorting everything that was offered
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/largest.h"
#include "tests/support/random.h"

#define ROOM_MAX 12
#define OFFERS   40

static int falling(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return (x < y) - (x > y);
}

static rtpart_ns sum_by_sorting(const rtpart_ns *offered, size_t count, size_t room)
{
    rtpart_ns sorted[OFFERS];
    rtpart_ns sum = 0;

    for (size_t i = 0; i < count; i++)
        sorted[i] = offered[i];
    qsort(sorted, count, sizeof *sorted, falling);
    for (size_t i = 0; i < count && i < room; i++)
        sum += sorted[i];
    return sum;
}

static void test_largest_is_the_sum_of_the_first_after_sorting(void **state)
{
    struct test_random r = {.state = 21};
    rtpart_ns kept[ROOM_MAX];
    rtpart_ns offered[OFFERS];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct rtpart_largest l = {.kept = kept,
                                   .room = (size_t)(round % (ROOM_MAX + 1))};
        const int64_t most = test_random_range(&r, 1, 60); /* few: many are equal */

        rtpart_largest_clear(&l);
        for (size_t n = 1; n <= OFFERS; n++) {
            offered[n - 1] = test_random_range(&r, 0, most);
            rtpart_largest_offer(&l, offered[n - 1]);
            assert_int_equal((rtpart_ns)l.sum, sum_by_sorting(offered, n, l.room));
        }
    }
}

/* Rising and falling streams take the longest ways through the heap. */
static void test_largest_takes_streams_in_order(void **state)
{
    rtpart_ns kept[ROOM_MAX];
    rtpart_ns offered[OFFERS];

    (void)state;
    for (size_t room = 0; room <= ROOM_MAX; room++)
        for (int rising = 0; rising <= 1; rising++) {
            struct rtpart_largest l = {.kept = kept, .room = room};

            rtpart_largest_clear(&l);
            for (size_t n = 1; n <= OFFERS; n++) {
                offered[n - 1] = rising ? (rtpart_ns)n : (rtpart_ns)(OFFERS + 1 - n);
                rtpart_largest_offer(&l, offered[n - 1]);
                assert_int_equal((rtpart_ns)l.sum, sum_by_sorting(offered, n, room));
            }
        }
}

static void test_largest_sums_beyond_64_bits(void **state)
{
    const rtpart_ns huge = INT64_MAX;
    rtpart_ns kept[4];
    struct rtpart_largest l = {.kept = kept, .room = 4};

    (void)state;
    rtpart_largest_clear(&l);
    for (int i = 0; i < 8; i++)
        rtpart_largest_offer(&l, huge);
    assert_true(l.sum == (rtpart_i128)huge * 4);
    rtpart_largest_clear(&l);
    assert_true(l.sum == 0);
    rtpart_largest_offer(&l, 7);
    assert_true(l.sum == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_largest_is_the_sum_of_the_first_after_sorting),
        cmocka_unit_test(test_largest_takes_streams_in_order),
        cmocka_unit_test(test_largest_sums_beyond_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
