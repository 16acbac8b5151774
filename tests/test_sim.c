/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/global_plan.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "tests/support/random.h"
#include "validate/sim.h"

/* Largest response time of each task, and of its first job. */
struct observed {
    rtpart_ns largest[8];
    rtpart_ns first[8];
    rtpart_ns ran[8]; /* execution time seen in segments */
    rtpart_ns supplied[4];
};

static void see_job(void *ctx, const struct rtpart_sim_job *job)
{
    struct observed *o = ctx;
    const rtpart_ns response = job->finish - job->release;

    if (response > o->largest[job->task])
        o->largest[job->task] = response;
    if (job->number == 0)
        o->first[job->task] = job->finished ? response : -1;
}

static void see_segment(void *ctx, const struct rtpart_sim_segment *s)
{
    struct observed *o = ctx;

    assert_true(s->from < s->to);
    if (s->task == RTPART_NO_TASK)
        o->supplied[s->vcpu] += s->to - s->from;
    else
        o->ran[s->task] += s->to - s->from;
}

/* A plan with one vCPU that holds random tasks. */
static void random_plan(struct rtpart_plan *p, struct test_random *r,
                        enum rtpart_scheduler scheduler)
{
    const int n = (int)test_random_range(r, 1, 4);

    *p = (struct rtpart_plan){.scheduler = scheduler};
    for (int i = 0; i < n; i++) {
        const rtpart_ns period = test_random_range(r, 4, 40);
        const rtpart_ns deadline = test_random_range(r, (period + 1) / 2, period);
        const rtpart_ns wcet = test_random_range(r, 1, period / 4);

        rtpart_taskset_add(&p->taskset, NULL, wcet, deadline, period, NULL);
    }
    assert_int_equal(rtpart_plan_add_vcpus(p, 1, NULL), RTPART_OK);
    for (int i = 0; i < n; i++)
        assert_int_equal(rtpart_plan_place(p, 0, (size_t)i, NULL), RTPART_OK);
    p->vcpus[0].prm.period = test_random_range(r, 1, 12);
    p->vcpus[0].prm.budget =
        test_random_range(r, (p->vcpus[0].prm.period + 1) / 2, p->vcpus[0].prm.period);
}

static struct rtpart_sim_result run(const struct rtpart_plan *p,
                                    const struct rtpart_sim_options *o,
                                    struct observed *seen)
{
    const struct rtpart_sim_watch watch = {
        .job = see_job, .segment = see_segment, .ctx = seen};
    struct rtpart_sim_result result;
    struct rtpart_error err;

    *seen = (struct observed){0};
    if (rtpart_sim_run(p, o, &watch, &result, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    return result;
}

/*
 * Fixed priority: released together at the start of the longest blackout, the first job of
 * each task takes exactly the response time that the analysis computes, later ones not
 * more; a set that is refused misses.
 */
static void test_sim_fp_first_jobs_take_the_response_bound(void **state)
{
    struct test_random r = {.state = 71};
    int refused = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_plan p;
        struct rtpart_load load;
        struct observed seen;

        random_plan(&p, &r, round % 2 ? RTPART_SCHED_DM : RTPART_SCHED_RM);
        const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_WORST,
                                             .duration = 600};
        const struct rtpart_sim_result result = run(&p, &o, &seen);

        assert_int_equal(rtpart_load_of(&load, &p.taskset, p.scheduler, 0, NULL),
                         RTPART_OK);
        const bool ok =
            rtpart_fp_test(&load, &p.vcpus[0].prm).answer == RTPART_SCHEDULABLE;

        assert_true(ok == (result.missed == 0));
        refused += !ok;
        for (size_t k = 0; k < load.count; k++) {
            const rtpart_ns bound = rtpart_fp_response(&load, &p.vcpus[0].prm, k);
            const size_t task = load.task[k];

            if (bound == RTPART_NS_NONE)
                continue;
            assert_int_equal(seen.first[task], bound);
            if (ok)
                assert_int_equal(seen.largest[task], bound);
        }
        rtpart_load_free(&load);
        rtpart_plan_free(&p);
    }
    assert_in_range(refused, 1000, 9000);
}

/* EDF: what the analysis accepts never misses, what it refuses misses when released
 * together; and no response time exceeds its bound. */
