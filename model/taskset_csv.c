/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV with a header line that names the columns. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/auto.h"
#include "common/csv.h"
#include "model/raw_task.h"
#include "model/taskset_formats.h"

enum column { NAME, WCET, DEADLINE, PERIOD, VCPU, PRIO, COLUMN_COUNT };

static const struct {
    const char *name;
    enum column column;
} synonyms[] = {
    {"name", NAME},         {"task", NAME},  {"c", WCET},    {"e", WCET},
    {"wcet", WCET},         {"d", DEADLINE}, {"t", PERIOD},  {"p", PERIOD},
    {"deadline", DEADLINE}, {"vcpu", VCPU},  {"prio", PRIO}, {"period", PERIOD},
    {"priority", PRIO},
};

/* Where the columns are. */
struct layout {
    size_t place[COLUMN_COUNT];   /* field + 1; 0: no such column */
    rtpart_ns unit[COLUMN_COUNT]; /* from "c_us"; 0: not said */
    char label[COLUMN_COUNT][32]; /* as the file writes it */
    size_t fields;                /* in the header */
};

/* Column called `word`, and the unit in its name. COLUMN_COUNT: unknown. */
static enum column find_column(const char *word, rtpart_ns *unit)
{
    const char *under = strrchr(word, '_');
    const size_t length = under != NULL ? (size_t)(under - word) : strlen(word);

    *unit = under != NULL ? rtpart_unit_from_name(under + 1) : 0;
    if (under != NULL && *unit == 0)
        return COLUMN_COUNT;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
        const enum column c = synonyms[i].column;

        if (strlen(synonyms[i].name) == length &&
            strncasecmp(word, synonyms[i].name, length) == 0 &&
            (*unit == 0 || c == WCET || c == DEADLINE || c == PERIOD))
            return c;
    }
    return COLUMN_COUNT;
}

static enum rtpart_code read_header(const struct rtpart_csv *csv,
                                    const struct rtpart_task_reader *r, struct layout *l,
                                    struct rtpart_error *err)
{
    const struct rtpart_location at = {r->file, csv->line};

    l->fields = csv->count;
    for (size_t i = 0; i < csv->count; i++) {
        rtpart_ns unit;
        const enum column c = find_column(csv->fields[i], &unit);

        if (c == COLUMN_COUNT) {
            rtpart_note_at(&r->opt->notes, at, "column \"%.60s\" is not used",
                           csv->fields[i]);
            continue;
        }
        if (l->place[c] != 0)
            return rtpart_fail_at(
                err, RTPART_EINPUT, at,
                "columns \"%s\" and \"%.60s\" mean the same (remove one)", l->label[c],
                csv->fields[i]);
        l->place[c] = i + 1;
        l->unit[c] = unit;
        (void)snprintf(l->label[c], sizeof l->label[c], "%s", csv->fields[i]);
    }
    if (l->place[WCET] == 0 || l->place[PERIOD] == 0)
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "the first line is not a header with the columns c and t "
                              "(such as \"name,c,d,t\")");
    return RTPART_OK;
}

/* The field of a column, NULL where it is empty or not there. */
static struct rtpart_raw_value value_of(const struct rtpart_csv *csv,
                                        const struct layout *l, enum column c)
{
    const size_t place = l->place[c];
    const char *text = place != 0 && place <= csv->count ? csv->fields[place - 1] : "";

    return (struct rtpart_raw_value){
        .text = text[0] != '\0' ? text : NULL, .label = l->label[c], .unit = l->unit[c]};
}

static enum rtpart_code read_record(const struct rtpart_csv *csv, const struct layout *l,
                                    struct rtpart_task_reader *r,
                                    struct rtpart_taskset *ts, struct rtpart_error *err)
{
    const struct rtpart_raw_task raw = {
        .name = value_of(csv, l, NAME).text,
        .line = csv->line,
        .wcet = value_of(csv, l, WCET),
        .deadline = value_of(csv, l, DEADLINE),
        .period = value_of(csv, l, PERIOD),
        .vcpu = value_of(csv, l, VCPU),
        .prio = value_of(csv, l, PRIO),
    };

    if (csv->count != l->fields)
        return rtpart_fail_at(
            err, RTPART_EINPUT, (struct rtpart_location){r->file, csv->line},
            "%zu fields, but the header has %zu", csv->count, l->fields);
    return rtpart_raw_task_add(r, &raw, ts, err);
}

/* Does the header leave a time without a unit? */
static bool unit_is_open(const struct layout *l)
{
    return l->unit[WCET] == 0 || l->unit[PERIOD] == 0 ||
           (l->place[DEADLINE] != 0 && l->unit[DEADLINE] == 0);
}

static enum rtpart_code read_all(struct rtpart_csv *csv, struct rtpart_task_reader *r,
                                 struct rtpart_taskset *ts, struct rtpart_error *err)
{
    struct layout l = {0};
    bool more;
    enum rtpart_code code = rtpart_csv_read(csv, r->file, &more, err);

    if (code == RTPART_OK)
        code = read_header(csv, r, &l, err);
    if (code == RTPART_OK && unit_is_open(&l))
        rtpart_task_reader_unit(r, 0, "--unit, or a column c_us");
    while (code == RTPART_OK) {
        code = rtpart_csv_read(csv, r->file, &more, err);
        if (code != RTPART_OK || !more)
            break;
        code = read_record(csv, &l, r, ts, err);
    }
    if (code == RTPART_OK)
        code = rtpart_raw_names(r, ts, err);
    return code == RTPART_OK ? rtpart_task_reader_end(r, err) : code;
}

enum rtpart_code rtpart_taskset_read_csv(const char *text, size_t len, const char *name,
                                         const struct rtpart_read_options *opt,
                                         struct rtpart_system *out,
                                         struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_csv_close) struct rtpart_csv csv = {0};
    struct rtpart_task_reader r = {.file = name, .opt = opt};
    enum rtpart_code code = rtpart_csv_open(&csv, text, len, err);

    if (code == RTPART_OK)
        code = read_all(&csv, &r, &out->root.taskset, err);
    if (code != RTPART_OK)
        return code;
    out->root.name = strdup("taskset");
    return out->root.name != NULL
               ? RTPART_OK
               : rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", name);
}
