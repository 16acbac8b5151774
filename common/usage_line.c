/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/usage_line.h"

#include <string.h>

static ssize_t put(void *cookie, const char *text, size_t size)
{
    struct rtpart_usage_line *line = cookie;
    const char *end = memchr(text, '\n', size);

    if (line->done)
        return (ssize_t)size;
    (void)fwrite(text, 1, end != NULL ? (size_t)(end - text) : size, line->to);
    if (end != NULL) {
        (void)fprintf(line->to, " (%s --help shows the options)\n", line->tool);
        (void)fflush(line->to);
        line->done = true;
    }
    return (ssize_t)size;
}

FILE *rtpart_usage_line_open(struct rtpart_usage_line *line, FILE *to, const char *tool)
{
    const cookie_io_functions_t io = {.write = put};

    *line = (struct rtpart_usage_line){.to = to, .tool = tool};
    return fopencookie(line, "w", io);
}
