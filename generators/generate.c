/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/generate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "generators/spec.h"
#include "generators/wcet.h"

struct rtpart_generate_request rtpart_generate_defaults(void)
{
    size_t count;

    return (struct rtpart_generate_request){
        .utilization = {.tasks = 10, .lo = 0, .hi = 1},
        .periods = {.method = rtpart_period_methods(&count),
                    .min = RTPART_PERIOD_MIN,
                    .max = RTPART_PERIOD_MAX,
                    .ratio = 2},
        .deadlines = {1, 1},
        .wcet_step = 1,
        .seed = 1};
}

static enum rtpart_code check(const struct rtpart_generate_request *q,
                              struct rtpart_error *err)
{
    if (q->utilization.tasks > RTPART_TASKS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "at most %d tasks, not %zu",
                           RTPART_TASKS_MAX, q->utilization.tasks);
    if (!(q->utilization.sum > 0))
        return rtpart_fail(err, RTPART_EUSAGE, "the utilization must be above 0");
    if (q->utilization.bounds == NULL &&
        !(q->utilization.lo >= 0 && q->utilization.hi <= 1))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "the utilization of a task must be from 0 to 1");
    if (!(q->deadlines.lo >= 0 && q->deadlines.lo <= q->deadlines.hi &&
          q->deadlines.hi <= 1))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "deadlines: the fractions must be from 0 to 1");
    if (q->wcet_step < 1 || q->wcet_step > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "the step of WCETs must be above 0");
    return rtpart_periods_check(&q->periods, err);
}

enum rtpart_code rtpart_generator_prepare(struct rtpart_generator *g,
                                          const struct rtpart_generate_request *request,
                                          struct rtpart_error *err)
{
    enum rtpart_code code = check(request, err);

    *g = (struct rtpart_generator){.request = *request};
    if (code == RTPART_OK)
        code = rtpart_utilization_prepare(&g->utilization, request->method,
                                          &request->utilization, err);
    return code;
}

/* One set while it is made: utilisation, period and WCET of each task. */
struct draft {
    double *u;
    rtpart_ns *period;
    rtpart_ns *wcet;
};

static void draft_free(struct draft *d)
{
    free(d->u);
    free(d->period);
    free(d->wcet);
}

/* Every kind of value from a stream of its own, so that they do not disturb each other. */
static struct rtpart_rng stream(const struct rtpart_generator *g, uint64_t index,
                                enum rtpart_stream purpose)
{
    const struct rtpart_rng_key key = {g->request.seed, g->request.point, index};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, purpose);
    return r;
}

static enum rtpart_code fill_draft(const struct rtpart_generator *g, uint64_t index,
                                   struct draft *d, double *realised,
                                   struct rtpart_error *err)
{
    const struct rtpart_generate_request *q = &g->request;
    const size_t n = q->utilization.tasks;
    struct rtpart_rng shares = stream(g, index, RTPART_STREAM_UTILIZATION);
    struct rtpart_rng periods = stream(g, index, RTPART_STREAM_PERIOD);
    enum rtpart_code code = rtpart_utilization_draw(&g->utilization, &shares, d->u, err);

    if (code == RTPART_OK)
        code = rtpart_periods_draw(&q->periods, &periods, d->period, n, err);
    if (code == RTPART_OK)
        code =
            rtpart_wcet_assign(d->u, d->period, n, q->wcet_step, d->wcet, realised, err);
    return code;
}

static enum rtpart_code add_tasks(const struct rtpart_generator *g, uint64_t index,
                                  const struct draft *d, struct rtpart_taskset *out,
                                  struct rtpart_error *err)
{
    const struct rtpart_generate_request *q = &g->request;
    struct rtpart_rng deadlines = stream(g, index, RTPART_STREAM_DEADLINE);
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < q->utilization.tasks && code == RTPART_OK; i++) {
        const rtpart_ns deadline =
            rtpart_deadline_draw(&q->deadlines, &deadlines, d->wcet[i], d->period[i]);

        code = rtpart_taskset_add(out, NULL, d->wcet[i], deadline, d->period[i], err);
    }
    return code;
}

enum rtpart_code rtpart_generator_draw(const struct rtpart_generator *g, uint64_t index,
                                       struct rtpart_taskset *out, double *realised,
                                       struct rtpart_error *err)
{
    const size_t n = g->request.utilization.tasks;
    RTPART_AUTO(draft_free)
    struct draft d = {.u = calloc(n, sizeof(double)),
                      .period = calloc(n, sizeof(rtpart_ns)),
                      .wcet = calloc(n, sizeof(rtpart_ns))};
    double sum;

