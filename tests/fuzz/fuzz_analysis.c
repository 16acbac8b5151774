/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the analyses say of any small task set agrees with itself: the cheapest interface
 * holds and nothing less does, and a plan that is found proves itself. */
#include "analysis/certify.h"
#include "analysis/check.h"
#include "analysis/interface.h"
#include "analysis/mpr_tests.h"
#include "analysis/verify.h"
#include "common/auto.h"
#include "model/taskset_read.h"
#include "partition/heuristics.h"
#include "partition/plan_make.h"
#include "tests/fuzz/fuzz.h"

#define TASKS   6
#define SPREAD  100 /* longest period over the shortest deadline */
#define PERIODS 50  /* of the grid */

/* Is the set one that takes no time? */
static bool cheap(const struct rtpart_taskset *ts)
{
    rtpart_ns shortest = RTPART_NS_MAX;
    rtpart_ns longest = 0;

    for (size_t i = 0; i < ts->count; i++) {
        shortest = ts->tasks[i].deadline < shortest ? ts->tasks[i].deadline : shortest;
        longest = ts->tasks[i].period > longest ? ts->tasks[i].period : longest;
    }
    return ts->count > 0 && ts->count <= TASKS && longest / SPREAD <= shortest;
}

/* The usual grid, but not too many periods of it. */
static struct rtpart_grid grid_of(const struct rtpart_taskset *ts)
{
    rtpart_ns shortest = RTPART_NS_MAX;
    struct rtpart_grid grid;

    for (size_t i = 0; i < ts->count; i++)
        shortest = ts->tasks[i].deadline < shortest ? ts->tasks[i].deadline : shortest;
    grid = rtpart_grid_auto(shortest);
    grid.max_period = grid.min_period + PERIODS * grid.period_step;
    return grid;
}

static void check_reservation(struct rtpart_load *load, const struct rtpart_prm *r)
{
    RTPART_AUTO(rtpart_check_free) struct rtpart_check check = {0};
    const enum rtpart_answer answer = rtpart_load_test(load, r).answer;

    FUZZ_CHECK(rtpart_check_run(load, r, &check, NULL) == RTPART_OK);
    FUZZ_CHECK(check.verdict.answer == answer && check.count == load->count);
    for (size_t i = 0; answer == RTPART_SCHEDULABLE && i < check.count; i++)
        FUZZ_CHECK(check.tasks[i].slack >= 0 && check.tasks[i].response > 0);
}

static void check_interface(const struct rtpart_taskset *ts, enum rtpart_scheduler s,
                            rtpart_ns latency)
{
    RTPART_AUTO(rtpart_load_free) struct rtpart_load load = {0};
    const struct rtpart_grid grid = grid_of(ts);
    struct rtpart_prm r;
    struct rtpart_error err = {0};

    if (rtpart_load_of(&load, ts, s, latency, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] != '\0');
        return;
    }
    FUZZ_CHECK(rtpart_grid_check(&grid, NULL) == RTPART_OK);
    if (rtpart_interface_choose(&load, &grid, &r) != RTPART_SCHEDULABLE)
        return;
    FUZZ_CHECK(rtpart_prm_check(&r, NULL) == RTPART_OK);
    FUZZ_CHECK(rtpart_load_test(&load, &r).answer == RTPART_SCHEDULABLE);
    check_reservation(&load, &r);
    r.budget -= grid.runtime_step;
    if (r.budget > 0) {
        FUZZ_CHECK(rtpart_load_test(&load, &r).answer != RTPART_SCHEDULABLE);
        check_reservation(&load, &r);
    }
}

static void check_plan(const struct rtpart_taskset *ts, enum rtpart_scheduler s,
                       rtpart_ns latency, const char *heuristic)
{
    const struct rtpart_partition_request req = {.taskset = ts,
                                                 .vcpus = 2,
                                                 .scheduler = s,
                                                 .latency = latency,
                                                 .grid = grid_of(ts),
                                                 .max_bandwidth = {1, 1}};
    const struct rtpart_plan_origin origin = {0};
    RTPART_AUTO(rtpart_partition_free) struct rtpart_partition found = {0};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    enum rtpart_answer answer;
    struct rtpart_error err = {0};
    char why[300];

    if (rtpart_partition_run(rtpart_heuristic_find(heuristic), &req, &found, &err) !=
            RTPART_OK ||
        found.answer != RTPART_SCHEDULABLE)
        return;
    FUZZ_CHECK(rtpart_plan_make(&req, &found, heuristic, &origin, NULL, &plan, NULL) ==
               RTPART_OK);
    FUZZ_CHECK(rtpart_plan_check(&plan, NULL) == RTPART_OK);
    FUZZ_CHECK(rtpart_plan_certify(&plan, &answer, NULL) == RTPART_OK);
    FUZZ_CHECK(answer == RTPART_SCHEDULABLE);
    if (rtpart_plan_verify(&plan, why, sizeof why) != RTPART_SCHEDULABLE) {
        (void)fprintf(stderr, "%s\n", why);
        abort();
    }
}

/* The least budget of every global test passes that test. */
static void check_global(const struct rtpart_taskset *ts, rtpart_ns latency)
{
    const rtpart_ns period = rtpart_grid_auto(ts->tasks[0].deadline).min_period;
    size_t count;
    const struct rtpart_mpr_test *tests = rtpart_mpr_tests(&count);

    for (size_t i = 0; i < count; i++) {
        const struct rtpart_mpr_request req = {.taskset = ts,
                                               .test = &tests[i],
                                               .policy = RTPART_GFP_DM,
                                               .cpus = 2,
                                               .latency = latency};
        RTPART_AUTO(rtpart_mpr_result_free) struct rtpart_mpr_result least = {0};
        RTPART_AUTO(rtpart_mpr_result_free) struct rtpart_mpr_result again = {0};
        struct rtpart_error err = {0};

        if (rtpart_mpr_least_budget(&req, period, period / 10, &least, &err) !=
            RTPART_OK) {
            FUZZ_CHECK(err.message[0] != '\0');
            continue;
        }
        if (least.verdict.answer != RTPART_SCHEDULABLE)
            continue;
        FUZZ_CHECK(rtpart_mpr_verdict(&req, period, least.mpr.budget, &again, NULL) ==
                   RTPART_OK);
        FUZZ_CHECK(again.verdict.answer == RTPART_SCHEDULABLE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_RM, RTPART_SCHED_DM, RTPART_SCHED_PRIO, RTPART_SCHED_EDF};
    const rtpart_ns latency = (rtpart_ns)(size % 3) * 10 * RTPART_US;
    const struct rtpart_component *c;
    struct rtpart_system s;

    if (rtpart_system_read_memory((const char *)data, size, "f", NULL, &s, NULL) !=
        RTPART_OK)
        return 0;
    if (rtpart_system_component(&s, NULL, &c, NULL) == RTPART_OK && cheap(&c->taskset)) {
        check_global(&c->taskset, latency);
        for (size_t i = 0; i < sizeof schedulers / sizeof *schedulers; i++) {
            check_interface(&c->taskset, schedulers[i], latency);
            check_plan(&c->taskset, schedulers[i], latency, "ovh");
            check_plan(&c->taskset, schedulers[i], latency, "first-fit");
        }
    }
    rtpart_system_free(&s);
    return 0;
}
