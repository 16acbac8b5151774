/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel all of whose files hold the same bytes: no reader of /proc and of control groups
 * takes them for more than they are. */
#include <errno.h>
#include <string.h>

#include "deploy/cgroup_path.h"
#include "deploy/proc_thread.h"
#include "tests/fuzz/fuzz.h"

struct bytes {
    const uint8_t *data;
    size_t size;
};

static int read_file(void *ctx, const char *path, char *buf, size_t size)
{
    const struct bytes *bytes = ctx;

    (void)path;
    if (bytes->size >= size)
        return EFBIG;
    memcpy(buf, bytes->data, bytes->size);
    buf[bytes->size] = '\0';
    return 0;
}

static void check_thread(const struct rtpart_kernel *k)
{
    struct rtpart_thread_stat stat;
    struct rtpart_schedstat sched;
    struct rtpart_error err = {0};

    if (rtpart_thread_stat_read(k, 7, 7, &stat, &err) == RTPART_OK) {
        FUZZ_CHECK(memchr(stat.thread.comm, '\0', sizeof stat.thread.comm) != NULL);
        (void)rtpart_schedstat_read(k, &stat.thread, &sched);
        (void)rtpart_thread_alive(k, &stat.thread);
    } else
        FUZZ_CHECK(err.code == RTPART_EHOST && err.message[0] != '\0');
    (void)rtpart_may_schedule(k);
}

static void check_groups(const struct rtpart_kernel *k)
{
    static const struct rtpart_thread thread = {.pid = 7, .tid = 7};
    struct rtpart_cpus cpus;
    struct rtpart_error err = {0};
    char dir[RTPART_PATH_SIZE];

    for (int version = 1; version <= 2; version++) {
        const struct rtpart_hierarchy h = {.version = version, .mount = "/cgroup"};

        if (rtpart_cgroup_of(k, &h, "cpu", &thread, dir, &err) == RTPART_OK)
            FUZZ_CHECK(memchr(dir, '\0', sizeof dir) != NULL &&
                       strncmp(dir, "/cgroup", 7) == 0);
    }
    (void)rtpart_controller_on(k, "/cgroup", "cpu");
    (void)rtpart_cpus_online(k, &cpus, &err);
    (void)rtpart_root_domain(k, &thread, &cpus, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {.data = data, .size = size};
    struct rtpart_kernel k = rtpart_kernel_linux;
    char text[256];
    struct rtpart_cpus cpus;
    struct rtpart_error err = {0};

    k.ctx = &bytes;
    k.read_file = read_file;
    k.roots = (struct rtpart_roots){.proc = "/nowhere/proc",
                                    .cgroup = "/nowhere/cgroup",
                                    .sys = "/nowhere/sys",
                                    .dev = "/nowhere/dev",
                                    .run = "/nowhere/run"};
    check_thread(&k);
    check_groups(&k);
    if (size < sizeof text) {
        memcpy(text, data, size);
        text[size] = '\0';
        (void)rtpart_cpus_parse(text, &cpus, &err);
    }
    return 0;
}
