/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare_plot.h - a comparison of methods as bars
 */
#ifndef RTPART_PARTITION_COMPARE_PLOT_H
#define RTPART_PARTITION_COMPARE_PLOT_H

#include <stdbool.h>

#include "partition/compare.h"

/*
 * Draw, for each method that found something, its total bandwidth and that of its largest
 * vCPU.
 *
 * @picture  FILE.svg or FILE.png
 * @keep     keep the .dat and .gp files beside it
 * Returns 0; RTPART_EUSAGE (another ending, nothing to draw), RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_compare_plot(const struct rtpart_compare *c, const char *picture,
                                     bool keep, struct rtpart_error *err);

#endif
