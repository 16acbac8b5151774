/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vCPU threads of a process: by name, else by what they do.
 *
 * The kernel tells the vCPU of a descriptor ("anon_inode:kvm-vcpu:3") but not the thread
 * that runs it. A thread that is in ioctl(fd, KVM_RUN) shows both in /proc/PID/task/TID/
 * syscall whenever it does not just execute: look several times.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kvm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/auto.h"
#include "deploy/vcpu_find.h"

#define LOOKS      100
#define LOOK_PAUSE (4 * RTPART_MS)

/* A VMM and how it calls the thread of vCPU %u. A name is whole: nothing may follow. */
struct naming {
    const char *vmm;
    const char *before; /* the number comes after that */
    const char *after;  /* and that comes after the number */
};

static const struct naming namings[] = {
    {"QEMU", "CPU ", "/KVM"},        {"QEMU", "CPU ", "/TCG"},
    {"QEMU", "CPU ", "/HAX"},        {"Cloud Hypervisor", "vcpu", ""},
    {"Firecracker", "fc_vcpu ", ""}, {"crosvm", "crosvm_vcpu", ""},
};

/* The number in a name that is made like that. */
static bool match(const struct naming *n, const char *comm, unsigned *vcpu)
{
    const size_t len = strlen(n->before);
    char *end;

    if (strncmp(comm, n->before, len) != 0 || comm[len] < '0' || comm[len] > '9')
        return false;
    const unsigned long number = strtoul(comm + len, &end, 10);

    *vcpu = (unsigned)number;
    return number < 1u << 20 && strcmp(end, n->after) == 0;
}

static enum rtpart_code find_by_name(const struct rtpart_kernel *k,
                                     const struct rtpart_thread *threads, size_t count,
                                     struct rtpart_vm *vm, struct rtpart_error *err)
{
    const char *vmm = NULL;

    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < sizeof namings / sizeof *namings; n++) {
            unsigned vcpu;
            enum rtpart_code code;

            if (!match(&namings[n], threads[i].comm, &vcpu))
                continue;
            if (vmm != NULL && strcmp(vmm, namings[n].vmm) != 0)
                return rtpart_fail(err, RTPART_EHOST,
                                   "process %d has thread names of %s and of %s",
                                   threads[i].pid, vmm, namings[n].vmm);
            vmm = namings[n].vmm;
            code = rtpart_vm_add(k, vm, vcpu, threads[i].tid, err);
            if (code != RTPART_OK)
                return code;
        }
    if (vmm != NULL)
        (void)snprintf(vm->how, sizeof vm->how, "thread names of %s", vmm);
    return RTPART_OK;
}

/* The vCPU that descriptor `fd` of the process is; -1 where it is none. */
static long vcpu_of_descriptor(const struct rtpart_kernel *k, pid_t pid, long fd)
{
    static const char sign[] = "anon_inode:kvm-vcpu:";
    char path[RTPART_PATH_SIZE];
    char target[64];

    if (!rtpart_path(path, "%s/%d/fd/%ld", k->roots.proc, pid, fd))
        return -1;
    const ssize_t n = readlink(path, target, sizeof target - 1);

    if (n <= 0)
        return -1;
    target[n] = '\0';
    if (strncmp(target, sign, sizeof sign - 1) != 0)
        return -1;
    return strtol(target + sizeof sign - 1, NULL, 10);
}

static size_t count_vcpu_descriptors(const struct rtpart_kernel *k, pid_t pid)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE pid_t *fds = NULL;
    size_t n = 0;
    size_t found = 0;

    if (!rtpart_path(path, "%s/%d/fd", k->roots.proc, pid) ||
        rtpart_numbers_list(path, &fds, &n, NULL) != RTPART_OK)
        return 0;
    for (size_t i = 0; i < n; i++)
        found += vcpu_of_descriptor(k, pid, fds[i]) >= 0;
    return found;
}

/* The vCPU that a thread runs at this moment; -1 where that cannot be seen. */
static long vcpu_running(const struct rtpart_kernel *k, const struct rtpart_thread *t)
{
    char path[RTPART_PATH_SIZE];
    char text[256];
    char *rest;

    if (!rtpart_path(path, "%s/%d/task/%d/syscall", k->roots.proc, t->pid, t->tid) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return -1;
    const long number = strtol(text, &rest, 10);

    if (rest == text || number != SYS_ioctl)
        return -1;
    const unsigned long fd = strtoul(rest, &rest, 16);

    return strtoul(rest, NULL, 16) == KVM_RUN ? vcpu_of_descriptor(k, t->pid, (long)fd)
                                              : -1;
}

static bool known(const struct rtpart_vm *vm, pid_t tid)
{
    for (size_t i = 0; i < vm->count; i++)
        if (vm->vcpus[i].thread.tid == tid)
            return true;
    return false;
}

static enum rtpart_code find_by_descriptor(const struct rtpart_kernel *k, pid_t pid,
                                           const struct rtpart_thread *threads,
                                           size_t count, struct rtpart_vm *vm,
                                           struct rtpart_error *err)
{
    const size_t wanted = count_vcpu_descriptors(k, pid);

    (void)snprintf(vm->how, sizeof vm->how, "kvm-vcpu descriptors");
    if (wanted == 0)
        return rtpart_fail(
            err, RTPART_EHOST,
            "process %d has no vCPU: no thread name of QEMU (-name "
            "x,debug-threads=on), Cloud Hypervisor, Firecracker or crosvm, "
            "and no kvm-vcpu descriptor; --tid names threads yourself",
            pid);
    for (int look = 0; look < LOOKS && vm->count < wanted; look++) {
        if (look > 0)
            k->pause(k->ctx, LOOK_PAUSE);
        for (size_t i = 0; i < count; i++) {
            const long vcpu =
                known(vm, threads[i].tid) ? -1 : vcpu_running(k, &threads[i]);

            if (vcpu < 0)
                continue;
            const enum rtpart_code code =
                rtpart_vm_add(k, vm, (unsigned)vcpu, threads[i].tid, err);

            if (code != RTPART_OK)
                return code;
        }
    }
    if (vm->count < wanted)
        return rtpart_fail(err, RTPART_EHOST,
                           "process %d has %zu KVM vCPUs, but which threads run them was "
                           "seen for %zu only: use --qmp, or --tid",
                           pid, wanted, vm->count);
    return RTPART_OK;
}

enum rtpart_code rtpart_vm_find_pid(const struct rtpart_kernel *k, pid_t pid,
                                    struct rtpart_vm *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_thread *threads = NULL;
    RTPART_AUTO(rtpart_vm_free) struct rtpart_vm vm = {0};
    size_t count = 0;
    enum rtpart_code code = rtpart_threads_list(k, pid, &threads, &count, err);

    for (size_t i = 0; i < count; i++)
        if (strcmp(threads[i].comm, "ALL CPUs/TCG") == 0)
            return rtpart_fail(err, RTPART_EHOST,
                               "process %d runs all its vCPUs in thread %d: start QEMU "
                               "with -accel tcg,thread=multi",
                               pid, threads[i].tid);
    if (code == RTPART_OK)
        code = find_by_name(k, threads, count, &vm, err);
    if (code == RTPART_OK && vm.count == 0)
        code = find_by_descriptor(k, pid, threads, count, &vm, err);
    if (code == RTPART_OK)
        code = rtpart_vm_settle(&vm, err);
    if (code == RTPART_OK) {
        *out = vm;
        vm = (struct rtpart_vm){0};
    }
    return code;
}
