/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cloud Hypervisor with a Linux guest. It needs KVM. */
#include "validate/platform_backends.h"

#include "common/auto.h"
#include "common/words.h"
#include "validate/platform_guest.h"

void rtpart_platform_cloud_words(struct rtpart_words *out, const struct rtpart_backend *b,
                                 const struct rtpart_platform_job *job,
                                 const char *kernel, const char *initramfs,
                                 const char *line)
{
    const char *const boot[] = {b->program, "--kernel", kernel, NULL};
    const char *const with[] = {"--initramfs", initramfs, NULL};
    const char *const console[] = {"--cmdline", line,  "--serial", "tty",
                                   "--console", "off", "--cpus",   NULL};

    rtpart_words_add_all(out, boot);
    if (initramfs != NULL)
        rtpart_words_add_all(out, with);
    rtpart_words_add_all(out, console);
    rtpart_words_add(out, "boot=%u", job->vcpus);
    rtpart_words_add(out, "--memory");
    rtpart_words_add(out, "size=%uM", job->memory_mb);
}

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *line =
        rtpart_platform_kernel_line(job, "poweroff", "tsc=reliable");

    if (line == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    rtpart_platform_cloud_words(out, b, job, p->vmlinux, p->initramfs, line);
    return RTPART_OK;
}

static const struct rtpart_backend backends[] = {
    {.name = "cloud-hypervisor",
     .summary = "Cloud Hypervisor, Linux guest",
     .program = "cloud-hypervisor",
     .install = "not in Debian: https://github.com/cloud-hypervisor/cloud-hypervisor/"
                "releases",
     .paper = "cloud-hypervisor",
     .kind = RTPART_BACKEND_VM,
     .needs = RTPART_NEEDS_KVM | RTPART_NEEDS_KERNEL | RTPART_NEEDS_VMLINUX,
     .command = command},
};

const struct rtpart_backend_family rtpart_family_cloud_hypervisor = {
    backends, sizeof backends / sizeof *backends};
