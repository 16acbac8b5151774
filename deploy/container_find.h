/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * container_find.h - which processes are a container, and which control group do they share?
 */
#ifndef RTPART_DEPLOY_CONTAINER_FIND_H
#define RTPART_DEPLOY_CONTAINER_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/proc_thread.h"
#include "deploy/rtcg.h"

/* A zeroed struct is empty. */
struct rtpart_container {
    char how[64];                 /* "crun state" */
    char group[RTPART_PATH_SIZE]; /* the group that gets the budget; may not exist yet */
    struct rtpart_thread *processes; /* owned: those that have to move to it */
    size_t count;
};

void rtpart_container_free(struct rtpart_container *c);

/*
 * A container of an OCI runtime ("crun", "runc": asked for its state) or of an engine
 * ("podman", "docker": inspected).
 *
 * A container with a group of its own in the hierarchy of real-time budgets keeps it; the
 * processes of one without get a new group, "rtpart-<id>".
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (no such name), RTPART_EHOST (not there, not
 * running).
 */
enum rtpart_code rtpart_container_find(const struct rtpart_kernel *k,
                                       const struct rtpart_rtcg *g, const char *runtime,
                                       const char *id, struct rtpart_container *out,
                                       struct rtpart_error *err);

/*
 * What an OCI runtime says of a container ("crun state ID"), JSON text: the process.
 *
 * @pid     set where it runs
 * @status  at least `size` > 0 bytes, filled with the word for its state
 * Returns false where it does not run, or the text is something else.
 */
bool rtpart_container_state(const char *text, pid_t *pid, char *status, size_t size);

/*
 * A group by its path: absolute below the mount, or relative to it. Nothing moves.
 * Returns 0 or RTPART_EUSAGE.
 */
enum rtpart_code rtpart_container_group(const struct rtpart_rtcg *g, const char *path,
                                        struct rtpart_container *out,
                                        struct rtpart_error *err);

#endif
