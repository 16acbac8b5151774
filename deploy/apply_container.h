/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply_container.h - a plan onto a container: a real-time control group with its budget
 */
#ifndef RTPART_DEPLOY_APPLY_CONTAINER_H
#define RTPART_DEPLOY_APPLY_CONTAINER_H

#include "common/error.h"
#include "deploy/container_find.h"
#include "deploy/container_vcpus.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"
#include "deploy/rtcg.h"
#include "deploy/target.h"
#include "model/plan.h"

/* What is asked for. All borrowed. */
struct rtpart_container_request {
    const struct rtpart_plan *plan;
    const char *plan_name;
    const struct rtpart_target_kind *kind; /* one of a container */
    const char *target;                    /* its name, or path of the group */
    const char *name; /* of the deployment; NULL: made of the target */
};

/* What will be done. A zeroed struct is empty. */
struct rtpart_container_application {
    struct rtpart_rtcg rtcg;
    struct rtpart_container container;
    struct rtpart_rtcg_budget budget;
    unsigned cpus;                       /* of which it is given on each */
    struct rtpart_container_vcpu *vcpus; /* owned: of a partitioned plan for several */
    size_t vcpu_count;                   /* 0: one group with the budget above */
    struct rtpart_deployment deployment;
};

void rtpart_container_application_free(struct rtpart_container_application *a);

/*
 * The budget that a plan needs on each CPU: Theta / m' of a global plan, the reservation of
 * the only vCPU of a partitioned one.
 * Returns 0, or RTPART_EINPUT: it reserves nothing, or is a partitioned plan for several
 * vCPUs, whose tasks one group would mix (deploy/container_vcpus.h has one for each).
 */
enum rtpart_code rtpart_container_budget(const struct rtpart_plan *plan,
                                         struct rtpart_rtcg_budget *out, unsigned *cpus,
                                         struct rtpart_error *err);

/*
 * Find the container, see whether its budget fits, and list the changes. Nothing is touched.
 * rtpart_deployment_apply makes them.
 *
 * @out  owned by the caller (rtpart_container_application_free); empty on failure
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE, RTPART_EINPUT, RTPART_EHOST (refused, with the
 * numbers).
 */
enum rtpart_code rtpart_container_prepare(const struct rtpart_kernel *k,
                                          const struct rtpart_container_request *req,
                                          const struct rtpart_state *state,
                                          struct rtpart_container_application *out,
                                          struct rtpart_error *err);

#endif
