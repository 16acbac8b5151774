/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows "C D T" or "C T": the form of EVA, of the HCBS test suite and of taskgen.py. */
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "model/raw_task.h"
#include "model/taskset_formats.h"

enum { FIELDS_MAX = 3 };

static const char blanks[] = " \t\r";

struct rows {
    struct rtpart_task_reader reader;
    struct rtpart_component *root;
    unsigned line;
    size_t columns; /* 2 or 3, as the first row has it; 0: no row yet */
};

static struct rtpart_location here(const struct rows *r)
{
    return (struct rtpart_location){r->reader.file, r->line};
}

/* "Taskset NAME", once and before the first row. @rest is what follows the word. */
static enum rtpart_code read_header(struct rows *r, char *rest, struct rtpart_error *err)
{
    size_t length;
    enum rtpart_code code;

    rest += strspn(rest, blanks);
    length = strlen(rest);
    while (length > 0 && strchr(blanks, rest[length - 1]) != NULL)
        rest[--length] = '\0';
    if (r->root->name != NULL || r->columns != 0)
        return rtpart_fail_at(
            err, RTPART_EINPUT, here(r),
            "a second task set begins here (one file holds one: split it)");
    code = rtpart_raw_name_check(here(r), "Taskset", rest, err);
    if (code != RTPART_OK)
        return code;
    r->root->name = strdup(rest);
    r->root->line = r->line;
    return r->root->name != NULL ? RTPART_OK
                                 : rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

static enum rtpart_code read_row(struct rows *r, char *line, struct rtpart_error *err)
{
    char *fields[FIELDS_MAX];
    char *rest = NULL;
    size_t n = 0;

    for (char *f = strtok_r(line, blanks, &rest); f != NULL;
         f = strtok_r(NULL, blanks, &rest)) {
        if (n == FIELDS_MAX)
            return rtpart_fail_at(
                err, RTPART_EINPUT, here(r),
                "more than three values in a row (a row is \"C D T\" or "
                "\"C T\")");
        fields[n++] = f;
    }
    if (n == 1)
        return rtpart_fail_at(
            err, RTPART_EINPUT, here(r),
            "\"%.60s\" alone is no task set: rows are \"C D T\" or \"C T\", "
            "CSV begins with \"name,c,d,t\", XML with <system>",
            fields[0]);
    if (r->columns != 0 && n != r->columns)
        return rtpart_fail_at(err, RTPART_EINPUT, here(r),
                              "%zu values in this row, %zu in those before it", n,
                              r->columns);
    r->columns = n;

    const struct rtpart_raw_task raw = {
        .line = r->line,
        .wcet = {.text = fields[0], .label = ""},
        .deadline = {.text = n == 3 ? fields[1] : NULL, .label = ""},
        .period = {.text = fields[n - 1], .label = ""},
        .vcpu = {.label = ""},
        .prio = {.label = ""},
    };

    return rtpart_raw_task_add(&r->reader, &raw, &r->root->taskset, err);
}

static enum rtpart_code read_line(struct rows *r, char *line, struct rtpart_error *err)
{
    static const char header[] = "taskset";
    const size_t word = sizeof header - 1;

    line[strcspn(line, "#")] = '\0';
    line += strspn(line, blanks);
    if (line[0] == '\0')
        return RTPART_OK;
    if (strncasecmp(line, header, word) == 0 && strchr(blanks, line[word]) != NULL)
        return read_header(r, line + word, err);
    return read_row(r, line, err);
}

enum rtpart_code rtpart_taskset_read_rows(const char *text, size_t len, const char *name,
                                          const struct rtpart_read_options *opt,
                                          struct rtpart_system *out,
                                          struct rtpart_error *err)
{
    struct rows r = {.reader = {.file = name, .opt = opt}, .root = &out->root};
    RTPART_AUTO_FREE char *copy = strndup(text, len);
    enum rtpart_code code = RTPART_OK;
    char *rest = copy;

    if (copy == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", name);
    rtpart_task_reader_unit(&r.reader, 0, "--unit");
    while (code == RTPART_OK && rest != NULL) {
        r.line++;
        code = read_line(&r, strsep(&rest, "\n"), err);
    }
    if (code == RTPART_OK)
        code = rtpart_raw_names(&r.reader, &out->root.taskset, err);
    if (code == RTPART_OK)
        code = rtpart_task_reader_end(&r.reader, err);
    if (code == RTPART_OK && out->root.name == NULL) {
        out->root.name = strdup("taskset");
        if (out->root.name == NULL)
            code = rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", name);
    }
    return code;
}
