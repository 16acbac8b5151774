/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/parts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool begins_part(const char *line, const char *end)
{
    return end - line >= 3 && memcmp(line, "== ", 3) == 0;
}

void test_parts_cut(struct test_parts *p, const void *data, size_t size)
{
    *p = (struct test_parts){.copy = malloc(size + 1), .count = 1};
    if (p->copy == NULL)
        abort();
    if (size > 0)
        memcpy(p->copy, data, size);
    p->copy[size] = '\0';
    const char *end = p->copy + size;
    struct test_part *part = &p->parts[0];

    *part = (struct test_part){.name = "", .text = p->copy};
    for (char *line = p->copy; line < end;) {
        char *stop = memchr(line, '\n', (size_t)(end - line));

        stop = stop != NULL ? stop : p->copy + size;
        if (begins_part(line, end) && p->count < TEST_PARTS_MAX) {
            part->size = (size_t)(line - part->text);
            part = &p->parts[p->count++];
            *part = (struct test_part){.name = line + 3,
                                       .name_len = (size_t)(stop - line) - 3,
                                       .text = stop < end ? stop + 1 : stop};
            *line = '\0'; /* ends the part before */
        }
        line = stop + 1;
    }
    part->size = (size_t)(end - part->text);
}

const struct test_part *test_part(const struct test_parts *p, const char *name)
{
    static char nothing[] = "";
    static const struct test_part none = {.name = nothing, .text = nothing};

    for (size_t i = 0; i < p->count; i++)
        if (p->parts[i].name_len == strlen(name) &&
            memcmp(p->parts[i].name, name, p->parts[i].name_len) == 0)
            return &p->parts[i];
    return &none;
}

const struct test_part *test_part_of_path(const struct test_parts *p, const char *path)
{
    const size_t len = strlen(path);

    for (size_t i = 0; i < p->count; i++) {
        const size_t n = p->parts[i].name_len;

        if (n > 0 && n < len && path[len - n - 1] == '/' &&
            memcmp(path + len - n, p->parts[i].name, n) == 0)
            return &p->parts[i];
    }
    return NULL;
}

void test_parts_free(struct test_parts *p)
{
    free(p->copy);
    *p = (struct test_parts){0};
}
