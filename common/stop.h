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
 * SIGHUP that is ignored (nohup) stays so. SIGINT does not: shells ignore it for what they run
 * in the background, where whoever sends it means it.
 * Returns the flag: 0, or the number of the signal that came.
 */
const volatile sig_atomic_t *rtpart_stop_on_signals(void);

/*
 * The same for a task that has things to take back: a second signal does not end the program
 * in the middle of that. It must wait for nothing without a time limit.
 */
const volatile sig_atomic_t *rtpart_stop_patiently(void);

#endif
