/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/command_line.h"
#include "common/words.h"
#include "validate/guest_image.h"
#include "validate/guest_root.h"
#include "validate/platform_group.h"
#include "validate/platform_guest.h"
#include "validate/process_tree.h"
#include "validate/vmlinux.h"

#define CGROUP       "/sys/fs/cgroup"
#define REMOVE_MS    20000
#define ASK_MS       10000
#define KVM_TRIAL_MS 15000 /* a guest under KVM boots in one or two seconds */

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

/* Does one of the back ends need this? */
static bool any_needs(const struct rtpart_session *s, unsigned needs)
{
    for (size_t i = 0; i < s->request->count; i++)
        if ((s->request->backends[i]->needs & needs) != 0)
            return true;
    return false;
}

/* Keep a text until the end. NULL stays NULL. */
static const char *own(struct rtpart_session *s, char *text)
{
    if (text != NULL)
        s->owned[s->owned_count++] = text;
    return text;
}

/* "directory/name", kept until the end; NULL: out of memory. */
static const char *inside(struct rtpart_session *s, const char *name)
{
    char *path = NULL;

    return own(s, asprintf(&path, "%s/%s", s->directory, name) < 0 ? NULL : path);
}

static enum rtpart_code make_directory(struct rtpart_session *s, struct rtpart_error *err)
{
    const char *tmp = getenv("TMPDIR");

    if (asprintf(&s->directory, "%s/rtpart-XXXXXX",
                 tmp != NULL && *tmp != '\0' ? tmp : "/tmp") < 0) {
        s->directory = NULL;
        return no_memory(err);
    }
    if (mkdtemp(s->directory) == NULL) {
        const enum rtpart_code code =
            rtpart_fail(err, RTPART_EHOST, "%s: %s", s->directory, strerror(errno));

        free(s->directory);
        s->directory = NULL;
        return code;
    }
    s->platform.directory = s->directory;
    return RTPART_OK;
}

/* The root file system, and from it the initramfs. */
static enum rtpart_code make_guest(struct rtpart_session *s, struct rtpart_error *err)
{
    enum rtpart_code code;

    s->platform.root = inside(s, "root");
    if (s->platform.root == NULL)
        return no_memory(err);
    if (mkdir(s->platform.root, 0755) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", s->platform.root,
                           strerror(errno));
    code = rtpart_platform_guest_make(s->platform.root, err);
    if (code != RTPART_OK || !any_needs(s, RTPART_NEEDS_KERNEL))
        return code;
    s->platform.initramfs = inside(s, "initramfs");
    return s->platform.initramfs == NULL
               ? no_memory(err)
               : rtpart_guest_image_make(s->platform.root, s->platform.initramfs, err);
}

static enum rtpart_code find_kernel(struct rtpart_session *s, struct rtpart_error *err)
{
    char *kernel = NULL;
    bool rt;
    enum rtpart_code code;

    s->platform.osv = s->request->osv;
    if (!any_needs(s, RTPART_NEEDS_KERNEL))
        return RTPART_OK;
    code = rtpart_guest_kernel_find(s->request->kernel, NULL, &kernel, &rt, err);
    if (code != RTPART_OK)
        return code;
    s->platform.kernel = own(s, kernel);
    if (!any_needs(s, RTPART_NEEDS_VMLINUX))
        return RTPART_OK;
    s->platform.vmlinux = inside(s, "vmlinux");
    return s->platform.vmlinux == NULL
               ? no_memory(err)
               : rtpart_vmlinux_extract(s->platform.kernel, s->platform.vmlinux, err);
}

static enum rtpart_code make_group(struct rtpart_session *s, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    if (!any_needs(s, RTPART_NEEDS_ROOT))
        return RTPART_OK;
    if (any_needs(s, RTPART_NEEDS_ONE_TREE))
        code = rtpart_platform_apart(CGROUP, err);
    if (code != RTPART_OK)
        return code;
    if (asprintf(&s->group, "/rtpart-platform-%d", (int)getpid()) < 0) {
        s->group = NULL;
        return no_memory(err);
    }
    s->platform.group = s->group;
    s->grouped = true;
    return rtpart_platform_group_make(CGROUP, s->group, &s->platform.rt_budget, err);
}

