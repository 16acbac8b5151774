/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 at every step of apply and of revert, on real threads of this machine: what revert
 * leaves is what was found. Only with RTPART_MACHINE=1 (ctest -L machine).
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/auto.h"
#include "deploy/apply_plan.h"
#include "deploy/bandwidth_return.h"
#include "deploy/cgroup_path.h"
#include "deploy/deployment_run.h"
#include "deploy/sched_deadline.h"

#define MS      RTPART_MS
#define VCPUS   3
#define CPUSETS "/sys/fs/cgroup/cpuset"

/* Longest life of everything here, in seconds. */
#define LIMIT 150

/* How a thread is. */
struct look {
    struct rtpart_sched sched;
    struct rtpart_cpus affinity;
    char group[RTPART_PATH_SIZE]; /* of cpusets */
};

static const struct rtpart_kernel *const real = &rtpart_kernel_linux;
static struct rtpart_plan plan;
static struct rtpart_error err;
static char state_path[] = "/dev/shm/rtpart-kill-XXXXXX";
static pid_t vm;             /* the process whose threads are the vCPUs */
static volatile pid_t *tids; /* shared with it: 0 until a thread is there */
static struct look found[VCPUS];
static enum rtpart_placement placement;

/* vCPU 0 sleeps with nice -5, vCPU 1 sleeps and is SCHED_FIFO, vCPU 2 runs. */
static void *vcpu_thread(void *arg)
{
    const size_t vcpu = (size_t)(uintptr_t)arg;
    const struct sched_param fifo = {.sched_priority = 7};

    if (vcpu == 0)
        (void)setpriority(PRIO_PROCESS, (id_t)gettid(), -5);
    if (vcpu == 1)
        (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &fifo);
    tids[vcpu] = gettid();
    for (;;)
        if (vcpu < 2)
            (void)pause();
    return NULL;
}

static void be_a_vm(void)
{
    pthread_t thread;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)alarm(LIMIT);
    for (size_t i = 0; i < VCPUS; i++)
        (void)pthread_create(&thread, NULL, vcpu_thread, (void *)(uintptr_t)i);
    for (;;)
        (void)pause();
}

static struct look look_at(pid_t tid)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(real, "cpuset");
    const struct rtpart_thread t = {.pid = vm, .tid = tid};
    struct look l = {0};

    assert_int_equal(real->sched_get(NULL, tid, &l.sched), 0);
    assert_int_equal(real->affinity_get(NULL, tid, &l.affinity), 0);
    if (h.version != 0)
        assert_int_equal(rtpart_cgroup_of(real, &h, "cpuset", &t, l.group, &err),
                         RTPART_OK);
    return l;
}

static void assert_as_found(void)
{
    char text[64];

    for (size_t i = 0; i < VCPUS; i++) {
        const struct look now = look_at(tids[i]);

        assert_true(rtpart_sched_equal(&now.sched, &found[i].sched));
        assert_true(rtpart_cpus_equal(&now.affinity, &found[i].affinity));
        assert_string_equal(now.group, found[i].group);
    }
    if (placement == RTPART_PLACEMENT_PARTITIONED) {
        assert_int_equal(real->read_file(NULL, CPUSETS "/cpuset.sched_load_balance", text,
                                         sizeof text),
                         0);
        assert_int_equal(*text, '1');
        assert_false(rtpart_file_exists(CPUSETS, "rtpart-kill-cpu0"));
        assert_false(rtpart_file_exists(CPUSETS, "rtpart-kill-cpu1"));
        assert_false(rtpart_file_exists(CPUSETS, "rtpart-kill-rest"));
    }
}

/* The real kernel, but for a kill -9 right before change number `kill_at`. */
static size_t kill_at;
static size_t steps;
static bool counting;

static void step(void *ctx, const char *what)
{
    (void)ctx;
    (void)what;
    if (counting && ++steps == kill_at)
        (void)raise(SIGKILL);
}

static int killing_sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s)
{
    step(ctx, "sched_set");
    return real->sched_set(ctx, tid, s);
}

static int killing_affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus)
{
    step(ctx, "affinity_set");
    return real->affinity_set(ctx, tid, cpus);
}

static int killing_write_file(void *ctx, const char *path, const char *text)
{
    step(ctx, "write_file");
    return real->write_file(ctx, path, text);
}

static int killing_make_dir(void *ctx, const char *path)
{
    step(ctx, "make_dir");
    return real->make_dir(ctx, path);
}

static int killing_remove_dir(void *ctx, const char *path)
{
    step(ctx, "remove_dir");
    return real->remove_dir(ctx, path);
}

static struct rtpart_kernel killing(void)
{
    struct rtpart_kernel k = *real;

    k.sched_set = killing_sched_set;
    k.affinity_set = killing_affinity_set;
    k.write_file = killing_write_file;
    k.make_dir = killing_make_dir;
    k.remove_dir = killing_remove_dir;
    k.step = step;
    return k;
}

/* The probe of the admission test changes nothing that lasts: steps count after it. */
static enum rtpart_code apply(void)
{
    const struct rtpart_kernel k = killing();
    char target[64];
    const struct rtpart_apply_request req = {.plan = &plan,
                                             .plan_name = "plan.xml",
                                             .kind = rtpart_target_kind_find("tid"),
                                             .target = target,
                                             .name = "kill",
                                             .placement = placement};
    struct rtpart_state journals = {.dir = -1};
    struct rtpart_application a = {0};
    enum rtpart_code code = rtpart_state_open(&journals, state_path, true, &err);

