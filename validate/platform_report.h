/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_report.h - measurements of back ends as tables, pictures and files
 *
 * [Abe24] Tables 1 to 3, Figures 1 to 7.
 */
#ifndef RTPART_VALIDATE_PLATFORM_REPORT_H
#define RTPART_VALIDATE_PLATFORM_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "common/table.h"
#include "validate/platform_result.h"
#include "validate/published.h"

enum rtpart_platform_quantity {
    RTPART_PLATFORM_LATENCY,
    RTPART_PLATFORM_STARTUP,
    RTPART_PLATFORM_MEMORY,
    RTPART_PLATFORM_QUANTITIES,
};

/* "latency", "startup", "memory". */
const char *rtpart_platform_quantity_name(enum rtpart_platform_quantity q);

/* Was this quantity measured of any back end? */
bool rtpart_platform_has(const struct rtpart_platform_results *r,
                         enum rtpart_platform_quantity q);

/*
 * Fill a table, one row for each cell that has the quantity.
 *
 * @published  values that stand beside the measured ones, each also as a ratio to the
 *             baseline of its own side; NULL: none
 * @t          initialised here; the caller frees it
 */
void rtpart_platform_table(struct rtpart_table *t,
                           const struct rtpart_platform_results *r,
                           enum rtpart_platform_quantity q,
                           const struct rtpart_published *published);

/* The line above a table: what it is, and of what machine. Returns text, NULL: no memory. */
char *rtpart_platform_headline(const struct rtpart_platform_results *r,
                               enum rtpart_platform_quantity q);

/*
 * The lines below it: the baseline of the ratios, and, where `problems` is set, of each back
 * end what went wrong first. Returns text owned by the caller; NULL: nothing to say.
 */
char *rtpart_platform_footnote(const struct rtpart_platform_results *r,
                               enum rtpart_platform_quantity q,
                               const struct rtpart_published *published, bool problems);

/*
 * Write everything into a folder, which is made: results.json, latency.json (where latency
 * was measured), a CSV for each quantity, startup-runs.csv, report.html, and the pictures with their .gp
 * and .dat: latency and start-up as CDFs (SVG and PNG), and for each machine that was swept,
 * worst and mean start-up over memory, a curve for each number of vCPUs.
 * A picture that cannot be drawn is noted. Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_platform_write(const struct rtpart_platform_results *r,
                                       const struct rtpart_published *published,
                                       const char *directory,
                                       const struct rtpart_notes *notes,
                                       struct rtpart_error *err);

/*
 * One page that needs nothing else: tables, the pictures that lie in `directory`, and where
 * it comes from. Errors of `out` stay in its error flag.
 */
void rtpart_platform_html(const struct rtpart_platform_results *r,
                          const struct rtpart_published *published, const char *directory,
                          FILE *out);

/* The pictures of rtpart_platform_write. */
enum rtpart_code rtpart_platform_plots(const struct rtpart_platform_results *r,
                                       const char *directory, struct rtpart_error *err);

#endif
