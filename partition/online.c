/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/online.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "common/array.h"
#include "partition/limit.h"
#include "partition/settle.h"

struct online {
    const struct rtpart_online *now;
    struct rtpart_placement place;
    struct rtpart_prm *prm; /* with the tasks placed so far */
    size_t *homeless;       /* tasks without a vCPU, in no order */
    size_t count;
    bool *moved;         /* tasks that have left their vCPU, and new ones */
    unsigned moves_left; /* in the search */
    struct rtpart_limit limit;
    struct rtpart_error *err;
    enum rtpart_code code;
};

static const struct rtpart_task *task_at(const struct online *o, size_t task)
{
    return &o->now->req->taskset->tasks[task];
}

static bool is_new(const struct online *o, size_t task)
{
    return o->now->vcpu[task] == RTPART_NO_VCPU;
}

/*
 * Order in which tasks are placed: fixed ones, then by falling utilisation. Once the fixed
 * ones are placed all empty vCPUs without a reservation are alike.
 */
static bool comes_first(const struct online *o, size_t a, size_t b)
{
    const struct rtpart_task *x = task_at(o, a);
    const struct rtpart_task *y = task_at(o, b);
    const int order =
        rtpart_ratio_cmp(rtpart_task_utilization(x), rtpart_task_utilization(y));

    if ((x->vcpu >= 0) != (y->vcpu >= 0))
        return x->vcpu >= 0;
    return order != 0 ? order > 0 : a < b;
}

static enum rtpart_code check(const struct rtpart_online *now, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = now->req->taskset;

    for (size_t i = 0; i < ts->count; i++) {
        const unsigned v = now->vcpu[i];

        if (v == RTPART_NO_VCPU)
            continue;
        if (v >= now->req->vcpus)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%s\" is on vCPU %u, but there are only %u",
                               ts->tasks[i].name, v, now->req->vcpus);
        if (ts->tasks[i].vcpu >= 0 && (unsigned)ts->tasks[i].vcpu != v)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%s\" is on vCPU %u, but fixed to vCPU %d",
                               ts->tasks[i].name, v, ts->tasks[i].vcpu);
    }
    return rtpart_partition_check(now->req, err);
}

static void finish(struct online *o)
{
    rtpart_placement_free(&o->place);
    free(o->prm);
    free(o->homeless);
    free(o->moved);
}

/* Tasks in service on their vCPUs, new ones in o->homeless. */
static enum rtpart_code begin(struct online *o, const struct rtpart_online *now,
                              struct rtpart_error *err)
{
    const size_t n = now->req->taskset->count;
    const unsigned m = now->req->vcpus;
    enum rtpart_code code;

