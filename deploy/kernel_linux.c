/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real kernel: system calls that the C library has no wrapper for, and small files. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/clock.h"
#include "deploy/kernel.h"

/* struct sched_attr of the kernel, as far as SCHED_DEADLINE needs it (SCHED_ATTR_SIZE_VER0,
 * since Linux 3.14). Not called sched_attr: newer C libraries have that name. */
struct attr {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

static int sched_get(void *ctx, pid_t tid, struct rtpart_sched *out)
{
    struct attr a = {.size = sizeof a};

    (void)ctx;
    if (syscall(SYS_sched_getattr, tid, &a, sizeof a, 0) != 0)
        return errno;
    *out = (struct rtpart_sched){
        .policy = a.policy,
        .flags = (uint32_t)a.flags,
        .nice = a.nice,
        .priority = a.priority,
        .runtime = (rtpart_ns)a.runtime,
        .deadline = (rtpart_ns)a.deadline,
        .period = (rtpart_ns)a.period,
    };
    return 0;
}

static int sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s)
{
    const struct attr a = {
        .size = sizeof a,
        .policy = s->policy,
        .flags = s->flags,
        .nice = s->nice,
        .priority = s->priority,
        .runtime = (uint64_t)s->runtime,
        .deadline = (uint64_t)s->deadline,
        .period = (uint64_t)s->period,
    };

    (void)ctx;
    return syscall(SYS_sched_setattr, tid, &a, 0) == 0 ? 0 : errno;
}

static int affinity_get(void *ctx, pid_t tid, struct rtpart_cpus *out)
{
    struct rtpart_cpus cpus = {0};

    (void)ctx;
    if (syscall(SYS_sched_getaffinity, tid, sizeof cpus.words, cpus.words) < 0)
        return errno;
    *out = cpus;
    return 0;
}

static int affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus)
{
    (void)ctx;
    return syscall(SYS_sched_setaffinity, tid, sizeof cpus->words, cpus->words) == 0
               ? 0
               : errno;
}

static int read_file(void *ctx, const char *path, char *buf, size_t size)
{
    RTPART_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t used = 0;

    (void)ctx;
    if (fd < 0)
        return errno;
    while (used < size) {
        const ssize_t n = read(fd, buf + used, size - used);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    if (used == size)
        return EFBIG;
    buf[used] = '\0';
    return 0;
}

static int write_file(void *ctx, const char *path, const char *text)
{
    RTPART_AUTO_FD int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
    const size_t len = strlen(text);
    ssize_t n;

    (void)ctx;
    if (fd < 0)
        return errno;
    do
        n = write(fd, text, len);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno;
    return (size_t)n == len ? 0 : EIO;
}

static int make_dir(void *ctx, const char *path)
{
    (void)ctx;
    return mkdir(path, 0755) == 0 ? 0 : errno;
}

static int remove_dir(void *ctx, const char *path)
{
    (void)ctx;
    return rmdir(path) == 0 ? 0 : errno;
}

/* Wait until a thread that is traced stops: at most 100 ms. False where it does not. */
static bool wait_stopped(pid_t tid, int *status)
{
    for (int i = 0; i < 100; i++) {
        const pid_t pid = waitpid(tid, status, __WALL | WNOHANG);

        if (pid == tid)
            return WIFSTOPPED(*status);
        if (pid < 0 && errno != EINTR)
            return false;
        (void)nanosleep(&(struct timespec){.tv_nsec = RTPART_MS}, NULL);
    }
    return false;
}

/*
 * As a debugger that attaches and leaves at once: the thread wakes, goes through the kernel,
 * and sleeps on in the call that it was in. Should this program end meanwhile, the kernel
 * lets the thread go.
 */
static int wake(void *ctx, pid_t tid)
{
    int status = 0;
    int e = 0;

    (void)ctx;
    if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0)
        return errno;
    if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) != 0)
        e = errno;
    else if (!wait_stopped(tid, &status))
        return ETIMEDOUT;
    /* a signal that came just then is handed on */
    const long signal = status >> 16 == 0 && WIFSTOPPED(status) ? WSTOPSIG(status) : 0;

    return ptrace(PTRACE_DETACH, tid, NULL, (void *)signal) == 0 ? e : errno;
}

static void pause_for(void *ctx, rtpart_ns time)
{
    struct timespec left = {.tv_sec = time / RTPART_S, .tv_nsec = time % RTPART_S};

    (void)ctx;
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static rtpart_ns now(void *ctx)
{
    (void)ctx;
    return rtpart_clock_ns();
}

const struct rtpart_kernel rtpart_kernel_linux = {
    .roots = {"/proc", "/sys/fs/cgroup", "/sys", "/dev", "/run"},
    .sched_get = sched_get,
    .sched_set = sched_set,
    .affinity_get = affinity_get,
    .affinity_set = affinity_set,
    .read_file = read_file,
    .write_file = write_file,
    .make_dir = make_dir,
    .remove_dir = remove_dir,
    .wake = wake,
    .pause = pause_for,
    .now = now,
};

const char *rtpart_policy_name(uint32_t policy)
{
    switch (policy) {
    case RTPART_POLICY_OTHER:
        return "SCHED_OTHER";
    case RTPART_POLICY_FIFO:
        return "SCHED_FIFO";
    case RTPART_POLICY_RR:
        return "SCHED_RR";
    case RTPART_POLICY_BATCH:
        return "SCHED_BATCH";
    case RTPART_POLICY_IDLE:
        return "SCHED_IDLE";
    case RTPART_POLICY_DEADLINE:
        return "SCHED_DEADLINE";
    default:
        return "policy ?";
    }
}
