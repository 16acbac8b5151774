/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/calibration.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "deploy/rt_app_config.h"

#define SCHEMA "rtpart.calibration/1"

/* A job is asked to take RUN_US at ASSUMED_NS for each loop: 0.1 ms where a loop takes 30 ns
 * (a fast machine), 3 ms where it takes 1 us (emulation). Measured to the microsecond; short,
 * so that few of them are interrupted. */
#define ASSUMED_NS 1000
#define RUN_US     3000
#define LOOPS      ((rtpart_ns)RUN_US * RTPART_US / ASSUMED_NS)
#define PERIOD     (10 * RTPART_MS)
#define JOBS_MIN   10

/* Longest and shortest loop that is believed, in ps. */
#define LOOP_MIN 100
#define LOOP_MAX ((int64_t)RTPART_RT_APP_CALIBRATION_MAX * 1000)

int64_t rtpart_calibration_ns(const struct rtpart_calibration *c)
{
    return rtpart_ns_ceil_div(c->p90, 1000);
}

double rtpart_calibration_spread(const struct rtpart_calibration *c)
{
    return (double)(c->p90 - c->median) / (double)c->median;
}

enum rtpart_code rtpart_calibration_config(const char *logdir, FILE *out,
                                           struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json = json_pack(
        "{s:{s:I, s:i, s:s, s:b, s:s, s:s}, "
        "s:{s:{s:s, s:i, s:[i], s:i, s:i, s:{s:s, s:I, s:s}}}}",
        "global", "duration", (json_int_t)(RTPART_CALIBRATION_TIME / RTPART_S),
        "calibration", ASSUMED_NS, "default_policy", "SCHED_FIFO", "lock_pages", 1,
        "logdir", logdir, "log_basename", "rt", "tasks", "cal", "policy", "SCHED_FIFO",
        "priority", RTPART_PRIORITY_MAX, "cpus", 0, "loop", -1, "run", RUN_US, "timer",
        "ref", "unique", "period", (json_int_t)(PERIOD / RTPART_US), "mode", "absolute");

    return rtpart_json_print(json, out, err);
}

static int ns_cmp(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return (x > y) - (x < y);
}

/* Value of rank ceil(tenths/10 n), in ps for each loop. */
static int64_t quantile(const rtpart_ns *sorted, size_t n, size_t tenths)
{
    return sorted[(n * tenths + 9) / 10 - 1] * 1000 / LOOPS;
}

enum rtpart_code rtpart_calibration_of_log(const char *text, size_t len, const char *name,
                                           const char *where,
                                           struct rtpart_calibration *out,
                                           struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_rt_app_log_free) struct rtpart_rt_app_log log = {0};
    RTPART_AUTO_FREE rtpart_ns *run = NULL;
    const enum rtpart_code code =
        rtpart_rt_app_log_parse(text, len, name, PERIOD, &log, err);

    if (code != RTPART_OK)
        return code;
    if (log.count < JOBS_MIN)
        return rtpart_fail(
            err, RTPART_EHOST,
            "calibration: only %zu jobs in %d s: this machine is too busy to "
            "measure anything",
            log.count, (int)(RTPART_CALIBRATION_TIME / RTPART_S));
    run = calloc(log.count, sizeof *run);
    if (run == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < log.count; i++)
        run[i] = log.jobs[i].run;
    qsort(run, log.count, sizeof *run, ns_cmp);
    struct rtpart_calibration c = {.median = quantile(run, log.count, 5),
                                   .p10 = quantile(run, log.count, 1),
                                   .p90 = quantile(run, log.count, 9),
                                   .jobs = log.count};

    (void)snprintf(c.where, sizeof c.where, "%s", where);
    if (c.median < LOOP_MIN || c.p90 > LOOP_MAX)
        return rtpart_fail(err, RTPART_EHOST,
                           "calibration: a loop of rt-app cannot take %" PRId64 " ps",
                           c.p90);
    *out = c;
    return RTPART_OK;
}

enum rtpart_code rtpart_calibration_write(const struct rtpart_calibration *c,
                                          const char *path, struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json =
        json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "schema", SCHEMA, "where",
                  c->where, "ns_per_loop", (json_int_t)rtpart_calibration_ns(c),
                  "median_ps", (json_int_t)c->median, "p10_ps", (json_int_t)c->p10,
                  "p90_ps", (json_int_t)c->p90, "jobs", (json_int_t)c->jobs);

    return rtpart_json_write(json, path, false, err);
}

static bool sound(const struct rtpart_calibration *c)
{
    return c->p10 <= c->median && c->median <= c->p90 && c->median >= LOOP_MIN &&
           c->p90 <= LOOP_MAX;
}

enum rtpart_code rtpart_calibration_read(const char *path, struct rtpart_calibration *out,
                                         struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO_JSON json_t *json = NULL;
    const char *schema = NULL;
    const char *where = NULL;
    json_int_t median = 0;
    json_int_t p10 = 0;
    json_int_t p90 = 0;
    json_int_t jobs = 0;
    json_error_t why;
    size_t len;
    const enum rtpart_code code =
        rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);

    if (code != RTPART_OK)
        return code;
    json = json_loadb(text, len, 0, &why);
    if (json == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "%s:%d: no JSON: %s", path, why.line,
                           why.text);
    if (json_unpack(json, "{s:s, s:s, s:I, s:I, s:I, s:I}", "schema", &schema, "where",
                    &where, "median_ps", &median, "p10_ps", &p10, "p90_ps", &p90, "jobs",
                    &jobs) != 0 ||
        strcmp(schema, SCHEMA) != 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s: no calibration (%s)", path, SCHEMA);
    struct rtpart_calibration c = {
        .median = median, .p10 = p10, .p90 = p90, .jobs = (uint64_t)jobs};

    (void)snprintf(c.where, sizeof c.where, "%s", where);
    if (!sound(&c))
        return rtpart_fail(err, RTPART_EINPUT, "%s: the values make no sense", path);
    *out = c;
    return RTPART_OK;
}
