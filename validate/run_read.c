/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result directory, read back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/prm.h"
#include "common/auto.h"
#include "common/csv.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "model/plan_file.h"
#include "validate/run_json.h"
#include "validate/run_record.h"

static char *inside(const char *directory, const char *name)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a result");
}

/* One JSON object from a file; *out new. */
static enum rtpart_code load_json(const char *path, json_t **out,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    json_error_t why;
    size_t len;
    const enum rtpart_code code =
        rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);

    if (code != RTPART_OK)
        return code;
    *out = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    if (*out == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "%s:%d: cut short or damaged: %.200s",
                           path, why.line, why.text);
    return RTPART_OK;
}

/* A whole number in lo..hi of an object. False where there is none. */
static bool number(const json_t *object, const char *key, json_int_t lo, json_int_t hi,
                   int64_t *out)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < lo ||
        json_integer_value(value) > hi)
        return false;
    *out = json_integer_value(value);
    return true;
}

/* Bound and misses of one task; how many jobs there have to be. False: not as it should. */
static bool take_task(const json_t *task, const struct rtpart_task *t,
                      struct rtpart_series *s, rtpart_ns *bound, int64_t *jobs)
{
    const char *name = json_string_value(json_object_get(task, "name"));
    const json_t *misses = json_object_get(task, "missed_jobs");
    int64_t period;
    int64_t missed;

    if (name == NULL || strcmp(name, t->name) != 0 ||
        !number(task, "period_ns", 1, RTPART_NS_MAX, &period) || period != t->period ||
        !number(task, "jobs", 0, INT64_MAX, jobs) ||
        !number(task, "missed", 0, RTPART_NS_MAX, &missed) || !json_is_array(misses))
        return false;
    *bound = RTPART_NS_NONE;
    if (!json_is_null(json_object_get(task, "bound_ns")) &&
        !number(task, "bound_ns", 0, RTPART_NS_MAX, bound))
        return false;
    s->missed = (uint64_t)missed;
    if (json_array_size(misses) !=
        (s->missed < RTPART_MISSES_KEPT ? s->missed : RTPART_MISSES_KEPT))
        return false;
    for (size_t k = 0; k < json_array_size(misses); k++) {
        const json_t *number_of = json_array_get(misses, k);

        if (!json_is_integer(number_of) || json_integer_value(number_of) < 0)
            return false;
        s->misses[k] = (uint64_t)json_integer_value(number_of);
    }
    return true;
}

/* results.json into the record; jobs[i]: what responses.csv has to have. */
static enum rtpart_code take_results(const json_t *json, const char *path,
                                     struct rtpart_run_record *r, int64_t *jobs,
                                     struct rtpart_error *err)
{
    const char *schema = json_string_value(json_object_get(json, "schema"));
    const char *engine = json_string_value(json_object_get(json, "engine"));
    const char *reason = json_string_value(json_object_get(json, "reason"));
    const json_t *tasks = json_object_get(json, "tasks");
    const struct rtpart_taskset *ts = &r->plan.taskset;
    uint64_t all = 0;

    if (schema == NULL || strcmp(schema, RTPART_RUN_SCHEMA) != 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s: is no result of rtvalidate (\"%s\")",
                           path, RTPART_RUN_SCHEMA);
    if (engine == NULL || !number(json, "duration_ns", 1, RTPART_NS_MAX, &r->duration) ||
        json_array_size(tasks) != ts->count)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: engine, duration or some of the %zu tasks are missing",
                           path, ts->count);
    for (size_t i = 0; i < ts->count; i++) {
        if (!take_task(json_array_get(tasks, i), &ts->tasks[i],
                       &r->run.responses.series[i], &r->run.bounds[i], &jobs[i]))
            return rtpart_fail(err, RTPART_EINPUT,
                               "%s: task %zu is not %.60s of plan.xml, or incomplete",
                               path, i, ts->tasks[i].name);
        if ((uint64_t)jobs[i] > RTPART_RUN_JOBS_MAX - all)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "%s: up to task %.60s there are more than the %llu jobs that "
                "a result can have",
                path, ts->tasks[i].name, (unsigned long long)RTPART_RUN_JOBS_MAX);
        all += (uint64_t)jobs[i];
    }
    r->run.engine = strdup(engine);
    r->run.reason = reason != NULL ? strdup(reason) : NULL;
    if (r->run.engine == NULL || (reason != NULL && r->run.reason == NULL))
        return no_memory(err);
    return RTPART_OK;
}

static enum rtpart_code read_results(const char *directory, struct rtpart_run_record *r,
                                     int64_t *jobs, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = inside(directory, RTPART_RUN_MARKER);
    RTPART_AUTO_JSON json_t *json = NULL;
    enum rtpart_code code;

    if (path == NULL)
        return no_memory(err);
    code = load_json(path, &json, err);
    return code != RTPART_OK ? code : take_results(json, path, r, jobs, err);
}

/* A field that is a whole number in lo..hi. */
static bool field(const char *text, int64_t lo, int64_t hi, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *out >= lo && *out <= hi;
}

