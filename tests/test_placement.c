/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CPU of its own for each reservation: partitions by v1 and v2, made and taken back. */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/auto.h"
#include "deploy/apply_plan.h"
#include "deploy/cpuset.h"
#include "deploy/deployment_run.h"
#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/says.h"

#define MS RTPART_MS

static struct fake_kernel *host; /* shared with the children that are killed */
static struct rtpart_plan plan;
static struct rtpart_error err;
static char state_path[RTPART_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    host = mmap(NULL, sizeof *host, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    assert_true(host != MAP_FAILED);
    fake_kernel_init(host, 4);
    assert_int_equal(rtpart_plan_add_vcpus(&plan, 3, &err), RTPART_OK);
    /* 68.2 and 20 % fit on one CPU of 90 %, 83.3 % needs another */
    plan.vcpus[0].prm = (struct rtpart_prm){.period = 11 * MS, .budget = 7500000};
    plan.vcpus[1].prm = (struct rtpart_prm){.period = 33 * MS, .budget = 27500000};
    plan.vcpus[2].prm = (struct rtpart_prm){.period = 10 * MS, .budget = 2 * MS};
    (void)fake_thread_add(host, 100, 100, "qemu-system-x86");
    (void)fake_thread_add(host, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(host, 100, 102, "CPU 1/KVM");
    (void)fake_thread_add(host, 100, 103, "CPU 2/KVM");
    fake_thread_runs(host, fake_thread_find(host, 102), true, 3);
    fake_file(host, "proc/100/task/102/schedstat", "7000000 0 1\n");
    fake_thread_find(host, 103)->affinity = (struct rtpart_cpus){{4}}; /* pinned: CPU 2 */
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host->root));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_plan_free(&plan);
    fake_kernel_free(host);
    (void)munmap(host, sizeof *host);
    return 0;
}

/* The thread that runs goes on. */
static void go_on(struct fake_kernel *f, const char *what)
{
    char text[64];

    (void)what;
    (void)snprintf(text, sizeof text, "%" PRId64 " 0 1\n", 7000000 + f->paused);
    fake_file(f, "proc/100/task/102/schedstat", text);
}

static enum rtpart_code apply(unsigned cpu_of[3])
{
    const struct rtpart_apply_request req = {.plan = &plan,
                                             .plan_name = "plan.xml",
                                             .kind = rtpart_target_kind_find("pid"),
                                             .target = "100",
                                             .name = "vm1",
                                             .placement = RTPART_PLACEMENT_PARTITIONED};
    struct rtpart_state journals = {.dir = -1};
    struct rtpart_application a = {0};
    enum rtpart_code code = rtpart_state_open(&journals, state_path, true, &err);

    host->on_pause = go_on;
    if (code == RTPART_OK)
        code = rtpart_apply_prepare(&host->kernel, &req, &journals, &a, NULL, &err);
    if (code == RTPART_OK && cpu_of != NULL) {
        memcpy(cpu_of, a.cpu_of, 3 * sizeof *cpu_of);
        assert_int_equal(a.guarantee, RTPART_GUARANTEE_HARD_PARTITIONED);
    }
    if (code == RTPART_OK)
        code = rtpart_apply_commit(&host->kernel, &req, &journals, &a, NULL, &err);
    rtpart_application_free(&a);
    rtpart_state_close(&journals);
    return code;
}

static enum rtpart_code revert(void)
{
    struct rtpart_state journals = {.dir = -1};
    struct rtpart_deployment d = {0};
    struct rtpart_reverted r;
    enum rtpart_code code = rtpart_state_open(&journals, state_path, true, &err);

    if (code == RTPART_OK)
        code = rtpart_journal_read(&journals, "vm1", &d, &err);
    if (code == RTPART_EUSAGE) /* no journal: nothing was changed */
        code = RTPART_OK;
    else if (code == RTPART_OK)
        code = rtpart_deployment_revert(&host->kernel, &journals, &d, &r, NULL, &err);
    rtpart_deployment_free(&d);
    rtpart_state_close(&journals);
    return code;
}

