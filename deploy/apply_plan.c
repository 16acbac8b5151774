/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/apply_plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/plural.h"
#include "deploy/cgroup_path.h"
#include "deploy/cpuset.h"
#include "deploy/deployment_run.h"
#include "deploy/guest_check.h"

/* How long an admission is asked again at least, and at most. */
#define PATIENCE_MIN (100 * RTPART_MS)
#define PATIENCE_MAX (5 * RTPART_S)
#define PAUSE_FIRST  (10 * RTPART_MS)
#define PAUSE_LAST   (200 * RTPART_MS)

void rtpart_application_free(struct rtpart_application *a)
{
    rtpart_vm_free(&a->vm);
    free(a->reservations);
    free(a->cpu_of);
    rtpart_domain_free(&a->domain);
    rtpart_deployment_free(&a->deployment);
    *a = (struct rtpart_application){0};
}

/* The longest period of the plan and of what is on the host, within bounds. */
static rtpart_ns patience_of(const struct rtpart_application *a)
{
    rtpart_ns longest = PATIENCE_MIN;

    for (size_t i = 0; i < a->count; i++)
        if (a->reservations[i].prm.period > longest)
            longest = a->reservations[i].prm.period;
    for (size_t i = 0; i < a->domain.other_count; i++)
        if (a->domain.others[i].period > longest)
            longest = a->domain.others[i].period;
    return longest < PATIENCE_MAX ? longest : PATIENCE_MAX;
}

bool rtpart_placement_from_name(const char *name, enum rtpart_placement *out)
{
    static const char *const names[] = {[RTPART_PLACEMENT_GLOBAL] = "global",
                                        [RTPART_PLACEMENT_PARTITIONED] = "partitioned"};

    for (size_t p = 0; p < sizeof names / sizeof *names; p++)
        if (strcmp(name, names[p]) == 0) {
            *out = (enum rtpart_placement)p;
            return true;
        }
    return false;
}

/* The test itself, once the domain was looked at. */
static enum rtpart_code admit_now(const struct rtpart_kernel *k,
                                  struct rtpart_application *a,
                                  const struct rtpart_asked *asked,
                                  struct rtpart_error *err)
{
    struct rtpart_domain usable = a->domain;

    if (a->cpu_of == NULL)
        return rtpart_admit(&a->domain, asked, a->count, false, NULL, &a->guarantee, err);
    const enum rtpart_code code =
        rtpart_cpuset_usable(k, &a->domain.cpus, &usable.cpus, err);

    if (code != RTPART_OK)
        return code;
    if (a->domain.other_count > 0)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: %zu other thread%s with a reservation may be on any CPU, so none "
            "can "
            "be cut off: take the reservation away first (rtdeploy status, rtdeploy "
            "doctor), or apply with --placement global",
            a->domain.other_count, rtpart_plural(a->domain.other_count));
    /* what one CPU gives does not depend on how many are kept back */
    usable.left = rtpart_domain_limit(&a->domain) * rtpart_cpus_count(&usable.cpus);
    return rtpart_admit(&usable, asked, a->count, true, a->cpu_of, &a->guarantee, err);
}

static enum rtpart_code admit(const struct rtpart_kernel *k, struct rtpart_application *a,
                              const struct rtpart_notes *notes, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_asked *asked = calloc(a->count + 1, sizeof *asked);
    rtpart_ns waited = 0;
    rtpart_ns pause = PAUSE_FIRST;

    if (asked == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < a->count; i++)
        asked[i] = (struct rtpart_asked){a->reservations[i].who, a->reservations[i].prm};
    for (;;) {
        enum rtpart_code code = rtpart_domain_read(k, &a->domain, err);

        if (code == RTPART_OK)
            code = admit_now(k, a, asked, err);
        a->patience = patience_of(a);
        a->deployment.free_before = a->domain.left;
        a->deployment.booked_before = a->domain.booked;
        a->deployment.cpus_before = rtpart_cpus_count(&a->domain.cpus);
        if (code != RTPART_EHOST || waited >= a->patience)
            return code;
        if (waited == 0)
            rtpart_note(notes, "not enough bandwidth is left; waiting for what ended "
                               "threads may still have booked");
        rtpart_domain_free(&a->domain);
        k->pause(k->ctx, pause);
        waited += pause;
        pause = 2 * pause < PAUSE_LAST ? 2 * pause : PAUSE_LAST;
    }
}

/* Fill in what the deployment is called. */
static enum rtpart_code describe(const struct rtpart_apply_request *req,
                                 struct rtpart_application *a, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *name = rtpart_target_name(req->kind, req->target);

    return rtpart_deployment_describe(&a->deployment,
                                      req->name != NULL ? req->name : name,
                                      req->kind->name, req->target, req->plan_name, err);
}

/* The partitions, and the moves there. */
static enum rtpart_code add_partitions(const struct rtpart_kernel *k,
                                       struct rtpart_application *a,
                                       struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_cpuset_member *members =
        calloc(a->count, sizeof *members);

    if (members == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < a->count; i++)
        members[i] = (struct rtpart_cpuset_member){
            .who = a->reservations[i].who,
            .vcpu = a->reservations[i].vcpu,
            .thread = a->reservations[i].thread,
            .cpu = a->cpu_of[i],
        };
    return rtpart_cpuset_changes(k, a->deployment.name, members, a->count,
                                 &a->domain.cpus, &a->deployment, err);
}

