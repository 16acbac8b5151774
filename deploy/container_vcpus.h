/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * container_vcpus.h - the vCPUs of a partitioned plan in a container: a group for each,
 *                     pinned to a CPU
 *
 * Which task goes into which group is for whoever starts the tasks (deploy/guest_config.h).
 */
#ifndef RTPART_DEPLOY_CONTAINER_VCPUS_H
#define RTPART_DEPLOY_CONTAINER_VCPUS_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/rtcg.h"
#include "model/plan.h"

/* Where one vCPU is. */
struct rtpart_container_vcpu {
    size_t vcpu;
    unsigned cpu;
    struct rtpart_rtcg_budget budget;
    char group[RTPART_PATH_SIZE]; /* that the tasks go to */
};

/*
 * Append to `d` what gives each vCPU with tasks its group "<group>/vcpu<N>" and its CPU:
 * another one for each while there are enough, else as they fit. Where the dialect has a
 * budget for each CPU, one group holds all of them, and its tasks are pinned one by one.
 *
 * @group  of the container; need not exist
 * @d      its name begins the names of v1 cpusets
 * @out    owned by the caller (free)
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: refused, with the numbers.
 */
enum rtpart_code rtpart_container_vcpus(const struct rtpart_kernel *k,
                                        const struct rtpart_rtcg *g,
                                        const struct rtpart_plan *plan, const char *group,
                                        struct rtpart_deployment *d,
                                        struct rtpart_container_vcpu **out, size_t *count,
                                        struct rtpart_error *err);

#endif
