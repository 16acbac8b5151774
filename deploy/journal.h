/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.h - what was changed on this host, on disk before it was changed
 *
 * One file for each deployment in the state folder, "<name>.json": the target and every
 * change with what was found before it. A file is there completely or not at all.
 */
#ifndef RTPART_DEPLOY_JOURNAL_H
#define RTPART_DEPLOY_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "deploy/deployment.h"
#include "deploy/kernel.h"

#define RTPART_STATE_DIR "/run/rtpart"

/* The state folder, opened and locked. A struct with dir = -1 is closed. */
struct rtpart_state {
    int dir;
    const char *path; /* borrowed */
};

/*
 * Open the state folder and lock it, so that only one program changes the host at a time.
 *
 * It is made (mode 0700) where it is missing. It must belong to this user and nobody else
 * may write to it; links are not followed.
 *
 * @path  borrowed until rtpart_state_close
 * @make  false: a missing folder is no error; state->dir is then -1
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_state_open(struct rtpart_state *state, const char *path,
                                   bool make, struct rtpart_error *err);

/* Accepts a closed state. */
void rtpart_state_close(struct rtpart_state *state);

/*
 * Write the journal of `d`: after this, it is there whatever happens to this program.
 *
 * Its text is on disk before its name is; when the name is does not matter: what is changed
 * ends with this boot of the host, as the need for the journal does.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_journal_write(const struct rtpart_kernel *k,
                                      const struct rtpart_state *state,
                                      const struct rtpart_deployment *d,
                                      struct rtpart_error *err);

/*
 * Read the journal of that name.
 *
 * @out  owned by the caller (rtpart_deployment_free); empty on failure
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (there is none), RTPART_EINPUT (it is damaged),
 * RTPART_EHOST.
 */
enum rtpart_code rtpart_journal_read(const struct rtpart_state *state, const char *name,
                                     struct rtpart_deployment *out,
                                     struct rtpart_error *err);

/* Remove the journal of that name; it may be missing. 0 or RTPART_EHOST. */
enum rtpart_code rtpart_journal_remove(const struct rtpart_kernel *k,
                                       const struct rtpart_state *state, const char *name,
                                       struct rtpart_error *err);

/*
 * Names of all deployments, sorted. A closed state has none.
 *
 * @names  owned by the caller (rtpart_names_free)
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_journal_list(const struct rtpart_state *state, char ***names,
                                     size_t *count, struct rtpart_error *err);

void rtpart_names_free(char **names, size_t count);

#endif
