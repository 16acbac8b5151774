/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of what was measured of back ends, in the manner of the paper's Figures 1 to 7. */
#include "validate/platform_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/gnuplot.h"

#define WIDTH  800
#define HEIGHT 520
#define STEPS  1000 /* of a curve, at least */
#define WIDE   50   /* from here on, an axis is logarithmic */

/* A picture under way: which cells are its curves. */
struct picture {
    const struct rtpart_platform_results *r;
    enum rtpart_platform_quantity quantity;
    const char *machine; /* sweeps: of this back end */
    bool worst;          /* sweeps: worst times, else means */
};

typedef void draw_fn(const struct picture *pic, struct rtpart_gnuplot *p);

/* The end of a plot command: the curves are the data sets, with these titles. */
static void write_curve(struct rtpart_gnuplot *p, size_t index, const char *how,
                        const char *title)
{
    fprintf(p->script, "%sDATA index %zu using 1:2 with %s ls %zu title ",
            index > 0 ? ", \\\n     " : "plot ", index, how, index % 10 + 1);
    rtpart_gnuplot_quote(p->script, title);
}

/* Name of a cell among others: with its accelerator and its size. Returns buf. */
static const char *cell_title(const struct rtpart_platform_cell *c, char *buf,
                              size_t size)
{
    if (c->memory_mb > 0)
        (void)snprintf(buf, size, "%s (%s, %u vCPU, %u MB)", c->name, c->accel, c->vcpus,
                       c->memory_mb);
    else
        (void)snprintf(buf, size, "%s", c->name);
    return buf;
}

/* Data set of one histogram, without the steps that nobody would see. */
static void latency_curve(const struct rtpart_latency *l, FILE *out)
{
    uint64_t seen = 0;
    uint64_t drawn = 0;

    fputs("# latency_us share\n", out);
    fprintf(out, "%" PRId64 " 0\n", l->min_us);
    for (size_t i = 0; i < l->count; i++) {
        seen += l->buckets[i].count;
        if (seen - drawn < l->samples / STEPS && i + 1 < l->count)
            continue;
        drawn = seen;
        fprintf(out, "%" PRId64 " %.9f\n", l->buckets[i].us,
                (double)seen / (double)l->samples);
    }
    if (l->beyond > 0)
        fprintf(out, "%" PRId64 " 1\n", l->max_us);
    fputs("\n\n", out);
}

/*
 * Latency, cut where nearly all samples are: the maxima are in the table. Back ends that
 * differ by orders of magnitude are drawn on a logarithmic axis.
 */
static void draw_latency(const struct picture *pic, struct rtpart_gnuplot *p)
{
    int64_t right = 1;
    int64_t least = INT64_MAX; /* of the medians */
    size_t curves = 0;
    char title[128];

    for (size_t i = 0; i < pic->r->count; i++) {
        const struct rtpart_latency *l = &pic->r->cells[i].latency;
        const int64_t most = rtpart_latency_quantile(l, 0.99);

        if (l->samples > 0)
            latency_curve(l, p->data);
        right = most > right ? most : right;
        if (l->samples > 0 && rtpart_latency_quantile(l, 0.5) < least)
            least = rtpart_latency_quantile(l, 0.5);
    }
    fprintf(p->script,
            "set title 'wake-up latency measured by cyclictest'\n"
            "set xlabel 'latency (us)'\nset ylabel 'share of samples'\n"
            "set yrange [0:1.02]\nset key bottom right noenhanced\n%s%" PRId64 "]\n",
            right / WIDE > least ? "set logscale x\nset xrange [1:" : "set xrange [0:",
            right + right / 10 + 1);
    for (size_t i = 0; i < pic->r->count; i++)
        if (pic->r->cells[i].latency.samples > 0)
            write_curve(p, curves++, "steps",
                        cell_title(&pic->r->cells[i], title, sizeof title));
    fputc('\n', p->script);
}

static int compare(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return (x > y) - (x < y);
}

/* Data set of the times of one cell, as a CDF over ms. */
static void times_curve(const struct rtpart_times *t, FILE *out)
{
    RTPART_AUTO_FREE rtpart_ns *v = malloc((t->count + 1) * sizeof *v);

    fputs("# time_ms share\n", out);
    if (v != NULL && t->count > 0) {
        memcpy(v, t->values, t->count * sizeof *v);
        qsort(v, t->count, sizeof *v, compare);
        fprintf(out, "%.6f 0\n", (double)v[0] / (double)RTPART_MS);
        for (size_t i = 0; i < t->count; i++)
            fprintf(out, "%.6f %.9f\n", (double)v[i] / (double)RTPART_MS,
                    (double)(i + 1) / (double)t->count);
    }
    fputs("\n\n", out);
}

static void draw_startup(const struct picture *pic, struct rtpart_gnuplot *p)
{
    size_t curves = 0;
    char title[128];

    for (size_t i = 0; i < pic->r->count; i++)
        if (pic->r->cells[i].total.count > 0)
            times_curve(&pic->r->cells[i].total, p->data);
    fputs("set title 'from launch to complete shutdown'\n"
          "set xlabel 'time (ms)' offset 0,0.5\nset ylabel 'share of runs'\nset logscale "
          "x\n"
          "set yrange [0:1.02]\nset key outside bottom center horizontal maxcols 2 "
          "samplen 2 noenhanced\n",
          p->script);
    for (size_t i = 0; i < pic->r->count; i++)
        if (pic->r->cells[i].total.count > 0)
            write_curve(p, curves++, "steps",
                        cell_title(&pic->r->cells[i], title, sizeof title));
    fputc('\n', p->script);
}

