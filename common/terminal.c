/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common/text.h"

enum { USUAL_WIDTH = 80 };

size_t rtpart_terminal_width(FILE *out)
{
    struct winsize size;

    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return USUAL_WIDTH;
}

/* First item that does not fit in `width`; at least one is taken. */
static size_t fit(rtpart_item_fn *item, const void *ctx, size_t first, size_t count,
                  size_t width)
{
    size_t used = rtpart_text_width(item(ctx, first));
    size_t next = first + 1;

    while (next < count) {
        used += 1 + rtpart_text_width(item(ctx, next));
        if (used > width)
            break;
        next++;
    }
    return next;
}

size_t rtpart_fold_names(char *buf, size_t size, rtpart_item_fn *item, const void *ctx,
                         size_t first, size_t count, size_t width, bool last_line)
{
    char more[48] = "";
    size_t next = fit(item, ctx, first, count, width);
    size_t used = 0;

    if (last_line && next < count) {
        const int n = snprintf(more, sizeof more, " and %zu more", count - first);
        const size_t room = (size_t)n < width ? width - (size_t)n : 1;

        next = fit(item, ctx, first, count, room);
        (void)snprintf(more, sizeof more, " and %zu more", count - next);
    }
    buf[0] = '\0';
    for (size_t i = first; i < next && used + 1 < size; i++) {
        const int n =
            snprintf(buf + used, size - used, "%s%s", i > first ? " " : "", item(ctx, i));

        used += n > 0 ? (size_t)n : 0;
    }
    if (used + strlen(more) < size)
        memcpy(buf + used, more, strlen(more) + 1);
    return last_line ? count : next;
}

char *rtpart_join_names(rtpart_item_fn *item, const void *ctx, size_t count)
{
    size_t size = 1;
    char *text;
    char *end;

    for (size_t i = 0; i < count; i++)
        size += strlen(item(ctx, i)) + 1;
    text = malloc(size);
    if (text == NULL)
        return NULL;
    end = text;
    *end = '\0';
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            *end++ = ' ';
        end = stpcpy(end, item(ctx, i));
    }
    return text;
}
