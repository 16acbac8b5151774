/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host on which a VM runs, and any file of whose kernel says anything: parts are called
 * as the end of the path of a file ("101/stat", "cpu.rt_runtime_us"), and stand for it. */
#include <errno.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/admission.h"
#include "deploy/cgroup_path.h"
#include "deploy/cpuset.h"
#include "deploy/doctor.h"
#include "deploy/rtcg.h"
#include "deploy/vcpu_find.h"
#include "deploy/vm_plan.h"
#include "deploy/watch.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/parts.h"

static struct fake_kernel fake;
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

static void free_fake(void)
{
    fake_kernel_free(&fake);
}

static void make_fake(void)
{
    fake_kernel_init(&fake, 4);
    FUZZ_CHECK(atexit(free_fake) == 0);
    (void)fake_thread_add(&fake, 100, 100, "qemu");
    (void)fake_thread_add(&fake, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(&fake, 100, 102, "CPU 1/KVM");
    read_fake = fake.kernel.read_file;
    fake.kernel.read_file = read_file;
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

static void look_at_groups(const struct rtpart_kernel *k)
{
    RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment d = {0};
    const struct rtpart_cpuset_member member = {
        .who = "vCPU 0", .thread = fake.threads[1].id, .cpu = 1};
    const struct rtpart_rtcg_budget budget = {.runtime_us = 1000, .period_us = 10000};
    struct rtpart_rtcg g;
    struct rtpart_error err = {0};
    char dir[RTPART_PATH_SIZE];

    if (ended(rtpart_rtcg_find(k, &g, &err), &err)) {
        FUZZ_CHECK(rtpart_path(dir, "%s/box/inner", g.mount));
        (void)ended(rtpart_rtcg_changes(k, &g, dir, &budget, &d, &err), &err);
    }
    for (size_t i = 0; i < rtpart_rtcg_backend_count; i++) {
        struct rtpart_rtcg_budget now;

        if (ended(rtpart_rtcg_backends[i].read(k, k->roots.cgroup, &now, &err), &err))
            FUZZ_CHECK(now.runtime_us >= 0 && now.period_us > 0);
    }
    (void)ended(rtpart_cpuset_changes(k, "f", &member, 1, &fake.domain, &d, &err), &err);
}

static void watch(const struct rtpart_kernel *k)
{
    RTPART_AUTO(rtpart_watch_free) struct rtpart_watch w = {0};
    char name[] = "f";
    char who[] = "vCPU 0";
    struct rtpart_change c = {
        .kind = RTPART_CHANGE_SCHED, .who = who, .thread = fake.threads[1].id};
    const struct rtpart_deployment d = {.name = name, .changes = &c, .count = 1};

    FUZZ_CHECK(rtpart_watch_add(&w, &d, NULL) == RTPART_OK);
    (void)rtpart_watch_interval(k, &w, 20 * RTPART_MS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rtpart_thread thread = {.pid = 100, .tid = 101};
    struct rtpart_error err = {0};
    struct rtpart_cpus cpus;
    uid_t user;

    if (fake.count == 0)
        make_fake();
    test_parts_cut(&parts, data, size);
    look_at_vm(&fake.kernel);
    look_at_host(&fake.kernel);
    look_at_groups(&fake.kernel);
    watch(&fake.kernel);
    (void)rtpart_process_user(&fake.kernel, 100, &user);
    (void)ended(rtpart_root_domain(&fake.kernel, &thread, &cpus, &err), &err);
    test_parts_free(&parts);
    return 0;
}
