/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a plan sound? */
#include <stdlib.h>

#include "common/auto.h"
#include "model/plan.h"
#include "model/verdict.h"

/* Explicit priorities work in both kinds. */
static enum rtpart_code check_scheduler(const struct rtpart_plan *p,
                                        struct rtpart_error *err)
{
    if (p->scheduler == RTPART_SCHED_NONE)
        return rtpart_fail(err, RTPART_EINPUT, "the plan names no guest scheduler");
    if (p->scheduler != RTPART_SCHED_PRIO &&
        rtpart_scheduler_is_global(p->scheduler) != (p->kind == RTPART_PLAN_GLOBAL))
        return rtpart_fail(
            err, RTPART_EINPUT, "a %s plan cannot have the guest scheduler %s",
            rtpart_plan_kind_name(p->kind), rtpart_scheduler_name(p->scheduler));
    return RTPART_OK;
}

static enum rtpart_code check_tasks(const struct rtpart_plan *p, struct rtpart_error *err)
{
    if (p->taskset.count == 0)
        return rtpart_fail(err, RTPART_EINPUT, "the plan has no tasks");
    for (size_t i = 0; i < p->taskset.count; i++) {
        const int priority = rtpart_plan_priority(p, i);

        if (priority < 0 || priority > RTPART_PRIORITY_MAX)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%.80s\": guest priority %d is not in 0 .. %d",
                               p->taskset.tasks[i].name, priority, RTPART_PRIORITY_MAX);
    }
    return rtpart_taskset_check(&p->taskset, err);
}

static enum rtpart_code check_latency_and_grid(const struct rtpart_plan *p,
                                               struct rtpart_error *err)
{
    const struct rtpart_grid *g = &p->grid;
    const bool none = g->min_period == 0 && g->max_period == 0 && g->period_step == 0 &&
                      g->runtime_step == 0;

    if (p->latency < 0 || p->latency > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EINPUT, "the latency is not in 0 .. 2^53 ns");
    if (none)
        return RTPART_OK;
    if (g->min_period <= 0 || g->period_step <= 0 || g->runtime_step <= 0 ||
        g->min_period > RTPART_NS_MAX || g->period_step > RTPART_NS_MAX ||
        g->runtime_step > RTPART_NS_MAX || g->max_period > RTPART_NS_MAX ||
        (g->max_period != 0 && g->max_period < g->min_period))
        return rtpart_fail(
            err, RTPART_EINPUT,
            "the grid has a step or period that is not above 0, or a longest "
            "period below the shortest");
    return RTPART_OK;
}

static enum rtpart_code check_vcpu(const struct rtpart_plan *p, size_t v,
                                   struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];
    struct rtpart_error why;

    if (vcpu->task_count == 0 && vcpu->prm.period == 0 && vcpu->prm.budget == 0)
        return RTPART_OK;
    if (rtpart_prm_check(&vcpu->prm, &why) != RTPART_OK)
        return rtpart_fail(err, RTPART_EINPUT, "vCPU %zu: %s", v, why.message);
    if (vcpu->task_count > 0 && vcpu->prm.budget == 0)
        return rtpart_fail(err, RTPART_EINPUT, "vCPU %zu has tasks, but its runtime is 0",
                           v);
    return RTPART_OK;
}

