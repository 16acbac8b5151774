/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/container_vcpus.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/plural.h"
#include "deploy/cgroup_path.h"
#include "deploy/cpuset_dialect.h"
#include "model/host.h"

/* What is being planned. All borrowed. */
struct job {
    const struct rtpart_kernel *k;
    const struct rtpart_rtcg *g;
    const char *group;
    struct rtpart_container_vcpu *vcpus;
    size_t count;
    struct rtpart_cpuset_plan cpusets; /* for its functions */
    struct rtpart_deployment *d;
};

/* The CPU of each: one after the other, or as they fit where CPUs are few. */
static enum rtpart_code choose_cpus(const struct job *j, const struct rtpart_plan *plan,
                                    const struct rtpart_cpus *online,
                                    struct rtpart_error *err)
{
    const unsigned cpus = rtpart_cpus_count(online);
    RTPART_AUTO_FREE struct rtpart_prm *prms = calloc(j->count, sizeof *prms);
    RTPART_AUTO_FREE unsigned *cpu_of = calloc(j->count, sizeof *cpu_of);
    struct rtpart_rtcg_budget limit;
    enum rtpart_answer answer = RTPART_SCHEDULABLE;
    enum rtpart_code code = RTPART_OK;

    if (prms == NULL || cpu_of == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < j->count; i++) {
        prms[i] = plan->vcpus[j->vcpus[i].vcpu].prm;
        cpu_of[i] = (unsigned)i;
    }
    if (j->count > cpus) {
        code = j->g->backend->read(j->k, j->g->mount, &limit, err);
        if (code == RTPART_OK)
            code = rtpart_host_place(cpus, rtpart_rtcg_booked(&limit), NULL, prms,
                                     j->count, cpu_of, &answer, err);
    }
    if (code == RTPART_OK && answer != RTPART_SCHEDULABLE)
        code = rtpart_fail(err, RTPART_EHOST,
                           "refused: %zu reservations could not be placed on %u CPU%s",
                           j->count, cpus, rtpart_plural(cpus));
    for (size_t i = 0; i < j->count && code == RTPART_OK; i++)
        j->vcpus[i].cpu = rtpart_cpus_nth(online, cpu_of[i]);
    return code;
}

/* A v1 cpuset with the CPU of one vCPU. */
static enum rtpart_code add_cpuset_v1(const struct job *j,
                                      const struct rtpart_container_vcpu *v,
                                      struct rtpart_error *err)
{
    const struct rtpart_cpuset_plan *p = &j->cpusets;
    char dir[RTPART_PATH_SIZE];
    char mems[RTPART_CPUS_LIST];
    char cpu[16];
    enum rtpart_code code = RTPART_OK;

    (void)snprintf(cpu, sizeof cpu, "%u", v->cpu);
    if (!rtpart_path(dir, "%s/rtpart-%s-vcpu%zu", p->mount, p->name, v->vcpu))
        return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", p->mount);
    code = rtpart_deployment_add_group(j->d, RTPART_CPUSET_WHO, dir, "tasks", err);
    if (code == RTPART_OK)
        code = rtpart_deployment_add_file(
            j->d, RTPART_CPUSET_WHO, dir, "cpuset.mems", NULL,
            rtpart_cpuset_text(p, p->mount, "cpuset.mems", mems), err);
    return code == RTPART_OK ? rtpart_deployment_add_file(j->d, RTPART_CPUSET_WHO, dir,
                                                          "cpuset.cpus", NULL, cpu, err)
                             : code;
}

/* The groups themselves; of v2 they are threaded, because the container is in the one above,
 * and have both controllers. */
static enum rtpart_code add_groups(const struct job *j, struct rtpart_error *err)
{
    const bool v2 = j->g->backend->version == 2;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < j->count && code == RTPART_OK; i++) {
        const char *dir = j->vcpus[i].group;

        code = rtpart_deployment_add_group(j->d, RTPART_CPUSET_WHO, dir,
                                           v2 ? "cgroup.threads" : "tasks", err);
        if (code == RTPART_OK && v2)
            code = rtpart_deployment_add_file(j->d, RTPART_CPUSET_WHO, dir, "cgroup.type",
                                              NULL, "threaded", err);
    }
    if (code == RTPART_OK && v2)
        code =
            rtpart_deployment_add_controller(j->k, j->d, "group", j->group, "cpu", err);
    if (code == RTPART_OK && v2)
        code = rtpart_deployment_add_controller(j->k, j->d, "group", j->group, "cpuset",
                                                err);
    return code;
}

static enum rtpart_code add_each(const struct job *j, struct rtpart_error *err)
{
    enum rtpart_code code = add_groups(j, err);

    for (size_t i = 0; i < j->count && code == RTPART_OK; i++) {
        const struct rtpart_container_vcpu *v = &j->vcpus[i];
        char cpu[16];

        (void)snprintf(cpu, sizeof cpu, "%u", v->cpu);
        code = j->g->backend->version == 2
                   ? rtpart_deployment_add_file(j->d, RTPART_CPUSET_WHO, v->group,
                                                "cpuset.cpus", NULL, cpu, err)
                   : add_cpuset_v1(j, v, err);
        if (code == RTPART_OK)
            code = rtpart_rtcg_fill(j->g, v->group, &v->budget, j->d, err);
    }
    return code;
}

