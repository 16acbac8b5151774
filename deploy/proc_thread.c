/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/proc_thread.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

#define CAP_SYS_NICE_BIT 23 /* linux/capability.h */

bool rtpart_path(char *buf, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    const int n = vsnprintf(buf, RTPART_PATH_SIZE, fmt, args);

    va_end(args);
    return n >= 0 && n < RTPART_PATH_SIZE;
}

bool rtpart_tid_parse(const char *text, pid_t *tid)
{
    char *end;

    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    const unsigned long n = strtoul(text, &end, 10);

    if (errno != 0 || *end != '\0' || n == 0 || n > INT_MAX)
        return false;
    *tid = (pid_t)n;
    return true;
}

/* Value of the line "key: value" of a text such as /proc/PID/status, without blanks before it;
 * a place in `text`, not ended. NULL: there is none. */
static const char *status_value(const char *text, const char *key)
{
    const size_t len = strlen(key);

    for (const char *line = text; line != NULL;) {
        if (strncmp(line, key, len) == 0 && line[len] == ':') {
            line += len + 1;
            return line + strspn(line, " \t");
        }
        line = strchr(line, '\n');
        if (line != NULL)
            line++;
    }
    return NULL;
}

bool rtpart_number_read(const struct rtpart_kernel *k, const char *path, int64_t *out)
{
    char text[64];
    char *end;

    if (k->read_file(k->ctx, path, text, sizeof text) != 0)
        return false;
    errno = 0;
    const long long n = strtoll(text, &end, 10);

    if (errno != 0 || end == text || (*end != '\n' && *end != '\0'))
        return false;
    *out = n;
    return true;
}

/* The fields of /proc/TID/stat [proc(5)] that are wanted; the name may hold ") (". */
static bool parse_stat(char *text, struct rtpart_thread_stat *out)
{
    char *open = strchr(text, '(');
    char *close = strrchr(text, ')');
    uint64_t utime;
    uint64_t stime;

    if (open == NULL || close == NULL || close < open)
        return false;
    *close = '\0';
    *out = (struct rtpart_thread_stat){0};
    (void)snprintf(out->thread.comm, sizeof out->thread.comm, "%s", open + 1);
    out->thread.tid = (pid_t)strtol(text, NULL, 10);
    /* 3 state, 14 utime, 15 stime, 22 starttime, 39 processor, 41 policy */
    return sscanf(close + 1, // NOLINT(cert-err34-c): the kernel's own numbers
                  " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64 " %" SCNu64
                  " %*s %*s %*s %*s %*s %*s %" SCNu64
                  " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %u"
                  " %*s %" SCNu32,
                  &out->state, &utime, &stime, &out->thread.start, &out->processor,
                  &out->policy) == 6 &&
           (out->cpu_ticks = utime + stime, true);
}

enum rtpart_code rtpart_thread_stat_read(const struct rtpart_kernel *k, pid_t pid,
                                         pid_t tid, struct rtpart_thread_stat *out,
                                         struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char text[1024];
    const bool fits =
        pid > 0 ? rtpart_path(path, "%s/%d/task/%d/stat", k->roots.proc, pid, tid)
                : rtpart_path(path, "%s/%d/stat", k->roots.proc, tid);
    const int e = fits ? k->read_file(k->ctx, path, text, sizeof text) : ENAMETOOLONG;

    if (e == ENOENT || e == ESRCH)
        return rtpart_fail(err, RTPART_EHOST, "there is no thread %d%s", tid,
                           pid > 0 ? " in that process" : "");
    if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", path, strerror(e));
    if (!parse_stat(text, out))
        return rtpart_fail(err, RTPART_EHOST, "%s: not as proc(5) describes it", path);
    return RTPART_OK;
}

enum rtpart_code rtpart_thread_read(const struct rtpart_kernel *k, pid_t pid, pid_t tid,
                                    struct rtpart_thread *out, struct rtpart_error *err)
{
    struct rtpart_thread_stat stat;
    const enum rtpart_code code = rtpart_thread_stat_read(k, pid, tid, &stat, err);

    if (code != RTPART_OK)
        return code;
    if (pid == 0) {
        char path[RTPART_PATH_SIZE];
        char text[4096];

        if (rtpart_path(path, "%s/%d/status", k->roots.proc, tid) &&
            k->read_file(k->ctx, path, text, sizeof text) == 0) {
            const char *tgid = status_value(text, "Tgid");

            pid = tgid != NULL ? (pid_t)strtol(tgid, NULL, 10) : 0;
        }
    }
    if (pid <= 0)
        return rtpart_fail(err, RTPART_EHOST, "the process of thread %d is not known",
                           tid);
    *out = stat.thread;
    out->pid = pid;
    return RTPART_OK;
}

