/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host on which a VM runs, and any file of whose kernel says anything: parts are called
 * as the end of the path of a file ("101/stat", "cpu.rt_runtime_us"), and stand for it.
 * Where there is a part "v2" the host has control groups of version 2. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "deploy/admission.h"
#include "deploy/cgroup_path.h"
#include "deploy/cpuset.h"
#include "deploy/doctor.h"
#include "deploy/guest_check.h"
#include "deploy/rtcg.h"
#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"
#include "deploy/vcpu_find.h"
#include "deploy/vm_plan.h"
#include "deploy/watch.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/parts.h"

static struct fake_kernel fakes[2]; /* cgroup v1, v2 */
static struct test_parts parts;
static int (*read_fake)(void *ctx, const char *path, char *buf, size_t size);

static int read_file(void *ctx, const char *path, char *buf, size_t size)
{
    const struct test_part *p = test_part_of_path(&parts, path);

    if (p == NULL)
        return read_fake(ctx, path, buf, size);
    if (p->size >= size)
        return EFBIG;
    memcpy(buf, p->text, p->size);
    buf[p->size] = '\0';
    return 0;
}

static void free_fakes(void)
{
    fake_kernel_free(&fakes[0]);
    fake_kernel_free(&fakes[1]);
}

/* A descriptor of the VM that is a vCPU. */
static void make_descriptor(const struct fake_kernel *f, int fd, int vcpu)
{
    char path[RTPART_PATH_SIZE];
    char target[32];

    FUZZ_CHECK(rtpart_path(path, "%s/proc/100/fd/%d", f->root, fd));
    (void)snprintf(target, sizeof target, "anon_inode:kvm-vcpu:%d", vcpu);
    FUZZ_CHECK(symlink(target, path) == 0);
}

