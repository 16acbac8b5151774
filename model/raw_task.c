/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/raw_task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/name_index.h"

_Static_assert(RTPART_TIME_PARSE_MAX == RTPART_NS_MAX, "one largest time everywhere");

static struct rtpart_location at_line(const struct rtpart_task_reader *r, unsigned line)
{
    return (struct rtpart_location){r->file, line};
}

void rtpart_task_reader_unit(struct rtpart_task_reader *r, rtpart_ns file_unit,
                             const char *how)
{
    r->unit = r->opt->unit != 0 ? r->opt->unit : file_unit;
    if (r->unit != 0)
        return;
    r->unit = RTPART_MS;
    rtpart_note_at(&r->opt->notes, at_line(r, 0),
                   "no unit of time is given: milliseconds assumed (say so with %s)",
                   how);
}

/* Parse with the blanks around the text dropped, as XML and Java do. */
static enum rtpart_code parse_trimmed(const char *text, int64_t scale,
                                      enum rtpart_round round, int64_t max, int64_t *out,
                                      bool *rounded, struct rtpart_error *err)
{
    const char *first = text + strspn(text, " \t\r\n");
    size_t length = strlen(first);

    while (length > 0 && strchr(" \t\r\n", first[length - 1]) != NULL)
        length--;

    RTPART_AUTO_FREE char *trimmed = strndup(first, length);

    if (trimmed == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    return rtpart_decimal_parse(trimmed, scale, round, max, out, rounded, err);
}

enum rtpart_code rtpart_raw_time(struct rtpart_task_reader *r, unsigned line,
                                 const char *what, const struct rtpart_raw_value *v,
                                 enum rtpart_round round, rtpart_ns *out,
                                 struct rtpart_error *err)
{
    const struct rtpart_location at = at_line(r, line);
    const rtpart_ns unit = r->opt->unit != 0 ? r->opt->unit
                           : v->unit != 0    ? v->unit
                                             : r->unit;
    const char *equals = v->label[0] != '\0' ? "=" : "";
    struct rtpart_error why;
    bool rounded;

    switch (parse_trimmed(v->text, unit, round, RTPART_NS_MAX, out, &rounded, &why)) {
    case RTPART_OK:
        break;
    case RTPART_ENOMEM:
        return rtpart_fail(err, RTPART_ENOMEM, "%s: %s", r->file, why.message);
    case RTPART_ERANGE:
        return rtpart_fail_at(
            err, RTPART_EINPUT, at,
            "%s %s%s%s in %s (at most 2^53 ns, about 104 days; check value "
            "and unit)",
            what, v->label, equals, why.message, rtpart_unit_name(unit));
    default:
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "%s %s%s%s (give a plain decimal such as 7.5)", what,
                              v->label, equals, why.message);
    }
    if (rounded && r->rounded++ == 0)
        rtpart_note_at(
            &r->opt->notes, at,
            "%s %s%s\"%.60s\" is finer than 1 ns: rounded %s, to the safe side", what,
            v->label, equals, v->text, round == RTPART_ROUND_UP ? "up" : "down");
    return RTPART_OK;
}

/* A time of a task that must be above 0. @what is 'task "x": period'. */
static enum rtpart_code positive_time(struct rtpart_task_reader *r, unsigned line,
                                      const char *task, const char *word,
                                      const struct rtpart_raw_value *v,
                                      enum rtpart_round round, rtpart_ns *out,
                                      struct rtpart_error *err)
{
    char what[128];
    enum rtpart_code code;

    (void)snprintf(what, sizeof what, "task \"%.80s\": %s", task, word);
    if (v->text == NULL)
        return rtpart_fail_at(err, RTPART_EINPUT, at_line(r, line),
                              "%s %s is missing (give it, a decimal above 0)", what,
                              v->label);
    code = rtpart_raw_time(r, line, what, v, round, out, err);
    if (code == RTPART_OK && *out == 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at_line(r, line),
            "%s %s%s\"%.60s\" is not at least 1 ns (give a decimal above 0)", what,
            v->label, v->label[0] != '\0' ? "=" : "", v->text);
    return code;
}

