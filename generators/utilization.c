/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/utilization.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "generators/fixedsum.h"
#include "generators/uunifast.h"

static enum rtpart_code prepare_randfixedsum(struct rtpart_utilization_plan *plan,
                                             struct rtpart_error *err)
{
    const struct rtpart_utilization_request *q = &plan->request;

    return rtpart_randfixedsum_plan(&plan->randfixedsum, q->tasks, q->sum, q->lo, q->hi,
                                    err);
}

static enum rtpart_code draw_randfixedsum(const struct rtpart_utilization_plan *plan,
                                          struct rtpart_rng *r, double *x,
                                          struct rtpart_error *err)
{
    (void)err;
    rtpart_randfixedsum_draw(&plan->randfixedsum, r, x);
    return RTPART_OK;
}

static enum rtpart_code prepare_tilted(struct rtpart_utilization_plan *plan,
                                       struct rtpart_error *err)
{
    const struct rtpart_utilization_request *q = &plan->request;
    RTPART_AUTO_FREE struct rtpart_bounds *same = NULL;

    if (q->bounds == NULL) {
        same = calloc(q->tasks, sizeof *same);
        if (same == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        for (size_t i = 0; i < q->tasks; i++)
            same[i] = (struct rtpart_bounds){q->lo, q->hi};
    }
    return rtpart_tiltedsum_plan(&plan->tiltedsum, q->tasks, q->sum,
                                 q->bounds != NULL ? q->bounds : same, err);
}

static enum rtpart_code draw_tilted(const struct rtpart_utilization_plan *plan,
                                    struct rtpart_rng *r, double *x,
                                    struct rtpart_error *err)
{
    return rtpart_tiltedsum_draw(&plan->tiltedsum, r, x, err);
}

/* UUniFast knows no upper bound: only where the sum leaves no room for a task above it. */
static enum rtpart_code prepare_uunifast(struct rtpart_utilization_plan *plan,
                                         struct rtpart_error *err)
{
    const struct rtpart_utilization_request *q = &plan->request;
    const double most = q->sum - (double)(q->tasks - 1) * q->lo;

    if (most > q->hi * (1 + 1e-12))
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "uunifast can give a task a utilization of %.12g, above %.12g: "
            "use randfixedsum or uunifast-discard",
            most, q->hi);
    return RTPART_OK;
}

static enum rtpart_code draw_uunifast(const struct rtpart_utilization_plan *plan,
                                      struct rtpart_rng *r, double *x,
                                      struct rtpart_error *err)
{
    const struct rtpart_utilization_request *q = &plan->request;

    (void)err;
    rtpart_uunifast_draw(r, q->tasks, q->sum, q->lo, x);
    return RTPART_OK;
}

static enum rtpart_code draw_discard(const struct rtpart_utilization_plan *plan,
                                     struct rtpart_rng *r, double *x,
                                     struct rtpart_error *err)
{
    const struct rtpart_utilization_request *q = &plan->request;

    return rtpart_uunifast_discard_draw(r, q->tasks, q->sum, q->lo, q->hi, x, err);
}

static const struct rtpart_utilization_method methods[] = {
    {"randfixedsum", "ESD10", "uniform; the same bounds for all; up to 16384 tasks",
     false, prepare_randfixedsum, draw_randfixedsum},
    {"tilted", "-", "uniform; bounds for each task; any number of tasks, slower", true,
     prepare_tilted, draw_tilted},
    {"uunifast", "BB05",
     "uniform; no upper bound, so the total is at most that of a task", false,
     prepare_uunifast, draw_uunifast},
    {"uunifast-discard", "DB11",
     "uniform; throws away what is above the bound, gives up if that is nearly all",
     false, NULL, draw_discard},
};

#define METHOD_COUNT (sizeof methods / sizeof *methods)

const struct rtpart_utilization_method *rtpart_utilization_methods(size_t *count)
{
    *count = METHOD_COUNT;
    return methods;
}

const struct rtpart_utilization_method *rtpart_utilization_find(const char *name)
{
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

enum rtpart_code rtpart_utilization_prepare(
    struct rtpart_utilization_plan *plan, const struct rtpart_utilization_method *method,
    const struct rtpart_utilization_request *request, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;
    double scaled;

    *plan = (struct rtpart_utilization_plan){.request = *request};
    plan->method = method != NULL            ? method
                   : request->bounds == NULL ? &methods[0]
                                             : &methods[1];
    if (request->bounds != NULL && !plan->method->own_bounds)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s has the same bounds for all tasks: use tilted",
                           plan->method->name);
    if (request->bounds == NULL)
        code = rtpart_fixedsum_scale(request->tasks, request->sum, request->lo,
                                     request->hi, &scaled, err);
    if (code == RTPART_OK && plan->method->prepare != NULL)
        code = plan->method->prepare(plan, err);
    if (code != RTPART_OK)
        rtpart_utilization_free(plan);
    return code;
}

enum rtpart_code rtpart_utilization_draw(const struct rtpart_utilization_plan *plan,
                                         struct rtpart_rng *r, double *x,
                                         struct rtpart_error *err)
{
    return plan->method->draw(plan, r, x, err);
}

void rtpart_utilization_free(struct rtpart_utilization_plan *plan)
{
    rtpart_randfixedsum_free(&plan->randfixedsum);
    rtpart_tiltedsum_free(&plan->tiltedsum);
    *plan = (struct rtpart_utilization_plan){0};
}
