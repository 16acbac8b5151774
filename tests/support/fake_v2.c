/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control groups by v2, for the host that is not there. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/cgroup_path.h"
#include "tests/support/fake_inside.h"

/* Path below the folder of the host, for fake_file. */
static const char *name_of(const struct fake_kernel *f, const char *path)
{
    return path + strlen(f->root) + 1;
}

static void put(struct fake_kernel *f, const char *dir, const char *file,
                const char *text)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/%s", name_of(f, dir), file));
    fake_file(f, path, text);
}

/* The files that the controller cpuset puts into a group. */
static void add_cpuset_files(struct fake_kernel *f, const char *dir)
{
    put(f, dir, "cpuset.cpus", "\n");
    put(f, dir, "cpuset.cpus.exclusive", "\n");
    put(f, dir, "cpuset.cpus.partition", "member\n");
}

void fake_v2_made(struct fake_kernel *f, const char *path)
{
    char parent[RTPART_PATH_SIZE];

    (void)snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '/') = '\0';
    put(f, path, "cgroup.procs", "");
    put(f, path, "cgroup.threads", "");
    put(f, path, "cgroup.type", "domain\n");
    put(f, path, "cgroup.subtree_control", "\n");
    if (rtpart_controller_on(&rtpart_kernel_linux, parent, "cpuset"))
        add_cpuset_files(f, path);
}

/* Switch cpuset on or off in a group, hence the files of those below it. */
static int switch_cpuset(struct fake_kernel *f, const char *path, bool on)
{
    static const char *const files[] = {"cpuset.cpus", "cpuset.cpus.exclusive",
                                        "cpuset.cpus.partition"};
    char dir[RTPART_PATH_SIZE];
    DIR *d;

    (void)snprintf(dir, sizeof dir, "%s", path);
    *strrchr(dir, '/') = '\0';
    fake_file(f, name_of(f, path), on ? "cpuset\n" : "\n");
    d = opendir(dir);
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        char child[RTPART_PATH_SIZE];

        if (e->d_type != DT_DIR || *e->d_name == '.')
            continue;
        assert_true(rtpart_path(child, "%s/%s", dir, e->d_name));
        if (on)
            add_cpuset_files(f, child);
        for (size_t i = 0; !on && i < sizeof files / sizeof *files; i++) {
            char file[RTPART_PATH_SIZE];

            assert_true(rtpart_path(file, "%s/%s", child, files[i]));
            (void)unlink(file);
        }
    }
    (void)closedir(d);
    return 0;
}

bool fake_v2_write(struct fake_kernel *f, const char *path, const char *text, int *e)
{
    const char *file = strrchr(path, '/') + 1;

    if (strcmp(file, "cgroup.subtree_control") == 0) {
        *e = strcmp(text + 1, "cpuset") == 0 ? switch_cpuset(f, path, *text == '+')
                                             : EINVAL;
        return true;
    }
    if (strcmp(file, "cpuset.cpus.partition") == 0 && f->no_partition) {
        fake_file(f, name_of(f, path),
                  "root invalid (Cpu list in cpuset.cpus not exclusive)\n");
        return true;
    }
    return false;
}

void fake_kernel_v2(struct fake_kernel *f)
{
    char cpus[RTPART_CPUS_TEXT];
    char dir[RTPART_PATH_SIZE];

    fake_kernel_no_groups(f);
    f->v2 = true;
    (void)rtpart_cpus_format(cpus, sizeof cpus, &f->domain);
    fake_file(f, "cgroup/cgroup.controllers", "cpuset cpu\n");
    fake_file(f, "cgroup/cgroup.subtree_control", "\n");
    fake_file(f, "cgroup/cgroup.threads", "");
    fake_file(f, "cgroup/cgroup.procs", "");
    fake_file(f, "cgroup/cpuset.cpus.effective", cpus);
    fake_file(f, "cgroup/cpuset.cpus.isolated", "\n");
    fake_file(f, "cgroup/machine/none", "");
    fake_file(f, "cgroup/machine/vm/none", "");
    assert_true(rtpart_path(dir, "%s/cgroup/machine", f->root));
    fake_v2_made(f, dir);
    assert_true(rtpart_path(dir, "%s/cgroup/machine/vm", f->root));
    fake_v2_made(f, dir);
    for (size_t i = 0; i < f->count; i++)
        fake_thread_group(f, &f->threads[i], "/");
}
