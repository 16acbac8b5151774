/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taskset_read.h - task sets from files: CARTS input and our superset of it, plain rows, CSV
 *
 * The content tells the format, never the name of the file:
 * - XML (first character '<'): root <system>, see docs/man/rtpart-taskset.5 and
 *   data/taskset.rng. Element names in any case, as CARTS reads them.
 * - CSV (a comma in the first line): header with the columns c and t, and perhaps name, d,
 *   vcpu, prio, in any order and case. Synonyms: e, wcet; p, period; deadline; priority.
 *   A column of times may name its unit: c_us, deadline_ns.
 * - rows "C D T" or "C T" of decimals, '#' begins a comment; "Taskset NAME" may come first.
 *
 * Times are decimals, read exactly. Values finer than 1 ns are rounded to the safe side
 * (WCET up; deadline and period down), and a note says so. Where neither the file nor the
 * caller gives the unit it is the millisecond, and a note says so.
 */
#ifndef RTPART_MODEL_TASKSET_READ_H
#define RTPART_MODEL_TASKSET_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "model/taskset.h"

/* A zeroed struct has the defaults. */
struct rtpart_read_options {
    rtpart_ns unit;         /* ns in the unit of all times of the file: 1, RTPART_US,
                                  RTPART_MS, RTPART_S; 0: as the file says, else ms */
    bool rename_duplicates; /* tasks of one component with the same name (CARTS does not
                                  mind): all but the first get default names, and a note
                                  says so; false: an error */
    struct rtpart_notes notes; /* what is worth telling, once the file is found good */
};

/* Namespace of our attributes. */
#define RTPART_TASKSET_NS "urn:rtpart:taskset:1"

/* Longest name of a task or component, in bytes. */
#define RTPART_NAME_MAX 255

/*
 * Read a task set.
 *
 * The result is sound: rtpart_taskset_check holds for every component, component names are
 * unique, there is at least one task and at most RTPART_TASKS_MAX, and every task has a name
 * of at most RTPART_NAME_MAX bytes without control characters.
 *
 * @path  file, or "-" for standard input
 * @opt   may be NULL: defaults, no notes
 * @out   zeroed or unset before; owned by the caller (rtpart_system_free); empty on failure
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT with a message "file:line: ...".
 */
enum rtpart_code rtpart_system_read(const char *path,
                                    const struct rtpart_read_options *opt,
                                    struct rtpart_system *out, struct rtpart_error *err);

/* The same from memory: `len` bytes at `text`; `name` stands for the file in messages. */
enum rtpart_code rtpart_system_read_memory(const char *text, size_t len, const char *name,
                                           const struct rtpart_read_options *opt,
                                           struct rtpart_system *out,
                                           struct rtpart_error *err);

#endif
