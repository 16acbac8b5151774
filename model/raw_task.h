/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw_task.h - a task as a file spells it: the common end of all readers of task sets
 */
#ifndef RTPART_MODEL_RAW_TASK_H
#define RTPART_MODEL_RAW_TASK_H

#include <stddef.h>

#include "common/decimal.h"
#include "common/error.h"
#include "common/location.h"
#include "model/taskset.h"
#include "model/taskset_read.h"

/* What a reader remembers from task to task. */
struct rtpart_task_reader {
    const char *file;                      /* for messages */
    const struct rtpart_read_options *opt; /* never NULL */
    rtpart_ns unit;                        /* ns in the unit of times without one */
    size_t tasks;                          /* read so far, in the whole file */
    size_t rounded;                        /* values that were rounded */
};

struct rtpart_raw_value {
    const char *text;  /* NULL: not given */
    const char *label; /* what the file calls it: "e"; "" in a format without names */
    rtpart_ns unit;    /* 0: the reader's. The caller's (opt->unit) wins over both */
};

struct rtpart_raw_task {
    const char *name; /* NULL: not given */
    unsigned line;
    struct rtpart_raw_value wcet;
    struct rtpart_raw_value deadline; /* not given: the period */
    struct rtpart_raw_value period;
    struct rtpart_raw_value vcpu; /* not given: free */
    struct rtpart_raw_value prio; /* not given: 0 */
};

/*
 * The unit of a file: what the caller said, else what the file said (0: nothing), else the
 * millisecond with a note. @how tells people where to say it: "rt:unit on <system>".
 */
void rtpart_task_reader_unit(struct rtpart_task_reader *r, rtpart_ns file_unit,
                             const char *how);

/*
 * A time as text to ns; blanks around it are ignored. @what begins the message: "period".
 * Returns 0 or RTPART_EINPUT at file and line, with the text and what to do.
 */
enum rtpart_code rtpart_raw_time(struct rtpart_task_reader *r, unsigned line,
                                 const char *what, const struct rtpart_raw_value *v,
                                 enum rtpart_round round, rtpart_ns *out,
                                 struct rtpart_error *err);

/*
 * Read the values, check the task and append it to `ts`. A task without a name gets "" until
 * rtpart_raw_names. Returns 0, RTPART_ENOMEM, or RTPART_EINPUT at file and line.
 */
enum rtpart_code rtpart_raw_task_add(struct rtpart_task_reader *r,
                                     const struct rtpart_raw_task *raw,
                                     struct rtpart_taskset *ts, struct rtpart_error *err);

/* Is `name` (of a task or component) one that messages, tables and files can hold? */
enum rtpart_code rtpart_raw_name_check(struct rtpart_location at, const char *what,
                                       const char *name, struct rtpart_error *err);

/*
 * Once all tasks of a component are there: give "t<index>" to those without a name (or
 * "t<index>.1", .2, ... where another task has that name), and refuse names that are there
 * twice. Returns 0, RTPART_ENOMEM, or RTPART_EINPUT with both lines.
 */
enum rtpart_code rtpart_raw_names(const struct rtpart_task_reader *r,
                                  struct rtpart_taskset *ts, struct rtpart_error *err);

/* At the end of the file: any task? And a note on how many values were rounded. */
enum rtpart_code rtpart_task_reader_end(const struct rtpart_task_reader *r,
                                        struct rtpart_error *err);

#endif
