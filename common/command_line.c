/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Characters that no shell gives a meaning to, anywhere in a word. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_@%+=:,./-";

static void put_quoted(const char *word, FILE *out)
{
    (void)fputc('\'', out);
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            (void)fputs("'\\''", out);
        else
            (void)fputc(*word, out);
    }
    (void)fputc('\'', out);
}

static void put_word(const char *word, FILE *out)
{
    const size_t len = strlen(word);

    if (len > 0 && strspn(word, plain) == len)
        (void)fputs(word, out);
    else
        put_quoted(word, out);
}

char *rtpart_command_line(int argc, char *const *argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (int i = 0; i < argc; i++) {
        const char *slash = i == 0 ? strrchr(argv[0], '/') : NULL;

        if (i > 0)
            (void)fputc(' ', out);
        put_word(slash != NULL ? slash + 1 : argv[i], out);
    }
    const int failed = ferror(out);

    if (fclose(out) != 0 || failed != 0) {
        free(text);
        return NULL;
    }
    return text;
}
