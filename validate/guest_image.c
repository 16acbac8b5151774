/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/guest_image.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "validate/guest_root.h"

#define PACK_MS 60000

/*
 * Real-time tasks may use all of a vCPU: the guest's own throttling would add to that of the
 * reservation.
 */
static const char init[] =
    "#!/bin/busybox sh\n"
    "/bin/busybox mkdir -p /dev/shm /sbin /usr/bin /usr/sbin\n"
    "/bin/busybox --install -s /bin\n"
    "export PATH=/bin:/sbin:/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin\n"
    "mount -t proc proc /proc\n"
    "mount -t sysfs sys /sys\n"
    "mount -t devtmpfs dev /dev\n"
    "mkdir -p /dev/shm\n"
    "mount -t tmpfs shm /dev/shm\n"
    "echo -1 >/proc/sys/kernel/sched_rt_runtime_us\n"
    "uptime_s() { cut -d' ' -f1 /proc/uptime; }\n"
    "say() { echo \"rtpart-guest: $*\" >/dev/ttyS0; }\n"
    "say ready $(uptime_s)\n"
    ". /job\n"
    "say end $(uptime_s)\n"
    "if [ -c /dev/ttyS1 ]; then\n"
    "    stty -F /dev/ttyS1 raw\n"
    "    tar cz -C /logs . >/dev/ttyS1\n"
    "fi\n"
    "poweroff -f\n";

enum rtpart_code rtpart_guest_job_put(const char *root, const char *job,
                                      struct rtpart_error *err)
{
    const enum rtpart_code code = rtpart_guest_root_put(root, "/init", init, 0755, err);

    return code != RTPART_OK ? code : rtpart_guest_root_put(root, "/job", job, 0644, err);
}

enum rtpart_code rtpart_guest_image_make(const char *root, const char *file,
                                         struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *nothing = NULL;
    const char *const argv[] = {
        "sh", "-c", "cd \"$1\" && find . | busybox cpio -o -H newc >\"$2\"", "sh", root,
        file, NULL};

    return rtpart_child_run(argv, PACK_MS, &nothing, err);
}

/* Is kernel a better than b? Real-time before others, then the later version. */
static bool better(const char *a, const char *b)
{
    const bool rt_a = strstr(a, "-rt") != NULL;
    const bool rt_b = strstr(b, "-rt") != NULL;

    return rt_a != rt_b ? rt_a : strverscmp(a, b) > 0;
}

/* The best readable file of folder/vmlinuz*. NULL: none. */
static char *find_kernel(const char *folder)
{
    RTPART_AUTO_FREE char *pattern = NULL;
    const char *best = NULL;
    char *copy = NULL;
    glob_t found;

    if (asprintf(&pattern, "%s/vmlinuz*", folder) < 0) {
        pattern = NULL;
        return NULL;
    }
    if (glob(pattern, 0, NULL, &found) != 0)
        return NULL;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (access(found.gl_pathv[i], R_OK) == 0 &&
            (best == NULL || better(found.gl_pathv[i], best)))
            best = found.gl_pathv[i];
    if (best != NULL)
        copy = strdup(best);
    globfree(&found);
    return copy;
}

enum rtpart_code rtpart_guest_kernel_find(const char *given, const char *folder,
                                          char **path, bool *rt, struct rtpart_error *err)
{
    if (given != NULL && access(given, R_OK) != 0)
        return rtpart_fail(err, RTPART_EHOST, "kernel %s: %s", given, strerror(errno));
    *path =
        given != NULL ? strdup(given) : find_kernel(folder != NULL ? folder : "/boot");
    if (*path == NULL && given != NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (*path == NULL)
        return rtpart_fail(
            err, RTPART_EHOST,
            "no kernel for the guest in %s (vmlinuz*): name one with --kernel FILE, or "
            "unpack Debian's: apt-get download linux-image-rt-amd64 (or "
            "linux-image-cloud-amd64, and the package it depends on), dpkg-deb -x",
            folder != NULL ? folder : "/boot");
    *rt = strstr(*path, "-rt") != NULL;
    return RTPART_OK;
}
