/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/oci_bundle.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child.h"
#include "common/clock.h"
#include "common/json_out.h"
#include "validate/guest_root.h"

#define RUN_MS    30000
#define DELETE_MS 20000
#define UNIFIED   "/sys/fs/cgroup/unified"
#define WORDS     12

enum rtpart_code rtpart_oci_runtime_find(const char *wanted, char **runtime,
                                         struct rtpart_error *err)
{
    if (wanted != NULL)
        return rtpart_program_find(wanted, runtime, err);
    if (rtpart_program_find("crun", runtime, NULL) == RTPART_OK ||
        rtpart_program_find("runc", runtime, NULL) == RTPART_OK)
        return RTPART_OK;
    return rtpart_fail(err, RTPART_EHOST,
                       "neither crun nor runc is installed; on Debian or Ubuntu: apt-get "
                       "install crun");
}

static json_t *mount_json(const char *where, const char *type, const char *source,
                          const char *option)
{
    json_t *m = json_pack("{s:s, s:s, s:s}", "destination", where, "type", type, "source",
                          source);

    if (option != NULL)
        (void)json_object_set_new(
            m, "options",
            json_pack("[s, s]", option, strcmp(type, "bind") == 0 ? "rw" : "nosuid"));
    return m;
}

static json_t *config_json(const char *script, const char *logs)
{
    static const char *const capabilities[] = {"CAP_SYS_NICE", "CAP_IPC_LOCK"};
    static const char *const sets[] = {"bounding", "effective", "permitted"};
    static const char *const namespaces[] = {"pid", "mount", "ipc", "uts"};
    json_t *caps = json_object();
    json_t *spaces = json_array();
    json_t *mounts =
        json_pack("[o, o, o, o, o]", mount_json("/proc", "proc", "proc", NULL),
                  mount_json("/dev", "tmpfs", "tmpfs", NULL),
                  mount_json("/dev/shm", "tmpfs", "shm", "nodev"),
                  mount_json("/sys", "sysfs", "sysfs", "ro"),
                  mount_json(logs, "bind", logs, "rbind"));

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        (void)json_object_set_new(caps, sets[i],
                                  json_pack("[s, s]", capabilities[0], capabilities[1]));
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        (void)json_array_append_new(spaces, json_pack("{s:s}", "type", namespaces[i]));
    return json_pack("{s:s, s:s, s:{s:s, s:b}, s:{s:{s:i, s:i}, s:s, s:[s, s, s], s:[s], "
                     "s:o}, s:o, s:{s:o}}",
                     "ociVersion", "1.0.0", "hostname", "rtpart", "root", "path",
                     "rootfs", "readonly", 1, "process", "user", "uid", 0, "gid", 0,
                     "cwd", "/", "args", "/bin/sh", "-c", script, "env",
                     "PATH=/bin:/usr/bin:/usr/local/bin:/sbin:/usr/sbin", "capabilities",
                     caps, "mounts", mounts, "linux", "namespaces", spaces);
}

enum rtpart_code rtpart_oci_config(const struct rtpart_oci *c, const char *script,
                                   const char *logs, struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json = config_json(script, logs);
    RTPART_AUTO_FREE char *path = NULL;

    if (asprintf(&path, "%s/config.json", c->bundle) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return rtpart_json_write(json, path, true, err);
}

/* In a mount namespace of its own: without the hierarchy of version 2, then the command. */
static const char hide[] = "mount --make-rprivate / && umount " UNIFIED " && exec \"$@\"";

/* The command, behind what crun needs. Returns the words. */
static void command(const struct rtpart_oci *c, const char *const *words,
                    const char **argv)
{
    static const char *const outside[] = {"unshare", "-m", "sh", "-c", hide, "sh"};
    size_t n = 0;

    if (strstr(c->runtime, "crun") != NULL &&
        access(UNIFIED "/cgroup.controllers", F_OK) == 0)
        for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
            argv[n++] = outside[i];
    argv[n++] = c->runtime;
    for (size_t i = 0; words[i] != NULL; i++)
        argv[n++] = words[i];
    argv[n] = NULL;
}

/* The runtime keeps no pipe to us: what it starts lives on with its output. */
static enum rtpart_code call(const struct rtpart_oci *c, const char *const *words,
                             const char *log, int timeout_ms, struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + timeout_ms;
    const char *argv[WORDS + 8];
    struct rtpart_child child;
    char last[200];

    command(c, words, argv);
    const enum rtpart_code code = rtpart_child_start(&child, argv, log, err);

    if (code != RTPART_OK)
        return code;
    while (!rtpart_child_ended(&child)) {
        if (rtpart_clock_ms() >= end) {
            rtpart_child_kill(&child);
            return rtpart_fail(err, RTPART_EHOST, "%s %s: no end within %d s", c->runtime,
                               words[0], timeout_ms / 1000);
        }
        (void)usleep(2000);
    }
    if (rtpart_child_succeeded(&child))
        return RTPART_OK;
    return rtpart_fail(err, RTPART_EHOST, "%s %s failed: %s", c->runtime, words[0],
                       rtpart_last_words(log, last, sizeof last));
}

enum rtpart_code rtpart_oci_run(const struct rtpart_oci *c, struct rtpart_error *err)
{
    const char *const words[] = {"run", "-d", "-b", c->bundle, c->id, NULL};

    return call(c, words, c->log, RUN_MS, err);
}

void rtpart_oci_delete(const struct rtpart_oci *c)
{
    const char *const words[] = {"delete", "-f", c->id, NULL};

    (void)call(c, words, "/dev/null", DELETE_MS, NULL);
}
