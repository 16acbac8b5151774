/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/watch.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "deploy/proc_thread.h"

/* Between two looks: no multiple of a usual period. */
#define LOOK_PAUSE (17 * RTPART_MS)

void rtpart_watch_free(struct rtpart_watch *w)
{
    for (size_t i = 0; i < w->count; i++) {
        free(w->rows[i].deployment);
        free(w->rows[i].who);
    }
    free(w->rows);
    *w = (struct rtpart_watch){0};
}

enum rtpart_code rtpart_watch_add(struct rtpart_watch *w,
                                  const struct rtpart_deployment *d,
                                  struct rtpart_error *err)
{
    struct rtpart_watched *bigger =
        reallocarray(w->rows, w->count + d->count + 1, sizeof *bigger);

    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    w->rows = bigger;
    for (size_t i = 0; i < d->count; i++) {
        const struct rtpart_change *c = &d->changes[i];

        if (c->kind != RTPART_CHANGE_SCHED)
            continue;
        struct rtpart_watched *row = &w->rows[w->count++];

        *row = (struct rtpart_watched){.deployment = strdup(d->name),
                                       .who = strdup(c->who),
                                       .vcpu = c->vcpu,
                                       .thread = c->thread};
        if (row->deployment == NULL || row->who == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return RTPART_OK;
}

/* What is counted between the two ends of an interval. */
struct counters {
    struct rtpart_schedstat first;
    bool known;
    size_t looks; /* that told the budget */
    size_t used_up;
};

static void look(const struct rtpart_kernel *k, struct rtpart_watched *row,
                 struct counters *c)
{
    struct rtpart_thread_stat stat;
    rtpart_ns left;

    if (!rtpart_budget_left(k, &row->thread, &left) ||
        rtpart_thread_stat_read(k, row->thread.pid, row->thread.tid, &stat, NULL) !=
            RTPART_OK)
        return;
    c->looks++;
    if (left <= 0 && stat.state == 'R')
        c->used_up++;
    if (row->overrun < -left)
        row->overrun = -left;
}

/* What a thread is, and where its counters stand. */
static void begin(const struct rtpart_kernel *k, struct rtpart_watched *row,
                  struct counters *c)
{
    struct rtpart_sched s;

    row->alive = rtpart_thread_alive(k, &row->thread) &&
                 k->sched_get(k->ctx, row->thread.tid, &s) == 0;
    row->reserved = row->alive && s.policy == RTPART_POLICY_DEADLINE;
    row->prm = row->reserved
                   ? (struct rtpart_prm){.period = s.period, .budget = s.runtime}
                   : (struct rtpart_prm){0};
    row->used = row->waited = row->used_up = -1;
    row->overrun = -1;
    c->known = row->alive && rtpart_schedstat_read(k, &row->thread, &c->first);
}

static void finish(const struct rtpart_kernel *k, struct rtpart_watched *row,
                   const struct counters *c, rtpart_ns interval)
{
    struct rtpart_schedstat last;

    row->alive = row->alive && rtpart_thread_alive(k, &row->thread);
    if (c->known && rtpart_schedstat_read(k, &row->thread, &last) && interval > 0) {
        row->used = (double)(last.ran - c->first.ran) / (double)interval;
        row->waited = (double)(last.waited - c->first.waited) / (double)interval;
    }
    if (c->looks > 0)
        row->used_up = (double)c->used_up / (double)c->looks;
    if (c->looks > 0 && row->overrun < 0)
        row->overrun = 0;
}

size_t rtpart_watch_interval(const struct rtpart_kernel *k, struct rtpart_watch *w,
                             rtpart_ns interval)
{
    RTPART_AUTO_FREE struct counters *counters = calloc(w->count + 1, sizeof *counters);
    const rtpart_ns pause = interval / 10 < LOOK_PAUSE ? interval / 10 : LOOK_PAUSE;
    const rtpart_ns from = k->now(k->ctx);
    size_t alive = 0;

    w->looks = 0;
    for (size_t i = 0; i < w->count && counters != NULL; i++)
        begin(k, &w->rows[i], &counters[i]);
    while (k->now(k->ctx) - from < interval) {
        k->pause(k->ctx, pause > 0 ? pause : 1);
        w->looks++;
        for (size_t i = 0; i < w->count && counters != NULL; i++)
            if (w->rows[i].reserved)
                look(k, &w->rows[i], &counters[i]);
    }
    for (size_t i = 0; i < w->count && counters != NULL; i++) {
        /* each thread's counters at its own time: many take long to read */
        w->interval = k->now(k->ctx) - from;
        finish(k, &w->rows[i], &counters[i], w->interval);
        alive += w->rows[i].alive;
    }
    return alive;
}
