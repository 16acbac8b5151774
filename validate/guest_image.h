/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guest_image.h - what a guest boots: a kernel that is found, and an initramfs that is made
 *
 * The initramfs is a root file system (validate/guest_root.h) with an /init that says on the
 * console what goes on, in lines that begin with RTPART_GUEST_SAYS, does the job, and hands
 * the folder /logs out as a compressed tar archive on the second serial port:
 *
 *     rtpart-guest: ready UPTIME       user space is there
 *     rtpart-guest: ...                what the job says
 *     rtpart-guest: end UPTIME         the job is done; the archive follows
 *
 * Then it powers off.
 */
#ifndef RTPART_VALIDATE_GUEST_IMAGE_H
#define RTPART_VALIDATE_GUEST_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

#define RTPART_GUEST_SAYS "rtpart-guest: "

/*
 * Make root bootable: /init as above, and /job, a shell script that /init reads in. It may
 * use the function `say WORDS...`, every applet of busybox, and the programs of the root. An
 * empty job makes a guest that boots and ends.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_guest_job_put(const char *root, const char *job,
                                      struct rtpart_error *err);

/*
 * Pack root into an initramfs, an uncompressed cpio archive.
 * @file  path of the archive, outside of root
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_guest_image_make(const char *root, const char *file,
                                         struct rtpart_error *err);

/*
 * A kernel to boot: `given`, or else the newest of folder/vmlinuz*, those with PREEMPT_RT
 * ("-rt-") before others.
 *
 * @given   path; NULL: look
 * @folder  where to look; NULL: /boot
 * @path    owned by the caller (free)
 * @rt      whether its name says PREEMPT_RT
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: none, and what to install.
 */
enum rtpart_code rtpart_guest_kernel_find(const char *given, const char *folder,
                                          char **path, bool *rt,
                                          struct rtpart_error *err);

#endif
