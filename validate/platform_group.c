/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"

/* How often a budget is asked for that the kernel refuses, and how long between: 5 s. */
#define ASK_TRIES 25
#define ASK_US    200000

#define TRIES 50 /* of removing a group: its bandwidth and its tasks linger a moment */

static int write_number(const char *cgroup, const char *name, const char *file, int value)
{
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_FD int fd = -1;
    char text[24];
    const int len = snprintf(text, sizeof text, "%d", value);

    if (asprintf(&path, "%s/cpu%s/%s", cgroup, name, file) < 0) {
        path = NULL;
        return ENOMEM;
    }
    fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, text, (size_t)len) == len ? 0 : errno;
}

enum rtpart_code rtpart_platform_group_make(const char *cgroup, const char *name,
                                            bool *budget, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *sign = NULL;
    RTPART_AUTO_FREE char *path = NULL;
    int e;

    if (asprintf(&sign, "%s/cpu/cpu.rt_runtime_us", cgroup) < 0)
        sign = NULL;
    if (asprintf(&path, "%s/cpu%s", cgroup, name) < 0)
        path = NULL;
    if (sign == NULL || path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    *budget = access(sign, F_OK) == 0;
    if (!*budget)
        return RTPART_OK; /* the runtimes make it */
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", path, strerror(errno));
    e = write_number(cgroup, name, "cpu.rt_period_us", RTPART_PLATFORM_RT_PERIOD_US);
    if (e == 0)
        e = write_number(cgroup, name, "cpu.rt_runtime_us",
                         RTPART_PLATFORM_RT_RUNTIME_US);
    /* a group that ended keeps its bandwidth for a moment */
    for (int i = 0; i < ASK_TRIES && e == EINVAL; i++) {
        (void)usleep(ASK_US);
        e = write_number(cgroup, name, "cpu.rt_runtime_us",
                         RTPART_PLATFORM_RT_RUNTIME_US);
    }
    if (e == 0)
        return RTPART_OK;
    (void)rmdir(path);
    return rtpart_fail(err, RTPART_EHOST,
                       "%s: no real-time budget of %d us in %d us: %s; other groups hold "
                       "what there is, see rtdeploy doctor",
                       path, RTPART_PLATFORM_RT_RUNTIME_US, RTPART_PLATFORM_RT_PERIOD_US,
                       strerror(e));
}

static int remove_group(const char *path, const struct stat *st, int type,
                        struct FTW *ftw)
{
    const struct timespec nap = {.tv_nsec = 10000000};

    (void)st;
    (void)ftw;
    for (int i = 0; type == FTW_DP && i < TRIES && rmdir(path) != 0; i++) {
        if (errno != EBUSY)
            break;
        (void)nanosleep(&nap, NULL);
    }
    return 0;
}

void rtpart_platform_group_remove(const char *cgroup, const char *name)
{
    DIR *dir = opendir(cgroup);

    (void)write_number(cgroup, name, "cpu.rt_runtime_us", 0);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        RTPART_AUTO_FREE char *path = NULL;

        if (e->d_name[0] == '.')
            continue;
        if (asprintf(&path, "%s/%s%s", cgroup, e->d_name, name) < 0)
            path = NULL;
        if (path != NULL && access(path, F_OK) == 0)
            (void)nftw(path, remove_group, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    }
    if (dir != NULL)
        (void)closedir(dir);
    RTPART_AUTO_FREE char *whole = NULL; /* version 2 alone */

    if (asprintf(&whole, "%s%s", cgroup, name) < 0)
        whole = NULL;
    if (whole != NULL && access(whole, F_OK) == 0)
        (void)nftw(whole, remove_group, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

enum rtpart_code rtpart_platform_apart(const char *cgroup, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *unified = NULL;

    if (asprintf(&unified, "%s/unified", cgroup) < 0) {
        unified = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return rtpart_fail(err, RTPART_EHOST, "no namespaces of our own: %s",
                           strerror(errno));
    (void)umount2(unified, MNT_DETACH); /* where there is none, nothing is hidden */
    (void)mount("tmpfs", "/var/lib/cni", "tmpfs", 0, NULL); /* addresses podman gives */
    return RTPART_OK;
}

void rtpart_platform_unmount(const char *folder)
{
    RTPART_AUTO_FILE FILE *f = fopen("/proc/self/mountinfo", "re");
    char line[4500];
    char path[4200];

    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, "%*s %*s %*s %*s %4199s", path) == 1 &&
            strncmp(path, folder, strlen(folder)) == 0 && path[strlen(folder)] == '/')
            (void)umount2(path, MNT_DETACH);
}
