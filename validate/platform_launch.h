/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_launch.h - one run of a back end, from its launch to its complete end, with the
 *                     times of what it says
 *
 * The caller is the watchdog: it is SCHED_OTHER and in no control group of the run, so that
 * no real-time loop in there can keep it from ending the run when its time is over.
 */
#ifndef RTPART_VALIDATE_PLATFORM_LAUNCH_H
#define RTPART_VALIDATE_PLATFORM_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "analysis/prm.h"
#include "common/error.h"

#define RTPART_CONSOLE_MAX ((size_t)16 << 20)

struct rtpart_launch {
    const char *const *argv;
    const char *directory;             /* for a pipe */
    int limit_ms;                      /* after that it is killed */
    const volatile sig_atomic_t *stop; /* not 0: kill it and return; NULL: never */
    /* Called once while it runs, `look_after_ms` after "ready" (`silent`: after the
     * launch), with all processes of the run. May be NULL. */
    void (*look)(void *ctx, const pid_t *pids, size_t count);
    void *ctx;
    int look_after_ms;
    bool silent; /* it says nothing of ours */
};

enum rtpart_launch_end {
    RTPART_LAUNCH_ENDED,  /* by itself */
    RTPART_LAUNCH_LATE,   /* killed at its limit */
    RTPART_LAUNCH_STOPPED /* killed since `stop` was set */
};

struct rtpart_launched {
    enum rtpart_launch_end end;
    int status;      /* of wait(2) */
    rtpart_ns first; /* from launch to "first"; RTPART_NS_NONE: never said */
    rtpart_ns total; /* from launch to its end */
    char *console;   /* owned; what it said, with a NUL; NULs in it are blanks */
    size_t len;
};

/*
 * Run it. What it leaves running (children of children) is given two seconds to end, then
 * killed; for that the caller must have called rtpart_launch_adopt.
 *
 * @out  owned by the caller (rtpart_launched_free), also after a failure
 * Returns 0 (however it ended), RTPART_ENOMEM, or RTPART_EHOST: it cannot be started.
 */
enum rtpart_code rtpart_launch_run(const struct rtpart_launch *l,
                                   struct rtpart_launched *out, struct rtpart_error *err);

/*
 * Become the parent of all descendants whose own parent ends, so that none is lost. An
 * attribute of the whole process: for tools.
 */
void rtpart_launch_adopt(void);

/* Why a run gave nothing, as an error: how it ended, and the last words of its console. */
enum rtpart_code rtpart_launch_failed(const struct rtpart_launched *l, const char *what,
                                      struct rtpart_error *err);

void rtpart_launched_free(struct rtpart_launched *l);

#endif
