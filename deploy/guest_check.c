/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the threads get CPU, and does the guest execute? Its registers tell. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "deploy/vm_plan.h"

/* Looks at the registers, at most: a vCPU has little of each period. */
#define LOOKS      6
#define LOOK_PAUSE (100 * RTPART_MS)

/* "CPU#1" begins the registers of vCPU 1. */
static const char sign[] = "CPU#";

/* The answer to "info registers -a", as text. */
static enum rtpart_code read_registers(const struct rtpart_monitor *m, char **text,
                                       struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *arguments =
        json_pack("{s:s}", "command-line", "info registers -a");
    RTPART_AUTO_JSON json_t *answer = NULL;
    const enum rtpart_code code =
        rtpart_monitor_call(m, "human-monitor-command", arguments, &answer, err);

    if (code != RTPART_OK)
        return code;
    if (!json_is_string(answer))
        return rtpart_fail(err, RTPART_EHOST, "info registers: no text came");
    *text = strdup(json_string_value(answer));
    return *text != NULL ? RTPART_OK : rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

static enum rtpart_code is_running(const struct rtpart_monitor *m, bool *running,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *answer = NULL;
    const enum rtpart_code code =
        rtpart_monitor_call(m, "query-status", NULL, &answer, err);

    if (code == RTPART_OK)
        *running = json_is_true(json_object_get(answer, "running"));
    return code;
}

/* The part of the text that is about one vCPU; its length goes to *len. */
static const char *part_of(const char *text, unsigned long vcpu, size_t *len)
{
    for (const char *p = strstr(text, sign); p != NULL; p = strstr(p + 1, sign)) {
        if (strtoul(p + sizeof sign - 1, NULL, 10) != vcpu)
            continue;
        const char *next = strstr(p + 1, sign);

        *len = next != NULL ? (size_t)(next - p) : strlen(p);
        return p;
    }
    return NULL;
}

static bool contains(const char *part, size_t len, const char *words)
{
    return memmem(part, len, words, strlen(words)) != NULL;
}

/* The first vCPU whose registers are the same in both texts and which does not halt; -1:
 * none. */
static long find_still(const char *before, const char *after)
{
    for (const char *p = strstr(before, sign); p != NULL; p = strstr(p + 1, sign)) {
        const unsigned long vcpu = strtoul(p + sizeof sign - 1, NULL, 10);
        size_t a_len = 0;
        size_t b_len = 0;
        const char *a = part_of(before, vcpu, &a_len);
        const char *b = part_of(after, vcpu, &b_len);

        if (a != NULL && b != NULL && a_len == b_len && memcmp(a, b, a_len) == 0 &&
            !contains(a, a_len, "HLT=1"))
            return (long)vcpu;
    }
    return -1;
}

/* What a thread must be able to get before it is said to get nothing: /proc counts CPU
 * time in ticks of 10 ms. */
#define ENOUGH (40 * RTPART_MS)

/* How long to watch a thread: until its reservation must have given it ENOUGH. */
static rtpart_ns watch_time(const struct rtpart_prm *r)
{
    const rtpart_ns time = (rtpart_ns)((rtpart_i128)ENOUGH * r->period / r->budget);

    return time < LOOKS * LOOK_PAUSE ? LOOKS * LOOK_PAUSE : time;
}

/* Does a thread that always wants to run get any CPU? */
static enum rtpart_code check_thread(const struct rtpart_kernel *k,
                                     const struct rtpart_vm_reservation *r,
                                     struct rtpart_error *err)
{
    struct rtpart_thread_stat before;
    enum rtpart_code code =
        rtpart_thread_stat_read(k, r->thread.pid, r->thread.tid, &before, err);

    for (rtpart_ns left = watch_time(&r->prm); code == RTPART_OK && left > 0;
         left -= LOOK_PAUSE) {
        struct rtpart_thread_stat now;

        k->pause(k->ctx, LOOK_PAUSE);
        code = rtpart_thread_stat_read(k, r->thread.pid, r->thread.tid, &now, err);
        if (code != RTPART_OK || now.state != 'R' || now.cpu_ticks != before.cpu_ticks)
            return code;
    }
    if (code != RTPART_OK)
        return code;
    return rtpart_fail(
        err, RTPART_EHOST,
        "%s: thread %d wants to run but gets no CPU in %lld ms: an earlier "
        "reservation may have been overdrawn",
        r->who, r->thread.tid, (long long)(watch_time(&r->prm) / RTPART_MS));
}

static enum rtpart_code check_registers(const struct rtpart_kernel *k,
                                        const struct rtpart_monitor *m,
                                        const struct rtpart_notes *notes,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *before = NULL;
    bool running = false;
    long still = -1;
    enum rtpart_code code = is_running(m, &running, err);

    if (code == RTPART_OK && !running) {
        rtpart_note(notes,
                    "the VM is paused: whether the guest executes was not checked");
        return RTPART_OK;
    }
    if (code == RTPART_OK)
        code = read_registers(m, &before, err);
    for (int look = 0; look < LOOKS && code == RTPART_OK; look++) {
        RTPART_AUTO_FREE char *after = NULL;

        k->pause(k->ctx, LOOK_PAUSE);
        code = read_registers(m, &after, err);
        if (code == RTPART_OK) {
            still = find_still(before, after);
            if (still < 0)
                return RTPART_OK;
        }
    }
    if (code == RTPART_OK)
        code = rtpart_fail(err, RTPART_EHOST,
                           "vCPU %ld executes nothing: its registers have not changed in "
                           "%d ms, and it does not halt",
                           still, (int)(LOOKS * LOOK_PAUSE / RTPART_MS));
    return code;
}

enum rtpart_code rtpart_guest_check(const struct rtpart_kernel *k,
                                    const struct rtpart_monitor *m,
                                    const struct rtpart_vm_reservation *r, size_t count,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = check_thread(k, &r[i], err);
    if (code == RTPART_OK && m->qmp == NULL && m->libvirt == NULL)
        rtpart_note(notes,
                    "without a monitor (--qmp, --libvirt) nobody can see whether the "
                    "guest itself executes");
    else if (code == RTPART_OK)
        code = check_registers(k, m, notes, err);
    return code;
}
