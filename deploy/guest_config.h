/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guest_config.h - what belongs inside the guest: on which vCPU and with which priority each
 *                  task runs
 */
#ifndef RTPART_DEPLOY_GUEST_CONFIG_H
#define RTPART_DEPLOY_GUEST_CONFIG_H

#include <stddef.h>
#include <stdio.h>

#include "common/error.h"
#include "model/plan.h"

/* A form in which it can be written. */
struct rtpart_guest_format {
    const char *name;    /* "sh" */
    const char *summary; /* one line */
    enum rtpart_code (*write)(const struct rtpart_plan *plan, FILE *out,
                              struct rtpart_error *err);
};

extern const struct rtpart_guest_format rtpart_guest_formats[];
extern const size_t rtpart_guest_format_count;

/* The format of that name; NULL where there is none. */
const struct rtpart_guest_format *rtpart_guest_format_find(const char *name);

/*
 * Write what the guest needs for the plan, in that form. Errors of `out` stay in its error
 * flag.
 *
 * Tasks are pinned to their vCPU in a partitioned plan, and to all vCPUs of a global one.
 * Returns 0, RTPART_ENOMEM, or RTPART_EMODEL: the plan counts on EDF in the guest, which
 * SCHED_FIFO is not; a name does not suit the form.
 */
enum rtpart_code rtpart_guest_write(const struct rtpart_plan *plan,
                                    const struct rtpart_guest_format *format, FILE *out,
                                    struct rtpart_error *err);

#endif
