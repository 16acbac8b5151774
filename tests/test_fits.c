/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/partitions.h"

#define BIT(i) (UINT64_C(1) << (i))

static const char *const names[] = {"first-fit",    "best-fit",     "worst-fit",
                                    "next-fit",     "first-fit-bw", "best-fit-bw",
                                    "worst-fit-bw", "next-fit-bw"};

/* ---- second version, straight from the definition ---------------------------------- */

static struct fraction bandwidth(const struct rtpart_prm *r)
{
    return r->budget > 0 ? fraction_of(r->budget, r->period) : (struct fraction){0, 1};
}

static struct fraction size_of(const struct rtpart_partition_request *req, bool by_bw,
                               size_t task)
{
    struct rtpart_prm r;

    if (!by_bw)
        return partitions_utilization(req->taskset, BIT(task));
    assert_true(partitions_interface(req, BIT(task), &r));
    return bandwidth(&r);
}

/* First task that has no interface even alone. */
static size_t hopeless(const struct rtpart_partition_request *req)
{
    struct rtpart_prm r;

    for (size_t i = 0; i < req->taskset->count; i++)
        if (!partitions_interface(req, BIT(i), &r))
            return i;
    return RTPART_NO_TASK;
}

/* Task to place next: the fixed ones, then the largest, then the first. */
static size_t next_task(const struct rtpart_partition_request *req, bool by_bw,
                        uint64_t left)
{
    const struct rtpart_taskset *ts = req->taskset;
    size_t best = (size_t)__builtin_ctzll(left);
    struct fraction best_size = size_of(req, by_bw, best);

    for (size_t i = best + 1; i < ts->count; i++) {
        if (!(left >> i & 1))
            continue;
        const struct fraction size = size_of(req, by_bw, i);
        const bool fixed = ts->tasks[i].vcpu >= 0;
        const bool best_fixed = ts->tasks[best].vcpu >= 0;

        if ((fixed && !best_fixed) ||
            (fixed == best_fixed && fraction_cmp(size, best_size) > 0)) {
            best = i;
            best_size = size;
        }
    }
    return best;
}

static bool direct_fit(const char *name, const struct rtpart_partition_request *req,
                       uint64_t *vcpus, size_t *blocked)
{
    const bool by_bw = strstr(name, "-bw") != NULL;
    uint64_t left = BIT(req->taskset->count) - 1;
    unsigned current = 0;

    *blocked = hopeless(req);
    if (by_bw && *blocked != RTPART_NO_TASK)
        return false;
    memset(vcpus, 0, req->vcpus * sizeof *vcpus);
    while (left != 0) {
        const size_t task = next_task(req, by_bw, left);
        const int fixed = req->taskset->tasks[task].vcpu;
        struct fraction level = {0, 1};
        int chosen = -1;

        for (unsigned v = 0; v < req->vcpus; v++) {
            struct rtpart_prm r;
            struct fraction full;

            if (fixed >= 0 ? (unsigned)fixed != v : name[0] == 'n' && v < current)
                continue;
            if (!partitions_interface(req, vcpus[v] | BIT(task), &r))
                continue;
            full = by_bw ? bandwidth(&r) : partitions_utilization(req->taskset, vcpus[v]);
            const int order = fraction_cmp(full, level);

            if (chosen < 0 || (name[0] == 'b' && order > 0) ||
                (name[0] == 'w' && order < 0)) {
                chosen = (int)v;
                level = full;
            }
        }
        if (chosen < 0) {
            *blocked = task;
            return false;
        }
        vcpus[chosen] |= BIT(task);
        left &= ~BIT(task);
        if (fixed < 0)
            current = (unsigned)chosen;
    }
    return true;
}

/* Every found interface is the cheapest there is for the tasks of its vCPU. */
static void assert_interfaces(const struct rtpart_partition_request *req,
                              const struct rtpart_partition *p)
{
    for (unsigned v = 0; v < p->vcpus; v++) {
        struct rtpart_prm r;

        assert_true(partitions_interface(req, partitions_tasks_of(p, v), &r));
        assert_int_equal(p->prm[v].budget, r.budget);
        assert_int_equal(p->prm[v].period, r.period);
    }
}

