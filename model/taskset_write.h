/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taskset_write.h - task sets to files, every number exact
 *
 * What is written reads back (model/taskset_read.h) to the same tasks. Notes tell what a
 * format cannot hold. Errors of `out` stay in its error flag (rtpart_outfile_commit looks).
 */
#ifndef RTPART_MODEL_TASKSET_WRITE_H
#define RTPART_MODEL_TASKSET_WRITE_H

#include <stdio.h>

#include "common/error.h"
#include "model/taskset.h"

/*
 * Write as XML that CARTS can load too: everything but line numbers.
 *
 * @unit  ns in the unit of the times: 1, RTPART_US, RTPART_MS, RTPART_S (CARTS keeps two
 *        to four decimals, so choose one that needs few)
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_system_write_xml(const struct rtpart_system *s, rtpart_ns unit,
                                         FILE *out, struct rtpart_error *err);

/*
 * Write one component's tasks as CSV: name,c,d,t and, where a task has them, vcpu,prio.
 * In another unit than ms the columns of times are c_ns, d_ns, t_ns (us, s likewise).
 * Lost, with a note: scheduler, periods, children of the component.
 */
void rtpart_component_write_csv(const struct rtpart_component *c, rtpart_ns unit,
                                FILE *out, const struct rtpart_notes *notes);

/*
 * Write one component's tasks as rows "C D T". Lost, with a note: all of the above, the
 * unit (unless ms), names that are not t<index>, vcpu and prio.
 */
void rtpart_component_write_rows(const struct rtpart_component *c, rtpart_ns unit,
                                 FILE *out, const struct rtpart_notes *notes);

#endif
