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

#include "common/error.h"
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
    rtpart_ns budget; /* Theta, 0 <= Theta <= cpus * Pi and <= RTPART_MPR_BUDGET_MAX */
    unsigned cpus;    /* m', >= 1 */
};

/* Largest total budget: what a struct rtpart_ratio can hold. */
#define RTPART_MPR_BUDGET_MAX (RTPART_NS_MAX << 9)

/* Limits of SCHED_DEADLINE for the period, kernel defaults (sched_deadline_period_*_us). */
#define RTPART_KERNEL_PERIOD_MIN ((rtpart_ns)100 * RTPART_US)
#define RTPART_KERNEL_PERIOD_MAX ((rtpart_ns)4194304 * RTPART_US)
/* The least runtime that SCHED_DEADLINE takes (DL_SCALE). */
#define RTPART_KERNEL_RUNTIME_MIN ((rtpart_ns)1024)

/* Is 0 <= Q <= P, 0 < P <= RTPART_NS_MAX? Returns 0, or RTPART_EINPUT with what is wrong. */
enum rtpart_code rtpart_prm_check(const struct rtpart_prm *r, struct rtpart_error *err);

/* Is m' >= 1, 0 <= Theta <= m' * Pi, Theta <= RTPART_MPR_BUDGET_MAX,
 * 0 < Pi <= RTPART_NS_MAX? Likewise. */
enum rtpart_code rtpart_mpr_check(const struct rtpart_mpr *r, struct rtpart_error *err);

/* What each of its CPUs is given: ceil(Theta / m') in every Pi. `r` is sound. */
struct rtpart_prm rtpart_mpr_share(const struct rtpart_mpr *r);

/* Share of a core, Q/P. */
static inline struct rtpart_ratio rtpart_prm_bandwidth(const struct rtpart_prm *r)
{
    return (struct rtpart_ratio){.num = r->budget, .den = r->period};
}

/*
 * A reservation of the command line: "RUNTIME/PERIOD", both with their units ("7.5ms/11ms").
 *
 * @out  0 < budget <= period; untouched on failure
 * Returns 0 or RTPART_EUSAGE with a message that quotes the text.
 */
enum rtpart_code rtpart_prm_parse(const char *text, struct rtpart_prm *out,
                                  struct rtpart_error *err);

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