static bool exists(const char *name)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/%s", host->root, name));
    return access(path, F_OK) == 0;
}

static void assert_reserved(pid_t tid, size_t vcpu, unsigned cpu)
{
    const struct fake_thread *t = fake_thread_find(host, tid);
    const struct rtpart_sched s = rtpart_sched_reservation(&plan.vcpus[vcpu].prm);
    struct rtpart_cpus one = {0};

    rtpart_cpus_add(&one, cpu);
    assert_true(rtpart_sched_equal(&t->sched, &s));
    assert_true(rtpart_cpus_equal(&t->affinity, &one));
}

/* Everything as setup() made it. @group of the threads: "/" */
static void assert_as_found(const char *group)
{
    for (size_t i = 0; i < host->count; i++) {
        const struct fake_thread *t = &host->threads[i];

        if (t->guest)
            continue;
        assert_int_equal(t->sched.policy, RTPART_POLICY_OTHER);
        assert_string_equal(t->cpuset_group, group);
        assert_true(t->id.tid == 103 ? t->affinity.words[0] == 4
                                     : rtpart_cpus_equal(&t->affinity, &host->domain));
    }
    assert_int_equal(fake_kernel_booked(host), 0);
    if (!host->v2) {
        fake_assert_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "1");
        assert_false(exists("cgroup/cpuset/rtpart-vm1-cpu0"));
        assert_false(exists("cgroup/cpuset/rtpart-vm1-cpu1"));
        assert_false(exists("cgroup/cpuset/rtpart-vm1-rest"));
    }
}

static void test_v1_gives_each_its_cpu_and_takes_it_back(void **state)
{
    unsigned cpu_of[3];

    (void)state;
    if (apply(cpu_of) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_int_equal(cpu_of[0], cpu_of[2]); /* they fit together */
    assert_int_not_equal(cpu_of[0], cpu_of[1]);
    for (size_t i = 0; i < 3; i++)
        assert_reserved((pid_t)(101 + i), i, cpu_of[i]);
    fake_assert_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "0");
    fake_assert_file(host, "cgroup/cpuset/rtpart-vm1-cpu0/cpuset.cpus", "0");
    fake_assert_file(host, "cgroup/cpuset/rtpart-vm1-cpu0/cpuset.cpu_exclusive", "1");
    fake_assert_file(host, "cgroup/cpuset/rtpart-vm1-cpu1/cpuset.mems", "0");
    fake_assert_file(host, "cgroup/cpuset/rtpart-vm1-rest/cpuset.cpus", "2-3");
    assert_string_equal(fake_thread_find(host, 100)->cpuset_group, "/");
    assert_int_equal(revert(), RTPART_OK);
    assert_as_found("/");
}

static void test_v1_threads_born_in_a_partition_do_not_hold_it(void **state)
{
    (void)state;
    assert_int_equal(apply(NULL), RTPART_OK);
    fake_thread_group(host, fake_thread_add(host, 100, 110, "worker"),
                      "/rtpart-vm1-cpu1");
    assert_int_equal(revert(), RTPART_OK);
    assert_as_found("/");
}

static void test_v1_other_cpusets_with_these_cpus_give_up_balancing(void **state)
{
    (void)state;
    fake_file(host, "cgroup/cpuset/docker/cpuset.cpus", "0-3\n");
    fake_file(host, "cgroup/cpuset/docker/cpuset.cpu_exclusive", "0\n");
    fake_file(host, "cgroup/cpuset/docker/cpuset.sched_load_balance", "1\n");
    fake_file(host, "cgroup/cpuset/docker/web/cpuset.cpus", "1\n");
    fake_file(host, "cgroup/cpuset/docker/web/cpuset.sched_load_balance", "1\n");
    fake_file(host, "cgroup/cpuset/docker/db/cpuset.cpus", "3\n");
    fake_file(host, "cgroup/cpuset/docker/db/cpuset.sched_load_balance", "1\n");
    assert_int_equal(apply(NULL), RTPART_OK);
    fake_assert_file(host, "cgroup/cpuset/docker/cpuset.sched_load_balance", "0");
    fake_assert_file(host, "cgroup/cpuset/docker/web/cpuset.sched_load_balance", "0");
    fake_assert_file(host, "cgroup/cpuset/docker/db/cpuset.sched_load_balance", "1");
    assert_int_equal(revert(), RTPART_OK);
    assert_as_found("/");
    fake_assert_file(host, "cgroup/cpuset/docker/cpuset.sched_load_balance", "1");
    fake_assert_file(host, "cgroup/cpuset/docker/web/cpuset.sched_load_balance", "1");
}

