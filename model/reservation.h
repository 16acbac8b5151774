/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reservation.h - what a vCPU or a container is given: the periodic resource model and its
 *                 multiprocessor form
 *
 * [SL03]  I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *         guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 * [SEL08] I. Shin, A. Easwaran and I. Lee, "Hierarchical scheduling framework for virtual
 *         clustering of multiprocessors", ECRTS 2008, pp. 181-190. doi:10.1109/ECRTS.2008.28
 */
#ifndef RTPART_MODEL_RESERVATION_H
#define RTPART_MODEL_RESERVATION_H

#include "model/ratio.h"
#include "model/time.h"

/*
 * Periodic resource [SL03]: `budget` of one CPU in every `period`. One vCPU, one
 * SCHED_DEADLINE entity (runtime Q = budget, period P = period = deadline).
 */
struct rtpart_prm {
    rtpart_ns period; /* P (Pi in the paper),    0 < P <= RTPART_NS_MAX */
    rtpart_ns budget; /* Q (Theta in the paper), 0 <= Q <= P; 0 only where nothing runs */
};

/* Multiprocessor periodic resource [SEL08]: `budget` in total, of at most `cpus` CPUs. */
struct rtpart_mpr {
    rtpart_ns period; /* Pi */
    rtpart_ns budget; /* Theta, 0 <= Theta <= cpus * Pi */
    unsigned cpus;    /* m', >= 1 */
};

/* Limits of SCHED_DEADLINE for the period, kernel defaults (sched_deadline_period_*_us). */
#define RTPART_KERNEL_PERIOD_MIN ((rtpart_ns)100 * RTPART_US)
#define RTPART_KERNEL_PERIOD_MAX ((rtpart_ns)4194304 * RTPART_US)
/* The least runtime that SCHED_DEADLINE takes (DL_SCALE). */
#define RTPART_KERNEL_RUNTIME_MIN ((rtpart_ns)1024)

/* Share of a core, Q/P. */
static inline struct rtpart_ratio rtpart_prm_bandwidth(const struct rtpart_prm *r)
{
    return (struct rtpart_ratio){.num = r->budget, .den = r->period};
}

/*
 * Grid over which an interface is chosen: P = min_period, min_period + period_step, ...,
 * up to max_period; Q a multiple of runtime_step.
 */
struct rtpart_grid {
    rtpart_ns min_period;
    rtpart_ns max_period;   /* 0: shortest deadline on the vCPU, at least min_period */
    rtpart_ns period_step;  /* > 0 */
    rtpart_ns runtime_step; /* > 0 */
};

#endif
