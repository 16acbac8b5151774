/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All or nothing: a deployment is made as a whole, taken back as a whole, and can be taken
 * back after kill -9 at any step of either.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/deployment_run.h"
#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"

#define VCPUS 3

/* Shared with the children that are killed. */
static struct fake_kernel *host;
static struct rtpart_deployment wanted;
static char state_path[RTPART_PATH_SIZE];

/* A change of every kind. The order is that of a container with a cpuset of its own. */
static void plan_changes(void)
{
    char group[RTPART_PATH_SIZE];
    char file[RTPART_PATH_SIZE];
    char parent[RTPART_PATH_SIZE];
    struct rtpart_error err;

    assert_true(rtpart_path(parent, "%s/cgroup/cpu", host->root));
    assert_true(rtpart_path(group, "%s/new", parent));
    wanted = (struct rtpart_deployment){.free_before = 7, .booked_before = -1};
    wanted.name = strdup("vm1");
    wanted.target = strdup("pid");
    const struct rtpart_change make = {
        .kind = RTPART_CHANGE_GROUP, .who = (char[]){"group"}, .vcpu = -1, .path = group};

    assert_int_equal(rtpart_deployment_add(&wanted, &make, &err), RTPART_OK);
    assert_true(rtpart_path(file, "%s/cpu.rt_runtime_us", group));
    struct rtpart_change write = {.kind = RTPART_CHANGE_FILE,
                                  .who = (char[]){"group"},
                                  .vcpu = -1,
                                  .path = file,
                                  .wanted = (char[]){"8750"}};

    assert_int_equal(rtpart_deployment_add(&wanted, &write, &err), RTPART_OK);
    assert_true(
        rtpart_path(file, "%s/cgroup/cpuset/cpuset.sched_load_balance", host->root));
    write.found = (char[]){"1"};
    write.wanted = (char[]){"0"};
    assert_int_equal(rtpart_deployment_add(&wanted, &write, &err), RTPART_OK);
    for (int i = 0; i < VCPUS; i++) {
        const struct fake_thread *t = &host->threads[i];
        const struct rtpart_prm r = {.period = 10 * RTPART_MS,
                                     .budget = (i + 2) * RTPART_MS};
        struct rtpart_change c = {.kind = RTPART_CHANGE_MOVE,
                                  .who = (char[]){"vCPU"},
                                  .vcpu = i,
                                  .thread = t->id,
                                  .cpus_found = t->affinity,
                                  .path = group,
                                  .found = parent,
                                  .wanted = (char[]){"tasks"}};

        assert_int_equal(rtpart_deployment_add(&wanted, &c, &err), RTPART_OK);
        c = (struct rtpart_change){.kind = RTPART_CHANGE_SCHED,
                                   .who = (char[]){"vCPU"},
                                   .vcpu = i,
                                   .thread = t->id,
                                   .sched_found = t->sched,
                                   .sched_wanted = rtpart_sched_reservation(&r)};
        assert_int_equal(rtpart_deployment_add(&wanted, &c, &err), RTPART_OK);
    }
}

