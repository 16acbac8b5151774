/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"

/* Names tried for the temporary file before giving up. */
enum { TRIES = 1000 };

static enum rtpart_code cannot_write(const char *path, int error,
                                     struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EHOST, "%s: cannot write: %s",
                       path != NULL ? path : "standard output",
                       error != 0 ? strerror(error) : "an earlier write failed");
}

/* Make ".NAME.PID-K.tmp" beside `path`. open(2), not mkstemp(3), so that the umask and the
 * folder's default ACL apply. Returns the descriptor, or -1 with errno. */
static int make_temporary(const char *path, char **temporary)
{
    RTPART_AUTO_FREE char *for_dir = strdup(path);
    RTPART_AUTO_FREE char *for_base = strdup(path);

    if (for_dir == NULL || for_base == NULL)
        return -1;

    const char *dir = dirname(for_dir);
    const char *base = basename(for_base);

    for (int k = 0; k < TRIES; k++) {
        RTPART_AUTO_FREE char *name = NULL;

        if (asprintf(&name, "%s/.%.200s.%ld-%d.tmp", dir, base, (long)getpid(), k) < 0) {
            name = NULL;
            errno = ENOMEM;
            return -1;
        }

        const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

        if (fd >= 0) {
            *temporary = name;
            name = NULL;
            return fd;
        }
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

/* Open o->path. On failure the caller aborts `o`, which removes what was made. */
static enum rtpart_code open_path(struct rtpart_outfile *o, struct rtpart_error *err)
{
    struct stat old;
    const bool exists = stat(o->path, &old) == 0;
    RTPART_AUTO_FD int fd = -1;

    if (exists && !S_ISREG(old.st_mode))
        fd = open(o->path, O_WRONLY | O_CLOEXEC);
    else
        fd = make_temporary(o->path, &o->temporary);
    if (fd < 0)
        return cannot_write(o->path, errno, err);
    if (exists && o->temporary != NULL && fchmod(fd, old.st_mode & 0777) != 0)
        return cannot_write(o->path, errno, err);
    o->file = fdopen(fd, "w");
    if (o->file == NULL)
        return cannot_write(o->path, errno, err);
    fd = -1; /* now o->file's */
    return RTPART_OK;
}

enum rtpart_code rtpart_outfile_open(struct rtpart_outfile *o, const char *path,
                                     struct rtpart_error *err)
{
    *o = (struct rtpart_outfile){0};
    if (path == NULL || strcmp(path, "-") == 0) {
        o->file = stdout;
        return RTPART_OK;
    }
    o->path = realpath(path, NULL); /* a link stays a link: replace what it points to */
    if (o->path == NULL)
        o->path = strdup(path);
    if (o->path == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", path);

    const enum rtpart_code code = open_path(o, err);

    if (code != RTPART_OK)
        rtpart_outfile_abort(o);
    return code;
}

enum rtpart_code rtpart_outfile_try(const char *path, struct rtpart_error *err)
{
    struct rtpart_outfile o = {0};
    struct stat old;
    enum rtpart_code code;

    if (path == NULL ||
        (stat(path, &old) == 0 && !S_ISREG(old.st_mode) && !S_ISDIR(old.st_mode)))
        return RTPART_OK;
    code = rtpart_outfile_open(&o, path, err);
    rtpart_outfile_abort(&o);
    return code;
}

/* Flush, and for a new file also sync, close and rename. 0 or an errno; -1: ferror only. */
static int finish(struct rtpart_outfile *o)
{
    const bool failed_before = ferror(o->file) != 0;
    int error = 0;

    if (fflush(o->file) != 0)
        error = errno;
    if (error == 0 && failed_before)
        error = -1;
    if (error == 0 && o->temporary != NULL && !o->many && fsync(fileno(o->file)) != 0)
        error = errno;
    if (o->path == NULL)
        return error;
    if (fclose(o->file) != 0 && error == 0)
        error = errno;
    o->file = NULL;
    if (error == 0 && o->temporary != NULL && rename(o->temporary, o->path) != 0)
        error = errno;
    if (error == 0) {
        free(o->temporary);
        o->temporary = NULL;
    }
    return error;
}

enum rtpart_code rtpart_outfile_commit(struct rtpart_outfile *o, struct rtpart_error *err)
{
    const int error = finish(o);
    enum rtpart_code code = RTPART_OK;

    if (error != 0)
        code = cannot_write(o->path, error > 0 ? error : 0, err);
    rtpart_outfile_abort(o);
    return code;
}

bool rtpart_outfile_is(const char *path, const char *input)
{
    struct stat a;
    struct stat b;

    return strcmp(input, "-") != 0 && stat(path, &a) == 0 && stat(input, &b) == 0 &&
           S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void rtpart_outfile_abort(struct rtpart_outfile *o)
{
    if (o->file != NULL && o->path != NULL)
        (void)fclose(o->file);
    if (o->temporary != NULL)
        (void)unlink(o->temporary);
    free(o->temporary);
    free(o->path);
    *o = (struct rtpart_outfile){0};
}
