/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.h - where a plan goes: the ways to name a virtual machine or a container, as a table
 */
#ifndef RTPART_DEPLOY_TARGET_H
#define RTPART_DEPLOY_TARGET_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/monitor.h"
#include "deploy/vcpu_find.h"

/* One way; `name` is the option of rtdeploy. */
struct rtpart_target_kind {
    const char *name;    /* "qmp" */
    const char *arg;     /* "SOCKET" */
    const char *summary; /* for --help */
    /* Find the vCPU threads of the VM called `value`. NULL: a container (deploy/
     * apply_container.h). */
    enum rtpart_code (*find)(const struct rtpart_kernel *k, const char *value,
                             struct rtpart_vm *out, struct rtpart_error *err);
};

extern const struct rtpart_target_kind rtpart_target_kinds[];
extern const size_t rtpart_target_kind_count;

/* The kind of that name; NULL where there is none. */
const struct rtpart_target_kind *rtpart_target_kind_find(const char *name);

/* The monitor through which that target can be asked; none for most kinds. Borrows value. */
struct rtpart_monitor rtpart_target_monitor(const struct rtpart_target_kind *kind,
                                            const char *value);

/*
 * A name for the deployment, made of the target: "vm1" for /run/vm1.qmp, "pid-123",
 * "crun-web".
 * Returns text owned by the caller; NULL: out of memory.
 */
char *rtpart_target_name(const struct rtpart_target_kind *kind, const char *value);

#endif
