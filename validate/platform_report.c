/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MB 1e6 /* as the published values count, and the m of pmap(1) nearly does */

static const struct rtpart_column latency_columns[] = {
    {"back end", NULL, "backend", RTPART_ALIGN_LEFT},
    {"by", NULL, "accelerator", RTPART_ALIGN_LEFT},
    {"samples", NULL, "samples", RTPART_ALIGN_RIGHT},
    {"min", "us", "min_us", RTPART_ALIGN_POINT},
    {"mean", "us", "mean_us", RTPART_ALIGN_POINT},
    {"99.99 %", "us", "p9999_us", RTPART_ALIGN_POINT},
    {"max", "us", "max_us", RTPART_ALIGN_POINT},
    {"L", "us", "latency_us", RTPART_ALIGN_POINT},
    {"published", "us", "published_max_us", RTPART_ALIGN_POINT},
    {"max ratio", NULL, "max_ratio", RTPART_ALIGN_POINT},
    {"published", "ratio", "published_max_ratio", RTPART_ALIGN_POINT},
};

static const struct rtpart_column startup_columns[] = {
    {"back end", NULL, "backend", RTPART_ALIGN_LEFT},
    {"by", NULL, "accelerator", RTPART_ALIGN_LEFT},
    {"vCPUs", NULL, "vcpus", RTPART_ALIGN_RIGHT},
    {"memory", "MB", "memory_mb", RTPART_ALIGN_RIGHT},
    {"runs", NULL, "runs", RTPART_ALIGN_RIGHT},
    {"to first process", "mean ms", "first_mean_ms", RTPART_ALIGN_POINT},
    {"", "worst ms", "first_worst_ms", RTPART_ALIGN_POINT},
    {"to its end", "mean ms", "total_mean_ms", RTPART_ALIGN_POINT},
    {"", "median ms", "total_median_ms", RTPART_ALIGN_POINT},
    {"", "worst ms", "total_worst_ms", RTPART_ALIGN_POINT},
    {"published", "mean ms", "published_mean_ms", RTPART_ALIGN_POINT},
    {"", "worst ms", "published_worst_ms", RTPART_ALIGN_POINT},
    {"mean ratio", NULL, "mean_ratio", RTPART_ALIGN_POINT},
    {"published", "ratio", "published_mean_ratio", RTPART_ALIGN_POINT},
};

static const struct rtpart_column memory_columns[] = {
    {"back end", NULL, "backend", RTPART_ALIGN_LEFT},
    {"by", NULL, "accelerator", RTPART_ALIGN_LEFT},
    {"least", "MB", "least_memory_mb", RTPART_ALIGN_RIGHT},
    {"processes", NULL, "processes", RTPART_ALIGN_RIGHT},
    {"Pss", "MB", "pss_mb", RTPART_ALIGN_POINT},
    {"Rss", "MB", "rss_mb", RTPART_ALIGN_POINT},
    {"pmap", "MB", "pmap_mb", RTPART_ALIGN_POINT},
    {"published", "least MB", "published_least_mb", RTPART_ALIGN_POINT},
    {"", "pmap MB", "published_pmap_mb", RTPART_ALIGN_POINT},
    {"pmap ratio", NULL, "pmap_ratio", RTPART_ALIGN_POINT},
    {"published", "ratio", "published_pmap_ratio", RTPART_ALIGN_POINT},
};

/* What tells a quantity's table: its columns, the first of those for published values, and
 * the back ends that its ratios may refer to, best first. */
static const struct form {
    const char *name;
    const char *what;
    const struct rtpart_column *columns;
    size_t count;
    size_t own; /* columns without published values */
    const char *published;
    const char *statistic;
    const char *baselines[3];
} forms[RTPART_PLATFORM_QUANTITIES] = {
    {"latency",
     "wake-up latency",
     latency_columns,
     sizeof latency_columns / sizeof *latency_columns,
     8,
     "latency",
     "worst",
     {"native", "podman", "qemu"}},
    {"startup",
     "from launch to the first process, and to the complete end",
     startup_columns,
     sizeof startup_columns / sizeof *startup_columns,
     10,
     "startup",
     "mean",
     {"native", "crun", "qemu"}},
    {"memory",
     "host memory while cyclictest runs",
     memory_columns,
     sizeof memory_columns / sizeof *memory_columns,
     7,
     "memory",
     "worst",
     {"native", "crun", "qemu"}},
};

const char *rtpart_platform_quantity_name(enum rtpart_platform_quantity q)
{
    return forms[q].name;
}