    *o = (struct online){.now = now, .err = err};
    code = check(now, err);
    if (code != RTPART_OK)
        return code;
    o->prm = calloc(m, sizeof *o->prm);
    o->homeless = rtpart_array(n, sizeof *o->homeless);
    o->moved = rtpart_array(n, sizeof *o->moved);
    if (o->prm == NULL || o->homeless == NULL || o->moved == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    memcpy(o->prm, now->prm, m * sizeof *o->prm);
    rtpart_limit_start(&o->limit, now->req);
    code = rtpart_placement_init(&o->place, now->req, err);
    for (size_t i = 0; i < n && code == RTPART_OK; i++) {
        const size_t task = o->place.order[i];

        o->moved[task] = is_new(o, task);
        if (is_new(o, task))
            o->homeless[o->count++] = task;
        else
            code = rtpart_placement_add(&o->place, now->vcpu[task], task, err);
    }
    return code;
}

/* The place in o->homeless of the task to place next. */
static size_t next_homeless(const struct online *o)
{
    size_t best = 0;

    for (size_t i = 1; i < o->count; i++)
        if (comes_first(o, o->homeless[i], o->homeless[best]))
            best = i;
    return best;
}

static bool put(struct online *o, unsigned v, size_t task)
{
    o->code = rtpart_placement_add(&o->place, v, task, o->err);
    return o->code == RTPART_OK;
}

/* Does the present reservation of v hold its tasks? */
static bool reservation_holds(struct online *o, unsigned v)
{
    return o->place.load[v].count == 0 ||
           (o->prm[v].budget > 0 &&
            rtpart_load_test(&o->place.load[v], &o->prm[v]).answer == RTPART_SCHEDULABLE);
}

/* ---- without a move ------------------------------------------------------------------ */

/* The first vCPU whose reservation holds the task as it is; then nothing changes. */
static unsigned find_room(struct online *o, size_t task)
{
    const int fixed = task_at(o, task)->vcpu;

    for (unsigned v = 0; v < o->now->req->vcpus && o->code == RTPART_OK; v++) {
        bool holds = false;

        if ((fixed >= 0 && v != (unsigned)fixed) ||
            rtpart_placement_overfull(&o->place, v, task))
            continue;
        if (put(o, v, task)) {
            holds = reservation_holds(o, v);
            rtpart_placement_remove(&o->place, task);
        }
        if (holds)
            return v;
    }
    return RTPART_NO_VCPU;
}

/* Each new task where it costs least. True where all have a place. */
static bool settle_all(struct online *o)
{
    const struct rtpart_settle settle = {.place = &o->place, .prm = o->prm};

    while (o->count > 0) {
        const size_t at = next_homeless(o);
        const size_t task = o->homeless[at];
        struct rtpart_option best = {.v = find_room(o, task)};

        if (best.v != RTPART_NO_VCPU)
            best.after = o->prm[best.v];
        else if (o->code == RTPART_OK)
            o->code =
                rtpart_settle_find(&settle, task, o->now->req->vcpus, &best, o->err);
        if (o->code != RTPART_OK || best.v == RTPART_NO_VCPU)
            return false;
        o->homeless[at] = o->homeless[--o->count];
        o->prm[best.v] = best.after;
        if (!put(o, best.v, task))
            return false;
    }
    return true;
}

/* Take the new tasks off again. */
static void unsettle(struct online *o)
{
    o->count = 0;
    for (size_t i = 0; i < o->now->req->taskset->count; i++)
        if (is_new(o, i)) {
            if (o->place.vcpu[i] != RTPART_NO_VCPU)
                rtpart_placement_remove(&o->place, i);
            o->homeless[o->count++] = i;
        }
    memcpy(o->prm, o->now->prm, o->now->req->vcpus * sizeof *o->prm);
}

/* ---- with moves ---------------------------------------------------------------------- */

static bool search(struct online *o);

/*
 * A task was put on v. Where v does not hold it, neither by its reservation nor by another
 * one, let tasks in service leave v, from rank `from` on, until it does or no move is left;
 * then go on with those that left.
 */
static bool make_room(struct online *o, unsigned v, size_t from)
{
    const struct rtpart_load *load = &o->place.load[v];

    if (rtpart_placement_holds(&o->place, v) || reservation_holds(o, v))
        return search(o);
    if (o->moves_left == 0)
        return false;
    for (size_t k = 0; k < load->count; k++) {
        const size_t task = load->task[k];
        const size_t rank = o->place.rank[task];

        if (rank < from || o->moved[task] || task_at(o, task)->vcpu >= 0)
            continue;
        rtpart_placement_remove(&o->place, task);
        o->moved[task] = true;
        o->homeless[o->count++] = task;
        o->moves_left--;
        if (make_room(o, v, rank + 1))
            return true;
        if (o->code != RTPART_OK || o->limit.reached)
            return false;
        o->moves_left++;
        o->count--;
        o->moved[task] = false;
        if (!put(o, v, task))
            return false;
    }
    return false;
}

/* Place the next homeless task on each vCPU in turn, but not back where it came from. Where
 * that fails all is as before, unless the search has to end. */
static bool search(struct online *o)
{
    bool seen_empty = false;

    if (o->count == 0)
        return true;
    const size_t at = next_homeless(o);
    const size_t task = o->homeless[at];
    const int fixed = task_at(o, task)->vcpu;

    o->homeless[at] = o->homeless[--o->count];
    for (unsigned v = 0; v < o->now->req->vcpus; v++) {
        const bool empty = o->place.load[v].count == 0 && o->prm[v].budget == 0;

        if (v == o->now->vcpu[task] ||
            (fixed >= 0 ? v != (unsigned)fixed : empty && seen_empty))
            continue;
        seen_empty = seen_empty || empty;
        if (rtpart_limit_reached(&o->limit) || !put(o, v, task))
            return false;
        if (make_room(o, v, 0))
            return true;
        if (o->code != RTPART_OK || o->limit.reached)
            return false;
        rtpart_placement_remove(&o->place, task);
    }
    o->homeless[o->count++] = o->homeless[at];
    o->homeless[at] = task;
    return false;
}

/* The least number of moves that makes room for all. True where it is within `may_move`. */
static bool search_moves(struct online *o, unsigned may_move, unsigned *moves)
{
    const size_t in_service = o->now->req->taskset->count - o->count;

    for (unsigned k = 0; k <= may_move && k <= in_service; k++) {
        o->moves_left = k;
        if (search(o)) {
            *moves = k - o->moves_left;
            return true;
        }
        if (o->code != RTPART_OK || o->limit.reached)
            return false;
    }
    return false;
}

/* ---- the answer ---------------------------------------------------------------------- */

/* The cheapest interface of v, where that is less than its reservation. */
static void tighten(struct online *o, unsigned v)
{
    struct rtpart_prm r;

    if (rtpart_placement_interface(&o->place, v, &r) &&
        rtpart_share_bandwidth(&r) < rtpart_share_bandwidth(&o->prm[v]))
        o->prm[v] = r;
}

/* After moves: more for vCPUs whose reservation is not enough, less for those that tasks
 * have left. */
static bool renew(struct online *o)
{
    for (size_t i = 0; i < o->now->req->taskset->count; i++)
        if (!is_new(o, i) && o->place.vcpu[i] != o->now->vcpu[i])
            tighten(o, o->now->vcpu[i]);
    for (unsigned v = 0; v < o->now->req->vcpus; v++)
        if (!reservation_holds(o, v) &&
            !rtpart_placement_interface(&o->place, v, &o->prm[v]))
            return false;
    return true;
}

static enum rtpart_code answer(struct online *o, struct rtpart_partition *out)
{
    const struct rtpart_partition_request *req = o->now->req;
    const size_t n = req->taskset->count;