bool rtpart_process_user(const struct rtpart_kernel *k, pid_t pid, uid_t *out)
{
    char path[RTPART_PATH_SIZE];
    char text[4096];
    unsigned real;

    if (!rtpart_path(path, "%s/%d/status", k->roots.proc, pid) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return false;
    const char *users = status_value(text, "Uid"); /* real, effective, ... */

    return users != NULL &&
           sscanf(users, // NOLINT(cert-err34-c): the kernel's own numbers
                  "%u %u", &real, out) == 2;
}

bool rtpart_schedstat_read(const struct rtpart_kernel *k, const struct rtpart_thread *t,
                           struct rtpart_schedstat *out)
{
    char path[RTPART_PATH_SIZE];
    char text[128];

    return rtpart_path(path, "%s/%d/task/%d/schedstat", k->roots.proc, t->pid, t->tid) &&
           k->read_file(k->ctx, path, text, sizeof text) == 0 &&
           sscanf(text, // NOLINT(cert-err34-c): the kernel's own numbers
                  "%" SCNd64 " %" SCNd64 " %" SCNd64, &out->ran, &out->waited,
                  &out->slices) == 3;
}

bool rtpart_budget_left(const struct rtpart_kernel *k, const struct rtpart_thread *t,
                        rtpart_ns *left)
{
    static const char key[] = "\ndl.runtime ";
    char path[RTPART_PATH_SIZE];
    char text[8192];

    if (!rtpart_path(path, "%s/%d/task/%d/sched", k->roots.proc, t->pid, t->tid) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return false;
    const char *line = strstr(text, key);
    const char *colon = line != NULL ? strchr(line, ':') : NULL;

    if (colon == NULL)
        return false;
    *left = strtoll(colon + 1, NULL, 10);
    return true;
}

bool rtpart_thread_alive(const struct rtpart_kernel *k, const struct rtpart_thread *t)
{
    struct rtpart_thread_stat now;

    return rtpart_thread_stat_read(k, t->pid, t->tid, &now, NULL) == RTPART_OK &&
           now.thread.start == t->start && now.state != 'Z' && now.state != 'X';
}

static int by_number(const void *a, const void *b)
{
    const pid_t x = *(const pid_t *)a;
    const pid_t y = *(const pid_t *)b;

    return (x > y) - (x < y);
}

enum rtpart_code rtpart_numbers_list(const char *path, pid_t **out, size_t *count,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_FREE pid_t *numbers = NULL;
    size_t used = 0;
    size_t size = 0;
    DIR *dir = opendir(path);

    if (dir == NULL)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", path, strerror(errno));
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        const bool zero = strcmp(d->d_name, "0") == 0; /* a file descriptor can be */
        pid_t n = 0;

        if (!zero && !rtpart_tid_parse(d->d_name, &n))
            continue;
        if (used == size) {
            const size_t wanted = size > 0 ? 2 * size : 64;
            pid_t *bigger = realloc(numbers, wanted * sizeof *bigger);

            if (bigger == NULL) {
                (void)closedir(dir);
                return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
            }
            numbers = bigger;
            size = wanted;
        }
        numbers[used++] = n;
    }
    (void)closedir(dir);
    if (used > 0)
        qsort(numbers, used, sizeof *numbers, by_number);
    *out = numbers;
    *count = used;
    numbers = NULL;
    return RTPART_OK;
}

enum rtpart_code rtpart_threads_list(const struct rtpart_kernel *k, pid_t pid,
                                     struct rtpart_thread **out, size_t *count,
                                     struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE pid_t *tids = NULL;
    size_t n = 0;
    size_t used = 0;

    if (!rtpart_path(path, "%s/%d/task", k->roots.proc, pid) ||
        rtpart_numbers_list(path, &tids, &n, NULL) != RTPART_OK)
        return rtpart_fail(err, RTPART_EHOST, "there is no process %d", pid);
    RTPART_AUTO_FREE struct rtpart_thread *threads =
        calloc(n > 0 ? n : 1, sizeof *threads);

    if (threads == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) /* one that just ended is left out */
        if (rtpart_thread_read(k, pid, tids[i], &threads[used], NULL) == RTPART_OK)
            used++;
    *out = threads;
    *count = used;
    threads = NULL;
    return RTPART_OK;
}

bool rtpart_may_schedule(const struct rtpart_kernel *k)
{
    char path[RTPART_PATH_SIZE];
    char text[4096];

    if (!rtpart_path(path, "%s/self/status", k->roots.proc) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return false;
    const char *effective = status_value(text, "CapEff");

    return effective != NULL &&
           (strtoull(effective, NULL, 16) >> CAP_SYS_NICE_BIT & 1) != 0;
}