static bool cell_has(const struct rtpart_platform_cell *c,
                     enum rtpart_platform_quantity q)
{
    return q == RTPART_PLATFORM_LATENCY   ? c->latency.samples > 0
           : q == RTPART_PLATFORM_STARTUP ? c->total.count > 0
                                          : c->memory.processes > 0;
}

bool rtpart_platform_has(const struct rtpart_platform_results *r,
                         enum rtpart_platform_quantity q)
{
    for (size_t i = 0; i < r->count; i++)
        if (cell_has(&r->cells[i], q))
            return true;
    return false;
}

/* The value of a cell that ratios are made of: us, ms or MB. */
static double value_of(const struct rtpart_platform_cell *c,
                       enum rtpart_platform_quantity q)
{
    switch (q) {
    case RTPART_PLATFORM_LATENCY:
        return (double)c->latency.max_us;
    case RTPART_PLATFORM_STARTUP:
        return (double)rtpart_times_summary(&c->total).mean / (double)RTPART_MS;
    default:
        return (double)c->memory.pmap / MB;
    }
}

/* Which guest the published values should be of. */
static const char *guest_of(const struct rtpart_platform_results *r)
{
    return r->kernel != NULL && strstr(r->kernel, "-rt") != NULL ? "rt" : "linux";
}

/* A cell of a back end whose row among the published values is `paper`. */
static const struct rtpart_platform_cell *cell_of(const struct rtpart_platform_results *r,
                                                  enum rtpart_platform_quantity q,
                                                  const char *paper)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->cells[i].paper != NULL && strcmp(r->cells[i].paper, paper) == 0 &&
            cell_has(&r->cells[i], q))
            return &r->cells[i];
    return NULL;
}

/* The baseline: the first that was measured here and published there. */
struct baseline {
    const struct rtpart_platform_cell *cell; /* NULL: none */
    const struct rtpart_published_value *published;
};

static struct baseline baseline_of(const struct rtpart_platform_results *r,
                                   enum rtpart_platform_quantity q,
                                   const struct rtpart_published *p)
{
    const struct form *f = &forms[q];
    struct baseline b = {0};

    for (size_t i = 0; i < 3 && b.cell == NULL; i++) {
        b.published = rtpart_published_find(p, f->published, f->baselines[i], guest_of(r),
                                            f->statistic);
        if (b.published != NULL)
            b.cell = cell_of(r, q, f->baselines[i]);
    }
    return b;
}

static void cell_number(struct rtpart_table *t, double value, int digits)
{
    rtpart_table_cell(t, "%.*f", digits, value);
}

/* A published value with its relation: "< 2". None: an empty cell. */
static void cell_published(struct rtpart_table *t, const struct rtpart_published_value *v)
{
    if (v == NULL)
        rtpart_table_cell(t, "%s", "");
    else if (v->relation == '=')
        rtpart_table_cell(t, "%g", v->value);
    else
        rtpart_table_cell(t, "%c %g", v->relation, v->value);
}

/* Measured and published value as ratios, each to the baseline of its own side. */
static void cell_ratios(struct rtpart_table *t, const struct rtpart_platform_cell *c,
                        enum rtpart_platform_quantity q, const struct baseline *b,
                        const struct rtpart_published_value *v)
{
    const double base = b->cell != NULL ? value_of(b->cell, q) : 0;

    if (base > 0)
        cell_number(t, value_of(c, q) / base, 2);
    else
        rtpart_table_cell(t, "%s", "");
    if (base > 0 && v != NULL && b->published->value > 0)
        rtpart_table_cell(t, "%s%.2f",
                          b->published->relation == '<' && v != b->published ? "> " : "",
                          v->value / b->published->value);
    else
        rtpart_table_cell(t, "%s", "");
}

static const struct rtpart_published_value *
published_of(const struct rtpart_platform_results *r,
             const struct rtpart_platform_cell *c, const struct rtpart_published *p,
             const char *quantity, const char *statistic)
{
    return c->paper == NULL
               ? NULL
               : rtpart_published_find(p, quantity, c->paper, guest_of(r), statistic);
}

static void latency_row(struct rtpart_table *t, const struct rtpart_platform_cell *c)
{
    const struct rtpart_latency *l = &c->latency;

    rtpart_table_cell(t, "%" PRIu64, l->samples);
    rtpart_table_cell(t, "%" PRId64, l->min_us);
    cell_number(t, l->mean_us, 1);
    rtpart_table_cell(t, "%" PRId64, rtpart_latency_quantile(l, 0.9999));
    rtpart_table_cell(t, "%" PRId64, l->max_us);
    rtpart_table_cell(t, "%" PRId64, (int64_t)(rtpart_latency_bound(l) / RTPART_US));
}

