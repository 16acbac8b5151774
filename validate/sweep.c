/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "common/auto.h"
#include "common/clock.h"
#include "generators/spec.h"

#define MILLION 1000000

size_t rtpart_sweep_points(const struct rtpart_sweep *s)
{
    return s->task_count * s->utilization_count * s->vcpu_count;
}

uint32_t rtpart_sweep_chunks(const struct rtpart_sweep *s)
{
    return (uint32_t)((s->sets + s->chunk - 1) / s->chunk);
}

uint64_t rtpart_sweep_items(const struct rtpart_sweep *s)
{
    return (uint64_t)rtpart_sweep_points(s) * rtpart_sweep_chunks(s);
}

struct rtpart_sweep_point rtpart_sweep_point(const struct rtpart_sweep *s, size_t index)
{
    const size_t generator = index / s->vcpu_count;

    return (struct rtpart_sweep_point){
        .tasks = s->tasks[generator / s->utilization_count],
        .utilization = s->utilizations[generator % s->utilization_count],
        .vcpus = s->vcpus[index % s->vcpu_count],
        .generator = generator,
    };
}

static enum rtpart_code grid_check(const struct rtpart_sweep *s, struct rtpart_error *err)
{
    if (s->task_count == 0 || s->utilization_count == 0 || s->vcpu_count == 0 ||
        s->method_count == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "the campaign has no point or no method");
    if (s->sets == 0 || s->chunk == 0 || (s->sets - 1) / s->chunk >= UINT32_MAX ||
        rtpart_sweep_points(s) > UINT32_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "the campaign is too large or empty");
    for (size_t n = 0; n < s->task_count; n++)
        for (size_t u = 0; u < s->utilization_count; u++)
            if (s->utilizations[u] > (int64_t)s->tasks[n] * MILLION)
                return rtpart_fail(err, RTPART_EUSAGE,
                                   "%zu task%s cannot have a utilization of %g",
                                   s->tasks[n], s->tasks[n] == 1 ? "" : "s",
                                   (double)s->utilizations[u] / MILLION);
    if (s->setting.grid.period_step > 0)
        return rtpart_grid_check(&s->setting.grid, err);
    return RTPART_OK;
}

enum rtpart_code rtpart_sweep_prepare(struct rtpart_sweep *s, struct rtpart_error *err)
{
    const size_t count = s->task_count * s->utilization_count;
    enum rtpart_code code = grid_check(s, err);

    if (code != RTPART_OK)
        return code;
    s->generators = calloc(count, sizeof *s->generators);
    if (s->generators == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu generators", count);
    for (size_t i = 0; code == RTPART_OK && i < count; i++) {
        struct rtpart_generate_request r = s->request;

        r.utilization.tasks = s->tasks[i / s->utilization_count];
        r.utilization.sum = (double)s->utilizations[i % s->utilization_count] / MILLION;
        r.point = i;
        code = rtpart_generator_prepare(&s->generators[i], &r, err);
    }
    return code;
}

void rtpart_sweep_free(struct rtpart_sweep *s)
{
    for (size_t i = 0; s->generators != NULL && i < s->task_count * s->utilization_count;
         i++)
        rtpart_generator_free(&s->generators[i]);
    free(s->generators);
    free(s->tasks);
    free(s->utilizations);
    free(s->vcpus);
    rtpart_periods_free(&s->request.periods);
    *s = (struct rtpart_sweep){0};
}

static void put_lists(const struct rtpart_sweep *s, FILE *out)
{
    fputs("tasks=", out);
    for (size_t i = 0; i < s->task_count; i++)
        fprintf(out, "%s%zu", i > 0 ? "," : "", s->tasks[i]);
    fputs("\nutilization_millionths=", out);
    for (size_t i = 0; i < s->utilization_count; i++)
        fprintf(out, "%s%" PRId64, i > 0 ? "," : "", s->utilizations[i]);
    fputs("\nvcpus=", out);
    for (size_t i = 0; i < s->vcpu_count; i++)
        fprintf(out, "%s%u", i > 0 ? "," : "", s->vcpus[i]);
    fputs("\nmethods=", out);
    for (size_t i = 0; i < s->method_count; i++)
        fprintf(out, "%s%s", i > 0 ? "," : "", s->methods[i].name);
    fputc('\n', out);
}

static void put_request(const struct rtpart_sweep *s, FILE *out)
{
    const struct rtpart_generate_request *r = &s->request;
    const struct rtpart_grid *g = &s->setting.grid;

    fprintf(out, "seed=%" PRIu64 "\ngenerator=%s\nperiods=", r->seed,
            r->method != NULL ? r->method->name : "default");
    rtpart_spec_put_periods(out, &r->periods);
    fputs("\ndeadlines=", out);
    rtpart_spec_put_deadlines(out, &r->deadlines);
    fprintf(out, "\nperiod_step_ns=%" PRId64 "\nwcet_step_ns=%" PRId64 "\n",
            r->periods.step, r->wcet_step);
    fprintf(out, "guest_scheduler=%s\nlatency_ns=%" PRId64 "\n",
            rtpart_scheduler_name(s->setting.scheduler), s->setting.latency);
    fprintf(out, "grid_ns=%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n",
            g->min_period, g->max_period, g->period_step, g->runtime_step);
    fprintf(out, "time_limit_s=%g\n", s->setting.time_limit_s);
}

char *rtpart_sweep_header(const struct rtpart_sweep *s)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fprintf(out, "rtpart.sweep/1\nversion=%s\n", RTPART_VERSION);
    put_lists(s, out);
    fprintf(out, "sets=%" PRIu64 "\nchunk=%" PRIu64 "\n", s->sets, s->chunk);
    put_request(s, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static void count_answer(struct rtpart_sweep_row *row, enum rtpart_answer answer,
                         uint64_t bandwidth, uint64_t utilization)
{
    row->sets++;
    if (answer == RTPART_UNDECIDED)
        row->undecided++;
    if (answer == RTPART_UNSCHEDULABLE)
        row->no++;
    if (answer != RTPART_SCHEDULABLE)
        return;
    row->yes++;
    row->bandwidth_ppb += bandwidth;
    row->overhead_ppb += bandwidth > utilization ? bandwidth - utilization : 0;
}

/* U of a set in 1e-9, each task rounded to the nearest. */
static uint64_t utilization_ppb(const struct rtpart_taskset *ts)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < ts->count; i++)
        sum += rtpart_ppb(ts->tasks[i].wcet, ts->tasks[i].period);
    return sum;
}

