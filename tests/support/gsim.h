/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gsim.h - oracle: simulate a global scheduler slot by slot, on whole CPUs or on a supply
 *          that comes and goes, to look for missed deadlines
 *
 * Made to be obviously right, not fast. All times are whole slots. A missed deadline is a
 * proof that a set is not schedulable; none is only a hint, so tests are attacked with many
 * release patterns and supplies.
 */
#ifndef RTPART_TESTS_GSIM_H
#define RTPART_TESTS_GSIM_H

#include <stddef.h>

#include "model/taskset.h"
#include "tests/support/random.h"

#define GSIM_SLOTS 2048 /* longest run */
#define GSIM_TASKS 16

/* CPUs that are there in each slot. */
struct gsim_supply {
    unsigned char cpus[GSIM_SLOTS];
};

/* `cpus` in every slot. */
void gsim_supply_whole(struct gsim_supply *s, unsigned cpus);

/*
 * The worst pattern of an MPR that starts at slot 0: the first budget has just been used up
 * all at once, every later one comes as late as possible, on all CPUs at once.
 * @budget  per period, a multiple of cpus
 */
void gsim_supply_worst(struct gsim_supply *s, rtpart_ns period, rtpart_ns budget,
                       unsigned cpus);

/* Some pattern: in every period `budget` in all, at most `cpus` in a slot. */
void gsim_supply_random(struct gsim_supply *s, rtpart_ns period, rtpart_ns budget,
                        unsigned cpus, struct test_random *r);

/* Where jobs are released. */
struct gsim_releases {
    rtpart_ns offset[GSIM_TASKS]; /* first release */
    int delay; /* each later release waits 0..delay more than the period */
};

/*
 * Run for `slots` slots. In each, the jobs of highest priority run, one CPU each.
 * @order   task indices from the highest priority down; NULL: global EDF (ties: by index)
 * @r       for the delays
 * Returns the first task that misses a deadline within the run, or RTPART_NO_TASK.
 */
size_t gsim_run(const struct rtpart_taskset *ts, const size_t *order,
                const struct gsim_supply *supply, const struct gsim_releases *releases,
                rtpart_ns slots, struct test_random *r);

/*
 * The same, and record in `given` how many of the tasks `from` .. `from + count - 1` ran in
 * each slot: what servers give to those behind them.
 */
size_t gsim_run_servers(const struct rtpart_taskset *ts, const size_t *order,
                        const struct gsim_supply *supply,
                        const struct gsim_releases *releases, rtpart_ns slots,
                        size_t from, size_t count, struct gsim_supply *given,
                        struct test_random *r);

/*
 * Attack a set on the given supply: `runs` runs, the first with all tasks released
 * together, the others spread, some with delays.
 * Returns as gsim_run.
 */
size_t gsim_attack(const struct rtpart_taskset *ts, const size_t *order,
                   const struct gsim_supply *supply, int runs, rtpart_ns slots,
                   struct test_random *r);

#endif
