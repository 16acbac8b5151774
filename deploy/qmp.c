/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/json_out.h"

void rtpart_qmp_close(struct rtpart_qmp *q)
{
    if (q->fd >= 0)
        (void)close(q->fd);
    free(q->text);
    *q = (struct rtpart_qmp){.fd = -1};
}

/* Wait for `events` until the clock reads `end_ms`. 0, or an errno. */
static int wait_ready(const struct rtpart_qmp *q, short events, int64_t end_ms)
{
    for (;;) {
        struct pollfd p = {.fd = q->fd, .events = events};
        const int64_t left = end_ms - rtpart_clock_ms();
        const int n = left > 0 ? poll(&p, 1, (int)left) : 0;

        if (n > 0)
            return 0;
        if (n == 0)
            return ETIMEDOUT;
        if (errno != EINTR)
            return errno;
    }
}

/* Read some more text. 0 or an errno; EPIPE where QEMU closed the connection. */
static int read_more(struct rtpart_qmp *q, int64_t end_ms)
{
    if (q->size - q->used < 4096) {
        const size_t wanted = q->size > 0 ? 2 * q->size : 16384;
        char *bigger = wanted <= RTPART_QMP_ANSWER_MAX ? realloc(q->text, wanted) : NULL;

        if (bigger == NULL)
            return EFBIG;
        q->text = bigger;
        q->size = wanted;
    }
    const int e = wait_ready(q, POLLIN, end_ms);

    if (e != 0)
        return e;
    const ssize_t n = recv(q->fd, q->text + q->used, q->size - q->used, MSG_DONTWAIT);

    if (n < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : errno;
    if (n == 0)
        return EPIPE;
    q->used += (size_t)n;
    return 0;
}

static void drop(struct rtpart_qmp *q, size_t bytes)
{
    q->used -= bytes;
    memmove(q->text, q->text + bytes, q->used);
}

/*
 * The next JSON object, however it is broken into lines. 0 or an errno; EBADMSG where what
 * came is no JSON.
 */
static int next_object(struct rtpart_qmp *q, int64_t end_ms, json_t **object)
{
    for (;;) {
        json_error_t why;
        size_t blank = 0;

        while (blank < q->used && strchr(" \t\r\n", q->text[blank]) != NULL)
            blank++;
        if (blank > 0)
            drop(q, blank);
        if (q->used > 0) {
            *object = json_loadb(q->text, q->used, JSON_DISABLE_EOF_CHECK, &why);
            if (*object != NULL) {
                drop(q, (size_t)why.position);
                return 0;
            }
            if (json_error_code(&why) != json_error_premature_end_of_input)
                return EBADMSG;
        }
        const int e = read_more(q, end_ms);

        if (e != 0)
            return e;
    }
}

static enum rtpart_code explain(const struct rtpart_qmp *q, const char *doing, int e,
                                struct rtpart_error *err)
{
    switch (e) {
    case ETIMEDOUT:
        return rtpart_fail(err, RTPART_EHOST, "%s: no answer within %d ms while %s",
                           q->path, q->timeout_ms, doing);
    case EPIPE:
    case ECONNRESET:
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: the connection was closed while %s: the VM ended",
                           q->path, doing);
    case EBADMSG:
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: what came while %s is no JSON: this is no QMP socket",
                           q->path, doing);
    case EFBIG:
        return rtpart_fail(err, RTPART_EHOST, "%s: too long an answer while %s", q->path,
                           doing);
    default:
        return rtpart_fail(err, RTPART_EHOST, "%s: %s while %s", q->path, strerror(e),
                           doing);
    }
}

