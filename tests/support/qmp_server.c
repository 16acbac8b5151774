/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/qmp_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

/* Read to the end of a line. False where the client went. */
static bool read_line(int fd)
{
    char c;

    while (recv(fd, &c, 1, 0) == 1)
        if (c == '\n')
            return true;
    return false;
}

/* One byte more than it must take: answers come in pieces. */
static void send_in_pieces(int fd, const char *text)
{
    const size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        const size_t part = len - at < 7 ? len - at : 7;

        if (send(fd, text + at, part, MSG_NOSIGNAL) < 0)
            return;
        at += part;
    }
}

static void *serve(void *arg)
{
    const struct qmp_server *s = arg;

    for (size_t first = 0;; first += s->next_client) {
        const int client = accept(s->fd, NULL, NULL);

        if (client < 0)
            return NULL;
        const char *text = s->script[first];

        for (size_t n = 1; text != NULL; n++) {
            send_in_pieces(client, text);
            if (n == s->next_client)
                break;
            text = s->script[first + n];
            if (text != NULL && !read_line(client))
                break;
        }
        (void)close(client);
    }
}

void qmp_server_start_series(struct qmp_server *s, const char *path,
                             const char *const *script, size_t next_client)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    assert_true(strlen(path) < sizeof s->path);
    (void)snprintf(s->path, sizeof s->path, "%s", path);
    memcpy(address.sun_path, s->path, sizeof address.sun_path);
    s->script = script;
    s->next_client = next_client;
    s->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(s->fd >= 0);
    assert_int_equal(bind(s->fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(s->fd, 4), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

void qmp_server_start(struct qmp_server *s, const char *path, const char *const *script)
{
    qmp_server_start_series(s, path, script, 0);
}

void qmp_server_stop(struct qmp_server *s)
{
    (void)shutdown(s->fd, SHUT_RDWR); /* accept fails */
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    (void)close(s->fd);
    (void)unlink(s->path);
}
