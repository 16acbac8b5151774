/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cpuset partitions: what both versions of control groups share. */
#include "deploy/cpuset.h"

#include "deploy/cpuset_dialect.h"

enum rtpart_code rtpart_cpuset_usable(const struct rtpart_kernel *k,
                                      const struct rtpart_cpus *domain,
                                      struct rtpart_cpus *out, struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");
    struct rtpart_cpus cpus = *domain;

    if (h.version == 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "no cpusets are mounted below %s: mount the v1 controller "
                           "(mount -t cgroup -o cpuset cpuset %s/cpuset) or cgroup v2",
                           k->roots.cgroup, k->roots.cgroup);
    if (rtpart_cpus_partitioned(k))
        return rtpart_fail(
            err, RTPART_EHOST,
            "this host is partitioned already (%s/cpuset.sched_load_balance "
            "is 0): rtdeploy status tells whether a deployment did it, "
            "rtdeploy revert undoes that",
            h.mount);
    if (h.version == 2) {
        struct rtpart_cpus first = {0};

        rtpart_cpus_add(&first, rtpart_cpus_next(&cpus, 0));
        rtpart_cpus_remove(&cpus, &first);
        if (rtpart_cpus_count(&cpus) == 0)
            return rtpart_fail(
                err, RTPART_EHOST,
                "refused: partitions of cgroup v2 leave at least one CPU to "
                "the rest of the host, and there is only one");
    }
    *out = cpus;
    return RTPART_OK;
}

enum rtpart_code rtpart_cpuset_changes(const struct rtpart_kernel *k, const char *name,
                                       const struct rtpart_cpuset_member *members,
                                       size_t count, const struct rtpart_cpus *domain,
                                       struct rtpart_deployment *d,
                                       struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");
    struct rtpart_cpuset_plan p = {.k = k,
                                   .mount = h.mount,
                                   .name = name,
                                   .members = members,
                                   .count = count,
                                   .domain = domain,
                                   .d = d};
    struct rtpart_cpus usable;
    const enum rtpart_code code = rtpart_cpuset_usable(k, domain, &usable, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < count; i++)
        rtpart_cpus_add(&p.used, members[i].cpu);
    return h.version == 1 ? rtpart_cpuset_plan_v1(&p, err)
                          : rtpart_cpuset_plan_v2(&p, err);
}