static void test_sim_edf_agrees_with_the_analysis(void **state)
{
    struct test_random r = {.state = 72};
    int refused = 0;

    (void)state;
    for (int round = 0; round < 10000; round++) {
        struct rtpart_plan p;
        struct rtpart_load load;
        struct observed seen;

        random_plan(&p, &r, RTPART_SCHED_EDF);
        assert_int_equal(rtpart_load_of(&load, &p.taskset, p.scheduler, 0, NULL),
                         RTPART_OK);
        const struct rtpart_verdict v = rtpart_edf_test(&load, &p.vcpus[0].prm);

        assert_int_not_equal(v.answer, RTPART_UNDECIDED);
        const bool ok = v.answer == RTPART_SCHEDULABLE;
        /* long enough to meet the witness, or the misses of an overload */
        const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_WORST,
                                             .duration = ok ? 2000 : 20000,
                                             .stop_at_miss = true};
        const struct rtpart_sim_result result = run(&p, &o, &seen);

        if (ok) {
            assert_int_equal(result.missed, 0);
            for (size_t k = 0; k < load.count; k++)
                assert_true(seen.largest[load.task[k]] <=
                            rtpart_edf_response_bound(&load, &p.vcpus[0].prm, k));
        } else if (v.at > 0) {
            assert_true(result.missed > 0);
            refused++;
        }
        rtpart_load_free(&load);
        rtpart_plan_free(&p);
    }
    assert_true(refused > 1000);
}

/* Whatever the phases, the execution times and the place of the budgets. */
static void test_sim_accepted_sets_never_miss(void **state)
{
    static const enum rtpart_scheduler schedulers[] = {RTPART_SCHED_RM, RTPART_SCHED_DM,
                                                       RTPART_SCHED_EDF};
    struct test_random r = {.state = 73};
    int accepted = 0;

    (void)state;
    for (int round = 0; round < 12000; round++) {
        struct rtpart_plan p;
        struct rtpart_load load;
        struct observed seen;

        random_plan(&p, &r, schedulers[round % 3]);
        assert_int_equal(rtpart_load_of(&load, &p.taskset, p.scheduler, 0, NULL),
                         RTPART_OK);
        if (rtpart_load_test(&load, &p.vcpus[0].prm).answer == RTPART_SCHEDULABLE) {
            const struct rtpart_sim_options o = {
                .supply = round % 2 ? RTPART_SUPPLY_WORST : RTPART_SUPPLY_RANDOM,
                .release =
                    round % 4 < 2 ? RTPART_RELEASE_PHASED : RTPART_RELEASE_SPORADIC,
                .execution =
                    round % 8 < 4 ? RTPART_EXECUTION_WCET : RTPART_EXECUTION_DRAWN,
                .duration = 1500,
                .seed = (uint64_t)round};

            assert_int_equal(run(&p, &o, &seen).missed, 0);
            accepted++;
        }
        rtpart_load_free(&load);
        rtpart_plan_free(&p);
    }
    assert_true(accepted > 2000);
}

/* On a host whose CPU takes all servers (sum of Q/P at most 1, EDF), an accepted vCPU keeps
 * its promise beside always busy neighbours: CBS servers supply no less than the model. */
static void test_sim_host_servers_keep_the_supply(void **state)
{
    struct test_random r = {.state = 74};
    int accepted = 0;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        struct rtpart_plan p;
        struct rtpart_load load;
        struct observed seen;
        struct rtpart_prm other = {.period = test_random_range(&r, 2, 20)};
        const unsigned pin[2] = {1, 1};

        random_plan(&p, &r, round % 2 ? RTPART_SCHED_DM : RTPART_SCHED_EDF);
        const struct rtpart_prm *own = &p.vcpus[0].prm;

        other.budget = other.period * (own->period - own->budget) / own->period;
        assert_int_equal(rtpart_load_of(&load, &p.taskset, p.scheduler, 0, NULL),
                         RTPART_OK);
        if (other.budget > 0 &&
            rtpart_load_test(&load, own).answer == RTPART_SCHEDULABLE) {
            const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_HOST,
                                                 .release = round % 4 < 2
                                                                ? RTPART_RELEASE_PHASED
                                                                : RTPART_RELEASE_SPORADIC,
                                                 .duration = 1500,
                                                 .seed = (uint64_t)round,
                                                 .host_cpus = round % 3 ? 1 : 2,
                                                 .host_partitioned = round % 3 == 0,
                                                 .server_cpu = pin,
                                                 .interfering = &other,
                                                 .interfering_count = 1};

            assert_int_equal(run(&p, &o, &seen).missed, 0);
            accepted++;
        }
        rtpart_load_free(&load);
        rtpart_plan_free(&p);
    }
    assert_true(accepted > 300);
}

