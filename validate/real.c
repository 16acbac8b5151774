/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/real.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/outfile.h"
#include "common/readall.h"
#include "deploy/proc_thread.h"
#include "deploy/rt_app_config.h"
#include "validate/guest_root.h"

#define LOOK_EVERY   50000           /* us */
#define RT_APP_GRACE (10 * RTPART_S) /* beyond the duration, for its last jobs */
#define FIRST_JOB    RTPART_S /* after rt-app's start: its threads are there by then */
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

static enum rtpart_code stopped(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EHOST, "stopped; everything is as it was");
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
            return stopped(err);
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

static enum rtpart_code open_scratch(struct rtpart_real *r, struct rtpart_error *err)
{
    const char *tmp = getenv("TMPDIR");
    char *scratch = NULL;

    if (asprintf(&scratch, "%s/rtvalidate-XXXXXX",
                 tmp != NULL && *tmp == '/' ? tmp : "/tmp") < 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (mkdtemp(scratch) == NULL) {
        const int e = errno;

        rtpart_fail(err, RTPART_EHOST, "%s: %s", scratch, strerror(e));
        free(scratch);
        return RTPART_EHOST;
    }
    r->scratch = scratch;
    r->raw = join(scratch, "raw");
    if (r->raw == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (mkdir(r->raw, 0777) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", r->raw, strerror(errno));
    return RTPART_OK;
}

/* The configuration of the run. Where the plan counts on EDF, rt-app does what SCHED_FIFO can:
 * rate monotonic priorities. */
static enum rtpart_code write_tasks(const struct rtpart_real *r,
                                    const struct rtpart_rt_app_options *options,
                                    FILE *out, struct rtpart_error *err)
{
    struct rtpart_plan fifo = *r->plan; /* shares all but the priorities */
    enum rtpart_code code;

    if (fifo.scheduler != RTPART_SCHED_EDF && fifo.scheduler != RTPART_SCHED_GEDF)
        return rtpart_rt_app_write(r->plan, options, out, err);
    fifo.scheduler =
        fifo.scheduler == RTPART_SCHED_EDF ? RTPART_SCHED_RM : RTPART_SCHED_GRM;
    fifo.priorities = NULL;
    rtpart_note(r->request->notes,
                "the plan counts on EDF (%s); rt-app runs under SCHED_FIFO with rate "
                "monotonic priorities, which its analysis does not cover",
                rtpart_scheduler_name(r->plan->scheduler));
    code = rtpart_plan_assign_priorities(&fifo, r->request->notes, err);
    if (code == RTPART_OK)
        code = rtpart_rt_app_write(&fifo, options, out, err);
    free(fifo.priorities);
    return code;
}

/* Write a configuration of rt-app: of the plan, or of the calibration. */
static enum rtpart_code write_config(const struct rtpart_real *r, const char *name,
                                     bool calibrating, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = rtpart_real_raw(r, name);
    const struct rtpart_rt_app_options options = {
        .duration = r->request->duration + FIRST_JOB,
        .delay = FIRST_JOB,
        .calibration = calibrating ? 1 : rtpart_calibration_ns(&r->calibration),
        .work = r->options->work > 0 ? r->options->work : 1,
        .logdir = r->logdir,
        .basename = "rt"};
    struct rtpart_outfile out = {0};
    enum rtpart_code code;

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_outfile_open(&out, path, err);
    if (code != RTPART_OK)
        return code;
    out.many = true;
    code = calibrating ? rtpart_calibration_config(r->logdir, out.file, err)
                       : write_tasks(r, &options, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static enum rtpart_code measure_loop(const struct rtpart_real_way *way,
                                     struct rtpart_real *r, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *log = rtpart_real_raw(r, "rt-cal-0.log");
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    enum rtpart_code code = write_config(r, "calibrate.json", true, err);

    if (code == RTPART_OK && log == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (code == RTPART_OK)
        code = way->execute(r, "calibrate.json", RTPART_CALIBRATION_TIME, false, err);
    if (code == RTPART_OK)
        code = rtpart_readall(log, RTPART_INPUT_MAX, &text, &len, err);
    if (code == RTPART_OK)
        code = rtpart_calibration_of_log(text, len, log, r->where, &r->calibration, err);
    if (code == RTPART_OK && r->options->calibration != NULL)
        code = rtpart_calibration_write(&r->calibration, r->options->calibration, err);
    return code;
}

/* From the file of an earlier run, or measured now. */
static enum rtpart_code calibrate(const struct rtpart_real_way *way,
                                  struct rtpart_real *r, struct rtpart_error *err)
{
    const char *file = r->options->calibration;
    enum rtpart_code code;

    if (file != NULL && access(file, F_OK) == 0) {
        code = rtpart_calibration_read(file, &r->calibration, err);
        if (code == RTPART_OK && strcmp(r->calibration.where, r->where) != 0)
            code =
                rtpart_fail(err, RTPART_EINPUT,
                            "%s was measured in another place (%s, not %s): name another "
                            "file with --calibration",
                            file, r->calibration.where, r->where);
    } else {
        code = measure_loop(way, r, err);
    }
    if (code == RTPART_OK &&
        rtpart_calibration_spread(&r->calibration) > RTPART_CALIBRATION_SPREAD)
        rtpart_note(
            r->request->notes,
            "calibration: half of the jobs took less than %.1f ns a loop, nine of "
            "ten less than %.1f ns: C counts with the latter, most jobs take less",
            (double)r->calibration.median / 1e3, (double)r->calibration.p90 / 1e3);
    return code;
}

/* The headline. */
static enum rtpart_code name_engine(const struct rtpart_real *r, struct rtpart_run *run,
                                    struct rtpart_error *err)
{
    char load[96] = "";

    if (r->request->interference > 0)
        (void)snprintf(load, sizeof load, ", interference %.3f",
                       r->request->interference);
    if (r->request->hogs > 0)
        (void)snprintf(load + strlen(load), sizeof load - strlen(load), ", %u hogs",
                       r->request->hogs);
    if (r->options->work > 0 && r->options->work < 1)
        (void)snprintf(load + strlen(load), sizeof load - strlen(load), ", work %.2f C",
                       r->options->work);
    if (asprintf(&run->engine, "%s; rt-app, %lld ns a loop%s", r->about,
                 (long long)rtpart_calibration_ns(&r->calibration), load) < 0) {
        run->engine = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return RTPART_OK;
}

static void close_run(struct rtpart_real *r)
{
    rtpart_real_end(r);
    rtpart_samples_free(&r->samples);
    rtpart_folder_remove(r->scratch);
    free(r->scratch);
    free(r->raw);
    free(r->about);
}

enum rtpart_code rtpart_real_run(const struct rtpart_real_way *way,
                                 const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err)
{
    struct rtpart_real r = {.request = request,
                            .plan = request->plan,
                            .options = &request->real,
                            .reserved = !request->real.unreserved,
                            .start_ms = rtpart_clock_ms(),
                            .expected_ms = request->duration / RTPART_MS};
    enum rtpart_code code;

    if (!rtpart_may_schedule(&rtpart_kernel_linux))
        return rtpart_fail(err, RTPART_EHOST,
                           "real runs set priorities and reservations, which takes root "
                           "(CAP_SYS_NICE); --engine sim does not");
    if (request->duration < RTPART_S)
        return rtpart_fail(err, RTPART_EUSAGE, "a real run takes at least 1 s");
    code = open_scratch(&r, err);
    if (code == RTPART_OK)
        code = way->open(&r, err);
    if (code == RTPART_OK)
        code = calibrate(way, &r, err);
    if (code == RTPART_OK)
        code = write_config(&r, "rt-app.json", false, err);
    if (code == RTPART_OK)
        code = way->execute(&r, "rt-app.json", request->duration + FIRST_JOB, true, err);
    rtpart_real_end(&r);
    way->close(&r);
    if (r.stopped)
        code = stopped(err);
    if (code == RTPART_OK)
        code = name_engine(&r, run, err);
    if (code == RTPART_OK)
        code = rtpart_real_collect(&r, run, err);
    close_run(&r);
    return code;
}
