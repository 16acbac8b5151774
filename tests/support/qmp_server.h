/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * qmp_server.h - something that listens where QEMU would, and says what it was told to
 */
#ifndef RTPART_TESTS_QMP_SERVER_H
#define RTPART_TESTS_QMP_SERVER_H

#include <pthread.h>
#include <stddef.h>

/* QEMU's first words. */
#define QMP_GREETING                                                                     \
    "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7}}, \"capabilities\": []}}\r\n"

struct qmp_server {
    char path[108];
    const char *const *script;
    size_t
        next_client; /* a client goes on in the script so many entries after the one before
                           it; 0 (the default): every client begins at its start */
    int fd;
    pthread_t thread;
};

/*
 * Listen, and serve one client after the other.
 *
 * @path    of the socket
 * @script  borrowed; script[0] is sent when a client connects, script[n] after its n-th
 *          line; at NULL the connection is closed. "" sends nothing.
 */
void qmp_server_start(struct qmp_server *s, const char *path, const char *const *script);

/* The same, where each client is served `next_client` entries of the script. */
void qmp_server_start_series(struct qmp_server *s, const char *path,
                             const char *const *script, size_t next_client);

/* End the thread and remove the socket. */
void qmp_server_stop(struct qmp_server *s);

#endif
