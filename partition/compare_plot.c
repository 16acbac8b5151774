/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/compare_plot.h"

#include "common/gnuplot.h"

enum { BAR_WIDTH = 70, SIDE = 220, HEIGHT = 480 };

/* The rows that say yes. Returns how many. */
static size_t put_rows(const struct rtpart_compare *c, FILE *out)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct rtpart_compare_row *row = &c->rows[i];

        if (rtpart_compare_answer(row) != RTPART_SCHEDULABLE)
            continue;
        (void)fprintf(out, "\"%s\" %.6f %.6f\n", row->method,
                      100 * rtpart_compare_bandwidth(row),
                      100 * rtpart_compare_max_bandwidth(row));
        count++;
    }
    return count;
}

enum rtpart_code rtpart_compare_plot(const struct rtpart_compare *c, const char *picture,
                                     bool keep, struct rtpart_error *err)
{
    struct rtpart_gnuplot plot = {0};
    enum rtpart_code code = rtpart_gnuplot_begin(
        &plot, picture, SIDE + BAR_WIDTH * (int)c->count, HEIGHT, keep, err);

    if (code != RTPART_OK)
        return code;
    if (put_rows(c, plot.data) == 0) {
        rtpart_gnuplot_abort(&plot);
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: no method found anything that could be drawn", picture);
    }
    (void)fputs("set title 'what the host has to reserve'\n"
                "set style data histogram\n"
                "set style histogram clustered gap 1\n"
                "set style fill solid 0.8 noborder\n"
                "set boxwidth 0.9\n"
                "set yrange [0:*]\n"
                "set grid ytics\n"
                "set key outside top center horizontal\n"
                "set xtics rotate by -35 noenhanced\n"
                "set ylabel 'share of a CPU (%)'\n"
                "plot DATA using 2:xtic(1) ls 1 title 'all vCPUs', "
                "'' using 3 ls 5 title 'largest vCPU'\n",
                plot.script);
    return rtpart_gnuplot_finish(&plot, err);
}
