/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.h - why a plan holds, in numbers that can be checked without the analysis
 *
 * A plan carries one certificate for each task (fixed priority, global) or for each vCPU
 * (EDF). analysis/certify.h makes them, analysis/verify.h checks them.
 *
 * In a global plan windows (`horizon`, `at`) are multiplied by the number of CPUs: there
 * they can be fractions of a ns, since each CPU has the m'-th part of the budget.
 */
#ifndef RTPART_MODEL_CERTIFICATE_H
#define RTPART_MODEL_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/time.h"

enum rtpart_certificate_kind {
    RTPART_CERTIFICATE_FP,  /* the task has its work done within the window `at` */
    RTPART_CERTIFICATE_EDF, /* no window up to `horizon` fails, none beyond can be first */
    RTPART_CERTIFICATE_GEDF, /* for the task, no window A + D_k up to `horizon` fails;
                                likewise */
    RTPART_CERTIFICATE_GFP,  /* the task has its work done within the window `at` */
};

struct rtpart_certificate {
    enum rtpart_certificate_kind kind;
    size_t vcpu;       /* the vCPU spoken of; 0 in a global plan */
    size_t task;       /* place in the task set; RTPART_NO_TASK for a whole vCPU */
    rtpart_ns horizon; /* EDF, GEDF: last window to look at; else 0 */
    rtpart_ns at;      /* the window that proves it, or the tightest one; 0: none */
    rtpart_ns demand;  /* work due in the window `at` */
    rtpart_ns supply;  /* CPU time guaranteed in it, demand <= supply */
};

struct rtpart_plan;

/*
 * Checksum of everything a proof of the plan speaks of: scheduler, latency, C, D, T and
 * priority of every task, where it is placed, every reservation, and the certificates
 * themselves. They are good for this plan only.
 */
uint64_t rtpart_plan_digest(const struct rtpart_plan *plan);

/* "fp", "edf", "gedf", "gfp". */
const char *rtpart_certificate_kind_name(enum rtpart_certificate_kind kind);

/* Kind of that name into *out. False where there is none. */
bool rtpart_certificate_kind_from_name(const char *name,
                                       enum rtpart_certificate_kind *out);

#endif
