/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - everything in deploy/ that touches the running system, as one table
 *
 * The library calls the kernel only through this table, so that a test can put a kernel of
 * its own in its place, and fixtures in the place of /proc and /sys/fs/cgroup.
 */
#ifndef RTPART_DEPLOY_KERNEL_H
#define RTPART_DEPLOY_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "deploy/cpu_list.h"
#include "model/time.h"

/* Scheduling policies, by the kernel's numbers. */
enum rtpart_policy {
    RTPART_POLICY_OTHER = 0,
    RTPART_POLICY_FIFO = 1,
    RTPART_POLICY_RR = 2,
    RTPART_POLICY_BATCH = 3,
    RTPART_POLICY_IDLE = 5,
    RTPART_POLICY_DEADLINE = 6,
};

/* Flags of sched_setattr(2) that rtpart uses or keeps. */
#define RTPART_SCHED_RESET_ON_FORK 0x01u
#define RTPART_SCHED_RECLAIM       0x02u
#define RTPART_SCHED_DL_OVERRUN    0x04u
/* Those that are read back as they were set. */
#define RTPART_SCHED_KEPT_FLAGS                                                          \
    (RTPART_SCHED_RESET_ON_FORK | RTPART_SCHED_RECLAIM | RTPART_SCHED_DL_OVERRUN)

/* How a thread is scheduled: what sched_getattr(2) tells of it. */
struct rtpart_sched {
    uint32_t policy;
    uint32_t flags;
    int32_t nice;       /* OTHER, BATCH */
    uint32_t priority;  /* FIFO, RR */
    rtpart_ns runtime;  /* DEADLINE; of the fair policies the slice, 0: the default */
    rtpart_ns deadline; /* DEADLINE */
    rtpart_ns period;   /* DEADLINE */
};

/* Where the kernel's file systems are; none of them ends in a slash. */
struct rtpart_roots {
    const char *proc;   /* "/proc" */
    const char *cgroup; /* "/sys/fs/cgroup" */
    const char *sys;    /* "/sys" */
    const char *dev;    /* "/dev" */
    const char *run;    /* "/run" */
};

/*
 * The calls. All of them return 0 or an errno; read_file fails with EFBIG where the file
 * does not fit, and ends the text with a NUL.
 */
struct rtpart_kernel {
    struct rtpart_roots roots;
    void *ctx; /* handed to every call */
    int (*sched_get)(void *ctx, pid_t tid, struct rtpart_sched *out);
    int (*sched_set)(void *ctx, pid_t tid, const struct rtpart_sched *s);
    int (*affinity_get)(void *ctx, pid_t tid, struct rtpart_cpus *out);
    int (*affinity_set)(void *ctx, pid_t tid, const struct rtpart_cpus *cpus);
    int (*read_file)(void *ctx, const char *path, char *buf, size_t size);
    int (*write_file)(void *ctx, const char *path, const char *text);
    int (*make_dir)(void *ctx, const char *path);
    int (*remove_dir)(void *ctx, const char *path);
    int (*wake)(void *ctx, pid_t tid); /* make a sleeping thread run for a moment */
    void (*pause)(void *ctx, rtpart_ns time);  /* sleep */
    rtpart_ns (*now)(void *ctx);               /* a clock that only goes forward */
    void (*step)(void *ctx, const char *what); /* told before each step of a journal; may
                                                  be NULL: it is there for tests */
};

/* The kernel this program runs on, with the usual roots. */
extern const struct rtpart_kernel rtpart_kernel_linux;

/* "SCHED_OTHER", "SCHED_DEADLINE", ...; "policy ?" for a number that is not known. */
const char *rtpart_policy_name(uint32_t policy);

#endif
