/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/folder.h"

#include <dirent.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static int remove_entry(const char *path, const struct stat *s, int type,
                        struct FTW *walk)
{
    (void)s;
    (void)type;
    (void)walk;
    return remove(path);
}

void test_tree_remove(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void test_folder_remove(struct test_folder *f)
{
    test_tree_remove(f->path);
    must(access(f->path, F_OK) != 0, f->path);
}

size_t test_folder_count(const struct test_folder *f)
{
    DIR *dir = opendir(f->path);
    size_t count = 0;

    must(dir != NULL, f->path);
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
        count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    (void)closedir(dir);
    return count;
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
