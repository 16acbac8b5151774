/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privilege.h - root's capabilities given up, but for those that are needed
 *
 * See capabilities(7). What is given up is gone for the programs that are started, too.
 */
#ifndef RTPART_DEPLOY_PRIVILEGE_H
#define RTPART_DEPLOY_PRIVILEGE_H

#include "common/error.h"

/* What a program goes on to do with the rights it was started with. */
enum rtpart_duty {
    RTPART_DUTY_FILES,  /* read and write the files that it is told: CAP_DAC_OVERRIDE */
    RTPART_DUTY_CHANGE, /* change threads and control groups: also CAP_SYS_NICE
                           and CAP_SYS_PTRACE (to wake a sleeping thread, and see its
                           descriptors) */
};

/*
 * Give up every capability that the duty does not need, for good. Those that the program
 * does not have are not asked for, so that it works for any user.
 * Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_privilege_keep(enum rtpart_duty duty, struct rtpart_error *err);

#endif
