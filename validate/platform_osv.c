/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The unikernel OSv with cyclictest in its ramfs, in QEMU q35 and microvm and in Cloud
 * Hypervisor. The image is given: a kernel that takes its command line from the loader.
 *
 * There is no shell in it: cyclictest is the only program, prints its histogram on the
 * console, and when it ends so does the machine. A start is a cyclictest of one loop.
 */
#include "validate/platform_backends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/words.h"
#include "validate/platform_guest.h"

/* What OSv is to do: the file systems it has, then the program and its options. */
static char *osv_line(const struct rtpart_platform_job *job)
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);

    if (f == NULL)
        return NULL;
    fputs("--rootfs=ramfs --power-off-on-abort /cyclictest", f);
    if (job->job == RTPART_JOB_START)
        fputs(" --quiet --loops=1", f);
    for (size_t i = 0; job->job == RTPART_JOB_LATENCY && job->cyclictest[i] != NULL; i++)
        fprintf(f, " %s", job->cyclictest[i]);
    if (fclose(f) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static enum rtpart_code in_qemu(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *line = osv_line(job);

    if (line == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const char *const guest[] = {"-kernel", p->osv, "-append", line, NULL};

    rtpart_platform_qemu_words(out, p, b, job, b->variant, guest);
    return RTPART_OK;
}

static enum rtpart_code in_cloud_hypervisor(const struct rtpart_platform *p,
                                            const struct rtpart_backend *b,
                                            const struct rtpart_platform_job *job,
                                            struct rtpart_words *out,
                                            struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *line = osv_line(job);

    if (line == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    rtpart_platform_cloud_words(out, b, job, p->osv, NULL, line);
    return RTPART_OK;
}

static const struct rtpart_backend backends[] = {
    {.name = "osv-qemu",
     .summary = "QEMU, machine type q35, OSv guest",
     .program = "qemu-system-x86_64",
     .install = "apt-get install qemu-system-x86",
     .paper = "osv-qemu",
     .kind = RTPART_BACKEND_VM,
     .needs = RTPART_NEEDS_OSV,
     .command = in_qemu,
     .variant = "q35"},
    {.name = "osv-microvm",
     .summary = "QEMU, machine type microvm, OSv guest",
     .program = "qemu-system-x86_64",
     .install = "apt-get install qemu-system-x86",
     .paper = "osv-microvm",
     .kind = RTPART_BACKEND_VM,
     .needs = RTPART_NEEDS_OSV,
     .command = in_qemu,
     .variant = "microvm,pit=on,pic=on,rtc=on"},
    {.name = "osv-cloud-hypervisor",
     .summary = "Cloud Hypervisor, OSv guest",
     .program = "cloud-hypervisor",
     .install = "not in Debian: https://github.com/cloud-hypervisor/cloud-hypervisor/"
                "releases",
     .paper = "osv-cloud-hypervisor",
     .kind = RTPART_BACKEND_VM,
     .needs = RTPART_NEEDS_KVM | RTPART_NEEDS_OSV,
     .command = in_cloud_hypervisor},
};

const struct rtpart_backend_family rtpart_family_osv = {backends, sizeof backends /
                                                                      sizeof *backends};
