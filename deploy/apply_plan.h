/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply_plan.h - a plan onto a virtual machine, from the admission test to the proof that
 *                the guest goes on
 */
#ifndef RTPART_DEPLOY_APPLY_PLAN_H
#define RTPART_DEPLOY_APPLY_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "deploy/admission.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"
#include "deploy/target.h"
#include "deploy/vm_plan.h"
#include "model/plan.h"

/* Where the reservations run. */
enum rtpart_placement {
    RTPART_PLACEMENT_GLOBAL = 0,  /* anywhere in the root domain, by global EDF */
    RTPART_PLACEMENT_PARTITIONED, /* each on one CPU, which is a cpuset partition */
};

/* Placement of that name ("global", "partitioned") into *out. False where there is none. */
bool rtpart_placement_from_name(const char *name, enum rtpart_placement *out);

/* What is asked for. All borrowed. */
struct rtpart_apply_request {
    const struct rtpart_plan *plan;
    const char *plan_name; /* for the journal: the file */
    const struct rtpart_target_kind *kind;
    const char *target;                /* value of that option */
    const char *name;                  /* of the deployment; NULL: made of the target */
    const struct rtpart_prm *emulator; /* for the VMM's main thread; NULL: none */
    bool skip_admission;               /* for a dry run without privileges */
    enum rtpart_placement placement;
};

/* What will be done, and with which guarantee. A zeroed struct is empty. */
struct rtpart_application {
    struct rtpart_vm vm;
    struct rtpart_vm_reservation *reservations; /* owned */
    size_t count;
    unsigned *cpu_of; /* owned: the CPU of each reservation; NULL: global placement */
    struct rtpart_domain domain; /* before; cpus only where admission was skipped */
    enum rtpart_guarantee guarantee;
    struct rtpart_deployment deployment;
    rtpart_ns patience;
};

void rtpart_application_free(struct rtpart_application *a);

/*
 * Find the VM, test for admission, and list the changes. Nothing is touched.
 *
 * An admission that fails is asked again until the bandwidth of threads that ended may have
 * come back (the longest period that is known).
 *
 * @state  closed: no other deployment is known
 * @out    owned by the caller (rtpart_application_free); empty on failure
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE, RTPART_EINPUT (plan and VM do not fit together),
 * RTPART_EHOST (refused, with the numbers).
 */
enum rtpart_code rtpart_apply_prepare(const struct rtpart_kernel *k,
                                      const struct rtpart_apply_request *req,
                                      const struct rtpart_state *state,
                                      struct rtpart_application *out,
                                      const struct rtpart_notes *notes,
                                      struct rtpart_error *err);

/*
 * Make the changes, then see whether the guest goes on; take them back where it does not.
 * Returns as rtpart_deployment_apply.
 */
enum rtpart_code
rtpart_apply_commit(const struct rtpart_kernel *k, const struct rtpart_apply_request *req,
                    const struct rtpart_state *state, struct rtpart_application *a,
                    const struct rtpart_notes *notes, struct rtpart_error *err);

#endif
