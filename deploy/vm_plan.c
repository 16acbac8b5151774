/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/vm_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"

static const struct rtpart_vcpu_thread *find_vcpu(const struct rtpart_vm *vm, size_t vcpu)
{
    for (size_t i = 0; i < vm->count; i++)
        if (vm->vcpus[i].vcpu == vcpu)
            return &vm->vcpus[i];
    return NULL;
}

/* Do the numbers of vCPUs fit together? */
static enum rtpart_code check_numbers(const struct rtpart_plan *plan,
                                      const struct rtpart_vm *vm,
                                      const struct rtpart_notes *notes,
                                      struct rtpart_error *err)
{
    for (size_t i = 0; i < plan->vcpu_count; i++)
        if (plan->vcpus[i].prm.budget > 0 && find_vcpu(vm, i) == NULL)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "the plan has %zu vCPUs, the VM has %zu and no vCPU %zu: plan "
                "with rtpart --vcpus %zu, or start the VM with -smp %zu",
                plan->vcpu_count, vm->count, i, vm->count, plan->vcpu_count);
    if (vm->count <= plan->vcpu_count)
        return RTPART_OK;
    if (plan->kind == RTPART_PLAN_GLOBAL)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "the global plan is for %zu vCPUs, the VM has %zu: tasks would "
            "run on vCPUs without a reservation; plan with rtpart --vcpus %zu",
            plan->vcpu_count, vm->count, vm->count);
    rtpart_note(
        notes,
        "the VM has %zu vCPUs, the plan uses %zu: the others get no reservation, so "
        "keep the tasks off them (rtdeploy guest)",
        vm->count, plan->vcpu_count);
    return RTPART_OK;
}

enum rtpart_code
rtpart_vm_reservations(const struct rtpart_kernel *k, const struct rtpart_plan *plan,
                       const struct rtpart_vm *vm, const struct rtpart_prm *emulator,
                       struct rtpart_vm_reservation **out, size_t *count,
                       const struct rtpart_notes *notes, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_vm_reservation *r =
        calloc(plan->vcpu_count + 1, sizeof *r);
    enum rtpart_code code = check_numbers(plan, vm, notes, err);
    size_t n = 0;

    if (code != RTPART_OK)
        return code;
    if (r == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < plan->vcpu_count; i++) {
        const struct rtpart_vcpu_thread *v = find_vcpu(vm, i);

        if (v == NULL || plan->vcpus[i].prm.budget == 0)
            continue;
        r[n] = (struct rtpart_vm_reservation){
            .vcpu = (int)i, .thread = v->thread, .prm = plan->vcpus[i].prm};
        (void)snprintf(r[n].who, sizeof r[n].who, "vCPU %zu", i);
        n++;
    }
    if (emulator != NULL) {
        r[n] = (struct rtpart_vm_reservation){
            .who = "emulator", .vcpu = -1, .prm = *emulator};
        code = rtpart_thread_read(k, vm->pid, vm->pid, &r[n++].thread, err);
        if (code != RTPART_OK)
            return code;
    }
    *out = r;
    *count = n;
    r = NULL;
    return RTPART_OK;
}

/* Would the affinity of the thread be refused? */
static enum rtpart_code check_pinned(const struct rtpart_kernel *k,
                                     const struct rtpart_vm_reservation *r,
                                     const struct rtpart_cpus *domain,
                                     struct rtpart_error *err)
{
    char allowed_text[RTPART_CPUS_TEXT];
    char domain_text[RTPART_CPUS_TEXT];
    struct rtpart_cpus allowed;
    struct rtpart_sched_refusal why = {
        .who = r->who, .tid = r->thread.tid, .asked = rtpart_sched_reservation(&r->prm)};
    const int e = k->affinity_get(k->ctx, r->thread.tid, &allowed);

    if (e != 0)
        return rtpart_sched_explain(e, &why, err);
    if (rtpart_cpus_subset(domain, &allowed))
        return RTPART_OK;
    why.privileged = true;
    why.pinned = true;
    why.allowed = rtpart_cpus_format(allowed_text, sizeof allowed_text, &allowed);
    why.domain = rtpart_cpus_format(domain_text, sizeof domain_text, domain);
    return rtpart_sched_explain(EPERM, &why, err);
}

enum rtpart_code rtpart_vm_pinned_check(const struct rtpart_kernel *k,
                                        const struct rtpart_vm_reservation *r,
                                        size_t count, const struct rtpart_cpus *domain,
                                        struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = check_pinned(k, &r[i], domain, err);
    return code;
}

enum rtpart_code rtpart_vm_changes(const struct rtpart_kernel *k,
                                   const struct rtpart_vm_reservation *r, size_t count,
                                   struct rtpart_deployment *d, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < count && code == RTPART_OK; i++) {
        struct rtpart_vm_reservation copy = r[i];
        struct rtpart_change c = {.kind = RTPART_CHANGE_SCHED,
                                  .who = copy.who,
                                  .vcpu = r[i].vcpu,
                                  .thread = r[i].thread,
                                  .sched_wanted = rtpart_sched_reservation(&r[i].prm)};
        const int e = k->sched_get(k->ctx, r[i].thread.tid, &c.sched_found);

        if (e != 0)
            return rtpart_fail(err, RTPART_EHOST, "%s: thread %d: %s", r[i].who,
                               r[i].thread.tid, strerror(e));
        code = rtpart_sched_check(k, r[i].who, r[i].thread.tid, &c.sched_wanted, err);
        if (code == RTPART_OK)
            code = rtpart_deployment_add(d, &c, err);
    }
    return code;
}
