/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auto.h"
#include "common/gnuplot.h"
#include "validate/sweep_summary.h"

/* A picture in the making. */
struct picture {
    const struct rtpart_sweep_grid *grid;
    const struct rtpart_sweep_total *totals;
    size_t n; /* place of the size */
    size_t m; /* place of the number of vCPUs, where the picture is of one */
};

static const struct rtpart_sweep_total *
total_at(const struct picture *p, size_t utilization, size_t vcpus, size_t method)
{
    const struct rtpart_sweep_grid *g = p->grid;
    const size_t point =
        (p->n * g->utilization_count + utilization) * g->vcpu_count + vcpus;

    return &p->totals[point * g->method_count + method];
}

/* One data set for each method: utilisation, share, and its 95 % interval, in %. */
static void write_shares(struct rtpart_gnuplot *out, const struct picture *p)
{
    const struct rtpart_sweep_grid *g = p->grid;

    for (size_t method = 0; method < g->method_count; method++) {
        fprintf(out->data, "# %s: utilization share low high\n", g->methods[method]);
        for (size_t u = 0; u < g->utilization_count; u++) {
            const struct rtpart_sweep_total *t = total_at(p, u, p->m, method);
            double low, high;

            rtpart_wilson(t->yes, t->sets, &low, &high);
            if (t->sets > 0)
                fprintf(out->data, "%.6f %.4f %.4f %.4f\n",
                        (double)g->utilizations[u] / 1e6,
                        100.0 * (double)t->yes / (double)t->sets, 100 * low, 100 * high);
        }
        fputs("NaN NaN NaN NaN\n\n\n", out->data);
    }
}

static void plot_shares(struct rtpart_gnuplot *out, const struct picture *p)
{
    const struct rtpart_sweep_grid *g = p->grid;

    fprintf(out->script,
            "set title '%" PRIu64 " tasks on %" PRIu64 " vCPUs'\n"
            "set xlabel 'utilization'\nset ylabel 'schedulable sets (%%)'\n"
            "set yrange [0:102]\nset key outside right top noenhanced\nplot ",
            g->tasks[p->n], g->vcpus[p->m]);
    for (size_t m = 0; m < g->method_count; m++) {
        fprintf(
            out->script,
            "%sDATA index %zu using 1:3:4 with filledcurves fs transparent solid 0.15 "
            "noborder ls %zu notitle, \\\n     DATA index %zu using 1:2 with linespoints "
            "ls %zu pt 7 ps 0.4 title ",
            m > 0 ? ", \\\n     " : "", m, m % 10 + 1, m, m % 10 + 1);
        rtpart_gnuplot_quote(out->script, g->methods[m]);
    }
    fputc('\n', out->script);
}

/*
 * Mean overhead in % of a core over all utilisations at which the method held some set;
 * less than 0 where it held none.
 */
static double mean_overhead(const struct picture *p, size_t vcpus, size_t method)
{
    double sum = 0;
    uint64_t yes = 0;

    for (size_t u = 0; u < p->grid->utilization_count; u++) {
        const struct rtpart_sweep_total *t = total_at(p, u, vcpus, method);

        sum += (double)t->overhead_ppb / 1e7;
        yes += t->yes;
    }
    return yes > 0 ? sum / (double)yes : -1;
}

/* Are the overheads so far apart that a linear axis would show the large ones only? */
static bool is_wide(const struct picture *p)
{
    double least = HUGE_VAL;
    double most = 0;

    for (size_t v = 0; v < p->grid->vcpu_count; v++)
        for (size_t method = 0; method < p->grid->method_count; method++) {
            const double mean = mean_overhead(p, v, method);

            if (mean >= 0) {
                least = fmin(least, mean);
                most = fmax(most, mean);
            }
        }
    return least > 0 && most > 20 * least;
}

