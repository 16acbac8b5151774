/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * campaign.h - soundness campaign: random task sets at the least budget that an analysis
 *              accepts, simulated on hostile supply and releases to find a missed deadline
 *
 * A miss of an accepted set is a counter-example: the analysis is wrong (or the simulator
 * is, which shares no formula with it). Sets with a little less than the least budget tell
 * how tight the analysis is: how often the same attack finds a miss there.
 *
 * Draw number i of a campaign depends on its seed, its analysis and i alone.
 */
#ifndef RTPART_VALIDATE_CAMPAIGN_H
#define RTPART_VALIDATE_CAMPAIGN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/plan.h"
#include "validate/sim.h"

/* What is judged, one row of the table. */
struct rtpart_campaign_analysis {
    const char *name;    /* "fp", "edf", "gedf", "gfp" */
    const char *summary; /* one line for --list */
    /*
     * A random plan that the analysis accepts, every budget the least one.
     * @accepted  false where the analysis refuses the set: `out` is then empty
     */
    enum rtpart_code (*draw)(uint64_t seed, uint64_t number, struct rtpart_plan *out,
                             bool *accepted, struct rtpart_error *err);
};

const struct rtpart_campaign_analysis *rtpart_campaign_analyses(size_t *count);

/* Row of that name, or NULL. */
const struct rtpart_campaign_analysis *rtpart_campaign_analysis_find(const char *name);

/* Told how many accepted sets are done. May be NULL. */
typedef void rtpart_campaign_tick_fn(void *ctx, uint64_t done, uint64_t of);

struct rtpart_campaign_request {
    const struct rtpart_campaign_analysis *analysis;
    uint64_t sets;     /* accepted ones to attack, > 0 */
    uint64_t first;    /* number of the first draw */
    uint64_t seed;     /* of everything */
    unsigned rounds;   /* how often the random attacks are repeated, >= 1 */
    bool no_tightness; /* leave out the smaller budgets */
    const volatile sig_atomic_t *stop; /* not 0: end after this set; may be NULL */
    rtpart_campaign_tick_fn *tick;
    void *tick_ctx;
};

/* An accepted set that missed, with all that makes it miss again. */
struct rtpart_counter_example {
    uint64_t number; /* of the draw */
    struct rtpart_plan plan;
    struct rtpart_sim_options options;
    struct rtpart_sim_job miss;
};

/* Budgets a little below the least. */
struct rtpart_campaign_level {
    const char *name;    /* "1 ns less", "1 % less" */
    const char *key;     /* for programs: "1ns" */
    unsigned thousandth; /* of the least budget that is taken away; 0: the least step */
    uint64_t tried;
    uint64_t missed; /* sets of which a miss was found */
};

#define RTPART_CAMPAIGN_LEVELS 5
#define RTPART_CAMPAIGN_KEPT   10  /* counter-examples kept whole */
#define RTPART_CAMPAIGN_DRAWS  100 /* draws for each set wanted before it gives up */

struct rtpart_campaign_result {
    uint64_t drawn;
    uint64_t next; /* number of the draw that would be the next: for `first` */
    uint64_t accepted;
    uint64_t runs; /* simulations of accepted sets */
    uint64_t jobs; /* in them */
    uint64_t counter_examples;
    struct rtpart_counter_example kept[RTPART_CAMPAIGN_KEPT]; /* the first ones */
    struct rtpart_campaign_level levels[RTPART_CAMPAIGN_LEVELS];
    bool stopped; /* before all sets were done */
};

/*
 * Run a campaign. A counter-example does not end it.
 *
 * @out  written; rtpart_campaign_result_free whatever the answer
 * Returns 0; RTPART_EUSAGE (no sets, no rounds), RTPART_EMODEL (too few sets are accepted),
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_campaign_run(const struct rtpart_campaign_request *request,
                                     struct rtpart_campaign_result *out,
                                     struct rtpart_error *err);
void rtpart_campaign_result_free(struct rtpart_campaign_result *r);

/*
 * Look for a missed deadline of a plan: worst-case and hostile supplies, each with releases
 * together, aligned, with random phases and sporadic.
 *
 * @runs, @jobs  increased by what was simulated; may be NULL
 * @options      filled with the attack that found the miss
 * @miss         filled with the first miss
 * @missed       whether there was one
 */
enum rtpart_code rtpart_campaign_attack(const struct rtpart_plan *plan, uint64_t seed,
                                        unsigned rounds, uint64_t *runs, uint64_t *jobs,
                                        struct rtpart_sim_options *options,
                                        struct rtpart_sim_job *miss, bool *missed,
                                        struct rtpart_error *err);

/*
 * The same plan with less: every reservation less by `thousandth` of itself, at least by
 * the least step (1 ns on each CPU).
 * Returns false where a reservation would be empty (the plan is then as before).
 */
bool rtpart_campaign_reduce(struct rtpart_plan *plan, unsigned thousandth);

#endif
