/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/rt_app_log.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/readall.h"

/* Columns that are read, by their names in the header. */
enum { RUN, END, SLACK, C_PERIOD, WU_LAT, COLUMNS };

static const char *const column_names[COLUMNS] = {"run", "end", "slack", "c_period",
                                                  "wu_lat"};

#define FIELDS_MAX 32
#define US_MAX     (RTPART_NS_MAX / RTPART_US)

struct reader {
    const char *name; /* of the file */
    const char *next; /* of the text that is left */
    const char *end;
    size_t line;
    size_t fields;          /* in a row */
    size_t column[COLUMNS]; /* where they are */
    rtpart_ns period;       /* 0: any */
    rtpart_ns last_end;
    uint64_t number;
    struct rtpart_rt_app_log log;
    size_t capacity;
};

void rtpart_rt_app_log_free(struct rtpart_rt_app_log *log)
{
    free(log->jobs);
    *log = (struct rtpart_rt_app_log){0};
}

/* The words of a line; their number, at most FIELDS_MAX. */
static size_t split(const char *line, const char *end, const char **words,
                    size_t *lengths)
{
    size_t n = 0;

    while (n < FIELDS_MAX) {
        while (line < end && isspace((unsigned char)*line))
            line++;
        if (line == end)
            break;
        words[n] = line;
        while (line < end && !isspace((unsigned char)*line))
            line++;
        lengths[n] = (size_t)(line - words[n]);
        n++;
    }
    return n;
}

static enum rtpart_code foreign(const struct reader *r, struct rtpart_error *err)
{
    return rtpart_fail(
        err, RTPART_EINPUT,
        "%s:%zu: this is no log of rt-app: the line \"#idx perf run period "
        "start end rel_st slack c_duration c_period wu_lat\" is missing",
        r->name, r->line);
}

/* "#idx perf run ...": where are the columns? */
static enum rtpart_code read_header(struct reader *r, const char *line, const char *end,
                                    struct rtpart_error *err)
{
    const char *words[FIELDS_MAX];
    size_t lengths[FIELDS_MAX];

    r->fields = split(line, end, words, lengths);
    for (size_t c = 0; c < COLUMNS; c++) {
        size_t i = 0;

        while (i < r->fields && (strlen(column_names[c]) != lengths[i] ||
                                 memcmp(column_names[c], words[i], lengths[i]) != 0))
            i++;
        if (i == r->fields)
            return foreign(r, err);
        r->column[c] = i;
    }
    return RTPART_OK;
}

/* A whole number of microseconds that is no longer than US_MAX either way. */
static bool parse_us(const char *word, size_t length, rtpart_ns *ns)
{
    char text[24];
    char *end;

    if (length == 0 || length >= sizeof text)
        return false;
    memcpy(text, word, length);
    text[length] = '\0';
    errno = 0;
    const long long us = strtoll(text, &end, 10);

    if (*end != '\0' || errno != 0 || us > US_MAX || us < -US_MAX)
        return false;
    *ns = us * RTPART_US;
    return true;
}

static enum rtpart_code add_job(struct reader *r, const struct rtpart_rt_app_job *job,
                                struct rtpart_error *err)
{
    if (r->log.count == r->capacity) {
        const size_t wanted = r->capacity > 0 ? 2 * r->capacity : 256;
        struct rtpart_rt_app_job *bigger =
            reallocarray(r->log.jobs, wanted, sizeof *bigger);

        if (bigger == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", r->name);
        r->log.jobs = bigger;
        r->capacity = wanted;
    }
    r->log.jobs[r->log.count++] = *job;
    return RTPART_OK;
}

static enum rtpart_code check_row(const struct reader *r, const rtpart_ns *v,
                                  struct rtpart_error *err)
{
    if (v[C_PERIOD] <= 0 || v[RUN] < 0 || v[END] <= 0 || v[SLACK] > v[C_PERIOD])
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s:%zu: a job cannot have c_period %" PRId64
                           ", slack %" PRId64 ", run %" PRId64 " and end %" PRId64 " us",
                           r->name, r->line, v[C_PERIOD] / RTPART_US,
                           v[SLACK] / RTPART_US, v[RUN] / RTPART_US, v[END] / RTPART_US);
    if (r->period > 0 && v[C_PERIOD] / RTPART_US != r->period / RTPART_US)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "%s:%zu: c_period is %" PRId64 " us, but the task of the plan "
            "has a period of %" PRId64 " us: this is the log of another one",
            r->name, r->line, v[C_PERIOD] / RTPART_US, r->period / RTPART_US);
    if (v[END] < r->last_end)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "%s:%zu: the job ended before the one above it: rows are not in "
            "the order that rt-app wrote them",
            r->name, r->line);
    return RTPART_OK;
}

static enum rtpart_code read_row(struct reader *r, const char *line, const char *end,
                                 struct rtpart_error *err)
{
    const char *words[FIELDS_MAX];
    size_t lengths[FIELDS_MAX];
    const size_t n = split(line, end, words, lengths);
    rtpart_ns v[COLUMNS];
    enum rtpart_code code;