/* What a vCPU runs never exceeds its budget, and nothing is lost. */
static void test_sim_accounts_for_every_nanosecond(void **state)
{
    struct test_random r = {.state = 75};

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct rtpart_plan p;
        struct observed seen;
        rtpart_ns ran = 0;

        random_plan(&p, &r, RTPART_SCHED_RM);
        const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_HOST,
                                             .duration = 1000,
                                             .seed = (uint64_t)round,
                                             .host_cpus = 1};
        const struct rtpart_sim_result result = run(&p, &o, &seen);
        const struct rtpart_prm *prm = &p.vcpus[0].prm;

        for (size_t i = 0; i < p.taskset.count; i++)
            ran += seen.ran[i];
        assert_int_equal(ran, seen.supplied[0]);
        /* alone on its CPU: a hard server still stops at its budget */
        assert_true(ran <= (1000 / prm->period + 2) * prm->budget);
        assert_true(result.jobs > 0);
        rtpart_plan_free(&p);
    }
}

/* Worked by hand: two CPUs' worth of supply all the time, three tasks, global EDF. */
static void test_sim_global_edf_runs_the_earliest_deadlines(void **state)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_GEDF};
    const struct rtpart_mpr mpr = {.period = 10, .budget = 20, .cpus = 2};
    struct observed seen;

    (void)state;
    rtpart_taskset_add(&p.taskset, "a", 3, 10, 20, NULL);
    rtpart_taskset_add(&p.taskset, "b", 4, 8, 20, NULL);
    rtpart_taskset_add(&p.taskset, "c", 5, 12, 20, NULL);
    assert_int_equal(rtpart_plan_set_global(&p, &mpr, NULL), RTPART_OK);
    const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_DEDICATED,
                                         .duration = 20};

    run(&p, &o, &seen);
    assert_int_equal(seen.first[0], 3); /* a and b begin at 0 */
    assert_int_equal(seen.first[1], 4);
    assert_int_equal(seen.first[2], 8); /* c from 3 on, when a ends */
    rtpart_plan_free(&p);
}

/* A plan under a global scheduler, on the least budget that its test accepts. */
static bool global_plan(struct rtpart_plan *p, struct test_random *r, const char *test)
{
    const unsigned m = (unsigned)test_random_range(r, 1, 3);
    struct rtpart_taskset ts = {0};
    struct rtpart_mpr_result found;
    const struct rtpart_mpr_request req = {.taskset = &ts,
                                           .test = rtpart_mpr_test_find(test),
                                           .policy = RTPART_GFP_DM,
                                           .cpus = m};
    bool accepted;

    for (int64_t n = test_random_range(r, 1, m + 3); n > 0; n--) {
        const rtpart_ns period = test_random_range(r, 4, 40);

        rtpart_taskset_add(&ts, NULL, test_random_range(r, 1, period / 4),
                           test_random_range(r, (period + 1) / 2, period), period, NULL);
    }
    assert_int_equal(
        rtpart_mpr_least_budget(&req, test_random_range(r, 2, 8), m, &found, NULL),
        RTPART_OK);
    accepted = found.verdict.answer == RTPART_SCHEDULABLE;
    if (accepted)
        assert_int_equal(rtpart_global_plan_make(&req, &found, &(struct rtpart_grid){0},
                                                 &(struct rtpart_plan_origin){0}, NULL, p,
                                                 NULL),
                         RTPART_OK);
    rtpart_mpr_result_free(&found);
    rtpart_taskset_free(&ts);
    return accepted;
}

/* The vCPUs of a global guest, each pinned to a host CPU that others fill up: servers give
 * no less than the model, so what the test accepts does not miss. */
