/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stop.h - Ctrl-C ends a long task in order: a flag that the task looks at
 *
 * For tools only, as cli.h: it changes how the process takes signals.
 */
#ifndef RTPART_COMMON_STOP_H
#define RTPART_COMMON_STOP_H

#include <signal.h>

/*
 * Have SIGINT, SIGTERM and SIGHUP set a flag, once: the second one ends the process at once.
 * Returns the flag: 0, or the number of the signal that came.
 */
const volatile sig_atomic_t *rtpart_stop_on_signals(void);

#endif
