/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and numbers about an answer: the load of a vCPU; why there is no partition. */
#include <stdio.h>

#include "analysis/report.h"
#include "partition/fallback.h"
#include "partition/rtpart.h"

double rtpart_job_utilization(const struct rtpart_job *job, unsigned v)
{
    double sum = 0;

    for (size_t i = job->members.first[v]; i < job->members.first[v + 1]; i++) {
        const struct rtpart_task *t = &job->request.taskset->tasks[job->members.tasks[i]];

        sum += (double)t->wcet / (double)t->period;
    }
    return sum;
}

const char *rtpart_quality(char *buf, size_t size, const struct rtpart_partition *p,
                           enum rtpart_objective objective)
{
    const double reached = objective == RTPART_OBJECTIVE_MAX
                               ? rtpart_partition_max_bandwidth(p)
                               : rtpart_partition_bandwidth(p);

    buf[0] = '\0';
    if (p->answer != RTPART_SCHEDULABLE)
        return buf;
    if (p->optimal)
        (void)snprintf(buf, size, "optimal");
    else if (p->lower_bound > 0 && reached > 0)
        (void)snprintf(buf, size, "within %.2f %% of the optimum",
                       100 * (reached - p->lower_bound) / p->lower_bound);
    return buf;
}

const char *rtpart_fallback_text(char *buf, size_t size, const struct rtpart_job *job)
{
    buf[0] = '\0';
    if (job->fell_back)
        (void)snprintf(buf, size,
                       RTPART_FALLBACK_FIRST " found no partition; %s gave this answer",
                       job->method);
    return buf;
}

/* Proved: there is none. */
static void impossible(char *buf, size_t size, const struct rtpart_job *job)
{
    const struct rtpart_partition_request *req = &job->request;
    const double cap = rtpart_ratio_value(req->max_bandwidth);
    const double u = rtpart_taskset_utilization(req->taskset);

    if (job->partition.blocked != RTPART_NO_TASK)
        (void)snprintf(
            buf, size,
            "task \"%.100s\" fits on no vCPU even alone: no reservation of the "
            "grid within %.6g %% of a CPU holds it",
            req->taskset->tasks[job->partition.blocked].name, 100 * cap);
    else if (u > req->vcpus * cap)
        (void)snprintf(buf, size,
                       "the utilization, %.6g, exceeds the %.6g of %u vCPU%s of at most "
                       "%.6g %% of a CPU",
                       u, req->vcpus * cap, req->vcpus, req->vcpus == 1 ? "" : "s",
                       100 * cap);
    else
        (void)snprintf(
            buf, size,
            "no partition onto %u vCPU%s holds, with reservations of this grid",
            req->vcpus, req->vcpus == 1 ? "" : "s");
}

/* Not found, not proved: who looked, and what else to try. */
static void not_found(char *buf, size_t size, const struct rtpart_job *job)
{
    const size_t blocked = job->partition.blocked;
    const bool named = job->args->heuristic != NULL;
    char what[160] = "partition";

    if (blocked != RTPART_NO_TASK)
        (void)snprintf(what, sizeof what, "place for task \"%.100s\"",
                       job->request.taskset->tasks[blocked].name);
    const char *others = named ? "" : ", nor did the other methods";

    if (job->partition.gave_up) {
        (void)snprintf(
            buf, size,
            "%s found no %s%s, which does not prove that there is none: for some tasks "
            "together, " RTPART_GAVE_UP_TEXT "; try another grid%s",
            job->method, what, others, job->args->vcpus_auto ? "" : ", or more --vcpus");
        return;
    }
    (void)snprintf(buf, size,
                   "%s found no %s%s, which does not prove that there is none; try %s%s, "
                   "or %s",
                   job->method, what, others,
                   named ? "another --heuristic (--list)" : "--heuristic exact",
                   job->args->vcpus_auto ? "" : ", more --vcpus",
                   blocked != RTPART_NO_TASK ? "a finer grid" : "more time");
}

char *rtpart_reason(char *buf, size_t size, const struct rtpart_job *job)
{
    if (rtpart_is_update(job->args))
        (void)rtpart_update_reason(buf, size, job);
    else if (job->partition.answer == RTPART_UNSCHEDULABLE)
        impossible(buf, size, job);
    else
        not_found(buf, size, job);
    return buf;
}
