/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monitor.h - asking a QEMU virtual machine: by its QMP socket, or through libvirt, which
 *             holds that socket for the machines it runs
 */
#ifndef RTPART_DEPLOY_MONITOR_H
#define RTPART_DEPLOY_MONITOR_H

#include <sys/types.h>

#include <jansson.h>

#include "common/error.h"

/* Both NULL: there is no monitor. Borrowed. */
struct rtpart_monitor {
    const char *qmp;     /* path of the socket */
    const char *libvirt; /* name of the domain */
};

/* How long an answer may take. */
#define RTPART_MONITOR_TIMEOUT_MS 5000

/*
 * Execute one QMP command.
 *
 * @arguments  borrowed; NULL: none
 * @answer     new reference, owned by the caller
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_monitor_call(const struct rtpart_monitor *m, const char *command,
                                     json_t *arguments, json_t **answer,
                                     struct rtpart_error *err);

/*
 * The same, and who answered.
 * @peer  the user whose program listens on the socket; 0 for libvirt, which is asked as
 *        whoever runs this program
 */
enum rtpart_code rtpart_monitor_ask(const struct rtpart_monitor *m, const char *command,
                                    json_t *arguments, json_t **answer, uid_t *peer,
                                    struct rtpart_error *err);

/* May `name` be a libvirt domain (no option, no path)? */
enum rtpart_code rtpart_domain_check(const char *name, struct rtpart_error *err);

#endif
