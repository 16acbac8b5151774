/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/container_find.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/json_out.h"
#include "deploy/cgroup_path.h"

#define TIMEOUT_MS 10000

void rtpart_container_free(struct rtpart_container *c)
{
    free(c->processes);
    *c = (struct rtpart_container){0};
}

/* Names go to other programs as words: no option, no path. */
static enum rtpart_code check_id(const char *id, struct rtpart_error *err)
{
    const size_t len = strlen(id);

    if (len == 0 || len > 200 || *id == '-' || *id == '.' ||
        strspn(id,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-") !=
            len)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.40s\" is no name of a container", id);
    return RTPART_OK;
}

bool rtpart_container_state(const char *text, pid_t *pid, char *status, size_t size)
{
    RTPART_AUTO_JSON json_t *state = json_loads(text, 0, NULL);
    const json_int_t n = json_integer_value(json_object_get(state, "pid"));
    const char *word = json_string_value(json_object_get(state, "status"));

    (void)snprintf(status, size, "%s", word != NULL ? word : "nothing");
    if (n <= 0 || n > INT_MAX)
        return false;
    *pid = (pid_t)n;
    return true;
}

/* Its first process, as an OCI runtime tells it ("crun state ID"). */
static enum rtpart_code ask_runtime(const char *runtime, const char *id, pid_t *pid,
                                    struct rtpart_error *err)
{
    const char *argv[] = {runtime, "state", id, NULL};
    RTPART_AUTO_FREE char *output = NULL;
    char status[31];
    const enum rtpart_code code = rtpart_child_run(argv, TIMEOUT_MS, &output, err);

    if (code != RTPART_OK)
        return code;
    if (!rtpart_container_state(output, pid, status, sizeof status))
        return rtpart_fail(err, RTPART_EHOST,
                           "container %s does not run (%s says \"%s\")", id, runtime,
                           status);
    return RTPART_OK;
}

/* The same of an engine ("podman inspect"). */
static enum rtpart_code ask_engine(const char *engine, const char *id, pid_t *pid,
                                   struct rtpart_error *err)
{
    const char *argv[] = {engine, "inspect", "--format", "{{.State.Pid}}", id, NULL};
    RTPART_AUTO_FREE char *output = NULL;
    const enum rtpart_code code = rtpart_child_run(argv, TIMEOUT_MS, &output, err);

    if (code != RTPART_OK)
        return code;
    output[strcspn(output, "\n")] = '\0';
    if (!rtpart_tid_parse(output, pid))
        return rtpart_fail(err, RTPART_EHOST,
                           "container %s does not run (%s tells the process \"%.20s\")",
                           id, engine, output);
    return RTPART_OK;
}

static enum rtpart_code add_process(const struct rtpart_kernel *k, pid_t pid,
                                    struct rtpart_container *c, struct rtpart_error *err)
{
    struct rtpart_thread process;

    if (rtpart_thread_read(k, pid, pid, &process, NULL) != RTPART_OK)
        return RTPART_OK; /* it ended meanwhile */
    struct rtpart_thread *bigger =
        reallocarray(c->processes, c->count + 1, sizeof *bigger);

    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    c->processes = bigger;
    c->processes[c->count++] = process;
    return RTPART_OK;
}

/* Children of all threads of a process, appended. */
static enum rtpart_code add_children(const struct rtpart_kernel *k, pid_t pid,
                                     struct rtpart_container *c, struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE pid_t *tids = NULL;
    size_t count = 0;
    enum rtpart_code code = RTPART_OK;

    if (!rtpart_path(path, "%s/%d/task", k->roots.proc, pid) ||
        rtpart_numbers_list(path, &tids, &count, NULL) != RTPART_OK)
        return RTPART_OK;
    for (size_t i = 0; i < count; i++) {
        char text[65536];
        char *rest = NULL;

        if (!rtpart_path(path, "%s/%d/task/%d/children", k->roots.proc, pid, tids[i]) ||
            k->read_file(k->ctx, path, text, sizeof text) != 0)
            continue;
        for (char *word = strtok_r(text, " \n", &rest); word != NULL && code == RTPART_OK;
             word = strtok_r(NULL, " \n", &rest)) {
            pid_t child;

            if (rtpart_tid_parse(word, &child))
                code = add_process(k, child, c, err);
        }
    }
    return code;
}

/* The process and all that descend from it. */
static enum rtpart_code add_family(const struct rtpart_kernel *k, pid_t pid,
                                   struct rtpart_container *c, struct rtpart_error *err)
{
    enum rtpart_code code = add_process(k, pid, c, err);

    for (size_t i = 0; i < c->count && code == RTPART_OK; i++)
        code = add_children(k, c->processes[i].pid, c, err);
    if (code == RTPART_OK && c->count == 0)
        code = rtpart_fail(err, RTPART_EHOST, "process %d of the container is gone", pid);
    return code;
}

enum rtpart_code rtpart_container_find(const struct rtpart_kernel *k,
                                       const struct rtpart_rtcg *g, const char *runtime,
                                       const char *id, struct rtpart_container *out,
                                       struct rtpart_error *err)
{
    const bool engine = strcmp(runtime, "podman") == 0 || strcmp(runtime, "docker") == 0;
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpu");
    RTPART_AUTO(rtpart_container_free) struct rtpart_container c = {0};
    struct rtpart_thread first;
    pid_t pid = 0;
    enum rtpart_code code = check_id(id, err);

    if (code == RTPART_OK)
        code = engine ? ask_engine(runtime, id, &pid, err)
                      : ask_runtime(runtime, id, &pid, err);
    if (code == RTPART_OK)
        code = rtpart_thread_read(k, pid, pid, &first, err);
    if (code == RTPART_OK)
        code = rtpart_cgroup_of(k, &h, "cpu", &first, c.group, err);
    if (code != RTPART_OK)
        return code;
    (void)snprintf(c.how, sizeof c.how, "%s %s", runtime, engine ? "inspect" : "state");
    if (strcmp(c.group, g->mount) == 0) { /* in the root group: they must move */
        if (!rtpart_path(c.group, "%s/rtpart-%s", g->mount, id))
            return rtpart_fail(err, RTPART_EHOST, "the name of container %s is too long",
                               id);
        code = add_family(k, pid, &c, err);
    }
    if (code == RTPART_OK) {
        *out = c;
        c = (struct rtpart_container){0};
    }
    return code;
}

enum rtpart_code rtpart_container_group(const struct rtpart_rtcg *g, const char *path,
                                        struct rtpart_container *out,
                                        struct rtpart_error *err)
{
    const size_t mount = strlen(g->mount);
    const bool absolute = strncmp(path, g->mount, mount) == 0 && path[mount] == '/';

    *out = (struct rtpart_container){.how = "given"};
    if (!rtpart_path(out->group, "%s%s%s", absolute ? "" : g->mount,
                     absolute || *path == '/' ? "" : "/", path) ||
        !rtpart_rtcg_has(g, out->group))
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.60s\" is no group below %s", path,
                           g->mount);
    return RTPART_OK;
}