/* The kernel must get every CPU of a domain that is full of holes, not a list cut for people. */
static void test_v1_a_long_list_of_cpus_is_written_whole(void **state)
{
    const struct fake_thread *t = fake_thread_find(host, 101);
    const struct rtpart_cpuset_member member = {"vCPU 0", 0, t->id, 0};
    RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment d = {0};
    struct rtpart_cpus domain = {0};
    struct rtpart_cpus rest;
    struct rtpart_cpus got = {0};

    (void)state;
    for (unsigned cpu = 0; cpu < 500; cpu += 2)
        rtpart_cpus_add(&domain, cpu);
    rest = domain;
    rtpart_cpus_remove(&rest, &(struct rtpart_cpus){{1}});
    assert_int_equal(
        rtpart_cpuset_changes(&host->kernel, "x", &member, 1, &domain, &d, &err),
        RTPART_OK);
    for (size_t i = 0; i < d.count; i++)
        if (d.changes[i].path != NULL &&
            strstr(d.changes[i].path, "rtpart-x-rest/cpuset.cpus") != NULL)
            assert_int_equal(rtpart_cpus_parse(d.changes[i].wanted, &got, &err),
                             RTPART_OK);
    assert_true(rtpart_cpus_equal(&got, &rest));
}

static void test_v2_of_no_cpu_nothing_is_usable(void **state)
{
    const struct rtpart_cpus none = {0};
    struct rtpart_cpus usable;

    (void)state;
    fake_kernel_v2(host);
    assert_int_equal(rtpart_cpuset_usable(&host->kernel, &none, &usable, &err),
                     RTPART_EHOST);
}

static void test_v1_refuses_what_the_kernel_would_not_take(void **state)
{
    (void)state;
    fake_file(host, "cgroup/cpuset/shield/cpuset.cpus", "1-3\n");
    fake_file(host, "cgroup/cpuset/shield/cpuset.cpu_exclusive", "1\n");
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "cgroup/cpuset/shield has CPUs for itself");
    assert_as_found("/");
    fake_file(host, "cgroup/cpuset/shield/cpuset.cpus", "2-3\n"); /* among the rest */
    assert_int_equal(apply(NULL), RTPART_OK);
    assert_int_equal(revert(), RTPART_OK);
    fake_file(host, "cgroup/cpuset/rtpart-vm1-cpu0/none", "");
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "no deployment is");
    assert_true(exists("cgroup/cpuset/rtpart-vm1-cpu0"));
}

static void test_a_partitioned_host_is_not_partitioned_again(void **state)
{
    (void)state;
    fake_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "0\n");
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "partitioned already");
    test_says(err.message, "rtdeploy revert");
}

static void test_global_placement_on_a_partitioned_host_is_refused(void **state)
{
    const struct rtpart_apply_request req = {.plan = &plan,
                                             .plan_name = "plan.xml",
                                             .kind = rtpart_target_kind_find("tid"),
                                             .target = "0=101,1=102,2=100",
                                             .name = "vm2"};
    const struct rtpart_state none = {.dir = -1};
    struct rtpart_application a;

    (void)state;
    fake_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "0\n");
    assert_int_equal(rtpart_apply_prepare(&host->kernel, &req, &none, &a, NULL, &err),
                     RTPART_EHOST);
    test_says(err.message, "the VM is in no partition");
}

