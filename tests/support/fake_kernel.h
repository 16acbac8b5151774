/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fake_kernel.h - a host that is not there: threads, SCHED_DEADLINE with its rules and its
 *                 leak, control groups, and the files of /proc and /sys/fs/cgroup about them
 *
 * The files lie in a folder of their own in memory (or below /tmp); every call goes through
 * deploy/kernel.h. A mistake of the test itself ends it.
 */
#ifndef RTPART_TESTS_FAKE_KERNEL_H
#define RTPART_TESTS_FAKE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "deploy/kernel.h"
#include "deploy/proc_thread.h"

#define FAKE_THREADS 300

struct fake_thread {
    struct rtpart_thread id;
    struct rtpart_sched sched;
    struct rtpart_cpus affinity;
    bool sleeping; /* past its zero-lag time */
    bool
        overdrawn; /* it ran on a reservation far below a tick: the next gives it nothing */
    bool gone;
    bool elsewhere;      /* it sleeps, moved to another root domain than it last ran in */
    bool guest;          /* a real thread of the test, without files */
    int64_t booked;      /* bandwidth, units of 2^-20 */
    unsigned ticks;      /* CPU time used */
    char cpu_group[128]; /* in the hierarchy of "cpu": "/" */
    char cpuset_group[128];
};

struct fake_kernel {
    struct rtpart_kernel kernel; /* hand this to the library */
    char root[64];               /* the folder; roots are below it */
    char roots[5][80];
    struct fake_thread threads[FAKE_THREADS];
    size_t count;
    struct rtpart_cpus domain; /* the root domain */
    int64_t cap;               /* bandwidth admitted, units of 2^-20 */
    int64_t leaked;            /* bandwidth of no thread */
    int64_t frees_after; /* the leaked part comes back after so many pauses; 0: never */
    rtpart_ns paused;    /* slept in total */
    int fail_errno;      /* the sched_set number fail_at fails with that */
    size_t fail_at;      /* counting from 1; 0: none does */
    size_t sched_sets;   /* how often sched_set was called */
    unsigned user;       /* whose the threads are that are added */
    bool v2;             /* cgroup v2 (fake_kernel_v2) */
    bool no_partition;   /* v2 calls every partition invalid */
    void (*before_change)(struct fake_kernel *f, const char *what); /* may be NULL */
    void (*on_pause)(struct fake_kernel *f, const char *what);      /* may be NULL */
};

/* A host with CPUs "0-<cpus-1>", 90 % of each for SCHED_DEADLINE, and no thread. */
void fake_kernel_init(struct fake_kernel *f, unsigned cpus);

/* Remove the folder. */
void fake_kernel_free(struct fake_kernel *f);

/* A new SCHED_OTHER thread of process `pid` (tid == pid: the process itself). */
struct fake_thread *fake_thread_add(struct fake_kernel *f, pid_t pid, pid_t tid,
                                    const char *comm);

/* The thread ends: its files go, its bandwidth comes back. */
void fake_thread_end(struct fake_kernel *f, struct fake_thread *t);

/* The thread runs (or sleeps), and has used that many ticks of CPU. */
void fake_thread_runs(struct fake_kernel *f, struct fake_thread *t, bool runs,
                      unsigned ticks);

struct fake_thread *fake_thread_find(struct fake_kernel *f, pid_t tid);

/* Bandwidth booked now, leaks included. */
int64_t fake_kernel_booked(const struct fake_kernel *f);

/* Write or replace the file of that name below the root, with the folders it needs. */
void fake_file(struct fake_kernel *f, const char *name, const char *text);

/* Does the file say that (a newline at its end aside)? Else the test fails. */
void fake_assert_file(struct fake_kernel *f, const char *name, const char *text);

/* Remove all control groups, for another layout than v1. */
void fake_kernel_no_groups(struct fake_kernel *f);

/*
 * All control groups by v2 (tests/support/fake_v2.c): the root group has the controllers cpu
 * and cpuset, the group "vm" of a VM is below "machine", none of them on for groups below.
 */
void fake_kernel_v2(struct fake_kernel *f);

/* Put a thread into a group of cpusets: "/vm". */
void fake_thread_group(struct fake_kernel *f, struct fake_thread *t, const char *group);

/* Take the files below proc/ as those of a program without CAP_SYS_NICE. */
void fake_kernel_unprivileged(struct fake_kernel *f);

#endif