/* One file of the budgets per CPU: "<us> <cpu> <us> <cpu> ...". */
static enum rtpart_code add_per_cpu(const struct job *j, const char *file, bool runtime,
                                    struct rtpart_error *err)
{
    char found[RTPART_CPUS_LIST];
    char text[RTPART_CPUS_LIST] = "";
    size_t used = 0;

    for (size_t i = 0; i < j->count && used < sizeof text; i++) {
        const struct rtpart_rtcg_budget *b = &j->vcpus[i].budget;

        used += (size_t)snprintf(
            text + used, sizeof text - used, "%s%lld %u", i > 0 ? " " : "",
            (long long)(runtime ? b->runtime_us : b->period_us), j->vcpus[i].cpu);
    }
    if (used >= sizeof text)
        return rtpart_fail(err, RTPART_EHOST, "%zu budgets do not fit in %s", j->count,
                           file);
    (void)rtpart_cpuset_text(&j->cpusets, j->group, file, found);
    return rtpart_deployment_add_file(j->d, RTPART_CPUSET_WHO, j->group, file,
                                      *found != '\0' ? found
                                      : runtime      ? "0"
                                                     : "1000000",
                                      text, err);
}

static enum rtpart_code add_one_group(const struct job *j, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < j->count; i++) {
        (void)snprintf(j->vcpus[i].group, sizeof j->vcpus[i].group, "%s", j->group);
        for (size_t o = 0; o < i; o++)
            if (j->vcpus[o].cpu == j->vcpus[i].cpu)
                return rtpart_fail(
                    err, RTPART_EHOST,
                    "refused: %zu vCPUs, and one budget for each CPU: plan "
                    "with rtpart --vcpus for as many as there are CPUs",
                    j->count);
    }
    if (!rtpart_file_exists(j->group, "."))
        code = rtpart_deployment_add_group(j->d, RTPART_CPUSET_WHO, j->group,
                                           "cgroup.threads", err);
    if (code == RTPART_OK)
        code = add_per_cpu(j, "cpu.rt_period_us", false, err);
    return code == RTPART_OK ? add_per_cpu(j, "cpu.rt_runtime_us", true, err) : code;
}

/* vCPUs with a reservation, and what they need. */
static enum rtpart_code list_vcpus(struct job *j, const struct rtpart_plan *plan,
                                   struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < plan->vcpu_count && code == RTPART_OK; i++) {
        struct rtpart_container_vcpu *v = &j->vcpus[j->count];

        if (plan->vcpus[i].prm.budget == 0)
            continue;
        v->vcpu = i;
        code = rtpart_rtcg_budget_of(&plan->vcpus[i].prm, &v->budget, err);
        if (code == RTPART_OK && !rtpart_path(v->group, "%s/vcpu%zu", j->group, i))
            code = rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", j->group);
        j->count++;
    }
    return code;
}

/* The group above them: what all of them need. */
static enum rtpart_code add_above(const struct job *j, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_rtcg_budget *all = calloc(j->count, sizeof *all);
    struct rtpart_rtcg_budget sum;

    if (all == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < j->count; i++)
        all[i] = j->vcpus[i].budget;
    const enum rtpart_code code = rtpart_rtcg_sum(all, j->count, &sum, err);

    return code == RTPART_OK ? rtpart_rtcg_changes(j->k, j->g, j->group, &sum, j->d, err)
                             : code;
}

enum rtpart_code rtpart_container_vcpus(const struct rtpart_kernel *k,
                                        const struct rtpart_rtcg *g,
                                        const struct rtpart_plan *plan, const char *group,
                                        struct rtpart_deployment *d,
                                        struct rtpart_container_vcpu **out, size_t *count,
                                        struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");
    struct job j = {.k = k,
                    .g = g,
                    .group = group,
                    .cpusets = {.k = k, .mount = h.mount, .name = d->name, .d = d},
                    .d = d};
    RTPART_AUTO_FREE struct rtpart_container_vcpu *vcpus =
        calloc(plan->vcpu_count + 1, sizeof *vcpus);
    struct rtpart_cpus online;
    enum rtpart_code code = rtpart_cpus_online(k, &online, err);

    if (vcpus == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    j.vcpus = vcpus;
    if (code == RTPART_OK && h.version == 0 && !g->backend->per_cpu)
        code =
            rtpart_fail(err, RTPART_EHOST,
                        "no cpusets are mounted: the vCPUs of a partitioned plan cannot "
                        "be pinned; plan with rtanalyze mpr");
    if (code == RTPART_OK)
        code = list_vcpus(&j, plan, err);
    if (code == RTPART_OK)
        code = choose_cpus(&j, plan, &online, err);
    if (code == RTPART_OK && !g->backend->per_cpu)
        code = add_above(&j, err);
    if (code == RTPART_OK)
        code = g->backend->per_cpu ? add_one_group(&j, err) : add_each(&j, err);
    if (code == RTPART_OK) {
        *out = vcpus;
        *count = j.count;
        vcpus = NULL;
    }
    return code;
}
