/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim.h"

#include <stdlib.h>
#include <string.h>

#include "validate/sim_guest.h"
#include "validate/sim_host.h"
#include "validate/sim_supply.h"

static enum rtpart_code options_check(const struct rtpart_plan *plan,
                                      const struct rtpart_sim_options *o,
                                      struct rtpart_error *err)
{
    if (o->duration <= 0 || o->duration > (rtpart_ns)1 << 60)
        return rtpart_fail(err, RTPART_EUSAGE, "the duration %lld ns is out of range",
                           (long long)o->duration);
    if (o->supply != RTPART_SUPPLY_HOST)
        return RTPART_OK;
    if (plan->kind == RTPART_PLAN_GLOBAL)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "a global plan is simulated on its supply, not on host CPUs");
    if (o->host_cpus == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "the host needs at least one CPU");
    if (o->host_partitioned && o->server_cpu == NULL)
        return rtpart_fail(err, RTPART_EUSAGE, "a partitioned host needs a placement");
    return RTPART_OK;
}

/* Seed of a supply, apart from those of the guests. */
static uint64_t supply_seed(const struct rtpart_sim_options *o, size_t vcpu)
{
    return o->seed * UINT64_C(0x9e3779b97f4a7c15) + vcpu;
}

static enum rtpart_code run_global(const struct rtpart_plan *plan,
                                   const struct rtpart_sim_options *options,
                                   const struct rtpart_sim_watch *watch,
                                   struct rtpart_sim_result *out,
                                   struct rtpart_error *err)
{
    const size_t m = plan->vcpu_count;
    struct sim_supply *supplies = calloc(m, sizeof *supplies);
    size_t *members = calloc(plan->taskset.count + 1, sizeof *members);
    struct sim_guest guest = {0};
    enum rtpart_code code = RTPART_OK;

    if (supplies == NULL || members == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t i = 0; code == RTPART_OK && i < plan->taskset.count; i++)
        members[i] = i;
    for (size_t v = 0; code == RTPART_OK && v < m; v++)
        sim_supply_init(&supplies[v], options->supply, &plan->vcpus[v].prm,
                        supply_seed(options, v));
    if (code == RTPART_OK)
        code = sim_guest_init(&guest, &plan->taskset, members, plan->taskset.count,
                              plan->scheduler, options, watch, 0, out, err);
    if (code == RTPART_OK)
        code = sim_on_supply(&guest, supplies, m, 0, err);
    sim_guest_free(&guest);
    free(members);
    free(supplies);
    return code;
}

/* On supply of their own the vCPUs of a partitioned plan do not know of each other. */
static enum rtpart_code run_vcpus(const struct rtpart_plan *plan,
                                  struct sim_guest *guests,
                                  const struct rtpart_sim_options *options,
                                  struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t v = 0; code == RTPART_OK && v < plan->vcpu_count; v++) {
        struct sim_supply supply;

        if (guests[v].count == 0)
            continue;
        sim_supply_init(&supply, options->supply, &plan->vcpus[v].prm,
                        supply_seed(options, v));
        code = sim_on_supply(&guests[v], &supply, 1, v, err);
    }
    return code;
}

static enum rtpart_code run_partitioned(const struct rtpart_plan *plan,
                                        const struct rtpart_sim_options *options,
                                        const struct rtpart_sim_watch *watch,
                                        struct rtpart_sim_result *out,
                                        struct rtpart_error *err)
{
    const size_t m = plan->vcpu_count;
    struct sim_guest *guests = calloc(m, sizeof *guests);
    struct rtpart_prm *prms = calloc(m, sizeof *prms);
    enum rtpart_code code = RTPART_OK;

    if (guests == NULL || prms == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t v = 0; code == RTPART_OK && v < m; v++) {
        const struct rtpart_plan_vcpu *vcpu = &plan->vcpus[v];

        prms[v] = vcpu->prm;
        code = sim_guest_init(&guests[v], &plan->taskset, vcpu->tasks, vcpu->task_count,
                              plan->scheduler, options, watch, v, out, err);
    }
    if (code == RTPART_OK)
        code = options->supply == RTPART_SUPPLY_HOST
                   ? sim_on_host(guests, prms, m, options, watch, err)
                   : run_vcpus(plan, guests, options, err);
    for (size_t v = 0; guests != NULL && v < m; v++)
        sim_guest_free(&guests[v]);
    free(guests);
    free(prms);
    return code;
}

enum rtpart_code rtpart_sim_run(const struct rtpart_plan *plan,
                                const struct rtpart_sim_options *options,
                                const struct rtpart_sim_watch *watch,
                                struct rtpart_sim_result *out, struct rtpart_error *err)
{
    const enum rtpart_code code = options_check(plan, options, err);

    memset(out, 0, sizeof *out);
    if (code != RTPART_OK)
        return code;
    if (plan->kind == RTPART_PLAN_GLOBAL)
        return run_global(plan, options, watch, out, err);
    return run_partitioned(plan, options, watch, out, err);
}