static int setup(void **state)
{
    (void)state;
    host = mmap(NULL, sizeof *host, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    assert_true(host != MAP_FAILED);
    fake_kernel_init(host, 4);
    assert_true(rtpart_path(state_path, "%s/run/rtpart", host->root));
    (void)fake_thread_add(host, 100, 101, "CPU 0/KVM");
    struct fake_thread *fifo = fake_thread_add(host, 100, 102, "CPU 1/KVM");
    struct fake_thread *nice = fake_thread_add(host, 100, 103, "CPU 2/KVM");

    fifo->sched = (struct rtpart_sched){.policy = RTPART_POLICY_FIFO, .priority = 7};
    nice->sched.nice = -5;
    plan_changes();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_deployment_free(&wanted);
    fake_kernel_free(host);
    (void)munmap(host, sizeof *host);
    return 0;
}

static enum rtpart_code apply(struct rtpart_error *err)
{
    struct rtpart_state s = {.dir = -1};
    enum rtpart_code code = rtpart_state_open(&s, state_path, true, err);

    if (code == RTPART_OK)
        code = rtpart_deployment_apply(&host->kernel, &s, &wanted, RTPART_MS, NULL, err);
    rtpart_state_close(&s);
    return code;
}

/* Revert what the journals name. How many there were goes to *count. */
static enum rtpart_code revert(size_t *count, struct rtpart_reverted *result,
                               struct rtpart_error *err)
{
    struct rtpart_state s = {.dir = -1};
    char **names = NULL;
    enum rtpart_code code = rtpart_state_open(&s, state_path, false, err);

    *count = 0;
    if (code == RTPART_OK)
        code = rtpart_journal_list(&s, &names, count, err);
    for (size_t i = 0; i < *count && code == RTPART_OK; i++) {
        struct rtpart_deployment d;

        code = rtpart_journal_read(&s, names[i], &d, err);
        if (code == RTPART_OK)
            code = rtpart_deployment_revert(&host->kernel, &s, &d, result, NULL, err);
        rtpart_deployment_free(&d);
    }
    rtpart_names_free(names, *count);
    rtpart_state_close(&s);
    return code;
}

/* The change of how vCPU `i` is scheduled: three changes come first, and its move. */
static const struct rtpart_change *sched_of(int i)
{
    return &wanted.changes[4 + 2 * i];
}

static void assert_as_found(void)
{
    char group[RTPART_PATH_SIZE];

    for (int i = 0; i < VCPUS; i++) {
        assert_true(
            rtpart_sched_equal(&host->threads[i].sched, &sched_of(i)->sched_found));
        assert_true(rtpart_cpus_equal(&host->threads[i].affinity, &host->domain));
        assert_string_equal(host->threads[i].cpu_group, "/");
    }
    assert_int_equal(fake_kernel_booked(host), 0);
    assert_true(rtpart_path(group, "%s/cgroup/cpu/new", host->root));
    assert_int_equal(access(group, F_OK), -1);
    fake_assert_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "1");
}

static void assert_applied(void)
{
    for (int i = 0; i < VCPUS; i++) {
        assert_true(
            rtpart_sched_equal(&host->threads[i].sched, &sched_of(i)->sched_wanted));
        assert_string_equal(host->threads[i].cpu_group, "/new");
    }
    fake_assert_file(host, "cgroup/cpu/new/cpu.rt_runtime_us", "8750");
    fake_assert_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "0");
}

static void test_apply_then_revert_leaves_everything_as_found(void **state)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    (void)state;
    if (apply(&err) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_applied();
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(count, 1);
    assert_int_equal(r.restored, wanted.count);
    assert_as_found();
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(count, 0);
}

static void test_apply_that_fails_half_way_takes_everything_back(void **state)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    (void)state;
    for (size_t at = 1; at <= VCPUS; at++) {
        host->fail_errno = EBUSY;
        host->fail_at = at;
        host->sched_sets = 0;
        host->cap = 0; /* so that the retries fail too */
        assert_int_equal(apply(&err), RTPART_EHOST);
        assert_non_null(strstr(err.message, "everything is as it was"));
        assert_as_found();
        assert_int_equal(revert(&count, &r, &err), RTPART_OK);
        assert_int_equal(count, 0);
    }
}

static void test_a_vm_that_dies_half_way_is_an_error_and_nothing_stays(void **state)
{
    struct rtpart_error err = {0};

    (void)state;
    fake_thread_end(host, &host->threads[1]);
    assert_int_equal(apply(&err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "thread 102 is gone"));
    assert_true(rtpart_sched_equal(&host->threads[0].sched, &sched_of(0)->sched_found));
    assert_int_equal(fake_kernel_booked(host), 0);
}

