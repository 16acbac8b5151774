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
    struct rtpart_mpr mpr;  /* that this CPU belongs to; one CPU: a periodic resource */
    unsigned cpu;           /* which of them */
    rtpart_ns budget;       /* of this CPU in a period, where all are alike */
    rtpart_ns period_start; /* of the period after the current stretch */
    rtpart_ns from;
    rtpart_ns to;
    struct rtpart_random random;
};

/*
 * @kind  not RTPART_SUPPLY_HOST
 * @mpr   0 < budget <= cpus * period
 * @cpu   below mpr->cpus; the CPUs of one resource have the same seed where the kind is
 *        RTPART_SUPPLY_ADVERSE, different ones otherwise
 */
void sim_supply_init(struct sim_supply *s, enum rtpart_sim_supply kind,
                     const struct rtpart_mpr *mpr, unsigned cpu, uint64_t seed);

/* The next stretch where it is drawn. */
void sim_supply_draw(struct sim_supply *s);

static inline void sim_supply_next(struct sim_supply *s)
{
    if (s->kind == RTPART_SUPPLY_WORST) {
        s->from += s->mpr.period;
        s->to += s->mpr.period;
    } else {
        sim_supply_draw(s);
    }
}

/*
 * Run the guest on `count` vCPUs with these supplies until the end (options->duration). The
 * first of them is number `first_vcpu` of the plan.
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM.
 */
enum rtpart_code sim_on_supply(struct sim_guest *g, struct sim_supply *supplies,
                               size_t count, size_t first_vcpu, struct rtpart_error *err);

#endif
