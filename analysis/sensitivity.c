/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity.h"

#include "common/wide.h"
#include "model/verdict.h"

/* Does the set hold with the changed value `x`? */
typedef bool try_fn(const struct rtpart_sensitivity *s, size_t i, int64_t x);

/*
 * The last x on the way from `good` towards `bad` (either may be the larger) for which
 * `try` says yes; `good` itself is taken to say yes, `bad` to say no.
 */
static int64_t last_good(const struct rtpart_sensitivity *s, try_fn *try, size_t i,
                         int64_t good, int64_t bad)
{
    while (good - bad > 1 || bad - good > 1) {
        const int64_t middle = good + (bad - good) / 2;

        if (try(s, i, middle))
            good = middle;
        else
            bad = middle;
    }
    return good;
}

static rtpart_ns scaled(rtpart_ns wcet, int64_t factor)
{
    const rtpart_i128 x = (rtpart_i128)wcet * factor;

    return (rtpart_ns)((x + RTPART_FACTOR_ONE - 1) / RTPART_FACTOR_ONE);
}

/* A factor concerns all tasks: they are changed in a copy. */
static bool try_factor(const struct rtpart_sensitivity *s, size_t i, int64_t factor)
{
    struct rtpart_taskset *ts = s->taskset;
    struct rtpart_taskset changed = {0};
    bool holds = false;

    (void)i;
    if (rtpart_taskset_copy(&changed, ts, NULL) != RTPART_OK) {
        if (s->ran_out != NULL)
            *s->ran_out = true;
        return false;
    }
    for (size_t k = 0; k < ts->count; k++)
        changed.tasks[k].wcet = scaled(ts->tasks[k].wcet, factor);
    holds = s->holds(s->ctx, &changed);
    rtpart_taskset_free(&changed);
    return holds;
}

int64_t rtpart_sensitivity_factor(const struct rtpart_sensitivity *s)
{
    const struct rtpart_taskset *ts = s->taskset;
    int64_t most = INT64_MAX / 2;

    if (ts->count == 0)
        return 0;
    for (size_t k = 0; k < ts->count; k++) {
        const rtpart_i128 f =
            (rtpart_i128)ts->tasks[k].deadline * RTPART_FACTOR_ONE / ts->tasks[k].wcet;

        if (f < most)
            most = (int64_t)f;
    }
    if (!try_factor(s, 0, 1))
        return 0;
    return last_good(s, try_factor, 0, 1, most + 1);
}

static bool try_wcet(const struct rtpart_sensitivity *s, size_t i, int64_t wcet)
{
    struct rtpart_task *t = &s->taskset->tasks[i];
    const rtpart_ns before = t->wcet;

    t->wcet = wcet;
    const bool holds = s->holds(s->ctx, s->taskset);

    t->wcet = before;
    return holds;
}

rtpart_ns rtpart_sensitivity_wcet(const struct rtpart_sensitivity *s, size_t i)
{
    if (!try_wcet(s, i, 1))
        return 0;
    return last_good(s, try_wcet, i, 1, s->taskset->tasks[i].deadline + 1);
}

static bool try_period(const struct rtpart_sensitivity *s, size_t i, int64_t period)
{
    struct rtpart_task *t = &s->taskset->tasks[i];
    const struct rtpart_task before = *t;

    if (before.deadline == before.period || before.deadline > period)
        t->deadline = period;
    t->period = period;
    const bool holds = s->holds(s->ctx, s->taskset);

    *t = before;
    return holds;
}

rtpart_ns rtpart_sensitivity_period(const struct rtpart_sensitivity *s, size_t i,
                                    rtpart_ns most)
{
    if (!try_period(s, i, most))
        return 0;
    return last_good(s, try_period, i, most, s->taskset->tasks[i].wcet - 1);
}

struct rtpart_ratio rtpart_change_size(const struct rtpart_change *c)
{
    return (struct rtpart_ratio){
        .num = c->to > c->from ? c->to - c->from : c->from - c->to, .den = c->from};
}

/* Keep `c` in *best if it is the first (*any false) or smaller. */
static void keep_smaller(struct rtpart_change *best, bool *any, struct rtpart_change c)
{
    if (!*any || rtpart_ratio_cmp(rtpart_change_size(&c), rtpart_change_size(best)) < 0)
        *best = c;
    *any = true;
}

bool rtpart_sensitivity_cheapest(const struct rtpart_sensitivity *s,
                                 struct rtpart_change *out)
{
    bool any = false;

    for (size_t i = 0; i < s->taskset->count; i++) {
        const struct rtpart_task *t = &s->taskset->tasks[i];
        const rtpart_ns most =
            t->period > RTPART_NS_MAX / 16 ? RTPART_NS_MAX : t->period * 16;
        const rtpart_ns wcet = rtpart_sensitivity_wcet(s, i);
        const rtpart_ns period = rtpart_sensitivity_period(s, i, most);

        if (wcet > 0 && wcet < t->wcet)
            keep_smaller(
                out, &any,
                (struct rtpart_change){
                    .kind = RTPART_CHANGE_WCET, .task = i, .from = t->wcet, .to = wcet});
        if (period > t->period)
            keep_smaller(out, &any,
                         (struct rtpart_change){.kind = RTPART_CHANGE_PERIOD,
                                                .task = i,
                                                .from = t->period,
                                                .to = period});
    }
    return any;
}
