/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cdf_plot.h - experimental CDF of normalised response times, as the paper's Figures 8, 9
 *
 * [Abe24] L. Abeni, "Virtualized real-time workloads in containers and virtual machines",
 *         Journal of Systems Architecture 154, 2024. doi:10.1016/j.sysarc.2024.103238
 */
#ifndef RTPART_VALIDATE_CDF_PLOT_H
#define RTPART_VALIDATE_CDF_PLOT_H

#include <stdio.h>

#include "validate/response.h"

/* One run to draw: all tasks together in one curve, or one task. */
struct rtpart_cdf_curve {
    const char *title;
    const struct rtpart_responses *responses; /* settled; borrowed */
    size_t task;                              /* RTPART_NO_TASK: all tasks */
};

#define RTPART_CDF_CURVES_MAX 52

/*
 * Draw the curves into one picture, with a line at 1 (the deadline where D = T).
 *
 * @curves   1..RTPART_CDF_CURVES_MAX, each with at least one job
 * @picture  FILE.svg or FILE.png; @keep the .dat and .gp beside it
 * Returns 0; RTPART_EUSAGE, RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_cdf_plot(const struct rtpart_cdf_curve *curves, size_t count,
                                 const char *title, const char *picture, bool keep,
                                 struct rtpart_error *err);

/*
 * Draw the curves with characters, `columns` wide (at least 40): the share of jobs from 0 to
 * 1 upwards, normalised response time to the right, each curve with a letter of its own
 * where there are several.
 * Returns 0, RTPART_EUSAGE (no curve, or too many) or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_cdf_text(const struct rtpart_cdf_curve *curves, size_t count,
                                 int columns, FILE *out, struct rtpart_error *err);

/*
 * The normalised response times of a curve, sorted; owned by the caller.
 * Returns NULL when out of memory.
 */
double *rtpart_cdf_values(const struct rtpart_cdf_curve *curve, size_t *count);

/* Share of the n sorted values that are not above x; 0 where n is 0. */
double rtpart_cdf_share(const double *values, size_t n, double x);

#endif
