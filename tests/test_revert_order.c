/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several deployments below one control group, taken back by one call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/auto.h"
#include "deploy/deployment_run.h"
#include "deploy/revert_order.h"
#include "deploy/rtcg.h"
#include "tests/support/fake_kernel.h"

#define MANY 6

static struct fake_kernel host;
static struct rtpart_rtcg rtcg;
static struct rtpart_state journals;
static struct rtpart_error err;
static char state_path[RTPART_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, state_path, true, &err), RTPART_OK);
    assert_int_equal(rtpart_rtcg_find(&host.kernel, &rtcg, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_state_close(&journals);
    fake_kernel_free(&host);
    return 0;
}

/* A container in the group `below` the mount gets 1 ms in every 10. */
static void apply(const char *name, const char *below)
{
    const struct rtpart_rtcg_budget b = {1000, 10000};
    RTPART_AUTO(rtpart_deployment_free)
    struct rtpart_deployment d = {.name = strdup(name), .target = strdup("cgroup")};
    char dir[RTPART_PATH_SIZE];

    assert_true(rtpart_path(dir, "%s%s", rtcg.mount, below));
    if (rtpart_rtcg_changes(&host.kernel, &rtcg, dir, &b, &d, &err) != RTPART_OK ||
        rtpart_deployment_apply(&host.kernel, &journals, &d, 0, NULL, &err) != RTPART_OK)
        fail_msg("%s: %s", name, err.message);
}

/* All journals, in the order of their names. Returns how many there are. */
static size_t read_all(struct rtpart_deployment *d)
{
    char **names;
    size_t count;

    assert_int_equal(rtpart_journal_list(&journals, &names, &count, &err), RTPART_OK);
    assert_in_range(count, 0, MANY);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rtpart_journal_read(&journals, names[i], &d[i], &err),
                         RTPART_OK);
    rtpart_names_free(names, count);
    return count;
}

/* What one call of rtdeploy revert --all does. Returns how many it could not take back. */
static size_t revert_all(bool ordered)
{
    struct rtpart_deployment d[MANY] = {0};
    const size_t count = read_all(d);
    size_t failed = 0;

    if (ordered)
        rtpart_revert_order(d, count);
    for (size_t i = 0; i < count; i++) {
        struct rtpart_reverted r;

        failed += rtpart_deployment_revert(&host.kernel, &journals, &d[i], &r, NULL,
                                           &err) != RTPART_OK;
        rtpart_deployment_free(&d[i]);
    }
    return failed;
}

static bool exists(const char *name)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/cgroup/cpu/%s", host.root, name));
    return access(path, F_OK) == 0;
}

/* The group above is new, and the first container's: it goes last, whatever the names. */
static void test_containers_below_a_new_group_are_taken_back_by_one_call(void **state)
{
    static const char *const names[][3] = {
        {"a", "b", "c"}, {"c", "b", "a"}, {"b", "c", "a"}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        apply(names[i][0], "/pods/one");
        apply(names[i][1], "/pods/two");
        apply(names[i][2], "/pods/two/three");
        assert_int_equal(revert_all(true), 0);
        assert_false(exists("pods"));
    }
}

/* The group above is there, and has a budget of its own, which it gets back. */
static void test_the_group_above_gets_back_what_it_had(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        fake_file(&host, "cgroup/cpu/pods/cpu.rt_runtime_us", "50000\n");
        fake_file(&host, "cgroup/cpu/pods/cpu.rt_period_us", "1000000\n");
        apply(i == 0 ? "a" : "b", "/pods/one");
        apply(i == 0 ? "b" : "a", "/pods/two");
        assert_int_equal(revert_all(true), 0);
        fake_assert_file(&host, "cgroup/cpu/pods/cpu.rt_runtime_us", "50000");
        assert_false(exists("pods/one"));
        assert_false(exists("pods/two"));
    }
}

/* Without the order it takes two calls: the fake kernel refuses as the real one does. */
static void test_the_order_of_names_is_not_enough(void **state)
{
    (void)state;
    apply("a", "/pods/one");
    apply("b", "/pods/two");
    assert_int_equal(revert_all(false), 1);
    assert_true(exists("pods"));
    assert_int_equal(revert_all(true), 0);
    assert_false(exists("pods"));
}

static void test_deployments_apart_keep_their_order(void **state)
{
    struct rtpart_deployment d[MANY] = {0};

    (void)state;
    apply("a", "/x");
    apply("b", "/y");
    apply("c", "/xy");
    assert_int_equal(read_all(d), 3);
    rtpart_revert_order(d, 3);
    assert_string_equal(d[0].name, "a");
    assert_string_equal(d[1].name, "b");
    assert_string_equal(d[2].name, "c");
    for (size_t i = 0; i < 3; i++)
        rtpart_deployment_free(&d[i]);
    rtpart_revert_order(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_containers_below_a_new_group_are_taken_back_by_one_call, setup,
            teardown),
        cmocka_unit_test_setup_teardown(test_the_group_above_gets_back_what_it_had, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_the_order_of_names_is_not_enough, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_deployments_apart_keep_their_order, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
