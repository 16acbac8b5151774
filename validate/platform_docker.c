/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Containers of docker, with its bridge and without a network of their own. The engine
 * starts them: their processes are no descendants of the command.
 */
#include "validate/platform_backends.h"

#include <string.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/words.h"
#include "validate/platform_group.h"
#include "validate/platform_guest.h"

#define IMAGE     "rtpart-platform"
#define IMPORT_MS 120000

static enum rtpart_code prepare(const struct rtpart_platform *p,
                                const struct rtpart_backend *b, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *archive = NULL;
    RTPART_AUTO_FREE char *nothing = NULL;
    RTPART_AUTO_FREE char *words = NULL;
    enum rtpart_code code;

    (void)b;
    if (asprintf(&archive, "%s/image.tar", p->directory) < 0) {
        archive = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    const char *const tar[] = {"tar", "-C", p->root, "-cf", archive, ".", NULL};
    const char *const import[] = {"docker", "import", archive, IMAGE, NULL};

    code = rtpart_child_run(tar, IMPORT_MS, &nothing, err);
    return code != RTPART_OK ? code : rtpart_child_run(import, IMPORT_MS, &words, err);
}

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    const char *const always[] = {"docker",   "run",       "--rm",     "--name",
                                  job->id,    "--cap-add", "SYS_NICE", "--cap-add",
                                  "IPC_LOCK", NULL};

    (void)err;
    rtpart_words_add_all(out, always);
    if (strstr(b->variant, "hostnet") != NULL) {
        rtpart_words_add(out, "--network");
        rtpart_words_add(out, "host");
    }
    if (p->rt_budget) { /* dockerd needs --cpu-rt-runtime of its own for this */
        rtpart_words_add(out, "--cpu-rt-period=%d", RTPART_PLATFORM_RT_PERIOD_US);
        rtpart_words_add(out, "--cpu-rt-runtime=%d", RTPART_PLATFORM_RT_RUNTIME_US);
    }
    rtpart_words_add(out, IMAGE);
    rtpart_words_add(out, "%s", RTPART_PLATFORM_SCRIPT);
    rtpart_platform_guest_words(out, job, "exit");
    return RTPART_OK;
}

static void remove_container(const struct rtpart_platform *p,
                             const struct rtpart_backend *b, const char *id,
                             struct rtpart_words *out)
{
    const char *const words[] = {"docker", "rm", "--force", id, NULL};

    (void)p;
    (void)b;
    rtpart_words_add_all(out, words);
}

static void first_pid(const struct rtpart_platform *p, const char *id,
                      struct rtpart_words *out)
{
    const char *const words[] = {"docker",         "inspect", "--format",
                                 "{{.State.Pid}}", id,        NULL};

    (void)p;
    rtpart_words_add_all(out, words);
}

static void clean(const struct rtpart_platform *p, struct rtpart_words *out)
{
    const char *const words[] = {"docker", "rmi", "--force", IMAGE, NULL};

    (void)p;
    rtpart_words_add_all(out, words);
}

#define DOCKER(name_, variant_, summary_, paper_)                                        \
    {                                                                                    \
        .name = (name_), .summary = (summary_), .program = "docker",                     \
        .install = "apt-get install docker.io", .paper = (paper_),                       \
        .kind = RTPART_BACKEND_CONTAINER, .needs = RTPART_NEEDS_DOCKER,                  \
        .prepare = prepare, .command = command, .remove = remove_container,              \
        .first_pid = first_pid, .clean = clean, .variant = (variant_)                    \
    }

static const struct rtpart_backend backends[] = {
    DOCKER("docker", "bridge", "container of docker, on its bridge", "docker"),
    DOCKER("docker-hostnet", "hostnet",
           "container of docker, without a network of its own", "docker-hostnet"),
};

const struct rtpart_backend_family rtpart_family_docker = {
    backends, sizeof backends / sizeof *backends};
