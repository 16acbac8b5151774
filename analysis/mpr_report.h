/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mpr_report.h - answers about global guests in words and in JSON, the same from every tool
 */
#ifndef RTPART_ANALYSIS_MPR_REPORT_H
#define RTPART_ANALYSIS_MPR_REPORT_H

#include <jansson.h>

#include "analysis/mpr_tests.h"

/*
 * Set the keys of a global row in `o`: method ("global-edf" or "global-fp"), test, answer,
 * bandwidth (Theta/Pi), max_vcpu_bandwidth, vcpu_count, budget_ns, period_ns,
 * runtime_per_vcpu_ns; null in the numbers where the answer is not yes.
 * Returns 0, or -1 when out of memory.
 */
int rtpart_mpr_row(json_t *o, const struct rtpart_mpr_request *req,
                   const struct rtpart_mpr_result *result);

/*
 * Why the answer is not yes, in one clause without a full stop.
 * @buf  filled, always ended; returned
 */
char *rtpart_mpr_reason(char *buf, size_t size, const struct rtpart_mpr_request *req,
                        const struct rtpart_mpr_result *result);

#endif
