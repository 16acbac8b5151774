/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/sched_deadline.h"

/* A removed group may be needed by what just left it: retry that often. */
#define REMOVE_ATTEMPTS 50
#define REMOVE_PAUSE    (4 * RTPART_MS)

const char *rtpart_change_kind_name(enum rtpart_change_kind kind)
{
    switch (kind) {
    case RTPART_CHANGE_SCHED:
        return "sched";
    case RTPART_CHANGE_GROUP:
        return "group";
    case RTPART_CHANGE_FILE:
        return "file";
    case RTPART_CHANGE_CONTROLLER:
        return "controller";
    case RTPART_CHANGE_MOVE:
        break;
    }
    return "move";
}

bool rtpart_change_of_thread(enum rtpart_change_kind kind)
{
    return kind == RTPART_CHANGE_SCHED || kind == RTPART_CHANGE_MOVE;
}

void rtpart_change_free(struct rtpart_change *c)
{
    free(c->who);
    free(c->path);
    free(c->found);
    free(c->wanted);
    *c = (struct rtpart_change){0};
}

/* The real-time budget is refused for reasons that EINVAL and EBUSY do not tell. */
static enum rtpart_code refuse_write(const struct rtpart_change *c, int e,
                                     struct rtpart_error *err)
{
    const char *why = "";

    if (e == EBUSY)
        why = " (real-time tasks in the group would be left without budget, or the CPUs "
              "belong to another partition)";
    else if (e == EINVAL)
        why = " (more than the parent group has left, or the parent has none)";
    else if (e == EACCES || e == EPERM)
        why = " (run rtdeploy as root)";
    else if (e == ENOENT)
        why = " (the kernel or the group lacks this setting: see rtdeploy doctor)";
    else if (e == EOPNOTSUPP)
        why =
            " (the group above hands out memory or io, which threads of a process cannot "
            "have apart: start the VM in a group that does not)";
    return rtpart_fail(err, RTPART_EHOST, "%s: writing \"%s\" to %s: %s%s", c->who,
                       c->wanted, c->path, strerror(e), why);
}

static enum rtpart_code make_file(const struct rtpart_kernel *k,
                                  const struct rtpart_change *c, struct rtpart_error *err)
{
    char text[RTPART_CPUS_LIST];
    int e = k->write_file(k->ctx, c->path, c->wanted);

    for (int i = 0; e == EBUSY && i < REMOVE_ATTEMPTS; i++) {
        k->pause(k->ctx, REMOVE_PAUSE);
        e = k->write_file(k->ctx, c->path, c->wanted);
    }
    if (e != 0)
        return refuse_write(c, e, err);
    e = rtpart_file_text(k, c->path, text, sizeof text);
    if (e != 0 || strcmp(text, c->wanted) != 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: wrote \"%s\" to %s, but it reads \"%s\"", c->who,
                           c->wanted, c->path, e != 0 ? strerror(e) : text);
    return RTPART_OK;
}

/* Switch a controller on or off for the groups below. 0 or an errno. */
static int set_controller(const struct rtpart_kernel *k, const struct rtpart_change *c,
                          bool on)
{
    char path[RTPART_PATH_SIZE];
    char text[64];

    (void)snprintf(text, sizeof text, "%c%s", on ? '+' : '-', c->wanted);
    return rtpart_path(path, "%s/cgroup.subtree_control", c->path)
               ? k->write_file(k->ctx, path, text)
               : ENAMETOOLONG;
}

static enum rtpart_code make_controller(const struct rtpart_kernel *k,
                                        const struct rtpart_change *c,
                                        struct rtpart_error *err)
{
    const int e = set_controller(k, c, true);

    if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s for the groups below %s: %s%s",
                           c->who, c->wanted, c->path, strerror(e),
                           e == EBUSY ? " (processes are in that group itself)" : "");
    if (!rtpart_controller_on(k, c->path, c->wanted))
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: %s/cgroup.subtree_control took \"%s\", but does not list it", c->who,
            c->path, c->wanted);
    return RTPART_OK;
}

