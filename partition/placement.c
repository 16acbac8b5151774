/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/placement.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "common/array.h"

enum rtpart_code rtpart_placement_init(struct rtpart_placement *p,
                                       const struct rtpart_partition_request *req,
                                       struct rtpart_error *err)
{
    const size_t n = req->taskset->count;
    enum rtpart_code code;

    *p = (struct rtpart_placement){.req = req};
    p->order = rtpart_array(n, sizeof *p->order);
    p->rank = rtpart_array(n, sizeof *p->rank);
    p->tail = rtpart_array(n, sizeof *p->tail);
    p->vcpu = rtpart_array(n, sizeof *p->vcpu);
    p->load = calloc(req->vcpus, sizeof *p->load);
    p->used = calloc(req->vcpus, sizeof *p->used);
    if (p->order == NULL || p->rank == NULL || p->tail == NULL || p->vcpu == NULL ||
        p->load == NULL || p->used == NULL) {
        rtpart_placement_free(p);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks on %u vCPUs",
                           n, req->vcpus);
    }
    code = rtpart_load_order(req->taskset, req->scheduler, p->order, err);
    for (unsigned v = 0; code == RTPART_OK && v < req->vcpus; v++)
        code = rtpart_load_init(&p->load[v], 0, req->scheduler, req->latency, err);
    if (code != RTPART_OK) {
        rtpart_placement_free(p);
        return code;
    }
    for (size_t i = 0; i < n; i++) {
        p->rank[p->order[i]] = i;
        p->vcpu[i] = RTPART_NO_VCPU;
    }
    return RTPART_OK;
}

void rtpart_placement_free(struct rtpart_placement *p)
{
    for (unsigned v = 0; p->load != NULL && v < p->req->vcpus; v++)
        rtpart_load_free(&p->load[v]);
    free(p->order);
    free(p->rank);
    free(p->tail);
    free(p->vcpu);
    free(p->load);
    free(p->used);
    *p = (struct rtpart_placement){0};
}

/* Room for one more task on vCPU v. */
static enum rtpart_code grow(struct rtpart_placement *p, unsigned v,
                             struct rtpart_error *err)
{
    const struct rtpart_task *tasks = p->req->taskset->tasks;
    struct rtpart_load *old = &p->load[v];
    struct rtpart_load wider;

    if (old->count < old->capacity)
        return RTPART_OK;
    const enum rtpart_code code = rtpart_load_init(
        &wider, 2 * old->count + 8, p->req->scheduler, p->req->latency, err);

    if (code != RTPART_OK)
        return code;
    for (size_t k = 0; k < old->count; k++)
        rtpart_load_push(&wider, &tasks[old->task[k]], old->task[k]);
    wider.gave_up = old->gave_up;
    rtpart_load_free(old);
    *old = wider;
    return RTPART_OK;
}

/* Pop the tasks behind rank `rank` into p->tail; returns their number. */
static size_t lift(struct rtpart_placement *p, struct rtpart_load *load, size_t rank)
{
    size_t lifted = 0;

    while (load->count > 0 && p->rank[load->task[load->count - 1]] > rank) {
        p->tail[lifted++] = load->task[load->count - 1];
        rtpart_load_pop(load);
    }
    return lifted;
}

static void lower(struct rtpart_placement *p, struct rtpart_load *load, size_t lifted)
{
    while (lifted-- > 0)
        rtpart_load_push(load, &p->req->taskset->tasks[p->tail[lifted]], p->tail[lifted]);
}

enum rtpart_code rtpart_placement_add(struct rtpart_placement *p, unsigned v, size_t task,
                                      struct rtpart_error *err)
{
    const struct rtpart_task *t = &p->req->taskset->tasks[task];
    const enum rtpart_code code = grow(p, v, err);

    assert(p->vcpu[task] == RTPART_NO_VCPU);
    if (code != RTPART_OK)
        return code;
    const size_t lifted = lift(p, &p->load[v], p->rank[task]);

    rtpart_load_push(&p->load[v], t, task);
    lower(p, &p->load[v], lifted);
    p->used[v] += rtpart_share_floor(rtpart_task_utilization(t));
    p->vcpu[task] = v;
    return RTPART_OK;
}

void rtpart_placement_remove(struct rtpart_placement *p, size_t task)
{
    const struct rtpart_task *t = &p->req->taskset->tasks[task];
    const unsigned v = p->vcpu[task];
    const size_t lifted = lift(p, &p->load[v], p->rank[task]);

    assert(p->load[v].task[p->load[v].count - 1] == task);
    rtpart_load_pop(&p->load[v]);
    lower(p, &p->load[v], lifted);
    p->used[v] -= rtpart_share_floor(rtpart_task_utilization(t));
    p->vcpu[task] = RTPART_NO_VCPU;
}

void rtpart_placement_clear(struct rtpart_placement *p)
{
    for (unsigned v = 0; v < p->req->vcpus; v++) {
        for (size_t k = 0; k < p->load[v].count; k++)
            p->vcpu[p->load[v].task[k]] = RTPART_NO_VCPU;
        rtpart_load_clear(&p->load[v]);
        p->used[v] = 0;
    }
}

bool rtpart_placement_overfull(const struct rtpart_placement *p, unsigned v, size_t task)
{
    const struct rtpart_ratio u = rtpart_task_utilization(&p->req->taskset->tasks[task]);

    return p->used[v] + rtpart_share_floor(u) > rtpart_share_ceil(p->req->max_bandwidth);
}

