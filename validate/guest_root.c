/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/guest_root.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"

#define LDD_MS 20000

static const char *const folders[] = {"bin", "dev", "etc", "logs", "proc",
                                      "run", "sys", "tmp", "usr",  "var"};

/* Which package of Debian has a program. */
static const struct {
    const char *program;
    const char *package;
} packages[] = {
    {"busybox", "busybox-static"},
    {"rt-app", "rt-app"},
    {"chrt", "util-linux"},
    {"ldd", "libc-bin"},
    {"cyclictest", "rt-tests"},
    {"qemu-system-x86_64", "qemu-system-x86"},
    {"crun", "crun"},
    {"runc", "runc"},
};

static const char *package_of(const char *program)
{
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
        if (strcmp(packages[i].program, program) == 0)
            return packages[i].package;
    return NULL;
}

/* The first of the folders "a:b:c" that has an executable file of that name. */
static char *find_in(const char *where, const char *name)
{
    while (where != NULL && *where != '\0') {
        const int len = (int)strcspn(where, ":");
        char *path = NULL;

        if (len > 0 && asprintf(&path, "%.*s/%s", len, where, name) < 0)
            return NULL; /* out of memory */
        if (path != NULL && access(path, X_OK) == 0)
            return path;
        free(path);
        where += len + (where[len] == ':');
    }
    return NULL;
}

enum rtpart_code rtpart_program_find(const char *name, char **path,
                                     struct rtpart_error *err)
{
    const char *package = package_of(name);

    *path = strchr(name, '/') != NULL && access(name, X_OK) == 0 ? strdup(name) : NULL;
    if (*path == NULL)
        *path = find_in(getenv("PATH"), name);
    if (*path == NULL)
        *path = find_in("/usr/local/sbin:/usr/sbin:/sbin", name);
    if (*path != NULL)
        return RTPART_OK;
    if (package == NULL)
        return rtpart_fail(err, RTPART_EHOST, "%s is not installed", name);
    return rtpart_fail(err, RTPART_EHOST,
                       "%s is not installed; on Debian or Ubuntu: apt-get install %s",
                       name, package);
}

/* Make the folder of root/path, and those above it below root. */
static int make_parents(char *whole, size_t root_len)
{
    for (char *c = whole + root_len + 1; (c = strchr(c, '/')) != NULL; c++) {
        *c = '\0';
        const int e = mkdir(whole, 0755) != 0 && errno != EEXIST ? errno : 0;

        *c = '/';
        if (e != 0)
            return e;
    }
    return 0;
}

static int copy(const char *from, const char *to)
{
    RTPART_AUTO_FD int in = open(from, O_RDONLY | O_CLOEXEC);
    RTPART_AUTO_FD int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    char part[65536];
    ssize_t n = 0;

    if (in < 0 || out < 0)
        return errno;
    while ((n = read(in, part, sizeof part)) > 0)
        for (ssize_t done = 0; done < n;) {
            const ssize_t w = write(out, part + done, (size_t)(n - done));

            if (w < 0)
                return errno;
            done += w;
        }
    return n < 0 ? errno : 0;
}

/* The file `path` of this system at the same path below root. */
static enum rtpart_code take(const char *root, const char *path, const char *as,
                             struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *to = NULL;
    RTPART_AUTO_FREE char *real = realpath(path, NULL);
    int e = real == NULL ? errno : 0;

    if (e == 0 && asprintf(&to, "%s%s", root, as) < 0) {
        to = NULL;
        e = ENOMEM;
    }
    if (e == 0)
        e = make_parents(to, strlen(root));
    if (e == 0)
        e = copy(real, to);
    return e == 0 ? RTPART_OK
                  : rtpart_fail(err, RTPART_EHOST, "%s: cannot be put into %s: %s", path,
                                root, strerror(e));
}

/* Take each library that ldd names: "libm.so.6 => /lib/.../libm.so.6 (0x...)". */
static enum rtpart_code take_libraries(const char *root, char *text,
                                       struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;
    char *save = NULL;

    for (char *line = strtok_r(text, "\n", &save); line != NULL && code == RTPART_OK;
         line = strtok_r(NULL, "\n", &save)) {
        char *path = strchr(line, '/');

        if (strstr(line, "not found") != NULL)
            return rtpart_fail(err, RTPART_EHOST, "a library is missing: %.100s", line);
        if (path == NULL)
            continue;
        path[strcspn(path, " \t")] = '\0';
        code = take(root, path, path, err);
        char *libc = strstr(path, "/libc.so.6");

        if (code == RTPART_OK && libc != NULL) {
            RTPART_AUTO_FREE char *gcc = NULL;

            if (asprintf(&gcc, "%.*s/libgcc_s.so.1", (int)(libc - path), path) < 0)
                gcc = NULL;
            if (gcc != NULL && access(gcc, R_OK) == 0)
                code = take(root, gcc, gcc, err);
        }
    }
    return code;
}

static enum rtpart_code take_program(const char *root, const char *name, const char *as,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_FREE char *text = NULL;
    struct rtpart_error why;
    enum rtpart_code code = rtpart_program_find(name, &path, err);

    if (code == RTPART_OK)
        code = take(root, path, as != NULL ? as : path, err);
    if (code != RTPART_OK)
        return code;
    const char *const ldd[] = {"ldd", path, NULL};

    code = rtpart_child_run(ldd, LDD_MS, &text, &why);
    if (code == RTPART_OK)
        return take_libraries(root, text, err);
    if (strstr(why.message, "not a dynamic executable") != NULL) /* a static one */
        return RTPART_OK;
    return rtpart_fail(err, code, "%s", why.message);
}

enum rtpart_code rtpart_guest_root_make(const char *root, const char *const *programs,
                                        size_t count, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *shell = NULL;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        RTPART_AUTO_FREE char *path = NULL;

        if (asprintf(&path, "%s/%s", root, folders[i]) < 0) {
            path = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        }
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            return rtpart_fail(err, RTPART_EHOST, "%s: %s", path, strerror(errno));
    }
    code = take_program(root, "busybox", "/bin/busybox", err);
    if (code != RTPART_OK)
        return code;
    if (asprintf(&shell, "%s/bin/sh", root) < 0) {
        shell = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if (symlink("busybox", shell) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", shell, strerror(errno));
    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = take_program(root, programs[i], NULL, err);
    return code;
}

enum rtpart_code rtpart_guest_root_put(const char *root, const char *path,
                                       const char *text, unsigned mode,
                                       struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *whole = NULL;
    FILE *f;

    if (asprintf(&whole, "%s%s", root, path) < 0) {
        whole = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    f = fopen(whole, "we");
    if (f == NULL)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", whole, strerror(errno));
    const bool written = fputs(text, f) >= 0;

    if (fclose(f) != 0 || !written || chmod(whole, mode) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", whole, strerror(errno));
    return RTPART_OK;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    (void)remove(path);
    return 0;
}

void rtpart_folder_remove(const char *path)
{
    if (path != NULL)
        (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