static void test_sim_global_guest_on_host_servers_keeps_its_promise(void **state)
{
    struct test_random r = {.state = 78};
    int accepted = 0;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        static const unsigned pins[6] = {0, 1, 2, 0, 1, 2};
        unsigned server_cpu[6];
        struct rtpart_prm others[3];
        struct rtpart_plan p;
        struct observed seen;
        rtpart_ns ran = 0;

        if (!global_plan(&p, &r, round % 2 ? "gedf" : "gfp"))
            continue;
        const size_t m = p.vcpu_count;
        const struct rtpart_prm *own = &p.vcpus[0].prm;

        for (size_t v = 0; v < m; v++) {
            others[v].period = test_random_range(&r, 2, 20);
            others[v].budget =
                others[v].period * (own->period - own->budget) / own->period;
            server_cpu[v] = pins[v];
            server_cpu[m + v] = pins[v];
        }
        const struct rtpart_sim_options o = {
            .supply = RTPART_SUPPLY_HOST,
            .release = (enum rtpart_sim_release)(round % 4),
            .duration = 1500,
            .seed = (uint64_t)round,
            .host_cpus = (unsigned)m,
            .host_partitioned = true,
            .server_cpu = server_cpu,
            .interfering = others,
            .interfering_count = others[0].budget > 0 ? m : 0};

        assert_int_equal(run(&p, &o, &seen).missed, 0);
        for (size_t i = 0; i < p.taskset.count; i++)
            ran += seen.ran[i];
        for (size_t v = 0; v < m; v++) {
            ran -= seen.supplied[v];
            assert_true(seen.supplied[v] <= (1500 / own->period + 2) * own->budget);
        }
        assert_int_equal(ran, 0);
        accepted++;
        rtpart_plan_free(&p);
    }
    assert_true(accepted > 1000);
}

/* Supply that was seen in each period of a resource. */
struct periods {
    rtpart_ns period;
    rtpart_ns phase; /* of the first period that begins at 0 or later */
    rtpart_ns given[200];
};

static void see_supply(void *ctx, const struct rtpart_sim_segment *s)
{
    struct periods *p = ctx;

    if (s->task != RTPART_NO_TASK)
        return;
    for (rtpart_ns t = s->from; t < s->to; t++)
        if (t >= p->phase && (t - p->phase) / p->period < 200)
            p->given[(t - p->phase) / p->period]++;
}

/* Hostile supply gives Theta in every period, never more than m' CPUs at a time, and not
 * the same way each time. */
static void test_sim_adverse_supply_is_a_resource_of_the_model(void **state)
{
    struct test_random r = {.state = 79};

    (void)state;
    for (int round = 0; round < 300; round++) {
        const unsigned m = (unsigned)test_random_range(&r, 1, 4);
        const rtpart_ns period = test_random_range(&r, 2, 9);
        const struct rtpart_mpr mpr = {
            .period = period, .budget = test_random_range(&r, 1, m * period), .cpus = m};
        struct rtpart_plan p = {.scheduler = RTPART_SCHED_GEDF};
        struct rtpart_sim_result result;
        bool fits = false;

        /* enough work that every supply is used */
        for (unsigned i = 0; i < m; i++)
            rtpart_taskset_add(&p.taskset, NULL, 3000, 3000, 3000, NULL);
        assert_int_equal(rtpart_plan_set_global(&p, &mpr, NULL), RTPART_OK);
        const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_ADVERSE,
                                             .duration = 100 * period,
                                             .seed = (uint64_t)round};

        for (rtpart_ns phase = 0; phase < period && !fits; phase++) {
            struct periods seen = {.period = period, .phase = phase};
            const struct rtpart_sim_watch watch = {.segment = see_supply, .ctx = &seen};

            assert_int_equal(rtpart_sim_run(&p, &o, &watch, &result, NULL), RTPART_OK);
            fits = true;
            for (int k = 0; k < 98; k++)
                fits = fits && seen.given[k] == mpr.budget;
        }
        assert_true(fits || mpr.budget == m * period); /* there: one stretch for ever */
        rtpart_plan_free(&p);
    }
}

static void see_alignment(void *ctx, const struct rtpart_sim_job *job)
{
    rtpart_ns *last = ctx; /* of each task: releases that were seen */

    for (int k = 0; k < 100; k++)
        if (last[job->task * 100 + (size_t)k] == -1) {
            last[job->task * 100 + (size_t)k] = job->release;
            break;
        }
}

