/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of vCPUs that the finders fill in. */
#include <stdlib.h>

#include "deploy/vcpu_find.h"
#include "model/taskset.h"

void rtpart_vm_free(struct rtpart_vm *vm)
{
    free(vm->vcpus);
    *vm = (struct rtpart_vm){0};
}

enum rtpart_code rtpart_vm_add(const struct rtpart_kernel *k, struct rtpart_vm *vm,
                               unsigned vcpu, pid_t tid, struct rtpart_error *err)
{
    struct rtpart_error why;
    struct rtpart_thread thread;

    if (vcpu >= RTPART_VCPUS_MAX)
        return rtpart_fail(err, RTPART_EHOST, "vCPU %u: there may be %d vCPUs", vcpu,
                           RTPART_VCPUS_MAX);
    const enum rtpart_code code = rtpart_thread_read(k, 0, tid, &thread, &why);

    if (code != RTPART_OK)
        return rtpart_fail(err, code, "vCPU %u: %s", vcpu, why.message);
    struct rtpart_vcpu_thread *bigger =
        reallocarray(vm->vcpus, vm->count + 1, sizeof *bigger);

    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    vm->vcpus = bigger;
    vm->vcpus[vm->count++] = (struct rtpart_vcpu_thread){vcpu, thread};
    return RTPART_OK;
}

static int by_vcpu(const void *a, const void *b)
{
    const unsigned x = ((const struct rtpart_vcpu_thread *)a)->vcpu;
    const unsigned y = ((const struct rtpart_vcpu_thread *)b)->vcpu;

    return (x > y) - (x < y);
}

static int by_tid(const void *a, const void *b)
{
    const pid_t x = ((const struct rtpart_vcpu_thread *)a)->thread.tid;
    const pid_t y = ((const struct rtpart_vcpu_thread *)b)->thread.tid;

    return (x > y) - (x < y);
}

enum rtpart_code rtpart_vm_settle(struct rtpart_vm *vm, struct rtpart_error *err)
{
    struct rtpart_vcpu_thread *v = vm->vcpus;

    if (vm->count == 0)
        return rtpart_fail(err, RTPART_EHOST, "no vCPU thread was found");
    qsort(v, vm->count, sizeof *v, by_tid);
    for (size_t i = 1; i < vm->count; i++) {
        if (v[i].thread.tid == v[i - 1].thread.tid)
            return rtpart_fail(err, RTPART_EHOST,
                               "vCPUs %u and %u share thread %d: each needs one of its "
                               "own (QEMU: -accel tcg,thread=multi)",
                               v[i - 1].vcpu, v[i].vcpu, v[i].thread.tid);
        if (v[i].thread.pid != v[0].thread.pid)
            return rtpart_fail(
                err, RTPART_EHOST,
                "threads %d and %d belong to different processes (%d, %d), "
                "so not to one VM",
                v[0].thread.tid, v[i].thread.tid, v[0].thread.pid, v[i].thread.pid);
    }
    qsort(v, vm->count, sizeof *v, by_vcpu);
    for (size_t i = 1; i < vm->count; i++)
        if (v[i].vcpu == v[i - 1].vcpu)
            return rtpart_fail(err, RTPART_EHOST,
                               "vCPU %u is there twice: threads %d and %d", v[i].vcpu,
                               v[i - 1].thread.tid, v[i].thread.tid);
    vm->pid = v[0].thread.pid;
    return RTPART_OK;
}
