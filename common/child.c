/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "common/auto.h"

#define TAIL 4096 /* bytes of a file in which its last line is looked for */

/* In the child: a process group of its own, the signals of a fresh program, and its end with
 * that of its parent. */
static void settle(pid_t parent)
{
    sigset_t none;

    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: become the program. Says why not through `report`. */
_Noreturn static void become(const char *const *argv, int in, int out, int report)
{
    if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0)
        (void)execvp(argv[0], (char *const *)argv);

    const int e = errno;

    if (write(report, &e, sizeof e) < 0)
        _exit(126);
    _exit(127);
}

/* 0, or the errno of exec that came through the pipe, whose other end exec closes. */
static int exec_result(int fd)
{
    int e = 0;
    ssize_t n;

    do {
        n = read(fd, &e, sizeof e);
    } while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof e ? e : 0;
}

enum rtpart_code rtpart_child_start(struct rtpart_child *c, const char *const *argv,
                                    const char *output, struct rtpart_error *err)
{
    RTPART_AUTO_FD int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    RTPART_AUTO_FD int out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const pid_t parent = getpid();
    int report[2];

    *c = (struct rtpart_child){0};
    if (in < 0 || out < 0 || pipe2(report, O_CLOEXEC) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", output, strerror(errno));
    c->pid = fork();
    if (c->pid == 0) {
        settle(parent);
        become(argv, in, out, report[1]);
    }
    int e = c->pid < 0 ? errno : 0;

    (void)close(report[1]);
    if (e == 0)
        e = exec_result(report[0]);
    (void)close(report[0]);
    if (e == 0) {
        (void)setpgid(c->pid, c->pid); /* whoever of the two comes first */
        return RTPART_OK;
    }
    if (c->pid > 0)
        rtpart_child_kill(c);
    c->pid = 0;
    return rtpart_fail(err, RTPART_EHOST, "%s: %s", argv[0],
                       e == ENOENT ? "not installed" : strerror(e));
}

enum rtpart_code rtpart_child_fork(struct rtpart_child *c, void (*body)(void *ctx),
                                   void *ctx, struct rtpart_error *err)
{
    const pid_t parent = getpid();

    *c = (struct rtpart_child){.pid = fork()};
    if (c->pid == 0) {
        settle(parent);
        body(ctx);
        _exit(0);
    }
    if (c->pid < 0) {
        c->pid = 0;
        return rtpart_fail(err, RTPART_EHOST, "no new process: %s", strerror(errno));
    }
    (void)setpgid(c->pid, c->pid);
    return RTPART_OK;
}

bool rtpart_child_ended(struct rtpart_child *c)
{
    pid_t p;

    if (c->pid <= 0)
        return true;
    do {
        p = waitpid(c->pid, &c->status, WNOHANG);
    } while (p < 0 && errno == EINTR);
    if (p == 0)
        return false;
    c->pid = 0;
    return true;
}

bool rtpart_child_succeeded(const struct rtpart_child *c)
{
    return c->pid == 0 && WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0;
}

void rtpart_child_kill(struct rtpart_child *c)
{
    if (c->pid <= 0)
        return;
    (void)kill(-c->pid, SIGKILL);
    (void)kill(c->pid, SIGKILL); /* before it has a group of its own */
    while (waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR)
        ;
    c->pid = 0;
}

const char *rtpart_last_words(const char *file, char *text, size_t size)
{
    RTPART_AUTO_FILE FILE *f = fopen(file, "re");
    char tail[TAIL + 1];
    size_t n = 0;

    if (f != NULL) {
        if (fseek(f, -TAIL, SEEK_END) != 0)
            rewind(f);
        n = fread(tail, 1, TAIL, f);
    }
    while (n > 0 && (unsigned char)tail[n - 1] <= ' ')
        n--;
    tail[n] = '\0';
    const char *line = strrchr(tail, '\n');

    (void)snprintf(text, size, "%s",
                   n == 0         ? "it says nothing"
                   : line != NULL ? line + 1
                                  : tail);
    return text;
}
