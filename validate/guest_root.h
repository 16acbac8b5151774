/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guest_root.h - a small root file system for a guest or a container: busybox, a few
 *                programs, and the libraries they need
 *
 * Files are copies, some 10 MB.
 */
#ifndef RTPART_VALIDATE_GUEST_ROOT_H
#define RTPART_VALIDATE_GUEST_ROOT_H

#include <stddef.h>

#include "common/error.h"

/*
 * Make it: the folders that a system needs, /bin/busybox with /bin/sh, and each program with
 * the libraries that ldd(1) names, all at the paths that they have here; libgcc_s beside
 * libc, which glibc opens when a thread ends.
 *
 * @root      folder that exists
 * @programs  names, looked for in PATH (and sbin); `count` of them
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: what is not installed, and the package that has
 * it.
 */
enum rtpart_code rtpart_guest_root_make(const char *root, const char *const *programs,
                                        size_t count, struct rtpart_error *err);

/*
 * Write a file into it. @path begins with "/"; its folder must be there. @mode as chmod(2)
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_guest_root_put(const char *root, const char *path,
                                       const char *text, unsigned mode,
                                       struct rtpart_error *err);

/* Path of a program in PATH or in the usual sbin folders, owned by the caller; RTPART_EHOST
 * with the package of Debian that has it, where we know. */
enum rtpart_code rtpart_program_find(const char *name, char **path,
                                     struct rtpart_error *err);

/* Remove a folder and all in it, without following links or crossing into other file
 * systems. A missing one is fine; NULL too. */
void rtpart_folder_remove(const char *path);

#endif
