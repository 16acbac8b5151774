/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads of the host that is not there, and their files in /proc. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/fake_inside.h"
#include "tests/support/folder.h"

void fake_file(struct fake_kernel *f, const char *name, const char *text)
{
    char path[RTPART_PATH_SIZE];
    FILE *file;

    assert_true(rtpart_path(path, "%s/%s", f->root, name));
    for (char *slash = path + strlen(f->root) + 1; (slash = strchr(slash, '/')) != NULL;
         slash++) {
        *slash = '\0';
        if (mkdir(path, 0755) != 0)
            assert_int_equal(errno, EEXIST);
        *slash = '/';
    }
    file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

void fake_assert_file(struct fake_kernel *f, const char *name, const char *text)
{
    char path[RTPART_PATH_SIZE];
    char got[4096];

    assert_true(rtpart_path(path, "%s/%s", f->root, name));
    assert_int_equal(rtpart_kernel_linux.read_file(NULL, path, got, sizeof got), 0);
    got[strcspn(got, "\n")] = '\0';
    assert_string_equal(got, text);
}

void fake_thread_stat(struct fake_kernel *f, const struct fake_thread *t)
{
    char name[128];
    char text[512];

    (void)snprintf(
        text, sizeof text,
        "%d (%s) %c 1 1 1 0 -1 0 0 0 0 0 %u 3 0 0 20 0 1 0 %llu 0 0 0 0 0 0 0 0 0 "
        "0 0 0 0 0 0 17 0 0 %u 0 0 0\n",
        t->id.tid, t->id.comm, t->sleeping ? 'S' : 'R', t->ticks,
        (unsigned long long)t->id.start, t->sched.policy);
    (void)snprintf(name, sizeof name, "proc/%d/task/%d/stat", t->id.pid, t->id.tid);
    fake_file(f, name, text);
    (void)snprintf(name, sizeof name, "proc/%d/stat", t->id.tid);
    fake_file(f, name, text);
}

void fake_thread_groups(struct fake_kernel *f, const struct fake_thread *t)
{
    char name[128];
    char text[400];

    (void)snprintf(name, sizeof name, "proc/%d/task/%d/cgroup", t->id.pid, t->id.tid);
    if (f->v2)
        (void)snprintf(text, sizeof text, "0::%s\n", t->cpuset_group);
    else
        (void)snprintf(text, sizeof text, "4:cpuset:%s\n3:cpu,cpuacct:%s\n0::/\n",
                       t->cpuset_group, t->cpu_group);
    fake_file(f, name, text);
}

struct fake_thread *fake_thread_find(struct fake_kernel *f, pid_t tid)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->threads[i].id.tid == tid && !f->threads[i].gone)
            return &f->threads[i];
    return NULL;
}

struct fake_thread *fake_thread_add(struct fake_kernel *f, pid_t pid, pid_t tid,
                                    const char *comm)
{
    char name[128];
    char text[256];

    assert_true(f->count < FAKE_THREADS);
    struct fake_thread *t = &f->threads[f->count++];

    *t = (struct fake_thread){.affinity = f->domain, .sleeping = true};
    t->id = (struct rtpart_thread){.pid = pid, .tid = tid, .start = 1000 + f->count};
    (void)snprintf(t->id.comm, sizeof t->id.comm, "%s", comm);
    t->sched.runtime = 2800000; /* the default slice, which the kernel tells */
    fake_thread_stat(f, t);
    (void)snprintf(text, sizeof text,
                   "Name:\t%s\nTgid:\t%d\nPid:\t%d\nUid:\t%u\t%u\t%u\t%u\n", comm, pid,
                   tid, f->user, f->user, f->user, f->user);
    (void)snprintf(name, sizeof name, "proc/%d/status", tid);
    fake_file(f, name, text);
    (void)snprintf(name, sizeof name, "proc/%d/task/%d/status", pid, tid);
    fake_file(f, name, text);
    (void)snprintf(text, sizeof text, "%s\n", comm);
    (void)snprintf(name, sizeof name, "proc/%d/task/%d/comm", pid, tid);
    fake_file(f, name, text);
    (void)snprintf(t->cpu_group, sizeof t->cpu_group, "/");
    (void)snprintf(t->cpuset_group, sizeof t->cpuset_group, "/");
    fake_thread_groups(f, t);
    return t;
}

void fake_thread_runs(struct fake_kernel *f, struct fake_thread *t, bool runs,
                      unsigned ticks)
{
    t->sleeping = !runs;
    t->ticks = ticks;
    fake_thread_stat(f, t);
}

void fake_thread_end(struct fake_kernel *f, struct fake_thread *t)
{
    char path[RTPART_PATH_SIZE];

    t->gone = true;
    t->booked = 0;
    assert_true(rtpart_path(path, "%s/proc/%d", f->root, t->id.tid));
    test_tree_remove(path);
    assert_true(rtpart_path(path, "%s/proc/%d/task/%d", f->root, t->id.pid, t->id.tid));
    test_tree_remove(path);
}
