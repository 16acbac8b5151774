/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_guest.h - what runs inside every back end: a shell script that says where it is
 *
 * Its lines begin with RTPART_PLATFORM_SAYS:
 *
 *     rtpart-platform: first     the guest's first process runs
 *     rtpart-platform: ready     cyclictest is about to start
 *     rtpart-platform: begin     what cyclictest wrote with --json follows
 *     rtpart-platform: end 0     its exit status
 *
 * Words: start|latency, then poweroff|reboot|exit (how a guest ends), then options of
 * cyclictest. In a virtual machine it is /init, and the kernel hands over what follows "--"
 * in its command line.
 */
#ifndef RTPART_VALIDATE_PLATFORM_GUEST_H
#define RTPART_VALIDATE_PLATFORM_GUEST_H

#include <stddef.h>

#include "common/error.h"
#include "common/words.h"
#include "validate/platform.h"

#define RTPART_PLATFORM_SAYS   "rtpart-platform: "
#define RTPART_PLATFORM_SCRIPT "/init"

/*
 * Make the root file system: busybox, cyclictest, and the script.
 * @root  folder that exists
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_platform_guest_make(const char *root, struct rtpart_error *err);

/* Append the words of the script: @how is "exit", "poweroff" or "reboot". */
void rtpart_platform_guest_words(struct rtpart_words *w,
                                 const struct rtpart_platform_job *job, const char *how);

/*
 * The command line of a guest's kernel: `more`, then what is the same for all, then the
 * words of the script. Returns text owned by the caller; NULL: out of memory.
 */
char *rtpart_platform_kernel_line(const struct rtpart_platform_job *job, const char *how,
                                  const char *more);

/*
 * What cyclictest wrote, in what came over the console: between begin and end, carriage
 * returns left out.
 *
 * @out  owned by the caller; NULL: there is none
 * @len  its length
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT: cyclictest failed, with its own words, or was
 * cut short.
 */
enum rtpart_code rtpart_platform_guest_result(const char *console, char **out,
                                              size_t *len, struct rtpart_error *err);

/*
 * The command line of a QEMU whose console is standard output.
 *
 * @machine  -M
 * @guest    words that say what it boots; ends with NULL
 */
void rtpart_platform_qemu_words(struct rtpart_words *out, const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                const char *machine, const char *const *guest);

/*
 * The command line of a Cloud Hypervisor whose console is standard output.
 *
 * @kernel     what it boots
 * @initramfs  NULL: none
 * @line       command line of the guest's kernel
 */
void rtpart_platform_cloud_words(struct rtpart_words *out, const struct rtpart_backend *b,
                                 const struct rtpart_platform_job *job,
                                 const char *kernel, const char *initramfs,
                                 const char *line);

#endif
