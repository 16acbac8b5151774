/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deployment_record.h - a plan on one VM or container: where it went, and the list of changes
 *                       with what was found before each
 *
 * deployment.h makes the changes, journal.h keeps the record on disk.
 */
#ifndef RTPART_DEPLOY_DEPLOYMENT_RECORD_H
#define RTPART_DEPLOY_DEPLOYMENT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "deploy/change.h"

#define RTPART_BOOT_ID_SIZE 40

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

/*
 * Append a change; its strings are copied.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_deployment_add(struct rtpart_deployment *d,
                                       const struct rtpart_change *c,
                                       struct rtpart_error *err);

#endif
