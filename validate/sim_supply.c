/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim_supply.h"

#include <stdlib.h>

/*
 * Worst case [Shin & Lee 2003, Figure 2]: time 0 is the end of a budget that came at the
 * very beginning of its period; every later budget comes at the very end of its own.
 */
void sim_supply_init(struct sim_supply *s, enum rtpart_sim_supply kind,
                     const struct rtpart_prm *prm, uint64_t seed)
{
    *s = (struct sim_supply){.kind = kind, .prm = *prm, .random = {.state = seed}};
    if (kind == RTPART_SUPPLY_DEDICATED || prm->budget == prm->period) {
        s->kind = RTPART_SUPPLY_DEDICATED;
        s->to = INT64_MAX;
        return;
    }
    s->period_start = kind == RTPART_SUPPLY_WORST
                          ? prm->period - prm->budget
                          : -rtpart_random_between(&s->random, 0, prm->period - 1);
    sim_supply_next(s);
}

void sim_supply_next(struct sim_supply *s)
{
    const rtpart_ns slack = s->prm.period - s->prm.budget;
    rtpart_ns delay = slack;

    if (s->kind == RTPART_SUPPLY_DEDICATED)
        return;
    if (s->kind == RTPART_SUPPLY_RANDOM)
        delay = rtpart_random_between(&s->random, 0, slack);
    s->from = s->period_start + delay;
    s->to = s->from + s->prm.budget;
    s->period_start += s->prm.period;
}

/* Tell the watch of a stretch that is over. */
static void report_supply(const struct sim_guest *g, const struct sim_supply *s,
                          size_t vcpu)
{
    if (g->watch != NULL && g->watch->segment != NULL && s->to > 0)
        g->watch->segment(g->watch->ctx,
                          &(struct rtpart_sim_segment){.vcpu = vcpu,
                                                       .task = RTPART_NO_TASK,
                                                       .from = s->from > 0 ? s->from : 0,
                                                       .to = s->to});
}

/* Which vCPUs have supply at `now`, into `up`; *until: how long that stays so. */
static size_t supplied(const struct sim_guest *g, struct sim_supply *supplies,
                       size_t count, size_t first_vcpu, rtpart_ns now, size_t *up,
                       rtpart_ns *until)
{
    size_t n = 0;

    for (size_t v = 0; v < count; v++) {
        struct sim_supply *s = &supplies[v];

        while (s->to <= now) {
            report_supply(g, s, first_vcpu + v);
            sim_supply_next(s);
        }
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
    size_t n = 1;

    if (up_count == 0)
        return until;
    if (up_count == 1)
        picked[0] = sim_guest_pick(g);
    else
        n = sim_guest_pick_many(g, up_count, picked);
    for (size_t i = 0; i < n; i++)
        if (g->tasks[picked[i]].remaining < until - now)
            until = now + g->tasks[picked[i]].remaining;
    for (size_t i = 0; i < n; i++)
        sim_guest_ran(g, picked[i], first_vcpu + up[i], now, until - now);
    return until;
}

enum rtpart_code sim_on_supply(struct sim_guest *g, struct sim_supply *supplies,
                               size_t count, size_t first_vcpu, struct rtpart_error *err)
{
    const rtpart_ns end = g->options->duration;
    size_t *room = calloc(2 * count, sizeof *room);
    enum rtpart_code code = RTPART_OK;
    rtpart_ns now = 0;

    if (room == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    while (now < end && !sim_guest_stop(g)) {
        code = sim_guest_release(g, now, err);
        if (code != RTPART_OK)
            break;
        rtpart_ns until = g->next_release < end ? g->next_release : end;

        if (g->pending > 0) {
            const size_t n = supplied(g, supplies, count, first_vcpu, now, room, &until);

            until = step(g, now, until, first_vcpu, room, n, room + count);
        }
        now = until;
    }
    sim_guest_end(g, now);
    free(room);
    return code;
}