/* Aligned releases: all tasks have a job at one instant, none of them its first. */
static void test_sim_aligned_releases_meet(void **state)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_DM};
    struct rtpart_sim_result result;
    rtpart_ns seen[300];
    bool met = false;

    (void)state;
    for (size_t i = 0; i < 300; i++)
        seen[i] = -1;
    rtpart_taskset_add(&p.taskset, NULL, 1, 7, 7, NULL);
    rtpart_taskset_add(&p.taskset, NULL, 1, 11, 11, NULL);
    rtpart_taskset_add(&p.taskset, NULL, 1, 13, 13, NULL);
    rtpart_plan_add_vcpus(&p, 1, NULL);
    for (size_t i = 0; i < 3; i++)
        rtpart_plan_place(&p, 0, i, NULL);
    p.vcpus[0].prm = (struct rtpart_prm){.period = 5, .budget = 4};
    const struct rtpart_sim_watch watch = {.job = see_alignment, .ctx = seen};
    const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_WORST,
                                         .release = RTPART_RELEASE_ALIGNED,
                                         .duration = 60,
                                         .seed = 4};

    assert_int_equal(rtpart_sim_run(&p, &o, &watch, &result, NULL), RTPART_OK);
    for (rtpart_ns t = 1; t < 60; t++) {
        int there = 0;

        for (size_t i = 0; i < 300; i++)
            there += seen[i] == t;
        met = met || there == 3;
    }
    assert_true(met);
    rtpart_plan_free(&p);
}

/* Same options, same schedule; another seed, another one. */
static void test_sim_is_repeatable(void **state)
{
    struct test_random r = {.state = 76};
    struct rtpart_plan p;
    struct observed a, b, c;

    (void)state;
    random_plan(&p, &r, RTPART_SCHED_RM);
    struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_RANDOM,
                                   .release = RTPART_RELEASE_SPORADIC,
                                   .execution = RTPART_EXECUTION_DRAWN,
                                   .duration = 100000,
                                   .seed = 1};

    run(&p, &o, &a);
    run(&p, &o, &b);
    o.seed = 2;
    run(&p, &o, &c);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    rtpart_plan_free(&p);
}

/* Hopeless overload ends with an error that names it, not with all memory taken. */
static void test_sim_overload_is_bounded(void **state)
{
    struct rtpart_plan p = {.scheduler = RTPART_SCHED_RM};
    struct rtpart_sim_result result;
    struct rtpart_error err;

    (void)state;
    rtpart_taskset_add(&p.taskset, "a", 10, 10, 10, NULL);
    rtpart_taskset_add(&p.taskset, "b", 10, 10, 10, NULL);
    rtpart_plan_add_vcpus(&p, 1, NULL);
    rtpart_plan_place(&p, 0, 0, NULL);
    rtpart_plan_place(&p, 0, 1, NULL);
    p.vcpus[0].prm = (struct rtpart_prm){.period = 5, .budget = 1};
    const struct rtpart_sim_options o = {.supply = RTPART_SUPPLY_WORST,
                                         .duration = (rtpart_ns)1 << 40};

    assert_int_equal(rtpart_sim_run(&p, &o, NULL, &result, &err), RTPART_EMODEL);
    assert_non_null(strstr(err.message, "waiting"));
    rtpart_plan_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sim_fp_first_jobs_take_the_response_bound),
        cmocka_unit_test(test_sim_edf_agrees_with_the_analysis),
        cmocka_unit_test(test_sim_accepted_sets_never_miss),
        cmocka_unit_test(test_sim_host_servers_keep_the_supply),
        cmocka_unit_test(test_sim_accounts_for_every_nanosecond),
        cmocka_unit_test(test_sim_global_edf_runs_the_earliest_deadlines),
        cmocka_unit_test(test_sim_global_guest_on_host_servers_keeps_its_promise),
        cmocka_unit_test(test_sim_adverse_supply_is_a_resource_of_the_model),
        cmocka_unit_test(test_sim_aligned_releases_meet),
        cmocka_unit_test(test_sim_is_repeatable),
        cmocka_unit_test(test_sim_overload_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
