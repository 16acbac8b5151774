/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/fake_kernel.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/sched_deadline.h"
#include "model/host.h"

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

static void write_stat(struct fake_kernel *f, const struct fake_thread *t)
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

static void write_groups(struct fake_kernel *f, const struct fake_thread *t)
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
    write_stat(f, t);
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
    write_groups(f, t);
    return t;
}

void fake_thread_runs(struct fake_kernel *f, struct fake_thread *t, bool runs,
                      unsigned ticks)
{
    t->sleeping = !runs;
    t->ticks = ticks;
    write_stat(f, t);
}

static int remove_entry(const char *path, const struct stat *s, int type,
                        struct FTW *walk)
{
    (void)s;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_tree(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void fake_thread_end(struct fake_kernel *f, struct fake_thread *t)
{
    char path[RTPART_PATH_SIZE];

    t->gone = true;
    t->booked = 0;
    assert_true(rtpart_path(path, "%s/proc/%d", f->root, t->id.tid));
    remove_tree(path);
    assert_true(rtpart_path(path, "%s/proc/%d/task/%d", f->root, t->id.pid, t->id.tid));
    remove_tree(path);
}

int64_t fake_kernel_booked(const struct fake_kernel *f)
{
    int64_t sum = f->leaked;

    for (size_t i = 0; i < f->count; i++)
        sum += f->threads[i].booked;
    return sum;
}

static bool is_real(pid_t tid)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/task/%d", tid);
    return access(path, F_OK) == 0;
}

/* As fake_thread_find; a real thread of this program is taken in (the library's sleepers),
 * in the place of one that ended. */
static struct fake_thread *find_any(struct fake_kernel *f, pid_t tid)
{
    struct fake_thread *t = fake_thread_find(f, tid);

    if (t != NULL || !is_real(tid))
        return t;
    for (size_t i = 0; i < f->count && t == NULL; i++)
        if (f->threads[i].guest && !is_real(f->threads[i].id.tid))
            t = &f->threads[i];
    if (t == NULL) {
        assert_true(f->count < FAKE_THREADS);
        t = &f->threads[f->count++];
    }
    *t = (struct fake_thread){.affinity = f->domain, .sleeping = true, .guest = true};
    t->id = (struct rtpart_thread){.pid = getpid(), .tid = tid};
    return t;
}

static int fake_sched_get(void *ctx, pid_t tid, struct rtpart_sched *out)
{
    const struct fake_thread *t = find_any(ctx, tid);

    if (t == NULL)
        return ESRCH;
    *out = t->sched;
    return 0;
}

/* Text of a file of the cpuset group of a thread; "" where there is none. */
static const char *cpuset_text(const struct fake_kernel *f, const struct fake_thread *t,
                               const char *file, char *text, size_t size)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/cgroup%s%s/%s", f->root, f->v2 ? "" : "/cpuset",
                            t->cpuset_group, file));
    if (rtpart_kernel_linux.read_file(NULL, path, text, size) != 0)
        text[0] = '\0';
    return text;
}

/* Root domain of a thread: that of its cpuset where that is a partition. */
static struct rtpart_cpus domain_of(const struct fake_kernel *f,
                                    const struct fake_thread *t)
{
    const struct fake_thread root = {.cpuset_group = ""};
    struct rtpart_cpus cpus = f->domain;
    char text[128];
    bool own = false;

    if (t->guest || strlen(t->cpuset_group) <= 1)
        return cpus;
    if (f->v2)
        own = strcmp(cpuset_text(f, t, "cpuset.cpus.partition", text, sizeof text),
                     "root\n") == 0;
    else
        own =
            *cpuset_text(f, &root, "cpuset.sched_load_balance", text, sizeof text) == '0';
    if (own)
        (void)rtpart_cpus_parse(cpuset_text(f, t, "cpuset.cpus", text, sizeof text),
                                &cpus, NULL);
    return cpus;
}

/* Is there room for `s` in the root domain of the thread? */
static bool has_room(struct fake_kernel *f, const struct fake_thread *t,
                     const struct rtpart_cpus *domain, const struct rtpart_sched *s)
{
    const int64_t limit = f->cap / rtpart_cpus_count(&f->domain);
    int64_t sum = rtpart_sched_bandwidth(s) - t->booked;

    if (rtpart_cpus_equal(domain, &f->domain))
        return sum + fake_kernel_booked(f) <= f->cap;
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->threads[i].cpuset_group, t->cpuset_group) == 0)
            sum += f->threads[i].booked;
    return sum <= limit * rtpart_cpus_count(domain);
}

