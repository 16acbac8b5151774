/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oci_bundle.h - a container from its launch to its end: a bundle for crun or runc, started,
 *                found, deleted
 */
#ifndef RTPART_VALIDATE_OCI_BUNDLE_H
#define RTPART_VALIDATE_OCI_BUNDLE_H

#include <stdbool.h>

#include "common/error.h"

/* The runtime and the container. All borrowed. */
struct rtpart_oci {
    const char *runtime; /* "crun" or "runc", or a path */
    const char *bundle;  /* folder with rootfs/; config.json is written into it */
    const char *id;
    const char *log; /* file: what the runtime and the container say */
};

/*
 * The first of crun and runc that is installed, or `wanted`. Owned by the caller.
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_oci_runtime_find(const char *wanted, char **runtime,
                                         struct rtpart_error *err);

/*
 * Write config.json: a container that runs `script` with /bin/sh of rootfs/, as root with
 * CAP_SYS_NICE and CAP_IPC_LOCK, in namespaces of its own but that of the network, with
 * the folder `logs` at the path that it has here. No control group is asked for: budgets are deploy's.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_oci_config(const struct rtpart_oci *c, const char *script,
                                   const char *logs, struct rtpart_error *err);

/*
 * Run it in the background. crun refuses to work where a version 2 hierarchy of control groups
 * is mounted beside those of version 1: it then runs in a mount namespace without that one.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST: with the words of the runtime.
 */
enum rtpart_code rtpart_oci_run(const struct rtpart_oci *c, struct rtpart_error *err);

/* Kill it and all traces of it. Of one that is not there, nothing happens. */
void rtpart_oci_delete(const struct rtpart_oci *c);

#endif
