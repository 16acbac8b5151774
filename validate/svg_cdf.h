/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svg_cdf.h - CDFs as SVG inside a page: no gnuplot, no script, the colours of the page
 */
#ifndef RTPART_VALIDATE_SVG_CDF_H
#define RTPART_VALIDATE_SVG_CDF_H

#include "validate/cdf_plot.h"

/*
 * Write an <svg> with the curves, a line at 1 and a legend below, as wide as the page lets it.
 * @label  what it shows, for those who do not see it
 * @count  1..RTPART_CDF_CURVES_MAX, each with a job
 * Returns 0, RTPART_EUSAGE or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_svg_cdf(const struct rtpart_cdf_curve *curves, size_t count,
                                const char *label, FILE *out, struct rtpart_error *err);

#endif
