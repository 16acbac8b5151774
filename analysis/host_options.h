/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_options.h - the host as a command line describes it
 *
 * Options: --host-cpus, --host-cap, --host-used. A tool lists rtpart_host_argp among its argp
 * children and hands over a struct that starts as RTPART_HOST_OPTIONS; the parser ends the
 * program where they contradict each other.
 */
#ifndef RTPART_ANALYSIS_HOST_OPTIONS_H
#define RTPART_ANALYSIS_HOST_OPTIONS_H

#include <argp.h>

#include "analysis/host_fit.h"

/* cpus 0: nothing was said of a host. */
struct rtpart_host_options {
    unsigned cpus;
    struct rtpart_ratio cap;
    struct rtpart_ratio *used; /* owned, one for each CPU; NULL: nothing is used */
    size_t used_count;
    bool cap_given;
};

/* The kernel gives 95 % of a CPU to reservations (sched_rt_runtime_us), of which the fair
 * servers of Linux 6.8 and later hold 5 %. */
#define RTPART_HOST_OPTIONS ((struct rtpart_host_options){.cap = {.num = 9, .den = 10}})

extern const struct argp rtpart_host_argp;

/* The host. Borrows `used`. */
static inline struct rtpart_host rtpart_host_of(const struct rtpart_host_options *o)
{
    return (struct rtpart_host){.cpus = o->cpus, .cap = o->cap, .used = o->used};
}

void rtpart_host_options_free(struct rtpart_host_options *o);

#endif
