/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/guest_check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

/* The first pause between two looks, in ms; each is twice as long as the one before. */
#define FIRST_PAUSE (10 * RTPART_MS)
#define LONG_PAUSE  (100 * RTPART_MS) /* but for the threads no longer than this */
/* Looks at the registers, at most: 0.63 s in all. A vCPU has little of each period. */
#define LOOKS     6
#define LOOK_TIME (FIRST_PAUSE * ((1 << LOOKS) - 1))

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

/* What a thread must be able to get before it is said to get nothing: where /proc counts CPU
 * time in ticks these are of 10 ms. */
#define ENOUGH (40 * RTPART_MS)

/* How long to watch a thread: until its reservation must have given it ENOUGH. */
static rtpart_ns watch_time(const struct rtpart_prm *r)
{
    const rtpart_ns time = (rtpart_ns)((rtpart_i128)ENOUGH * r->period / r->budget);

    return time < LOOK_TIME ? LOOK_TIME : time;
}

/* Debts are waited for, but not longer than that. */
#define DEBT_MAX (5 * RTPART_S)

/*
 * How long a thread may go without CPU because its budget is overdrawn: the kernel takes what
 * it ran too long (a tick; on a virtual host that was stopped meanwhile, much more) from
 * its next periods.
 */
static rtpart_ns debt_time(const struct rtpart_kernel *k,
                           const struct rtpart_vm_reservation *r)
{
    rtpart_ns left = 0;

    if (!rtpart_budget_left(k, &r->thread, &left) || left >= 0)
        return 0;
    const rtpart_i128 time = -(rtpart_i128)left * r->prm.period / r->prm.budget;

    return time < DEBT_MAX ? (rtpart_ns)time : 0; /* nobody waits for hours */
}

/* A thread that is watched. */
struct watched {
    uint64_t used;   /* CPU time at first */
    rtpart_ns limit; /* how long it may get none */
    bool settled;    /* it slept, or got CPU */
};

/*
 * One look at a thread: does it want to run, and what has it used? In ns, or in ticks where
 * the kernel does not count ns.
 */
static enum rtpart_code look(const struct rtpart_kernel *k, const struct rtpart_thread *t,
                             bool *wants, uint64_t *used, struct rtpart_error *err)
{
    struct rtpart_thread_stat stat;
    struct rtpart_schedstat s;
    const enum rtpart_code code = rtpart_thread_stat_read(k, t->pid, t->tid, &stat, err);

    if (code != RTPART_OK)
        return code;
    *wants = stat.state == 'R';
    *used = rtpart_schedstat_read(k, t, &s) ? (uint64_t)s.ran : stat.cpu_ticks;
    return RTPART_OK;
}

/* Look at all threads that are not settled yet. How many stay so goes to *left. */
static enum rtpart_code look_at_all(const struct rtpart_kernel *k,
                                    const struct rtpart_vm_reservation *r, size_t count,
                                    rtpart_ns watched, struct watched *w, size_t *left,
                                    struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    *left = 0;
    for (size_t i = 0; i < count && code == RTPART_OK; i++) {
        bool wants = false;
        uint64_t used = 0;

        if (w[i].settled)
            continue;
        code = look(k, &r[i].thread, &wants, &used, err);
        w[i].settled = !wants || used != w[i].used;
        if (code != RTPART_OK || w[i].settled)
            continue;
        ++*left;
        if (watched >= w[i].limit)
            code = rtpart_fail(
                err, RTPART_EHOST,
                "%s: thread %d wants to run but gets no CPU in %lld ms: an earlier "
                "reservation may have been overdrawn",
                r[i].who, r[i].thread.tid, (long long)(watched / RTPART_MS));
    }
    return code;
}

/* Does every thread that wants to run get some CPU? All are watched at the same time. */
static enum rtpart_code check_threads(const struct rtpart_kernel *k,
                                      const struct rtpart_vm_reservation *r, size_t count,
                                      struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct watched *w = calloc(count + 1, sizeof *w);
    rtpart_ns pause = FIRST_PAUSE;
    rtpart_ns watched = 0;
    enum rtpart_code code = RTPART_OK;

    if (w == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < count && code == RTPART_OK; i++) {
        bool wants;

        code = look(k, &r[i].thread, &wants, &w[i].used, err);
        w[i].limit = watch_time(&r[i].prm) + debt_time(k, &r[i]);
    }
    for (size_t left = count; code == RTPART_OK && left > 0;) {
        k->pause(k->ctx, pause);
        watched += pause;
        pause = 2 * pause < LONG_PAUSE ? 2 * pause : LONG_PAUSE;
        code = look_at_all(k, r, count, watched, w, &left, err);
    }
    return code;
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
    for (int n = 0; n < LOOKS && code == RTPART_OK; n++) {
        RTPART_AUTO_FREE char *after = NULL;

        k->pause(k->ctx, FIRST_PAUSE << n);
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
                           still, (int)(LOOK_TIME / RTPART_MS));
    return code;
}

enum rtpart_code rtpart_guest_check(const struct rtpart_kernel *k,
                                    const struct rtpart_monitor *m,
                                    const struct rtpart_vm_reservation *r, size_t count,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err)
{
    enum rtpart_code code = check_threads(k, r, count, err);

    if (code == RTPART_OK && m->qmp == NULL && m->libvirt == NULL)
        rtpart_note(notes,
                    "without a monitor (--qmp, --libvirt) nobody can see whether the "
                    "guest itself executes");
    else if (code == RTPART_OK)
        code = check_registers(k, m, notes, err);
    return code;
}
