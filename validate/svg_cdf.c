/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/svg_cdf.h"

#include <stdlib.h>

#include "validate/html.h"

/* In units of the viewBox. */
#define WIDTH  720
#define HEIGHT 400
#define LEFT   58
#define RIGHT  12
#define TOP    12
#define BOTTOM 58
#define STEPS  300 /* corners of a curve at most, beside the last values */

static const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                      "#e69f00", "#56b4e9", "#777777", "#8c6d1f",
                                      "#bb2244", "#5e3c99"};

struct frame {
    double right; /* value at the right edge */
    FILE *out;
};

static double x_of(const struct frame *f, double value)
{
    return LEFT + value / f->right * (WIDTH - LEFT - RIGHT);
}

static double y_of(double share)
{
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
}

/* 1.0, 1.2, 1.5 ...: an edge for the axis, and how far its ticks are apart. */
static double round_edge(double largest, double *tick)
{
    double edge = 1;

    *tick = 0.2;
    while (edge < largest && edge < 1e6) {
        *tick = edge < 1.9 ? 0.2 : *tick * 2;
        edge = edge < 1.9 ? edge + 0.2 : edge * 2;
    }
    return edge;
}

static void axes(const struct frame *f, double tick)
{
    const int ticks = (int)(f->right / tick + 0.5);

    for (int k = 0; k <= ticks; k++) {
        const double v = k * tick;

        fprintf(f->out,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.4g</text>\n",
                x_of(f, v), x_of(f, v), TOP, HEIGHT - BOTTOM, x_of(f, v),
                HEIGHT - BOTTOM + 22, v);
    }
    for (int k = 0; k <= 4; k++)
        fprintf(f->out,
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>\n",
                LEFT, WIDTH - RIGHT, y_of(k / 4.0), y_of(k / 4.0), LEFT - 6,
                y_of(k / 4.0) + 4, k / 4.0);
    fprintf(f->out,
            "<line class=\"deadline\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">normalised response time R/T"
            "</text>\n",
            x_of(f, 1), x_of(f, 1), TOP, HEIGHT - BOTTOM, (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 8);
}

/* Steps: right, then up. */
static void curve(const struct frame *f, const double *values, size_t n,
                  const char *colour)
{
    const size_t stride = n / STEPS + 1;
    double y = y_of(0);

    fprintf(f->out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"M%.1f %.1f",
            colour, x_of(f, values[0]), y);
    for (size_t i = 0; i < n; i++) {
        if (i % stride != 0 && i + 20 < n)
            continue;
        y = y_of((double)(i + 1) / (double)n);
        fprintf(f->out, "H%.1fV%.1f", x_of(f, values[i]), y);
    }
    fprintf(f->out, "H%.1f\"/>\n", x_of(f, f->right));
}

static void legend(FILE *out, const struct rtpart_cdf_curve *curves, size_t count)
{
    fputs("<ul class=\"legend\">", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "<li><span style=\"background:%s\"></span>",
                colours[i % (sizeof colours / sizeof *colours)]);
        rtpart_html_text(out, curves[i].title);
        fputs("</li>", out);
    }
    fputs("</ul>\n", out);
}

static void picture(const struct rtpart_cdf_curve *curves, size_t count,
                    double *const *values, const size_t *n, const char *label, FILE *out)
{
    struct frame f = {.out = out};
    double largest = 0;
    double tick;

    for (size_t i = 0; i < count; i++)
        if (n[i] > 0 && values[i][n[i] - 1] > largest)
            largest = values[i][n[i] - 1];
    f.right = round_edge(largest, &tick);
    fprintf(out, "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
            HEIGHT);
    rtpart_html_text(out, label);
    fputs("\">\n", out);
    axes(&f, tick);
    for (size_t i = 0; i < count; i++)
        if (n[i] > 0)
            curve(&f, values[i], n[i], colours[i % (sizeof colours / sizeof *colours)]);
    fputs("</svg>\n", out);
    if (count > 1)
        legend(out, curves, count);
    fputs("<figcaption>", out);
    rtpart_html_text(out, label);
    fputs("</figcaption></figure>\n", out);
}

enum rtpart_code rtpart_svg_cdf(const struct rtpart_cdf_curve *curves, size_t count,
                                const char *label, FILE *out, struct rtpart_error *err)
{
    double *values[RTPART_CDF_CURVES_MAX] = {NULL};
    size_t n[RTPART_CDF_CURVES_MAX];
    bool whole = true;

    if (count == 0 || count > RTPART_CDF_CURVES_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%zu curves cannot be drawn", count);
    for (size_t i = 0; i < count; i++) {
        values[i] = rtpart_cdf_values(&curves[i], &n[i]);
        whole = whole && values[i] != NULL;
    }
    if (whole)
        picture(curves, count, values, n, label, out);
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    return whole ? RTPART_OK
                 : rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
}
