/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/cgroup_path.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

bool rtpart_file_exists(const char *dir, const char *name)
{
    char path[RTPART_PATH_SIZE];

    return rtpart_path(path, "%s/%s", dir, name) && access(path, F_OK) == 0;
}

int rtpart_file_text(const struct rtpart_kernel *k, const char *path, char *text,
                     size_t size)
{
    const int e = k->read_file(k->ctx, path, text, size);

    if (e != 0)
        return e;
    for (size_t n = strlen(text); n > 0 && isspace((unsigned char)text[n - 1]);)
        text[--n] = '\0';
    return 0;
}

struct rtpart_hierarchy rtpart_hierarchy_find(const struct rtpart_kernel *k,
                                              const char *controller)
{
    struct rtpart_hierarchy h = {0};
    static const char *const beside[] = {"", "/unified"};

    if (rtpart_path(h.mount, "%s/%s", k->roots.cgroup, controller) &&
        !rtpart_file_exists(k->roots.cgroup, "cgroup.controllers") &&
        rtpart_file_exists(h.mount, "cgroup.procs")) {
        h.version = 1;
        return h;
    }
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (rtpart_path(h.mount, "%s%s", k->roots.cgroup, beside[i]) &&
            rtpart_file_exists(h.mount, "cgroup.controllers")) {
            h.version = 2;
            return h;
        }
    h.mount[0] = '\0';
    return h;
}

/* Is `name` one of the controllers "cpu,cpuacct" that end at `end`? */
static bool lists_controller(const char *list, const char *end, const char *name)
{
    const size_t len = strlen(name);

    while (list < end) {
        const char *comma = memchr(list, ',', (size_t)(end - list));
        const char *stop = comma != NULL ? comma : end;

        if ((size_t)(stop - list) == len && memcmp(list, name, len) == 0)
            return true;
        list = stop + 1;
    }
    return false;
}

/* The path in the line of /proc/TID/cgroup that is about the hierarchy; not ended. */
static const char *find_group(const char *text, int version, const char *controller)
{
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *list = strchr(line, ':');
        const char *path = list != NULL ? strchr(list + 1, ':') : NULL;

        if (path == NULL)
            return NULL;
        if (version == 2 ? strncmp(line, "0::", 3) == 0
                         : lists_controller(list + 1, path, controller))
            return path + 1;
        line = strchr(path, '\n');
        if (line != NULL)
            line++;
    }
    return NULL;
}