/* A small whole number that may be left out: rt:vcpu, rt:prio. */
static enum rtpart_code small_number(struct rtpart_task_reader *r, unsigned line,
                                     const char *task, const struct rtpart_raw_value *v,
                                     int min, int max, int *out, struct rtpart_error *err)
{
    int64_t value = 0;

    if (v->text == NULL)
        return RTPART_OK;
    if (parse_trimmed(v->text, 1, RTPART_ROUND_EXACT, max, &value, NULL, NULL) !=
            RTPART_OK ||
        value < min)
        return rtpart_fail_at(
            err, RTPART_EINPUT, at_line(r, line),
            "task \"%.80s\": %s=\"%.60s\" is not a whole number in %d .. %d", task,
            v->label, v->text, min, max);
    *out = (int)value;
    return RTPART_OK;
}

enum rtpart_code rtpart_raw_name_check(struct rtpart_location at, const char *what,
                                       const char *name, struct rtpart_error *err)
{
    if (name[0] == '\0')
        return rtpart_fail_at(err, RTPART_EINPUT, at, "%s: the name is empty", what);
    if (strlen(name) > RTPART_NAME_MAX)
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "%s: the name \"%.40s...\" is longer than %d bytes", what,
                              name, RTPART_NAME_MAX);
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return rtpart_fail_at(err, RTPART_EINPUT, at,
                                  "%s: the name \"%.80s\" holds a control character",
                                  what, name);
    return RTPART_OK;
}

/* All values of a task, each by itself. */
static enum rtpart_code read_values(struct rtpart_task_reader *r,
                                    const struct rtpart_raw_task *raw, const char *name,
                                    struct rtpart_task *t, struct rtpart_error *err)
{
    enum rtpart_code code = positive_time(r, raw->line, name, "period", &raw->period,
                                          RTPART_ROUND_DOWN, &t->period, err);

    if (code == RTPART_OK)
        code = positive_time(r, raw->line, name, "WCET", &raw->wcet, RTPART_ROUND_UP,
                             &t->wcet, err);
    if (code == RTPART_OK && raw->deadline.text != NULL)
        code = positive_time(r, raw->line, name, "deadline", &raw->deadline,
                             RTPART_ROUND_DOWN, &t->deadline, err);
    else
        t->deadline = t->period;
    if (code == RTPART_OK)
        code = small_number(r, raw->line, name, &raw->vcpu, 0, RTPART_VCPUS_MAX - 1,
                            &t->vcpu, err);
    if (code == RTPART_OK)
        code = small_number(r, raw->line, name, &raw->prio, 1, 99, &t->prio, err);
    return code;
}

enum rtpart_code rtpart_raw_task_add(struct rtpart_task_reader *r,
                                     const struct rtpart_raw_task *raw,
                                     struct rtpart_taskset *ts, struct rtpart_error *err)
{
    const struct rtpart_location at = at_line(r, raw->line);
    struct rtpart_task t = {.vcpu = -1};
    struct rtpart_error why;
    enum rtpart_code code = RTPART_OK;
    char name[RTPART_NAME_MAX + 1];

    if (r->tasks == RTPART_TASKS_MAX)
        return rtpart_fail_at(err, RTPART_EINPUT, at, "more than %d tasks",
                              RTPART_TASKS_MAX);
    if (raw->name != NULL)
        code = rtpart_raw_name_check(at, "task", raw->name, err);
    if (code != RTPART_OK)
        return code;
    if (raw->name != NULL)
        (void)snprintf(name, sizeof name, "%s", raw->name);
    else
        (void)snprintf(name, sizeof name, "t%zu", ts->count);
    code = read_values(r, raw, name, &t, err);
    if (code != RTPART_OK)
        return code;
    t.name = name;
    if (rtpart_task_check(&t, &why) != RTPART_OK)
        return rtpart_fail_at(err, RTPART_EINPUT, at, "%s", why.message);
    if (raw->name == NULL)
        name[0] = '\0'; /* until all names are there */
    t.line = raw->line;
    code = rtpart_taskset_append(ts, &t, err);
    r->tasks += code == RTPART_OK;
    return code;
}