/* Task of that name, looked for from the last one on: they come in their order. */
static bool find_task(const struct rtpart_taskset *ts, const char *name, size_t *i)
{
    for (size_t k = 0; k < ts->count; k++) {
        const size_t at = (*i + k) % ts->count;

        if (strcmp(ts->tasks[at].name, name) == 0) {
            *i = at;
            return true;
        }
    }
    return false;
}

static enum rtpart_code take_responses(struct rtpart_csv *csv, const char *path,
                                       struct rtpart_run_record *r, int64_t *jobs,
                                       struct rtpart_error *err)
{
    size_t task = 0;
    bool more = true;
    bool head = true;
    enum rtpart_code code = RTPART_OK;

    while ((code = rtpart_csv_read(csv, path, &more, err)) == RTPART_OK && more) {
        int64_t response;
        int64_t count;

        if (head) {
            head = false;
            continue;
        }
        if (csv->count != 3 || !find_task(&r->plan.taskset, csv->fields[0], &task) ||
            !field(csv->fields[1], 0, INT64_MAX, &response) ||
            !field(csv->fields[2], 1, jobs[task], &count))
            return rtpart_fail(err, RTPART_EINPUT,
                               "%s:%u: is no \"task,response_ns,jobs\" of this result",
                               path, csv->line);
        jobs[task] -= count;
        code = rtpart_responses_add_seen(&r->run.responses, task, response,
                                         (uint64_t)count, err);
        if (code != RTPART_OK)
            return code;
    }
    for (size_t i = 0; code == RTPART_OK && i < r->plan.taskset.count; i++)
        if (jobs[i] != 0)
            return rtpart_fail(err, RTPART_EINPUT,
                               "%s: cut short: %lld jobs of %.60s are missing", path,
                               (long long)jobs[i], r->plan.taskset.tasks[i].name);
    return code;
}

static enum rtpart_code read_responses(const char *directory, struct rtpart_run_record *r,
                                       int64_t *jobs, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = inside(directory, "responses.csv");
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO(rtpart_csv_close) struct rtpart_csv csv = {0};
    enum rtpart_code code;
    size_t len;

    if (path == NULL)
        return no_memory(err);
    code = rtpart_readall(path, (size_t)1 << 32, &text, &len, err);
    if (code == RTPART_OK && memchr(text, '\0', len) != NULL)
        code = rtpart_fail(err, RTPART_EINPUT, "%s: is not text", path);
    if (code == RTPART_OK)
        code = rtpart_csv_open(&csv, text, len, err);
    return code != RTPART_OK ? code : take_responses(&csv, path, r, jobs, err);
}

static enum rtpart_code read_plan(const char *directory, struct rtpart_run_record *r,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = inside(directory, "plan.xml");
    enum rtpart_code code;

    if (path == NULL)
        return no_memory(err);
    code = rtpart_plan_read(path, &r->plan, err);
    if (code == RTPART_OK)
        code = rtpart_responses_init(&r->run.responses, &r->plan.taskset, err);
    if (code == RTPART_OK && (r->run.bounds = calloc(r->plan.taskset.count + 1,
                                                     sizeof *r->run.bounds)) == NULL)
        code = no_memory(err);
    return code;
}

/* It may be missing (an older result), but not damaged. */
static enum rtpart_code read_provenance(const char *directory,
                                        struct rtpart_run_record *r,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = inside(directory, "provenance.json");

    if (path == NULL)
        return no_memory(err);
    return access(path, F_OK) == 0 ? load_json(path, &r->provenance, err) : RTPART_OK;
}

/* The last part of the path: what people call the run. */
static char *name_of(const char *directory)
{
    size_t len = strlen(directory);
    size_t from;

    while (len > 1 && directory[len - 1] == '/')
        len--;
    for (from = len; from > 0 && directory[from - 1] != '/';)
        from--;
    return strndup(directory + from, len - from);
}

enum rtpart_code rtpart_run_record_read(const char *directory,
                                        struct rtpart_run_record *out,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE int64_t *jobs = NULL;
    struct stat st;
    enum rtpart_code code;

    *out = (struct rtpart_run_record){0};
    if (stat(directory, &st) != 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s: %s", directory, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: is no result directory (rtvalidate run -o DIR makes one)",
                           directory);
    code = read_plan(directory, out, err);
    if (code == RTPART_OK) {
        out->name = name_of(directory);
        jobs = calloc(out->plan.taskset.count + 1, sizeof *jobs);
        if (jobs == NULL || out->name == NULL)
            code = no_memory(err);
    }
    if (code == RTPART_OK)
        code = read_results(directory, out, jobs, err);
    if (code == RTPART_OK)
        code = read_responses(directory, out, jobs, err);
    if (code == RTPART_OK)
        code = read_provenance(directory, out, err);
    if (code == RTPART_OK)
        rtpart_responses_settle(&out->run.responses);
    else
        rtpart_run_record_free(out);
    return code;
}