/* Keep the back ends that can be prepared. */
static enum rtpart_code prepare_all(struct rtpart_session *s, struct rtpart_error *err)
{
    s->backends = calloc(s->request->count + 1, sizeof(const struct rtpart_backend *));
    if (s->backends == NULL)
        return no_memory(err);
    for (size_t i = 0; i < s->request->count; i++) {
        const struct rtpart_backend *b = s->request->backends[i];

        if (b->prepare == NULL || b->prepare(&s->platform, b, err) == RTPART_OK)
            s->backends[s->count++] = b;
        else
            rtpart_note(s->request->notes, "%s is left out: %s", b->name, err->message);
    }
    return s->count > 0 ? RTPART_OK
                        : rtpart_fail(err, RTPART_EHOST, "no back end is left");
}

/* A back end that could use KVM, and boots a guest of ours. NULL: none. */
static const struct rtpart_backend *for_trial(const struct rtpart_session *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct rtpart_backend *b = s->backends[i];

        if (b != NULL && b->kind == RTPART_BACKEND_VM &&
            (b->needs & RTPART_NEEDS_KVM) == 0)
            return b;
    }
    return NULL;
}

/* KVM or not? There are KVMs that run firmware but no Linux: boot one. */
static void try_kvm(struct rtpart_session *s)
{
    const struct rtpart_backend *b = for_trial(s);
    RTPART_AUTO(rtpart_launched_free) struct rtpart_launched out = {0};
    struct rtpart_error err = {.message = "it did not come to user space"};

    s->platform.kvm = s->request->accel == RTPART_PLATFORM_KVM;
    if (b == NULL || s->request->accel != RTPART_PLATFORM_AUTO)
        return;
    if (access("/dev/kvm", R_OK | W_OK) != 0) {
        rtpart_note(s->request->notes, "/dev/kvm: %s: QEMU emulates (TCG)",
                    strerror(errno));
        return;
    }
    s->platform.kvm = true;
    const struct rtpart_session_run run = {.backend = b,
                                           .job = RTPART_JOB_START,
                                           .vcpus = 1,
                                           .memory_mb = s->request->trial_memory_mb,
                                           .limit_ms = KVM_TRIAL_MS};
    const enum rtpart_code code = rtpart_session_run(s, &run, &out, NULL, &err);

    if (code == RTPART_OK && out.first == RTPART_NS_NONE)
        (void)rtpart_launch_failed(&out, b->name, &err);
    s->platform.kvm = out.first != RTPART_NS_NONE;
    if (!s->platform.kvm)
        rtpart_note(s->request->notes,
                    "/dev/kvm opens, but boots no guest: QEMU emulates (TCG); %s",
                    err.message);
}

enum rtpart_code rtpart_session_open(struct rtpart_session *s,
                                     const struct rtpart_session_request *request,
                                     struct rtpart_error *err)
{
    enum rtpart_code code;

    *s = (struct rtpart_session){.request = request};
    rtpart_launch_adopt();
    code = make_directory(s, err);
    if (code == RTPART_OK)
        code = make_guest(s, err);
    if (code == RTPART_OK)
        code = find_kernel(s, err);
    if (code == RTPART_OK)
        code = make_group(s, err);
    if (code == RTPART_OK)
        code = prepare_all(s, err);
    if (code == RTPART_OK)
        try_kvm(s);
    return code;
}

/* Remove what a run left that did not end by itself. */
static void remove_rest(const struct rtpart_session *s,
                        const struct rtpart_session_run *run, const char *id)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    RTPART_AUTO_FREE char *nothing = NULL;

    if (run->backend->remove == NULL)
        return;
    run->backend->remove(&s->platform, run->backend, id, &w);
    if (!w.failed && w.argv != NULL)
        (void)rtpart_child_run((const char *const *)w.argv, REMOVE_MS, &nothing, NULL);
}

/* A look at memory, with the processes that an engine started for us. */
struct look {
    struct rtpart_session *session;
    const struct rtpart_session_run *run;
    const char *id;
};

/*
 * The container's first process, where the command is only a client of its engine: with all
 * below it, and the engine's keeper of this container above it.
 */
