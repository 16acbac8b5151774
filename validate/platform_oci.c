/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Low-level container runtimes, crun and runc: a bundle for each run.
 *
 * In a control group with CONFIG_RT_GROUP_SCHED the container gets a real-time budget, or
 * cyclictest could not be SCHED_FIFO there.
 */
#include "validate/platform_backends.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/words.h"
#include "validate/platform_group.h"
#include "validate/platform_guest.h"

/* A mount of the container. */
static json_t *mount(const char *where, const char *type, const char *option)
{
    return json_pack("{s:s, s:s, s:s, s:[s]}", "destination", where, "type", type,
                     "source", type, "options", option);
}

static json_t *process(const struct rtpart_words *words)
{
    json_t *args = json_array();

    for (size_t i = 0; i < words->count; i++)
        json_array_append_new(args, json_string(words->argv[i]));
    return json_pack("{s:{s:i, s:i}, s:s, s:o, s:[s], s:{s:[ss], s:[ss], s:[ss]}}",
                     "user", "uid", 0, "gid", 0, "cwd", "/", "args", args, "env",
                     "PATH=/bin:/usr/bin", "capabilities", "bounding", "CAP_SYS_NICE",
                     "CAP_IPC_LOCK", "effective", "CAP_SYS_NICE", "CAP_IPC_LOCK",
                     "permitted", "CAP_SYS_NICE", "CAP_IPC_LOCK");
}

/* config.json of the OCI runtime specification. NULL: out of memory. */
static json_t *config(const struct rtpart_platform *p,
                      const struct rtpart_platform_job *job,
                      const struct rtpart_words *words)
{
    json_t *linux_part =
        json_pack("{s:[{s:s}, {s:s}, {s:s}, {s:s}, {s:s}]}", "namespaces", "type", "pid",
                  "type", "mount", "type", "ipc", "type", "uts", "type", "network");
    json_t *root = json_pack(
        "{s:s, s:{s:s, s:b}, s:o, s:s, s:[o, o, o, o, o]}", "ociVersion", "1.0.0", "root",
        "path", p->root, "readonly", 1, "process", process(words), "hostname", "rtpart",
        "mounts", mount("/proc", "proc", "nosuid"), mount("/dev", "tmpfs", "mode=755"),
        mount("/dev/shm", "tmpfs", "nosuid"), mount("/tmp", "tmpfs", "nosuid"),
        mount("/sys", "sysfs", "ro"));

    if (p->group != NULL)
        json_object_set_new(linux_part, "cgroupsPath",
                            json_sprintf("%s/%s", p->group, job->id));
    if (p->rt_budget)
        json_object_set_new(linux_part, "resources",
                            json_pack("{s:{s:i, s:i}}", "cpu", "realtimeRuntime",
                                      RTPART_PLATFORM_RT_RUNTIME_US, "realtimePeriod",
                                      RTPART_PLATFORM_RT_PERIOD_US));
    if (root != NULL)
        json_object_set_new(root, "linux", linux_part);
    else
        json_decref(linux_part);
    return root;
}

static enum rtpart_code write_bundle(const char *bundle, const json_t *json,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = NULL;

    if (mkdir(bundle, 0700) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", bundle, strerror(errno));
    if (asprintf(&path, "%s/config.json", bundle) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return rtpart_json_write(json, path, true, err);
}

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words words = {0};
    RTPART_AUTO_FREE char *bundle = NULL;
    RTPART_AUTO_JSON json_t *json = NULL;
    enum rtpart_code code;

    rtpart_words_add(&words, "%s", RTPART_PLATFORM_SCRIPT);
    rtpart_platform_guest_words(&words, job, "exit");
    if (words.failed || asprintf(&bundle, "%s/bundle", p->directory) < 0) {
        bundle = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    json = config(p, job, &words);
    code = write_bundle(bundle, json, err);
    if (code != RTPART_OK)
        return code;
    rtpart_words_add(out, "%s", b->program);
    if (p->group == NULL && strcmp(b->program, "crun") == 0)
        rtpart_words_add(out, "--cgroup-manager=disabled");
    rtpart_words_add(out, "run");
    rtpart_words_add(out, "--bundle");
    rtpart_words_add(out, "%s", bundle);
    rtpart_words_add(out, "%s", job->id);
    return RTPART_OK;
}

static void remove_container(const struct rtpart_platform *p,
                             const struct rtpart_backend *b, const char *id,
                             struct rtpart_words *out)
{
    const char *const words[] = {b->program, "delete", "--force", id, NULL};

    (void)p;
    rtpart_words_add_all(out, words);
}

static const struct rtpart_backend backends[] = {
    {.name = "crun",
     .summary = "container of the runtime crun",
     .program = "crun",
     .install = "apt-get install crun",
     .paper = "crun",
     .kind = RTPART_BACKEND_CONTAINER,
     .needs = RTPART_NEEDS_ROOT | RTPART_NEEDS_ONE_TREE,
     .seen = true,
     .command = command,
     .remove = remove_container},
    {.name = "runc",
     .summary = "container of the runtime runc",
     .program = "runc",
     .install = "apt-get install runc",
     .paper = "runc",
     .kind = RTPART_BACKEND_CONTAINER,
     .needs = RTPART_NEEDS_ROOT,
     .seen = true,
     .command = command,
     .remove = remove_container},
};

const struct rtpart_backend_family rtpart_family_oci = {backends, sizeof backends /
                                                                      sizeof *backends};
