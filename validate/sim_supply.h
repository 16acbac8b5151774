/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_supply.h - when a vCPU has the CPU, told without regard to what it does with it, and
 *                a guest that lives on such supply
 */
#ifndef RTPART_VALIDATE_SIM_SUPPLY_H
#define RTPART_VALIDATE_SIM_SUPPLY_H

#include "validate/sim_guest.h"

/* The current stretch [from, to) of supply; later ones come by sim_supply_next. */
struct sim_supply {
    enum rtpart_sim_supply kind;
    struct rtpart_prm prm;
    rtpart_ns period_start; /* of the period after the current stretch */
    rtpart_ns from;
    rtpart_ns to;
    struct rtpart_random random;
};

/* @kind not RTPART_SUPPLY_HOST; @prm 0 < budget <= period */
void sim_supply_init(struct sim_supply *s, enum rtpart_sim_supply kind,
                     const struct rtpart_prm *prm, uint64_t seed);
void sim_supply_next(struct sim_supply *s);

/*
 * Run the guest on `count` vCPUs with these supplies until the end (options->duration). The
 * first of them is number `first_vcpu` of the plan.
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM.
 */
enum rtpart_code sim_on_supply(struct sim_guest *g, struct sim_supply *supplies,
                               size_t count, size_t first_vcpu, struct rtpart_error *err);

#endif
