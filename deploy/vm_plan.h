/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vm_plan.h - a plan on the threads of a virtual machine: what has to change
 */
#ifndef RTPART_DEPLOY_VM_PLAN_H
#define RTPART_DEPLOY_VM_PLAN_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/admission.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"
#include "deploy/vcpu_find.h"
#include "model/plan.h"

/* A thread and the reservation it is to have. */
struct rtpart_vm_reservation {
    char who[32]; /* "vCPU 1", "emulator" */
    int vcpu;     /* -1: the emulator */
    struct rtpart_thread thread;
    struct rtpart_prm prm;
};

/*
 * Which thread gets which reservation. vCPUs of the plan on which no task runs get none.
 *
 * A global plan needs exactly as many vCPUs as the VM has; a partitioned one may leave some
 * of the VM's alone, which is noted: no task of the plan may run there.
 *
 * @emulator  reservation of the VMM's main thread; NULL: none
 * @out       owned by the caller (free)
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT: the plan and the VM do not fit together.
 */
enum rtpart_code
rtpart_vm_reservations(const struct rtpart_kernel *k, const struct rtpart_plan *plan,
                       const struct rtpart_vm *vm, const struct rtpart_prm *emulator,
                       struct rtpart_vm_reservation **out, size_t *count,
                       const struct rtpart_notes *notes, struct rtpart_error *err);

/*
 * Append to `d` what sets the reservations, after looking at the rules for runtime and
 * period.
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_vm_changes(const struct rtpart_kernel *k,
                                   const struct rtpart_vm_reservation *r, size_t count,
                                   struct rtpart_deployment *d, struct rtpart_error *err);

/* Is a thread pinned to a part of the root domain, which SCHED_DEADLINE refuses?
 * Returns 0 or RTPART_EHOST, explained. */
enum rtpart_code rtpart_vm_pinned_check(const struct rtpart_kernel *k,
                                        const struct rtpart_vm_reservation *r,
                                        size_t count, const struct rtpart_cpus *domain,
                                        struct rtpart_error *err);

#endif
