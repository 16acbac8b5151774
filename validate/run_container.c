/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Engine "container": a container of crun or runc in a real-time control group that has the
 * budget of the plan. It is moved there before rt-app starts in it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/readall.h"
#include "deploy/apply_container.h"
#include "deploy/deployment_run.h"
#include "validate/engines.h"
#include "validate/guest_root.h"
#include "validate/oci_bundle.h"
#include "validate/real.h"

#define PLAN     "plan of rtvalidate run"
#define GRACE_MS 20000
#define PATIENCE (500 * RTPART_MS)
#define TRIES    25     /* 5 s: a loaded kernel takes its time */
#define AGAIN    200000 /* us */
#define LOOK     20000  /* us */

struct container {
    struct rtpart_oci oci;
    char *runtime;
    char *bundle;
    char *log;
    char id[48];
    bool runs;
    struct rtpart_container_application applied;
    bool applied_now;
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static enum rtpart_code describe(struct rtpart_real *r, struct rtpart_error *err)
{
    const struct container *c = r->way;
    struct rtpart_rtcg_budget budget = {0};
    unsigned cpus = 0;
    const enum rtpart_code code = rtpart_container_budget(r->plan, &budget, &cpus, err);

    if (code != RTPART_OK)
        return code;
    if (asprintf(&r->about, "container: %s, %lld us every %lld us on each of %u CPUs",
                 last_part(c->runtime), (long long)budget.runtime_us,
                 (long long)budget.period_us, cpus) < 0) {
        r->about = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return RTPART_OK;
}

static enum rtpart_code open_container(struct rtpart_real *r, struct rtpart_error *err)
{
    static const char *const programs[] = {"rt-app"};
    struct container *c = calloc(1, sizeof *c);
    RTPART_AUTO_FREE char *rootfs = NULL;
    struct rtpart_rtcg rtcg;
    enum rtpart_code code;

    if (c == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    r->way = c;
    if (!r->reserved)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "a container without a budget runs no real-time tasks: for "
                           "comparison take --engine host");
    r->where = "host";  /* a loop takes as long in a container */
    r->logdir = r->raw; /* at the same place in the container */
    r->expected_ms += RTPART_CALIBRATION_TIME / RTPART_MS + 2000;
    c->bundle = rtpart_real_path(r, "bundle");
    c->log = rtpart_real_raw(r, "container.log");
    rootfs = rtpart_real_path(r, "bundle/rootfs");
    (void)snprintf(c->id, sizeof c->id, "rtvalidate-%d", (int)getpid());
    if (c->bundle == NULL || c->log == NULL || rootfs == NULL ||
        mkdir(c->bundle, 0755) != 0 || mkdir(rootfs, 0755) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made", r->scratch);
    code = rtpart_oci_runtime_find(r->options->runtime, &c->runtime, err);
    if (code == RTPART_OK)
        code = rtpart_real_check_cpus(r->plan, "container", err);
    if (code == RTPART_OK)
        code = describe(r, err);
    if (code == RTPART_OK)
        code = rtpart_rtcg_find(&rtpart_kernel_linux, &rtcg, err);
    if (code == RTPART_OK)
        code = rtpart_guest_root_make(rootfs, programs, 1, err);
    c->oci = (struct rtpart_oci){
        .runtime = c->runtime, .bundle = c->bundle, .id = c->id, .log = c->log};
    return code;
}

/* Start the container; rt-app in it waits until it is told to go. */
static enum rtpart_code start(struct rtpart_real *r, const char *config,
                              struct rtpart_error *err)
{
    struct container *c = r->way;
    RTPART_AUTO_FREE char *script = NULL;
    enum rtpart_code code;

    if (asprintf(&script,
                 "cd '%s'\n"
                 "until [ -e go ]; do /bin/busybox usleep 20000; done\n"
                 "rt-app %s >rt-app.out 2>&1\n"
                 "echo $? >status.part\n"
                 "/bin/busybox mv status.part status\n",
                 r->raw, config) < 0) {
        script = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    code = rtpart_oci_config(&c->oci, script, r->raw, err);
    c->runs = code == RTPART_OK; /* also one that fails to start may leave something */
    return code == RTPART_OK ? rtpart_oci_run(&c->oci, err) : code;
}

static enum rtpart_code reserve_now(struct rtpart_real *r, struct rtpart_error *err)
{
    struct container *c = r->way;
    struct rtpart_state state = {.dir = -1};
    const struct rtpart_container_request req = {
        .plan = r->plan,
        .plan_name = PLAN,
        .kind = rtpart_target_kind_find(last_part(c->runtime)),
        .target = c->id,
        .name = c->id};
    enum rtpart_code code = rtpart_state_open(&state, RTPART_STATE_DIR, true, err);

    if (code == RTPART_OK)
        code = rtpart_container_prepare(&rtpart_kernel_linux, &req, &state, &c->applied,
                                        err);
    if (code == RTPART_OK) {
        code = rtpart_deployment_apply(&rtpart_kernel_linux, &state,
                                       &c->applied.deployment, PATIENCE, NULL, err);
        c->applied_now = code == RTPART_OK;
    }
    if (code != RTPART_OK)
        rtpart_container_application_free(&c->applied);
    rtpart_state_close(&state);
    return code;
}

/* A group that ended keeps its bandwidth for a moment: a refusal is asked again. */
static enum rtpart_code reserve(struct rtpart_real *r, struct rtpart_error *err)
{
    enum rtpart_code code = reserve_now(r, err);

    for (int i = 0; i < TRIES && code == RTPART_EHOST && !rtpart_real_tick(r); i++) {
        (void)usleep(AGAIN);
        code = reserve_now(r, err);
    }
    return code;
}

/* End the container, then take its group away: real-time tasks in it would forbid that. */
static void end(struct rtpart_real *r)
{
    struct container *c = r->way;

    if (c->runs)
        rtpart_oci_delete(&c->oci);
    c->runs = false;
    if (c->applied_now)
        rtpart_real_revert(r, &c->applied.deployment, "the group of the container");
    c->applied_now = false;
    rtpart_container_application_free(&c->applied);
}

/* Tell rt-app to go, and wait until it has told how it went. */
static enum rtpart_code go(struct rtpart_real *r, rtpart_ns duration,
                           struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *status = rtpart_real_raw(r, "status");
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO_FREE char *output = rtpart_real_raw(r, "rt-app.out");
    const int64_t limit = rtpart_clock_ms() + duration / RTPART_MS + GRACE_MS;
    char words[200];
    size_t len = 0;
    enum rtpart_code code;

    if (status == NULL || output == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    (void)unlink(status);
    code = rtpart_guest_root_put(r->raw, "/go", "", 0644, err);
    while (code == RTPART_OK && access(status, F_OK) != 0) {
        if (rtpart_real_tick(r))
            code = rtpart_fail(err, RTPART_EHOST, "stopped");
        else if (rtpart_clock_ms() >= limit)
            code =
                rtpart_fail(err, RTPART_EHOST,
                            "rt-app did not end in the container within %d s; the last "
                            "it said: %s",
                            (int)(duration / RTPART_S) + GRACE_MS / 1000,
                            rtpart_last_words(output, words, sizeof words));
        else
            (void)usleep(LOOK);
    }
    if (code == RTPART_OK)
        code = rtpart_readall(status, 64, &text, &len, err);
    if (code == RTPART_OK && strcmp(text, "0\n") != 0)
        code = rtpart_fail(err, RTPART_EHOST, "rt-app failed in the container: %s",
                           rtpart_last_words(output, words, sizeof words));
    (void)unlink(status);
    return code;
}

static enum rtpart_code execute_container(struct rtpart_real *r, const char *config,
                                          rtpart_ns duration, bool measured,
                                          struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *go_file = rtpart_real_raw(r, "go");
    enum rtpart_code code;

    if (go_file == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (!measured)
        return rtpart_real_rt_app(r, config, duration, err);
    code = start(r, config, err);
    if (code == RTPART_OK)
        code = reserve(r, err);
    if (code == RTPART_OK)
        code = rtpart_real_begin(r, NULL, NULL, 0, duration, err);
    if (code == RTPART_OK)
        code = go(r, duration, err);
    rtpart_real_end(r);
    (void)unlink(go_file);
    end(r);
    return code;
}

static void close_container(struct rtpart_real *r)
{
    struct container *c = r->way;

    if (c == NULL)
        return;
    end(r);
    free(c->runtime);
    free(c->bundle);
    free(c->log);
    free(c);
    r->way = NULL;
}

enum rtpart_code rtpart_run_container(const struct rtpart_run_request *request,
                                      struct rtpart_run *run, struct rtpart_error *err)
{
    static const struct rtpart_real_way way = {open_container, execute_container,
                                               close_container};

    return rtpart_real_run(&way, request, run, err);
}
