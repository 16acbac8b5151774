/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run a method: is the request sound, is there any hope, does the answer keep what was asked? */
#include "analysis/interface.h"
#include "analysis/load.h"
#include "partition/partition.h"
#include "partition/placement.h"
#include "partition/share.h"

enum rtpart_code rtpart_partition_check(const struct rtpart_partition_request *req,
                                        struct rtpart_error *err)
{
    const struct rtpart_ratio cap = req->max_bandwidth;

    if (req->vcpus < 1 || req->vcpus > RTPART_VCPUS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%u vCPUs: the number must be in 1..%d",
                           req->vcpus, RTPART_VCPUS_MAX);
    if (req->latency < 0 || req->latency > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "latency %lld ns is out of range",
                           (long long)req->latency);
    if (cap.num <= 0 || cap.den > RTPART_NS_MAX || cap.num > cap.den)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "the cap of a vCPU must be above 0 and at most one core");
    switch (req->scheduler) {
    case RTPART_SCHED_RM:
    case RTPART_SCHED_DM:
    case RTPART_SCHED_PRIO:
    case RTPART_SCHED_EDF:
        break;
    default:
        return rtpart_fail(err, RTPART_EMODEL,
                           "scheduler '%s' is not partitioned; use rm, dm, prio or edf",
                           rtpart_scheduler_name(req->scheduler));
    }
    for (size_t i = 0; i < req->taskset->count; i++) {
        const struct rtpart_task *t = &req->taskset->tasks[i];

        if (t->vcpu >= 0 && (unsigned)t->vcpu >= req->vcpus)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%s\" (line %u) is fixed to vCPU %d, but there "
                               "are only %u, numbered from 0",
                               t->name, t->line, t->vcpu, req->vcpus);
    }
    return rtpart_grid_check(&req->grid, err);
}

/* Is U > m times the cap? Fixed point: a yes is a proof; U within one part in 2^50 of the
 * bound counts as a no. */
static bool too_much_work(const struct rtpart_partition_request *req)
{
    rtpart_share sum = 0;

    for (size_t i = 0; i < req->taskset->count; i++)
        sum += rtpart_share_floor(rtpart_task_utilization(&req->taskset->tasks[i]));
    return sum > req->vcpus * rtpart_share_ceil(req->max_bandwidth);
}

/* Can one vCPU hold the task with all others away? Where interfaces are left out, it need
 * only hold on a share of a core, however fine. */
static bool possible_alone(struct rtpart_placement *p, const struct rtpart_task *t)
{
    const struct rtpart_ratio density = {.num = t->wcet + p->req->latency,
                                         .den = t->deadline};

    if (rtpart_ratio_cmp(density, p->req->max_bandwidth) > 0)
        return false;
    return p->req->partition_only || rtpart_placement_holds(p, 0);
}

/* The first task that no vCPU can hold even alone; RTPART_NO_TASK. */
static enum rtpart_code find_impossible(const struct rtpart_partition_request *req,
                                        size_t *task, struct rtpart_error *err)
{
    struct rtpart_placement p;
    enum rtpart_code code = rtpart_placement_init(&p, req, err);

    *task = RTPART_NO_TASK;
    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; code == RTPART_OK && i < req->taskset->count; i++) {
        code = rtpart_placement_add(&p, 0, i, err);
        if (code == RTPART_OK && !possible_alone(&p, &req->taskset->tasks[i])) {
            *task = i;
            break;
        }
        if (code == RTPART_OK)
            rtpart_placement_remove(&p, i);
    }
    rtpart_placement_free(&p);
    return code;
}

/* Does the interface of every vCPU hold its tasks, tested anew, within the cap? */
static enum rtpart_code check_interfaces(const struct rtpart_partition_request *req,
                                         const struct rtpart_partition *out, bool *holds,
                                         struct rtpart_error *err)
{
    struct rtpart_placement p;
    enum rtpart_code code = rtpart_placement_init(&p, req, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; code == RTPART_OK && i < req->taskset->count; i++)
        code = rtpart_placement_add(&p, out->vcpu[p.order[i]], p.order[i], err);
    *holds = true;
    for (unsigned v = 0; code == RTPART_OK && v < req->vcpus; v++) {
        const struct rtpart_prm *r = &out->prm[v];

        if (p.load[v].count == 0)
            *holds = *holds && r->budget == 0;
        else
            *holds = *holds && r->period > 0 &&
                     r->budget <= rtpart_budget_cap(req, r->period) &&
                     rtpart_load_test(&p.load[v], r).answer == RTPART_SCHEDULABLE;
    }
    rtpart_placement_free(&p);
    return code;
}

/* Does a found partition keep what was asked? */
static enum rtpart_code check_answer(const struct rtpart_heuristic *h,
                                     const struct rtpart_partition_request *req,
                                     const struct rtpart_partition *out,
                                     struct rtpart_error *err)
{
    bool holds = out->vcpu != NULL && out->vcpus == req->vcpus &&
                 out->task_count == req->taskset->count &&
                 (out->prm != NULL || req->partition_only);

    for (size_t i = 0; holds && i < out->task_count; i++) {
        const int fixed = req->taskset->tasks[i].vcpu;

        holds =
            out->vcpu[i] < req->vcpus && (fixed < 0 || out->vcpu[i] == (unsigned)fixed);
    }
    if (holds && out->prm != NULL) {
        const enum rtpart_code code = check_interfaces(req, out, &holds, err);

        if (code != RTPART_OK)
            return code;
    }
    return holds ? RTPART_OK
                 : rtpart_fail(err, RTPART_EMODEL,
                               "%s gave a partition that does not keep what was asked: "
                               "please report this with the task set",
                               h->name);
}

enum rtpart_code rtpart_partition_run(const struct rtpart_heuristic *h,
                                      const struct rtpart_partition_request *req,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err)
{
    size_t impossible = RTPART_NO_TASK;
    enum rtpart_code code;

    *out = (struct rtpart_partition){.blocked = RTPART_NO_TASK};
    code = rtpart_partition_check(req, err);
    if (code == RTPART_OK)
        code = find_impossible(req, &impossible, err);
    if (code != RTPART_OK)
        return code;
    if (impossible != RTPART_NO_TASK || too_much_work(req)) {
        rtpart_partition_none(out, req, RTPART_UNSCHEDULABLE, impossible);
        return RTPART_OK;
    }
    if (req->tick != NULL)
        (void)req->tick(req->tick_ctx, -1); /* most methods have none of their own */
    code = h->run(req, out, err);
    if (code == RTPART_OK && out->answer == RTPART_SCHEDULABLE)
        code = check_answer(h, req, out, err);
    if (code != RTPART_OK)
        rtpart_partition_free(out);
    return code;
}
