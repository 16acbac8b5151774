/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * QEMU with a Linux guest: machine types pc and q35, q35 with an uncompressed kernel that is
 * entered directly (PVH), and microvm. KVM where it boots a guest, else emulation (TCG).
 */
#include "validate/platform_backends.h"

#include <string.h>

#include "common/auto.h"
#include "common/words.h"
#include "validate/platform_guest.h"

/*
 * Without KVM, the kernel cannot measure its clock in a microvm, and gives up on timers that
 * come late: it is told.
 */
static const char *kernel_words(const struct rtpart_platform *p, bool microvm)
{
    if (p->kvm)
        return microvm ? "reboot=t tsc=reliable" : "tsc=reliable";
    return microvm ? "reboot=t tsc=reliable clocksource=tsc tsc_early_khz=1000000 "
                     "no_timer_check"
                   : "tsc=reliable clocksource=tsc";
}

void rtpart_platform_qemu_words(struct rtpart_words *out, const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                const char *machine, const char *const *guest)
{
    const char *const before[] = {
        b->program,
        "-M",
        machine,
        "-accel",
        p->kvm ? "kvm" : "tcg,thread=multi",
        "-cpu",
        p->kvm ? "host" : "max",
        "-nodefaults",
        "-no-user-config",
        "-no-reboot",
        "-display",
        "none",
        "-serial",
        "stdio",
        NULL,
    };

    rtpart_words_add_all(out, before);
    rtpart_words_add_all(out, guest);
    rtpart_words_add(out, "-smp");
    rtpart_words_add(out, "%u", job->vcpus);
    rtpart_words_add(out, "-m");
    rtpart_words_add(out, "%u", job->memory_mb);
}

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    const bool microvm = strcmp(b->variant, "microvm") == 0;
    const bool pvh = (b->needs & RTPART_NEEDS_VMLINUX) != 0;
    RTPART_AUTO_FREE char *line = rtpart_platform_kernel_line(
        job, microvm ? "reboot" : "poweroff", kernel_words(p, microvm));

    if (line == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const char *const guest[] = {
        "-kernel", pvh ? p->vmlinux : p->kernel, "-initrd", p->initramfs, "-append", line,
        NULL,
    };

    rtpart_platform_qemu_words(
        out, p, b, job, microvm ? "microvm,pit=on,pic=on,rtc=on" : b->variant, guest);
    return RTPART_OK;
}

#define QEMU(name_, variant_, summary_, paper_, needs_)                                  \
    {                                                                                    \
        .name = (name_), .summary = (summary_), .program = "qemu-system-x86_64",         \
        .install = "apt-get install qemu-system-x86", .paper = (paper_),                 \
        .kind = RTPART_BACKEND_VM, .needs = RTPART_NEEDS_KERNEL | (needs_),              \
        .seen = true, .command = command, .variant = (variant_)                          \
    }

static const struct rtpart_backend backends[] = {
    QEMU("qemu-pc", "pc", "QEMU, machine type pc, Linux guest", "qemu", 0),
    QEMU("qemu-q35", "q35", "QEMU, machine type q35, Linux guest", "qemu", 0),
    QEMU("qemu-pvh", "q35", "QEMU, q35, uncompressed Linux entered by PVH", "qemu-pvh",
         RTPART_NEEDS_VMLINUX),
    QEMU("qemu-microvm", "microvm", "QEMU, machine type microvm, Linux guest",
         "qemu-microvm", 0),
};

const struct rtpart_backend_family rtpart_family_qemu = {backends, sizeof backends /
                                                                       sizeof *backends};
