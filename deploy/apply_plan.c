/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/apply_plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/cgroup_path.h"
#include "deploy/deployment.h"

/* How long an admission is asked again at least, and at most. */
#define PATIENCE_MIN (100 * RTPART_MS)
#define PATIENCE_MAX (5 * RTPART_S)
#define PAUSE_FIRST  (10 * RTPART_MS)
#define PAUSE_LAST   (200 * RTPART_MS)

void rtpart_application_free(struct rtpart_application *a)
{
    rtpart_vm_free(&a->vm);
    free(a->reservations);
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
            code = rtpart_admit(&a->domain, asked, a->count, false, NULL, &a->guarantee,
                                err);
        a->patience = patience_of(a);
        a->deployment.free_before = a->domain.left;
        a->deployment.booked_before = a->domain.booked;
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

static bool copy_text(const char *text, char **out)
{
    *out = strdup(text);
    return *out != NULL;
}

/* Fill in the deployment: names, figures, changes. */
static enum rtpart_code describe(const struct rtpart_kernel *k,
                                 const struct rtpart_apply_request *req,
                                 struct rtpart_application *a, struct rtpart_error *err)
{
    struct rtpart_deployment *d = &a->deployment;

    d->name = req->name != NULL ? strdup(req->name)
                                : rtpart_target_name(req->kind, req->target);
    if (d->name == NULL || !copy_text(req->kind->name, &d->target) ||
        !copy_text(req->target, &d->target_name) || !copy_text(req->plan_name, &d->plan))
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    d->free_before = d->booked_before = -1;
    return rtpart_vm_changes(k, a->reservations, a->count, &a->domain.cpus, d, err);
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
        code = describe(k, req, out, err);
    if (code == RTPART_OK)
        code = rtpart_deployment_check(k, state, &out->deployment, err);
    if (code == RTPART_OK && !req->skip_admission)
        code = admit(k, out, notes, err);
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
