/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cgroup_path.h - where a controller is mounted, which group a thread is in, and which CPUs
 *                 its root domain has
 *
 * The usual layout is taken for granted, not the mount table: <cgroup>/<controller> for a
 * v1 hierarchy; v2 on <cgroup> itself, or on <cgroup>/unified beside v1.
 */
#ifndef RTPART_DEPLOY_CGROUP_PATH_H
#define RTPART_DEPLOY_CGROUP_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/proc_thread.h"

/* A mounted hierarchy. */
struct rtpart_hierarchy {
    int version;                  /* 1 or 2; 0: not mounted */
    char mount[RTPART_PATH_SIZE]; /* "/sys/fs/cgroup/cpu" */
};

/* Where is `controller` ("cpu", "cpuset") mounted? v1 wins where it is on v1. */
struct rtpart_hierarchy rtpart_hierarchy_find(const struct rtpart_kernel *k,
                                              const char *controller);

/*
 * The group of a thread in the hierarchy of `controller`.
 *
 * @h    where it is mounted (rtpart_hierarchy_find)
 * @dir  its folder, absolute: RTPART_PATH_SIZE bytes
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_cgroup_of(const struct rtpart_kernel *k,
                                  const struct rtpart_hierarchy *h,
                                  const char *controller, const struct rtpart_thread *t,
                                  char *dir, struct rtpart_error *err);

/* Does the file `dir`/`name` exist? */
bool rtpart_file_exists(const char *dir, const char *name);

/*
 * What a file of the kernel says, without blanks at its end.
 * @text  `size` bytes. Returns 0 or an errno; EFBIG where it does not fit.
 */
int rtpart_file_text(const struct rtpart_kernel *k, const char *path, char *text,
                     size_t size);

/* Is a controller on for the groups below the group `dir` (v2)? */
bool rtpart_controller_on(const struct rtpart_kernel *k, const char *dir,
                          const char *controller);

/*
 * Are the CPUs cut into partitions in such a way that the root group is in none: v1, and the
 * root does not balance?
 */
bool rtpart_cpus_partitioned(const struct rtpart_kernel *k);

/* CPUs that schedule: online, and not isolated on the kernel's command line. */
enum rtpart_code rtpart_cpus_online(const struct rtpart_kernel *k,
                                    struct rtpart_cpus *out, struct rtpart_error *err);

/*
 * CPUs of the root domain in which the thread runs: those of the nearest cpuset partition
 * (v1: below a root that does not balance), or all that schedule and are in no partition.
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_root_domain(const struct rtpart_kernel *k,
                                    const struct rtpart_thread *t,
                                    struct rtpart_cpus *out, struct rtpart_error *err);

#endif