static void cell_ms(struct rtpart_table *t, rtpart_ns ns)
{
    if (ns == RTPART_NS_NONE)
        rtpart_table_cell(t, "%s", "");
    else
        cell_number(t, (double)ns / (double)RTPART_MS, 1);
}

static void cell_machine(struct rtpart_table *t, unsigned value)
{
    if (value > 0)
        rtpart_table_cell(t, "%u", value);
    else
        rtpart_table_cell(t, "%s", "");
}

static void startup_row(struct rtpart_table *t, const struct rtpart_platform_cell *c)
{
    const struct rtpart_times_summary first = rtpart_times_summary(&c->first);
    const struct rtpart_times_summary total = rtpart_times_summary(&c->total);

    cell_machine(t, c->vcpus);
    cell_machine(t, c->memory_mb);
    rtpart_table_cell(t, "%zu", total.count);
    cell_ms(t, first.mean);
    cell_ms(t, first.worst);
    cell_ms(t, total.mean);
    cell_ms(t, total.median);
    cell_ms(t, total.worst);
}

static void memory_row(struct rtpart_table *t, const struct rtpart_platform_cell *c)
{
    cell_machine(t, c->least_mb);
    rtpart_table_cell(t, "%zu", c->memory.processes);
    cell_number(t, (double)c->memory.pss / MB, 1);
    cell_number(t, (double)c->memory.rss / MB, 1);
    cell_number(t, (double)c->memory.pmap / MB, 1);
}

void rtpart_platform_table(struct rtpart_table *t,
                           const struct rtpart_platform_results *r,
                           enum rtpart_platform_quantity q,
                           const struct rtpart_published *published)
{
    const struct form *f = &forms[q];
    struct baseline base = {0};

    if (published != NULL)
        base = baseline_of(r, q, published);
    rtpart_table_init(t, f->columns, published != NULL ? f->count : f->own);
    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_platform_cell *c = &r->cells[i];
        const struct rtpart_published_value *v;

        if (!cell_has(c, q))
            continue;
        rtpart_table_cell(t, "%s", c->name);
        rtpart_table_cell(t, "%s", c->accel != NULL ? c->accel : "");
        (q == RTPART_PLATFORM_LATENCY   ? latency_row
         : q == RTPART_PLATFORM_STARTUP ? startup_row
                                        : memory_row)(t, c);
        if (published == NULL)
            continue;
        v = published_of(r, c, published, f->published, f->statistic);
        if (q == RTPART_PLATFORM_MEMORY)
            cell_published(t, published_of(r, c, published, "guest_memory", "worst"));
        cell_published(t, v);
        if (q == RTPART_PLATFORM_STARTUP)
            cell_published(t, published_of(r, c, published, f->published, "worst"));
        cell_ratios(t, c, q, &base, v);
    }
}

char *rtpart_platform_headline(const struct rtpart_platform_results *r,
                               enum rtpart_platform_quantity q)
{
    char *text = NULL;
    int n;

    if (q == RTPART_PLATFORM_LATENCY)
        n = asprintf(&text, "%s: %s; load on the host: %s", forms[q].name, forms[q].what,
                     r->load != NULL ? r->load : "not told");
    else
        n = asprintf(&text, "%s: %s", forms[q].name, forms[q].what);
    return n < 0 ? NULL : text;
}

char *rtpart_platform_footnote(const struct rtpart_platform_results *r,
                               enum rtpart_platform_quantity q,
                               const struct rtpart_published *published, bool problems)
{
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);

    if (f == NULL)
        return NULL;
    if (published != NULL) {
        const struct baseline b = baseline_of(r, q, published);

        if (b.cell != NULL)
            fprintf(f, "ratios are to %s on either side (%s)", b.cell->name,
                    b.published->place);
        else
            fputs("no ratio: nothing that was measured here was published there", f);
    }
    for (size_t i = 0; problems && i < r->count; i++) {
        const struct rtpart_platform_cell *c = &r->cells[i];

        if (c->problem != NULL)
            fprintf(f, "%s%zu %s of %s gave nothing: %s", ftell(f) > 0 ? "\n" : "",
                    c->failed, c->failed == 1 ? "run" : "runs", c->name, c->problem);
    }
    (void)fclose(f);
    if (len == 0) {
        free(text);
        return NULL;
    }
    return text;
}
