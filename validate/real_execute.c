/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engines on the real machine call while they execute rt-app. */
#include <stdlib.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/clock.h"
#include "deploy/deployment_run.h"
#include "deploy/proc_thread.h"
#include "validate/guest_root.h"
#include "validate/real.h"

#define LOOK_EVERY   50000           /* us */
#define RT_APP_GRACE (10 * RTPART_S) /* beyond the duration, for its last jobs */
#define LIMIT_SLACK  60 /* s that load beside a run may outlive it, where we are gone */

static char *join(const char *folder, const char *name)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

char *rtpart_real_path(const struct rtpart_real *r, const char *name)
{
    return join(r->scratch, name);
}

char *rtpart_real_raw(const struct rtpart_real *r, const char *name)
{
    return join(r->raw, name);
}

bool rtpart_real_tick(void *ctx)
{
    struct rtpart_real *r = ctx;
    const double spent = (double)(rtpart_clock_ms() - r->start_ms);
    const double done = spent / (double)(r->expected_ms + 1);

    if ((r->request->stop != NULL && *r->request->stop != 0) ||
        (r->request->tick != NULL &&
         r->request->tick(r->request->tick_ctx, done < 0.99 ? done : 0.99)))
        r->stopped = true;
    return r->stopped;
}

enum rtpart_code rtpart_real_wait(struct rtpart_real *r, struct rtpart_child *c,
                                  const char *what, const char *output, rtpart_ns limit,
                                  struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + limit / RTPART_MS;
    char words[200];

    while (!rtpart_child_ended(c)) {
        if (rtpart_real_tick(r)) {
            rtpart_child_kill(c);
            return rtpart_fail(err, RTPART_EHOST, "stopped");
        }
        if (rtpart_clock_ms() >= end) {
            rtpart_child_kill(c);
            return rtpart_fail(err, RTPART_EHOST, "%s did not end within %d s: killed",
                               what, (int)(limit / RTPART_S));
        }
        (void)usleep(LOOK_EVERY);
    }
    if (rtpart_child_succeeded(c))
        return RTPART_OK;
    return rtpart_fail(err, RTPART_EHOST, "%s failed: %s", what,
                       rtpart_last_words(output, words, sizeof words));
}

enum rtpart_code rtpart_real_rt_app(struct rtpart_real *r, const char *config,
                                    rtpart_ns duration, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *file = rtpart_real_raw(r, config);
    RTPART_AUTO_FREE char *output = rtpart_real_raw(r, "rt-app.out");
    struct rtpart_child c = {0};
    enum rtpart_code code;

    if (file == NULL || output == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const char *const argv[] = {"rt-app", file, NULL};

    code = rtpart_child_start(&c, argv, output, err);
    if (code == RTPART_OK)
        code = rtpart_real_wait(r, &c, "rt-app", output, duration + RT_APP_GRACE, err);
    rtpart_child_kill(&c);
    return code;
}

enum rtpart_code rtpart_real_begin(struct rtpart_real *r, const pid_t *tids,
                                   const char *const *who, size_t count,
                                   rtpart_ns duration, struct rtpart_error *err)
{
    const rtpart_ns limit = duration / RTPART_S + LIMIT_SLACK;
    enum rtpart_code code = rtpart_background_start(
        &rtpart_kernel_linux, &r->background, r->request->interference, r->request->hogs,
        (unsigned)limit, err);

    if (code == RTPART_OK)
        code = rtpart_sampler_start(tids, who, count, &r->sampler, err);
    return code;
}

void rtpart_real_end(struct rtpart_real *r)
{
    rtpart_sampler_stop(r->sampler, &r->samples);
    r->sampler = NULL;
    rtpart_background_stop(&r->background);
}

void rtpart_real_revert(const struct rtpart_real *r, const struct rtpart_deployment *d,
                        const char *what)
{
    struct rtpart_state state = {.dir = -1};
    struct rtpart_reverted result;
    struct rtpart_error why;
    enum rtpart_code code = rtpart_state_open(&state, RTPART_STATE_DIR, true, &why);

    if (code == RTPART_OK)
        code = rtpart_deployment_revert(&rtpart_kernel_linux, &state, d, &result, NULL,
                                        &why);
    if (code != RTPART_OK)
        rtpart_note(r->request->notes, "%s: %s", what, why.message);
    rtpart_state_close(&state);
}

enum rtpart_code rtpart_real_check_cpus(const struct rtpart_plan *plan,
                                        const char *engine, struct rtpart_error *err)
{
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    if ((long)plan->vcpu_count <= cpus)
        return RTPART_OK;
    return rtpart_fail(err, RTPART_EHOST,
                       "engine %s: the plan is for %zu CPUs, this host has %ld: plan for "
                       "--vcpus %ld",
                       engine, plan->vcpu_count, cpus, cpus);
}
