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

/* Without its folder. "TOOL COMMAND" (common/commands.h) is two words. */
static void put_program(const char *path, FILE *out)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *blank = strchr(name, ' ');

    if (blank == NULL) {
        put_word(name, out);
        return;
    }
    (void)fprintf(out, "%.*s ", (int)(blank - name), name);
    put_word(blank + 1, out);
}

char *rtpart_command_line(int argc, char *const *argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    if (argc > 0)
        put_program(argv[0], out);
    for (int i = 1; i < argc; i++) {
        (void)fputc(' ', out);
        put_word(argv[i], out);
    }
    const int failed = ferror(out);

    if (fclose(out) != 0 || failed != 0) {
        free(text);
        return NULL;
    }
    return text;
}
