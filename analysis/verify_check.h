/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_check.h - what the checks of verify.c and verify_global.c have in common; not for
 *                  others
 *
 * Nothing here or there comes from the analysis that makes plans.
 */
#ifndef RTPART_ANALYSIS_VERIFY_CHECK_H
#define RTPART_ANALYSIS_VERIFY_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/wide.h"
#include "model/certificate.h"
#include "model/plan.h"
#include "model/verdict.h"

/*
 * One certificate and its plan. In a global plan all times are multiplied by m': the
 * resource is then one CPU that is m' times as fast, with the budget Theta in every m' Pi,
 * because the worst that can happen to a task is to be given all m' CPUs at once.
 */
struct rtpart_verify {
    const struct rtpart_plan *plan;
    const struct rtpart_certificate *c;
    rtpart_i128 m;            /* m', in a global plan */
    rtpart_i128 period;       /* P; m' Pi in a global plan */
    rtpart_i128 budget;       /* Q; Theta */
    long intervals;           /* allowed, for one certificate */
    long left;                /* of them, for this one */
    enum rtpart_answer order; /* do the priorities of the guest follow the scheduler? */
    rtpart_i128 *scratch;     /* one for each task, in a global plan */
    char *why;
    size_t size;
};

/* Say why not. Returns UNSCHEDULABLE. */
enum rtpart_answer rtpart_verify_refuse(const struct rtpart_verify *x, const char *fmt,
                                        ...) __attribute__((format(printf, 2, 3)));

static inline const struct rtpart_task *rtpart_verify_task(const struct rtpart_verify *x,
                                                           size_t i)
{
    return &x->plan->taskset.tasks[i];
}

/* CPU time, in ns, that is guaranteed in a window t. */
rtpart_i128 rtpart_verify_supply(const struct rtpart_verify *x, rtpart_i128 t);

/* Does task a come before task b in the guest? x->order remembers where it may not. */
bool rtpart_verify_above(struct rtpart_verify *x, size_t a, size_t b);

/* The certificate that speaks for task i; NULL where there is none. */
const struct rtpart_certificate *rtpart_verify_certificate(const struct rtpart_plan *p,
                                                           size_t i);

/* Global plans: the certificate x->c of its task. */
enum rtpart_answer rtpart_verify_gedf(struct rtpart_verify *x);
enum rtpart_answer rtpart_verify_gfp(struct rtpart_verify *x);

#endif
