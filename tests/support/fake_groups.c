/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control groups of the host that is not there. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/fake_inside.h"
#include "tests/support/folder.h"

const char *fake_cpuset_text(const struct fake_kernel *f, const struct fake_thread *t,
                             const char *file, char *text, size_t size)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/cgroup%s%s/%s", f->root, f->v2 ? "" : "/cpuset",
                            t->cpuset_group, file));
    if (rtpart_kernel_linux.read_file(NULL, path, text, size) != 0)
        text[0] = '\0';
    return text;
}

/* The place below cgroup/<controller> of a path there; NULL where it is not. */
static const char *below(const struct fake_kernel *f, const char *controller,
                         const char *path)
{
    char mount[RTPART_PATH_SIZE];

    assert_true(rtpart_path(mount, "%s/cgroup%s%s", f->root,
                            *controller != '\0' || f->v2 ? "/" : "", controller));
    if (f->v2 && *controller == '\0' && strlen(path) + 1 == strlen(mount))
        return "";
    return strncmp(path, mount, strlen(mount)) == 0 ? path + strlen(mount) : NULL;
}

/* A number was written to `path`, a file such as "tasks": the thread moves. 0 or ESRCH. */
static int move_thread(struct fake_kernel *f, const char *path, const char *text)
{
    struct fake_thread *t = fake_thread_find(f, (pid_t)strtol(text, NULL, 10));
    const char *cpu = below(f, "cpu/", path);
    const char *group = cpu != NULL ? cpu : below(f, f->v2 ? "" : "cpuset/", path);
    char name[sizeof t->cpu_group];

    if (t == NULL)
        return ESRCH;
    assert_non_null(group);
    const char *slash = strrchr(group, '/');

    (void)snprintf(name, sizeof name, "/%.*s", slash != NULL ? (int)(slash - group) : 0,
                   group);
    if (cpu == NULL) {
        fake_thread_group(f, t, name);
        return 0;
    }
    (void)snprintf(t->cpu_group, sizeof t->cpu_group, "%s", name);
    fake_thread_groups(f, t);
    return 0;
}

void fake_thread_group(struct fake_kernel *f, struct fake_thread *t, const char *group)
{
    struct rtpart_cpus cpus;
    char text[128];

    (void)snprintf(t->cpuset_group, sizeof t->cpuset_group, "%s", group);
    fake_thread_groups(f, t);
    if (rtpart_cpus_parse(fake_cpuset_text(f, t, "cpuset.cpus", text, sizeof text), &cpus,
                          NULL) != RTPART_OK ||
        rtpart_cpus_count(&cpus) == 0)
        cpus = f->domain;
    t->elsewhere =
        t->sleeping && strlen(group) > 1 && !rtpart_cpus_equal(&cpus, &f->domain);
    t->affinity = cpus;
}

/* The list of the threads in a group, as its file tells. */
static void list_threads(const struct fake_kernel *f, const char *path, char *buf,
                         size_t size)
{
    const char *cpu = below(f, "cpu/", path);
    const char *group = cpu != NULL ? cpu : below(f, f->v2 ? "" : "cpuset/", path);
    const char *slash = group != NULL ? strrchr(group, '/') : NULL;
    char name[128];
    size_t used = 0;

    buf[0] = '\0';
    (void)snprintf(name, sizeof name, "/%.*s", slash != NULL ? (int)(slash - group) : 0,
                   group != NULL ? group : "");
    for (size_t i = 0; i < f->count; i++)
        if (!f->threads[i].gone && !f->threads[i].guest && used < size &&
            strcmp(cpu != NULL ? f->threads[i].cpu_group : f->threads[i].cpuset_group,
                   name) == 0)
            used +=
                (size_t)snprintf(buf + used, size - used, "%d\n", f->threads[i].id.tid);
}

static bool takes_threads(const char *path)
{
    const char *name = strrchr(path, '/') + 1;

    return strcmp(name, "tasks") == 0 || strcmp(name, "cgroup.procs") == 0 ||
           strcmp(name, "cgroup.threads") == 0;
}

int fake_read_file(void *ctx, const char *path, char *buf, size_t size)
{
    if (takes_threads(path)) {
        list_threads(ctx, path, buf, size);
        return 0;
    }
    return rtpart_kernel_linux.read_file(NULL, path, buf, size);
}

static int64_t number_in(const char *path)
{
    char text[64];

    return rtpart_kernel_linux.read_file(NULL, path, text, sizeof text) == 0
               ? strtoll(text, NULL, 10)
               : 0;
}

static int64_t children_take(const char *path, size_t *count);

/* Would that runtime of a v1 group leave less than the groups below have? */
static bool too_small(const char *path, const char *text)
{
    char dir[RTPART_PATH_SIZE];
    char file[RTPART_PATH_SIZE];
    size_t count;

    if (strcmp(strrchr(path, '/'), "/cpu.rt_runtime_us") != 0)
        return false;
    assert_true(rtpart_path(dir, "%.*s", (int)(strrchr(path, '/') - path), path));
    assert_true(rtpart_path(file, "%s/cpu.rt_period_us", dir));
    return (strtoll(text, NULL, 10) << 20) / number_in(file) < children_take(dir, &count);
}