static void assert_as_direct(const char *name, const struct rtpart_partition_request *req,
                             int *found)
{
    struct rtpart_partition p;
    uint64_t vcpus[8];
    size_t blocked = RTPART_NO_TASK;

    partitions_run(name, req, &p);
    if (p.answer == RTPART_UNSCHEDULABLE) {
        const int64_t cap_num = req->max_bandwidth.num * req->vcpus;

        assert_true(hopeless(req) != RTPART_NO_TASK ||
                    fraction_cmp(partitions_utilization(req->taskset,
                                                        BIT(req->taskset->count) - 1),
                                 fraction_of(cap_num, req->max_bandwidth.den)) > 0);
    } else if (direct_fit(name, req, vcpus, &blocked)) {
        (*found)++;
        partitions_assert_tasks(&p, vcpus);
        if (p.prm != NULL)
            assert_interfaces(req, &p);
    } else {
        assert_int_equal(p.answer, RTPART_UNDECIDED);
        assert_int_equal(p.blocked, blocked);
        assert_null(p.vcpu);
    }
    rtpart_partition_free(&p);
}

static void test_fits_match_their_definition(void **state)
{
    struct test_random r = {.state = 41};
    int found[8] = {0};

    (void)state;
    for (int round = 0; round < 1300; round++) {
        const unsigned m = (unsigned)test_random_range(&r, 1, 4);
        const int n = (int)test_random_range(&r, 1, 7);
        struct rtpart_taskset ts;

        partitions_random(&ts, &r, n, (double)test_random_range(&r, 30, 90) / 100 * m, 24,
                          round % 3 == 0);
        struct rtpart_partition_request req = partitions_request(&ts, m);

        req.grid = (struct rtpart_grid){
            .min_period = 2, .max_period = 4, .period_step = 1, .runtime_step = 1};
        if (round % 5 == 0)
            req.grid.max_period = 0;
        if (round % 5 == 1)
            req.grid.runtime_step = 3; /* a whole core is not on the grid of every P */
        if (round % 4 == 0)
            req.scheduler = RTPART_SCHED_EDF;
        if (round % 7 == 0)
            req.max_bandwidth = (struct rtpart_ratio){.num = 3, .den = 4};
        if (round % 6 == 0)
            ts.tasks[test_random_range(&r, 0, n - 1)].vcpu =
                (int)test_random_range(&r, 0, m - 1);
        req.partition_only = round % 9 == 0;
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            assert_as_direct(names[k], &req, &found[k]);
        rtpart_taskset_free(&ts);
    }
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        assert_true(found[k] > 300);
}

/* Four equal tasks of 1/4 on 4 vCPUs: what each rule does is known. */
static void test_fits_break_ties_by_number(void **state)
{
    static const struct {
        const char *name;
        uint64_t tasks[4];
    } cases[] = {
        {"first-fit", {15, 0, 0, 0}},    {"best-fit", {15, 0, 0, 0}},
        {"worst-fit", {1, 2, 4, 8}},     {"next-fit", {15, 0, 0, 0}},
        {"first-fit-bw", {15, 0, 0, 0}}, {"best-fit-bw", {15, 0, 0, 0}},
        {"worst-fit-bw", {1, 2, 4, 8}},  {"next-fit-bw", {15, 0, 0, 0}},
    };
    struct rtpart_taskset ts = {0};

    (void)state;
    for (int i = 0; i < 4; i++)
        rtpart_taskset_add(&ts, NULL, 25 * RTPART_MS, 100 * RTPART_MS, 100 * RTPART_MS,
                           NULL);
    const struct rtpart_partition_request req = partitions_request(&ts, 4);

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct rtpart_partition p;

        partitions_run(cases[k].name, &req, &p);
        partitions_assert_tasks(&p, cases[k].tasks);
        rtpart_partition_free(&p);
    }
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits_match_their_definition),
        cmocka_unit_test(test_fits_break_ties_by_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
