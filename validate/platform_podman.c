/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Containers of podman: from an image and from a folder; with its bridge and without a
 * network of their own.
 *
 * Its storage is a folder of ours, so that nothing of the user's is touched; podman wants the
 * name of that folder short. Limits are set
 * to what every process has: those that podman would set may not be raised everywhere.
 */
#include "validate/platform_backends.h"

#include <string.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/words.h"
#include "validate/platform_group.h"
#include "validate/platform_guest.h"

#define IMAGE     "localhost/rtpart-platform"
#define IMPORT_MS 120000

static void begin(const struct rtpart_platform *p, struct rtpart_words *w)
{
    rtpart_words_add(w, "podman");
    rtpart_words_add(w, "--root");
    rtpart_words_add(w, "%s/pod/root", p->directory);
    rtpart_words_add(w, "--runroot");
    rtpart_words_add(w, "%s/pod/run", p->directory);
    rtpart_words_add(w, "--tmpdir");
    rtpart_words_add(w, "%s/pod/tmp", p->directory);
}

/* Make the image from the root file system. */
static enum rtpart_code prepare(const struct rtpart_platform *p,
                                const struct rtpart_backend *b, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    RTPART_AUTO_FREE char *archive = NULL;
    RTPART_AUTO_FREE char *nothing = NULL;
    RTPART_AUTO_FREE char *words = NULL;
    enum rtpart_code code;

    if ((b->needs & RTPART_NEEDS_IMAGE) == 0)
        return RTPART_OK;
    if (asprintf(&archive, "%s/image.tar", p->directory) < 0) {
        archive = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    const char *const tar[] = {"tar", "-C", p->root, "-cf", archive, ".", NULL};

    code = rtpart_child_run(tar, IMPORT_MS, &nothing, err);
    begin(p, &w);
    rtpart_words_add(&w, "import");
    rtpart_words_add(&w, "%s", archive);
    rtpart_words_add(&w, IMAGE);
    if (w.failed)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    return code != RTPART_OK
               ? code
               : rtpart_child_run((const char *const *)w.argv, IMPORT_MS, &words, err);
}

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    static const char *const always[] = {
        "--cap-add",        "SYS_NICE", "--cap-add",       "IPC_LOCK", "--ulimit",
        "nofile=1024:1024", "--ulimit", "nproc=1024:1024", NULL};

    (void)err;
    begin(p, out);
    rtpart_words_add(out, "run");
    rtpart_words_add(out, "--rm");
    rtpart_words_add(out, "--name");
    rtpart_words_add(out, "%s", job->id);
    if (strstr(b->variant, "hostnet") != NULL) {
        rtpart_words_add(out, "--network");
        rtpart_words_add(out, "host");
    }
    rtpart_words_add_all(out, always);
    if (p->group != NULL) {
        rtpart_words_add(out, "--cgroup-parent");
        rtpart_words_add(out, "%s", p->group);
    }
    if (p->rt_budget) {
        rtpart_words_add(out, "--cpu-rt-period");
        rtpart_words_add(out, "%d", RTPART_PLATFORM_RT_PERIOD_US);
        rtpart_words_add(out, "--cpu-rt-runtime");
        rtpart_words_add(out, "%d", RTPART_PLATFORM_RT_RUNTIME_US);
    }
    if ((b->needs & RTPART_NEEDS_IMAGE) != 0) {
        rtpart_words_add(out, IMAGE);
    } else {
        rtpart_words_add(out, "--rootfs");
        rtpart_words_add(out, "%s", p->root);
    }
    rtpart_words_add(out, "%s", RTPART_PLATFORM_SCRIPT);
    rtpart_platform_guest_words(out, job, "exit");
    return RTPART_OK;
}

static void remove_container(const struct rtpart_platform *p,
                             const struct rtpart_backend *b, const char *id,
                             struct rtpart_words *out)
{
    (void)b;
    begin(p, out);
    rtpart_words_add(out, "rm");
    rtpart_words_add(out, "--force");
    rtpart_words_add(out, "--ignore");
    rtpart_words_add(out, "%s", id);
}

#define PODMAN(name_, variant_, summary_, paper_, needs_)                                \
    {                                                                                    \
        .name = (name_), .summary = (summary_), .program = "podman",                     \
        .install = "apt-get install podman", .paper = (paper_),                          \
        .kind = RTPART_BACKEND_CONTAINER,                                                \
        .needs = RTPART_NEEDS_ROOT | RTPART_NEEDS_ONE_TREE | (needs_), .seen = true,     \
        .prepare = prepare, .command = command, .remove = remove_container,              \
        .variant = (variant_)                                                            \
    }

static const struct rtpart_backend backends[] = {
    PODMAN("podman", "bridge", "container of podman, from an image, on its bridge",
           "podman", RTPART_NEEDS_IMAGE),
    PODMAN("podman-rootfs", "bridge", "container of podman, from a folder, on its bridge",
           "podman-rootfs", 0),
    PODMAN("podman-hostnet", "hostnet",
           "container of podman, from an image, without a network of its own",
           "podman-hostnet", RTPART_NEEDS_IMAGE),
};

const struct rtpart_backend_family rtpart_family_podman = {
    backends, sizeof backends / sizeof *backends};
