/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/array.h"

const char *rtpart_plan_kind_name(enum rtpart_plan_kind k)
{
    return k == RTPART_PLAN_GLOBAL ? "global" : "partitioned";
}

const char *rtpart_objective_name(enum rtpart_objective o)
{
    return o == RTPART_OBJECTIVE_MAX ? "max" : "total";
}

bool rtpart_objective_from_name(const char *name, enum rtpart_objective *out)
{
    if (strcmp(name, "total") == 0)
        *out = RTPART_OBJECTIVE_TOTAL;
    else if (strcmp(name, "max") == 0)
        *out = RTPART_OBJECTIVE_MAX;
    else
        return false;
    return true;
}

enum rtpart_code rtpart_plan_add_vcpus(struct rtpart_plan *p, size_t count,
                                       struct rtpart_error *err)
{
    if (count < 1 || count > RTPART_VCPUS_MAX)
        return rtpart_fail(err, RTPART_ERANGE, "%zu vCPUs: a plan has 1 .. %d", count,
                           RTPART_VCPUS_MAX);
    p->vcpus = calloc(count, sizeof *p->vcpus);
    if (p->vcpus == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu vCPUs", count);
    p->vcpu_count = count;
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_place(struct rtpart_plan *p, size_t vcpu, size_t task,
                                   struct rtpart_error *err)
{
    struct rtpart_plan_vcpu *v = &p->vcpus[vcpu];
    size_t *tasks = rtpart_array_grow(v->tasks, v->task_count, sizeof *tasks);

    if (tasks == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a task on vCPU %zu",
                           vcpu);
    v->tasks = tasks;
    v->tasks[v->task_count++] = task;
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_set_global(struct rtpart_plan *p,
                                        const struct rtpart_mpr *mpr,
                                        struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_plan_add_vcpus(p, mpr->cpus, err);

    if (code != RTPART_OK)
        return code;
    p->kind = RTPART_PLAN_GLOBAL;
    p->mpr = *mpr;
    for (size_t i = 0; i < p->vcpu_count; i++)
        p->vcpus[i].prm = rtpart_mpr_share(mpr);
    return RTPART_OK;
}

int rtpart_plan_vcpu_of(const struct rtpart_plan *p, size_t task)
{
    for (size_t i = 0; i < p->vcpu_count; i++)
        for (size_t k = 0; k < p->vcpus[i].task_count; k++)
            if (p->vcpus[i].tasks[k] == task)
                return (int)i;
    return -1;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_provenance(const struct rtpart_provenance *a,
                            const struct rtpart_provenance *b)
{
    return same_text(a->tool, b->tool) && same_text(a->version, b->version) &&
           same_text(a->command, b->command) && same_text(a->generator, b->generator) &&
           same_text(a->seed, b->seed) && same_text(a->index, b->index);
}

static bool same_grid(const struct rtpart_grid *a, const struct rtpart_grid *b)
{
    return a->min_period == b->min_period && a->max_period == b->max_period &&
           a->period_step == b->period_step && a->runtime_step == b->runtime_step;
}

static bool same_vcpu(const struct rtpart_plan_vcpu *a, const struct rtpart_plan_vcpu *b)
{
    if (a->prm.period != b->prm.period || a->prm.budget != b->prm.budget ||
        a->task_count != b->task_count)
        return false;
    return a->task_count == 0 ||
           memcmp(a->tasks, b->tasks, a->task_count * sizeof *a->tasks) == 0;
}

static bool same_tasks(const struct rtpart_plan *a, const struct rtpart_plan *b)
{
    if (a->taskset.count != b->taskset.count)
        return false;
    for (size_t i = 0; i < a->taskset.count; i++)
        if (!rtpart_task_equal(&a->taskset.tasks[i], &b->taskset.tasks[i]) ||
            rtpart_plan_priority(a, i) != rtpart_plan_priority(b, i))
            return false;
    return true;
}

static bool same_certificates(const struct rtpart_plan *a, const struct rtpart_plan *b)
{
    if (a->certificate_count != b->certificate_count)
        return false;
    for (size_t i = 0; i < a->certificate_count; i++) {
        const struct rtpart_certificate *x = &a->certificates[i];
        const struct rtpart_certificate *y = &b->certificates[i];

        if (x->kind != y->kind || x->vcpu != y->vcpu || x->task != y->task ||
            x->horizon != y->horizon || x->at != y->at || x->demand != y->demand ||
            x->supply != y->supply)
            return false;
    }
    return a->certificate_count == 0 || a->certified == b->certified;
}

bool rtpart_plan_equal(const struct rtpart_plan *a, const struct rtpart_plan *b)
{
    if (a->kind != b->kind || a->scheduler != b->scheduler ||
        a->objective != b->objective || a->latency != b->latency ||
        a->vcpu_count != b->vcpu_count || a->mpr.period != b->mpr.period ||
        a->mpr.budget != b->mpr.budget || a->mpr.cpus != b->mpr.cpus ||
        !same_grid(&a->grid, &b->grid) || !same_text(a->method, b->method) ||
        !same_text(a->source, b->source) ||
        !same_provenance(&a->provenance, &b->provenance) || !same_tasks(a, b) ||
        !same_certificates(a, b))
        return false;
    for (size_t i = 0; i < a->vcpu_count; i++)
        if (!same_vcpu(&a->vcpus[i], &b->vcpus[i]))
            return false;
    return true;
}

void rtpart_plan_free(struct rtpart_plan *p)
{
    free(p->method);
    free(p->source);
    rtpart_provenance_free(&p->provenance);
    rtpart_taskset_free(&p->taskset);
    free(p->priorities);
    for (size_t i = 0; i < p->vcpu_count; i++)
        free(p->vcpus[i].tasks);
    free(p->vcpus);
    free(p->certificates);
    *p = (struct rtpart_plan){0};
}