/* "t<index>", or the first of "t<index>.1", "t<index>.2", ... that no task has. NULL: no
 * memory. */
static char *default_name(const struct rtpart_name_index *taken, size_t index)
{
    char *name = NULL;
    size_t other;
    int n = asprintf(&name, "t%zu", index);

    for (size_t k = 1; n >= 0 && rtpart_name_index_find(taken, name, &other); k++) {
        free(name);
        n = asprintf(&name, "t%zu.%zu", index, k);
    }
    return n >= 0 ? name : NULL;
}

/* The names that the file gives twice, if any. */
static enum rtpart_code refuse_duplicate(const struct rtpart_task_reader *r,
                                         const struct rtpart_taskset *ts,
                                         const struct rtpart_name_index *given,
                                         struct rtpart_error *err)
{
    size_t a;
    size_t b;

    if (!rtpart_name_index_duplicate(given, &a, &b))
        return RTPART_OK;
    return rtpart_fail_at(
        err, RTPART_EINPUT, at_line(r, ts->tasks[b].line),
        "task \"%.80s\": the task of line %u has that name too (rename one, or read with "
        "--rename-duplicates)",
        ts->tasks[b].name, ts->tasks[a].line);
}

/* Take the name from every task that is not the first with it. */
static enum rtpart_code forget_duplicates(const struct rtpart_task_reader *r,
                                          struct rtpart_taskset *ts,
                                          struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index all = {0};
    const enum rtpart_code code = rtpart_name_index_build(
        &all, &ts->tasks[0].name, sizeof ts->tasks[0], ts->count, err);
    size_t first = 0; /* of the entries with this name: the one that keeps it */
    size_t renamed = 0;

    for (size_t i = 1; code == RTPART_OK && i < all.count; i++) {
        const char *name = all.entries[first].name;

        if (*name == '\0' || strcmp(all.entries[i].name, name) != 0) {
            first = i;
            continue;
        }
        if (renamed++ == 0)
            rtpart_note_at(&r->opt->notes,
                           at_line(r, ts->tasks[all.entries[i].index].line),
                           "task \"%.80s\": the name is taken; it and others like it get "
                           "default names (t and the number of the task)",
                           name);
        ts->tasks[all.entries[i].index].name[0] = '\0';
    }
    return code;
}

enum rtpart_code rtpart_raw_names(const struct rtpart_task_reader *r,
                                  struct rtpart_taskset *ts, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index all = {0};
    struct rtpart_name_index given; /* part of `all` */
    enum rtpart_code code;
    size_t nameless = 0;

    if (ts->count == 0)
        return RTPART_OK;
    code = r->opt->rename_duplicates ? forget_duplicates(r, ts, err) : RTPART_OK;
    if (code != RTPART_OK)
        return code;
    code = rtpart_name_index_build(&all, &ts->tasks[0].name, sizeof ts->tasks[0],
                                   ts->count, err);
    if (code != RTPART_OK)
        return code;
    while (nameless < all.count && all.entries[nameless].name[0] == '\0')
        nameless++; /* "" sorts first */
    given.entries = all.entries + nameless;
    given.count = all.count - nameless;
    for (size_t i = 0; i < nameless; i++) {
        const size_t index = all.entries[i].index;
        char *name = default_name(&given, index);

        if (name == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", r->file);
        free(ts->tasks[index].name);
        ts->tasks[index].name = name;
    }
    return refuse_duplicate(r, ts, &given, err);
}

enum rtpart_code rtpart_task_reader_end(const struct rtpart_task_reader *r,
                                        struct rtpart_error *err)
{
    if (r->tasks == 0)
        return rtpart_fail_at(err, RTPART_EINPUT, at_line(r, 0),
                              "the task set is empty (a task needs at least a WCET and a "
                              "period)");
    if (r->rounded > 1)
        rtpart_note_at(
            &r->opt->notes, at_line(r, 0),
            "%zu values in all are finer than 1 ns and were rounded to the safe "
            "side",
            r->rounded);
    return RTPART_OK;
}
