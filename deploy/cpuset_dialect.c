/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/cpuset_dialect.h"

#include <stdio.h>
#include <string.h>

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
