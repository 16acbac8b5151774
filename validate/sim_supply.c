/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim_supply.h"

#include <stdlib.h>

/*
 * Worst case [Shin & Lee 2003, Figure 2]: time 0 is the end of a budget that came at the
 * very beginning of its period; every later budget comes at the very end of its own. On
 * several CPUs all do so at once.
 */
void sim_supply_init(struct sim_supply *s, enum rtpart_sim_supply kind,
                     const struct rtpart_mpr *mpr, unsigned cpu, uint64_t seed)
{
    *s = (struct sim_supply){.kind = kind,
                             .mpr = *mpr,
                             .cpu = cpu,
                             .budget = rtpart_mpr_share(mpr).budget,
                             .random = {.state = seed}};
    const bool whole = kind == RTPART_SUPPLY_ADVERSE
                           ? mpr->budget == mpr->period * mpr->cpus
                           : s->budget == mpr->period;

    if (kind == RTPART_SUPPLY_DEDICATED || whole) {
        s->kind = RTPART_SUPPLY_DEDICATED;
        s->to = INT64_MAX;
        return;
    }
    if (kind == RTPART_SUPPLY_WORST) {
        s->from = 2 * (mpr->period - s->budget);
        s->to = s->from + s->budget;
        return;
    }
    s->period_start = -rtpart_random_between(&s->random, 0, mpr->period - 1);
    sim_supply_draw(s);
}

/*
 * One period of a hostile mix, drawn alike by all CPUs of the resource: how many CPUs take
 * part (from as few as hold the budget to all), and whether their parts come early, late,
 * together somewhere, or each somewhere.
 */
static void draw_adverse(struct sim_supply *s)
{
    const rtpart_ns budget = s->mpr.budget;
    const unsigned least = (unsigned)rtpart_ns_ceil_div(budget, s->mpr.period);
    const unsigned width =
        (unsigned)rtpart_random_between(&s->random, least, s->mpr.cpus);
    const unsigned how = (unsigned)rtpart_random_bits(&s->random) % 4;
    struct rtpart_random own = {.state = rtpart_random_bits(&s->random)};
    const rtpart_ns slack = s->mpr.period - rtpart_ns_ceil_div(budget, width);
    rtpart_ns part = 0;
    rtpart_ns delay = how == 1 ? slack : 0;

    own.state += how == 3 ? s->cpu : 0;
    if (how >= 2)
        delay = rtpart_random_between(&own, 0, slack);
    if (s->cpu < width)
        part = (rtpart_ns)((rtpart_i128)budget * (s->cpu + 1) / width) -
               (rtpart_ns)((rtpart_i128)budget * s->cpu / width);
    s->from = s->period_start + delay;
    s->to = s->from + part;
}

void sim_supply_draw(struct sim_supply *s)
{
    if (s->kind == RTPART_SUPPLY_DEDICATED)
        return;
    if (s->kind == RTPART_SUPPLY_ADVERSE) {
        draw_adverse(s);
    } else {
        s->from = s->period_start +
                  rtpart_random_between(&s->random, 0, s->mpr.period - s->budget);
        s->to = s->from + s->budget;
    }
    s->period_start += s->mpr.period;
}

/* The budget of a stretch comes at the beginning of its period and goes while it lasts. */
static void report_budget(const struct sim_guest *g, const struct sim_supply *s,
                          size_t vcpu, rtpart_ns end)
{
    const rtpart_ns budget = s->to - s->from;
    const rtpart_ns to = s->to < end ? s->to : end;
    const rtpart_ns begin = s->kind == RTPART_SUPPLY_WORST
                                ? s->from - (s->mpr.period - s->budget)
                                : s->period_start - s->mpr.period;

    if (g->watch == NULL || g->watch->budget == NULL || begin >= end ||
        s->kind == RTPART_SUPPLY_DEDICATED)
        return;
    g->watch->budget(g->watch->ctx, vcpu, begin, budget);
    if (s->from < end) {
        g->watch->budget(g->watch->ctx, vcpu, s->from, budget);
        g->watch->budget(g->watch->ctx, vcpu, to, s->to - to);
    }
}

/* Tell the watch of a stretch, as far as it lies in [0, end). */
static void report_supply(const struct sim_guest *g, const struct sim_supply *s,
                          size_t vcpu, rtpart_ns end)
{
    const rtpart_ns from = s->from > 0 ? s->from : 0;
    const rtpart_ns to = s->to < end ? s->to : end;

    report_budget(g, s, vcpu, end);
    if (g->watch != NULL && g->watch->segment != NULL && from < to)
        g->watch->segment(
            g->watch->ctx,
            &(struct rtpart_sim_segment){
                .vcpu = vcpu, .task = RTPART_NO_TASK, .from = from, .to = to});
}

