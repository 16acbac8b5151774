/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * real_options.h - what is asked of the engines on the real machine
 */
#ifndef RTPART_VALIDATE_REAL_OPTIONS_H
#define RTPART_VALIDATE_REAL_OPTIONS_H

#include <stdbool.h>

#include "model/reservation.h"
#include "validate/vm_boot.h"

/* Strings are borrowed, NULL: the default. A zeroed struct is all defaults. */
struct rtpart_real_options {
    const char *calibration; /* file: used where it is there, else made */
    const char *directory;   /* gets raw/, the logs of the run; NULL: they are not kept */
    double work;             /* part of C that jobs take; 0: all of it */
    bool unreserved;         /* no reservations, for comparison */

    const char *kernel; /* of the guest */
    const char *qemu;
    const char *machine; /* "q35" */
    enum rtpart_vm_accel accel;
    bool start_delay_given;
    rtpart_ns start_delay;      /* in the guest, under the reservations */
    struct rtpart_prm emulator; /* of QEMU's main thread; period 0: by itself */

    const char *runtime; /* "crun" or "runc" */
    const char *logs;    /* engine "log": folder of rt-app's logs */

    const char *given; /* one of the command line's options that set these; or NULL */
};

#endif
