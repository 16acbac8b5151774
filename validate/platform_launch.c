/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child.h"
#include "common/clock.h"
#include "validate/platform_guest.h"
#include "validate/process_tree.h"

#define PROCESSES_MAX 4096
#define SLICE_MS      100  /* how often `stop` is looked at */
#define PATIENCE_MS   2000 /* for what is left behind */

/* Some of our children. */
struct children {
    pid_t pids[PROCESSES_MAX];
    size_t count;
};

static void direct_children(struct children *c)
{
    const pid_t us = getpid();
    size_t n = rtpart_process_tree("/proc", us, 0, c->pids, PROCESSES_MAX);

    c->count = 0;
    for (size_t i = 0; i < n; i++)
        if (rtpart_process_parent("/proc", c->pids[i]) == us)
            c->pids[c->count++] = c->pids[i];
}

static bool among(const struct children *c, pid_t pid)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->pids[i] == pid)
            return true;
    return false;
}

/* What a run needs while it runs. */
struct running {
    const struct rtpart_launch *l;
    struct rtpart_launched *out;
    struct children before; /* not ours to touch */
    struct rtpart_child child;
    int pipe; /* its console */
    int end;  /* pidfd */
    rtpart_ns start;
    rtpart_ns look_at; /* RTPART_NS_NONE: not yet known, or done */
};

/* Children that came since the launch: the run itself, and what it left to us. */
static void new_children(const struct running *r, struct children *c)
{
    size_t n = 0;

    direct_children(c);
    for (size_t i = 0; i < c->count; i++)
        if (!among(&r->before, c->pids[i]))
            c->pids[n++] = c->pids[i];
    c->count = n;
}

static bool said(const struct rtpart_launched *out, const char *what)
{
    return out->console != NULL && strstr(out->console, what) != NULL;
}

/* Take what the console has. False: out of memory, or far too much. */
static bool take(struct running *r)
{
    struct rtpart_launched *out = r->out;
    char part[16384];
    ssize_t n;

    while ((n = read(r->pipe, part, sizeof part)) > 0) {
        char *bigger = out->len + (size_t)n < RTPART_CONSOLE_MAX
                           ? realloc(out->console, out->len + (size_t)n + 1)
                           : NULL;

        if (bigger == NULL)
            return false;
        out->console = bigger;
        for (ssize_t i = 0; i < n; i++)
            bigger[out->len++] = part[i] != '\0' ? part[i] : ' ';
        bigger[out->len] = '\0';
        if (out->first == RTPART_NS_NONE && said(out, RTPART_PLATFORM_SAYS "first"))
            out->first = rtpart_clock_ns() - r->start;
        if (r->look_at == RTPART_NS_NONE && !r->l->silent &&
            said(out, RTPART_PLATFORM_SAYS "ready"))
            r->look_at = rtpart_clock_ns() + r->l->look_after_ms * RTPART_MS;
    }
    return true;
}

/* Show the caller all processes of the run. */
static void look(struct running *r)
{
    RTPART_AUTO_FREE struct children *all = malloc(sizeof *all);
    RTPART_AUTO_FREE struct children *roots = malloc(sizeof *roots);

    if (all == NULL || roots == NULL)
        return;
    new_children(r, roots);
    all->count = 0;
    for (size_t i = 0; i < roots->count; i++)
        all->count +=
            rtpart_process_tree("/proc", roots->pids[i], 1, all->pids + all->count,
                                PROCESSES_MAX - all->count);
    r->l->look(r->l->ctx, all->pids, all->count);
}

static enum rtpart_code watch(struct running *r, struct rtpart_error *err)
{
    const rtpart_ns limit = r->start + r->l->limit_ms * RTPART_MS;
    bool looked = r->l->look == NULL;
    bool open = true; /* somebody may still write to the console */

    for (;;) {
        struct pollfd p[2] = {{.fd = open ? r->pipe : -1, .events = POLLIN},
                              {.fd = r->end, .events = POLLIN}};
        int wait = SLICE_MS;

        if (!looked && r->look_at != RTPART_NS_NONE && r->look_at - rtpart_clock_ns() < 0)
            wait = 0;
        (void)poll(p, 2, wait);
        if ((p[0].revents & (POLLIN | POLLHUP)) == POLLHUP)
            open = false; /* else poll would not wait any more */
        if ((p[0].revents & POLLIN) != 0 && !take(r))
            return rtpart_fail(err, RTPART_ENOMEM, "%s: its output is too long",
                               r->l->argv[0]);
        if ((p[1].revents & POLLIN) != 0) {
            r->out->total = rtpart_clock_ns() - r->start;
            r->out->end = RTPART_LAUNCH_ENDED;
            return take(r) ? RTPART_OK : rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        }
        if (!looked && r->look_at != RTPART_NS_NONE && rtpart_clock_ns() >= r->look_at) {
            look(r);
            looked = true;
        }
        r->out->total = rtpart_clock_ns() - r->start;
        if (r->l->stop != NULL && *r->l->stop != 0) {
            r->out->end = RTPART_LAUNCH_STOPPED;
            return RTPART_OK;
        }
        if (rtpart_clock_ns() > limit) {
            r->out->end = RTPART_LAUNCH_LATE;
            return RTPART_OK;
        }
    }
}

