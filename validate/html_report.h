/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_report.h - a run as one page that needs nothing else: no network, no script, no file
 */
#ifndef RTPART_VALIDATE_HTML_REPORT_H
#define RTPART_VALIDATE_HTML_REPORT_H

#include <stdio.h>

#include "validate/run_record.h"

/*
 * Write the page: verdict, tables, CDFs, Gantt chart, plan, provenance. Readable on a phone,
 * in the dark, and on paper. Nothing in it is taken as markup.
 *
 * @gantt_svg  text of the Gantt chart (gantt.svg of a result directory); NULL: none
 * Errors of `out` stay in its error flag. Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_html_report(const struct rtpart_run_record *r,
                                    const char *gantt_svg, size_t gantt_len, FILE *out,
                                    struct rtpart_error *err);

#endif
