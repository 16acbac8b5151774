/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "deploy/cpu_list.h"
#include "tests/support/random.h"

static struct rtpart_cpus parse(const char *text)
{
    struct rtpart_cpus c = {0};
    struct rtpart_error err = {0};

    if (rtpart_cpus_parse(text, &c, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    return c;
}

static void test_parse_reads_what_the_kernel_writes(void **state)
{
    const struct rtpart_cpus c = parse("0-3,8,10-11\n");

    (void)state;
    assert_int_equal(rtpart_cpus_count(&c), 7);
    assert_true(rtpart_cpus_has(&c, 3) && rtpart_cpus_has(&c, 8));
    assert_false(rtpart_cpus_has(&c, 4) || rtpart_cpus_has(&c, 9));
    assert_int_equal(rtpart_cpus_next(&c, 4), 8);
    assert_int_equal(rtpart_cpus_next(&c, 12), RTPART_CPUS_MAX);
}

static void test_parse_takes_the_empty_set(void **state)
{
    const struct rtpart_cpus c = parse("\n");

    (void)state;
    assert_int_equal(rtpart_cpus_count(&c), 0);
}

static void test_parse_refuses_what_is_no_list(void **state)
{
    static const char *const bad[] = {"-1",
                                      "1-",
                                      "3-2",
                                      ",",
                                      "1,",
                                      "0x3",
                                      "all",
                                      "1 2",
                                      "8192",
                                      "0;rm",
                                      "99999999999999999999"};
    struct rtpart_cpus c = {0};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_cpus_parse(bad[i], &c, NULL), RTPART_EINPUT);
    assert_int_equal(rtpart_cpus_count(&c), 0);
}

static void test_format_reads_back_to_the_same_set(void **state)
{
    struct test_random r = {.state = 42};

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct rtpart_cpus c = {0};
        char text[1024];

        for (int i = 0; i < 60; i++)
            rtpart_cpus_add(&c, (unsigned)test_random_range(&r, 0, 100));
        const struct rtpart_cpus back = parse(rtpart_cpus_format(text, sizeof text, &c));

        assert_true(rtpart_cpus_equal(&c, &back));
    }
}

static void test_format_says_where_it_is_cut(void **state)
{
    const struct rtpart_cpus c = parse("0,2,4,6,8,10,12");
    char text[12];

    (void)state;
    assert_string_equal(rtpart_cpus_format(text, sizeof text, &c), "0,2,4,6,...");
}

static void test_subset_is_about_every_cpu(void **state)
{
    const struct rtpart_cpus a = parse("1,70");
    const struct rtpart_cpus b = parse("0-100");

    (void)state;
    assert_true(rtpart_cpus_subset(&a, &b));
    assert_false(rtpart_cpus_subset(&b, &a));
    assert_true(rtpart_cpus_subset(&a, &a));
}

static void test_sets_are_taken_apart_and_joined(void **state)
{
    struct rtpart_cpus c = parse("0-9,70");
    const struct rtpart_cpus odd = parse("1,3,5,7,9,71");
    const struct rtpart_cpus even = parse("0,2,4,6,8,70");
    const struct rtpart_cpus four = parse("0-3");
    const struct rtpart_cpus both = parse("0-9,70-71");
    const struct rtpart_cpus few = parse("0,2");

    (void)state;
    rtpart_cpus_remove(&c, &odd);
    assert_true(rtpart_cpus_equal(&c, &even));
    rtpart_cpus_join(&c, &odd);
    assert_true(rtpart_cpus_equal(&c, &both));
    rtpart_cpus_keep(&c, &even);
    rtpart_cpus_keep(&c, &four);
    assert_true(rtpart_cpus_equal(&c, &few));
}

static void test_nth_counts_from_the_least(void **state)
{
    const struct rtpart_cpus c = parse("3,8,8191");

    (void)state;
    assert_int_equal(rtpart_cpus_nth(&c, 0), 3);
    assert_int_equal(rtpart_cpus_nth(&c, 2), 8191);
    assert_int_equal(rtpart_cpus_nth(&c, 3), RTPART_CPUS_MAX);
    assert_int_equal(rtpart_cpus_nth(&c, 4), RTPART_CPUS_MAX);
}

/* Of the longest list that there is nothing is cut. */
static void test_every_list_fits_what_is_written_to_the_kernel(void **state)
{
    static char text[RTPART_CPUS_LIST];
    struct rtpart_cpus c = {0};

    (void)state;
    for (unsigned cpu = 1; cpu < RTPART_CPUS_MAX; cpu += 2)
        rtpart_cpus_add(&c, cpu);
    const struct rtpart_cpus back = parse(rtpart_cpus_format(text, sizeof text, &c));

    assert_true(rtpart_cpus_equal(&c, &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_reads_what_the_kernel_writes),
        cmocka_unit_test(test_parse_takes_the_empty_set),
        cmocka_unit_test(test_parse_refuses_what_is_no_list),
        cmocka_unit_test(test_format_reads_back_to_the_same_set),
        cmocka_unit_test(test_format_says_where_it_is_cut),
        cmocka_unit_test(test_subset_is_about_every_cpu),
        cmocka_unit_test(test_sets_are_taken_apart_and_joined),
        cmocka_unit_test(test_nth_counts_from_the_least),
        cmocka_unit_test(test_every_list_fits_what_is_written_to_the_kernel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
