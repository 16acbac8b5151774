/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cpuset partitions: what both versions of control groups share. */
#include "deploy/cpuset.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
        const unsigned first = rtpart_cpus_next(&cpus, 0);

        cpus.words[first / RTPART_CPUS_WORD] &= ~(1ul << first % RTPART_CPUS_WORD);
        if (rtpart_cpus_count(&cpus) == 0)
            return rtpart_fail(
                err, RTPART_EHOST,
                "refused: partitions of cgroup v2 leave at least one CPU to "
                "the rest of the host, and there is only one");
    }
    *out = cpus;
    return RTPART_OK;
}

bool rtpart_cpuset_group(const struct rtpart_cpuset_plan *p, char *dir, const char *above,
                         unsigned cpu)
{
    return rtpart_path(dir, "%s/rtpart-%s-cpu%u", above, p->name, cpu);
}

const char *rtpart_cpuset_text(const struct rtpart_cpuset_plan *p, const char *dir,
                               const char *file, char *text)
{
    char path[RTPART_PATH_SIZE];

    if (!rtpart_path(path, "%s/%s", dir, file) ||
        p->k->read_file(p->k->ctx, path, text, RTPART_CPUS_TEXT) != 0)
        text[0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text;
}

enum rtpart_code rtpart_cpuset_add_group(const struct rtpart_cpuset_plan *p,
                                         const char *dir, const char *file,
                                         struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char who[] = "cpuset";
    char wanted[32];
    const struct rtpart_change c = {.kind = RTPART_CHANGE_GROUP,
                                    .who = who,
                                    .vcpu = -1,
                                    .path = path,
                                    .wanted = wanted};

    (void)snprintf(path, sizeof path, "%s", dir);
    (void)snprintf(wanted, sizeof wanted, "%s", file);
    if (rtpart_file_exists(dir, "."))
        return rtpart_fail(err, RTPART_EHOST,
                           "the group %s is there, and no deployment is: if it is empty, "
                           "rmdir it, or choose another --name",
                           dir);
    return rtpart_deployment_add(p->d, &c, err);
}

enum rtpart_code rtpart_cpuset_add_file(const struct rtpart_cpuset_plan *p,
                                        const char *dir, const char *file,
                                        const char *found, const char *wanted,
                                        struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char before[RTPART_CPUS_TEXT];
    char after[RTPART_CPUS_TEXT];
    char who[] = "cpuset";
    const struct rtpart_change c = {.kind = RTPART_CHANGE_FILE,
                                    .who = who,
                                    .vcpu = -1,
                                    .path = path,
                                    .found = found != NULL ? before : NULL,
                                    .wanted = after};

    (void)snprintf(before, sizeof before, "%s", found != NULL ? found : "");
    (void)snprintf(after, sizeof after, "%s", wanted);
    if (!rtpart_path(path, "%s/%s", dir, file))
        return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", dir);
    return rtpart_deployment_add(p->d, &c, err);
}

enum rtpart_code rtpart_cpuset_add_moves(const struct rtpart_cpuset_plan *p,
                                         const char *above, const char *file,
                                         struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(p->k, "cpuset");
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < p->count && code == RTPART_OK; i++) {
        const struct rtpart_cpuset_member *m = &p->members[i];
        char from[RTPART_PATH_SIZE];
        char to[RTPART_PATH_SIZE];
        char who[32];
        char wanted[32];
        struct rtpart_change c = {.kind = RTPART_CHANGE_MOVE,
                                  .who = who,
                                  .vcpu = m->vcpu,
                                  .thread = m->thread,
                                  .path = to,
                                  .found = from,
                                  .wanted = wanted};
        const int e = p->k->affinity_get(p->k->ctx, m->thread.tid, &c.cpus_found);

        (void)snprintf(who, sizeof who, "%s", m->who);
        (void)snprintf(wanted, sizeof wanted, "%s", file);
        if (e != 0)
            return rtpart_fail(err, RTPART_EHOST, "%s: thread %d: %s", m->who,
                               m->thread.tid, strerror(e));
        if (!rtpart_cpuset_group(p, to, above, m->cpu))
            return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", above);
        code = rtpart_cgroup_of(p->k, &h, "cpuset", &m->thread, from, err);
        if (code == RTPART_OK)
            code = rtpart_deployment_add(p->d, &c, err);
    }
    return code;
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