    (void)snprintf(target, sizeof target, "0=%d,1=%d,2=%d", tids[0], tids[1], tids[2]);
    if (code == RTPART_OK)
        code = rtpart_apply_prepare(&k, &req, &journals, &a, NULL, &err);
    counting = true;
    if (code == RTPART_OK)
        code = rtpart_apply_commit(&k, &req, &journals, &a, NULL, &err);
    counting = false;
    rtpart_application_free(&a);
    rtpart_state_close(&journals);
    return code;
}

/* @missing  of the bandwidth, at the end; NULL: do not look */
static enum rtpart_code revert(int64_t *missing)
{
    const struct rtpart_kernel k = killing();
    RTPART_AUTO(rtpart_domain_free) struct rtpart_domain now = {0};
    struct rtpart_state journals = {.dir = -1};
    struct rtpart_deployment d = {0};
    struct rtpart_reverted r;
    enum rtpart_code code = rtpart_state_open(&journals, state_path, true, &err);

    if (code == RTPART_OK)
        code = rtpart_journal_read(&journals, "kill", &d, &err);
    counting = true;
    if (code == RTPART_EUSAGE) /* no journal: nothing was changed */
        code = RTPART_OK;
    else if (code == RTPART_OK)
        code = rtpart_deployment_revert(&k, &journals, &d, &r, NULL, &err);
    counting = false;
    if (code == RTPART_OK && missing != NULL)
        code = rtpart_bandwidth_returned(real, &d, missing, &now, &err);
    rtpart_deployment_free(&d);
    rtpart_state_close(&journals);
    return code;
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
        const enum rtpart_code code = reverting ? revert(NULL) : apply();

        if (code != RTPART_OK)
            (void)fprintf(stderr, "%s\n", err.message);
        _exit(code == RTPART_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void revert_here(int64_t *missing)
{
    if (revert(missing) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_as_found();
}

/*
 * Where the host of this virtual machine stands still for 100 ms, the thread that runs
 * overdraws its budget by as much, and the kernel does not forget that between two
 * reservations: apply then finds that it gets no CPU, and takes everything back.
 */
static void apply_here(void)
{
    enum rtpart_code code = apply();

    for (int i = 0;
         i < 10 && code != RTPART_OK && strstr(err.message, "gets no CPU") != NULL; i++) {
        assert_as_found();
        real->pause(NULL, RTPART_S);
        code = apply();
    }
    if (code != RTPART_OK)
        fail_msg("%s", err.message);
}

static void kill_everywhere(void)
{
    int64_t missing = 0;
    size_t n = 1;

    for (; killed(n, false); n++)
        revert_here(NULL);
    revert_here(NULL);
    print_message("apply was killed at each of %zu steps\n", n - 1);
    for (n = 1;; n++) {
        apply_here();
        if (!killed(n, true))
            break;
        revert_here(NULL);
    }
    print_message("revert was killed at each of %zu steps\n", n - 1);
    apply_here();
    revert_here(&missing);
    assert_int_equal(missing, 0);
}

static int setup(void **state)
{
    (void)state;
    const char *asked = getenv("RTPART_MACHINE");

    if (asked == NULL || strcmp(asked, "1") != 0) {
        print_message("skipped: RTPART_MACHINE=1 ctest -L machine\n");
        return 0;
    }
    if (!rtpart_may_schedule(real)) {
        print_message("skipped: needs CAP_SYS_NICE\n");
        return 0;
    }
    RTPART_AUTO(rtpart_domain_free) struct rtpart_domain domain = {0};

    if (rtpart_domain_read(real, &domain, &err) != RTPART_OK || domain.other_count > 0 ||
        domain.left < RTPART_BW_UNIT * 7 / 10) {
        print_message("skipped: SCHED_DEADLINE is in use on this machine\n");
        return 0;
    }
    tids = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(tids != MAP_FAILED);
    assert_non_null(mkdtemp(state_path));
    assert_int_equal(rtpart_plan_add_vcpus(&plan, VCPUS, &err), RTPART_OK);
    for (size_t i = 0; i < VCPUS; i++)
        plan.vcpus[i].prm = (struct rtpart_prm){.period = 50 * MS, .budget = 10 * MS};
    (void)alarm(LIMIT);
    vm = fork();
    assert_true(vm >= 0);
    if (vm == 0)
        be_a_vm();
    for (size_t i = 0; i < VCPUS; i++)
        while (tids[i] == 0)
            real->pause(NULL, MS);
    real->pause(NULL, 50 * MS); /* until they sleep */
    for (size_t i = 0; i < VCPUS; i++)
        found[i] = look_at(tids[i]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    if (vm <= 0)
        return 0;
    (void)revert(NULL);
    (void)kill(vm, SIGKILL);
    (void)waitpid(vm, NULL, 0);
    (void)rmdir(state_path);
    (void)munmap((void *)(uintptr_t)tids, 4096);
    rtpart_plan_free(&plan);
    return 0;
}

static void test_kill_at_any_step_leaves_the_threads_as_found(void **state)
{
    (void)state;
    if (vm <= 0)
        skip();
    placement = RTPART_PLACEMENT_GLOBAL;
    kill_everywhere();
}

static void test_kill_at_any_step_leaves_the_cpusets_as_found(void **state)
{
    (void)state;
    if (vm <= 0 || !rtpart_file_exists(CPUSETS, "cpuset.sched_load_balance") ||
        rtpart_cpus_partitioned(real))
        skip();
    placement = RTPART_PLACEMENT_PARTITIONED;
    kill_everywhere();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kill_at_any_step_leaves_the_threads_as_found),
        cmocka_unit_test(test_kill_at_any_step_leaves_the_cpusets_as_found),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
