/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan onto a virtual machine, from discovery to the look at its registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "deploy/apply_plan.h"
#include "deploy/bandwidth_return.h"
#include "deploy/deployment_run.h"
#include "deploy/guest_check.h"
#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/qmp_server.h"
#include "tests/support/says.h"

#define MS RTPART_MS

static struct fake_kernel host;
static struct rtpart_plan plan;
static struct rtpart_state journals;
static struct rtpart_error err;
static char path[RTPART_PATH_SIZE];
static char noted[1024];

static void note(void *ctx, const char *message)
{
    (void)ctx;
    (void)snprintf(noted + strlen(noted), sizeof noted - strlen(noted), "%s\n", message);
}

static const struct rtpart_notes notes = {note, NULL};

static void make_plan(size_t vcpus)
{
    rtpart_plan_free(&plan);
    assert_int_equal(rtpart_plan_add_vcpus(&plan, vcpus, &err), RTPART_OK);
}

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    noted[0] = '\0';
    make_plan(2); /* the paper's, for 2 vCPUs */
    plan.vcpus[0].prm = (struct rtpart_prm){.period = 11 * MS, .budget = 7500000};
    plan.vcpus[1].prm = (struct rtpart_prm){.period = 33 * MS, .budget = 27500000};
    (void)fake_thread_add(&host, 100, 100, "qemu-system-x86");
    (void)fake_thread_add(&host, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(&host, 100, 102, "CPU 1/KVM");
    assert_true(rtpart_path(path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, path, true, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_plan_free(&plan);
    rtpart_state_close(&journals);
    fake_kernel_free(&host);
    return 0;
}

static struct rtpart_apply_request request(const char *kind, const char *target)
{
    return (struct rtpart_apply_request){.plan = &plan,
                                         .plan_name = "plan.xml",
                                         .kind = rtpart_target_kind_find(kind),
                                         .target = target};
}

/* Prepare and commit. */
static enum rtpart_code apply(const struct rtpart_apply_request *req)
{
    struct rtpart_application a;
    enum rtpart_code code =
        rtpart_apply_prepare(&host.kernel, req, &journals, &a, &notes, &err);

    if (code == RTPART_OK)
        code = rtpart_apply_commit(&host.kernel, req, &journals, &a, &notes, &err);
    rtpart_application_free(&a);
    return code;
}

static void assert_reserved(pid_t tid, const struct rtpart_prm *r)
{
    const struct rtpart_sched s = rtpart_sched_reservation(r);

    assert_true(rtpart_sched_equal(&fake_thread_find(&host, tid)->sched, &s));
}

static void assert_untouched(void)
{
    for (size_t i = 0; i < host.count; i++)
        assert_int_equal(host.threads[i].sched.policy, RTPART_POLICY_OTHER);
    assert_int_equal(fake_kernel_booked(&host), 0);
}

static void test_apply_reserves_what_the_plan_says(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");
    struct rtpart_deployment d;

    (void)state;
    if (apply(&req) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_reserved(101, &plan.vcpus[0].prm);
    assert_reserved(102, &plan.vcpus[1].prm);
    assert_int_equal(fake_thread_find(&host, 100)->sched.policy, RTPART_POLICY_OTHER);
    test_says(noted, "without a monitor");
    assert_int_equal(rtpart_journal_read(&journals, "pid-100", &d, &err), RTPART_OK);
    assert_true(d.applied);
    assert_in_range(host.cap - d.free_before, 0, 2);
    assert_int_equal(d.booked_before, 0);
    assert_string_equal(d.plan, "plan.xml");
    rtpart_deployment_free(&d);
}

static void test_the_emulator_s_reservation_counts(void **state)
{
    const struct rtpart_prm small = {.period = 2 * MS, .budget = MS / 5};
    const struct rtpart_prm large = {.period = 10 * MS, .budget = 4 * MS};
    struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    req.emulator = &large; /* 151.5 + 40 > 180 */
    assert_int_equal(apply(&req), RTPART_EHOST);
    test_says(err.message, "all together need 191.52 %");
    assert_untouched();
    req.emulator = &small;
    assert_int_equal(apply(&req), RTPART_OK);
    assert_reserved(100, &small);
}

static void test_plans_that_do_not_fit_the_vm(void **state)
{
    struct rtpart_apply_request req = request("tid", "0=101");

    (void)state;
    assert_int_equal(apply(&req), RTPART_EINPUT);
    test_says(err.message, "the VM has 1 and no vCPU 1");
    (void)fake_thread_add(&host, 100, 103, "CPU 2/KVM");
    req = request("pid", "100");
    plan.kind = RTPART_PLAN_GLOBAL;
    assert_int_equal(apply(&req), RTPART_EINPUT);
    test_says(err.message, "for 2 vCPUs, the VM has 3");
    assert_untouched();
    plan.kind = RTPART_PLAN_PARTITIONED;
    assert_int_equal(apply(&req), RTPART_OK);
    test_says(noted, "the VM has 3 vCPUs, the plan uses 2");
    assert_int_equal(fake_thread_find(&host, 103)->sched.policy, RTPART_POLICY_OTHER);
}

static void test_a_vcpu_without_tasks_gets_nothing(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    plan.vcpus[0].prm = (struct rtpart_prm){0, 0};
    assert_int_equal(apply(&req), RTPART_OK);
    assert_int_equal(fake_thread_find(&host, 101)->sched.policy, RTPART_POLICY_OTHER);
    assert_reserved(102, &plan.vcpus[1].prm);
}

static void test_a_pinned_thread_is_refused_before_anything_is_touched(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    fake_thread_find(&host, 102)->affinity = (struct rtpart_cpus){{1}};
    assert_int_equal(apply(&req), RTPART_EHOST);
    test_says(err.message, "vCPU 1: thread 102 may run on CPU 0 only");
    test_says(err.message, "(0-1)");
    assert_untouched();
}

static void test_a_second_apply_is_refused_by_name(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");
    struct rtpart_apply_request other = req;

    (void)state;
    assert_int_equal(apply(&req), RTPART_OK);
    assert_int_equal(apply(&req), RTPART_EUSAGE);
    test_says(err.message, "rtdeploy revert pid-100");
    other.name = "another";
    assert_int_equal(apply(&other), RTPART_EUSAGE);
    test_says(err.message, "belongs to the deployment \"pid-100\"");
}

static void test_admission_waits_for_bandwidth_of_threads_that_ended(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    host.leaked = host.cap / 2;
    host.frees_after = 2;
    assert_int_equal(apply(&req), RTPART_OK);
    test_says(noted, "waiting for what ended threads");
    /* 10 and 20 ms, then one look at both threads */
    assert_int_equal(host.paused, 40 * MS);
}

static const char registers_a[] =
    "{\"return\": \"\\r\\nCPU#0\\r\\nEAX=1 EIP=2 HLT=0\\r\\nCPU#1\\r\\nEAX=5 EIP=7 "
    "HLT=1\\r\\n\"}\r\n";
static const char registers_b[] =
    "{\"return\": \"\\r\\nCPU#0\\r\\nEAX=9 EIP=2 HLT=0\\r\\nCPU#1\\r\\nEAX=5 EIP=7 "
    "HLT=1\\r\\n\"}\r\n";

/* A QEMU that greets each client and answers one question. */
static enum rtpart_code guest_check(const char *const *answers)
{
    struct qmp_server server;
    char socket[RTPART_PATH_SIZE];

    assert_true(rtpart_path(socket, "%s/qmp", host.root));
    qmp_server_start_series(&server, socket, answers, 3);
    const enum rtpart_code code = rtpart_guest_check(
        &host.kernel, &(struct rtpart_monitor){.qmp = socket}, NULL, 0, &notes, &err);

    qmp_server_stop(&server);
    return code;
}

#define HELLO   QMP_GREETING, "{\"return\": {}}\r\n"
#define RUNNING "{\"return\": {\"running\": true}}\r\n"

static void test_the_guest_must_go_on(void **state)
{
    (void)state;
    const char *const moving[] = {HELLO, RUNNING,     HELLO, registers_a,
                                  HELLO, registers_b, NULL};
    const char *const still[] = {
        HELLO, RUNNING,     HELLO, registers_a, HELLO, registers_a,
        HELLO, registers_a, HELLO, registers_a, HELLO, registers_a,
        HELLO, registers_a, HELLO, registers_a, NULL};
    const char *const paused[] = {HELLO, "{\"return\": {\"running\": false}}\r\n", NULL};

    assert_int_equal(guest_check(moving), RTPART_OK);
    assert_int_equal(guest_check(paused), RTPART_OK);
    test_says(noted, "the VM is paused");
    assert_int_equal(guest_check(still), RTPART_EHOST);
    test_says(err.message, "vCPU 0 executes nothing");
}

static void test_a_thread_that_wants_cpu_and_gets_none_is_put_back(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    fake_thread_runs(&host, fake_thread_find(&host, 101), true, 5);
    assert_int_equal(apply(&req), RTPART_EHOST);
    test_says(err.message, "vCPU 0: thread 101 wants to run but gets no CPU in 650 ms");
    test_says(err.message, "everything is as it was");
    assert_untouched();
}

/* One that gets its first CPU late, another that never slept: both are watched together. */
static void let_one_run(struct fake_kernel *f, const char *what)
{
    (void)what;
    if (f->paused >= 300 * MS && !fake_thread_find(f, 102)->sleeping)
        fake_file(f, "proc/100/task/102/schedstat", "7000001 0 1\n");
}

static void test_all_threads_are_watched_at_the_same_time(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    fake_thread_runs(&host, fake_thread_find(&host, 102), true, 5);
    fake_file(&host, "proc/100/task/102/schedstat", "7000000 0 1\n");
    host.on_pause = let_one_run;
    assert_int_equal(apply(&req), RTPART_OK);
    assert_in_range(host.paused, 300 * MS, 400 * MS);
}

static void test_a_thread_in_debt_is_given_time_to_pay(void **state)
{
    const struct rtpart_apply_request req = request("pid", "100");

    (void)state;
    /* 27.5 ms in 33: a debt of 1 s costs 1.2 s */
    fake_thread_runs(&host, fake_thread_find(&host, 102), true, 5);
    fake_file(&host, "proc/100/task/102/sched",
              "vcpu (102)\n-----\ndl.runtime         :        -1000000000\n");
    assert_int_equal(apply(&req), RTPART_EHOST);
    test_says(err.message, "gets no CPU in 1850 ms");
    host.paused = 0; /* one that cannot be paid is not waited for */
    fake_file(&host, "proc/100/task/102/sched",
              "vcpu (102)\n-----\ndl.runtime         :     -9000000000000\n");
    assert_int_equal(apply(&req), RTPART_EHOST);
    test_says(err.message, "gets no CPU in 650 ms");
}

static void test_missing_bandwidth_is_named(void **state)
{
    struct rtpart_deployment d = {
        .free_before = host.cap, .booked_before = 0, .cpus_before = 2};
    struct rtpart_domain now = {0};
    int64_t missing = -1;

    (void)state;
    host.leaked = RTPART_BW_UNIT / 10;
    assert_int_equal(rtpart_bandwidth_returned(&host.kernel, &d, &missing, &now, &err),
                     RTPART_OK);
    assert_in_range(missing, RTPART_BW_UNIT / 10, RTPART_BW_UNIT / 10 + 4);
    rtpart_domain_free(&now);
    host.frees_after = 1;
    assert_int_equal(rtpart_bandwidth_returned(&host.kernel, &d, &missing, &now, &err),
                     RTPART_OK);
    assert_int_equal(missing, 0);
    rtpart_domain_free(&now);
    assert_non_null(strstr(rtpart_bandwidth_remedy(&host.kernel, path),
                           "cpuset/cpuset.sched_load_balance"));
}

static void test_names_of_deployments_come_from_the_target(void **state)
{
    static const char *const expected[][3] = {
        {"qmp", "/run/vm1.qmp", "vm1"}, {"qmp", "vm 2", "vm_2"},
        {"qmp", "/run/.qmp", "_qmp"},   {"libvirt", "web", "web"},
        {"pid", "123", "pid-123"},      {"tid", "0=77,1=78", "tid-77"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *name =
            rtpart_target_name(rtpart_target_kind_find(expected[i][0]), expected[i][1]);

        assert_string_equal(name, expected[i][2]);
        assert_int_equal(rtpart_deployment_name_check(name, &err), RTPART_OK);
        free(name);
    }
}

/* What rtdeploy itself costs: 64 vCPUs, on a kernel that costs next to nothing. */
static void test_apply_of_64_vcpus(void **state)
{
    const struct rtpart_apply_request req = request("pid", "500");
    struct rtpart_application a;
    struct timespec from;
    struct timespec to;

    (void)state;
    fake_kernel_free(&host);
    fake_kernel_init(&host, 64);
    rtpart_state_close(&journals);
    assert_true(rtpart_path(path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&journals, path, true, &err), RTPART_OK);
    make_plan(64);
    (void)fake_thread_add(&host, 500, 500, "qemu-system-x86");
    for (int i = 0; i < 64; i++) {
        char comm[32];

        (void)snprintf(comm, sizeof comm, "CPU %d/KVM", i);
        (void)fake_thread_add(&host, 500, 501 + i, comm);
        plan.vcpus[i].prm = (struct rtpart_prm){.period = 10 * MS, .budget = 4 * MS};
    }
    assert_int_equal(
        rtpart_apply_prepare(&host.kernel, &req, &journals, &a, &notes, &err), RTPART_OK);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(rtpart_apply_commit(&host.kernel, &req, &journals, &a, &notes, &err),
                     RTPART_OK);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    for (int i = 0; i < 64; i++)
        assert_reserved(501 + i, &plan.vcpus[i].prm);
    print_message("64 vCPUs: %.2f ms\n", (double)(to.tv_sec - from.tv_sec) * 1e3 +
                                             (double)(to.tv_nsec - from.tv_nsec) / 1e6);
    assert_int_equal(host.paused, 10 * MS); /* one look at all */
    rtpart_application_free(&a);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_apply_reserves_what_the_plan_says),
        TEST(test_the_emulator_s_reservation_counts),
        TEST(test_plans_that_do_not_fit_the_vm),
        TEST(test_a_vcpu_without_tasks_gets_nothing),
        TEST(test_a_pinned_thread_is_refused_before_anything_is_touched),
        TEST(test_a_second_apply_is_refused_by_name),
        TEST(test_admission_waits_for_bandwidth_of_threads_that_ended),
        TEST(test_the_guest_must_go_on),
        TEST(test_a_thread_that_wants_cpu_and_gets_none_is_put_back),
        TEST(test_all_threads_are_watched_at_the_same_time),
        TEST(test_a_thread_in_debt_is_given_time_to_pay),
        TEST(test_missing_bandwidth_is_named),
        TEST(test_names_of_deployments_come_from_the_target),
        TEST(test_apply_of_64_vcpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
