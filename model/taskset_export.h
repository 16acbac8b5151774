/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taskset_export.h - task sets for other people's tools
 *
 * Each writes the tasks of one component; what the format cannot hold is said in a note.
 * Errors of `out` stay in its error flag (rtpart_outfile_commit looks).
 */
#ifndef RTPART_MODEL_TASKSET_EXPORT_H
#define RTPART_MODEL_TASKSET_EXPORT_H

#include <stdio.h>

#include "common/error.h"
#include "model/taskset.h"

struct rtpart_export_format {
    const char *name; /* "schedcat" */
    const char *summary;
    enum rtpart_code (*write)(const struct rtpart_component *c, FILE *out,
                              const struct rtpart_notes *notes, struct rtpart_error *err);
};

/* All formats; the table ends with a name that is NULL. */
extern const struct rtpart_export_format rtpart_export_formats[];

/* Format of that name, or NULL. */
const struct rtpart_export_format *rtpart_export_find(const char *name);

/* SchedCAT XML: integers in us (rounded to the safe side with a note), partition. */
enum rtpart_code rtpart_export_schedcat(const struct rtpart_component *c, FILE *out,
                                        const struct rtpart_notes *notes,
                                        struct rtpart_error *err);

/* SimSo XML: times in ms, WCET execution, one processor for each vCPU named (at least one). */
enum rtpart_code rtpart_export_simso(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err);

/*
 * rt-app JSON that versions 1.0 and later accept: SCHED_FIFO priorities from 98 down in the
 * order of the component's scheduler (RM, DM, and their global forms); where it names none,
 * prio or EDF (with a note), in that of rt:prio if all tasks have one, else rate monotonic.
 * run and timer in us (rounded to the safe side with a note); pinned where rt:vcpu says so.
 * Names are cut to the 15 bytes that a thread's name has.
 */
enum rtpart_code rtpart_export_rtapp(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err);

/* XML for CARTS: plain attributes only; of a scheduler that it has not a note says so. */
enum rtpart_code rtpart_export_carts(const struct rtpart_component *c, FILE *out,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err);

#endif
