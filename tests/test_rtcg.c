/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real-time control groups in the three dialects, on folders that look like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/deployment_run.h"
#include "deploy/rtcg.h"
#include "model/host.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/says.h"

#define MS RTPART_MS

static struct fake_kernel host;
static struct rtpart_rtcg rtcg;
static struct rtpart_deployment wanted;
static struct rtpart_state journals;
static struct rtpart_error err;
static char state_path[RTPART_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    wanted = (struct rtpart_deployment){.name = strdup("c1")};
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, state_path, true, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_deployment_free(&wanted);
    rtpart_state_close(&journals);
    fake_kernel_free(&host);
    return 0;
}

static void find(const char *dialect)
{
    if (rtpart_rtcg_find(&host.kernel, &rtcg, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_string_equal(rtcg.backend->name, dialect);
}

/* Plan the changes for group `below` the mount; runtime and period in us. */
static enum rtpart_code plan(const char *below, int64_t runtime, int64_t period)
{
    const struct rtpart_rtcg_budget b = {runtime, period};
    char dir[RTPART_PATH_SIZE];

    assert_true(rtpart_path(dir, "%s%s", rtcg.mount, below));
    return rtpart_rtcg_changes(&host.kernel, &rtcg, dir, &b, &wanted, &err);
}

static void apply(void)
{
    if (rtpart_deployment_apply(&host.kernel, &journals, &wanted, 0, NULL, &err) !=
        RTPART_OK)
        fail_msg("%s", err.message);
}

static void revert(void)
{
    struct rtpart_reverted r;

    if (rtpart_deployment_revert(&host.kernel, &journals, &wanted, &r, NULL, &err) !=
        RTPART_OK)
        fail_msg("%s", err.message);
}

static bool exists(const char *name)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/%s", host.root, name));
    return access(path, F_OK) == 0;
}

/* The order of the changes, as "file=text" without the folders. */
static void assert_order(const char *const *expected)
{
    for (size_t i = 0; i < wanted.count; i++) {
        char text[128];
        const struct rtpart_change *c = &wanted.changes[i];

        (void)snprintf(text, sizeof text, "%s%s%s", strrchr(c->path, '/') + 1,
                       c->wanted != NULL ? "=" : "", c->wanted != NULL ? c->wanted : "");
        assert_non_null(expected[i]);
        assert_string_equal(text, expected[i]);
    }
    assert_null(expected[wanted.count]);
}

static void test_v1_makes_parents_first_and_period_before_runtime(void **state)
{
    static const char *const order[] = {"a",
                                        "cpu.rt_runtime_us=875000",
                                        "b",
                                        "cpu.rt_period_us=10000",
                                        "cpu.rt_runtime_us=8750",
                                        NULL};

    (void)state;
    find("v1");
    assert_int_equal(plan("/a/b", 8750, 10000), RTPART_OK);
    assert_order(order);
    apply();
    fake_assert_file(&host, "cgroup/cpu/a/cpu.rt_runtime_us", "875000");
    fake_assert_file(&host, "cgroup/cpu/a/b/cpu.rt_runtime_us", "8750");
    fake_assert_file(&host, "cgroup/cpu/a/b/cpu.rt_period_us", "10000");
    revert();
    assert_false(exists("cgroup/cpu/a"));
}

static void test_v1_of_a_group_that_is_there_comes_back_as_found(void **state)
{
    (void)state;
    find("v1");
    fake_file(&host, "cgroup/cpu/web/cpu.rt_runtime_us", "5000\n");
    fake_file(&host, "cgroup/cpu/web/cpu.rt_period_us", "100000\n");
    assert_int_equal(plan("/web", 8750, 10000), RTPART_OK);
    /* a shorter period last: 5000/10000 would be more than both ends */
    assert_order(
        (const char *const[]){"cpu.rt_runtime_us=8750", "cpu.rt_period_us=10000", NULL});
    apply();
    fake_assert_file(&host, "cgroup/cpu/web/cpu.rt_period_us", "10000");
    revert();
    fake_assert_file(&host, "cgroup/cpu/web/cpu.rt_runtime_us", "5000");
    fake_assert_file(&host, "cgroup/cpu/web/cpu.rt_period_us", "100000");
}

static void test_v1_refuses_over_allocation_with_numbers(void **state)
{
    (void)state;
    find("v1");
    assert_int_equal(plan("/a", 9600, 10000), RTPART_EHOST);
    test_says(err.message, "needs 96.00 % of each CPU");
    test_says(err.message, "of the 95.00 %");
    fake_file(&host, "cgroup/cpu/other/cpu.rt_runtime_us", "400000\n");
    fake_file(&host, "cgroup/cpu/other/cpu.rt_period_us", "1000000\n");
    assert_int_equal(plan("/a", 8750, 10000), RTPART_EHOST);
    test_says(err.message, "other groups have 40.00 %: 55.00 % are left");
    assert_int_equal(plan("/a/b", 8750, 10000), RTPART_EHOST);
    assert_int_equal(wanted.count, 0);
    assert_int_equal(plan("/a", 5500, 10000), RTPART_OK);
}

static void test_v1_makes_room_beside_other_children(void **state)
{
    (void)state;
    find("v1");
    fake_file(&host, "cgroup/cpu/pods/cpu.rt_runtime_us", "300000\n");
    fake_file(&host, "cgroup/cpu/pods/cpu.rt_period_us", "1000000\n");
    fake_file(&host, "cgroup/cpu/pods/one/cpu.rt_runtime_us", "30000\n");
    fake_file(&host, "cgroup/cpu/pods/one/cpu.rt_period_us", "100000\n");
    assert_int_equal(plan("/pods/two", 5000, 10000), RTPART_OK);
    apply();
    fake_assert_file(&host, "cgroup/cpu/pods/cpu.rt_runtime_us", "800000");
    revert();
    fake_assert_file(&host, "cgroup/cpu/pods/cpu.rt_runtime_us", "300000");
}

static void test_paths_stay_below_the_mount(void **state)
{
    static const char *const bad[] = {"",    "/",   "/../x",   "/a/../b",
                                      "//a", "/a/", "/.hidden"};

    (void)state;
    find("v1");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (*bad[i] != '\0')
            assert_int_equal(plan(bad[i], 1000, 10000), RTPART_EUSAGE);
}

/* 2^53 ns: the longest time there is. */
static void test_the_longest_budgets_are_counted_without_overflow(void **state)
{
    struct rtpart_rtcg_budget b;

    (void)state;
    assert_int_equal(rtpart_rtcg_budget_of(&(struct rtpart_prm){.period = RTPART_NS_MAX,
                                                                .budget = RTPART_NS_MAX},
                                           &b, &err),
                     RTPART_EHOST); /* the period is rounded down */
    assert_int_equal(
        rtpart_rtcg_budget_of(&(struct rtpart_prm){.period = RTPART_NS_MAX,
                                                   .budget = RTPART_NS_MAX - RTPART_US},
                              &b, &err),
        RTPART_OK);
    assert_int_equal(rtpart_rtcg_booked(&b), RTPART_BW_UNIT);
}

static void test_a_runtime_above_the_period_is_the_period(void **state)
{
    struct rtpart_rtcg_budget b;

    (void)state;
    find("v1");
    fake_file(&host, "cgroup/cpu/odd/cpu.rt_runtime_us", "9223372036854775807\n");
    fake_file(&host, "cgroup/cpu/odd/cpu.rt_period_us", "1000\n");
    char dir[RTPART_PATH_SIZE];

    assert_true(rtpart_path(dir, "%s/odd", rtcg.mount));
    assert_int_equal(rtcg.backend->read(&host.kernel, dir, &b, &err), RTPART_OK);
    assert_int_equal(rtpart_rtcg_booked(&b), RTPART_BW_UNIT);
}

static void test_hcbs_v6_writes_one_file(void **state)
{
    (void)state;
    fake_kernel_no_groups(&host);
    fake_file(&host, "cgroup/cgroup.controllers", "cpuset cpu io\n");
    fake_file(&host, "cgroup/cpu.rt.max", "950000 1000000\n");
    find("hcbs-v6");
    fake_file(&host, "cgroup/old/cpu.rt.max", "max 100000\n");
    assert_int_equal(plan("/new", 8750, 10000), RTPART_EHOST); /* "max" takes all */
    fake_file(&host, "cgroup/old/cpu.rt.max", "5000 100000\n");
    assert_int_equal(plan("/new", 8750, 10000), RTPART_OK);
    assert_order((const char *const[]){"new", "cpu.rt.max=8750 10000", NULL});
    apply();
    fake_assert_file(&host, "cgroup/new/cpu.rt.max", "8750 10000");
    revert();
    assert_false(exists("cgroup/new"));
    fake_file(&host, "cgroup/cpu.rt.max", "much\n");
    assert_int_equal(plan("/new", 8750, 10000), RTPART_EHOST);
    test_says(err.message, "is not \"<runtime>|max <period>\"");
}

static void test_hcbs_v5_has_the_files_of_v1_on_v2(void **state)
{
    (void)state;
    fake_kernel_no_groups(&host);
    fake_file(&host, "cgroup/cgroup.controllers", "cpuset cpu\n");
    fake_file(&host, "cgroup/cpu.rt_runtime_us", "950000\n");
    fake_file(&host, "cgroup/cpu.rt_period_us", "1000000\n");
    find("hcbs-v5");
    assert_int_equal(plan("/new", 8750, 10000), RTPART_OK);
    apply();
    fake_assert_file(&host, "cgroup/new/cpu.rt_runtime_us", "8750");
    revert();
    assert_false(exists("cgroup/new"));
}

static void test_no_dialect_lists_the_ways_out(void **state)
{
    (void)state;
    fake_kernel_no_groups(&host);
    fake_file(&host, "cgroup/cgroup.controllers", "cpuset cpu\n");
    assert_int_equal(rtpart_rtcg_find(&host.kernel, &rtcg, &err), RTPART_EHOST);
    test_says(err.message, "CONFIG_RT_GROUP_SCHED");
    test_says(err.message, "unified_cgroup_hierarchy=0");
    test_says(err.message, "HCBS");
}

static void test_budgets_are_rounded_to_the_safe_side(void **state)
{
    struct rtpart_rtcg_budget b;

    (void)state;
    assert_int_equal(
        rtpart_rtcg_budget_of(&(struct rtpart_prm){.period = 10000999, .budget = 8750001},
                              &b, &err),
        RTPART_OK);
    assert_int_equal(b.runtime_us, 8751);
    assert_int_equal(b.period_us, 10000);
    assert_int_equal(
        rtpart_rtcg_budget_of(&(struct rtpart_prm){.period = 999, .budget = 1}, &b, &err),
        RTPART_EHOST);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_v1_makes_parents_first_and_period_before_runtime),
        TEST(test_v1_of_a_group_that_is_there_comes_back_as_found),
        TEST(test_v1_refuses_over_allocation_with_numbers),
        TEST(test_v1_makes_room_beside_other_children),
        TEST(test_paths_stay_below_the_mount),
        TEST(test_the_longest_budgets_are_counted_without_overflow),
        TEST(test_a_runtime_above_the_period_is_the_period),
        TEST(test_hcbs_v6_writes_one_file),
        TEST(test_hcbs_v5_has_the_files_of_v1_on_v2),
        TEST(test_no_dialect_lists_the_ways_out),
        TEST(test_budgets_are_rounded_to_the_safe_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
