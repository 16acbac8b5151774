/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_host.h - the vCPUs as servers on the CPUs of a host, beside the servers of others
 *
 * A server is a hard constant bandwidth server as SCHED_DEADLINE has it [AB98, LEL16]:
 * budget Q, scheduling deadline d; out of budget it waits until d, then d += P and the
 * budget is full; waking up with more budget than (d - now) Q/P, or after d, it starts anew
 * with d = now + P. Servers run by EDF on their deadlines: globally, or each on its CPU.
 */
#ifndef RTPART_VALIDATE_SIM_HOST_H
#define RTPART_VALIDATE_SIM_HOST_H

#include "validate/sim_guest.h"

/* A vCPU of the plan. */
struct sim_vcpu {
    struct sim_guest
        *guest; /* several vCPUs may have the same: a global guest. Borrowed */
    struct rtpart_prm prm;
};

/*
 * Run the vCPUs as servers on options->host_cpus CPUs beside options->interfering, until
 * options->duration. The vCPUs of one guest follow each other. Of a global guest as many
 * servers are active as jobs are pending, at most; those that run at an instant have its
 * most urgent jobs.
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM.
 */
enum rtpart_code sim_on_host(const struct sim_vcpu *vcpus, size_t count,
                             const struct rtpart_sim_options *options,
                             const struct rtpart_sim_watch *watch,
                             struct rtpart_error *err);

#endif
