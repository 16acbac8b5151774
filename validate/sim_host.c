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
    size_t guests;  /* the first ones have a guest */
    size_t *picked; /* scratch: tasks to run */
    const struct rtpart_sim_options *options;
    const struct rtpart_sim_watch *watch;
};

/* One past the last server that has the guest of server `first`. */
static size_t group_end(const struct host *h, size_t first)
{
    size_t end = first + 1;

    while (end < h->guests && h->servers[end].guest == h->servers[first].guest)
        end++;
    return end;
}

static void report_budget(const struct host *h, size_t vcpu, rtpart_ns at)
{
    if (vcpu < h->guests && h->watch != NULL && h->watch->budget != NULL)
        h->watch->budget(h->watch->ctx, vcpu, at, h->servers[vcpu].budget);
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

static void replenish(struct server *s)
{
    s->budget = s->prm.budget;
    s->deadline += s->prm.period;
    s->state = s->guest == NULL ? SERVER_READY : SERVER_IDLE;
}

static size_t ready_servers(const struct host *h, size_t first, size_t end)
{
    size_t ready = 0;

    for (size_t i = first; i < end; i++)
        ready += h->servers[i].state == SERVER_READY;
    return ready;
}

/*
 * As many servers of a guest are active as it has jobs to run: idle ones wake where there
 * are too few; where there are too many, some become idle, first those that do not run.
 */
static void balance(struct host *h, size_t first, size_t end, rtpart_ns now)
{
    const size_t wanted = h->servers[first].guest->pending;
    size_t ready = ready_servers(h, first, end);

    for (int running = 0; running < 2; running++)
        for (size_t i = end; i > first && ready > wanted; i--) {
            struct server *s = &h->servers[i - 1];

            if (s->state == SERVER_READY && s->running == (running != 0)) {
                s->state = SERVER_IDLE;
                ready--;
            }
        }
    for (size_t i = first; i < end && ready < wanted; i++) {
        struct server *s = &h->servers[i];

        if (s->state != SERVER_IDLE)
            continue;
        report_budget(h, i, now);
        wake(s, now);
        report_budget(h, i, now);
        ready += s->state == SERVER_READY;
    }
}

/* Bring every server up to date at `now`. Returns the code of the releases. */
static enum rtpart_code update(struct host *h, rtpart_ns now, struct rtpart_error *err)
{
    for (size_t i = 0; i < h->count; i++) {
        if (h->servers[i].state != SERVER_THROTTLED || now < h->servers[i].deadline)
            continue;
        report_budget(h, i, now);
        replenish(&h->servers[i]);
        report_budget(h, i, now);
    }
    for (size_t first = 0, end; first < h->guests; first = end) {
        const enum rtpart_code code =
            sim_guest_release(h->servers[first].guest, now, err);

        if (code != RTPART_OK)
            return code;
        end = group_end(h, first);
        balance(h, first, end, now);
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

/* The most urgent jobs of a guest to those of its servers that run: there is one for each,
 * since no more servers are ready than jobs are pending. */
static void hand_out(struct host *h, size_t first, size_t end)
{
    size_t running = 0;
    size_t next = 0;

    for (size_t i = first; i < end; i++)
        running += h->servers[i].running;
    if (running == 0)
        return;
    if (running == 1)
        h->picked[0] = sim_guest_pick(h->servers[first].guest);
    else
        (void)sim_guest_pick_many(h->servers[first].guest, running, h->picked);
    for (size_t i = first; i < end; i++)
        if (h->servers[i].running)
            h->servers[i].task = h->picked[next++];
}

static void dispatch(struct host *h)
{
    for (size_t i = 0; i < h->count; i++)
        h->servers[i].running = false;
    for (unsigned cpu = 0; cpu < h->options->host_cpus; cpu++) {
        struct server *s = next_server(h, cpu);

        if (s != NULL)
            s->running = true;
    }
    for (size_t first = 0, end; first < h->guests; first = end) {
        end = group_end(h, first);
        hand_out(h, first, end);
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

static void report_supply(const struct host *h, size_t vcpu, rtpart_ns from, rtpart_ns to)
{
    if (h->watch != NULL && h->watch->segment != NULL && to > from)
        h->watch->segment(
            h->watch->ctx,
            &(struct rtpart_sim_segment){
                .vcpu = vcpu, .task = RTPART_NO_TASK, .from = from, .to = to});
}

static void advance(struct host *h, rtpart_ns now, rtpart_ns to)
{
    for (size_t i = 0; i < h->count; i++) {
        struct server *s = &h->servers[i];

        if (!s->running)
            continue;
        report_budget(h, i, now);
        s->budget -= to - now;
        report_budget(h, i, to);
        if (s->guest != NULL) {
            report_supply(h, i, now, to);
            sim_guest_ran(s->guest, s->task, i, now, to - now);
        }
        if (s->budget == 0)
            s->state = SERVER_THROTTLED;
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

static enum rtpart_code run(struct host *h, rtpart_ns *now, struct rtpart_error *err)
{
    while (*now < h->options->duration && !stop(h)) {
        const enum rtpart_code code = update(h, *now, err);

        if (code != RTPART_OK)
            return code;
        dispatch(h);
        const rtpart_ns next = next_event(h, *now);

        advance(h, *now, next);
        *now = next;
    }
    return RTPART_OK;
}

enum rtpart_code sim_on_host(const struct sim_vcpu *vcpus, size_t count,
                             const struct rtpart_sim_options *options,
                             const struct rtpart_sim_watch *watch,
                             struct rtpart_error *err)
{
    struct host h = {.guests = count, .count = count, .options = options, .watch = watch};
    enum rtpart_code code = RTPART_OK;
    rtpart_ns now = 0;

    h.servers = calloc(count + options->interfering_count + 1, sizeof *h.servers);
    h.picked = calloc(count + 1, sizeof *h.picked);
    if (h.servers == NULL || h.picked == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the simulation");
    for (size_t v = 0; code == RTPART_OK && v < count; v++)
        h.servers[v] = (struct server){.guest = vcpus[v].guest, .prm = vcpus[v].prm};
    if (code == RTPART_OK) {
        add_interfering(&h, options->seed);
        for (size_t i = 0; options->host_partitioned && i < h.count; i++)
            h.servers[i].cpu = options->server_cpu[i];
        code = run(&h, &now, err);
    }
    for (size_t first = 0, end; code == RTPART_OK && first < count; first = end) {
        end = group_end(&h, first);
        sim_guest_end(vcpus[first].guest, now);
    }
    free(h.servers);
    free(h.picked);
    return code;
}
