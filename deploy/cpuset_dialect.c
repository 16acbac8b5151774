/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/cpuset_dialect.h"

#include <stdint.h>
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
        p->k->read_file(p->k->ctx, path, text, RTPART_CPUS_LIST) != 0)
        text[0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text;
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
        struct rtpart_change c = {.kind = RTPART_CHANGE_MOVE,
                                  .who = (char *)(uintptr_t)m->who, /* copied below */
                                  .vcpu = m->vcpu,
                                  .thread = m->thread,
                                  .path = to,
                                  .found = from,
                                  .wanted = (char *)(uintptr_t)file};
        const int e = p->k->affinity_get(p->k->ctx, m->thread.tid, &c.cpus_found);

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