/* A VM of two vCPUs, and a reservation of somebody else. */
static void make_fake(struct fake_kernel *f, bool v2)
{
    fake_kernel_init(f, 4);
    if (v2) {
        fake_kernel_v2(f);
        fake_file(f, "cgroup/cpu.rt.max", "950000 1000000\n");
    }
    (void)fake_thread_add(f, 100, 100, "qemu");
    (void)fake_thread_add(f, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(f, 100, 102, "CPU 1/KVM");
    fake_thread_add(f, 200, 200, "other")->sched =
        (struct rtpart_sched){.policy = RTPART_POLICY_DEADLINE,
                              .runtime = RTPART_MS,
                              .deadline = RTPART_S,
                              .period = RTPART_S};
    fake_file(f, "proc/100/fd/0", "");
    make_descriptor(f, 11, 0);
    make_descriptor(f, 12, 1);
    read_fake = f->kernel.read_file;
    f->kernel.read_file = read_file;
}

/* A call ended so; where it failed, it says why. */
static bool ended(enum rtpart_code code, const struct rtpart_error *err)
{
    FUZZ_CHECK(code == RTPART_OK || (err->code == code && err->message[0] != '\0'));
    return code == RTPART_OK;
}

static void look_at_vm(const struct rtpart_kernel *k)
{
    RTPART_AUTO(rtpart_vm_free) struct rtpart_vm vm = {0};
    RTPART_AUTO(rtpart_vm_free) struct rtpart_vm named = {0};
    struct rtpart_vm_reservation r = {.who = "vCPU 0",
                                      .prm = {.period = RTPART_S, .budget = RTPART_MS}};
    const struct rtpart_monitor none = {0};
    struct rtpart_error err = {0};

    if (ended(rtpart_vm_find_pid(k, 100, &vm, &err), &err)) {
        FUZZ_CHECK(vm.count > 0 && vm.pid > 0);
        r.thread = vm.vcpus[0].thread;
        (void)ended(rtpart_guest_check(k, &none, &r, 1, NULL, &err), &err);
    }
    (void)ended(rtpart_vm_find_tids(k, "0=101,1=102", &named, &err), &err);
}

static void look_at_host(const struct rtpart_kernel *k)
{
    RTPART_AUTO(rtpart_domain_free) struct rtpart_domain d = {0};
    RTPART_AUTO_FREE unsigned *cpu_of = calloc(1, sizeof *cpu_of);
    const struct rtpart_asked asked = {"vCPU 0", {RTPART_S, RTPART_MS}};
    enum rtpart_guarantee guarantee;
    struct rtpart_cpus cpus;
    struct rtpart_error err = {0};

    if (ended(rtpart_domain_read(k, &d, &err), &err)) {
        FUZZ_CHECK(d.left >= 0 && rtpart_cpus_count(&d.cpus) > 0);
        (void)ended(rtpart_admit(&d, &asked, 1, true, cpu_of, &guarantee, &err), &err);
        (void)ended(rtpart_cpuset_usable(k, &d.cpus, &cpus, &err), &err);
    }
    for (size_t i = 0; i < rtpart_check_up_count; i++) {
        struct rtpart_finding f = {0};

        rtpart_check_ups[i].look(k, &f);
        FUZZ_CHECK(memchr(f.text, '\0', sizeof f.text) != NULL);
    }
}

static void look_at_groups(const struct rtpart_kernel *k, const struct fake_kernel *f)
{
    RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment d = {0};
    const struct rtpart_cpuset_member member = {
        .who = "vCPU 0", .thread = f->threads[1].id, .cpu = 1};
    const struct rtpart_rtcg_budget budget = {.runtime_us = 1000, .period_us = 10000};
    struct rtpart_rtcg g;
    struct rtpart_error err = {0};

    if (ended(rtpart_rtcg_find(k, &g, &err), &err)) {
        char dir[RTPART_PATH_SIZE];

        FUZZ_CHECK(rtpart_path(dir, "%s/box/inner", g.mount));
        (void)ended(rtpart_rtcg_changes(k, &g, dir, &budget, &d, &err), &err);
    }
    for (size_t i = 0; i < rtpart_rtcg_backend_count; i++) {
        struct rtpart_rtcg_budget now;

        if (ended(rtpart_rtcg_backends[i].read(k, k->roots.cgroup, &now, &err), &err))
            FUZZ_CHECK(now.runtime_us >= 0 && now.period_us > 0);
    }
    (void)ended(rtpart_cpuset_changes(k, "f", &member, 1, &f->domain, &d, &err), &err);
}

static void watch(const struct rtpart_kernel *k, const struct fake_kernel *f)
{
    RTPART_AUTO(rtpart_watch_free) struct rtpart_watch w = {0};
    char name[] = "f";
    char who[] = "vCPU 0";
    struct rtpart_change c = {
        .kind = RTPART_CHANGE_SCHED, .who = who, .thread = f->threads[1].id};
    const struct rtpart_deployment d = {.name = name, .changes = &c, .count = 1};

    FUZZ_CHECK(rtpart_watch_add(&w, &d, NULL) == RTPART_OK);
    (void)rtpart_watch_interval(k, &w, 20 * RTPART_MS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct rtpart_prm prm = {.period = RTPART_S, .budget = RTPART_MS};
    const struct rtpart_sched wanted = rtpart_sched_reservation(&prm);
    const struct rtpart_thread thread = {.pid = 100, .tid = 101};
    struct rtpart_error err = {0};
    struct rtpart_cpus cpus;
    uid_t user;

    if (fakes[0].count == 0) {
        make_fake(&fakes[0], false);
        make_fake(&fakes[1], true);
        FUZZ_CHECK(atexit(free_fakes) == 0);
    }
    test_parts_cut(&parts, data, size);
    const struct fake_kernel *f = &fakes[test_part(&parts, "v2")->name_len > 0];
    const struct rtpart_kernel *k = &f->kernel;

    look_at_vm(k);
    look_at_host(k);
    look_at_groups(k, f);
    watch(k, f);
    (void)ended(rtpart_sched_check(k, "vCPU 0", 101, &wanted, &err), &err);
    (void)rtpart_process_user(k, 100, &user);
    (void)ended(rtpart_root_domain(k, &thread, &cpus, &err), &err);
    test_parts_free(&parts);
    return 0;
}