static int send_all(const struct rtpart_qmp *q, const char *text, int64_t end_ms)
{
    size_t left = strlen(text);

    while (left > 0) {
        const ssize_t n = send(q->fd, text, left, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n >= 0) {
            text += n;
            left -= (size_t)n;
        } else if (errno == EAGAIN) {
            const int e = wait_ready(q, POLLOUT, end_ms);

            if (e != 0)
                return e;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

/* Is `object` the answer to our command? Then *code and *answer tell it. */
static bool is_answer(const struct rtpart_qmp *q, json_t *object, const char *command,
                      enum rtpart_code *code, json_t **answer, struct rtpart_error *err)
{
    const json_t *error = json_object_get(object, "error");
    json_t *value = json_object_get(object, "return");

    if (value != NULL) {
        *answer = json_incref(value);
        *code = RTPART_OK;
        return true;
    }
    if (error != NULL) {
        const char *words = json_string_value(json_object_get(error, "desc"));

        *code = rtpart_fail(err, RTPART_EHOST, "%s: QEMU refuses %s: %s", q->path,
                            command, words != NULL ? words : "(no reason)");
        return true;
    }
    return false; /* an event, or nothing we know */
}

enum rtpart_code rtpart_qmp_call(struct rtpart_qmp *q, const char *command,
                                 json_t *arguments, json_t **answer,
                                 struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + q->timeout_ms;
    RTPART_AUTO_JSON json_t *request =
        json_pack("{s:s, s:O*}", "execute", command, "arguments", arguments);
    RTPART_AUTO_FREE char *text = json_dumps(request, JSON_COMPACT);
    int e;

    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    e = send_all(q, text, end);
    if (e == 0)
        e = send_all(q, "\n", end);
    while (e == 0) {
        RTPART_AUTO_JSON json_t *object = NULL;
        enum rtpart_code code;

        e = next_object(q, end, &object);
        if (e == 0 && is_answer(q, object, command, &code, answer, err))
            return code;
    }
    return explain(q, command, e, err);
}

/* Somebody else is being served, or waits. */
static enum rtpart_code say_busy(const struct rtpart_qmp *q, const char *seen,
                                 struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EHOST,
                       "%s: %s within %d ms: a QMP socket serves one client at a time; "
                       "close the other one, or give QEMU a second -qmp socket (under "
                       "libvirt: --libvirt NAME)",
                       q->path, seen, q->timeout_ms);
}

static enum rtpart_code greet(struct rtpart_qmp *q, struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *greeting = NULL;
    RTPART_AUTO_JSON json_t *nothing = NULL;
    const int e = next_object(q, rtpart_clock_ms() + q->timeout_ms, &greeting);

    if (e == ETIMEDOUT)
        return say_busy(q, "connected, but no greeting", err);
    if (e != 0)
        return explain(q, "waiting for the greeting", e, err);
    if (json_object_get(greeting, "QMP") == NULL)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: the greeting is not QMP's: this is another socket",
                           q->path);
    return rtpart_qmp_call(q, "qmp_capabilities", NULL, &nothing, err);
}

/*
 * Connect. Where others wait for QEMU already, connect(2) would wait with them for ever: it
 * ends at the time limit. 0 or an errno; EAGAIN: it came to that.
 */
static int connect_to(struct rtpart_qmp *q, const struct sockaddr_un *address)
{
    const struct timeval limit = {.tv_sec = q->timeout_ms / 1000,
                                  .tv_usec = q->timeout_ms % 1000 * 1000};
    int e;

    q->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (q->fd < 0 ||
        setsockopt(q->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
        return errno;
    do
        e = connect(q->fd, (const struct sockaddr *)address, sizeof *address) == 0
                ? 0
                : errno;
    while (e == EINTR);
    return e;
}

enum rtpart_code rtpart_qmp_open(struct rtpart_qmp *q, const char *path, int timeout_ms,
                                 struct rtpart_error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    *q = (struct rtpart_qmp){.fd = -1, .timeout_ms = timeout_ms, .path = path};
    if (strlen(path) >= sizeof address.sun_path)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: the path of a socket has at most %zu bytes", path,
                           sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    const int e = connect_to(q, &address);

    if (e == EAGAIN) {
        const struct rtpart_qmp asked = *q;

        rtpart_qmp_close(q);
        return say_busy(&asked, "the connection was not taken", err);
    }
    if (e != 0) {
        rtpart_qmp_close(q);
        return rtpart_fail(err, RTPART_EHOST, "%s: %s%s", path, strerror(e),
                           e == ECONNREFUSED ? " (no VM listens there any more)"
                           : e == ENOENT     ? " (start QEMU with -qmp "
                                               "unix:PATH,server=on,wait=off)"
                                             : "");
    }
    struct ucred peer = {.uid = (uid_t)-1};
    socklen_t size = sizeof peer;
    enum rtpart_code code = RTPART_OK;

    if (getsockopt(q->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        code = rtpart_fail(err, RTPART_EHOST, "%s: whose it is cannot be told: %s", path,
                           strerror(errno));
    q->peer = peer.uid;
    if (code == RTPART_OK)
        code = greet(q, err);
    if (code != RTPART_OK)
        rtpart_qmp_close(q);
    return code;
}