static void test_reservations_of_others_may_be_anywhere(void **state)
{
    struct fake_thread *t = fake_thread_add(host, 200, 200, "other");

    (void)state;
    t->sched = (struct rtpart_sched){.policy = RTPART_POLICY_DEADLINE,
                                     .runtime = MS,
                                     .deadline = 10 * MS,
                                     .period = 10 * MS};
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "1 other thread with a reservation may be on any CPU");
}

static void test_one_reservation_that_no_cpu_can_hold(void **state)
{
    (void)state;
    plan.vcpus[1].prm.budget = 31 * MS;
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message,
              "vCPU 1 needs 93.94 % of a core; the most any core has left is 90.00 %");
    plan.vcpus[1].prm.budget = 27500000;
    fake_kernel_no_groups(host);
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "no cpusets are mounted");
}

static void test_an_apply_that_fails_half_way_takes_the_partitions_back(void **state)
{
    (void)state;
    assert_int_equal(apply(NULL), RTPART_OK);
    assert_int_equal(revert(), RTPART_OK);
    host->sched_sets = 0;
    assert_int_equal(apply(NULL), RTPART_OK);
    const size_t last = host->sched_sets; /* most are those of the probe */

    assert_int_equal(revert(), RTPART_OK);
    host->fail_errno = EINVAL;
    for (size_t at = last - 2; at <= last; at++) {
        host->sched_sets = 0;
        host->fail_at = at;
        assert_int_equal(apply(NULL), RTPART_EHOST);
        test_says(err.message, "everything is as it was");
        assert_as_found("/");
    }
}

static void test_v2_makes_partitions_below_the_root(void **state)
{
    unsigned cpu_of[3];

    (void)state;
    fake_kernel_v2(host);
    fake_thread_find(host, 103)->affinity = (struct rtpart_cpus){{4}};
    if (apply(cpu_of) != RTPART_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < 3; i++) {
        assert_true(cpu_of[i] > 0); /* one is left to the host */
        assert_reserved((pid_t)(101 + i), i, cpu_of[i]);
    }
    fake_assert_file(host, "cgroup/cgroup.subtree_control", "cpuset");
    fake_assert_file(host, "cgroup/rtpart-vm1-cpu1/cgroup.type", "threaded");
    fake_assert_file(host, "cgroup/rtpart-vm1-cpu1/cpuset.cpus.partition", "root");
    assert_int_equal(revert(), RTPART_OK);
    assert_as_found("/");
    assert_false(exists("cgroup/rtpart-vm1-cpu1"));
    fake_assert_file(host, "cgroup/cgroup.subtree_control", "");
}

static void test_v2_hands_cpus_down_to_the_group_of_the_vm(void **state)
{
    unsigned cpu_of[3];

    (void)state;
    fake_kernel_v2(host);
    for (size_t i = 0; i < 4; i++)
        fake_thread_group(host, &host->threads[i], "/machine/vm");
    fake_thread_find(host, 103)->affinity = (struct rtpart_cpus){{4}};
    if (apply(cpu_of) != RTPART_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < 3; i++)
        assert_reserved((pid_t)(101 + i), i, cpu_of[i]);
    fake_assert_file(host, "cgroup/machine/cpuset.cpus.exclusive", "1-2");
    fake_assert_file(host, "cgroup/machine/vm/cpuset.cpus.exclusive", "1-2");
    fake_assert_file(host, "cgroup/machine/vm/cgroup.subtree_control", "cpuset");
    fake_assert_file(host, "cgroup/machine/vm/rtpart-vm1-cpu2/cpuset.cpus.exclusive",
                     "2");
    assert_int_equal(revert(), RTPART_OK);
    assert_as_found("/machine/vm");
    fake_assert_file(host, "cgroup/machine/cgroup.subtree_control", "");
    assert_false(exists("cgroup/machine/vm/rtpart-vm1-cpu2"));
}