/* Is this cell of the machine that is swept? */
static bool swept(const struct picture *pic, const struct rtpart_platform_cell *c)
{
    return c->memory_mb > 0 && c->total.count > 0 && strcmp(c->name, pic->machine) == 0;
}

/* Is it the first cell of the machine with this number of vCPUs? */
static bool first_of_curve(const struct picture *pic, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (swept(pic, &pic->r->cells[k]) &&
            pic->r->cells[k].vcpus == pic->r->cells[i].vcpus)
            return false;
    return swept(pic, &pic->r->cells[i]);
}

/* Start-up over memory, a curve for each number of vCPUs, as Figures 2 to 7. */
static void draw_sweep(const struct picture *pic, struct rtpart_gnuplot *p)
{
    size_t curves = 0;
    char title[64];

    for (size_t i = 0; i < pic->r->count; i++) {
        if (!first_of_curve(pic, i))
            continue;
        fprintf(p->data, "# memory_mb time_ms, %u vCPUs\n", pic->r->cells[i].vcpus);
        for (size_t k = i; k < pic->r->count; k++) {
            const struct rtpart_platform_cell *c = &pic->r->cells[k];
            const struct rtpart_times_summary s = rtpart_times_summary(&c->total);

            if (swept(pic, c) && c->vcpus == pic->r->cells[i].vcpus)
                fprintf(p->data, "%u %.6f\n", c->memory_mb,
                        (double)(pic->worst ? s.worst : s.mean) / (double)RTPART_MS);
        }
        fputs("\n\n", p->data);
    }
    fputs("set title ", p->script);
    (void)snprintf(title, sizeof title, "%s: %s boot and shutdown", pic->machine,
                   pic->worst ? "worst" : "mean");
    rtpart_gnuplot_quote(p->script, title);
    fputs(" noenhanced\nset xlabel 'guest memory (MB)'\nset ylabel 'time (ms)'\n"
          "set yrange [0:*]\nset key bottom right noenhanced\n",
          p->script);
    for (size_t i = 0; i < pic->r->count; i++)
        if (first_of_curve(pic, i)) {
            (void)snprintf(title, sizeof title, "%u vCPU%s", pic->r->cells[i].vcpus,
                           pic->r->cells[i].vcpus == 1 ? "" : "s");
            write_curve(p, curves++, "linespoints", title);
        }
    fputc('\n', p->script);
}

/* One picture as SVG and as PNG. */
static enum rtpart_code draw(const struct picture *pic, draw_fn *fn,
                             const char *directory, const char *name,
                             struct rtpart_error *err)
{
    static const char *const endings[] = {"png", "svg"}; /* the .gp of the last stays */
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < 2 && code == RTPART_OK; i++) {
        RTPART_AUTO_FREE char *path = NULL;
        struct rtpart_gnuplot p = {0};

        if (asprintf(&path, "%s/%s.%s", directory, name, endings[i]) < 0) {
            path = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        }
        code = rtpart_gnuplot_begin(&p, path, WIDTH, HEIGHT, true, err);
        if (code != RTPART_OK)
            return code;
        fn(pic, &p);
        code = rtpart_gnuplot_finish(&p, err);
    }
    return code;
}

/* Was this back end measured with more than one amount of memory or number of vCPUs? */
static bool has_sweep(const struct rtpart_platform_results *r, size_t i)
{
    const struct picture pic = {.r = r, .machine = r->cells[i].name};
    size_t count = 0;

    for (size_t k = 0; k < r->count; k++) {
        if (!swept(&pic, &r->cells[k]))
            continue;
        if (k < i)
            return false; /* drawn already */
        count++;
    }
    return count > 1;
}

enum rtpart_code rtpart_platform_plots(const struct rtpart_platform_results *r,
                                       const char *directory, struct rtpart_error *err)
{
    struct picture pic = {.r = r};
    enum rtpart_code code = RTPART_OK;

    if (rtpart_platform_has(r, RTPART_PLATFORM_LATENCY))
        code = draw(&pic, draw_latency, directory, "latency", err);
    if (code == RTPART_OK && rtpart_platform_has(r, RTPART_PLATFORM_STARTUP))
        code = draw(&pic, draw_startup, directory, "startup", err);
    for (size_t i = 0; i < r->count && code == RTPART_OK; i++) {
        char name[96];

        if (!has_sweep(r, i))
            continue;
        pic.machine = r->cells[i].name;
        for (int worst = 0; worst < 2 && code == RTPART_OK; worst++) {
            pic.worst = worst != 0;
            (void)snprintf(name, sizeof name, "startup-%.60s-%s", pic.machine,
                           worst != 0 ? "worst" : "mean");
            code = draw(&pic, draw_sweep, directory, name, err);
        }
    }
    return code;
}
