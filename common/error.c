/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Format into `out`; a line that does not fit ends in "...", control characters in '?'. */
__attribute__((format(printf, 3, 0))) static void
format_line(char *out, size_t size, const char *fmt, va_list args)
{
    const int n = vsnprintf(out, size, fmt, args);

    if (n < 0) {
        out[0] = '\0';
        return;
    }
    if ((size_t)n >= size)
        memcpy(out + size - 4, "...", 4);
    for (char *c = out; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
}

enum rtpart_code(rtpart_fail)(struct rtpart_error *err, enum rtpart_code code,
                              const char *fmt, ...)
{
    if (err != NULL) {
        va_list args;

        err->code = code;
        va_start(args, fmt);
        format_line(err->message, sizeof err->message, fmt, args);
        va_end(args);
    }
    return code;
}

void rtpart_error_in(struct rtpart_error *err, const char *where)
{
    if (err == NULL)
        return;
    const struct rtpart_error inner = *err;

    (void)rtpart_fail(err, inner.code, "%s: %s", where, inner.message);
}

int rtpart_exit_status(enum rtpart_code code)
{
    switch (code) {
    case RTPART_OK:
        return 0;
    case RTPART_EUSAGE:
        return 2;
    case RTPART_EINPUT:
    case RTPART_EMODEL:
    case RTPART_ERANGE:
        return 3;
    case RTPART_ENOMEM:
    case RTPART_EHOST:
        break;
    }
    return 4;
}

void rtpart_note(const struct rtpart_notes *notes, const char *fmt, ...)
{
    char line[512];
    va_list args;

    if (notes == NULL || notes->note == NULL)
        return;
    va_start(args, fmt);
    format_line(line, sizeof line, fmt, args);
    va_end(args);
    notes->note(notes->ctx, line);
}
