/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim.h - two-level simulator: the tasks of a plan, inside its reservations, on a host
 *
 * Discrete events, whole nanoseconds. It shares no formula with analysis/: it moves jobs,
 * budgets and clocks, and so can judge what the analysis promises.
 *
 * What may vary:
 * - supply: the worst case of the resource model, random placement of each budget, a mix
 *   of hostile patterns, the whole CPU, or servers (hard CBS as SCHED_DEADLINE) scheduled
 *   on host CPUs by EDF beside servers of others;
 * - releases: together at 0, with random phases, sporadic, or aligned later on;
 * - execution times: always the WCET, or drawn.
 *
 * [AB98] L. Abeni and G. Buttazzo, "Integrating multimedia applications in hard real-time
 *        systems", RTSS 1998, pp. 4-13. doi:10.1109/REAL.1998.739726
 * [LEL16] J. Lelli, C. Scordino, L. Abeni and D. Faggioli, "Deadline scheduling in the
 *         Linux kernel", Software: Practice and Experience 46(6), 2016. doi:10.1002/spe.2335
 */
#ifndef RTPART_VALIDATE_SIM_H
#define RTPART_VALIDATE_SIM_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/plan.h"
#include "model/verdict.h"

enum rtpart_sim_supply {
    RTPART_SUPPLY_WORST,     /* a budget as early as can be, then all as late as can be */
    RTPART_SUPPLY_RANDOM,    /* each budget whole, at a random place of its period */
    RTPART_SUPPLY_DEDICATED, /* the CPU all the time */
    RTPART_SUPPLY_HOST,      /* hard CBS on the host's CPUs, beside interfering servers */
    RTPART_SUPPLY_ADVERSE, /* every period another pattern: early, late, at random, on as
                                few or as many CPUs as can be */
};

enum rtpart_sim_release {
    RTPART_RELEASE_SYNCHRONOUS, /* all at 0, then every T */
    RTPART_RELEASE_PHASED,      /* first at random in [0, T), then every T */
    RTPART_RELEASE_SPORADIC,    /* random phase, then T to 1.5 T apart */
    RTPART_RELEASE_ALIGNED, /* every T, so that at a random instant all are released (FP)
                               or due (EDF): earlier jobs are carried in */
};

enum rtpart_sim_execution {
    RTPART_EXECUTION_WCET,  /* every job takes C */
    RTPART_EXECUTION_DRAWN, /* every job takes a random time in [C/2, C] */
};

/* A job as it happened. Times in ns since the start. */
struct rtpart_sim_job {
    size_t task;     /* place in the task set */
    uint64_t number; /* 0 is the first job of the task */
    rtpart_ns release;
    rtpart_ns finish;    /* where unfinished: the end of the run */
    rtpart_ns execution; /* what it needed */
    bool finished;       /* false only for jobs still pending at the end of the run */
};

/* A stretch of time in which a task ran (task != RTPART_NO_TASK) or a vCPU had supply. */
struct rtpart_sim_segment {
    size_t vcpu;
    size_t task;
    rtpart_ns from;
    rtpart_ns to;
};

/*
 * Called for each job as it ends, for each stretch, and for each corner of what is left of
 * a vCPU's budget over time (at one instant the later one counts). Any of them may be NULL.
 */
struct rtpart_sim_watch {
    void (*job)(void *ctx, const struct rtpart_sim_job *job);
    void (*segment)(void *ctx, const struct rtpart_sim_segment *segment);
    void (*budget)(void *ctx, size_t vcpu, rtpart_ns at, rtpart_ns left);
    void *ctx;
};

struct rtpart_sim_options {
    enum rtpart_sim_supply supply;
    enum rtpart_sim_release release;
    enum rtpart_sim_execution execution;
    rtpart_ns duration; /* > 0, at most 2^60 */
    uint64_t seed;
    bool stop_at_miss;                 /* end at the first missed deadline */
    const volatile sig_atomic_t *stop; /* not 0: end as soon as can be; may be NULL */
    /* RTPART_SUPPLY_HOST only: */
    unsigned host_cpus;                   /* >= 1 */
    bool host_partitioned;                /* servers pinned: EDF on each CPU by itself */
    const struct rtpart_prm *interfering; /* always busy servers of others; borrowed */
    const unsigned *server_cpu;           /* host_partitioned: CPU of each server, the
                                               plan's vCPUs first, then the interfering */
    size_t interfering_count;
};

struct rtpart_sim_result {
    uint64_t jobs;                    /* finished */
    uint64_t missed;                  /* deadlines passed, finished or not */
    struct rtpart_sim_job first_miss; /* valid where missed > 0 */
};

/*
 * Run a plan.
 *
 * @plan  sound (rtpart_plan_check); partitioned under RM, DM, PRIO, EDF or global under
 *        GRM, GDM, GEDF, PRIO. The latency of the plan is not simulated.
 * Returns 0; RTPART_EUSAGE (options out of range, host supply without CPUs),
 * RTPART_EMODEL (more than RTPART_SIM_PENDING jobs of one task pending: hopeless overload),
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sim_run(const struct rtpart_plan *plan,
                                const struct rtpart_sim_options *options,
                                const struct rtpart_sim_watch *watch,
                                struct rtpart_sim_result *out, struct rtpart_error *err);

#define RTPART_SIM_PENDING 65536 /* jobs of one task waiting at a time */

#endif