/* The rules of sched(7) in the order in which the kernel looks. */
static int refusal(struct fake_kernel *f, const struct fake_thread *t,
                   const struct rtpart_sched *s)
{
    if (s->policy != RTPART_POLICY_DEADLINE)
        return 0;
    if (s->runtime < 1024 || s->runtime > s->deadline || s->deadline > s->period ||
        s->period < 100 * RTPART_US || s->period > 4194304 * RTPART_US)
        return EINVAL;
    const struct rtpart_cpus domain = domain_of(f, t);

    if (t->elsewhere || !rtpart_cpus_subset(&domain, &t->affinity))
        return EPERM;
    return has_room(f, t, &domain, s) ? 0 : EBUSY;
}

static void change(struct fake_kernel *f, const char *what)
{
    if (f->before_change != NULL)
        f->before_change(f, what);
}

static int fake_sched_set(void *ctx, pid_t tid, const struct rtpart_sched *s)
{
    struct fake_kernel *f = ctx;
    struct fake_thread *t = find_any(f, tid);

    change(f, "sched_set");
    f->sched_sets++;
    if (f->fail_at == f->sched_sets)
        return f->fail_errno;
    if (t == NULL)
        return ESRCH;
    const int e = refusal(f, t, s);

    if (e != 0)
        return e;
    if (t->sched.policy == RTPART_POLICY_DEADLINE &&
        s->policy != RTPART_POLICY_DEADLINE && t->sleeping)
        f->leaked += t->booked;
    if (s->policy == RTPART_POLICY_DEADLINE && s->runtime < 10 * RTPART_US &&
        !t->sleeping)
        t->overdrawn = true;
    t->booked = rtpart_sched_bandwidth(s);
    t->sched = *s;
    if (s->policy == RTPART_POLICY_OTHER && s->runtime == 0)
        t->sched.runtime = 2800000;
    if (!t->guest)
        write_stat(f, t);
    return 0;
}

static int fake_affinity_get(void *ctx, pid_t tid, struct rtpart_cpus *out)
{
    const struct fake_thread *t = find_any(ctx, tid);

    if (t == NULL)
        return ESRCH;
    *out = t->affinity;
    return 0;
}

static int fake_affinity_set(void *ctx, pid_t tid, const struct rtpart_cpus *cpus)
{
    struct fake_kernel *f = ctx;
    struct fake_thread *t = find_any(f, tid);

    change(f, "affinity_set");
    if (t == NULL)
        return ESRCH;
    const struct rtpart_cpus domain = domain_of(f, t);

    if (t->sched.policy == RTPART_POLICY_DEADLINE && !rtpart_cpus_subset(&domain, cpus))
        return EBUSY;
    t->affinity = *cpus;
    return 0;
}

/* The place below cgroup/<controller> of a path there; NULL where it is not. */
static const char *below(const struct fake_kernel *f, const char *controller,
                         const char *path)
{
    char mount[RTPART_PATH_SIZE];

    assert_true(rtpart_path(mount, "%s/cgroup%s%s", f->root,
                            *controller != '\0' || f->v2 ? "/" : "", controller));
    if (f->v2 && *controller == '\0' && strlen(path) + 1 == strlen(mount))
        return "";
    return strncmp(path, mount, strlen(mount)) == 0 ? path + strlen(mount) : NULL;
}

/* A number was written to `path`, a file such as "tasks": the thread moves. 0 or ESRCH. */
static int move_thread(struct fake_kernel *f, const char *path, const char *text)
{
    struct fake_thread *t = fake_thread_find(f, (pid_t)strtol(text, NULL, 10));
    const char *cpu = below(f, "cpu/", path);
    const char *group = cpu != NULL ? cpu : below(f, f->v2 ? "" : "cpuset/", path);
    char name[sizeof t->cpu_group];

    if (t == NULL)
        return ESRCH;
    assert_non_null(group);
    const char *slash = strrchr(group, '/');

    (void)snprintf(name, sizeof name, "/%.*s", slash != NULL ? (int)(slash - group) : 0,
                   group);
    if (cpu == NULL) {
        fake_thread_group(f, t, name);
        return 0;
    }
    (void)snprintf(t->cpu_group, sizeof t->cpu_group, "%s", name);
    write_groups(f, t);
    return 0;
}

void fake_thread_group(struct fake_kernel *f, struct fake_thread *t, const char *group)
{
    struct rtpart_cpus cpus;
    char text[128];

    (void)snprintf(t->cpuset_group, sizeof t->cpuset_group, "%s", group);
    write_groups(f, t);
    if (rtpart_cpus_parse(cpuset_text(f, t, "cpuset.cpus", text, sizeof text), &cpus,
                          NULL) != RTPART_OK ||
        rtpart_cpus_count(&cpus) == 0)
        cpus = f->domain;
    t->elsewhere =
        t->sleeping && strlen(group) > 1 && !rtpart_cpus_equal(&cpus, &f->domain);
    t->affinity = cpus;
}

