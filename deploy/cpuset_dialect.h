/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpuset_dialect.h - what the two versions of cpusets share (deploy/cpuset.h), and the parts
 *                    that differ
 */
#ifndef RTPART_DEPLOY_CPUSET_DIALECT_H
#define RTPART_DEPLOY_CPUSET_DIALECT_H

#include <stddef.h>

#include "deploy/cpuset.h"

/* Whom changes of cpusets are for. */
#define RTPART_CPUSET_WHO "cpuset"

/* What is being planned. All borrowed. */
struct rtpart_cpuset_plan {
    const struct rtpart_kernel *k;
    const char *mount; /* of the hierarchy */
    const char *name;  /* of the deployment */
    const struct rtpart_cpuset_member *members;
    size_t count;
    const struct rtpart_cpus *domain;
    struct rtpart_cpus used; /* CPUs of the members */
    struct rtpart_deployment *d;
};

enum rtpart_code rtpart_cpuset_plan_v1(const struct rtpart_cpuset_plan *p,
                                       struct rtpart_error *err);
enum rtpart_code rtpart_cpuset_plan_v2(const struct rtpart_cpuset_plan *p,
                                       struct rtpart_error *err);

/*
 * Append the moves of all members to "<above>/rtpart-<name>-cpu<N>".
 * @file  that takes a number: "tasks", "cgroup.threads"
 */
enum rtpart_code rtpart_cpuset_add_moves(const struct rtpart_cpuset_plan *p,
                                         const char *above, const char *file,
                                         struct rtpart_error *err);

/* Path of the group of a CPU below `above`. False where it is too long. */
bool rtpart_cpuset_group(const struct rtpart_cpuset_plan *p, char *dir, const char *above,
                         unsigned cpu);

/* Text of a file of a group, without a newline, into RTPART_CPUS_LIST bytes; "" where it
 * cannot be read. Returns text. */
const char *rtpart_cpuset_text(const struct rtpart_cpuset_plan *p, const char *dir,
                               const char *file, char *text);

#endif
