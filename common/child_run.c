/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/child_run.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "common/auto.h"
#include "common/clock.h"

/* A pipe that the child writes to, and what came through it. */
struct stream {
    int fd; /* our end; -1: at its end */
    char *text;
    size_t used;
};

static void stream_close(struct stream *s)
{
    if (s->fd >= 0)
        (void)close(s->fd);
    s->fd = -1;
}

/* Take what is there. False where there is no memory or too much text. */
static bool stream_read(struct stream *s)
{
    char part[4096];
    const ssize_t n = read(s->fd, part, sizeof part);

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n <= 0) {
        stream_close(s);
        return true;
    }
    char *bigger = s->used + (size_t)n <= RTPART_CHILD_OUTPUT_MAX
                       ? realloc(s->text, s->used + (size_t)n + 1)
                       : NULL;

    if (bigger == NULL)
        return false;
    memcpy(bigger + s->used, part, (size_t)n);
    s->used += (size_t)n;
    bigger[s->used] = '\0';
    s->text = bigger;
    return true;
}

/* Read both streams to their ends. 0, or ETIMEDOUT, or EFBIG. */
static int read_streams(struct stream *s, int timeout_ms)
{
    const int64_t end = rtpart_clock_ms() + timeout_ms;

    while (s[0].fd >= 0 || s[1].fd >= 0) {
        struct pollfd p[2] = {{.fd = s[0].fd, .events = POLLIN},
                              {.fd = s[1].fd, .events = POLLIN}};
        const int64_t left = end - rtpart_clock_ms();
        const int n = left > 0 ? poll(p, 2, (int)left) : 0;

        if (n == 0)
            return ETIMEDOUT;
        for (int i = 0; n > 0 && i < 2; i++)
            if (p[i].revents != 0 && !stream_read(&s[i]))
                return EFBIG;
    }
    return 0;
}

/* Start the program with its output in two pipes. 0 or an errno. */
static int start(const char *const *argv, struct stream *s, pid_t *pid)
{
    int out[2];
    int errors[2];
    posix_spawn_file_actions_t actions;

    if (pipe2(out, O_CLOEXEC) != 0)
        return errno;
    if (pipe2(errors, O_CLOEXEC) != 0) {
        const int e = errno;

        (void)close(out[0]);
        (void)close(out[1]);
        return e;
    }
    posix_spawnattr_t attributes;
    sigset_t none;
    int e = posix_spawn_file_actions_init(&actions);

    if (e == 0) {
        /* signals that are held here must end the program there */
        (void)sigemptyset(&none);
        (void)posix_spawnattr_init(&attributes);
        (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        (void)posix_spawnattr_setsigmask(&attributes, &none);
        if ((e = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY,
                                                  0)) == 0 &&
            (e = posix_spawn_file_actions_adddup2(&actions, out[1], 1)) == 0 &&
            (e = posix_spawn_file_actions_adddup2(&actions, errors[1], 2)) == 0)
            e = posix_spawnp(pid, argv[0], &actions, &attributes, (char *const *)argv,
                             environ);
        (void)posix_spawn_file_actions_destroy(&actions);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)close(out[1]);
    (void)close(errors[1]);
    s[0].fd = out[0];
    s[1].fd = errors[0];
    return e;
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* The last line of what a program said on standard error, where its reason mostly is. */
static const char *last_line(char *text)
{
    size_t end = text != NULL ? strlen(text) : 0;

    while (end > 0 && isspace((unsigned char)text[end - 1]))
        text[--end] = '\0';
    if (end == 0)
        return "it says nothing";
    const char *newline = strrchr(text, '\n');

    return newline != NULL ? newline + 1 : text;
}

enum rtpart_code rtpart_child_run(const char *const *argv, int timeout_ms, char **output,
                                  struct rtpart_error *err)
{
    struct stream s[2] = {{.fd = -1}, {.fd = -1}};
    enum rtpart_code code = RTPART_OK;
    pid_t pid = 0;
    int e = start(argv, s, &pid);

    if (e != 0) {
        code = rtpart_fail(err, RTPART_EHOST, "%s: %s", argv[0],
                           e == ENOENT ? "not installed" : strerror(e));
    } else {
        e = read_streams(s, timeout_ms);
        if (e != 0)
            (void)kill(pid, SIGKILL);
        const int status = wait_for(pid);

        if (e == ETIMEDOUT)
            code = rtpart_fail(err, RTPART_EHOST, "%s: no answer within %d ms", argv[0],
                               timeout_ms);
        else if (e != 0)
            code = rtpart_fail(err, RTPART_EHOST, "%s: its output is too long", argv[0]);
        else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            code = rtpart_fail(err, RTPART_EHOST, "%s failed: %.300s", argv[0],
                               last_line(s[1].text));
    }
    stream_close(&s[0]);
    stream_close(&s[1]);
    if (code == RTPART_OK) {
        *output = s[0].text != NULL ? s[0].text : calloc(1, 1);
        s[0].text = NULL;
        if (*output == NULL)
            code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    free(s[0].text);
    free(s[1].text);
    return code;
}