/* The list of the threads in a group, as its file tells. */
static void list_threads(const struct fake_kernel *f, const char *path, char *buf,
                         size_t size)
{
    const char *cpu = below(f, "cpu/", path);
    const char *group = cpu != NULL ? cpu : below(f, f->v2 ? "" : "cpuset/", path);
    const char *slash = group != NULL ? strrchr(group, '/') : NULL;
    char name[128];
    size_t used = 0;

    buf[0] = '\0';
    (void)snprintf(name, sizeof name, "/%.*s", slash != NULL ? (int)(slash - group) : 0,
                   group != NULL ? group : "");
    for (size_t i = 0; i < f->count; i++)
        if (!f->threads[i].gone && !f->threads[i].guest && used < size &&
            strcmp(cpu != NULL ? f->threads[i].cpu_group : f->threads[i].cpuset_group,
                   name) == 0)
            used +=
                (size_t)snprintf(buf + used, size - used, "%d\n", f->threads[i].id.tid);
}

static bool takes_threads(const char *path)
{
    const char *name = strrchr(path, '/') + 1;

    return strcmp(name, "tasks") == 0 || strcmp(name, "cgroup.procs") == 0 ||
           strcmp(name, "cgroup.threads") == 0;
}

static int fake_read_file(void *ctx, const char *path, char *buf, size_t size)
{
    if (takes_threads(path)) {
        list_threads(ctx, path, buf, size);
        return 0;
    }
    return rtpart_kernel_linux.read_file(NULL, path, buf, size);
}

static int fake_write_file(void *ctx, const char *path, const char *text)
{
    struct fake_kernel *f = ctx;
    char line[512];

    change(f, "write_file");
    if (access(path, F_OK) != 0)
        return errno;
    if (takes_threads(path))
        return move_thread(f, path, text);
    int e = 0;

    if (f->v2 && fake_v2_write(f, path, text, &e))
        return e;
    (void)snprintf(line, sizeof line, "%s\n", text);
    if (strcmp(strrchr(path, '/'), "/cpuset.cpus") == 0) { /* what it comes to */
        char effective[RTPART_PATH_SIZE];

        assert_true(
            rtpart_path(effective, "%.*s/%s", (int)(strrchr(path, '/') - path), path,
                        f->v2 ? "cpuset.cpus.effective" : "cpuset.effective_cpus"));
        fake_file(f, effective + strlen(f->root) + 1, line);
    }
    return rtpart_kernel_linux.write_file(NULL, path, line);
}

/* A new group has the files of its parent, and no real-time budget. */
static int fake_make_dir(void *ctx, const char *path)
{
    char parent[RTPART_PATH_SIZE];
    DIR *dir;

    change(ctx, "make_dir");
    const int e = rtpart_kernel_linux.make_dir(NULL, path);

    if (e != 0)
        return e;
    if (((struct fake_kernel *)ctx)->v2) {
        fake_v2_made(ctx, path);
        return 0;
    }
    (void)snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '/') = '\0';
    dir = opendir(parent);
    assert_non_null(dir);
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char from[RTPART_PATH_SIZE];
        char to[RTPART_PATH_SIZE];
        char text[512] = "";

        if (d->d_type != DT_REG)
            continue;
        assert_true(rtpart_path(from, "%s/%s", parent, d->d_name));
        assert_true(rtpart_path(to, "%s/%s", path, d->d_name));
        if (strcmp(d->d_name, "cpu.rt_runtime_us") == 0)
            (void)snprintf(text, sizeof text, "0\n");
        else if (strcmp(d->d_name, "cpu.rt_period_us") == 0)
            (void)snprintf(text, sizeof text, "1000000\n");
        else if (strcmp(d->d_name, "cpu.rt.max") == 0)
            (void)snprintf(text, sizeof text, "0 1000000\n");
        else if (!takes_threads(from))
            (void)rtpart_kernel_linux.read_file(NULL, from, text, sizeof text);
        fake_file(ctx, to + strlen(((struct fake_kernel *)ctx)->root) + 1, text);
    }
    (void)closedir(dir);
    return 0;
}

/* Remove what the folder "cgroup" holds, for another layout. */
void fake_kernel_no_groups(struct fake_kernel *f)
{
    char path[RTPART_PATH_SIZE];

    assert_true(rtpart_path(path, "%s/cgroup", f->root));
    remove_tree(path);
}

