/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fake_inside.h - what the parts of the host that is not there need of each other
 *
 * fake_thread.c has the threads and their files in /proc, fake_sched.c the scheduler,
 * fake_groups.c the control groups, fake_v2.c their second version; fake_kernel.c is the whole.
 */
#ifndef RTPART_TESTS_FAKE_INSIDE_H
#define RTPART_TESTS_FAKE_INSIDE_H

#include "tests/support/fake_kernel.h"

/* Something changes the host: tell whoever wants to know before it does. */
void fake_changes(struct fake_kernel *f, const char *what);

/* Write the files of a thread that tell how it is scheduled, and in which groups it is. */
void fake_thread_stat(struct fake_kernel *f, const struct fake_thread *t);
void fake_thread_groups(struct fake_kernel *f, const struct fake_thread *t);

/* Text of a file of the cpuset group of a thread; "" where there is none. Returns text. */
const char *fake_cpuset_text(const struct fake_kernel *f, const struct fake_thread *t,
                             const char *file, char *text, size_t size);

/* The calls of deploy/kernel.h; ctx is the struct fake_kernel. */
int fake_sched_get(void *ctx, pid_t tid, struct rtpart_sched *out);
int fake_sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s);
int fake_affinity_get(void *ctx, pid_t tid, struct rtpart_cpus *out);
int fake_affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus);
int fake_read_file(void *ctx, const char *path, char *buf, size_t size);
int fake_write_file(void *ctx, const char *path, const char *text);
int fake_make_dir(void *ctx, const char *path);
int fake_remove_dir(void *ctx, const char *path);

/* By v2, a group was made: its files. */
void fake_v2_made(struct fake_kernel *f, const char *path);
/* By v2, a file was written. False: it is an ordinary one. The answer goes to *e. */
bool fake_v2_write(struct fake_kernel *f, const char *path, const char *text, int *e);

#endif
