/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * qmp.h - QEMU's machine protocol on a Unix socket: just enough to ask questions
 *
 * A QMP socket serves one client at a time: connect, ask, close.
 */
#ifndef RTPART_DEPLOY_QMP_H
#define RTPART_DEPLOY_QMP_H

#include <stddef.h>
#include <sys/types.h>

#include <jansson.h>

#include "common/error.h"

/* A zeroed struct with fd = -1 is closed. */
struct rtpart_qmp {
    int fd;
    int timeout_ms;   /* of each answer */
    const char *path; /* borrowed; for messages */
    uid_t peer;       /* the user whose program listens there */
    char *text;       /* owned: received and not used yet */
    size_t used;
    size_t size;
};

/* Longest answer that is read. */
#define RTPART_QMP_ANSWER_MAX ((size_t)16 << 20)

/*
 * Connect, read the greeting, leave the negotiation mode.
 *
 * @path        of the socket; borrowed until rtpart_qmp_close
 * @timeout_ms  for each answer of QEMU
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: no socket, nobody listens, another client holds
 * it, it does not speak QMP. Closed on failure.
 */
enum rtpart_code rtpart_qmp_open(struct rtpart_qmp *q, const char *path, int timeout_ms,
                                 struct rtpart_error *err);

/*
 * Execute a command and wait for its answer; events and answers to nobody are skipped.
 *
 * @arguments  borrowed; NULL: none
 * @answer     what "return" holds; new reference, owned by the caller
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST with QEMU's own words.
 */
enum rtpart_code rtpart_qmp_call(struct rtpart_qmp *q, const char *command,
                                 json_t *arguments, json_t **answer,
                                 struct rtpart_error *err);

/* Accepts a closed struct. */
void rtpart_qmp_close(struct rtpart_qmp *q);

#endif
