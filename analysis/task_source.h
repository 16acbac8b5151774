/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_source.h - which tasks a tool is asked about, and how the guest schedules them: the
 *                 options that all tools share, and what the file says
 *
 * Options: --guest-scheduler, --latency, --unit, --component, --rename-duplicates. A tool lists
 * rtpart_task_argp among its argp children and hands over its struct rtpart_task_options:
 *
 *     {&rtpart_task_argp, 0, "Task set:", 0}
 *     case ARGP_KEY_INIT: state->child_inputs[1] = &my->tasks; return 0;
 *
 * The command line wins over the file; where neither names a scheduler it is RM.
 */
#ifndef RTPART_ANALYSIS_TASK_SOURCE_H
#define RTPART_ANALYSIS_TASK_SOURCE_H

#include <argp.h>
#include <stdbool.h>

#include "common/error.h"
#include "model/latency_file.h"
#include "model/taskset.h"

/* A zeroed struct has the defaults. */
struct rtpart_task_options {
    enum rtpart_scheduler scheduler; /* RTPART_SCHED_NONE: as the file says */
    rtpart_ns latency;               /* L >= 0, where it is given as a number */
    const char *latency_file; /* FILE[:NAME] of a measured one; NULL: none. Borrowed
                                        from argv */
    bool rename_duplicates;
    rtpart_ns unit;        /* ns in the unit of the file's times; 0: as it says */
    const char *component; /* NULL: the only one with tasks. Borrowed from argv */
};

extern const struct argp rtpart_task_argp;

/* The tasks in question. A zeroed struct is empty; rtpart_task_source_free. */
struct rtpart_task_source {
    struct rtpart_system system;              /* the whole file, owned */
    const struct rtpart_component *component; /* the one in question, inside `system` */
    const struct rtpart_taskset *taskset;     /* its tasks */
    struct rtpart_measured_latency latency;   /* owned; what --latency says */
};

/*
 * Read a file and find the component that `opt` asks for (rtpart_system_component).
 *
 * @path   file, or "-" for standard input
 * @notes  what is worth telling; may be NULL
 * @out    zeroed or unset before; empty on failure
 * Returns 0, RTPART_EINPUT, RTPART_EMODEL or RTPART_ENOMEM with a message that begins with
 * the file.
 */
enum rtpart_code rtpart_task_source_read(const char *path,
                                         const struct rtpart_task_options *opt,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_task_source *out,
                                         struct rtpart_error *err);

/* The same from the `len` bytes at `text`, which `path` holds. */
enum rtpart_code rtpart_task_source_parse(const char *text, size_t len, const char *path,
                                          const struct rtpart_task_options *opt,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_task_source *out,
                                          struct rtpart_error *err);

void rtpart_task_source_free(struct rtpart_task_source *s);

/* Is --latency given? */
static inline bool rtpart_latency_given(const struct rtpart_task_options *opt)
{
    return opt->latency != 0 || opt->latency_file != NULL;
}

/*
 * What --latency says: the number, or what the file says. For tools that read their tasks in
 * another way; rtpart_task_source_read does it too.
 * @out  zeroed or unset before; owned (rtpart_measured_latency_free)
 * Returns as rtpart_measured_latency_read.
 */
enum rtpart_code rtpart_task_latency(const struct rtpart_task_options *opt,
                                     struct rtpart_measured_latency *out,
                                     struct rtpart_error *err);

/*
 * Scheduler of one vCPU of the guest: `asked`, else that of the component, else RM.
 *
 * @asked  RTPART_SCHED_NONE: not asked for
 * Returns 0 with *out one of RM, DM, PRIO, EDF; RTPART_EMODEL where the file names a global
 * one, which says nothing about a single vCPU.
 */
enum rtpart_code rtpart_guest_scheduler(const struct rtpart_component *c,
                                        enum rtpart_scheduler asked,
                                        enum rtpart_scheduler *out,
                                        struct rtpart_error *err);

#endif
