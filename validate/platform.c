/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "validate/guest_image.h"
#include "validate/guest_root.h"
#include "validate/platform_backends.h"

static const struct rtpart_backend_family *const families[] = {
    &rtpart_family_native,      &rtpart_family_oci,  &rtpart_family_podman,
    &rtpart_family_docker,      &rtpart_family_qemu, &rtpart_family_cloud_hypervisor,
    &rtpart_family_firecracker, &rtpart_family_osv,
};

const struct rtpart_backend *rtpart_backend_at(size_t i)
{
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        if (i < families[f]->count)
            return &families[f]->backends[i];
        i -= families[f]->count;
    }
    return NULL;
}

const struct rtpart_backend *rtpart_backend_find(const char *name)
{
    const struct rtpart_backend *b;

    for (size_t i = 0; (b = rtpart_backend_at(i)) != NULL; i++)
        if (strcmp(b->name, name) == 0)
            return b;
    return NULL;
}

/* Is there a kernel of Linux for guests? */
static bool kernel_there(const struct rtpart_discovery *d)
{
    RTPART_AUTO_FREE char *path = NULL;
    bool rt;

    return rtpart_guest_kernel_find(d->kernel, NULL, &path, &rt, NULL) == RTPART_OK;
}

static bool readable(const char *folder, const char *name, int mode)
{
    RTPART_AUTO_FREE char *path = NULL;

    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        path = NULL;
        return false;
    }
    return access(path, mode) == 0;
}

/* The first thing besides the program that is missing; NULL: nothing is. */
static const char *missing(const struct rtpart_backend *b,
                           const struct rtpart_discovery *d)
{
    if ((b->needs & RTPART_NEEDS_ROOT) != 0 && !d->root)
        return "needs root";
    if ((b->needs & RTPART_NEEDS_KVM) != 0 && !readable(d->dev, "kvm", R_OK | W_OK))
        return "needs /dev/kvm: a processor with virtualization, and the module kvm";
    if ((b->needs & RTPART_NEEDS_DOCKER) != 0 && !readable(d->run, "docker.sock", W_OK))
        return "its engine does not run: systemctl start docker";
    if ((b->needs & (RTPART_NEEDS_KERNEL | RTPART_NEEDS_VMLINUX)) != 0 &&
        !kernel_there(d))
        return "needs a kernel for the guest: --kernel FILE, or apt-get install "
               "linux-image-rt-amd64";
    if ((b->needs & RTPART_NEEDS_OSV) != 0 &&
        (d->osv == NULL || access(d->osv, R_OK) != 0))
        return "needs a kernel of OSv with cyclictest in its ramfs: --osv FILE";
    return NULL;
}

bool rtpart_backend_present(const struct rtpart_backend *b,
                            const struct rtpart_discovery *d, char *why, size_t size)
{
    RTPART_AUTO_FREE char *path = NULL;
    const char *lacks = missing(b, d);

    if (b->program != NULL && rtpart_program_find(b->program, &path, NULL) != RTPART_OK) {
        (void)snprintf(why, size, "%s is not installed: %s", b->program, b->install);
        return false;
    }
    (void)snprintf(why, size, "%s",
                   lacks != NULL  ? lacks
                   : path != NULL ? path
                                  : "always there");
    return lacks == NULL;
}
