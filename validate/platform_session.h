/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_session.h - what measurements of several back ends share: the files they need, a
 *                      control group, and the promise that nothing is left behind
 */
#ifndef RTPART_VALIDATE_PLATFORM_SESSION_H
#define RTPART_VALIDATE_PLATFORM_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "validate/platform.h"
#include "validate/platform_launch.h"

enum rtpart_platform_accel {
    RTPART_PLATFORM_AUTO, /* KVM where a guest boots under it, else TCG */
    RTPART_PLATFORM_KVM,
    RTPART_PLATFORM_TCG,
};

struct rtpart_session_request {
    const struct rtpart_backend *const *backends; /* all present; borrowed */
    size_t count;
    const char *kernel; /* NULL: /boot is searched */
    const char *osv;    /* NULL: none */
    enum rtpart_platform_accel accel;
    unsigned trial_memory_mb;          /* of the guest that tries KVM */
    const volatile sig_atomic_t *stop; /* asks to stop; may be NULL */
    const struct rtpart_notes *notes;  /* may be NULL */
};

/* A zeroed struct is closed. */
struct rtpart_session {
    struct rtpart_platform platform;
    const struct rtpart_session_request *request; /* borrowed */
    const struct rtpart_backend **backends; /* owned; those that could be prepared */
    size_t count;
    char *owned[8]; /* texts behind `platform` */
    size_t owned_count;
    char *directory;
    char *group;
    bool grouped;
    unsigned runs; /* numbers the containers */
};

/*
 * Make the files, the group, and what each back end prepares (one that fails is noted and
 * left out); find out whether KVM boots a guest. For tools: the process becomes the parent of what its children leave, and where a
 * back end needs it, gets mount and network namespaces of its own.
 *
 * @request  must outlive the session
 * Returns 0; RTPART_ENOMEM; RTPART_EHOST: something is missing, with what to install. Close
 * it whatever the answer.
 */
enum rtpart_code rtpart_session_open(struct rtpart_session *s,
                                     const struct rtpart_session_request *request,
                                     struct rtpart_error *err);

/* A run: what, for how long at most, and who looks at its memory. */
struct rtpart_session_run {
    const struct rtpart_backend *backend;
    enum rtpart_guest_job job;
    unsigned vcpus;
    unsigned memory_mb;
    const char *const *cyclictest; /* options; of RTPART_JOB_LATENCY */
    int limit_ms;
    void (*look)(void *ctx, const pid_t *pids, size_t count); /* may be NULL */
    void *ctx;
    int look_after_ms;
};

/*
 * Run it, and remove what is left of it.
 *
 * @command  the command line as a shell takes it, owned by the caller; may be NULL
 * Returns 0 where it ended by itself (its status may still tell of a failure), else why not.
 * Free `out` whatever the answer.
 */
enum rtpart_code rtpart_session_run(struct rtpart_session *s,
                                    const struct rtpart_session_run *run,
                                    struct rtpart_launched *out, char **command,
                                    struct rtpart_error *err);

/* Was it asked to stop? */
bool rtpart_session_stopped(const struct rtpart_session *s);

/* How a back end runs here: "KVM" or "TCG" of a machine, "" of others. */
const char *rtpart_session_accel(const struct rtpart_session *s,
                                 const struct rtpart_backend *b);

/* Remove everything. Accepts a closed struct. */
void rtpart_session_close(struct rtpart_session *s);

#endif
