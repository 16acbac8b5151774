/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose.h - interfaces of a tree of components, from the leaves up
 *
 * A component is scheduled on a resource: its interface. To its parent the interface is one
 * more task, (C, D, T) = (Theta, Delta, Pi); for a periodic resource Delta = Pi. So each
 * level is analysed by itself, knowing of its children only their interfaces [SL04].
 *
 * That task holds at the parent iff the child gets Theta within Delta of the start of every
 * period, which is all that the supply of its resource relies on. (CARTS gives the task of
 * an EDP interface the deadline Pi + Delta - Theta instead. A server scheduled with that can
 * leave its child without supply for longer than the interface promises; see
 * docs/analyses.md.)
 *
 * A component with a global scheduler (gEDF, gRM, gDM) has a multiprocessor periodic resource
 * (Pi, Theta, m') with the least m' that passes its test. For m' = 1 that is the exact one of
 * EDF, RM or DM on a periodic resource; a whole CPU for each task passes without. It is m'
 * tasks to its parent [ESL09]: here equal ones, (Theta/m', Pi, Pi), where [ESL09] and CARTS
 * hand out whole units, some one larger. Equal shares need no common start of their periods:
 * each supplies at least the sbf of (Pi, Theta/m') wherever its periods begin, and m' times
 * that is the sbf of the MPR (mpr.h). The tests ask for nothing but that sum, given on at
 * most m' CPUs at a time, so it does not matter either whether the parent is on one CPU or on
 * several.
 *
 * [SL04]  I. Shin and I. Lee, "Compositional real-time scheduling framework", RTSS 2004,
 *         pp. 57-67. doi:10.1109/REAL.2004.15
 * [EAL07] A. Easwaran, M. Anand and I. Lee, "Compositional analysis framework using EDP
 *         resource models", RTSS 2007, pp. 129-138. doi:10.1109/RTSS.2007.36
 * [ESL09] A. Easwaran, I. Shin and I. Lee, "Optimal virtual cluster-based multiprocessor
 *         scheduling", Real-Time Systems 43(1), 2009. doi:10.1007/s11241-009-9073-x
 * [PLE11] L. T. X. Phan et al., "CARTS: a tool for compositional analysis of real-time
 *         systems", ACM SIGBED Review 8(1), 2011.
 */
#ifndef RTPART_ANALYSIS_COMPOSE_H
#define RTPART_ANALYSIS_COMPOSE_H

#include "analysis/edp.h"
#include "model/taskset.h"

/* What the interfaces of components on one CPU are. */
enum rtpart_resource {
    RTPART_RESOURCE_PRM, /* periodic resource: Delta = Pi */
    RTPART_RESOURCE_EDP, /* least budget, then longest deadline (edp.h) */
};

/* What is asked. Borrowed for the call. */
struct rtpart_compose_request {
    const struct rtpart_component *root; /* tasks checked: 0 < C <= D <= T */
    enum rtpart_resource resource;
    enum rtpart_scheduler scheduler; /* of all components; NONE: as each of them says */
    enum rtpart_scheduler fallback;  /* where a component does not say; RM, DM or EDF */
    rtpart_ns latency; /* L >= 0, in every component that has tasks itself */
    struct rtpart_grid
        asked; /* fields that are not 0 win over the file, as for one vCPU */
};

/* A component and its interface. A zeroed struct is empty. */
struct rtpart_composition {
    const struct rtpart_component *component; /* borrowed from the request */
    enum rtpart_scheduler scheduler;          /* that was used */
    struct rtpart_grid grid;                  /* that was searched */
    struct rtpart_taskset taskset; /* owned: its own tasks, then the interfaces of its
                                      children, under their names */
    enum rtpart_answer answer;     /* UNSCHEDULABLE: no point of the grid, or a child that
                                      is; UNDECIDED: likewise, of a test that is only
                                      sufficient (global schedulers), or gave_up */
    bool gave_up; /* under EDF the analysis gave up on the tasks, or on those of some
                     child (load.h): that there is none is not proved, what there is may
                     not be the cheapest */
    struct rtpart_edp interface; /* where the answer is SCHEDULABLE; budget 0: no work,
                                    the shortest period then. Of a global component the
                                    share of each CPU */
    struct rtpart_mpr mpr;       /* interface of a global component; else all 0 */
    struct rtpart_composition *children; /* owned, in the order of the file */
    size_t child_count;
};

/*
 * Interfaces of the whole tree, bottom-up.
 *
 * @out  written; free with rtpart_composition_free whatever the code
 * Returns 0 with an answer in every node; RTPART_EMODEL naming the component (priorities
 * that are missing: an interface has none); RTPART_EUSAGE (grid, latency); RTPART_ERANGE;
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_compose(const struct rtpart_compose_request *req,
                                struct rtpart_composition *out, struct rtpart_error *err);

/* How many tasks the component is to its parent: m', or 1; 0 where there is no work. */
static inline unsigned rtpart_composition_tasks(const struct rtpart_composition *c)
{
    if (c->answer != RTPART_SCHEDULABLE || c->interface.budget == 0)
        return 0;
    return c->mpr.cpus > 0 ? c->mpr.cpus : 1;
}

/* What the interface asks for in all, Theta/Pi; 0 where there is none. */
static inline struct rtpart_ratio
rtpart_composition_bandwidth(const struct rtpart_composition *c)
{
    if (c->answer != RTPART_SCHEDULABLE)
        return (struct rtpart_ratio){.num = 0, .den = 1};
    return (struct rtpart_ratio){.num = c->mpr.cpus > 0 ? c->mpr.budget
                                                        : c->interface.budget,
                                 .den = c->interface.period};
}

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_composition_free(struct rtpart_composition *c);

#endif