/* End a process that became ours, and all below it. */
static void kill_tree(pid_t pid)
{
    RTPART_AUTO_FREE struct children *c = malloc(sizeof *c);

    if (c == NULL)
        return;
    c->count = rtpart_process_tree("/proc", pid, 1, c->pids, PROCESSES_MAX);
    for (size_t i = 0; i < c->count; i++)
        (void)kill(c->pids[i], SIGKILL);
}

/* Wait for what the run left to us; first with patience, then not. */
static void reap(const struct running *r)
{
    RTPART_AUTO_FREE struct children *c = malloc(sizeof *c);
    const rtpart_ns end = rtpart_clock_ns() + PATIENCE_MS * RTPART_MS;
    const struct timespec nap = {.tv_nsec = 2 * RTPART_MS};

    while (c != NULL) {
        const bool patient =
            r->out->end == RTPART_LAUNCH_ENDED && rtpart_clock_ns() < end;

        new_children(r, c);
        if (c->count == 0 || rtpart_clock_ns() > end + RTPART_S)
            return;
        for (size_t i = 0; i < c->count; i++) {
            if (!patient)
                kill_tree(c->pids[i]);
            (void)waitpid(c->pids[i], NULL, WNOHANG);
        }
        (void)nanosleep(&nap, NULL);
    }
}

static enum rtpart_code run(struct running *r, const char *fifo, struct rtpart_error *err)
{
    enum rtpart_code code;

    if (mkfifo(fifo, 0600) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", fifo, strerror(errno));
    r->pipe = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (r->pipe < 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", fifo, strerror(errno));
    direct_children(&r->before);
    r->start = rtpart_clock_ns();
    if (r->l->silent)
        r->look_at = r->start + r->l->look_after_ms * RTPART_MS;
    code = rtpart_child_start(&r->child, r->l->argv, fifo, err);
    if (code != RTPART_OK)
        return code;
    r->end = (int)syscall(SYS_pidfd_open, r->child.pid, 0);
    if (r->end < 0)
        code = rtpart_fail(err, RTPART_EHOST, "pidfd_open: %s", strerror(errno));
    else
        code = watch(r, err);
    if (code == RTPART_OK && r->out->end == RTPART_LAUNCH_ENDED)
        while (!rtpart_child_ended(&r->child))
            ;
    else
        rtpart_child_kill(&r->child);
    r->out->status = r->child.status;
    reap(r);
    return code;
}

enum rtpart_code rtpart_launch_run(const struct rtpart_launch *l,
                                   struct rtpart_launched *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct running *r = calloc(1, sizeof *r);
    RTPART_AUTO_FREE char *fifo = NULL;
    enum rtpart_code code;

    *out = (struct rtpart_launched){.first = RTPART_NS_NONE, .total = RTPART_NS_NONE};
    if (r == NULL || asprintf(&fifo, "%s/console", l->directory) < 0) {
        fifo = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    r->l = l;
    r->out = out;
    r->pipe = -1;
    r->end = -1;
    r->look_at = RTPART_NS_NONE;
    code = run(r, fifo, err);
    if (r->pipe >= 0)
        (void)close(r->pipe);
    if (r->end >= 0)
        (void)close(r->end);
    if (code == RTPART_OK && out->console == NULL)
        out->console = calloc(1, 1);
    return code == RTPART_OK && out->console == NULL
               ? rtpart_fail(err, RTPART_ENOMEM, "out of memory")
               : code;
}

void rtpart_launch_adopt(void)
{
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* The last line of the console that is not blank. */
static void last_words(const struct rtpart_launched *l, char *buf, size_t size)
{
    size_t end = l->console != NULL ? l->len : 0;
    size_t begin;

    while (end > 0 && (unsigned char)l->console[end - 1] <= ' ')
        end--;
    begin = end;
    while (begin > 0 && l->console[begin - 1] != '\n' && end - begin < size - 1)
        begin--;
    (void)snprintf(buf, size, "%.*s", (int)(end - begin),
                   end > 0 ? l->console + begin : "");
    if (end == 0)
        (void)snprintf(buf, size, "it said nothing");
}

enum rtpart_code rtpart_launch_failed(const struct rtpart_launched *l, const char *what,
                                      struct rtpart_error *err)
{
    char words[240];

    last_words(l, words, sizeof words);
    if (l->end == RTPART_LAUNCH_STOPPED)
        return rtpart_fail(err, RTPART_EHOST, "%s: stopped", what);
    if (l->end == RTPART_LAUNCH_LATE)
        return rtpart_fail(err, RTPART_EHOST, "%s: did not end within %lld s: %s", what,
                           (long long)(l->total / RTPART_S), words);
    if (WIFSIGNALED(l->status))
        return rtpart_fail(err, RTPART_EHOST, "%s: killed by signal %d: %s", what,
                           WTERMSIG(l->status), words);
    return rtpart_fail(err, RTPART_EHOST, "%s: exit status %d: %s", what,
                       WEXITSTATUS(l->status), words);
}

void rtpart_launched_free(struct rtpart_launched *l)
{
    free(l->console);
    *l = (struct rtpart_launched){0};
}
