/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Partitions by cgroup v2. Threads of a process cannot leave its threaded domain, so the
 * partitions are children of the VM's own group; below the root they are "remote" ones,
 * whose CPUs every group above hands down in cpuset.cpus.exclusive (Linux 6.7).
 */
#include <stdio.h>
#include <string.h>

#include "deploy/cpuset_dialect.h"

/* The group whose children the threads can move to: the nearest that is not threaded. */
static enum rtpart_code find_base(const struct rtpart_cpuset_plan *p, char *base,
                                  struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(p->k, "cpuset");
    char type[RTPART_CPUS_LIST];
    const enum rtpart_code code =
        rtpart_cgroup_of(p->k, &h, "cpuset", &p->members[0].thread, base, err);

    if (code != RTPART_OK)
        return code;
    while (strlen(base) > strlen(p->mount) &&
           strcmp(rtpart_cpuset_text(p, base, "cgroup.type", type), "threaded") == 0)
        *strrchr(base, '/') = '\0';
    if (strlen(base) > strlen(p->mount) &&
        !rtpart_file_exists(p->mount, "cpuset.cpus.isolated"))
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: before Linux 6.7 partitions can only be made below the root of "
            "cgroup v2, and the VM is in %s: start it in the root group, or apply with "
            "--placement global",
            base);
    return RTPART_OK;
}

/* Hand the CPUs down to one group: those that it has exclusively already, and ours. */
static enum rtpart_code hand_down(const struct rtpart_cpuset_plan *p, const char *dir,
                                  struct rtpart_error *err)
{
    char found[RTPART_CPUS_LIST];
    char wanted[RTPART_CPUS_LIST];
    struct rtpart_cpus all = {0};

    (void)rtpart_cpus_parse(rtpart_cpuset_text(p, dir, "cpuset.cpus.exclusive", found),
                            &all, NULL);
    rtpart_cpus_join(&all, &p->used);
    return rtpart_deployment_add_file(
        p->d, RTPART_CPUSET_WHO, dir, "cpuset.cpus.exclusive", found,
        rtpart_cpus_format(wanted, sizeof wanted, &all), err);
}

/* From the root down to `base`: cpusets for the groups below, and their CPUs. */
static enum rtpart_code prepare_above(const struct rtpart_cpuset_plan *p,
                                      const char *base, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (const char *end = base + strlen(p->mount); code == RTPART_OK;) {
        char dir[RTPART_PATH_SIZE];

        (void)snprintf(dir, sizeof dir, "%.*s", (int)(end - base), base);
        if (end > base + strlen(p->mount))
            code = hand_down(p, dir, err);
        if (*end == '\0') /* on `base` itself it comes after its first threaded child */
            break;
        if (code == RTPART_OK)
            code = rtpart_deployment_add_controller(p->k, p->d, RTPART_CPUSET_WHO, dir,
                                                    "cpuset", err);
        end += 1 + strcspn(end + 1, "/");
    }
    return code;
}

/* The CPUs of a partition, and that it is one. */
static enum rtpart_code fill(const struct rtpart_cpuset_plan *p, const char *dir,
                             unsigned cpu, bool remote, struct rtpart_error *err)
{
    char list[16];
    enum rtpart_code code;

    (void)snprintf(list, sizeof list, "%u", cpu);
    code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir, "cpuset.cpus", NULL,
                                      list, err);
    if (code == RTPART_OK && remote)
        code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir,
                                          "cpuset.cpus.exclusive", NULL, list, err);
    return code == RTPART_OK
               ? rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir,
                                            "cpuset.cpus.partition", NULL, "root", err)
               : code;
}

enum rtpart_code rtpart_cpuset_plan_v2(const struct rtpart_cpuset_plan *p,
                                       struct rtpart_error *err)
{
    char base[RTPART_PATH_SIZE];
    char dir[RTPART_PATH_SIZE];
    enum rtpart_code code = find_base(p, base, err);

    if (code == RTPART_OK)
        code = prepare_above(p, base, err);
    for (int pass = 0; pass < 2;
         pass++) { /* all groups first: they make `base` threaded */
        for (unsigned cpu = rtpart_cpus_next(&p->used, 0);
             cpu < RTPART_CPUS_MAX && code == RTPART_OK;
             cpu = rtpart_cpus_next(&p->used, cpu + 1)) {
            if (!rtpart_cpuset_group(p, dir, base, cpu))
                return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", base);
            if (pass == 1) {
                code = fill(p, dir, cpu, strcmp(base, p->mount) != 0, err);
                continue;
            }
            code = rtpart_deployment_add_group(p->d, RTPART_CPUSET_WHO, dir,
                                               "cgroup.threads", err);
            if (code == RTPART_OK)
                code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir,
                                                  "cgroup.type", NULL, "threaded", err);
        }
        if (pass == 0 && code == RTPART_OK)
            code = rtpart_deployment_add_controller(p->k, p->d, RTPART_CPUSET_WHO, base,
                                                    "cpuset", err);
    }
    return code == RTPART_OK ? rtpart_cpuset_add_moves(p, base, "cgroup.threads", err)
                             : code;
}
