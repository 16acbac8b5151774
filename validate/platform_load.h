/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_load.h - ordinary load on the host while latencies are measured, bounded in time
 */
#ifndef RTPART_VALIDATE_PLATFORM_LOAD_H
#define RTPART_VALIDATE_PLATFORM_LOAD_H

#include "common/child.h"
#include "common/error.h"
#include "validate/background.h"

/* A zeroed struct is no load. */
struct rtpart_host_load {
    struct rtpart_child stress;
    struct rtpart_background hogs;
};

/*
 * Start it.
 *
 * @kind       "stress-ng" (processes that compute, switch, fork, map memory and set timers),
 *             "hogs" (loops), "none"
 * @cpus       how many of each
 * @limit_s    after which it ends by itself
 * @directory  for what it says
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (no such kind), or RTPART_EHOST.
 */
enum rtpart_code rtpart_load_start(struct rtpart_host_load *l, const char *kind,
                                   unsigned cpus, unsigned limit_s, const char *directory,
                                   struct rtpart_error *err);

/* The command of stress-ng, or what the load consists of, as text. Returns buf. */
char *rtpart_load_text(const char *kind, unsigned cpus, char *buf, size_t size);

/* End it. Accepts a zeroed struct. */
void rtpart_load_stop(struct rtpart_host_load *l);

#endif