/* Every task on exactly one vCPU, and on the one that it is fixed to. */
static enum rtpart_code check_partition(const struct rtpart_plan *p,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE size_t *home = calloc(p->taskset.count, sizeof *home); /* vCPU + 1 */

    if (home == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t v = 0; v < p->vcpu_count; v++) {
        for (size_t k = 0; k < p->vcpus[v].task_count; k++) {
            const size_t task = p->vcpus[v].tasks[k];

            if (task >= p->taskset.count)
                return rtpart_fail(err, RTPART_EINPUT,
                                   "vCPU %zu has a task number %zu, but "
                                   "there are %zu tasks",
                                   v, task, p->taskset.count);
            if (home[task] != 0)
                return rtpart_fail(err, RTPART_EINPUT,
                                   "task \"%.80s\" is on vCPU %zu and on "
                                   "vCPU %zu",
                                   p->taskset.tasks[task].name, home[task] - 1, v);
            home[task] = v + 1;
        }
    }
    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *t = &p->taskset.tasks[i];

        if (home[i] == 0)
            return rtpart_fail(err, RTPART_EINPUT, "task \"%.80s\" is on no vCPU",
                               t->name);
        if (t->vcpu >= 0 && home[i] != (size_t)t->vcpu + 1)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%.80s\" is fixed to vCPU %d, but is on vCPU %zu",
                               t->name, t->vcpu, home[i] - 1);
    }
    return RTPART_OK;
}

/* Certificates speak of tasks and vCPUs that are there; whether they prove anything is the
 * question of analysis/verify.h. */
static enum rtpart_code check_certificates(const struct rtpart_plan *p,
                                           struct rtpart_error *err)
{
    for (size_t i = 0; i < p->certificate_count; i++) {
        const struct rtpart_certificate *c = &p->certificates[i];

        if (c->vcpu >= p->vcpu_count)
            return rtpart_fail(err, RTPART_EINPUT,
                               "certificate %zu is for vCPU %zu, but there are %zu vCPUs",
                               i, c->vcpu, p->vcpu_count);
        if (c->task != RTPART_NO_TASK && c->task >= p->taskset.count)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "certificate %zu is for task number %zu, but there are %zu tasks", i,
                c->task, p->taskset.count);
    }
    return RTPART_OK;
}

static enum rtpart_code check_global(const struct rtpart_plan *p,
                                     struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_mpr_check(&p->mpr, err);
    struct rtpart_prm share;

    if (code != RTPART_OK)
        return code;
    if (p->mpr.budget == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "the budget of the global reservation is 0");
    if (p->vcpu_count != p->mpr.cpus)
        return rtpart_fail(err, RTPART_EINPUT,
                           "the global reservation has %u CPUs, but the plan %zu vCPUs",
                           p->mpr.cpus, p->vcpu_count);
    share = rtpart_mpr_share(&p->mpr);
    for (size_t v = 0; v < p->vcpu_count; v++) {
        const struct rtpart_plan_vcpu *vcpu = &p->vcpus[v];

        if (vcpu->task_count > 0)
            return rtpart_fail(err, RTPART_EINPUT,
                               "vCPU %zu has tasks of its own in a global "
                               "plan",
                               v);
        if (vcpu->prm.period != share.period || vcpu->prm.budget != share.budget)
            return rtpart_fail(err, RTPART_EINPUT,
                               "vCPU %zu is not an equal share of the global reservation",
                               v);
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_check(const struct rtpart_plan *p, struct rtpart_error *err)
{
    enum rtpart_code code = check_scheduler(p, err);

    if (code == RTPART_OK)
        code = check_tasks(p, err);
    if (code == RTPART_OK)
        code = check_latency_and_grid(p, err);
    if (code == RTPART_OK && (p->vcpu_count < 1 || p->vcpu_count > RTPART_VCPUS_MAX))
        return rtpart_fail(err, RTPART_EINPUT, "%zu vCPUs: a plan has 1 .. %d",
                           p->vcpu_count, RTPART_VCPUS_MAX);
    for (size_t v = 0; v < p->vcpu_count && code == RTPART_OK; v++)
        code = check_vcpu(p, v, err);
    if (code == RTPART_OK)
        code = check_certificates(p, err);
    if (code != RTPART_OK)
        return code;
    if (p->kind == RTPART_PLAN_GLOBAL)
        return check_global(p, err);
    if (p->mpr.cpus != 0 || p->mpr.budget != 0 || p->mpr.period != 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "a partitioned plan has a global reservation");
    return check_partition(p, err);
}
