/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/readall.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/location.h"
#include "common/text.h"

const char *rtpart_input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static enum rtpart_code cannot_read(const char *path, struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EINPUT, "%s: cannot read: %s", rtpart_input_name(path),
                       strerror(errno));
}

/* Read up to the end of the file into a buffer that doubles. */
static enum rtpart_code read_fd(int fd, const char *path, size_t limit, char **text,
                                size_t *len, struct rtpart_error *err)
{
    size_t size = 0;
    size_t used = 0;

    for (;;) {
        if (size - used < 2) { /* a byte and the NUL */
            char *bigger = realloc(*text, size = size == 0 ? 65536 : 2 * size);

            if (bigger == NULL)
                return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory",
                                   rtpart_input_name(path));
            *text = bigger;
        }

        const ssize_t n = read(fd, *text + used, size - used - 1);

        if (n < 0 && errno != EINTR)
            return cannot_read(path, err);
        if (n == 0)
            break;
        if (n > 0)
            used += (size_t)n;
        if (used > limit)
            return rtpart_fail(err, RTPART_EINPUT,
                               "%s: larger than %zu MiB, the most that is read",
                               rtpart_input_name(path), limit >> 20);
    }
    (*text)[used] = '\0';
    *len = used;
    return RTPART_OK;
}

enum rtpart_code rtpart_readall(const char *path, size_t limit, char **text, size_t *len,
                                struct rtpart_error *err)
{
    const bool standard = strcmp(path, "-") == 0;
    RTPART_AUTO_FD int opened = -1;
    RTPART_AUTO_FREE char *all = NULL;

    if (!standard) {
        opened = open(path, O_RDONLY | O_CLOEXEC);
        if (opened < 0)
            return cannot_read(path, err);
    }

    const enum rtpart_code code =
        read_fd(standard ? STDIN_FILENO : opened, path, limit, &all, len, err);

    if (code == RTPART_OK) {
        *text = all;
        all = NULL;
    }
    return code;
}

enum rtpart_code rtpart_input_check(const char **text, size_t *len, const char *name,
                                    struct rtpart_error *err)
{
    struct rtpart_location at = {name, 1};
    size_t bad;

    if (*len > RTPART_INPUT_MAX)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: larger than %zu MiB, the most that is read", name,
                           RTPART_INPUT_MAX >> 20);
    if (*len >= 2 &&
        (memcmp(*text, "\xff\xfe", 2) == 0 || memcmp(*text, "\xfe\xff", 2) == 0))
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "this is UTF-16; only UTF-8 is read (convert it: iconv -f "
                              "UTF-16 -t UTF-8)");
    if (*len >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
        *text += 3;
        *len -= 3;
    }
    bad = rtpart_text_check(*text, *len);
    if (bad == *len)
        return RTPART_OK;
    for (size_t i = 0; i < bad; i++)
        at.line += (*text)[i] == '\n';
    if ((*text)[bad] == '\0')
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "there is a NUL byte: this is no text in UTF-8");
    return rtpart_fail_at(
        err, RTPART_EINPUT, at,
        "byte 0x%02x is not UTF-8 (convert the file: iconv -f LATIN1 -t "
        "UTF-8, or whatever it is in)",
        (unsigned char)(*text)[bad]);
}