static size_t put_utilizations(const struct rtpart_load *load, struct rtpart_ratio *terms)
{
    for (size_t k = 0; k < load->count; k++)
        terms[k] = (struct rtpart_ratio){.num = load->wcet[k], .den = load->period[k]};
    return load->count;
}

int rtpart_placement_used_cmp(const struct rtpart_placement *p, unsigned v, unsigned w,
                              struct rtpart_ratio *terms)
{
    const struct rtpart_load *a = &p->load[v];
    const struct rtpart_load *b = &p->load[w];

    if (p->used[v] > p->used[w] + b->count)
        return 1;
    if (p->used[w] > p->used[v] + a->count)
        return -1;
    const size_t positive = put_utilizations(a, terms);

    return rtpart_share_sum_sign(terms, positive,
                                 positive + put_utilizations(b, terms + positive));
}

rtpart_ns rtpart_budget_cap(const struct rtpart_partition_request *req, rtpart_ns period)
{
    const rtpart_ns cap = (rtpart_ns)((rtpart_i128)period * req->max_bandwidth.num /
                                      req->max_bandwidth.den);

    return cap / req->grid.runtime_step * req->grid.runtime_step;
}

bool rtpart_placement_holds(struct rtpart_placement *p, unsigned v)
{
    const struct rtpart_grid *grid = &p->req->grid;
    struct rtpart_load *load = &p->load[v];
    const rtpart_ns longest = rtpart_grid_longest(grid, rtpart_load_min_deadline(load));
    const bool before = load->gave_up;

    if (load->count == 0)
        return true;
    if (p->used[v] > rtpart_share_ceil(p->req->max_bandwidth))
        return false;
    for (rtpart_ns t = grid->min_period; t <= longest; t += grid->period_step) {
        const struct rtpart_prm r = {.period = t, .budget = rtpart_budget_cap(p->req, t)};

        if (rtpart_load_test(load, &r).answer == RTPART_SCHEDULABLE) {
            load->gave_up = before; /* other periods do not matter any more */
            return true;
        }
        if (r.budget == t) /* a whole core is not enough, whatever the period */
            return false;
    }
    return false;
}

static bool interface_within(struct rtpart_placement *p, unsigned v,
                             struct rtpart_ratio most, struct rtpart_prm *out)
{
    struct rtpart_prm r = {0};

    if (p->load[v].count > 0 && rtpart_interface_within(&p->load[v], &p->req->grid, most,
                                                        &r) != RTPART_SCHEDULABLE)
        return false;
    *out = r;
    return true;
}

bool rtpart_placement_interface(struct rtpart_placement *p, unsigned v,
                                struct rtpart_prm *out)
{
    return interface_within(p, v, p->req->max_bandwidth, out);
}

bool rtpart_placement_interface_within(struct rtpart_placement *p, unsigned v,
                                       rtpart_share most, struct rtpart_prm *out)
{
    const struct rtpart_ratio cap = p->req->max_bandwidth;

    if (most >= rtpart_share_floor(cap) ||
        rtpart_ratio_cmp(rtpart_share_ratio(most), cap) > 0)
        return interface_within(p, v, cap, out);
    return interface_within(p, v, rtpart_share_ratio(most), out);
}

bool rtpart_placement_gave_up(const struct rtpart_placement *p)
{
    bool gave_up = false;

    for (unsigned v = 0; v < p->req->vcpus; v++)
        gave_up = gave_up || p->load[v].gave_up;
    return gave_up;
}

enum rtpart_code rtpart_placement_finish(struct rtpart_placement *p,
                                         struct rtpart_partition *out,
                                         struct rtpart_error *err)
{
    const struct rtpart_partition_request *req = p->req;
    const size_t n = req->taskset->count;

    *out = (struct rtpart_partition){
        .answer = RTPART_SCHEDULABLE, .blocked = RTPART_NO_TASK, .task_count = n};
    out->vcpus = req->vcpus;
    out->vcpu = rtpart_array(n, sizeof *out->vcpu);
    if (!req->partition_only)
        out->prm = calloc(req->vcpus, sizeof *out->prm);
    if (out->vcpu == NULL || (!req->partition_only && out->prm == NULL)) {
        rtpart_partition_free(out);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    }
    memcpy(out->vcpu, p->vcpu, n * sizeof *out->vcpu);
    for (unsigned v = 0; !req->partition_only && v < req->vcpus; v++)
        if (!rtpart_placement_interface(p, v, &out->prm[v])) {
            const size_t last = p->load[v].task[p->load[v].count - 1];

            rtpart_placement_none(p, RTPART_UNDECIDED, last, out);
            break;
        }
    return RTPART_OK;
}

void rtpart_placement_none(const struct rtpart_placement *p, enum rtpart_answer answer,
                           size_t blocked, struct rtpart_partition *out)
{
    rtpart_partition_none(out, p->req, answer, blocked);
    out->gave_up = rtpart_placement_gave_up(p);
}

void rtpart_partition_none(struct rtpart_partition *out,
                           const struct rtpart_partition_request *req,
                           enum rtpart_answer answer, size_t blocked)
{
    rtpart_partition_free(out);
    out->answer = answer;
    out->blocked = blocked;
    out->task_count = req->taskset->count;
    out->vcpus = req->vcpus;
}
