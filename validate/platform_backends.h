/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_backends.h - the families behind the table of platform.c, each in its own file
 */
#ifndef RTPART_VALIDATE_PLATFORM_BACKENDS_H
#define RTPART_VALIDATE_PLATFORM_BACKENDS_H

#include "validate/platform.h"

/* Entries of one family. */
struct rtpart_backend_family {
    const struct rtpart_backend *backends;
    size_t count;
};

extern const struct rtpart_backend_family rtpart_family_native;
extern const struct rtpart_backend_family rtpart_family_oci; /* crun, runc */
extern const struct rtpart_backend_family rtpart_family_podman;
extern const struct rtpart_backend_family rtpart_family_docker;
extern const struct rtpart_backend_family rtpart_family_qemu;
extern const struct rtpart_backend_family rtpart_family_cloud_hypervisor;
extern const struct rtpart_backend_family rtpart_family_firecracker;
extern const struct rtpart_backend_family rtpart_family_osv;

#endif