static void test_v2_before_linux_6_7_has_no_remote_partitions(void **state)
{
    char path[RTPART_PATH_SIZE];

    (void)state;
    fake_kernel_v2(host);
    assert_true(rtpart_path(path, "%s/cgroup/cpuset.cpus.isolated", host->root));
    assert_int_equal(unlink(path), 0);
    for (size_t i = 0; i < 4; i++)
        fake_thread_group(host, &host->threads[i], "/machine/vm");
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "before Linux 6.7");
}

static void test_v2_partition_that_is_invalid_is_told_and_taken_back(void **state)
{
    (void)state;
    fake_kernel_v2(host);
    fake_thread_find(host, 103)->affinity = (struct rtpart_cpus){{4}};
    host->no_partition = true;
    assert_int_equal(apply(NULL), RTPART_EHOST);
    test_says(err.message, "root invalid (Cpu list in cpuset.cpus not exclusive)");
    test_says(err.message, "everything is as it was");
    assert_as_found("/");
}

/* kill -9 at step number `kill_at` of the child. */
static size_t kill_at;
static size_t steps;

static void killing(struct fake_kernel *f, const char *what)
{
    (void)f;
    (void)what;
    if (++steps == kill_at)
        (void)raise(SIGKILL);
}

/* Apply (or revert) in a child that is killed at step `n`. True where it was. */
static bool killed(size_t n, bool reverting)
{
    int status = 0;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        kill_at = n;
        steps = 0;
        host->before_change = killing;
        _exit((reverting ? revert() : apply(NULL)) == RTPART_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    host->before_change = NULL;
    for (size_t i = 0; i < host->count; i++) /* the sleepers of the probe ended with it */
        if (host->threads[i].guest)
            host->threads[i] = (struct fake_thread){.guest = true, .gone = true};
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void kill_everywhere(const char *group)
{
    for (size_t n = 1; killed(n, false); n++) {
        assert_int_equal(revert(), RTPART_OK);
        assert_as_found(group);
    }
    for (size_t n = 1; killed(n, true); n++) {
        if (revert() != RTPART_OK)
            fail_msg("%s", err.message);
        assert_as_found(group);
        assert_int_equal(apply(NULL), RTPART_OK);
    }
    assert_as_found(group);
}

static void test_kill_at_any_step_v1(void **state)
{
    (void)state;
    kill_everywhere("/");
}

static void test_kill_at_any_step_v2(void **state)
{
    (void)state;
    fake_kernel_v2(host);
    for (size_t i = 0; i < 4; i++)
        fake_thread_group(host, &host->threads[i], "/machine/vm");
    fake_thread_find(host, 103)->affinity = (struct rtpart_cpus){{4}};
    kill_everywhere("/machine/vm");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_v1_gives_each_its_cpu_and_takes_it_back),
        TEST(test_v1_threads_born_in_a_partition_do_not_hold_it),
        TEST(test_v1_other_cpusets_with_these_cpus_give_up_balancing),
        TEST(test_v1_a_long_list_of_cpus_is_written_whole),
        TEST(test_v2_of_no_cpu_nothing_is_usable),
        TEST(test_v1_refuses_what_the_kernel_would_not_take),
        TEST(test_a_partitioned_host_is_not_partitioned_again),
        TEST(test_global_placement_on_a_partitioned_host_is_refused),
        TEST(test_reservations_of_others_may_be_anywhere),
        TEST(test_one_reservation_that_no_cpu_can_hold),
        TEST(test_an_apply_that_fails_half_way_takes_the_partitions_back),
        TEST(test_v2_makes_partitions_below_the_root),
        TEST(test_v2_hands_cpus_down_to_the_group_of_the_vm),
        TEST(test_v2_before_linux_6_7_has_no_remote_partitions),
        TEST(test_v2_partition_that_is_invalid_is_told_and_taken_back),
        TEST(test_kill_at_any_step_v1),
        TEST(test_kill_at_any_step_v2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
