/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/cdf_plot.h"

#include <stdlib.h>

#include "common/auto.h"
#include "common/gnuplot.h"
#include "model/verdict.h"

#define STEPS 1000 /* of a curve; the last TAIL values are all drawn */
#define TAIL  200

static int double_cmp(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

double *rtpart_cdf_values(const struct rtpart_cdf_curve *c, size_t *count)
{
    const struct rtpart_responses *r = c->responses;
    const size_t from = c->task == RTPART_NO_TASK ? 0 : c->task;
    const size_t to = c->task == RTPART_NO_TASK ? r->count : c->task + 1;
    size_t total = 0;

    for (size_t i = from; i < to; i++)
        total += r->series[i].count;
    double *values = malloc((total + 1) * sizeof *values);

    *count = 0;
    for (size_t i = from; values != NULL && i < to; i++)
        for (size_t k = 0; k < r->series[i].count; k++)
            values[(*count)++] =
                (double)r->series[i].response[k] / (double)r->series[i].period;
    if (values != NULL)
        qsort(values, *count, sizeof *values, double_cmp);
    return values;
}

/* Data set of one curve: (value, share of jobs not above it). */
static enum rtpart_code write_curve(struct rtpart_gnuplot *p,
                                    const struct rtpart_cdf_curve *c,
                                    struct rtpart_error *err)
{
    size_t n;
    RTPART_AUTO_FREE double *values = rtpart_cdf_values(c, &n);
    const size_t stride = n > STEPS + TAIL ? n / STEPS : 1;

    if (values == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    fputs("# normalised_response share\n", p->data);
    fprintf(p->data, "%.9f 0\n", n > 0 ? values[0] : 0.0);
    for (size_t i = 0; i < n; i++)
        if (i % stride == 0 || i + TAIL >= n)
            fprintf(p->data, "%.9f %.9f\n", values[i], (double)(i + 1) / (double)n);
    fputs("\n\n", p->data);
    return RTPART_OK;
}

static void write_script(struct rtpart_gnuplot *p, const struct rtpart_cdf_curve *curves,
                         size_t count, const char *title)
{
    fputs("set title ", p->script);
    rtpart_gnuplot_quote(p->script, title);
    fputs(" noenhanced\nset xlabel 'normalised response time'\n"
          "set ylabel 'share of jobs'\n"
          "set yrange [0:1.02]\nset xrange [0:1.05<*<100]\nset autoscale xfixmax\nset "
          "key bottom right noenhanced\n"
          "set arrow 1 from first 1,graph 0 to first 1,graph 1 nohead lc rgb '#aa0000' "
          "dt 2\n"
          "plot ",
          p->script);
    for (size_t i = 0; i < count; i++) {
        fprintf(p->script, "%sDATA index %zu using 1:2 with steps ls %zu title ",
                i > 0 ? ", \\\n     " : "", i, i % 10 + 1);
        rtpart_gnuplot_quote(p->script, curves[i].title);
    }
    fputc('\n', p->script);
}

enum rtpart_code rtpart_cdf_plot(const struct rtpart_cdf_curve *curves, size_t count,
                                 const char *title, const char *picture, bool keep,
                                 struct rtpart_error *err)
{
    struct rtpart_gnuplot p;
    enum rtpart_code code;

    if (count == 0 || count > RTPART_CDF_CURVES_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%s: %zu curves cannot be drawn", picture,
                           count);
    code = rtpart_gnuplot_begin(&p, picture, 800, 520, keep, err);
    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = write_curve(&p, &curves[i], err);
    if (code != RTPART_OK) {
        rtpart_gnuplot_abort(&p);
        return code;
    }
    write_script(&p, curves, count, title);
    return rtpart_gnuplot_finish(&p, err);
}

double rtpart_cdf_share(const double *values, size_t n, double x)
{
    size_t low = 0;
    size_t high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (values[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return n > 0 ? (double)low / (double)n : 0;
}