    *out = (struct rtpart_taskset){0};
    if (d.u == NULL || d.period == NULL || d.wcet == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    enum rtpart_code code = fill_draft(g, index, &d, &sum, err);

    if (code == RTPART_OK)
        code = add_tasks(g, index, &d, out, err);
    if (code != RTPART_OK)
        rtpart_taskset_free(out);
    else if (realised != NULL)
        *realised = sum;
    return code;
}

static void put_utilization_options(FILE *out, const struct rtpart_generator *g)
{
    const struct rtpart_utilization_request *u = &g->request.utilization;

    (void)fprintf(out, "--tasks %zu --utilization ", u->tasks);
    rtpart_spec_put_number(out, u->sum);
    (void)fprintf(out, " --method %s", g->utilization.method->name);
    if (u->bounds != NULL) {
        (void)fputs(" --bounds ", out);
        rtpart_spec_put_bounds(out, u->bounds, u->tasks);
    }
    if (u->bounds == NULL && u->lo > 0) {
        (void)fputs(" --min-utilization ", out);
        rtpart_spec_put_number(out, u->lo);
    }
    if (u->bounds == NULL && u->hi < 1) {
        (void)fputs(" --max-utilization ", out);
        rtpart_spec_put_number(out, u->hi);
    }
}

static void put_time_options(FILE *out, const struct rtpart_generate_request *q)
{
    (void)fputs(" --periods ", out);
    rtpart_spec_put_periods(out, &q->periods);
    if (q->periods.method->stepped) {
        (void)fputs(" --period-step ", out);
        rtpart_spec_put_time(out, rtpart_periods_step(&q->periods));
    }
    if (q->periods.max_hyperperiod > 0) {
        (void)fputs(" --max-hyperperiod ", out);
        rtpart_spec_put_time(out, q->periods.max_hyperperiod);
    }
    (void)fputs(" --deadlines ", out);
    rtpart_spec_put_deadlines(out, &q->deadlines);
    if (q->wcet_step > 1) {
        (void)fputs(" --wcet-step ", out);
        rtpart_spec_put_time(out, q->wcet_step);
    }
}

void rtpart_generator_put_command(FILE *out, const struct rtpart_generator *g,
                                  uint64_t index, uint64_t count)
{
    const struct rtpart_generate_request *q = &g->request;

    (void)fputs("rtgen ", out);
    put_utilization_options(out, g);
    put_time_options(out, q);
    if (q->scheduler != RTPART_SCHED_NONE)
        (void)fprintf(out, " --guest-scheduler %s", rtpart_scheduler_name(q->scheduler));
    (void)fprintf(out, " --seed %" PRIu64, q->seed);
    if (q->point > 0)
        (void)fprintf(out, " --point %" PRIu64, q->point);
    (void)fprintf(out, " --index %" PRIu64, index);
    if (count > 1)
        (void)fprintf(out, " --count %" PRIu64, count);
}

/* The command as text; NULL when out of memory. */
static char *command_text(const struct rtpart_generator *g, uint64_t index,
                          uint64_t count)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);

    if (memory == NULL)
        return NULL;
    rtpart_generator_put_command(memory, g, index, count);
    if (fclose(memory) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static char *number_text(uint64_t number)
{
    char *text;

    return asprintf(&text, "%" PRIu64, number) < 0 ? NULL : text;
}

enum rtpart_code rtpart_generator_provenance(const struct rtpart_generator *g,
                                             uint64_t index, uint64_t count,
                                             struct rtpart_provenance *out,
                                             struct rtpart_error *err)
{
    *out = (struct rtpart_provenance){.tool = strdup("rtgen"),
                                      .version = strdup(RTPART_VERSION),
                                      .command = command_text(g, index, count),
                                      .generator = strdup(g->utilization.method->name),
                                      .seed = number_text(g->request.seed),
                                      .index = count == 1 ? number_text(index) : NULL};
    if (out->tool != NULL && out->version != NULL && out->command != NULL &&
        out->generator != NULL && out->seed != NULL && (out->index != NULL || count != 1))
        return RTPART_OK;
    rtpart_provenance_free(out);
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

static enum rtpart_code fill_system(const struct rtpart_generator *g, uint64_t index,
                                    struct rtpart_system *out, double *realised,
                                    struct rtpart_error *err)
{
    struct rtpart_component *c = calloc(1, sizeof *c);

    if (c == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    out->root.children = c;
    out->root.child_count = 1;
    c->scheduler = g->request.scheduler;
    out->root.name = strdup("system");
    if (out->root.name == NULL || asprintf(&c->name, "set%" PRIu64, index) < 0) {
        c->name = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if (rtpart_generator_provenance(g, index, 1, &out->provenance, err))
        return RTPART_ENOMEM;
    return rtpart_generator_draw(g, index, &c->taskset, realised, err);
}

enum rtpart_code rtpart_generator_system(const struct rtpart_generator *g, uint64_t index,
                                         struct rtpart_system *out, double *realised,
                                         struct rtpart_error *err)
{
    *out = (struct rtpart_system){0};
    const enum rtpart_code code = fill_system(g, index, out, realised, err);

    if (code != RTPART_OK)
        rtpart_system_free(out);
    return code;
}

void rtpart_generator_free(struct rtpart_generator *g)
{
    rtpart_utilization_free(&g->utilization);
    *g = (struct rtpart_generator){0};
}
