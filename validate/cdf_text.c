/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CDFs drawn with characters. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "validate/cdf_plot.h"

#define ROWS    12 /* of the picture, less one */
#define MARGIN  7  /* before it, for the share */
#define COLUMNS 400

struct picture {
    int width;
    double right; /* value at the right edge */
    char cells[ROWS + 1][COLUMNS];
};

/* The steps of one curve, upwards and to the right. */
static void draw(struct picture *p, const double *values, size_t n, char glyph)
{
    for (int x = 0; x < p->width && n > 0; x++) {
        const double to = rtpart_cdf_share(values, n, p->right * (x + 1) / p->width);
        const double from =
            x > 0 ? rtpart_cdf_share(values, n, p->right * x / p->width) : 0;
        const int top = (int)(to * ROWS + 0.5);
        const int bottom = (int)(from * ROWS + 0.5);

        p->cells[top][x] = glyph;
        for (int row = bottom; row < top; row++)
            p->cells[row][x] = glyph;
    }
}

static void print(const struct picture *p, FILE *out)
{
    const int deadline = (int)(p->width / p->right); /* where it is 1 */

    for (int row = ROWS; row >= 0; row--) {
        int len = p->width;

        while (len > 0 && p->cells[row][len - 1] == ' ')
            len--;
        fprintf(out, row % 4 == 0 ? "%5.2f |" : "      |", (double)row / ROWS);
        fprintf(out, "%.*s\n", len, p->cells[row]);
    }
    fprintf(out, "      +");
    for (int x = 0; x < p->width; x++)
        fputc(x + 1 == deadline ? '1' : '-', out);
    fprintf(out, "\n       0%*s%.2f\n", p->width - 5, "", p->right);
}

enum rtpart_code rtpart_cdf_text(const struct rtpart_cdf_curve *curves, size_t count,
                                 int columns, FILE *out, struct rtpart_error *err)
{
    double *values[RTPART_CDF_CURVES_MAX] = {NULL};
    size_t n[RTPART_CDF_CURVES_MAX];
    struct picture p = {.right = 1};
    bool whole = true;

    if (count == 0 || count > RTPART_CDF_CURVES_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%zu curves cannot be drawn", count);
    if (columns < 40)
        columns = 40;
    p.width = (columns < COLUMNS ? columns : COLUMNS) - MARGIN - 1;
    memset(p.cells, ' ', sizeof p.cells);
    for (size_t i = 0; i < count; i++) {
        values[i] = rtpart_cdf_values(&curves[i], &n[i]);
        whole = whole && values[i] != NULL;
        if (values[i] != NULL && n[i] > 0 && values[i][n[i] - 1] > p.right)
            p.right = values[i][n[i] - 1];
    }
    for (size_t i = 0; whole && i < count; i++) {
        const char glyph = count == 1 ? '*' : (char)((i < 26 ? 'a' : 'A' - 26) + (int)i);

        draw(&p, values[i], n[i], glyph);
        fprintf(out, "%c  %s\n", glyph, curves[i].title);
    }
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    if (!whole)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    fputs("share of jobs over normalised response time\n", out);
    print(&p, out);
    return RTPART_OK;
}
