/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor.h - what this host can do for reservations, and the command that mends what it
 *            cannot
 */
#ifndef RTPART_DEPLOY_DOCTOR_H
#define RTPART_DEPLOY_DOCTOR_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/kernel.h"

enum rtpart_health {
    RTPART_HEALTH_GOOD,
    RTPART_HEALTH_WARNING, /* it works, with a cost that is told */
    RTPART_HEALTH_BAD,     /* reservations do not work because of it */
    RTPART_HEALTH_UNKNOWN, /* it cannot be seen from here */
};

/* "good", "warning", "bad", "unknown". */
const char *rtpart_health_name(enum rtpart_health h);

/* What a check found. */
struct rtpart_finding {
    enum rtpart_health health;
    char text[256]; /* what was seen */
    char
        remedy[256]; /* the command that mends it; "": none is needed, or none is known */
};

/* One thing to look at. */
struct rtpart_check_up {
    const char *name;
    void (*look)(const struct rtpart_kernel *k, struct rtpart_finding *out);
};

/* All of them, in the order in which they are told. None changes anything, but for the probe
 * of deploy/cap_probe.h. */
extern const struct rtpart_check_up rtpart_check_ups[];
extern const size_t rtpart_check_up_count;

#endif
