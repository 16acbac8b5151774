/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Firecracker with a Linux guest, started from a configuration file. It needs KVM. Its guest
 * ends by a reboot, which Firecracker takes for the end.
 */
#include "validate/platform_backends.h"

#include "common/auto.h"
#include "common/json_out.h"
#include "common/words.h"
#include "validate/platform_guest.h"

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *line =
        rtpart_platform_kernel_line(job, "reboot", "reboot=k pci=off tsc=reliable");
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_JSON json_t *json = NULL;
    enum rtpart_code code;

    if (line == NULL || asprintf(&path, "%s/firecracker.json", p->directory) < 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    json = json_pack("{s:{s:s, s:s, s:s}, s:[], s:{s:i, s:i}}", "boot-source",
                     "kernel_image_path", p->vmlinux, "initrd_path", p->initramfs,
                     "boot_args", line, "drives", "machine-config", "vcpu_count",
                     (int)job->vcpus, "mem_size_mib", (int)job->memory_mb);
    code = rtpart_json_write(json, path, true, err);
    if (code != RTPART_OK)
        return code;
    const char *const words[] = {b->program, "--no-api", "--config-file", path, NULL};

    rtpart_words_add_all(out, words);
    return RTPART_OK;
}

static const struct rtpart_backend backends[] = {
    {.name = "firecracker",
     .summary = "Firecracker, Linux guest",
     .program = "firecracker",
     .install = "not in Debian: https://github.com/firecracker-microvm/firecracker/"
                "releases",
     .kind = RTPART_BACKEND_VM,
     .needs = RTPART_NEEDS_KVM | RTPART_NEEDS_KERNEL | RTPART_NEEDS_VMLINUX,
     .command = command},
};

const struct rtpart_backend_family rtpart_family_firecracker = {
    backends, sizeof backends / sizeof *backends};
