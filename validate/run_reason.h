/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_reason.h - why a simulated run is likely to have missed deadlines
 */
#ifndef RTPART_VALIDATE_RUN_REASON_H
#define RTPART_VALIDATE_RUN_REASON_H

#include "validate/run.h"

/*
 * "likely reason: ...": the analysis promises nothing, the host is overloaded or bounds tardiness
 * only, or analysis and simulator contradict each other.
 *
 * @run      with bounds and misses
 * @servers  total bandwidth of the servers of others, their count and the largest of them
 * Returns text owned by the caller; NULL where no deadline was missed (or no memory is left).
 */
char *rtpart_run_sim_reason(const struct rtpart_run_request *request,
                            const struct rtpart_run *run,
                            const struct rtpart_prm *servers, size_t server_count);

#endif