    *out = (struct rtpart_partition){.answer = RTPART_SCHEDULABLE,
                                     .blocked = RTPART_NO_TASK,
                                     .task_count = n,
                                     .vcpus = req->vcpus};
    out->vcpu = rtpart_array(n, sizeof *out->vcpu);
    if (out->vcpu == NULL)
        return rtpart_fail(o->err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    memcpy(out->vcpu, o->place.vcpu, n * sizeof *out->vcpu);
    out->prm = o->prm;
    o->prm = NULL;
    return RTPART_OK;
}

static void none(struct online *o, struct rtpart_partition *out)
{
    const bool gave_up = rtpart_placement_gave_up(&o->place);
    size_t blocked = RTPART_NO_TASK;

    for (size_t i = 0; i < o->now->req->taskset->count; i++)
        if (is_new(o, i) && (blocked == RTPART_NO_TASK || comes_first(o, i, blocked)))
            blocked = i;
    rtpart_placement_none(
        &o->place, o->limit.reached || gave_up ? RTPART_UNDECIDED : RTPART_UNSCHEDULABLE,
        blocked, out);
}

enum rtpart_code rtpart_online_add(const struct rtpart_online *now, unsigned may_move,
                                   struct rtpart_partition *out, unsigned *moves,
                                   struct rtpart_error *err)
{
    struct online o;
    enum rtpart_code code = begin(&o, now, err);
    bool found = false;

    *out = (struct rtpart_partition){.blocked = RTPART_NO_TASK};
    *moves = 0;
    if (code == RTPART_OK) {
        found = settle_all(&o);
        if (!found && o.code == RTPART_OK) {
            unsettle(&o);
            found = search_moves(&o, may_move, moves) && renew(&o);
        }
        code = o.code;
    }
    if (code == RTPART_OK && found)
        code = answer(&o, out);
    else if (code == RTPART_OK)
        none(&o, out);
    finish(&o);
    return code;
}

enum rtpart_code rtpart_online_remove(const struct rtpart_online *now, const bool *lost,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err)
{
    struct online o;
    enum rtpart_code code = begin(&o, now, err);

    *out = (struct rtpart_partition){.blocked = RTPART_NO_TASK};
    for (unsigned v = 0; v < now->req->vcpus && code == RTPART_OK; v++)
        if (lost[v])
            tighten(&o, v);
    if (code == RTPART_OK)
        code = answer(&o, out);
    finish(&o);
    return code;
}
