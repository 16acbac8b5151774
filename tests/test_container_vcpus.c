/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partitioned plan in a container: a pinned group for each vCPU, or a budget for each CPU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/apply_container.h"
#include "deploy/deployment_run.h"
#include "tests/support/fake_inside.h"
#include "tests/support/says.h"

#define MS RTPART_MS

static struct fake_kernel host;
static struct rtpart_plan plan;
static struct rtpart_state journals;
static struct rtpart_container_application app;
static struct rtpart_error err;
static char state_path[RTPART_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    assert_int_equal(rtpart_plan_add_vcpus(&plan, 3, &err), RTPART_OK);
    plan.vcpus[0].prm = (struct rtpart_prm){.period = 10 * MS, .budget = 3 * MS};
    plan.vcpus[2].prm = (struct rtpart_prm){.period = 20 * MS, .budget = 8 * MS};
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, state_path, true, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_container_application_free(&app);
    rtpart_plan_free(&plan);
    rtpart_state_close(&journals);
    fake_kernel_free(&host);
    return 0;
}

static enum rtpart_code prepare(void)
{
    const struct rtpart_container_request req = {.plan = &plan,
                                                 .plan_name = "plan.xml",
                                                 .kind =
                                                     rtpart_target_kind_find("cgroup"),
                                                 .target = "web"};

    return rtpart_container_prepare(&host.kernel, &req, &journals, &app, &err);
}

static void apply(void)
{
    if (prepare() != RTPART_OK ||
        rtpart_deployment_apply(&host.kernel, &journals, &app.deployment, 0, NULL,
                                &err) != RTPART_OK)
        fail_msg("%s", err.message);
}

static void revert(void)
{
    struct rtpart_reverted r;

    if (rtpart_deployment_revert(&host.kernel, &journals, &app.deployment, &r, NULL,
                                 &err) != RTPART_OK)
        fail_msg("%s", err.message);
}

static bool exists(const char *name)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/%s", host.root, name));
    return access(path, F_OK) == 0;
}

static void test_v1_has_a_pinned_group_for_each_vcpu_with_tasks(void **state)
{
    (void)state;
    apply();
    assert_int_equal(app.vcpu_count, 2);
    assert_int_equal(app.vcpus[1].vcpu, 2);
    /* 30 and 40 %, each rounded up to the kernel's next unit, in the group above */
    fake_assert_file(&host, "cgroup/cpu/web/cpu.rt_runtime_us", "700001");
    fake_assert_file(&host, "cgroup/cpu/web/vcpu0/cpu.rt_runtime_us", "3000");
    fake_assert_file(&host, "cgroup/cpu/web/vcpu2/cpu.rt_period_us", "20000");
    assert_false(exists("cgroup/cpu/web/vcpu1"));
    fake_assert_file(&host, "cgroup/cpuset/rtpart-cgroup-web-vcpu0/cpuset.cpus", "0");
    fake_assert_file(&host, "cgroup/cpuset/rtpart-cgroup-web-vcpu2/cpuset.cpus", "1");
    revert();
    assert_false(exists("cgroup/cpu/web"));
    assert_false(exists("cgroup/cpuset/rtpart-cgroup-web-vcpu0"));
}

static void test_v1_counts_every_budget_on_every_cpu(void **state)
{
    (void)state;
    plan.vcpus[2].prm.budget = 16 * MS; /* 30 + 80 % */
    assert_int_equal(prepare(), RTPART_EHOST);
    test_says(err.message, "need 110.00 % of a core");
    test_says(err.message, "rtanalyze mpr");
    plan.vcpus[2].prm.budget = 13300000; /* 30 + 66.5 % */
    assert_int_equal(prepare(), RTPART_EHOST);
    test_says(err.message, "needs 96.50 % of each CPU; of the 95.00 %");
}

static void test_more_vcpus_than_cpus_share_them_as_they_fit(void **state)
{
    (void)state;
    plan.vcpus[1].prm = (struct rtpart_prm){.period = 10 * MS, .budget = MS};
    apply();
    assert_int_equal(app.vcpu_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(app.vcpus[i].cpu < 2);
    revert();
}

/* The group of a container that runs, with v2 below "web". */
static void v2_with(const char *file, const char *root)
{
    char name[64];

    fake_kernel_v2(&host);
    (void)snprintf(name, sizeof name, "cgroup/%s", file);
    fake_file(&host, name, root);
    fake_file(&host, "cgroup/web/none", "");
    assert_true(rtpart_path(state_path, "%s/cgroup/web", host.root));
    fake_v2_made(&host, state_path);
}

static void test_hcbs_v5_has_a_budget_for_each_cpu(void **state)
{
    (void)state;
    v2_with("cpu.rt_runtime_us", "950000\n");
    fake_file(&host, "cgroup/cpu.rt_period_us", "1000000\n");
    fake_file(&host, "cgroup/web/cpu.rt_runtime_us", "0\n");
    fake_file(&host, "cgroup/web/cpu.rt_period_us", "1000000\n");
    plan.vcpus[2].prm.budget = 16 * MS; /* 110 % together are fine here */
    apply();
    fake_assert_file(&host, "cgroup/web/cpu.rt_runtime_us", "3000 0 16000 1");
    fake_assert_file(&host, "cgroup/web/cpu.rt_period_us", "10000 0 20000 1");
    assert_string_equal(app.vcpus[1].group, app.container.group);
    revert();
    fake_assert_file(&host, "cgroup/web/cpu.rt_runtime_us", "0");
    fake_assert_file(&host, "cgroup/web/cpu.rt_period_us", "1000000");
    rtpart_container_application_free(&app);
    plan.vcpus[1].prm = plan.vcpus[0].prm;
    assert_int_equal(prepare(), RTPART_EHOST);
    test_says(err.message, "one budget for each CPU");
}

static void test_hcbs_v5_budgets_per_cpu_are_counted_at_their_largest(void **state)
{
    struct rtpart_rtcg g;
    struct rtpart_rtcg_budget b;
    char dir[RTPART_PATH_SIZE];

    (void)state;
    v2_with("cpu.rt_runtime_us", "950000\n");
    fake_file(&host, "cgroup/cpu.rt_period_us", "1000000\n");
    fake_file(&host, "cgroup/web/cpu.rt_runtime_us", "3000 0 16000 1-3\n");
    fake_file(&host, "cgroup/web/cpu.rt_period_us", "20000 0 30000 1-3\n");
    assert_int_equal(rtpart_rtcg_find(&host.kernel, &g, &err), RTPART_OK);
    assert_true(rtpart_path(dir, "%s/web", g.mount));
    assert_int_equal(g.backend->read(&host.kernel, dir, &b, &err), RTPART_OK);
    assert_int_equal(b.runtime_us, 16000);
    assert_int_equal(b.period_us, 20000);
    fake_file(&host, "cgroup/web/cpu.rt_runtime_us", "many\n");
    assert_int_equal(g.backend->read(&host.kernel, dir, &b, &err), RTPART_EHOST);
    fake_file(&host, "cgroup/web/cpu.rt_runtime_us", "\n");
    assert_int_equal(g.backend->read(&host.kernel, dir, &b, &err), RTPART_EHOST);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_v1_has_a_pinned_group_for_each_vcpu_with_tasks),
        TEST(test_v1_counts_every_budget_on_every_cpu),
        TEST(test_more_vcpus_than_cpus_share_them_as_they_fit),
        TEST(test_hcbs_v5_has_a_budget_for_each_cpu),
        TEST(test_hcbs_v5_budgets_per_cpu_are_counted_at_their_largest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
