/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Partitions by v1 cpusets. The root gives up balancing at the end, so that the kernel builds
 * its root domains once; from then on each group that balances is one.
 */
#include <dirent.h>
#include <stdbool.h>

#include "deploy/cpuset_dialect.h"

/* Does a cpuset have one of the CPUs that are to be partitions? */
static bool overlaps(const struct rtpart_cpuset_plan *p, const char *dir)
{
    char text[RTPART_CPUS_LIST];
    struct rtpart_cpus theirs;

    if (rtpart_cpus_parse(rtpart_cpuset_text(p, dir, "cpuset.cpus", text), &theirs,
                          NULL) != RTPART_OK)
        return false;
    rtpart_cpus_keep(&theirs, &p->used);
    return rtpart_cpus_count(&theirs) > 0;
}

/*
 * Cpusets below `above` that have such a CPU and balance would be joined with its partition
 * by the kernel (container engines leave some that have all CPUs): they must give up
 * balancing as the root does. Their tasks go on as before, in either root domain.
 *
 * @shared  set to true where there is any with such a CPU
 */
static enum rtpart_code calm_others(const struct rtpart_cpuset_plan *p, const char *above,
                                    bool *shared, struct rtpart_error *err)
{
    DIR *dir = opendir(above);
    enum rtpart_code code = RTPART_OK;

    for (const struct dirent *e;
         code == RTPART_OK && dir != NULL && (e = readdir(dir)) != NULL;) {
        char path[RTPART_PATH_SIZE];
        char text[RTPART_CPUS_LIST];

        if (*e->d_name == '.' || !rtpart_path(path, "%s/%s", above, e->d_name) ||
            !overlaps(p, path))
            continue;
        *shared = true;
        if (*rtpart_cpuset_text(p, path, "cpuset.cpu_exclusive", text) == '1')
            code =
                rtpart_fail(err, RTPART_EHOST,
                            "refused: the cpuset %s has CPUs for itself "
                            "(cpuset.cpu_exclusive) of which a partition is to be made",
                            path);
        else if (*rtpart_cpuset_text(p, path, "cpuset.sched_load_balance", text) == '1')
            code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, path,
                                              "cpuset.sched_load_balance", "1", "0", err);
        if (code == RTPART_OK)
            code = calm_others(p, path, shared, err);
    }
    if (dir != NULL)
        (void)closedir(dir);
    return code;
}

/* A new cpuset with these CPUs. */
static enum rtpart_code add_cpuset(const struct rtpart_cpuset_plan *p, const char *dir,
                                   const struct rtpart_cpus *cpus, bool exclusive,
                                   struct rtpart_error *err)
{
    char mems[RTPART_CPUS_LIST];
    char list[RTPART_CPUS_LIST];
    enum rtpart_code code =
        rtpart_deployment_add_group(p->d, RTPART_CPUSET_WHO, dir, "tasks", err);

    if (code == RTPART_OK)
        code = rtpart_deployment_add_file(
            p->d, RTPART_CPUSET_WHO, dir, "cpuset.mems", NULL,
            rtpart_cpuset_text(p, p->mount, "cpuset.mems", mems), err);
    if (code == RTPART_OK)
        code =
            rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir, "cpuset.cpus", NULL,
                                       rtpart_cpus_format(list, sizeof list, cpus), err);
    if (code == RTPART_OK && exclusive)
        code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, dir,
                                          "cpuset.cpu_exclusive", NULL, "1", err);
    return code;
}

enum rtpart_code rtpart_cpuset_plan_v1(const struct rtpart_cpuset_plan *p,
                                       struct rtpart_error *err)
{
    struct rtpart_cpus rest = *p->domain;
    char dir[RTPART_PATH_SIZE];
    bool shared = false;
    enum rtpart_code code = calm_others(p, p->mount, &shared, err);

    for (unsigned cpu = rtpart_cpus_next(&p->used, 0);
         cpu < RTPART_CPUS_MAX && code == RTPART_OK;
         cpu = rtpart_cpus_next(&p->used, cpu + 1)) {
        struct rtpart_cpus one = {0};

        rtpart_cpus_add(&one, cpu);
        code = rtpart_cpuset_group(p, dir, p->mount, cpu)
                   ? add_cpuset(p, dir, &one, !shared, err)
                   : rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", p->mount);
    }
    rtpart_cpus_remove(&rest, &p->used);
    if (code == RTPART_OK && rtpart_cpus_count(&rest) > 0 &&
        rtpart_path(dir, "%s/rtpart-%s-rest", p->mount, p->name))
        code = add_cpuset(p, dir, &rest, false, err);
    if (code == RTPART_OK)
        code = rtpart_deployment_add_file(p->d, RTPART_CPUSET_WHO, p->mount,
                                          "cpuset.sched_load_balance", "1", "0", err);
    return code == RTPART_OK ? rtpart_cpuset_add_moves(p, p->mount, "tasks", err) : code;
}