/* On a host whose CPUs are cut up (v1), the VM must be in one of the parts. */
static enum rtpart_code check_partitioned(const struct rtpart_kernel *k,
                                          const struct rtpart_application *a,
                                          struct rtpart_error *err)
{
    struct rtpart_cpus all;
    struct rtpart_cpus domain;

    if (!rtpart_cpus_partitioned(k) || a->count == 0 ||
        rtpart_cpus_online(k, &all, NULL) != RTPART_OK ||
        rtpart_root_domain(k, &a->reservations[0].thread, &domain, NULL) != RTPART_OK ||
        !rtpart_cpus_equal(&all, &domain))
        return RTPART_OK;
    return rtpart_fail(
        err, RTPART_EHOST,
        "this host is partitioned (cpuset.sched_load_balance of the root is "
        "0), and the VM is in no partition: rtdeploy status tells whether a "
        "deployment did it, rtdeploy revert undoes that");
}

/* Anywhere in the root domain. */
static enum rtpart_code
prepare_global(const struct rtpart_kernel *k, const struct rtpart_apply_request *req,
               const struct rtpart_state *state, struct rtpart_application *a,
               const struct rtpart_notes *notes, struct rtpart_error *err)
{
    enum rtpart_code code =
        rtpart_vm_changes(k, a->reservations, a->count, &a->deployment, err);

    if (code == RTPART_OK)
        code = rtpart_deployment_check(k, state, &a->deployment, err);
    if (code == RTPART_OK)
        code = check_partitioned(k, a, err);
    if (code == RTPART_OK)
        code = rtpart_vm_pinned_check(k, a->reservations, a->count, &a->domain.cpus, err);
    return code == RTPART_OK && !req->skip_admission ? admit(k, a, notes, err) : code;
}

/* Admission says which CPU each reservation gets, so it comes first. */
static enum rtpart_code
prepare_partitioned(const struct rtpart_kernel *k, const struct rtpart_apply_request *req,
                    const struct rtpart_state *state, struct rtpart_application *a,
                    const struct rtpart_notes *notes, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    if (req->skip_admission)
        return rtpart_fail(err, RTPART_EHOST,
                           "--placement partitioned: which CPU a reservation gets comes "
                           "from the admission test, which needs CAP_SYS_NICE; run "
                           "rtdeploy as root");
    a->cpu_of = calloc(a->count + 1, sizeof *a->cpu_of);
    if (a->cpu_of == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = admit(k, a, notes, err);
    if (code == RTPART_OK)
        code = add_partitions(k, a, err);
    if (code == RTPART_OK)
        code = rtpart_vm_changes(k, a->reservations, a->count, &a->deployment, err);
    return code == RTPART_OK ? rtpart_deployment_check(k, state, &a->deployment, err)
                             : code;
}

enum rtpart_code rtpart_apply_prepare(const struct rtpart_kernel *k,
                                      const struct rtpart_apply_request *req,
                                      const struct rtpart_state *state,
                                      struct rtpart_application *out,
                                      const struct rtpart_notes *notes,
                                      struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    *out = (struct rtpart_application){0};
    if (req->name != NULL)
        code = rtpart_deployment_name_check(req->name, err);
    if (code == RTPART_OK)
        code = req->kind->find(k, req->target, &out->vm, err);
    if (code == RTPART_OK)
        code = rtpart_vm_reservations(k, req->plan, &out->vm, req->emulator,
                                      &out->reservations, &out->count, notes, err);
    if (code == RTPART_OK)
        code = rtpart_cpus_online(k, &out->domain.cpus, err);
    if (code == RTPART_OK)
        code = describe(req, out, err);
    if (code == RTPART_OK)
        code = req->placement == RTPART_PLACEMENT_PARTITIONED
                   ? prepare_partitioned(k, req, state, out, notes, err)
                   : prepare_global(k, req, state, out, notes, err);
    if (code != RTPART_OK)
        rtpart_application_free(out);
    return code;
}

enum rtpart_code
rtpart_apply_commit(const struct rtpart_kernel *k, const struct rtpart_apply_request *req,
                    const struct rtpart_state *state, struct rtpart_application *a,
                    const struct rtpart_notes *notes, struct rtpart_error *err)
{
    const struct rtpart_monitor m = rtpart_target_monitor(req->kind, req->target);
    struct rtpart_reverted result;
    struct rtpart_error why;
    enum rtpart_code code =
        rtpart_deployment_apply(k, state, &a->deployment, a->patience, notes, err);

    if (code != RTPART_OK)
        return code;
    code = rtpart_guest_check(k, &m, a->reservations, a->count, notes, &why);
    if (code == RTPART_OK)
        return code;
    if (rtpart_deployment_revert(k, state, &a->deployment, &result, notes, NULL) !=
        RTPART_OK)
        return rtpart_fail(err, code,
                           "%.300s; and not all could be put back: rtdeploy revert %s",
                           why.message, a->deployment.name);
    return rtpart_fail(err, code, "%.400s; everything is as it was", why.message);
}