static int fake_remove_dir(void *ctx, const char *path)
{
    struct fake_kernel *f = ctx;
    const char *cpu = below(f, "cpu", path);
    const char *cpuset = f->v2                        ? below(f, "", path)
                         : cpu == NULL || *cpu != '/' ? below(f, "cpuset", path)
                                                      : NULL;

    change(ctx, "remove_dir");
    if (access(path, F_OK) != 0)
        return errno;
    for (size_t i = 0; i < f->count; i++)
        if (!f->threads[i].gone &&
            (cpuset != NULL ? strcmp(f->threads[i].cpuset_group + f->v2, cpuset) == 0
                            : cpu != NULL && strcmp(f->threads[i].cpu_group, cpu) == 0))
            return EBUSY;
    remove_tree(path);
    return 0;
}

static void fake_step(void *ctx, const char *what)
{
    change(ctx, what);
}

static void fake_pause(void *ctx, rtpart_ns time)
{
    struct fake_kernel *f = ctx;

    f->paused += time;
    if (f->on_pause != NULL)
        f->on_pause(f, "pause");
    if (f->frees_after > 0 && --f->frees_after == 0)
        f->leaked = 0;
}

static int fake_wake(void *ctx, pid_t tid)
{
    struct fake_thread *t = fake_thread_find(ctx, tid);

    if (t == NULL)
        return ESRCH;
    t->elsewhere = false;
    return 0;
}

static rtpart_ns fake_now(void *ctx)
{
    return ((struct fake_kernel *)ctx)->paused;
}

static const char *root_of(struct fake_kernel *f, size_t i, const char *name)
{
    (void)snprintf(f->roots[i], sizeof f->roots[i], "%s/%s", f->root, name);
    return f->roots[i];
}

void fake_kernel_init(struct fake_kernel *f, unsigned cpus)
{
    char text[32];

    *f = (struct fake_kernel){.cap = (int64_t)cpus * RTPART_BW_UNIT * 9 / 10};
    (void)snprintf(f->root, sizeof f->root, "%s/rtpart-test-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(f->root));
    f->kernel = (struct rtpart_kernel){
        .roots = {root_of(f, 0, "proc"), root_of(f, 1, "cgroup"), root_of(f, 2, "sys"),
                  root_of(f, 3, "dev"), root_of(f, 4, "run")},
        .ctx = f,
        .sched_get = fake_sched_get,
        .sched_set = fake_sched_set,
        .affinity_get = fake_affinity_get,
        .affinity_set = fake_affinity_set,
        .read_file = fake_read_file,
        .write_file = fake_write_file,
        .make_dir = fake_make_dir,
        .remove_dir = fake_remove_dir,
        .wake = fake_wake,
        .pause = fake_pause,
        .now = fake_now,
        .step = fake_step,
    };
    for (unsigned cpu = 0; cpu < cpus; cpu++)
        rtpart_cpus_add(&f->domain, cpu);
    fake_file(f, "sys/devices/system/cpu/online",
              rtpart_cpus_format(text, sizeof text, &f->domain));
    fake_file(f, "proc/self/status", "Name:\ttest\nCapEff:\t000001ffffffffff\n");
    fake_file(f, "proc/sys/kernel/random/boot_id",
              "00000000-1111-2222-3333-444444444444\n");
    fake_file(f, "run/none", "");
    fake_file(f, "cgroup/cpu/tasks", "");
    fake_file(f, "cgroup/cpu/cgroup.procs", "");
    fake_file(f, "cgroup/cpu/cpu.rt_runtime_us", "950000\n");
    fake_file(f, "cgroup/cpu/cpu.rt_period_us", "1000000\n");
    fake_file(f, "cgroup/cpuset/tasks", "");
    fake_file(f, "cgroup/cpuset/cgroup.procs", "");
    fake_file(f, "cgroup/cpuset/cpuset.cpus", text);
    fake_file(f, "cgroup/cpuset/cpuset.effective_cpus", text);
    fake_file(f, "cgroup/cpuset/cpuset.mems", "0\n");
    fake_file(f, "cgroup/cpuset/cpuset.cpu_exclusive", "1\n");
    fake_file(f, "cgroup/cpuset/cpuset.sched_load_balance", "1\n");
}

void fake_kernel_unprivileged(struct fake_kernel *f)
{
    fake_file(f, "proc/self/status", "Name:\ttest\nCapEff:\t0000000000000000\n");
}

void fake_kernel_free(struct fake_kernel *f)
{
    remove_tree(f->root);
}