static enum rtpart_code ask_all(const struct rtpart_sweep *s,
                                const struct rtpart_taskset *ts, unsigned vcpus,
                                struct rtpart_sweep_row *rows, uint64_t *spent,
                                struct rtpart_error *err)
{
    const uint64_t utilization = utilization_ppb(ts);

    for (size_t m = 0; m < s->method_count; m++) {
        const uint64_t before = spent != NULL ? (uint64_t)rtpart_clock_ns() : 0;
        enum rtpart_answer answer;
        uint64_t bandwidth;
        const enum rtpart_code code = rtpart_sweep_method_ask(
            &s->methods[m], &s->setting, ts, vcpus, &answer, &bandwidth, err);

        if (code != RTPART_OK)
            return code;
        if (spent != NULL)
            spent[m] += (uint64_t)rtpart_clock_ns() - before;
        count_answer(&rows[m], answer, bandwidth, utilization);
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_sweep_item(const struct rtpart_sweep *s, uint64_t item,
                                   struct rtpart_sweep_row *rows, uint64_t *spent,
                                   struct rtpart_error *err)
{
    const uint32_t chunks = rtpart_sweep_chunks(s);
    const uint32_t point_index = (uint32_t)(item / chunks);
    const uint32_t chunk = (uint32_t)(item % chunks);
    const struct rtpart_sweep_point point = rtpart_sweep_point(s, point_index);
    const uint64_t first = chunk * s->chunk;
    const uint64_t end = first + s->chunk < s->sets ? first + s->chunk : s->sets;
    enum rtpart_code code = RTPART_OK;

    for (uint32_t m = 0; m < s->method_count; m++)
        rows[m] =
            (struct rtpart_sweep_row){.point = point_index, .chunk = chunk, .method = m};
    for (uint64_t k = first; code == RTPART_OK && k < end; k++) {
        RTPART_AUTO(rtpart_taskset_free) struct rtpart_taskset ts = {0};

        code = rtpart_generator_draw(&s->generators[point.generator], k, &ts, NULL, err);
        if (code == RTPART_OK)
            code = ask_all(s, &ts, point.vcpus, rows, spent, err);
    }
    return code;
}

void rtpart_sweep_add_spent(const struct rtpart_sweep *s, uint64_t item,
                            const uint64_t *spent, uint64_t *totals)
{
    const size_t point = item / rtpart_sweep_chunks(s);
    const size_t n = point / s->vcpu_count / s->utilization_count;

    for (size_t m = 0; totals != NULL && m < s->method_count; m++)
        totals[n * s->method_count + m] += spent[m];
}
