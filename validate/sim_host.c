/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim_host.h"

#include <stdlib.h>

#include "common/wide.h"

enum server_state { SERVER_IDLE, SERVER_READY, SERVER_THROTTLED };

struct server {
    struct sim_guest *guest; /* NULL: of others, always busy */
    struct rtpart_prm prm;
    enum server_state state;
    rtpart_ns budget;
    rtpart_ns deadline;
    unsigned cpu; /* where it is pinned */
    bool running;
    size_t task; /* that it runs, while running */
};

struct host {
    struct server *servers;
    size_t count;
    size_t guests; /* the first ones have a guest */
    const struct rtpart_sim_options *options;
    const struct rtpart_sim_watch *watch;
};

static bool has_work(const struct server *s)
{
    return s->guest == NULL || s->guest->pending > 0;
}

/* Wake-up rule [AB98]: keep budget and deadline only where they stay within Q/P. */
static void wake(struct server *s, rtpart_ns now)
{
    const bool over =
        now >= s->deadline || (rtpart_i128)s->budget * s->prm.period >
                                  (rtpart_i128)(s->deadline - now) * s->prm.budget;

    if (over) {
        s->budget = s->prm.budget;
        s->deadline = now + s->prm.period;
    }
    s->state = s->budget > 0 ? SERVER_READY : SERVER_THROTTLED;
}

static void replenish(struct server *s, rtpart_ns now)
{
    s->budget = s->prm.budget;
    s->deadline += s->prm.period;
    s->state = has_work(s) ? SERVER_READY : SERVER_IDLE;
    (void)now;
}

/* Bring every server up to date at `now`. Returns the code of the releases. */
static enum rtpart_code update(struct host *h, rtpart_ns now, struct rtpart_error *err)
{
    for (size_t i = 0; i < h->count; i++) {
        struct server *s = &h->servers[i];

        if (s->guest != NULL) {
            const enum rtpart_code code = sim_guest_release(s->guest, now, err);

            if (code != RTPART_OK)
                return code;
        }
        if (s->state == SERVER_THROTTLED && now >= s->deadline)
            replenish(s, now);
        if (s->state == SERVER_IDLE && has_work(s))
            wake(s, now);
    }
    return RTPART_OK;
}

/* The ready server, not running yet, that EDF prefers on `cpu`; NULL: none. */
static struct server *next_server(const struct host *h, unsigned cpu)
{
    struct server *best = NULL;

    for (size_t i = 0; i < h->count; i++) {
        struct server *s = &h->servers[i];

        if (s->state != SERVER_READY || s->running ||
            (h->options->host_partitioned && s->cpu != cpu))
            continue;
        if (best == NULL || s->deadline < best->deadline)
            best = s;
    }
    return best;
}

static void dispatch(struct host *h)
{
    for (size_t i = 0; i < h->count; i++)
        h->servers[i].running = false;
    for (unsigned cpu = 0; cpu < h->options->host_cpus; cpu++) {
        struct server *s = next_server(h, cpu);

        if (s == NULL)
            continue;
        s->running = true;
        if (s->guest != NULL)
            s->task = sim_guest_pick(s->guest);
    }
}

/* Time of the next event after `now`. */
static rtpart_ns next_event(const struct host *h, rtpart_ns now)
{
    rtpart_ns next = h->options->duration;

    for (size_t i = 0; i < h->count; i++) {
        const struct server *s = &h->servers[i];
        rtpart_ns left = s->budget;

        if (s->guest != NULL && s->guest->next_release < next)
            next = s->guest->next_release;
        if (s->state == SERVER_THROTTLED && s->deadline < next)
            next = s->deadline;
        if (!s->running)
            continue;
        if (s->guest != NULL && s->guest->tasks[s->task].remaining < left)
            left = s->guest->tasks[s->task].remaining;
        if (left < next - now)
            next = now + left;
    }
    return next;
}

static void advance(struct host *h, rtpart_ns now, rtpart_ns to)
{
    for (size_t i = 0; i < h->count; i++) {
        struct server *s = &h->servers[i];

        if (!s->running)
            continue;
        s->budget -= to - now;
        if (s->guest != NULL) {
            if (h->watch != NULL && h->watch->segment != NULL && to > now)
                h->watch->segment(
                    h->watch->ctx,
                    &(struct rtpart_sim_segment){
                        .vcpu = i, .task = RTPART_NO_TASK, .from = now, .to = to});
            sim_guest_ran(s->guest, s->task, i, now, to - now);
        }
        if (s->budget == 0)
            s->state = SERVER_THROTTLED;
        else if (!has_work(s))
            s->state = SERVER_IDLE;
    }
}

/* Servers of others begin at a random point of their life: throttled until then. */
static void add_interfering(struct host *h, uint64_t seed)
{
    struct rtpart_random random = {.state = ~seed};

    for (size_t i = 0; i < h->options->interfering_count; i++) {
        struct server *s = &h->servers[h->count++];

        *s =
            (struct server){.prm = h->options->interfering[i], .state = SERVER_THROTTLED};
        s->deadline = rtpart_random_between(&random, 0, s->prm.period - 1);
    }
}

static bool stop(const struct host *h)
{
    return h->guests > 0 && sim_guest_stop(h->servers[0].guest);
}

enum rtpart_code sim_on_host(struct sim_guest *guests, const struct rtpart_prm *prms,
                             size_t count, const struct rtpart_sim_options *options,
                             const struct rtpart_sim_watch *watch,
                             struct rtpart_error *err)
{
    struct host h = {.guests = count, .count = count, .options = options, .watch = watch};
    enum rtpart_code code = RTPART_OK;
    rtpart_ns now = 0;

    h.servers = calloc(count + options->interfering_count + 1, sizeof *h.servers);
    if (h.servers == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t v = 0; v < count; v++)
        h.servers[v] = (struct server){.guest = &guests[v], .prm = prms[v]};
    add_interfering(&h, options->seed);
    for (size_t i = 0; options->host_partitioned && i < h.count; i++)
        h.servers[i].cpu = options->server_cpu[i];
    while (now < options->duration && !stop(&h)) {
        code = update(&h, now, err);
        if (code != RTPART_OK)
            break;
        dispatch(&h);
        const rtpart_ns next = next_event(&h, now);

        advance(&h, now, next);
        now = next;
    }
    for (size_t v = 0; v < count; v++)
        sim_guest_end(&guests[v], now);
    free(h.servers);
    return code;
}
