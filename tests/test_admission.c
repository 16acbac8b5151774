/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Admitted or refused, with which guarantee, and with which numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "deploy/admission.h"
#include "tests/support/says.h"

#define MS RTPART_MS

/* The plan of the paper's Table 4 for 2 vCPUs: 68.18 % and 83.33 %. */
static const struct rtpart_asked paper[] = {
    {"vCPU 0", {.period = 11 * MS, .budget = 7500000}},
    {"vCPU 1", {.period = 33 * MS, .budget = 27500000}},
};

static struct rtpart_error err;

/* A domain of CPUs first..first+count-1 that admits `left` percent of a core. */
static struct rtpart_domain domain(unsigned first, unsigned count, int64_t left)
{
    struct rtpart_domain d = {.left = left * RTPART_BW_UNIT / 100};

    for (unsigned c = first; c < first + count; c++)
        rtpart_cpus_add(&d.cpus, c);
    return d;
}

static void test_global_on_two_cpus_is_kernel_admitted(void **state)
{
    const struct rtpart_domain d = domain(0, 2, 180);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;

    (void)state;
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_OK);
    assert_int_equal(g, RTPART_GUARANTEE_KERNEL);
}

static void test_global_on_enough_cpus_is_hard(void **state)
{
    struct rtpart_prm other = {.period = 10 * MS, .budget = 2 * MS};
    struct rtpart_domain d = domain(0, 5, 450);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;

    (void)state;
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_OK);
    assert_int_equal(g, RTPART_GUARANTEE_HARD_GLOBAL);
    d.others = &other; /* 1.715 > 5 - 4 * 0.8333 */
    d.other_count = 1;
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_OK);
    assert_int_equal(g, RTPART_GUARANTEE_KERNEL);
}

static void test_one_cpu_is_hard(void **state)
{
    const struct rtpart_domain d = domain(3, 1, 90);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;

    (void)state;
    assert_int_equal(rtpart_admit(&d, paper, 1, false, NULL, &g, &err), RTPART_OK);
    assert_int_equal(g, RTPART_GUARANTEE_HARD_PARTITIONED);
}

static void test_global_refusal_has_the_numbers(void **state)
{
    struct rtpart_prm other = {.period = 10 * MS, .budget = 6 * MS};
    struct rtpart_domain d = domain(0, 2, 120);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;

    (void)state;
    d.others = &other;
    d.other_count = 1;
    d.booked = rtpart_prm_booked(&other);
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_EHOST);
    test_says(err.message, "vCPU 1 needs 83.33 %");
    test_says(err.message, "all together need 151.52 %");
    test_says(err.message, "SCHED_DEADLINE has 180.00 % here (2 CPUs)");
    test_says(err.message, "60.00 %");
    test_says(err.message, "120.00 % are left");
}

static void test_partitioned_gives_each_a_cpu_of_the_domain(void **state)
{
    const struct rtpart_domain d = domain(4, 2, 180);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;
    unsigned cpu_of[2];

    (void)state;
    assert_int_equal(rtpart_admit(&d, paper, 2, true, cpu_of, &g, &err), RTPART_OK);
    assert_int_equal(g, RTPART_GUARANTEE_HARD_PARTITIONED);
    assert_int_equal(cpu_of[0] + cpu_of[1], 4 + 5);
    assert_int_not_equal(cpu_of[0], cpu_of[1]);
}

static void test_partitioned_refusals_have_the_numbers(void **state)
{
    struct rtpart_domain d = domain(0, 2, 122);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;
    unsigned cpu_of[3];
    const struct rtpart_asked three[] = {paper[0], paper[0], paper[0]};

    (void)state;
    assert_int_equal(rtpart_admit(&d, paper, 2, true, cpu_of, &g, &err), RTPART_EHOST);
    test_says(err.message,
              "vCPU 1 needs 83.33 % of a core; the most any core has left is 61.00 %");
    d = domain(0, 2, 180);
    assert_int_equal(rtpart_admit(&d, three, 3, true, cpu_of, &g, &err), RTPART_EHOST);
    test_says(err.message, "3 reservations (204.55 %) cannot fit on 2 CPUs of 90.00 %");
    struct rtpart_prm other = {.period = 10 * MS, .budget = 1 * MS};

    d.others = &other;
    d.other_count = 1;
    d.booked = rtpart_prm_booked(&other);
    assert_int_equal(rtpart_admit(&d, paper, 2, true, cpu_of, &g, &err), RTPART_EHOST);
    test_says(err.message, "the reservations of 1 other thread (10.00 %)");
}

static void test_the_last_unit_is_admitted(void **state)
{
    struct rtpart_domain d = domain(0, 2, 0);
    enum rtpart_guarantee g = RTPART_GUARANTEE_NONE;

    (void)state;
    d.left = 714938 + 873813;
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_OK);
    d.left--;
    assert_int_equal(rtpart_admit(&d, paper, 2, false, NULL, &g, &err), RTPART_EHOST);
    assert_int_equal(rtpart_admit(&d, paper, 0, false, NULL, &g, &err), RTPART_EINPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_global_on_two_cpus_is_kernel_admitted),
        cmocka_unit_test(test_global_on_enough_cpus_is_hard),
        cmocka_unit_test(test_one_cpu_is_hard),
        cmocka_unit_test(test_global_refusal_has_the_numbers),
        cmocka_unit_test(test_partitioned_gives_each_a_cpu_of_the_domain),
        cmocka_unit_test(test_partitioned_refusals_have_the_numbers),
        cmocka_unit_test(test_the_last_unit_is_admitted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
