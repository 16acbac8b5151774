/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/taskset_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/readall.h"
#include "model/file_kind.h"
#include "model/taskset_formats.h"

/* The first line that is neither blank nor a comment, as a place and a length. */
static size_t first_line(const char *text, size_t len, const char **line)
{
    size_t i = 0;

    while (i < len) {
        const char *end = memchr(text + i, '\n', len - i);
        const size_t stop = end != NULL ? (size_t)(end - text) : len;
        size_t k = i;

        while (k < stop && strchr(" \t\r", text[k]) != NULL)
            k++;
        if (k < stop && text[k] != '#') {
            *line = text + k;
            return stop - k;
        }
        i = stop + (end != NULL);
    }
    *line = text + len;
    return 0;
}

static enum rtpart_code dispatch(const char *text, size_t len, const char *name,
                                 const struct rtpart_read_options *opt,
                                 struct rtpart_system *out, struct rtpart_error *err)
{
    const char *line;
    const size_t length = first_line(text, len, &line);

    if (rtpart_file_kind(text, len) == RTPART_FILE_SCHEDCAT)
        return rtpart_taskset_read_schedcat(text, len, name, opt, out, err);
    if (length > 0 && line[0] == '<')
        return rtpart_taskset_read_xml(text, len, name, opt, out, err);
    if (memchr(line, ',', length) != NULL)
        return rtpart_taskset_read_csv(text, len, name, opt, out, err);
    return rtpart_taskset_read_rows(text, len, name, opt, out, err);
}

/* Notes are kept until it is known that the file is good: an error comes alone. */
struct note_list {
    char **lines;
    size_t count;
};

static void keep_note(void *ctx, const char *message)
{
    struct note_list *list = ctx;
    char **lines = reallocarray(list->lines, list->count + 1, sizeof *lines);

    if (lines == NULL)
        return;
    list->lines = lines;
    lines[list->count] = strdup(message);
    list->count += lines[list->count] != NULL;
}

/* Hand the notes on (to NULL: nobody), and forget them. */
static void pass_notes(struct note_list *list, const struct rtpart_notes *notes)
{
    for (size_t i = 0; i < list->count; i++) {
        rtpart_note(notes, "%s", list->lines[i]);
        free(list->lines[i]);
    }
    free(list->lines);
}

enum rtpart_code rtpart_system_read_memory(const char *text, size_t len, const char *name,
                                           const struct rtpart_read_options *opt,
                                           struct rtpart_system *out,
                                           struct rtpart_error *err)
{
    struct note_list kept = {0};
    const struct rtpart_read_options keeping = {
        .unit = opt != NULL ? opt->unit : 0,
        .rename_duplicates = opt != NULL && opt->rename_duplicates,
        .notes = {.note = keep_note, .ctx = &kept},
    };
    enum rtpart_code code;

    *out = (struct rtpart_system){0};
    code = rtpart_input_check(&text, &len, name, err);
    if (code == RTPART_OK)
        code = dispatch(text, len, name, &keeping, out, err);
    if (code != RTPART_OK)
        rtpart_system_free(out);
    pass_notes(&kept, code == RTPART_OK && opt != NULL ? &opt->notes : NULL);
    return code;
}

enum rtpart_code rtpart_system_read(const char *path,
                                    const struct rtpart_read_options *opt,
                                    struct rtpart_system *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    enum rtpart_code code;

    *out = (struct rtpart_system){0};
    code = rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);
    if (code != RTPART_OK)
        return code;
    return rtpart_system_read_memory(text, len, rtpart_input_name(path), opt, out, err);
}
