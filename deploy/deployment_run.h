/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deployment_run.h - the changes of a deployment, made as a whole or not at all, and taken back
 */
#ifndef RTPART_DEPLOY_DEPLOYMENT_RUN_H
#define RTPART_DEPLOY_DEPLOYMENT_RUN_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"

/*
 * Is the name free, and do the threads and the group belong to no other deployment of this
 * boot?
 * A closed state has no deployments. Fills in d->boot_id.
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (taken), RTPART_EINPUT (a journal is damaged),
 * RTPART_EHOST.
 */
enum rtpart_code rtpart_deployment_check(const struct rtpart_kernel *k,
                                         const struct rtpart_state *state,
                                         struct rtpart_deployment *d,
                                         struct rtpart_error *err);

/*
 * Make all changes, in their order: the journal is on disk before the first of them, and
 * says "applied" after the last.
 *
 * Where one fails, all that were made are taken back in reverse order and the journal goes;
 * what cannot be taken back stays in the journal, and the message says so.
 *
 * @patience  how long to retry what may pass, in ns
 * @notes     may be NULL
 * Returns 0, RTPART_EHOST, or as rtpart_deployment_check.
 */
enum rtpart_code rtpart_deployment_apply(const struct rtpart_kernel *k,
                                         const struct rtpart_state *state,
                                         struct rtpart_deployment *d, rtpart_ns patience,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_error *err);

/* What taking a deployment back came to. */
struct rtpart_reverted {
    size_t restored; /* changes that were taken back */
    size_t gone;     /* whose thread or group is no more */
    size_t failed;   /* that could not be taken back: told as notes */
};

/*
 * Take all changes back, in reverse order, however far they were made. The journal goes
 * when nothing failed. Of a deployment that an earlier boot made only the journal is left,
 * which goes.
 *
 * Returns 0, or RTPART_EHOST where something failed (the first reason; all are notes).
 */
enum rtpart_code rtpart_deployment_revert(const struct rtpart_kernel *k,
                                          const struct rtpart_state *state,
                                          const struct rtpart_deployment *d,
                                          struct rtpart_reverted *result,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err);

#endif