static size_t engine_processes(const struct look *l, pid_t *pids, size_t size)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    RTPART_AUTO_FREE char *text = NULL;
    char name[16];

    l->run->backend->first_pid(&l->session->platform, l->id, &w);
    if (w.failed ||
        rtpart_child_run((const char *const *)w.argv, ASK_MS, &text, NULL) != RTPART_OK)
        return 0;
    pid_t pid = (pid_t)strtol(text, NULL, 10);

    if (pid <= 1)
        return 0;
    const pid_t above = rtpart_process_parent("/proc", pid);

    if (strncmp(rtpart_process_name("/proc", above, name), "containerd-shim", 15) == 0)
        pid = above;
    return rtpart_process_tree("/proc", pid, 1, pids, size);
}

static void look_at(void *ctx, const pid_t *pids, size_t count)
{
    const struct look *l = ctx;
    pid_t more[64];

    l->run->look(l->run->ctx, pids, count);
    if (l->run->backend->first_pid != NULL)
        l->run->look(l->run->ctx, more,
                     engine_processes(l, more, sizeof more / sizeof *more));
}

enum rtpart_code rtpart_session_run(struct rtpart_session *s,
                                    const struct rtpart_session_run *run,
                                    struct rtpart_launched *out, char **command,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    char id[64];
    enum rtpart_code code;

    *out = (struct rtpart_launched){.first = RTPART_NS_NONE, .total = RTPART_NS_NONE};
    (void)snprintf(id, sizeof id, "rtpart-platform-%d-%u", (int)getpid(), s->runs++);
    const struct rtpart_platform_job job = {.id = id,
                                            .job = run->job,
                                            .vcpus = run->vcpus,
                                            .memory_mb = run->memory_mb,
                                            .cyclictest = run->cyclictest};

    code = run->backend->command(&s->platform, run->backend, &job, &w, err);
    if (code == RTPART_OK && w.failed)
        code = no_memory(err);
    if (code != RTPART_OK)
        return code;
    if (command != NULL)
        *command = rtpart_command_line((int)w.count, w.argv);
    struct look look = {s, run, id};
    const struct rtpart_launch l = {.argv = (const char *const *)w.argv,
                                    .directory = s->directory,
                                    .limit_ms = run->limit_ms,
                                    .stop = s->request->stop,
                                    .look = run->look != NULL ? look_at : NULL,
                                    .ctx = &look,
                                    .look_after_ms = run->look_after_ms,
                                    .silent =
                                        (run->backend->needs & RTPART_NEEDS_OSV) != 0};

    code = rtpart_launch_run(&l, out, err);
    if (code != RTPART_OK || out->end != RTPART_LAUNCH_ENDED)
        remove_rest(s, run, id);
    if (code == RTPART_OK && out->end != RTPART_LAUNCH_ENDED)
        code = rtpart_launch_failed(out, run->backend->name, err);
    return code;
}

bool rtpart_session_stopped(const struct rtpart_session *s)
{
    return s->request->stop != NULL && *s->request->stop != 0;
}

const char *rtpart_session_accel(const struct rtpart_session *s,
                                 const struct rtpart_backend *b)
{
    if (b->kind != RTPART_BACKEND_VM)
        return "";
    return s->platform.kvm || (b->needs & RTPART_NEEDS_KVM) != 0 ? "KVM" : "TCG";
}

void rtpart_session_close(struct rtpart_session *s)
{
    for (size_t i = 0; i < s->count; i++) {
        RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
        RTPART_AUTO_FREE char *nothing = NULL;

        if (s->backends[i]->clean != NULL && s->platform.root != NULL)
            s->backends[i]->clean(&s->platform, &w);
        if (!w.failed && w.argv != NULL)
            (void)rtpart_child_run((const char *const *)w.argv, REMOVE_MS, &nothing,
                                   NULL);
    }
    if (s->grouped)
        rtpart_platform_group_remove(CGROUP, s->group);
    if (s->directory != NULL) {
        rtpart_platform_unmount(s->directory);
        rtpart_folder_remove(s->directory);
    }
    for (size_t i = 0; i < s->owned_count; i++)
        free(s->owned[i]);
    free(s->backends);
    free(s->directory);
    free(s->group);
    *s = (struct rtpart_session){0};
}
