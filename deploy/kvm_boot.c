/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/kvm_boot.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "deploy/proc_thread.h"

/* A kernel under KVM needs about 2 s; one that hangs is not waited for longer than this. */
#define TIME_LIMIT_MS 15000

#define QEMU "qemu-system-x86_64"

#define SAY(out, ...) ((void)snprintf((out)->text, sizeof(out)->text, __VA_ARGS__))

/* The last /boot/vmlinuz-* that can be read. */
static bool find_kernel(char *path)
{
    glob_t files;
    bool found = false;

    if (glob("/boot/vmlinuz-*", 0, NULL, &files) != 0)
        return false;
    for (size_t i = files.gl_pathc; i-- > 0 && !found;)
        found = access(files.gl_pathv[i], R_OK) == 0 &&
                rtpart_path(path, "%s", files.gl_pathv[i]);
    globfree(&files);
    return found;
}

void rtpart_kvm_boot(const struct rtpart_kernel *k, const char *guest_kernel,
                     struct rtpart_finding *out)
{
    char found[RTPART_PATH_SIZE];
    char kvm[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE char *output = NULL;
    struct rtpart_error err;

    *out = (struct rtpart_finding){.health = RTPART_HEALTH_UNKNOWN};
    if (!rtpart_path(kvm, "%s/kvm", k->roots.dev) || access(kvm, W_OK) != 0) {
        SAY(out, "there is no KVM to try");
        return;
    }
    if (guest_kernel == NULL && find_kernel(found))
        guest_kernel = found;
    if (guest_kernel == NULL) {
        SAY(out, "%.100s opens; there is no kernel in /boot to try whether a guest runs",
            kvm);
        (void)snprintf(out->remedy, sizeof out->remedy,
                       "rtdeploy doctor --guest-kernel VMLINUZ");
        return;
    }
    const char *argv[] = {QEMU,
                          "-accel",
                          "kvm",
                          "-cpu",
                          "kvm64",
                          "-m",
                          "256",
                          "-nodefaults",
                          "-display",
                          "none",
                          "-no-reboot",
                          "-serial",
                          "stdio",
                          "-kernel",
                          guest_kernel,
                          "-append",
                          "console=ttyS0 panic=-1",
                          NULL};
    const enum rtpart_code code = rtpart_child_run(argv, TIME_LIMIT_MS, &output, &err);

    if (code == RTPART_OK && strstr(output, "Kernel panic") != NULL) {
        out->health = RTPART_HEALTH_GOOD;
        SAY(out, "%.100s boots a guest", kvm);
    } else if (code != RTPART_OK && strstr(err.message, QEMU ": not") != NULL) {
        SAY(out, "%.100s opens; there is no " QEMU " to try whether a guest runs", kvm);
    } else {
        out->health = RTPART_HEALTH_WARNING;
        SAY(out, "%.60s opens but boots no guest: %.120s", kvm,
            code == RTPART_OK ? "QEMU ended before the kernel came up" : err.message);
        (void)snprintf(
            out->remedy, sizeof out->remedy,
            "run virtual machines with -accel tcg,thread=multi, or on another host");
    }
}
