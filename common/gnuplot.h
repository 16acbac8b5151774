/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot.h - draw a picture with gnuplot: data and script are files that people can keep,
 *             restyle and draw again
 *
 *     struct rtpart_gnuplot p = {0};
 *     rtpart_gnuplot_begin(&p, "plot.svg", keep, err);
 *     fprintf(p.data, "1 2\n3 4\n");
 *     fprintf(p.script, "plot DATA using 1:2 with lines\n");
 *     rtpart_gnuplot_finish(&p, err);
 *
 * gnuplot does the drawing since it is what this field uses, and its scripts are what
 * papers restyle.
 */
#ifndef RTPART_COMMON_GNUPLOT_H
#define RTPART_COMMON_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

/* A zeroed struct is closed. */
struct rtpart_gnuplot {
    FILE *data; /* write the numbers here; two empty lines begin a new data set (index) */
    FILE *script; /* write the commands here; DATA names the data file */
    bool keep;
    char *picture;     /* where the picture will be */
    char *data_path;   /* beside it: p.dat, or p.svg.dat where it is not to be kept */
    char *script_path; /* likewise: .gp */
};

/*
 * Begin a picture. The terminal, a font, a size and a legible style are set; the script
 * may change the style.
 *
 * @picture        file whose name ends in .svg or .png
 * @width, @height in pixels
 * @keep           keep the data (.dat) and the script (.gp) beside the picture
 * Returns 0; RTPART_EUSAGE (another ending), RTPART_EHOST (cannot write), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_gnuplot_begin(struct rtpart_gnuplot *p, const char *picture,
                                      int width, int height, bool keep,
                                      struct rtpart_error *err);

/*
 * Run gnuplot. The picture appears whole or not at all; data and script stay where they are
 * to be kept, or where gnuplot failed or is not installed (the message names them).
 * Closes `p` either way.
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_gnuplot_finish(struct rtpart_gnuplot *p,
                                       struct rtpart_error *err);

/* Give up: nothing is left behind. Accepts a closed struct. */
void rtpart_gnuplot_abort(struct rtpart_gnuplot *p);

/* Write `text` as a gnuplot string, in single quotes. */
void rtpart_gnuplot_quote(FILE *out, const char *text);

/* The same for the label of a tic, where gnuplot takes a % for the begin of a format. */
void rtpart_gnuplot_quote_tic(FILE *out, const char *text);

#endif
