/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/folder.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

void test_folder_make(struct test_folder *f)
{
    (void)snprintf(f->path, sizeof f->path, "/tmp/rtpart-test-XXXXXX");
    must(mkdtemp(f->path) != NULL, "mkdtemp");
}

/* Walk over the files; unlink them where asked. Returns how many there are. */
static size_t walk(const struct test_folder *f, bool remove_them)
{
    DIR *dir = opendir(f->path);
    size_t count = 0;

    must(dir != NULL, f->path);
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        count++;
        if (remove_them)
            must(unlink(test_folder_file(f, e->d_name)) == 0, e->d_name);
    }
    (void)closedir(dir);
    return count;
}

void test_folder_remove(struct test_folder *f)
{
    (void)walk(f, true);
    must(rmdir(f->path) == 0, f->path);
}

size_t test_folder_count(const struct test_folder *f)
{
    return walk(f, false);
}

const char *test_folder_file(const struct test_folder *f, const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];

    (void)snprintf(path, sizeof paths[0], "%s/%s", f->path, name);
    return path;
}

void test_file_write(const char *path, const char *text, size_t len)
{
    FILE *out = fopen(path, "w");

    must(out != NULL, path);
    must(fwrite(text, 1, len, out) == len && fclose(out) == 0, path);
}

char *test_file_read(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (in == NULL)
        return NULL;
    if (getdelim(&text, &size, '\0', in) < 0) {
        free(text);
        text = strdup("");
    }
    (void)fclose(in);
    return text;
}
