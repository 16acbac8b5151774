/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/host.h"
#include "tests/support/fake_inside.h"
#include "tests/support/folder.h"

void fake_changes(struct fake_kernel *f, const char *what)
{
    if (f->before_change != NULL)
        f->before_change(f, what);
}

static void fake_step(void *ctx, const char *what)
{
    fake_changes(ctx, what);
}

static void fake_pause(void *ctx, rtpart_ns time)
{
    struct fake_kernel *f = ctx;

    f->paused += time;
    if (f->on_pause != NULL)
        f->on_pause(f, "pause");
    if (f->frees_after > 0 && --f->frees_after == 0)
        f->leaked = 0;
}

static int fake_wake(void *ctx, pid_t tid)
{
    struct fake_thread *t = fake_thread_find(ctx, tid);

    if (t == NULL)
        return ESRCH;
    t->elsewhere = false;
    return 0;
}

static rtpart_ns fake_now(void *ctx)
{
    return ((struct fake_kernel *)ctx)->paused;
}

static const char *root_of(struct fake_kernel *f, size_t i, const char *name)
{
    (void)snprintf(f->roots[i], sizeof f->roots[i], "%s/%s", f->root, name);
    return f->roots[i];
}

void fake_kernel_init(struct fake_kernel *f, unsigned cpus)
{
    char text[32];

    *f = (struct fake_kernel){.cap = (int64_t)cpus * RTPART_BW_UNIT * 9 / 10};
    (void)snprintf(f->root, sizeof f->root, "%s/rtpart-test-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(f->root));
    f->kernel = (struct rtpart_kernel){
        .roots = {root_of(f, 0, "proc"), root_of(f, 1, "cgroup"), root_of(f, 2, "sys"),
                  root_of(f, 3, "dev"), root_of(f, 4, "run")},
        .ctx = f,
        .sched_get = fake_sched_get,
        .sched_set = fake_sched_set,
        .affinity_get = fake_affinity_get,
        .affinity_set = fake_affinity_set,
        .read_file = fake_read_file,
        .write_file = fake_write_file,
        .make_dir = fake_make_dir,
        .remove_dir = fake_remove_dir,
        .wake = fake_wake,
        .pause = fake_pause,
        .now = fake_now,
        .step = fake_step,
    };
    for (unsigned cpu = 0; cpu < cpus; cpu++)
        rtpart_cpus_add(&f->domain, cpu);
    fake_file(f, "sys/devices/system/cpu/online",
              rtpart_cpus_format(text, sizeof text, &f->domain));
    fake_file(f, "proc/self/status", "Name:\ttest\nCapEff:\t000001ffffffffff\n");
    fake_file(f, "proc/sys/kernel/random/boot_id",
              "00000000-1111-2222-3333-444444444444\n");
    fake_file(f, "run/none", "");
    fake_file(f, "cgroup/cpu/tasks", "");
    fake_file(f, "cgroup/cpu/cgroup.procs", "");
    fake_file(f, "cgroup/cpu/cpu.rt_runtime_us", "950000\n");
    fake_file(f, "cgroup/cpu/cpu.rt_period_us", "1000000\n");
    fake_file(f, "cgroup/cpuset/tasks", "");
    fake_file(f, "cgroup/cpuset/cgroup.procs", "");
    fake_file(f, "cgroup/cpuset/cpuset.cpus", text);
    fake_file(f, "cgroup/cpuset/cpuset.effective_cpus", text);
    fake_file(f, "cgroup/cpuset/cpuset.mems", "0\n");
    fake_file(f, "cgroup/cpuset/cpuset.cpu_exclusive", "1\n");
    fake_file(f, "cgroup/cpuset/cpuset.sched_load_balance", "1\n");
}

void fake_kernel_unprivileged(struct fake_kernel *f)
{
    fake_file(f, "proc/self/status", "Name:\ttest\nCapEff:\t0000000000000000\n");
}

void fake_kernel_free(struct fake_kernel *f)
{
    test_tree_remove(f->root);
}
