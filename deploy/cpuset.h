/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpuset.h - a CPU of its own for each reservation: cpuset partitions, with which EDF on one
 *            CPU makes every reservation hard
 *
 * v1: an exclusive cpuset for each CPU, one for the other CPUs, and a root that does not
 * balance. v2: a partition root for each CPU, in the threaded part of the VM's own group.
 */
#ifndef RTPART_DEPLOY_CPUSET_H
#define RTPART_DEPLOY_CPUSET_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/cgroup_path.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"

/* A thread that is to have a CPU. */
struct rtpart_cpuset_member {
    const char *who; /* "vCPU 1"; borrowed */
    int vcpu;        /* -1: none */
    struct rtpart_thread thread;
    unsigned cpu; /* several may have the same */
};

/*
 * Of the CPUs of a root domain, those that partitions may be made of: v2 leaves at least one
 * to the rest of the host.
 *
 * Returns 0, or RTPART_EHOST: there are no cpusets, the host is partitioned already, no CPU
 * is left.
 */
enum rtpart_code rtpart_cpuset_usable(const struct rtpart_kernel *k,
                                      const struct rtpart_cpus *domain,
                                      struct rtpart_cpus *out, struct rtpart_error *err);

/*
 * Append to `d` what makes one partition for each CPU and moves the threads there. Nothing
 * is touched; what the kernel would refuse for reasons that can be seen is refused here.
 *
 * @name     of the deployment: begins the names of the groups
 * @members  threads of one process, count >= 1
 * @domain   CPUs of the root domain they leave
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST.
 */
enum rtpart_code rtpart_cpuset_changes(const struct rtpart_kernel *k, const char *name,
                                       const struct rtpart_cpuset_member *members,
                                       size_t count, const struct rtpart_cpus *domain,
                                       struct rtpart_deployment *d,
                                       struct rtpart_error *err);

#endif