enum rtpart_code rtpart_cgroup_of(const struct rtpart_kernel *k,
                                  const struct rtpart_hierarchy *h,
                                  const char *controller, const struct rtpart_thread *t,
                                  char *dir, struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char text[4096];

    if (h->version == 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "no control group hierarchy with \"%s\" is mounted below %s",
                           controller, k->roots.cgroup);
    if (!rtpart_path(path, "%s/%d/task/%d/cgroup", k->roots.proc, t->pid, t->tid) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return rtpart_fail(err, RTPART_EHOST, "thread %d is gone", t->tid);
    const char *group = find_group(text, h->version, controller);

    if (group == NULL)
        return rtpart_fail(err, RTPART_EHOST, "thread %d is in no group of \"%s\"",
                           t->tid, controller);
    const int len = (int)strcspn(group, "\n");

    if (!rtpart_path(dir, "%s%.*s", h->mount, len > 1 ? len : 0, group))
        return rtpart_fail(err, RTPART_EHOST, "the group of thread %d has a long name",
                           t->tid);
    return RTPART_OK;
}

/* A list of CPUs from a file. False where it is missing or holds none. */
static bool read_cpus(const struct rtpart_kernel *k, const char *dir, const char *name,
                      struct rtpart_cpus *out)
{
    char path[RTPART_PATH_SIZE];
    char text[4096];

    return rtpart_path(path, "%s/%s", dir, name) &&
           k->read_file(k->ctx, path, text, sizeof text) == 0 &&
           rtpart_cpus_parse(text, out, NULL) == RTPART_OK && rtpart_cpus_count(out) > 0;
}

enum rtpart_code rtpart_cpus_online(const struct rtpart_kernel *k,
                                    struct rtpart_cpus *out, struct rtpart_error *err)
{
    char dir[RTPART_PATH_SIZE];
    struct rtpart_cpus isolated = {0};

    if (!rtpart_path(dir, "%s/devices/system/cpu", k->roots.sys) ||
        !read_cpus(k, dir, "online", out))
        return rtpart_fail(err, RTPART_EHOST,
                           "%s/online: which CPUs there are is unknown", dir);
    if (read_cpus(k, dir, "isolated", &isolated))
        rtpart_cpus_remove(out, &isolated);
    return RTPART_OK;
}

/* Does the file `dir`/`name` begin with `text`, and does it not say "invalid"? */
static bool says(const struct rtpart_kernel *k, const char *dir, const char *name,
                 const char *text)
{
    char path[RTPART_PATH_SIZE];
    char got[128];

    return rtpart_path(path, "%s/%s", dir, name) &&
           k->read_file(k->ctx, path, got, sizeof got) == 0 &&
           strncmp(got, text, strlen(text)) == 0 && strstr(got, "invalid") == NULL;
}

/* Is the group a root domain of its own? */
static bool is_partition(const struct rtpart_kernel *k, int version, const char *dir)
{
    if (version == 1)
        return says(k, dir, "cpuset.sched_load_balance", "1");
    return says(k, dir, "cpuset.cpus.partition", "root") ||
           says(k, dir, "cpuset.cpus.partition", "isolated");
}

bool rtpart_controller_on(const struct rtpart_kernel *k, const char *dir,
                          const char *controller)
{
    char path[RTPART_PATH_SIZE];
    char text[512];
    const size_t len = strlen(controller);

    if (!rtpart_path(path, "%s/cgroup.subtree_control", dir) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return false;
    for (const char *word = text; *word != '\0';) {
        const size_t n = strcspn(word, " \n");

        if (n == len && memcmp(word, controller, len) == 0)
            return true;
        word += n + strspn(word + n, " \n");
    }
    return false;
}

bool rtpart_cpus_partitioned(const struct rtpart_kernel *k)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");

    return h.version == 1 && says(k, h.mount, "cpuset.sched_load_balance", "0");
}

/* CPUs that are in no partition: online, and of v2 what partitions have not taken. */
static enum rtpart_code root_cpus(const struct rtpart_kernel *k,
                                  const struct rtpart_hierarchy *h,
                                  struct rtpart_cpus *out, struct rtpart_error *err)
{
    struct rtpart_cpus left;
    const enum rtpart_code code = rtpart_cpus_online(k, out, err);

    if (code == RTPART_OK && h->version == 2 &&
        read_cpus(k, h->mount, "cpuset.cpus.effective", &left))
        rtpart_cpus_keep(out, &left);
    return code;
}

enum rtpart_code rtpart_root_domain(const struct rtpart_kernel *k,
                                    const struct rtpart_thread *t,
                                    struct rtpart_cpus *out, struct rtpart_error *err)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");
    char dir[RTPART_PATH_SIZE];
    size_t root = 0;

    if (h.version == 0 ||
        (h.version == 1 && says(k, h.mount, "cpuset.sched_load_balance", "1")) ||
        rtpart_cgroup_of(k, &h, "cpuset", t, dir, NULL) != RTPART_OK)
        return root_cpus(k, &h, out, err);
    root = strlen(h.mount);
    while (strlen(dir) > root) { /* v2 knows no partition at the root itself */
        if (is_partition(k, h.version, dir) &&
            read_cpus(k, dir,
                      h.version == 1 ? "cpuset.effective_cpus" : "cpuset.cpus.effective",
                      out))
            return RTPART_OK;
        *strrchr(dir, '/') = '\0';
    }
    return root_cpus(k, &h, out, err);
}
