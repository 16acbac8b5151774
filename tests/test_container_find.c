/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers of runtimes and engines that are scripts, and the group that each gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/apply_container.h"
#include "deploy/deployment_run.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/says.h"

#define MS RTPART_MS

static struct fake_kernel host;
static struct rtpart_state journals;
static struct rtpart_error err;
static char state_path[RTPART_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, state_path, true, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_state_close(&journals);
    fake_kernel_free(&host);
    return 0;
}

static bool exists(const char *name)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/%s", host.root, name));
    return access(path, F_OK) == 0;
}

/* The kernel must not be made to write beside its groups, in no dialect. */
static void test_a_group_by_its_path_is_below_the_mount(void **state)
{
    struct rtpart_container c;

    struct rtpart_rtcg rtcg;

    (void)state;
    assert_int_equal(rtpart_rtcg_find(&host.kernel, &rtcg, &err), RTPART_OK);
    assert_int_equal(rtpart_container_group(&rtcg, "../../etc", &c, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_container_group(&rtcg, "a/../../x", &c, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_container_group(&rtcg, "/", &c, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_container_group(&rtcg, "", &c, &err), RTPART_EUSAGE);
    assert_int_equal(rtpart_container_group(&rtcg, "a/b", &c, &err), RTPART_OK);
}

static void test_plans_that_one_group_can_hold(void **state)
{
    struct rtpart_plan p = {0};
    struct rtpart_rtcg_budget b;
    unsigned cpus = 0;

    (void)state;
    assert_int_equal(
        rtpart_plan_set_global(
            &p, &(struct rtpart_mpr){.period = 10 * MS, .budget = 17500000, .cpus = 2},
            &err),
        RTPART_OK);
    assert_int_equal(rtpart_container_budget(&p, &b, &cpus, &err), RTPART_OK);
    assert_int_equal(b.runtime_us, 8750);
    assert_int_equal(cpus, 2);
    p.kind = RTPART_PLAN_PARTITIONED;
    assert_int_equal(rtpart_container_budget(&p, &b, &cpus, &err), RTPART_EINPUT);
    test_says(err.message, "2 vCPUs");
    p.vcpus[0].prm = (struct rtpart_prm){0, 0};
    assert_int_equal(rtpart_container_budget(&p, &b, &cpus, &err), RTPART_OK);
    assert_int_equal(cpus, 1);
    rtpart_plan_free(&p);
}

/* A container engine that is a script, first in PATH. */
static void install(const char *name, const char *script)
{
    char path[RTPART_PATH_SIZE];
    static char old[4096];

    if (old[0] == '\0')
        (void)snprintf(old, sizeof old, "%s", getenv("PATH"));
    assert_true(rtpart_path(path, "bin/%s", name));
    fake_file(&host, path, script);
    assert_true(rtpart_path(path, "%s/bin/%s", host.root, name));
    assert_int_equal(chmod(path, 0755), 0);
    assert_true(rtpart_path(path, "%s/bin:%.300s", host.root, old));
    (void)setenv("PATH", path, 1);
}

static struct rtpart_container_application prepare(const char *kind, const char *target,
                                                   enum rtpart_code expected)
{
    struct rtpart_container_application a = {0};
    struct rtpart_plan p = {0};
    const struct rtpart_container_request req = {.plan = &p,
                                                 .plan_name = "plan.xml",
                                                 .kind = rtpart_target_kind_find(kind),
                                                 .target = target};

    assert_int_equal(
        rtpart_plan_set_global(
            &p, &(struct rtpart_mpr){.period = 10 * MS, .budget = 17500000, .cpus = 2},
            &err),
        RTPART_OK);
    err.message[0] = '\0';
    const enum rtpart_code code =
        rtpart_container_prepare(&host.kernel, &req, &journals, &a, &err);

    if (code != expected)
        fail_msg("%s", err.message);
    rtpart_plan_free(&p);
    return a;
}

static void test_a_container_with_a_group_of_its_own_keeps_it(void **state)
{
    struct rtpart_container_application a;

    (void)state;
    install("crun", "#!/bin/sh\n[ \"$1 $2\" = 'state web' ] || exit 9\n"
                    "echo '{\"pid\": 300, \"status\": \"running\"}'\n");
    struct fake_thread *t = fake_thread_add(&host, 300, 300, "init");

    fake_file(&host, "cgroup/cpu/web/cpu.rt_runtime_us", "0\n");
    fake_file(&host, "cgroup/cpu/web/cpu.rt_period_us", "1000000\n");
    fake_file(&host, "cgroup/cpu/web/tasks", "");
    assert_int_equal(
        host.kernel.write_file(
            &host, strcat(strcpy(state_path, host.root), "/cgroup/cpu/web/tasks"), "300"),
        0);
    assert_string_equal(t->cpu_group, "/web");
    a = prepare("crun", "web", RTPART_OK);
    assert_int_equal(a.container.count, 0);
    assert_string_equal(a.deployment.name, "crun-web");
    assert_non_null(strstr(a.container.group, "cgroup/cpu/web"));
    assert_int_equal(a.deployment.count, 2);
    rtpart_container_application_free(&a);
}

static void test_a_container_in_the_root_group_moves_with_its_children(void **state)
{
    struct rtpart_container_application a;
    struct rtpart_reverted r;

    (void)state;
    install("podman", "#!/bin/sh\n[ \"$1 $4\" = 'inspect web' ] || exit 9\necho 300\n");
    struct fake_thread *parent = fake_thread_add(&host, 300, 300, "init");
    struct fake_thread *child = fake_thread_add(&host, 301, 301, "rt-app");

    fake_file(&host, "proc/300/task/300/children", "301 \n");
    a = prepare("podman", "web", RTPART_OK);
    assert_int_equal(a.container.count, 2);
    if (rtpart_deployment_apply(&host.kernel, &journals, &a.deployment, 0, NULL, &err) !=
        RTPART_OK)
        fail_msg("%s", err.message);
    assert_string_equal(parent->cpu_group, "/rtpart-web");
    assert_string_equal(child->cpu_group, "/rtpart-web");
    assert_int_equal(
        rtpart_deployment_revert(&host.kernel, &journals, &a.deployment, &r, NULL, &err),
        RTPART_OK);
    assert_string_equal(child->cpu_group, "/");
    assert_false(exists("cgroup/cpu/rtpart-web"));
    rtpart_container_application_free(&a);
}

/* Else reverting one would take the budget of the other. */
static void test_a_group_has_one_deployment_at_a_time(void **state)
{
    struct rtpart_container_application a;
    struct rtpart_deployment second;

    (void)state;
    a = prepare("cgroup", "web", RTPART_OK);
    assert_int_equal(
        rtpart_deployment_apply(&host.kernel, &journals, &a.deployment, 0, NULL, &err),
        RTPART_OK);
    second = a.deployment;
    second.name = (char[]){"another"};
    assert_int_equal(rtpart_deployment_check(&host.kernel, &journals, &second, &err),
                     RTPART_EUSAGE);
    test_says(err.message, "belongs to the deployment \"cgroup-web\"");
    struct rtpart_change *last = &second.changes[second.count - 1];

    memcpy(strstr(last->path, "/web/"), "/wet/", 5); /* another group beside it */
    assert_int_equal(rtpart_deployment_check(&host.kernel, &journals, &second, &err),
                     RTPART_OK);
    rtpart_container_application_free(&a);
}

static void test_containers_that_are_not_there(void **state)
{
    (void)state;
    install("runc",
            "#!/bin/sh\n[ $2 = old ] && echo '{\"pid\": 0, \"status\": \"stopped\"}' && "
            "exit\necho 'container does not exist' >&2\nexit 1\n");
    install("docker", "#!/bin/sh\necho 0\n");
    (void)prepare("runc", "old", RTPART_EHOST);
    test_says(err.message, "says \"stopped\"");
    (void)prepare("runc", "none", RTPART_EHOST);
    test_says(err.message, "container does not exist");
    (void)prepare("docker", "web", RTPART_EHOST);
    test_says(err.message, "does not run");
    (void)prepare("runc", "--help", RTPART_EUSAGE);
    (void)prepare("runc", "a/b", RTPART_EUSAGE);
    (void)prepare("cgroup", "/", RTPART_EUSAGE);
    (void)prepare("cgroup", "../x", RTPART_EUSAGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_group_by_its_path_is_below_the_mount),
        TEST(test_plans_that_one_group_can_hold),
        TEST(test_a_container_with_a_group_of_its_own_keeps_it),
        TEST(test_a_container_in_the_root_group_moves_with_its_children),
        TEST(test_a_group_has_one_deployment_at_a_time),
        TEST(test_containers_that_are_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
