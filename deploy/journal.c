/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "deploy/journal_json.h"

#define SUFFIX      ".json"
#define TEMPORARY   ".writing"
#define JOURNAL_MAX ((size_t)64 << 20)

void rtpart_state_close(struct rtpart_state *state)
{
    if (state->dir >= 0)
        (void)close(state->dir);
    state->dir = -1;
}

enum rtpart_code rtpart_state_open(struct rtpart_state *state, const char *path,
                                   bool make, struct rtpart_error *err)
{
    struct stat s;

    *state = (struct rtpart_state){.dir = -1, .path = path};
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
        return rtpart_fail(
            err, RTPART_EHOST, "%s: %s%s", path, strerror(errno),
            errno == EACCES ? " (run rtdeploy as root, or with --state-dir)" : "");
    state->dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (state->dir < 0)
        return !make && errno == ENOENT
                   ? RTPART_OK
                   : rtpart_fail(err, RTPART_EHOST, "%s: %s", path,
                                 errno == ELOOP || errno == ENOTDIR
                                     ? "the state folder is a link or no folder"
                                     : strerror(errno));
    enum rtpart_code code = RTPART_OK;

    if (fstat(state->dir, &s) != 0 || s.st_uid != geteuid() || (s.st_mode & 022) != 0)
        code =
            rtpart_fail(err, RTPART_EHOST,
                        "%s: the state folder must belong to this user, and nobody else "
                        "may write to it (chmod 700)",
                        path);
    else if (flock(state->dir, LOCK_EX | LOCK_NB) != 0)
        code = rtpart_fail(err, RTPART_EHOST, "%s: %s", path,
                           errno == EWOULDBLOCK ? "another rtdeploy is at work"
                                                : strerror(errno));
    if (code != RTPART_OK)
        rtpart_state_close(state);
    return code;
}

static void file_name(char *buf, size_t size, const char *name)
{
    (void)snprintf(buf, size, "%s" SUFFIX, name);
}

static void step(const struct rtpart_kernel *k, const char *what)
{
    if (k->step != NULL)
        k->step(k->ctx, what);
}

/* Write the text to a new file and to disk. 0 or an errno. */
static int write_new(const struct rtpart_state *state, const char *file, const char *text)
{
    const size_t len = strlen(text);
    size_t at = 0;

    if (unlinkat(state->dir, file, 0) != 0 && errno != ENOENT)
        return errno;
    RTPART_AUTO_FD int fd = openat(
        state->dir, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno;
    while (at < len) {
        const ssize_t n = write(fd, text + at, len - at);

        if (n < 0 && errno != EINTR)
            return errno;
        at += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? 0 : errno;
}

enum rtpart_code rtpart_journal_write(const struct rtpart_kernel *k,
                                      const struct rtpart_state *state,
                                      const struct rtpart_deployment *d,
                                      struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *object = rtpart_deployment_to_json(d);
    RTPART_AUTO_FREE char *text =
        object != NULL ? json_dumps(object, JSON_INDENT(1)) : NULL;
    char file[RTPART_DEPLOYMENT_NAME_MAX + 16];
    int e;

    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    file_name(file, sizeof file, d->name);
    step(k, "journal: write");
    e = write_new(state, TEMPORARY, text);
    step(k, "journal: rename");
    if (e == 0 && renameat(state->dir, TEMPORARY, state->dir, file) != 0)
        e = errno;
    step(k, "journal: written");
    if (e != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: %s", state->path, file,
                           strerror(e));
    return RTPART_OK;
}

/* Read a file of the state folder whole. NULL and *e on failure. */
static json_t *load(const struct rtpart_state *state, const char *file, int *e)
{
    struct stat s;
    json_t *object;

    *e = 0;
    RTPART_AUTO_FD int fd = openat(state->dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &s) != 0) {
        *e = errno;
        return NULL;
    }
    if (!S_ISREG(s.st_mode) || s.st_size > (off_t)JOURNAL_MAX) {
        *e = EFBIG;
        return NULL;
    }
    object = json_loadfd(fd, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL)
        *e = EBADMSG;
    return object;
}

enum rtpart_code rtpart_journal_read(const struct rtpart_state *state, const char *name,
                                     struct rtpart_deployment *out,
                                     struct rtpart_error *err)
{
    char file[RTPART_DEPLOYMENT_NAME_MAX + 16];
    struct rtpart_error why;
    int e = ENOENT;
    enum rtpart_code code = rtpart_deployment_name_check(name, err);

    *out = (struct rtpart_deployment){0};
    if (code != RTPART_OK)
        return code;
    file_name(file, sizeof file, name);
    RTPART_AUTO_JSON json_t *object = state->dir >= 0 ? load(state, file, &e) : NULL;

    if (object == NULL && e == ENOENT)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "there is no deployment \"%s\" in %s (rtdeploy status lists them)", name,
            state->path);
    if (object == NULL && e != EBADMSG)
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: %s", state->path, file,
                           strerror(e));
    code = rtpart_deployment_from_json(object, out, &why);
    if (code == RTPART_OK && strcmp(out->name, name) != 0) {
        rtpart_deployment_free(out);
        code =
            rtpart_fail(&why, RTPART_EINPUT, "it is the journal of another deployment");
    }
    return code == RTPART_OK
               ? code
               : rtpart_fail(err, code, "%s/%s: %s", state->path, file, why.message);
}

enum rtpart_code rtpart_journal_remove(const struct rtpart_kernel *k,
                                       const struct rtpart_state *state, const char *name,
                                       struct rtpart_error *err)
{
    char file[RTPART_DEPLOYMENT_NAME_MAX + 16];

    file_name(file, sizeof file, name);
    step(k, "journal: remove");
    if (unlinkat(state->dir, file, 0) != 0 && errno != ENOENT)
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: %s", state->path, file,
                           strerror(errno));
    step(k, "journal: removed");
    return RTPART_OK;
}

void rtpart_names_free(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The name of the deployment whose journal that file is; NULL where it is none. */
static char *name_of(const char *file)
{
    const size_t len = strlen(file);
    const size_t tail = strlen(SUFFIX);
    char *name = NULL;

    if (len > tail && strcmp(file + len - tail, SUFFIX) == 0)
        name = strndup(file, len - tail);
    if (name != NULL && rtpart_deployment_name_check(name, NULL) == RTPART_OK)
        return name;
    free(name);
    return NULL;
}

enum rtpart_code rtpart_journal_list(const struct rtpart_state *state, char ***names,
                                     size_t *count, struct rtpart_error *err)
{
    char **list = NULL;
    size_t used = 0;
    bool memory = true;
    const int fd = state->dir >= 0 ? dup(state->dir) : -1;
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (state->dir >= 0 && dir == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", state->path, strerror(errno));
    }
    if (dir != NULL)
        rewinddir(dir);
    for (const struct dirent *d; memory && dir != NULL && (d = readdir(dir)) != NULL;) {
        char *name = name_of(d->d_name);

        if (name == NULL)
            continue;
        char **bigger = reallocarray(list, used + 1, sizeof *list);

        memory = bigger != NULL;
        if (memory) {
            list = bigger;
            list[used++] = name;
        } else {
            free(name);
        }
    }
    if (dir != NULL)
        (void)closedir(dir);
    if (!memory) {
        rtpart_names_free(list, used);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if (used > 0)
        qsort(list, used, sizeof *list, by_name);
    *names = list;
    *count = used;
    return RTPART_OK;
}