    if (n != r->fields || end == r->end)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "%s:%zu: %zu values and %s where the header has %zu: the log is %s", r->name,
            r->line, n, end == r->end ? "no end of line" : "an end of line", r->fields,
            r->next == r->end ? "cut off in this line" : "damaged");
    for (size_t c = 0; c < COLUMNS; c++)
        if (!parse_us(words[r->column[c]], lengths[r->column[c]], &v[c]))
            return rtpart_fail(
                err, RTPART_EINPUT, "%s:%zu: \"%.*s\" (%s) is no number of microseconds",
                r->name, r->line,
                (int)(lengths[r->column[c]] < 40 ? lengths[r->column[c]] : 40),
                words[r->column[c]], column_names[c]);
    code = check_row(r, v, err);
    r->last_end = v[END];
    if (code == RTPART_OK && r->number > 0) {
        /* A row ends when the wait for the next release does, `wu_lat` after it; where
         * there was no time to wait, when the job does. */
        const rtpart_ns next = v[SLACK] >= 0 ? v[END] - v[WU_LAT] : v[END] + v[SLACK];
        const struct rtpart_rt_app_job job = {.number = r->number,
                                              .release = next - v[C_PERIOD],
                                              .response = v[C_PERIOD] - v[SLACK],
                                              .run = v[RUN]};

        code = add_job(r, &job, err);
    }
    r->number++;
    return code;
}

/* The next line that is not blank; NULL at the end of the text. */
static const char *next_line(struct reader *r, const char **end)
{
    while (r->next < r->end) {
        const char *line = r->next;
        const char *nl = memchr(line, '\n', (size_t)(r->end - line));

        *end = nl != NULL ? nl : r->end;
        r->next = nl != NULL ? nl + 1 : r->end;
        r->line++;
        for (const char *c = line; c < *end; c++)
            if (!isspace((unsigned char)*c))
                return line;
    }
    return NULL;
}

static enum rtpart_code parse(struct reader *r, struct rtpart_error *err)
{
    const char *end = NULL;
    const char *line = next_line(r, &end);
    enum rtpart_code code = RTPART_OK;

    if (line == NULL)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: the log is empty: rt-app wrote nothing, or was stopped "
                           "before it could",
                           r->name);
    while (line != NULL && *line == '#' && r->fields == 0 && code == RTPART_OK) {
        if (end - line > 4 && memcmp(line, "#idx", 4) == 0)
            code = read_header(r, line, end, err);
        line = next_line(r, &end);
    }
    if (code == RTPART_OK && r->fields == 0)
        return foreign(r, err);
    for (; line != NULL && code == RTPART_OK; line = next_line(r, &end))
        code = read_row(r, line, end, err);
    return code;
}

enum rtpart_code rtpart_rt_app_log_parse(const char *text, size_t len, const char *name,
                                         rtpart_ns period, struct rtpart_rt_app_log *log,
                                         struct rtpart_error *err)
{
    struct reader r = {.name = name, .next = text, .end = text + len, .period = period};
    const enum rtpart_code code = parse(&r, err);

    if (code == RTPART_OK)
        *log = r.log;
    else
        rtpart_rt_app_log_free(&r.log);
    return code;
}

/* Is `file` called "<anything>-<task>-<number>.log"? */
static bool is_log_of(const char *file, const char *task)
{
    const size_t len = strlen(file);
    const size_t task_len = strlen(task);
    size_t i = len > 4 && strcmp(file + len - 4, ".log") == 0 ? len - 4 : 0;
    const size_t digits_end = i;

    while (i > 0 && isdigit((unsigned char)file[i - 1]))
        i--;
    if (i == digits_end || i < task_len + 3)
        return false;
    return file[i - 1] == '-' && memcmp(file + i - 1 - task_len, task, task_len) == 0 &&
           file[i - 2 - task_len] == '-';
}

/* Is it the log of task i? Of "a-t0", not of "t0", where both match. */
static bool belongs(const char *file, const struct rtpart_taskset *ts, size_t i)
{
    if (!is_log_of(file, ts->tasks[i].name))
        return false;
    for (size_t k = 0; k < ts->count; k++)
        if (strlen(ts->tasks[k].name) > strlen(ts->tasks[i].name) &&
            is_log_of(file, ts->tasks[k].name))
            return false;
    return true;
}

/* Path of the only log of that task in the folder. */
static enum rtpart_code find_log(const char *folder, const struct rtpart_taskset *ts,
                                 size_t i, char **path, struct rtpart_error *err)
{
    const char *task = ts->tasks[i].name;
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    enum rtpart_code code = RTPART_OK;

    if (dir == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "%s: %s", folder, strerror(errno));
    while (code == RTPART_OK && (entry = readdir(dir)) != NULL) {
        if (!belongs(entry->d_name, ts, i))
            continue;
        if (*path != NULL)
            code =
                rtpart_fail(err, RTPART_EINPUT,
                            "%s: task \"%.60s\" has more than one log there, of several "
                            "runs: move the others away",
                            folder, task);
        else if (asprintf(path, "%s/%s", folder, entry->d_name) < 0) {
            *path = NULL;
            code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        }
    }
    (void)closedir(dir);
    if (code == RTPART_OK && *path == NULL)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: there is no log of task \"%.60s\" (a file *-%.60s-N.log)",
                           folder, task, task);
    return code;
}

enum rtpart_code rtpart_rt_app_logs_read(const char *folder,
                                         const struct rtpart_plan *plan,
                                         struct rtpart_rt_app_log *logs,
                                         struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < plan->taskset.count && code == RTPART_OK; i++) {
        const struct rtpart_task *t = &plan->taskset.tasks[i];
        RTPART_AUTO_FREE char *path = NULL;
        RTPART_AUTO_FREE char *text = NULL;
        size_t len = 0;

        code = find_log(folder, &plan->taskset, i, &path, err);
        if (code == RTPART_OK)
            code = rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);
        if (code == RTPART_OK)
            code = rtpart_rt_app_log_parse(text, len, path, t->period, &logs[i], err);
    }
    return code;
}
