/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_thread.h - threads of this host: who they are, and whether they still are the same
 *
 * A thread is known by its number and the time it started: numbers are used again.
 */
#ifndef RTPART_DEPLOY_PROC_THREAD_H
#define RTPART_DEPLOY_PROC_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "deploy/kernel.h"

#define RTPART_PATH_SIZE 512 /* of the paths built here */
#define RTPART_COMM_SIZE 64

struct rtpart_thread {
    pid_t pid; /* its process */
    pid_t tid;
    uint64_t start; /* clock ticks after boot */
    char comm[RTPART_COMM_SIZE];
};

/* What /proc/TID/stat tells beside that. */
struct rtpart_thread_stat {
    struct rtpart_thread thread; /* pid is 0: stat does not tell it */
    char state;                  /* 'R', 'S', 'Z', ... */
    uint64_t cpu_ticks;          /* user and system time, in clock ticks */
    unsigned processor;          /* where it last ran */
    uint32_t policy;             /* enum rtpart_policy */
};

/*
 * Build a path "root/..." of printf-wise parts. False where it does not fit.
 * @buf  RTPART_PATH_SIZE bytes
 */
bool rtpart_path(char *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Is `text` a whole number in 1..INT_MAX? Into *tid. */
bool rtpart_tid_parse(const char *text, pid_t *tid);

/*
 * Read one thread.
 *
 * @pid  its process; 0: not known, it is looked up
 * Returns 0 or RTPART_EHOST: there is no such thread.
 */
enum rtpart_code rtpart_thread_read(const struct rtpart_kernel *k, pid_t pid, pid_t tid,
                                    struct rtpart_thread *out, struct rtpart_error *err);

/* The same with its state. @pid as above; 0 also where the caller does not care. */
enum rtpart_code rtpart_thread_stat_read(const struct rtpart_kernel *k, pid_t pid,
                                         pid_t tid, struct rtpart_thread_stat *out,
                                         struct rtpart_error *err);

/* What /proc/TID/schedstat tells: how a thread got on, since it started. */
struct rtpart_schedstat {
    int64_t ran;    /* ns on a CPU */
    int64_t waited; /* ns runnable without one */
    int64_t slices; /* times it came to a CPU */
};

/* False where the thread is gone or the kernel does not count (CONFIG_SCHED_INFO). */
bool rtpart_schedstat_read(const struct rtpart_kernel *k, const struct rtpart_thread *t,
                           struct rtpart_schedstat *out);

/*
 * The budget that a SCHED_DEADLINE thread has left in this period, in ns; negative where it
 * was overdrawn. False where the kernel does not tell (/proc/TID/sched).
 */
bool rtpart_budget_left(const struct rtpart_kernel *k, const struct rtpart_thread *t,
                        rtpart_ns *left);

/* Does the thread of that number exist, did it start at that time, and is it no zombie? */
bool rtpart_thread_alive(const struct rtpart_kernel *k, const struct rtpart_thread *t);

/*
 * All threads of a process, by number.
 *
 * @out  owned by the caller (free)
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST: there is no such process.
 */
enum rtpart_code rtpart_threads_list(const struct rtpart_kernel *k, pid_t pid,
                                     struct rtpart_thread **out, size_t *count,
                                     struct rtpart_error *err);

/* Numbers in the names of the entries of a folder of /proc (processes, tasks, fds).
 * Ascending. Returns as above; @out owned by the caller (free). */
enum rtpart_code rtpart_numbers_list(const char *path, pid_t **out, size_t *count,
                                     struct rtpart_error *err);

/* The user a process acts as (effective). False where that cannot be told. */
bool rtpart_process_user(const struct rtpart_kernel *k, pid_t pid, uid_t *out);

/* May this program change how other threads are scheduled (CAP_SYS_NICE)? */
bool rtpart_may_schedule(const struct rtpart_kernel *k);

/* Read a whole number from a file of the kernel. False where that does not work. */
bool rtpart_number_read(const struct rtpart_kernel *k, const char *path, int64_t *out);

#endif
