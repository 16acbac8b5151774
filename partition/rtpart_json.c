/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --format json: the object "rtpart.partition/1". */
#include "analysis/report.h"
#include "common/json_out.h"
#include "partition/rtpart.h"

static json_t *tasks_json(const struct rtpart_job *job, unsigned v)
{
    const struct rtpart_members *m = &job->members;
    json_t *names = json_array();

    for (size_t i = m->first[v]; i < m->first[v + 1]; i++) {
        const char *name = job->request.taskset->tasks[m->tasks[i]].name;

        if (json_array_append_new(names, rtpart_json_text(name)) != 0) {
            json_decref(names);
            return NULL;
        }
    }
    return names;
}

/* null where no reservation was asked for; an empty vCPU reserves nothing, ever. */
static json_t *vcpu_json(const struct rtpart_job *job, unsigned v)
{
    const struct rtpart_prm *r =
        job->partition.prm != NULL ? &job->partition.prm[v] : NULL;
    const bool empty = r != NULL && r->budget == 0;
    double bandwidth = 0;

    if (r != NULL && !empty)
        bandwidth = rtpart_ratio_value(rtpart_prm_bandwidth(r));
    return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o}", "id", (int)v, "tasks",
                     tasks_json(job, v), "utilization",
                     rtpart_json_number(rtpart_job_utilization(job, v)), "runtime_ns",
                     rtpart_ns_json(r != NULL ? r->budget : -1), "period_ns",
                     rtpart_ns_json(r != NULL && !empty ? r->period : -1), "bandwidth",
                     r != NULL ? rtpart_json_number(bandwidth) : json_null());
}

json_t *rtpart_vcpus_json(const struct rtpart_job *job)
{
    json_t *vcpus = json_array();

    if (job->partition.answer != RTPART_SCHEDULABLE)
        return vcpus;
    for (unsigned v = 0; v < job->partition.vcpus; v++) {
        if (json_array_append_new(vcpus, vcpu_json(job, v)) != 0) {
            json_decref(vcpus);
            return NULL;
        }
    }
    return vcpus;
}

/* Bandwidths are null where nothing was found or no reservation was asked for. */
static json_t *share(const struct rtpart_job *job, double value)
{
    return job->partition.prm != NULL ? rtpart_json_number(value) : json_null();
}

/* The task that fitted nowhere, and the reason in words. */
static int set_reason(json_t *o, const struct rtpart_job *job)
{
    const size_t blocked = job->partition.blocked;
    const char *name =
        blocked != RTPART_NO_TASK ? job->request.taskset->tasks[blocked].name : NULL;
    char text[512];

    if (json_object_set_new(o, "blocked_task", rtpart_json_text(name)) != 0)
        return -1;
    return json_object_set_new(o, "reason",
                               rtpart_json_text(rtpart_reason(text, sizeof text, job)));
}

/* What a method that searches knows of the optimum. */
static int set_quality(json_t *o, const struct rtpart_partition *p)
{
    if (json_object_set_new(o, "optimal", json_boolean(p->optimal)) != 0)
        return -1;
    return json_object_set_new(o, "lower_bound",
                               p->lower_bound > 0 ? rtpart_json_number(p->lower_bound)
                                                  : json_null());
}

/* The latency, and where it was measured. */
static json_t *latency_json(const struct rtpart_job *job)
{
    const struct rtpart_measured_latency *l = &job->source.latency;

    return json_pack("{s:I, s:o, s:o}", "latency_ns", (json_int_t)job->request.latency,
                     "file", rtpart_json_text(l->file), "backend",
                     rtpart_json_text(l->backend));
}

/* What a mode or an option adds. */
static int set_extras(json_t *o, const struct rtpart_job *job)
{
    if ((job->request.latency > 0 || job->source.latency.file != NULL) &&
        json_object_set_new(o, "latency", latency_json(job)) != 0)
        return -1;
    if (job->args->vcpus_auto &&
        json_object_set_new(o, "auto", rtpart_choices_json(job)) != 0)
        return -1;
    if (rtpart_is_update(job->args) &&
        json_object_set_new(o, "changes", rtpart_changes_json(job)) != 0)
        return -1;
    if (job->args->host.cpus > 0 && job->partition.answer == RTPART_SCHEDULABLE &&
        json_object_set_new(o, "host", rtpart_host_report_json(&job->host)) != 0)
        return -1;
    return 0;
}

json_t *rtpart_job_json(const struct rtpart_job *job)
{
    const struct rtpart_partition *p = &job->partition;
    const double total = rtpart_partition_bandwidth(p);
    const double u = rtpart_taskset_utilization(job->request.taskset);
    json_t *o = json_pack(
        "{s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "schema", "rtpart.partition/1",
        "taskset", rtpart_taskset_json(job->request.taskset, job->args->file),
        "guest_scheduler", rtpart_scheduler_name(job->request.scheduler), "heuristic",
        job->method, "answer", rtpart_answer_name(p->answer), "vcpus",
        rtpart_vcpus_json(job), "bandwidth", share(job, total), "overhead",
        share(job, total - u), "max_vcpu_bandwidth",
        share(job, rtpart_partition_max_bandwidth(p)));

    if (o == NULL)
        return NULL;
    if ((p->answer != RTPART_SCHEDULABLE && set_reason(o, job) != 0) ||
        (p->answer == RTPART_SCHEDULABLE && (p->optimal || p->lower_bound > 0) &&
         set_quality(o, p) != 0) ||
        set_extras(o, job) != 0) {
        json_decref(o);
        return NULL;
    }
    return o;
}