int fake_write_file(void *ctx, const char *path, const char *text)
{
    struct fake_kernel *f = ctx;
    char line[512];

    fake_changes(f, "write_file");
    if (access(path, F_OK) != 0)
        return errno;
    if (takes_threads(path))
        return move_thread(f, path, text);
    int e = 0;

    if (f->v2 && fake_v2_write(f, path, text, &e))
        return e;
    if (too_small(path, text))
        return EINVAL;
    (void)snprintf(line, sizeof line, "%s\n", text);
    if (strcmp(strrchr(path, '/'), "/cpuset.cpus") == 0) { /* what it comes to */
        char effective[RTPART_PATH_SIZE];

        assert_true(
            rtpart_path(effective, "%.*s/%s", (int)(strrchr(path, '/') - path), path,
                        f->v2 ? "cpuset.cpus.effective" : "cpuset.effective_cpus"));
        fake_file(f, effective + strlen(f->root) + 1, line);
    }
    return rtpart_kernel_linux.write_file(NULL, path, line);
}

/* A new group has the files of its parent, and no real-time budget. */
int fake_make_dir(void *ctx, const char *path)
{
    char parent[RTPART_PATH_SIZE];
    DIR *dir;

    fake_changes(ctx, "make_dir");
    const int e = rtpart_kernel_linux.make_dir(NULL, path);

    if (e != 0)
        return e;
    if (((struct fake_kernel *)ctx)->v2) {
        fake_v2_made(ctx, path);
        return 0;
    }
    (void)snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '/') = '\0';
    dir = opendir(parent);
    assert_non_null(dir);
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char from[RTPART_PATH_SIZE];
        char to[RTPART_PATH_SIZE];
        char text[512] = "";

        if (d->d_type != DT_REG)
            continue;
        assert_true(rtpart_path(from, "%s/%s", parent, d->d_name));
        assert_true(rtpart_path(to, "%s/%s", path, d->d_name));
        if (strcmp(d->d_name, "cpu.rt_runtime_us") == 0)
            (void)snprintf(text, sizeof text, "0\n");
        else if (strcmp(d->d_name, "cpu.rt_period_us") == 0)
            (void)snprintf(text, sizeof text, "1000000\n");
        else if (strcmp(d->d_name, "cpu.rt.max") == 0)
            (void)snprintf(text, sizeof text, "0 1000000\n");
        else if (!takes_threads(from))
            (void)rtpart_kernel_linux.read_file(NULL, from, text, sizeof text);
        fake_file(ctx, to + strlen(((struct fake_kernel *)ctx)->root) + 1, text);
    }
    (void)closedir(dir);
    return 0;
}

/* Remove what the folder "cgroup" holds, for another layout. */
void fake_kernel_no_groups(struct fake_kernel *f)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/cgroup", f->root));
    test_tree_remove(path);
}

/* What the groups directly below take of a CPU, in units of 2^-20; *count: how many they are. */
static int64_t children_take(const char *path, size_t *count)
{
    DIR *dir = opendir(path);
    int64_t sum = 0;

    assert_non_null(dir);
    *count = 0;
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char file[RTPART_PATH_SIZE];

        if (d->d_type != DT_DIR || *d->d_name == '.')
            continue;
        ++*count;
        assert_true(rtpart_path(file, "%s/%s/cpu.rt_runtime_us", path, d->d_name));
        const int64_t runtime = number_in(file);

        assert_true(rtpart_path(file, "%s/%s/cpu.rt_period_us", path, d->d_name));
        const int64_t period = number_in(file);

        sum += period > 0 && runtime > 0 ? (runtime << 20) / period : 0;
    }
    (void)closedir(dir);
    return sum;
}

static bool has_groups(const char *path)
{
    size_t count;

    (void)children_take(path, &count);
    return count > 0;
}

int fake_remove_dir(void *ctx, const char *path)
{
    struct fake_kernel *f = ctx;
    const char *cpu = below(f, "cpu", path);
    const char *cpuset = f->v2                        ? below(f, "", path)
                         : cpu == NULL || *cpu != '/' ? below(f, "cpuset", path)
                                                      : NULL;

    fake_changes(ctx, "remove_dir");
    if (access(path, F_OK) != 0)
        return errno;
    for (size_t i = 0; i < f->count; i++)
        if (!f->threads[i].gone &&
            (cpuset != NULL ? strcmp(f->threads[i].cpuset_group + f->v2, cpuset) == 0
                            : cpu != NULL && strcmp(f->threads[i].cpu_group, cpu) == 0))
            return EBUSY;
    if (has_groups(path))
        return EBUSY;
    test_tree_remove(path);
    return 0;
}
