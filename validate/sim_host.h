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

/*
 * Run guests[v] on server v with budget and period prms[v], all on options->host_cpus CPUs
 * beside options->interfering, until options->duration. Guests that are empty are skipped.
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM.
 */
enum rtpart_code sim_on_host(struct sim_guest *guests, const struct rtpart_prm *prms,
                             size_t count, const struct rtpart_sim_options *options,
                             const struct rtpart_sim_watch *watch,
                             struct rtpart_error *err);

#endif
