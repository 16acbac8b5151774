/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim.h"

#include <stdlib.h>
#include <string.h>

#include "validate/sim_guest.h"
#include "validate/sim_host.h"
#include "validate/sim_supply.h"

static enum rtpart_code options_check(const struct rtpart_sim_options *o,
                                      struct rtpart_error *err)
{
    if (o->duration <= 0 || o->duration > (rtpart_ns)1 << 60)
        return rtpart_fail(err, RTPART_EUSAGE, "the duration %lld ns is out of range",
                           (long long)o->duration);
    if (o->supply != RTPART_SUPPLY_HOST)
        return RTPART_OK;
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

/* One guest on all the vCPUs of a global plan. */
static enum rtpart_code run_global(const struct rtpart_plan *plan,
                                   struct sim_guest *guest,
                                   const struct rtpart_sim_options *options,
                                   struct rtpart_error *err)
{
    const size_t m = plan->vcpu_count;
    const bool same_seed = options->supply == RTPART_SUPPLY_ADVERSE;
    struct sim_supply *supplies = calloc(m, sizeof *supplies);
    enum rtpart_code code;

    if (supplies == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t v = 0; v < m; v++)
        sim_supply_init(&supplies[v], options->supply, &plan->mpr, (unsigned)v,
                        supply_seed(options, same_seed ? 0 : v));
    code = sim_on_supply(guest, supplies, m, 0, err);
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
        const struct rtpart_prm *prm = &plan->vcpus[v].prm;
        const struct rtpart_mpr alone = {
            .period = prm->period, .budget = prm->budget, .cpus = 1};
        struct sim_supply supply;

        if (guests[v].count == 0)
            continue;
        sim_supply_init(&supply, options->supply, &alone, 0, supply_seed(options, v));
        code = sim_on_supply(&guests[v], &supply, 1, v, err);
    }
    return code;
}

static enum rtpart_code run_host(const struct rtpart_plan *plan, struct sim_guest *guests,
                                 const struct rtpart_sim_options *options,
                                 const struct rtpart_sim_watch *watch,
                                 struct rtpart_error *err)
{
    const size_t m = plan->vcpu_count;
    struct sim_vcpu *vcpus = calloc(m, sizeof *vcpus);
    enum rtpart_code code;

    if (vcpus == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t v = 0; v < m; v++)
        vcpus[v] = (struct sim_vcpu){
            .guest = plan->kind == RTPART_PLAN_GLOBAL ? &guests[0] : &guests[v],
            .prm = plan->vcpus[v].prm};
    code = sim_on_host(vcpus, m, options, watch, err);
    free(vcpus);
    return code;
}

/* The guests of the plan: one for each vCPU, or one for all. Into guests[0 .. m - 1]. */
static enum rtpart_code init_guests(const struct rtpart_plan *plan,
                                    struct sim_guest *guests,
                                    const struct rtpart_sim_options *options,
                                    const struct rtpart_sim_watch *watch,
                                    struct rtpart_sim_result *out,
                                    struct rtpart_error *err)
{
    const size_t count = plan->kind == RTPART_PLAN_GLOBAL ? 1 : plan->vcpu_count;
    enum rtpart_code code = RTPART_OK;

    for (size_t v = 0; code == RTPART_OK && v < count; v++)
        code = sim_guest_init(&guests[v], plan, v, options, watch, out, err);
    return code;
}

enum rtpart_code rtpart_sim_run(const struct rtpart_plan *plan,
                                const struct rtpart_sim_options *options,
                                const struct rtpart_sim_watch *watch,
                                struct rtpart_sim_result *out, struct rtpart_error *err)
{
    const size_t m = plan->vcpu_count;
    enum rtpart_code code = options_check(options, err);
    struct sim_guest *guests;

    memset(out, 0, sizeof *out);
    if (code != RTPART_OK || m == 0)
        return code;
    guests = calloc(m, sizeof *guests);
    if (guests == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    code = init_guests(plan, guests, options, watch, out, err);
    if (code == RTPART_OK && options->supply == RTPART_SUPPLY_HOST)
        code = run_host(plan, guests, options, watch, err);
    else if (code == RTPART_OK && plan->kind == RTPART_PLAN_GLOBAL)
        code = run_global(plan, &guests[0], options, err);
    else if (code == RTPART_OK)
        code = run_vcpus(plan, guests, options, err);
    for (size_t v = 0; v < m; v++)
        sim_guest_free(&guests[v]);
    free(guests);
    return code;
}
