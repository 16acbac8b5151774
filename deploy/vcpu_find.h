/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vcpu_find.h - which threads of this host are the vCPUs of a virtual machine?
 */
#ifndef RTPART_DEPLOY_VCPU_FIND_H
#define RTPART_DEPLOY_VCPU_FIND_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/monitor.h"
#include "deploy/proc_thread.h"

struct rtpart_vcpu_thread {
    unsigned vcpu;
    struct rtpart_thread thread;
};

/* A virtual machine as this host sees it. A zeroed struct is empty. */
struct rtpart_vm {
    pid_t pid;                        /* of the VMM */
    char how[64];                     /* "thread names of QEMU" */
    struct rtpart_vcpu_thread *vcpus; /* owned; ascending numbers, each once */
    size_t count;
};

void rtpart_vm_free(struct rtpart_vm *vm);

/*
 * Threads that the user names.
 * @list  "0=1234,1=1235": vCPU=thread
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (not such a list), RTPART_EHOST (no such thread,
 * or threads of several processes).
 */
enum rtpart_code rtpart_vm_find_tids(const struct rtpart_kernel *k, const char *list,
                                     struct rtpart_vm *out, struct rtpart_error *err);

/*
 * Threads of process `pid`, by the names that QEMU, Cloud Hypervisor, Firecracker and crosvm
 * give them; else, under KVM, by which thread runs which of its vCPU descriptors.
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST.
 */
enum rtpart_code rtpart_vm_find_pid(const struct rtpart_kernel *k, pid_t pid,
                                    struct rtpart_vm *out, struct rtpart_error *err);

/* Threads that QEMU itself names, through its monitor. Returns as above. */
enum rtpart_code rtpart_vm_find_monitor(const struct rtpart_kernel *k,
                                        const struct rtpart_monitor *m,
                                        struct rtpart_vm *out, struct rtpart_error *err);

/*
 * Threads of a libvirt domain: through its monitor, else by the process that
 * /run/libvirt/qemu/NAME.pid names. Returns as above, or RTPART_EUSAGE.
 */
enum rtpart_code rtpart_vm_find_libvirt(const struct rtpart_kernel *k, const char *name,
                                        struct rtpart_vm *out, struct rtpart_error *err);

/*
 * Append one vCPU; the thread is looked up. For the finders above.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_vm_add(const struct rtpart_kernel *k, struct rtpart_vm *vm,
                               unsigned vcpu, pid_t tid, struct rtpart_error *err);

/*
 * Sort by number and look for contradictions: no vCPU, a number or a thread twice, threads
 * of several processes. For the finders above. Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_vm_settle(struct rtpart_vm *vm, struct rtpart_error *err);

#endif