/* One data set for each method: vCPUs, mean overhead. */
static void write_overheads(struct rtpart_gnuplot *out, const struct picture *p)
{
    const struct rtpart_sweep_grid *g = p->grid;

    for (size_t method = 0; method < g->method_count; method++) {
        fprintf(out->data, "# %s: vcpus mean_overhead_percent\n", g->methods[method]);
        for (size_t v = 0; v < g->vcpu_count; v++) {
            const double mean = mean_overhead(p, v, method);

            if (mean >= 0)
                fprintf(out->data, "%" PRIu64 " %.6f\n", g->vcpus[v], mean);
        }
        fputs("NaN NaN\n\n\n", out->data);
    }
}

static void plot_overheads(struct rtpart_gnuplot *out, const struct picture *p)
{
    const struct rtpart_sweep_grid *g = p->grid;

    fprintf(out->script,
            "set title '%" PRIu64 " tasks: what virtualisation costs'\n"
            "set xlabel 'vCPUs'\nset ylabel 'mean overhead (%% of a core)'\n"
            "%s\nset offsets 0.5, 0.5\nset key outside right top noenhanced\n"
            "set xtics (",
            g->tasks[p->n], is_wide(p) ? "set logscale y" : "set yrange [0:*]");
    for (size_t v = 0; v < g->vcpu_count; v++)
        fprintf(out->script, "%s%" PRIu64, v > 0 ? ", " : "", g->vcpus[v]);
    fputs(")\nplot ", out->script);
    for (size_t m = 0; m < g->method_count; m++) {
        fprintf(out->script,
                "%sDATA index %zu using 1:2 with linespoints ls %zu pt 7 ps 0.6 title ",
                m > 0 ? ", \\\n     " : "", m, m % 10 + 1);
        rtpart_gnuplot_quote(out->script, g->methods[m]);
    }
    fputc('\n', out->script);
}

typedef void part_fn(struct rtpart_gnuplot *out, const struct picture *p);

static enum rtpart_code draw(const struct picture *p, const char *path, part_fn *data,
                             part_fn *script, struct rtpart_error *err)
{
    struct rtpart_gnuplot out;
    const enum rtpart_code code = rtpart_gnuplot_begin(&out, path, 900, 520, true, err);

    if (code != RTPART_OK)
        return code;
    data(&out, p);
    script(&out, p);
    return rtpart_gnuplot_finish(&out, err);
}

/* The same picture as SVG and as PNG. */
static enum rtpart_code draw_both(const struct picture *p, const char *directory,
                                  const char *name, part_fn *data, part_fn *script,
                                  struct rtpart_error *err)
{
    static const char *const endings[] = {"png", "svg"};
    enum rtpart_code code = RTPART_OK;

    for (int i = 0; code == RTPART_OK && i < 2; i++) {
        RTPART_AUTO_FREE char *path = NULL;

        if (asprintf(&path, "%s/%s.%s", directory, name, endings[i]) < 0) {
            path = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
        }
        code = draw(p, path, data, script, err);
    }
    return code;
}

enum rtpart_code rtpart_sweep_plot(const struct rtpart_sweep_grid *g,
                                   const struct rtpart_sweep_total *totals,
                                   const char *directory, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;
    char name[80];

    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made: %s", directory,
                           strerror(errno));
    for (size_t n = 0; code == RTPART_OK && n < g->task_count; n++) {
        struct picture p = {.grid = g, .totals = totals, .n = n};

        for (size_t m = 0; code == RTPART_OK && m < g->vcpu_count; m++) {
            p.m = m;
            snprintf(name, sizeof name, "share-%" PRIu64 "-%" PRIu64, g->tasks[n],
                     g->vcpus[m]);
            code = draw_both(&p, directory, name, write_shares, plot_shares, err);
        }
        snprintf(name, sizeof name, "overhead-%" PRIu64, g->tasks[n]);
        if (code == RTPART_OK)
            code = draw_both(&p, directory, name, write_overheads, plot_overheads, err);
    }
    return code;
}
