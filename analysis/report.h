/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - answers in words and in JSON, the same from every tool
 */
#ifndef RTPART_ANALYSIS_REPORT_H
#define RTPART_ANALYSIS_REPORT_H

#include <jansson.h>

#include "model/reservation.h"
#include "model/taskset.h"
#include "model/verdict.h"

/* Why the analysis gave up on some tasks (rtpart_load.gave_up), as a clause. */
#define RTPART_GAVE_UP_TEXT                                                              \
    "under EDF the utilization is so near to the bandwidth that not every window could " \
    "be looked at"

/*
 * Why the answer is not yes, in one clause without a full stop: which task or window, the
 * demand and the supply there; where no window is named, the utilisation and the bandwidth.
 *
 * @ts   the tasks that the verdict is about
 * @r    the reservation that it is about
 * @buf  filled, always ended; returned
 */
char *rtpart_witness_text(char *buf, size_t size, const struct rtpart_verdict *v,
                          const struct rtpart_taskset *ts, const struct rtpart_prm *r);

/*
 * The same as JSON: {"task","window_ns","demand_ns","supply_ns","reason"}, null in what does
 * not apply; JSON null where the answer is yes. New reference; NULL: out of memory.
 */
json_t *rtpart_witness_json(const struct rtpart_verdict *v,
                            const struct rtpart_taskset *ts, const struct rtpart_prm *r);

/* {"file","tasks","utilization"}. @file  "-" for standard input. As above. */
json_t *rtpart_taskset_json(const struct rtpart_taskset *ts, const char *file);

/* A time in ns, or JSON null where it is negative (RTPART_NS_NONE). As above. */
json_t *rtpart_ns_json(rtpart_ns t);

/*
 * Notes where the kernel would refuse `r` as SCHED_DEADLINE parameters: a period outside its
 * limits, a runtime under its least.
 * @what  what the reservation is for: "vCPU 3", "the reservation"
 */
void rtpart_note_kernel_limits(const struct rtpart_notes *notes, const char *what,
                               const struct rtpart_prm *r);

#endif
