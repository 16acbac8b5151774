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

#define LONGEST   (7 * 24 * 3600 * RTPART_S) /* its ms fit in an int */
#define FIRST_JOB RTPART_S /* after rt-app's start: its threads are there by then */

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
    r->raw = rtpart_real_path(r, "raw");
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
    if (request->duration < RTPART_S || request->duration > LONGEST)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "a real run takes at least 1 s, and at most a week");
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
        code = rtpart_fail(err, RTPART_EHOST, "stopped; everything is as it was");
    if (code == RTPART_OK)
        code = name_engine(&r, run, err);
    if (code == RTPART_OK)
        code = rtpart_real_collect(&r, run, err);
    close_run(&r);
    return code;
}
