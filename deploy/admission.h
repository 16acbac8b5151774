/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admission.h - before anything is touched: will the kernel take these reservations here,
 *               and what are they then guaranteed?
 */
#ifndef RTPART_DEPLOY_ADMISSION_H
#define RTPART_DEPLOY_ADMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "model/host.h"

/* A reservation that is asked for. */
struct rtpart_asked {
    const char *who; /* "vCPU 1"; borrowed */
    struct rtpart_prm prm;
};

/* What the root domain looks like. All bandwidths in units of 2^-20 of a CPU. */
struct rtpart_domain {
    struct rtpart_cpus cpus;
    int64_t left;              /* what it still admits (deploy/cap_probe.h) */
    int64_t booked;            /* what the threads below have */
    struct rtpart_prm *others; /* owned: reservations of other threads that are there */
    size_t other_count;
};

/*
 * Look at the root domain of this program: its CPUs, what it admits, who has reservations.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST. @out is freed by rtpart_domain_free.
 */
enum rtpart_code rtpart_domain_read(const struct rtpart_kernel *k,
                                    struct rtpart_domain *out, struct rtpart_error *err);

void rtpart_domain_free(struct rtpart_domain *d);

/* What one CPU of the domain gives to SCHED_DEADLINE: (left + booked) / CPUs. */
int64_t rtpart_domain_limit(const struct rtpart_domain *d);

/*
 * Are the reservations admitted, and with which guarantee?
 *
 * @partitioned  each reservation gets a CPU (that several may share) of its own partition
 * @cpu_of       with `partitioned`: the CPU of each (`count` of them); else NULL
 * @guarantee    what they get
 * Returns 0; RTPART_ENOMEM; or RTPART_EHOST: refused, with the numbers.
 */
enum rtpart_code rtpart_admit(const struct rtpart_domain *d,
                              const struct rtpart_asked *asked, size_t count,
                              bool partitioned, unsigned *cpu_of,
                              enum rtpart_guarantee *guarantee, struct rtpart_error *err);

#endif
