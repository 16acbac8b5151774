/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/partitions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analysis/interface.h"

static void add(struct rtpart_taskset *ts, rtpart_ns wcet, rtpart_ns deadline,
                rtpart_ns period)
{
    assert_int_equal(rtpart_taskset_add(ts, NULL, wcet, deadline, period, NULL),
                     RTPART_OK);
}

void partitions_table4(struct rtpart_taskset *ts)
{
    static const struct {
        rtpart_ns wcet_us;
        rtpart_ns period_ms;
    } rows[] = {{10321, 34},  {1570, 40},  {6300, 65},   {1720, 90},   {14712, 98},
                {19691, 123}, {3440, 128}, {23266, 164}, {89843, 236}, {20937, 257}};

    *ts = (struct rtpart_taskset){0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add(ts, rows[i].wcet_us * RTPART_US, rows[i].period_ms * RTPART_MS,
            rows[i].period_ms * RTPART_MS);
}

struct rtpart_partition_request partitions_request(const struct rtpart_taskset *ts,
                                                   unsigned vcpus)
{
    return (struct rtpart_partition_request){
        .taskset = ts,
        .vcpus = vcpus,
        .scheduler = RTPART_SCHED_RM,
        .grid = rtpart_grid_auto(rtpart_taskset_min_deadline(ts)),
        .max_bandwidth = {1, 1},
    };
}

void partitions_random(struct rtpart_taskset *ts, struct test_random *r, int n, double u,
                       rtpart_ns longest, bool constrained)
{
    double weight[64];
    double sum = 0;

    *ts = (struct rtpart_taskset){0};
    for (int i = 0; i < n; i++)
        sum += weight[i] = (double)test_random_range(r, 1, 100);
    for (int i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 4, longest);
        rtpart_ns wcet = (rtpart_ns)((double)period * u * weight[i] / sum);
        rtpart_ns deadline = period;

        if (wcet < 1)
            wcet = 1;
        if (wcet > period)
            wcet = period;
        if (constrained)
            deadline = test_random_range(r, wcet, period);
        add(ts, wcet, deadline, period);
        ts->tasks[i].prio = (int)test_random_range(r, 1, 5);
    }
}

void partitions_question(struct test_random *r, int round, unsigned most_vcpus,
                         int most_tasks, struct rtpart_taskset *ts,
                         struct rtpart_partition_request *req)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_RM, RTPART_SCHED_DM, RTPART_SCHED_PRIO, RTPART_SCHED_EDF};
    const unsigned m = (unsigned)test_random_range(r, 1, most_vcpus);
    const int n = (int)test_random_range(r, 1, m <= 2 ? most_tasks : most_tasks - 2);

    partitions_random(ts, r, n, (double)test_random_range(r, 30, 95) / 100 * m, 24,
                      round % 3 == 0);
    *req = partitions_request(ts, m);
    req->scheduler = schedulers[round % 4];
    req->grid = (struct rtpart_grid){
        .min_period = 2, .max_period = 5, .period_step = 1, .runtime_step = 1};
    req->latency = round % 11 == 0;
    if (round % 5 == 0)
        req->grid.max_period = 0;
    if (round % 7 == 0)
        req->max_bandwidth = (struct rtpart_ratio){.num = 3, .den = 4};
    for (int k = round % 3; k > 0; k--)
        ts->tasks[test_random_range(r, 0, n - 1)].vcpu =
            round % 2 ? (int)test_random_range(r, 0, m - 1) : -1;
    req->objective = round % 8 < 4 ? RTPART_OBJECTIVE_TOTAL : RTPART_OBJECTIVE_MAX;
}

void partitions_subset(struct rtpart_taskset *out, const struct rtpart_taskset *ts,
                       uint64_t tasks)
{
    *out = (struct rtpart_taskset){0};
    for (size_t i = 0; i < ts->count; i++)
        if (tasks >> i & 1) {
            add(out, ts->tasks[i].wcet, ts->tasks[i].deadline, ts->tasks[i].period);
            out->tasks[out->count - 1].prio = ts->tasks[i].prio;
        }
}

bool partitions_interface(const struct rtpart_partition_request *req, uint64_t tasks,
                          struct rtpart_prm *out)
{
    const struct rtpart_grid *grid = &req->grid;
    struct rtpart_taskset ts;
    struct rtpart_load load;
    bool found = false;

    *out = (struct rtpart_prm){0};
    if (tasks == 0)
        return true;
    partitions_subset(&ts, req->taskset, tasks);
    assert_int_equal(rtpart_load_of(&load, &ts, req->scheduler, req->latency, NULL),
                     RTPART_OK);
    const rtpart_ns longest = rtpart_grid_longest(grid, rtpart_taskset_min_deadline(&ts));

