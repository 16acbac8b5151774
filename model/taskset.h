/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taskset.h - sporadic tasks, task sets, and the tree of components they may come in
 */
#ifndef RTPART_MODEL_TASKSET_H
#define RTPART_MODEL_TASKSET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "model/extras.h"
#include "model/time.h"

/* How the tasks of a component are scheduled (inside the guest). */
enum rtpart_scheduler {
    RTPART_SCHED_NONE = 0, /* not said */
    RTPART_SCHED_RM,       /* fixed priority, shorter period first (ties: file order) */
    RTPART_SCHED_DM,   /* fixed priority, shorter relative deadline first (likewise) */
    RTPART_SCHED_PRIO, /* fixed priority, larger rt:prio first (likewise) */
    RTPART_SCHED_EDF,  /* earliest deadline first */
    RTPART_SCHED_GRM,  /* global forms: one queue over all vCPUs of the component */
    RTPART_SCHED_GDM,
    RTPART_SCHED_GEDF,
};

/* "rm", "dm", "prio", "edf", "grm", "gdm", "gedf"; "" for RTPART_SCHED_NONE. */
const char *rtpart_scheduler_name(enum rtpart_scheduler s);

/* One queue over all vCPUs (gRM, gDM, gEDF)? */
static inline bool rtpart_scheduler_is_global(enum rtpart_scheduler s)
{
    return s == RTPART_SCHED_GRM || s == RTPART_SCHED_GDM || s == RTPART_SCHED_GEDF;
}

/* Scheduler of that name, letter case ignored; RTPART_SCHED_NONE where there is none. */
enum rtpart_scheduler rtpart_scheduler_from_name(const char *name);

/* tau_i = (C, D, T), released at least T apart. */
struct rtpart_task {
    char *name;         /* unique in its set; owned by the set */
    rtpart_ns wcet;     /* C, > 0 */
    rtpart_ns deadline; /* D, relative to the release, C <= D <= T */
    rtpart_ns period;   /* T, minimum inter-arrival time, <= RTPART_NS_MAX */
    int prio;           /* as SCHED_FIFO: 1..99, larger runs first; 0 = not given */
    int vcpu;           /* fixed to this vCPU; -1 = free */
    unsigned line;      /* line of the file it came from; 0 = unknown */
    struct rtpart_extras extras; /* further attributes of it, in XML */
};

/* Tasks in the order of the file. A zeroed struct is an empty set. */
struct rtpart_taskset {
    struct rtpart_task *tasks; /* owned */
    size_t count;
};

#define RTPART_TASKS_MAX      100000 /* in one file */
#define RTPART_COMPONENTS_MAX 100000 /* likewise */
#define RTPART_VCPUS_MAX      4096   /* in one plan */

/*
 * Append a task; `name` is copied (NULL: "t<index>"), vcpu = -1, prio = 0, line = 0.
 * Returns 0 or RTPART_ENOMEM. Values are not checked: rtpart_taskset_check does that.
 */
enum rtpart_code rtpart_taskset_add(struct rtpart_taskset *ts, const char *name,
                                    rtpart_ns wcet, rtpart_ns deadline, rtpart_ns period,
                                    struct rtpart_error *err);

/* Append a copy of `t`, all of it. Returns likewise. */
enum rtpart_code rtpart_taskset_append(struct rtpart_taskset *ts,
                                       const struct rtpart_task *t,
                                       struct rtpart_error *err);

/* The same task in everything but its line and extras? Names may be NULL. */
bool rtpart_task_equal(const struct rtpart_task *a, const struct rtpart_task *b);

/* Is this task sound, names aside? As rtpart_taskset_check. */
enum rtpart_code rtpart_task_check(const struct rtpart_task *t, struct rtpart_error *err);

/*
 * Is every task sound (0 < C <= D <= T <= RTPART_NS_MAX) and every name unique?
 * Returns 0, or RTPART_EINPUT naming the first task that is not and why.
 */
enum rtpart_code rtpart_taskset_check(const struct rtpart_taskset *ts,
                                      struct rtpart_error *err);

/* Deep copy into `dst` (zeroed or unset before). 0 or RTPART_ENOMEM, dst then empty. */
enum rtpart_code rtpart_taskset_copy(struct rtpart_taskset *dst,
                                     const struct rtpart_taskset *src,
                                     struct rtpart_error *err);

/*
 * Deep copy of some tasks: those at `count` places `which` (NULL: the first ones).
 * Errors as rtpart_taskset_copy.
 */
enum rtpart_code rtpart_taskset_select(struct rtpart_taskset *dst,
                                       const struct rtpart_taskset *src,
                                       const size_t *which, size_t count,
                                       struct rtpart_error *err);

/* Frees the contents and leaves `ts` empty. Accepts a zeroed struct. */
void rtpart_taskset_free(struct rtpart_taskset *ts);

/* Sum of C/T, for printing and statistics only. */
double rtpart_taskset_utilization(const struct rtpart_taskset *ts);

/* Shortest relative deadline; 0 for an empty set. */
rtpart_ns rtpart_taskset_min_deadline(const struct rtpart_taskset *ts);

/*
 * A component: tasks under one scheduler, and child components whose interfaces are
 * scheduled beside them [Shin & Lee, RTSS 2004].
 */
struct rtpart_component {
    char *name; /* owned; never NULL after reading */
    enum rtpart_scheduler scheduler;
    rtpart_ns min_period; /* periods asked for in the file; 0, 0: to be searched */
    rtpart_ns max_period;
    struct rtpart_taskset taskset;
    struct rtpart_component *children; /* owned */
    size_t child_count;
    unsigned line;
    struct rtpart_extras extras;
};

/* Who made a file, and how. Strings are owned, NULL where not known. */
struct rtpart_provenance {
    char *tool;      /* "rtgen" */
    char *version;   /* "0.1.0" */
    char *command;   /* the command line */
    char *generator; /* "randfixedsum" */
    char *seed;      /* decimal, as written */
    char *index;     /* which set of the series */
};

void rtpart_provenance_free(struct rtpart_provenance *p);

/* A whole file: the root component is <system> itself. */
struct rtpart_system {
    struct rtpart_component root;
    struct rtpart_provenance provenance;
};

void rtpart_system_free(struct rtpart_system *s);

/*
 * A new child, zeroed, at the end of `parent`, which owns it. It stays where it is until the
 * next one is added. NULL: out of memory.
 */
struct rtpart_component *rtpart_component_add(struct rtpart_component *parent);

/*
 * The one component of `s` that has tasks of its own, or the one called `name` (may be
 * NULL). Where several have tasks and no name is given the call fails and lists them; so
 * does a component whose children would be left out.
 * @out  borrowed from s
 * Returns 0, RTPART_EINPUT (no such component, no tasks), RTPART_EMODEL (several).
 */
enum rtpart_code rtpart_system_component(const struct rtpart_system *s, const char *name,
                                         const struct rtpart_component **out,
                                         struct rtpart_error *err);

#endif