/* The first stretch that is not over at `now`. */
static void catch_up(const struct sim_guest *g, struct sim_supply *s, size_t vcpu,
                     rtpart_ns now)
{
    while (s->to <= now) {
        report_supply(g, s, vcpu, s->to);
        sim_supply_next(s);
    }
}

/* Which vCPUs have supply at `now`, into `up`; *until: how long that stays so. */
static size_t supplied(const struct sim_guest *g, struct sim_supply *supplies,
                       size_t count, size_t first_vcpu, rtpart_ns now, size_t *up,
                       rtpart_ns *until)
{
    size_t n = 0;

    for (size_t v = 0; v < count; v++) {
        struct sim_supply *s = &supplies[v];

        catch_up(g, s, first_vcpu + v, now);
        if (s->from <= now)
            up[n++] = v;
        const rtpart_ns change = s->from <= now ? s->to : s->from;

        if (change < *until)
            *until = change;
    }
    return n;
}

/* One step at `now`, on the vCPUs that are up. Returns the time of the next one. */
static rtpart_ns step(struct sim_guest *g, rtpart_ns now, rtpart_ns until,
                      size_t first_vcpu, const size_t *up, size_t up_count,
                      size_t *picked)
{
    if (up_count == 0)
        return until;
    const size_t n = sim_guest_pick_many(g, up_count, picked);

    for (size_t i = 0; i < n; i++)
        if (g->tasks[picked[i]].remaining < until - now)
            until = now + g->tasks[picked[i]].remaining;
    for (size_t i = 0; i < n; i++)
        sim_guest_ran(g, picked[i], first_vcpu + up[i], now, until - now);
    return until;
}

static enum rtpart_code on_many(struct sim_guest *g, struct sim_supply *supplies,
                                size_t count, size_t first_vcpu, rtpart_ns *now,
                                struct rtpart_error *err)
{
    const rtpart_ns end = g->options->duration;
    size_t *room = calloc(2 * count, sizeof *room);
    enum rtpart_code code = RTPART_OK;

    if (room == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    while (*now < end && !sim_guest_stop(g)) {
        code = sim_guest_release(g, *now, err);
        if (code != RTPART_OK)
            break;
        rtpart_ns until = g->next_release < end ? g->next_release : end;

        if (g->pending > 0) {
            const size_t n = supplied(g, supplies, count, first_vcpu, *now, room, &until);

            until = step(g, *now, until, first_vcpu, room, n, room + count);
        }
        *now = until;
    }
    free(room);
    return code;
}

/* Let task i have the supply from `now` on, until its job ends or `until`. */
static rtpart_ns run_one(struct sim_guest *g, struct sim_supply *s, size_t i, size_t vcpu,
                         rtpart_ns now, rtpart_ns until)
{
    for (;;) {
        catch_up(g, s, vcpu, now);
        if (s->from > now)
            now = s->from;
        if (now >= until)
            return until;
        const rtpart_ns stop = s->to < until ? s->to : until;
        const rtpart_ns left = g->tasks[i].remaining;

        if (left <= stop - now) {
            sim_guest_ran(g, i, vcpu, now, left);
            return now + left;
        }
        sim_guest_ran(g, i, vcpu, now, stop - now);
        now = stop;
    }
}

/* On one CPU, the choice of the job changes only where one is released or ends. */
static enum rtpart_code on_one(struct sim_guest *g, struct sim_supply *s, size_t vcpu,
                               rtpart_ns *now, struct rtpart_error *err)
{
    const rtpart_ns end = g->options->duration;

    while (*now < end && !sim_guest_stop(g)) {
        const enum rtpart_code code = sim_guest_release(g, *now, err);
        const rtpart_ns until = g->next_release < end ? g->next_release : end;

        if (code != RTPART_OK)
            return code;
        if (g->pending > 0)
            *now = run_one(g, s, sim_guest_pick(g), vcpu, *now, until);
        else
            *now = until;
    }
    return RTPART_OK;
}

enum rtpart_code sim_on_supply(struct sim_guest *g, struct sim_supply *supplies,
                               size_t count, size_t first_vcpu, struct rtpart_error *err)
{
    rtpart_ns now = 0;
    const enum rtpart_code code =
        count == 1 ? on_one(g, supplies, first_vcpu, &now, err)
                   : on_many(g, supplies, count, first_vcpu, &now, err);

    for (size_t v = 0; v < count; v++) {
        catch_up(g, &supplies[v], first_vcpu + v, now);
        report_supply(g, &supplies[v], first_vcpu + v, now);
    }
    sim_guest_end(g, now);
    return code;
}
