/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void rtpart_words_add(struct rtpart_words *w, const char *fmt, ...)
{
    char **bigger = realloc(w->argv, (w->count + 2) * sizeof *bigger);
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = NULL;
    va_end(ap);
    if (bigger != NULL)
        w->argv = bigger;
    if (bigger == NULL || text == NULL) {
        free(text);
        w->failed = true;
        return;
    }
    w->argv[w->count++] = text;
    w->argv[w->count] = NULL;
}

void rtpart_words_add_all(struct rtpart_words *w, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++)
        rtpart_words_add(w, "%s", list[i]);
}

void rtpart_words_free(struct rtpart_words *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->argv[i]);
    free(w->argv);
    *w = (struct rtpart_words){0};
}