static int put_number(const struct rtpart_kernel *k, const char *dir, const char *file,
                      pid_t number)
{
    char path[RTPART_PATH_SIZE];
    char text[16];

    (void)snprintf(text, sizeof text, "%d", number);
    return rtpart_path(path, "%s/%s", dir, file) ? k->write_file(k->ctx, path, text)
                                                 : ENAMETOOLONG;
}

static enum rtpart_code make_move(const struct rtpart_kernel *k,
                                  const struct rtpart_change *c, struct rtpart_error *err)
{
    const int e = put_number(k, c->path, c->wanted, c->thread.tid);

    if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: moving %d to the group %s: %s%s",
                           c->who, c->thread.tid, c->path, strerror(e),
                           e == EINVAL ? " (a real-time task needs a group with a budget)"
                                       : "");
    return RTPART_OK;
}

enum rtpart_code rtpart_change_make(const struct rtpart_kernel *k,
                                    const struct rtpart_change *c, rtpart_ns patience,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err)
{
    int e;

    if (rtpart_change_of_thread(c->kind) && !rtpart_thread_alive(k, &c->thread))
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: thread %d is gone: the VM stopped or unplugged this vCPU",
                           c->who, c->thread.tid);
    switch (c->kind) {
    case RTPART_CHANGE_SCHED:
        return rtpart_sched_apply(k, c->who, c->thread.tid, &c->sched_wanted, patience,
                                  notes, err);
    case RTPART_CHANGE_GROUP:
        e = k->make_dir(k->ctx, c->path);
        return e == 0 ? RTPART_OK
                      : rtpart_fail(err, RTPART_EHOST, "%s: making the group %s: %s",
                                    c->who, c->path, strerror(e));
    case RTPART_CHANGE_FILE:
        return make_file(k, c, err);
    case RTPART_CHANGE_CONTROLLER:
        return make_controller(k, c, err);
    case RTPART_CHANGE_MOVE:
        break;
    }
    return make_move(k, c, err);
}

static enum rtpart_code undo_affinity(const struct rtpart_kernel *k,
                                      const struct rtpart_change *c,
                                      enum rtpart_undone *what, struct rtpart_error *err)
{
    struct rtpart_cpus now;
    int e = k->affinity_get(k->ctx, c->thread.tid, &now);

    if (e == 0 && !rtpart_cpus_equal(&now, &c->cpus_found))
        e = k->affinity_set(k->ctx, c->thread.tid, &c->cpus_found);
    if (e == ESRCH)
        *what = RTPART_UNDONE_GONE;
    else if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: giving thread %d its CPUs back: %s",
                           c->who, c->thread.tid, strerror(e));
    return RTPART_OK;
}

/* Longest list of threads that is read. */
#define THREADS_MAX ((size_t)64 << 10)

/* Threads that were born in the group go to the one above. */
static void drain(const struct rtpart_kernel *k, const struct rtpart_change *c)
{
    char path[RTPART_PATH_SIZE];
    RTPART_AUTO_FREE char *text = malloc(THREADS_MAX);

    if (c->wanted == NULL || text == NULL ||
        !rtpart_path(path, "%s/%s", c->path, c->wanted) ||
        k->read_file(k->ctx, path, text, THREADS_MAX) != 0)
        return;
    (void)snprintf(path, sizeof path, "%s", c->path);
    *strrchr(path, '/') = '\0';
    char *rest = NULL;

    for (const char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        (void)put_number(k, path, c->wanted, (pid_t)strtol(line, NULL, 10));
}

static enum rtpart_code undo_group(const struct rtpart_kernel *k,
                                   const struct rtpart_change *c,
                                   enum rtpart_undone *what, struct rtpart_error *err)
{
    int e = k->remove_dir(k->ctx, c->path);

    if (e == EBUSY)
        drain(k, c);
    for (int i = 0; e == EBUSY && i < REMOVE_ATTEMPTS; i++) {
        k->pause(k->ctx, REMOVE_PAUSE);
        e = k->remove_dir(k->ctx, c->path);
    }
    if (e == ENOENT)
        *what = RTPART_UNDONE_GONE;
    else if (e != 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: removing the group %s: %s; when it is empty: rmdir %s",
                           c->who, c->path, strerror(e), c->path);
    return RTPART_OK;
}

static enum rtpart_code undo_file(const struct rtpart_kernel *k,
                                  const struct rtpart_change *c, enum rtpart_undone *what,
                                  struct rtpart_error *err)
{
    char text[RTPART_CPUS_LIST];
    int e;

    if (c->found == NULL) /* it goes with its group */
        return RTPART_OK;
    e = rtpart_file_text(k, c->path, text, sizeof text);
    if (e == 0 && strcmp(text, c->found) != 0)
        e = k->write_file(k->ctx, c->path, *c->found != '\0' ? c->found : "\n");
    if (e == ENOENT)
        *what = RTPART_UNDONE_GONE;
    else if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: writing \"%s\" back to %s: %s", c->who,
                           c->found, c->path, strerror(e));
    return RTPART_OK;
}

