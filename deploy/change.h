/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.h - one change of the running system: make it, take it back, say it as a command
 *
 * A deployment is a list of changes. Each knows what was found before, so that it can be
 * taken back; taking back what was never made, or was taken back already, changes nothing.
 */
#ifndef RTPART_DEPLOY_CHANGE_H
#define RTPART_DEPLOY_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"
#include "deploy/cgroup_path.h"
#include "deploy/kernel.h"
#include "deploy/proc_thread.h"

enum rtpart_change_kind {
    RTPART_CHANGE_SCHED,      /* how a thread is scheduled */
    RTPART_CHANGE_GROUP,      /* a new control group */
    RTPART_CHANGE_FILE,       /* what a file of a control group says */
    RTPART_CHANGE_MOVE,       /* the control group of a thread or process */
    RTPART_CHANGE_CONTROLLER, /* a controller of the groups below a group (v2) */
};

/* "sched", "group", "file", "move", "controller". */
const char *rtpart_change_kind_name(enum rtpart_change_kind kind);

/* Is it about a thread (SCHED, MOVE)? */
bool rtpart_change_of_thread(enum rtpart_change_kind kind);

/* Strings are owned; those that a kind does not use are NULL. */
struct rtpart_change {
    enum rtpart_change_kind kind;
    int vcpu;  /* the vCPU it is about; -1: none */
    char *who; /* whom it is for: "vCPU 1", "emulator" */

    struct rtpart_thread thread; /* SCHED, MOVE */
    struct rtpart_sched sched_found;
    struct rtpart_sched sched_wanted;
    struct rtpart_cpus cpus_found; /* MOVE in a cpuset, which changes them (else empty) */

    char *path; /* GROUP, MOVE, CONTROLLER: folder of the group; FILE: the file */
    char *
        found; /* FILE: its text (NULL: the group is new); MOVE: folder of the old group */
    char
        *wanted; /* FILE: the text to write; MOVE: the file in both folders that takes the
                     number ("tasks", "cgroup.procs"); CONTROLLER: its name ("cpuset");
                     GROUP: the file that takes the number of a thread that came to be in
                     the group later and goes to the group above when it is taken back;
                     NULL: they stay, and so does the group */
};

/* What became of a change that was to be taken back. */
enum rtpart_undone {
    RTPART_UNDONE,      /* it is as it was found */
    RTPART_UNDONE_GONE, /* the thread or group is no more */
};

/*
 * Make the change, read it back and compare.
 *
 * @patience  how long to retry what may pass, in ns (deploy/sched_deadline.h)
 * Returns 0 or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_change_make(const struct rtpart_kernel *k,
                                    const struct rtpart_change *c, rtpart_ns patience,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err);

/*
 * Take the change back. A thread that is another one by now (its number was used again) is
 * left alone.
 *
 * @what  what became of it; may be NULL
 * Returns 0 or RTPART_EHOST, explained.
 */
enum rtpart_code rtpart_change_undo(const struct rtpart_kernel *k,
                                    const struct rtpart_change *c,
                                    enum rtpart_undone *what, struct rtpart_error *err);

/* Print the command that a person would type to make the change, and a newline. */
void rtpart_change_print(const struct rtpart_change *c, FILE *out);

void rtpart_change_free(struct rtpart_change *c);

#endif