    for (rtpart_ns p = grid->min_period; p <= longest; p += grid->period_step)
        for (rtpart_ns q = 0; q <= p; q += grid->runtime_step) {
            const struct rtpart_prm r = {.period = p, .budget = q};
            const struct rtpart_ratio b = rtpart_prm_bandwidth(&r);

            if (rtpart_ratio_cmp(b, req->max_bandwidth) > 0)
                break;
            if (found && rtpart_ratio_cmp(b, rtpart_prm_bandwidth(out)) > 0)
                break;
            if (rtpart_load_test(&load, &r).answer != RTPART_SCHEDULABLE)
                continue;
            *out = r;
            found = true;
            break;
        }
    rtpart_load_free(&load);
    rtpart_taskset_free(&ts);
    return found;
}

void partitions_learn(struct partitions_costs *c,
                      const struct rtpart_partition_request *req)
{
    assert_true(req->taskset->count <= 10);
    c->req = req;
    for (uint64_t set = 0; set < UINT64_C(1) << req->taskset->count; set++)
        c->holds[set] = partitions_interface(req, set, &c->prm[set]);
}

bool partitions_cost_of(const struct partitions_costs *c, const unsigned *vcpu,
                        struct partitions_cost *out)
{
    const struct rtpart_taskset *ts = c->req->taskset;
    uint64_t tasks[16] = {0};

    *out = (struct partitions_cost){.total = {0, 1}, .largest = {0, 1}};
    for (size_t i = 0; i < ts->count; i++) {
        if (ts->tasks[i].vcpu >= 0 && ts->tasks[i].vcpu != (int)vcpu[i])
            return false;
        tasks[vcpu[i]] |= UINT64_C(1) << i;
    }
    for (unsigned v = 0; v < c->req->vcpus; v++) {
        const struct rtpart_prm *r = &c->prm[tasks[v]];
        const struct fraction b =
            r->budget > 0 ? fraction_of(r->budget, r->period) : (struct fraction){0, 1};

        if (!c->holds[tasks[v]])
            return false;
        out->total = fraction_add(out->total, b);
        if (fraction_cmp(b, out->largest) > 0)
            out->largest = b;
    }
    return true;
}

int partitions_cost_cmp(const struct partitions_cost *a, const struct partitions_cost *b,
                        enum rtpart_objective objective)
{
    const int order =
        objective == RTPART_OBJECTIVE_MAX ? fraction_cmp(a->largest, b->largest) : 0;

    return order != 0 ? order : fraction_cmp(a->total, b->total);
}

bool partitions_optimum(const struct partitions_costs *c, struct partitions_cost *out)
{
    const size_t n = c->req->taskset->count;
    unsigned vcpu[10] = {0};
    bool found = false;

    for (;;) {
        struct partitions_cost cost;
        size_t i = 0;

        if (partitions_cost_of(c, vcpu, &cost) &&
            (!found || partitions_cost_cmp(&cost, out, c->req->objective) < 0)) {
            *out = cost;
            found = true;
        }
        while (i < n && ++vcpu[i] == c->req->vcpus)
            vcpu[i++] = 0;
        if (i == n)
            return found;
    }
}

uint64_t partitions_tasks_of(const struct rtpart_partition *p, unsigned v)
{
    uint64_t tasks = 0;

    for (size_t i = 0; i < p->task_count; i++)
        if (p->vcpu[i] == v)
            tasks |= UINT64_C(1) << i;
    return tasks;
}

struct fraction partitions_utilization(const struct rtpart_taskset *ts, uint64_t tasks)
{
    struct fraction u = {.num = 0, .den = 1};

    for (size_t i = 0; i < ts->count; i++)
        if (tasks >> i & 1)
            u = fraction_add(u, fraction_of(ts->tasks[i].wcet, ts->tasks[i].period));
    return u;
}

void partitions_run(const char *name, const struct rtpart_partition_request *req,
                    struct rtpart_partition *out)
{
    const struct rtpart_heuristic *h = rtpart_heuristic_find(name);
    struct rtpart_error err = {.code = RTPART_OK};

    assert_non_null(h);
    if (rtpart_partition_run(h, req, out, &err) != RTPART_OK)
        fail_msg("%s: %s", name, err.message);
}

void partitions_assert_tasks(const struct rtpart_partition *p, const uint64_t *tasks)
{
    assert_int_equal(p->answer, RTPART_SCHEDULABLE);
    for (unsigned v = 0; v < p->vcpus; v++)
        assert_int_equal(partitions_tasks_of(p, v), tasks[v]);
}
