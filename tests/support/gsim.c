/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/gsim.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "model/verdict.h"

void gsim_supply_whole(struct gsim_supply *s, unsigned cpus)
{
    memset(s->cpus, (int)cpus, sizeof s->cpus);
}

void gsim_supply_worst(struct gsim_supply *s, rtpart_ns period, rtpart_ns budget,
                       unsigned cpus)
{
    const rtpart_ns busy =
        budget / cpus; /* slots of a period in which all CPUs are there */

    assert(budget % cpus == 0);
    for (rtpart_ns t = 0; t < GSIM_SLOTS; t++) {
        const rtpart_ns since =
            t - (period - busy); /* end of the first, used up period */

        s->cpus[t] =
            since >= 0 && since % period >= period - busy ? (unsigned char)cpus : 0;
    }
}

void gsim_supply_random(struct gsim_supply *s, rtpart_ns period, rtpart_ns budget,
                        unsigned cpus, struct test_random *r)
{
    unsigned char given[GSIM_SLOTS];

    assert(period <= GSIM_SLOTS && budget <= period * cpus);
    for (rtpart_ns start = 0; start < GSIM_SLOTS; start += period) {
        const bool anywhere = test_random_range(r, 0, 1) == 0; /* else in few pieces */
        rtpart_ns slot = test_random_range(r, 0, period - 1);

        memset(given, 0, sizeof given);
        for (rtpart_ns left = budget; left > 0;) {
            if (given[slot] < cpus) {
                given[slot]++;
                left--;
            }
            slot = anywhere ? test_random_range(r, 0, period - 1) : (slot + 1) % period;
        }
        for (slot = 0; slot < period && start + slot < GSIM_SLOTS; slot++)
            s->cpus[start + slot] = given[slot];
    }
}

struct job {
    rtpart_ns release; /* of this job; the next one where it is done */
    rtpart_ns left;    /* work to do; 0: none is active */
};

/* Should a run before b, both active? */
static bool before(const struct rtpart_taskset *ts, const struct job *jobs,
                   const size_t *rank, size_t a, size_t b)
{
    const rtpart_ns da = jobs[a].release + ts->tasks[a].deadline;
    const rtpart_ns db = jobs[b].release + ts->tasks[b].deadline;

    if (rank != NULL)
        return rank[a] < rank[b];
    return da != db ? da < db : a < b;
}

/* Give one slot to the `cpus` active jobs that come first. */
static void run_slot(const struct rtpart_taskset *ts, struct job *jobs,
                     const size_t *rank, unsigned cpus, bool *ran)
{
    memset(ran, 0, GSIM_TASKS * sizeof *ran);
    for (; cpus > 0; cpus--) {
        size_t best = RTPART_NO_TASK;

        for (size_t i = 0; i < ts->count; i++)
            if (jobs[i].left > 0 && !ran[i] &&
                (best == RTPART_NO_TASK || before(ts, jobs, rank, i, best)))
                best = i;
        if (best == RTPART_NO_TASK)
            return;
        ran[best] = true;
        jobs[best].left--;
    }
}

size_t gsim_run_servers(const struct rtpart_taskset *ts, const size_t *order,
                        const struct gsim_supply *supply,
                        const struct gsim_releases *releases, rtpart_ns slots,
                        size_t from, size_t count, struct gsim_supply *given,
                        struct test_random *r)
{
    bool ran[GSIM_TASKS];
    rtpart_ns next[GSIM_TASKS];
    size_t rank[GSIM_TASKS];
    struct job jobs[GSIM_TASKS] = {{0}};

    assert(ts->count <= GSIM_TASKS && slots <= GSIM_SLOTS);
    for (size_t i = 0; i < ts->count; i++) {
        next[i] = releases->offset[i];
        if (order != NULL)
            rank[order[i]] = i;
    }
    for (rtpart_ns t = 0; t < slots; t++) {
        for (size_t i = 0; i < ts->count; i++) {
            const struct rtpart_task *task = &ts->tasks[i];

            if (jobs[i].left > 0 && t >= jobs[i].release + task->deadline)
                return i;
            if (t == next[i]) { /* D <= T, so the last job is done */
                jobs[i] = (struct job){.release = t, .left = task->wcet};
                next[i] += task->period + test_random_range(r, 0, releases->delay);
            }
        }
        run_slot(ts, jobs, order != NULL ? rank : NULL, supply->cpus[t], ran);
        given->cpus[t] = 0;
        for (size_t i = from; i < from + count; i++)
            given->cpus[t] += ran[i];
    }
    return RTPART_NO_TASK;
}

size_t gsim_run(const struct rtpart_taskset *ts, const size_t *order,
                const struct gsim_supply *supply, const struct gsim_releases *releases,
                rtpart_ns slots, struct test_random *r)
{
    struct gsim_supply nobody;

    return gsim_run_servers(ts, order, supply, releases, slots, 0, 0, &nobody, r);
}

size_t gsim_attack(const struct rtpart_taskset *ts, const size_t *order,
                   const struct gsim_supply *supply, int runs, rtpart_ns slots,
                   struct test_random *r)
{
    for (int run = 0; run < runs; run++) {
        struct gsim_releases releases = {.delay = run > 1 ? run % 3 : 0};

        for (size_t i = 0; i < ts->count && run > 0; i++)
            releases.offset[i] = test_random_range(r, 0, ts->tasks[i].period - 1);
        const size_t missed = gsim_run(ts, order, supply, &releases, slots, r);

        if (missed != RTPART_NO_TASK)
            return missed;
    }
    return RTPART_NO_TASK;
}
