/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_result.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

enum rtpart_code rtpart_times_add(struct rtpart_times *t, rtpart_ns value,
                                  struct rtpart_error *err)
{
    rtpart_ns *bigger = realloc(t->values, (t->count + 1) * sizeof *bigger);

    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu times", t->count);
    t->values = bigger;
    t->values[t->count++] = value;
    return RTPART_OK;
}

void rtpart_times_free(struct rtpart_times *t)
{
    free(t->values);
    *t = (struct rtpart_times){0};
}

static int compare(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return (x > y) - (x < y);
}

struct rtpart_times_summary rtpart_times_summary(const struct rtpart_times *t)
{
    struct rtpart_times_summary s = {.min = RTPART_NS_NONE,
                                     .mean = RTPART_NS_NONE,
                                     .median = RTPART_NS_NONE,
                                     .p99 = RTPART_NS_NONE,
                                     .worst = RTPART_NS_NONE};
    RTPART_AUTO_FREE rtpart_ns *v = malloc((t->count + 1) * sizeof *v);
    const size_t n = t->count;
    double sum = 0;

    if (v == NULL || n == 0)
        return s;
    memcpy(v, t->values, n * sizeof *v);
    qsort(v, n, sizeof *v, compare);
    for (size_t i = 0; i < n; i++)
        sum += (double)v[i];
    s.count = n;
    s.min = v[0];
    s.mean = (rtpart_ns)(sum / (double)n + 0.5);
    s.median = v[(n - 1) / 2];
    s.p99 = v[(n * 99 + 99) / 100 - 1];
    s.worst = v[n - 1];
    return s;
}

bool rtpart_platform_cell_measured(const struct rtpart_platform_cell *c)
{
    return c->latency.samples > 0 || c->total.count > 0 || c->memory.processes > 0 ||
           c->least_mb > 0;
}

/* {"us": count, ...}: buckets in ascending order. */
static json_t *histogram_json(const struct rtpart_latency *l)
{
    json_t *array = json_array();

    for (size_t i = 0; i < l->count; i++)
        json_array_append_new(array, json_pack("[I, I]", (json_int_t)l->buckets[i].us,
                                               (json_int_t)l->buckets[i].count));
    return array;
}

/* Whole microseconds in ns. */
static json_int_t in_ns(int64_t us)
{
    return us * RTPART_US;
}

static json_t *latency_json(const struct rtpart_latency *l)
{
    if (l->samples == 0)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:o}", "latency_ns",
                     (json_int_t)rtpart_latency_bound(l), "samples",
                     (json_int_t)l->samples, "beyond", (json_int_t)l->beyond, "min_ns",
                     in_ns(l->min_us), "mean_ns", rtpart_json_number(l->mean_us * 1000),
                     "p9999_ns", in_ns(rtpart_latency_quantile(l, 0.9999)), "max_ns",
                     in_ns(l->max_us), "histogram_us", histogram_json(l));
}

static json_t *times_json(const struct rtpart_times *t)
{
    json_t *array = json_array();

    for (size_t i = 0; i < t->count; i++)
        json_array_append_new(array, json_integer((json_int_t)t->values[i]));
    return array;
}

static json_t *cell_json(const struct rtpart_platform_cell *c)
{
    json_t *memory =
        c->memory.processes == 0
            ? json_null()
            : json_pack("{s:I, s:I, s:I, s:I}", "processes",
                        (json_int_t)c->memory.processes, "pss_bytes",
                        (json_int_t)c->memory.pss, "rss_bytes", (json_int_t)c->memory.rss,
                        "pmap_bytes", (json_int_t)c->memory.pmap);

    return json_pack(
        "{s:o, s:o, s:o, s:o, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:i}", "name",
        rtpart_json_text(c->name), "summary", rtpart_json_text(c->summary), "paper",
        rtpart_json_text(c->paper), "accelerator", rtpart_json_text(c->accel), "vcpus",
        (int)c->vcpus, "memory_mb", (int)c->memory_mb, "command",
        rtpart_json_text(c->command), "problem", rtpart_json_text(c->problem), "latency",
        latency_json(&c->latency), "first_ns", times_json(&c->first), "total_ns",
        times_json(&c->total), "failed", (json_int_t)c->failed, "memory", memory,
        "least_memory_mb", (int)c->least_mb);
}

json_t *rtpart_platform_json(const struct rtpart_platform_results *r)
{
    json_t *cells = json_array();

    for (size_t i = 0; i < r->count; i++)
        json_array_append_new(cells, cell_json(&r->cells[i]));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
                     "rtpart.platform/1", "command", rtpart_json_text(r->command),
                     "version", rtpart_json_text(r->version), "date",
                     rtpart_json_text(r->date), "host", rtpart_json_text(r->host),
                     "guest_kernel", rtpart_json_text(r->kernel), "load",
                     rtpart_json_text(r->load), "backends", cells);
}

/* Is there another latency of the same back end? */
static bool in_several_sizes(const struct rtpart_platform_results *r,
                             const struct rtpart_platform_cell *c)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++)
        count +=
            r->cells[i].latency.samples > 0 && strcmp(r->cells[i].name, c->name) == 0;
    return count > 1;
}

/* A name that no other latency has: "qemu-q35", or in a sweep "qemu-q35-2x512". */
static json_t *name_among(const struct rtpart_platform_results *r,
                          const struct rtpart_platform_cell *c)
{
    char name[160];

    if (!in_several_sizes(r, c))
        return rtpart_json_text(c->name);
    (void)snprintf(name, sizeof name, "%.120s-%ux%u", c->name, c->vcpus, c->memory_mb);
    return rtpart_json_text(name);
}

json_t *rtpart_platform_latency_json(const struct rtpart_platform_results *r)
{
    json_t *backends = json_array();
    const struct rtpart_platform_cell *most = NULL;

    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_platform_cell *c = &r->cells[i];
        json_t *one = c->latency.samples > 0 ? latency_json(&c->latency) : NULL;

        if (one == NULL)
            continue;
        json_object_del(one, "histogram_us");
        json_object_set_new(one, "name", name_among(r, c));
        json_object_set_new(one, "accelerator", rtpart_json_text(c->accel));
        json_array_append_new(backends, one);
        if (most == NULL || c->latency.max_us > most->latency.max_us)
            most = c;
    }
    if (most == NULL) {
        json_decref(backends);
        return NULL;
    }
    return json_pack(
        "{s:s, s:I, s:o, s:I, s:s, s:o, s:o, s:o}", "schema", "rtpart.latency/1",
        "latency_ns", (json_int_t)rtpart_latency_bound(&most->latency), "backend",
        rtpart_json_text(most->name), "samples", (json_int_t)most->latency.samples,
        "tool", "cyclictest", "host", rtpart_json_text(r->host), "load",
        rtpart_json_text(r->load), "backends", backends);
}

static void cell_free(struct rtpart_platform_cell *c)
{
    free(c->name);
    free(c->summary);
    free(c->paper);
    free(c->accel);
    free(c->command);
    free(c->problem);
    rtpart_latency_free(&c->latency);
    rtpart_times_free(&c->first);
    rtpart_times_free(&c->total);
}

void rtpart_platform_results_free(struct rtpart_platform_results *r)
{
    for (size_t i = 0; i < r->count; i++)
        cell_free(&r->cells[i]);
    free(r->cells);
    free(r->command);
    free(r->version);
    free(r->host);
    free(r->kernel);
    free(r->load);
    free(r->date);
    *r = (struct rtpart_platform_results){0};
}
