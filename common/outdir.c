/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"

static enum rtpart_code refuse(const char *path, int e, struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EHOST, "%s: cannot write: %s", path, strerror(e));
}

/* May the directory be replaced? 0, or an errno; EEXIST: it has other files. */
static int may_replace(const char *path, const char *marker)
{
    DIR *dir = opendir(path);
    bool empty = true;
    bool marked = false;

    if (dir == NULL)
        return errno == ENOENT ? 0 : errno;
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        empty = false;
        marked = marked || strcmp(e->d_name, marker) == 0;
    }
    (void)closedir(dir);
    return empty || marked ? 0 : EEXIST;
}

/* Without slashes at its end, which would name what is inside. */
static char *trimmed(const char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    return strndup(path, len);
}

/* Make ".NAME.PID.tmp" beside o->path. */
static int make_temporary(struct rtpart_outdir *o)
{
    RTPART_AUTO_FREE char *for_dir = strdup(o->path);
    RTPART_AUTO_FREE char *for_base = strdup(o->path);

    if (for_dir == NULL || for_base == NULL ||
        asprintf(&o->temporary, "%s/.%.200s.%ld.tmp", dirname(for_dir),
                 basename(for_base), (long)getpid()) < 0) {
        o->temporary = NULL;
        return ENOMEM;
    }
    if (mkdir(o->temporary, 0777) != 0) {
        const int e = errno;

        free(o->temporary);
        o->temporary = NULL;
        return e;
    }
    return 0;
}

enum rtpart_code rtpart_outdir_open(struct rtpart_outdir *o, const char *path,
                                    const char *marker, struct rtpart_error *err)
{
    int e = may_replace(path, marker);

    *o = (struct rtpart_outdir){0};
    if (e == EEXIST)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: has files that are no result; take a new or an empty "
                           "directory",
                           path);
    o->path = trimmed(path);
    if (e == 0)
        e = o->path != NULL ? make_temporary(o) : ENOMEM;
    if (e == 0)
        return RTPART_OK;
    rtpart_outdir_abort(o);
    return refuse(path, e, err);
}

char *rtpart_outdir_file(const struct rtpart_outdir *o, const char *name)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s", o->temporary, name) < 0 ? NULL : path;
}

enum rtpart_code rtpart_outdir_write(const struct rtpart_outdir *o, const char *name,
                                     enum rtpart_code (*write)(void *ctx, FILE *out,
                                                               struct rtpart_error *err),
                                     void *ctx, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = rtpart_outdir_file(o, name);
    enum rtpart_code code = RTPART_OK;
    FILE *out;

    if (path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    out = fopen(path, "we");
    if (out != NULL)
        code = write(ctx, out, err);
    if (code != RTPART_OK) {
        (void)fclose(out);
        return code;
    }
    if (out == NULL || fflush(out) != 0 || ferror(out) != 0) {
        const int e = errno;

        if (out != NULL)
            (void)fclose(out);
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: cannot write: %s", o->path, name,
                           strerror(e));
    }
    if (fclose(out) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: cannot write: %s", o->path, name,
                           strerror(errno));
    return RTPART_OK;
}

void rtpart_outdir_rename_in(const struct rtpart_outdir *o, struct rtpart_error *err)
{
    struct rtpart_error changed = {.code = err->code};
    const char *at = strstr(err->message, o->temporary);

    if (at == NULL)
        return;
    (void)snprintf(changed.message, sizeof changed.message, "%.*s%.200s%s",
                   (int)(at - err->message), err->message, o->path,
                   at + strlen(o->temporary));
    *err = changed;
    rtpart_outdir_rename_in(o, err); /* each occurrence is gone after its turn */
}

static int remove_entry(const char *path, const struct stat *st, int kind,
                        struct FTW *place)
{
    (void)st, (void)kind, (void)place;
    (void)remove(path);
    return 0;
}

static void remove_tree(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* The new directory in the place of the old one, which ends up as the temporary. */
static int exchange(const struct rtpart_outdir *o)
{
    if (renameat2(AT_FDCWD, o->temporary, AT_FDCWD, o->path, RENAME_EXCHANGE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOENT)
        return errno;
    if (errno != ENOENT) /* a file system that cannot exchange */
        remove_tree(o->path);
    return rename(o->temporary, o->path) == 0 ? 0 : errno;
}

enum rtpart_code rtpart_outdir_commit(struct rtpart_outdir *o, struct rtpart_error *err)
{
    const int e = exchange(o);
    enum rtpart_code code = RTPART_OK;

    if (e != 0)
        code = refuse(o->path, e, err);
    rtpart_outdir_abort(o); /* the old one, or nothing */
    return code;
}

void rtpart_outdir_abort(struct rtpart_outdir *o)
{
    if (o->temporary != NULL)
        remove_tree(o->temporary);
    free(o->temporary);
    free(o->path);
    *o = (struct rtpart_outdir){0};
}
