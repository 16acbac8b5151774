/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/location.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = sizeof((struct rtpart_error *)0)->message };

/* "file:line: ", at most half of a message: a long file name keeps its end. */
static const char *prefix(char *buf, size_t size, struct rtpart_location at)
{
    const size_t length = strlen(at.file);
    const size_t most = LINE_SIZE / 2;
    const char *file = length <= most ? at.file : at.file + length - most;
    const char *cut = length <= most ? "" : "...";

    if (at.line == 0)
        (void)snprintf(buf, size, "%s%s: ", cut, file);
    else
        (void)snprintf(buf, size, "%s%s:%u: ", cut, file, at.line);
    return buf;
}

enum rtpart_code(rtpart_fail_at)(struct rtpart_error *err, enum rtpart_code code,
                                 struct rtpart_location at, const char *fmt, ...)
{
    char where[LINE_SIZE];
    char what[LINE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return rtpart_fail(err, code, "%s%s", prefix(where, sizeof where, at), what);
}

void rtpart_note_at(const struct rtpart_notes *notes, struct rtpart_location at,
                    const char *fmt, ...)
{
    char where[LINE_SIZE];
    char what[LINE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    rtpart_note(notes, "%s%s", prefix(where, sizeof where, at), what);
}