static enum rtpart_code undo_controller(const struct rtpart_kernel *k,
                                        const struct rtpart_change *c,
                                        enum rtpart_undone *what,
                                        struct rtpart_error *err)
{
    const int e =
        rtpart_controller_on(k, c->path, c->wanted) ? set_controller(k, c, false) : 0;

    if (e == ENOENT)
        *what = RTPART_UNDONE_GONE;
    else if (e != 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: taking %s from the groups below %s: %s", c->who,
                           c->wanted, c->path, strerror(e));
    return RTPART_OK;
}

/* Which controller's hierarchy is that folder in? It only matters for reading where a
 * thread is, so the folder itself tells: compare with every line. */
static bool is_in_group(const struct rtpart_kernel *k, const struct rtpart_change *c)
{
    static const char *const controllers[] = {"cpu", "cpuset"};
    char dir[RTPART_PATH_SIZE];

    for (size_t i = 0; i < sizeof controllers / sizeof *controllers; i++) {
        const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, controllers[i]);

        if (rtpart_cgroup_of(k, &h, controllers[i], &c->thread, dir, NULL) == RTPART_OK &&
            strcmp(dir, c->path) == 0)
            return true;
    }
    return false;
}

static enum rtpart_code undo_move(const struct rtpart_kernel *k,
                                  const struct rtpart_change *c, enum rtpart_undone *what,
                                  struct rtpart_error *err)
{
    if (is_in_group(k, c)) {
        const int e = put_number(k, c->found, c->wanted, c->thread.tid);

        if (e != 0 && e != ESRCH)
            return rtpart_fail(err, RTPART_EHOST,
                               "%s: moving %d back to the group %s: %s", c->who,
                               c->thread.tid, c->found, strerror(e));
    }
    return rtpart_cpus_count(&c->cpus_found) > 0 ? undo_affinity(k, c, what, err)
                                                 : RTPART_OK;
}

enum rtpart_code rtpart_change_undo(const struct rtpart_kernel *k,
                                    const struct rtpart_change *c,
                                    enum rtpart_undone *what, struct rtpart_error *err)
{
    enum rtpart_undone unused;
    enum rtpart_code code;
    bool gone;

    if (what == NULL)
        what = &unused;
    *what = RTPART_UNDONE;
    if (c->kind == RTPART_CHANGE_GROUP)
        return undo_group(k, c, what, err);
    if (c->kind == RTPART_CHANGE_FILE)
        return undo_file(k, c, what, err);
    if (c->kind == RTPART_CHANGE_CONTROLLER)
        return undo_controller(k, c, what, err);
    if (!rtpart_thread_alive(k, &c->thread)) {
        *what = RTPART_UNDONE_GONE;
        return RTPART_OK;
    }
    if (c->kind == RTPART_CHANGE_MOVE)
        return undo_move(k, c, what, err);
    code = rtpart_sched_restore(k, c->who, c->thread.tid, &c->sched_found, &gone, err);
    *what = gone ? RTPART_UNDONE_GONE : RTPART_UNDONE;
    return code;
}
