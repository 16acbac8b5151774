/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deployment.h - a plan put on one VM or container: the list of changes that it takes
 *
 * Who plans a deployment appends its changes; deployment_run.h makes them and takes them back.
 */
#ifndef RTPART_DEPLOY_DEPLOYMENT_H
#define RTPART_DEPLOY_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "deploy/change.h"
#include "deploy/kernel.h"

#define RTPART_BOOT_ID_SIZE        40
#define RTPART_DEPLOYMENT_NAME_MAX 100

/* A plan on one target. Strings are owned, NULL where not known. A zeroed struct is empty. */
struct rtpart_deployment {
    char *name;                        /* "vm1": names the journal */
    char *target;                      /* "qmp", "pid", "crun", ...: how it was found */
    char *target_name;                 /* "/run/vm1.qmp": value of that option */
    char *plan;                        /* file of the plan */
    char boot_id[RTPART_BOOT_ID_SIZE]; /* the boot it was made in */
    bool applied;                      /* all changes were made */
    int64_t free_before;               /* bandwidth that was left, units of 2^-20; -1: not
                                          known */
    int64_t booked_before;             /* and what visible threads had booked; -1 */
    unsigned cpus_before;              /* and on how many CPUs; 0: not known */
    struct rtpart_change *changes;     /* owned */
    size_t count;
};

void rtpart_deployment_free(struct rtpart_deployment *d);

/* May a deployment be called that: letters, digits, ".", "_", "-"; not "." first; short? */
enum rtpart_code rtpart_deployment_name_check(const char *name, struct rtpart_error *err);

/*
 * Say what an empty deployment is: its name and target, and the plan. All are copied; what was
 * free before is not known yet.
 *
 * @name    NULL: out of memory for it, which is then told
 * @target  name of the kind of target ("qmp"), and its value
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_deployment_describe(struct rtpart_deployment *d, const char *name,
                                            const char *target, const char *target_name,
                                            const char *plan, struct rtpart_error *err);

/*
 * Append a change; its strings are copied.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_deployment_add(struct rtpart_deployment *d,
                                       const struct rtpart_change *c,
                                       struct rtpart_error *err);

/*
 * Append a new control group. RTPART_EHOST where the folder is there: it is not ours.
 *
 * @who   "cpuset", "group"
 * @file  of the group, that takes the number of a thread: what came to be in the group goes
 *        to the one above when it is taken back
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_deployment_add_group(struct rtpart_deployment *d, const char *who,
                                             const char *dir, const char *file,
                                             struct rtpart_error *err);

/*
 * Append the writing of a file of a control group.
 *
 * @found   its text before; NULL: it goes with its new group
 * @wanted  the text to write
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: the path is too long.
 */
enum rtpart_code rtpart_deployment_add_file(struct rtpart_deployment *d, const char *who,
                                            const char *dir, const char *file,
                                            const char *found, const char *wanted,
                                            struct rtpart_error *err);

/*
 * Append that a controller is switched on for the groups below `dir` (v2), unless it is.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_deployment_add_controller(const struct rtpart_kernel *k,
                                                  struct rtpart_deployment *d,
                                                  const char *who, const char *dir,
                                                  const char *controller,
                                                  struct rtpart_error *err);

/* The id of this boot, "" where the kernel does not tell. */
void rtpart_boot_id(const struct rtpart_kernel *k, char id[RTPART_BOOT_ID_SIZE]);

#endif