static void test_revert_after_the_vm_died(void **state)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    (void)state;
    assert_int_equal(apply(&err), RTPART_OK);
    for (int i = 0; i < VCPUS; i++)
        fake_thread_end(host, &host->threads[i]);
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(r.gone, 2 * VCPUS);
    assert_int_equal(r.failed, 0);
    fake_assert_file(host, "cgroup/cpuset/cpuset.sched_load_balance", "1");
}

static void test_revert_never_touches_a_thread_that_took_the_number(void **state)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    (void)state;
    assert_int_equal(apply(&err), RTPART_OK);
    fake_thread_end(host, &host->threads[0]);
    struct fake_thread *stranger = fake_thread_add(host, 101, 101, "backup");
    const struct rtpart_sched theirs = {.policy = RTPART_POLICY_RR, .priority = 3};

    stranger->sched = theirs;
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_true(rtpart_sched_equal(&stranger->sched, &theirs));
}

static void test_revert_after_another_boot_only_forgets(void **state)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    (void)state;
    assert_int_equal(apply(&err), RTPART_OK);
    fake_file(host, "proc/sys/kernel/random/boot_id", "another\n");
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(r.gone, wanted.count);
    assert_applied();
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(count, 0);
}

static void test_apply_refuses_a_name_and_a_thread_that_are_taken(void **state)
{
    struct rtpart_error err = {0};

    (void)state;
    assert_int_equal(apply(&err), RTPART_OK);
    assert_int_equal(apply(&err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "rtdeploy revert vm1"));
    free(wanted.name);
    wanted.name = strdup("vm2");
    assert_int_equal(apply(&err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "belongs to the deployment \"vm1\""));
    assert_applied();
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

/* Run `what` in a child that is killed at step `n`. True where it was. */
static bool killed(size_t n, void (*what)(void))
{
    int status = 0;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        kill_at = n;
        steps = 0;
        host->before_change = killing;
        what();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    host->before_change = NULL;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void apply_in_child(void)
{
    struct rtpart_error err;

    if (apply(&err) != RTPART_OK)
        _exit(1);
}

static void revert_in_child(void)
{
    struct rtpart_reverted r;
    struct rtpart_error err;
    size_t count;

    if (revert(&count, &r, &err) != RTPART_OK)
        _exit(1);
}

static void revert_here(void)
{
    struct rtpart_reverted r = {0};
    struct rtpart_error err = {0};
    size_t count;

    if (revert(&count, &r, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_int_equal(revert(&count, &r, &err), RTPART_OK);
    assert_int_equal(count, 0);
    assert_as_found();
}

static void test_kill_at_any_step_of_apply_can_be_reverted(void **state)
{
    size_t n = 1;

    (void)state;
    while (killed(n, apply_in_child)) {
        revert_here();
        n++;
    }
    assert_applied();
    revert_here();
    /* 3 of the journal before and after, and one for each change at least */
    assert_true(n > 6 + wanted.count);
}

static void test_kill_at_any_step_of_revert_can_be_reverted(void **state)
{
    struct rtpart_error err = {0};
    size_t n = 1;

    (void)state;
    for (bool again = true; again; n++) {
        assert_int_equal(apply(&err), RTPART_OK);
        again = killed(n, revert_in_child);
        revert_here();
    }
    assert_true(n > wanted.count);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_apply_then_revert_leaves_everything_as_found),
        TEST(test_apply_that_fails_half_way_takes_everything_back),
        TEST(test_a_vm_that_dies_half_way_is_an_error_and_nothing_stays),
        TEST(test_revert_after_the_vm_died),
        TEST(test_revert_never_touches_a_thread_that_took_the_number),
        TEST(test_revert_after_another_boot_only_forgets),
        TEST(test_apply_refuses_a_name_and_a_thread_that_are_taken),
        TEST(test_kill_at_any_step_of_apply_can_be_reverted),
        TEST(test_kill_at_any_step_of_revert_can_be_reverted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
