/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_out_of_memory.c - where one allocation fails, whichever it is, the answer is that
 *                        memory ran out: no crash, no leak, no other answer
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/certify.h"
#include "analysis/check.h"
#include "analysis/global_tests.h"
#include "analysis/growth.h"
#include "analysis/host_fit.h"
#include "analysis/mpr_tests.h"
#include "analysis/verify.h"
#include "partition/fallback.h"
#include "partition/glpk_guard.h"
#include "partition/members.h"
#include "partition/online.h"
#include "partition/plan_make.h"
#include "partition/vcpus_auto.h"
#include "tests/support/partitions.h"

/* Memory of this program (malloc is left alone: qsort has a way without it): the one call that brings `left` to 0 fails; < 0: none does. */
static long left = -1;
static bool failed;

static bool fails_now(void)
{
    if (left < 0 || left-- > 0)
        return false;
    failed = true;
    return true;
}

/* The function of the C library, or of the sanitizer, that ours stands before. */
static void *next_of(void *known, const char *name)
{
    return known != NULL ? known : dlsym(RTLD_NEXT, name);
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): names of the C library
void *calloc(size_t count, size_t size)
{
    static void *(*real)(size_t, size_t);

    *(void **)&real = next_of(*(void **)&real, "calloc");
    return fails_now() ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
    static void *(*real)(void *, size_t);

    *(void **)&real = next_of(*(void **)&real, "realloc");
    return fails_now() ? NULL : real(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    static void *(*real)(void *, size_t, size_t);

    *(void **)&real = next_of(*(void **)&real, "reallocarray");
    return fails_now() ? NULL : real(old, count, size);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

static struct rtpart_taskset ts; /* Table 4 */
static struct rtpart_partition_request request;
static struct rtpart_partition found;
static const struct rtpart_plan_origin nowhere = {.source = NULL};

static enum rtpart_code run_check(struct rtpart_error *err)
{
    const struct rtpart_prm whole = {.period = RTPART_MS, .budget = RTPART_MS};
    struct rtpart_load load = {0};
    struct rtpart_check check = {0};
    enum rtpart_code code = rtpart_load_of(&load, &ts, RTPART_SCHED_RM, 0, err);

    if (code == RTPART_OK)
        code = rtpart_check_run(&load, &whole, &check, err);
    rtpart_check_free(&check);
    rtpart_load_free(&load);
    return code;
}

static enum rtpart_code run_load(struct rtpart_error *err)
{
    const size_t members[] = {4, 0, 3};
    struct rtpart_load load = {0};
    const enum rtpart_code code =
        rtpart_load_of_members(&load, &ts, members, 3, RTPART_SCHED_EDF, 0, err);

    rtpart_load_free(&load);
    return code;
}

static enum rtpart_code run_growth(struct rtpart_error *err)
{
    const struct rtpart_growth_request req = {
        .taskset = &ts,
        .scheduler = RTPART_SCHED_EDF,
        .prm = {.period = 10 * RTPART_MS, .budget = 10 * RTPART_MS}};
    struct rtpart_growth g = {0};
    const enum rtpart_code code = rtpart_growth_of(&req, &g, err);

    rtpart_growth_free(&g);
    return code;
}

static enum rtpart_code run_host(struct rtpart_error *err)
{
    const struct rtpart_host host = {.cpus = 2, .cap = {.num = 9, .den = 10}};
    const struct rtpart_host_item items[] = {{.prm = {.period = 10, .budget = 8}},
                                             {.prm = {.period = 7, .budget = 5}}};
    struct rtpart_host_fit fit = {0};
    const enum rtpart_code code = rtpart_host_fit(&host, items, 2, &fit, err);

    rtpart_host_fit_free(&fit);
    return code;
}

static enum rtpart_code run_guan(struct rtpart_error *err)
{
    const struct rtpart_global_request req = {
        .taskset = &ts, .cpus = 2, .policy = RTPART_GFP_OPA};
    struct rtpart_global_result result = {0};
    const enum rtpart_code code =
        rtpart_global_run(rtpart_global_test_find("guan"), &req, &result, err);

    rtpart_global_result_free(&result);
    return code;
}

static enum rtpart_code run_mpr(struct rtpart_error *err)
{
    const struct rtpart_mpr_request req = {.taskset = &ts,
                                           .test = rtpart_mpr_test_find("gfp"),
                                           .policy = RTPART_GFP_DKC,
                                           .cpus = 2};
    struct rtpart_mpr_result result = {0};
    const enum rtpart_code code =
        rtpart_mpr_least_budget(&req, 10 * RTPART_MS, RTPART_MS / 2, &result, err);

    rtpart_mpr_result_free(&result);
    return code;
}

static enum rtpart_code run_plan(struct rtpart_error *err)
{
    struct rtpart_plan plan = {0};
    enum rtpart_answer answer;
    enum rtpart_code code =
        rtpart_plan_make(&request, &found, "exact", &nowhere, NULL, &plan, err);

    if (code == RTPART_OK)
        code = rtpart_plan_certify(&plan, &answer, err);
    rtpart_plan_free(&plan);
    return code;
}

static enum rtpart_code run_members(struct rtpart_error *err)
{
    struct rtpart_members m = {0};
    const enum rtpart_code code = rtpart_members_list(&found, &m, err);

    rtpart_members_free(&m);
    return code;
}

static enum rtpart_code run_online(struct rtpart_error *err)
{
    unsigned vcpu[10];
    const struct rtpart_online now = {.req = &request, .vcpu = vcpu, .prm = found.prm};
    struct rtpart_partition p = {0};
    unsigned moves;

    for (size_t i = 0; i < ts.count; i++)
        vcpu[i] = i == 5 ? RTPART_NO_VCPU : found.vcpu[i];
    const enum rtpart_code code = rtpart_online_add(&now, 1, &p, &moves, err);

    rtpart_partition_free(&p);
    return code;
}

static enum rtpart_code run_fallback(struct rtpart_error *err)
{
    struct rtpart_partition p;
    const struct rtpart_heuristic *used;
    const enum rtpart_code code = rtpart_partition_fallback(&request, &p, &used, err);

    rtpart_partition_free(&p);
    return code;
}

static enum rtpart_code run_set_programme(struct rtpart_error *err)
{
    const uint64_t members[] = {1};
    const double cost[] = {1};
    const struct rtpart_set_programme p = {
        .items = 1, .sets = 1, .members = members, .cost = cost, .most = 1};
    size_t chosen[1];
    size_t count;
    enum rtpart_programme_end end;

    return rtpart_set_programme_solve(&p, chosen, &count, &end, err);
}

/* The third task has room on its vCPU when another leaves for the one that is empty, and has
 * no memory for any task yet. */
static enum rtpart_code run_moves(struct rtpart_error *err)
{
    static const unsigned vcpu[] = {0, 0, RTPART_NO_VCPU};
    static const struct rtpart_prm prm[] = {{.period = RTPART_MS, .budget = RTPART_MS},
                                            {0}};
    struct rtpart_taskset set = {0};
    struct rtpart_partition p = {0};
    unsigned moves;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < 3 && code == RTPART_OK; i++)
        code = rtpart_taskset_add(&set, NULL, 40 * RTPART_MS, 100 * RTPART_MS,
                                  100 * RTPART_MS, err);
    if (code == RTPART_OK) {
        set.tasks[2].vcpu = 0;
        const struct rtpart_partition_request req = partitions_request(&set, 2);
        const struct rtpart_online now = {.req = &req, .vcpu = vcpu, .prm = prm};

        code = rtpart_online_add(&now, 2, &p, &moves, err);
    }
    rtpart_partition_free(&p);
    rtpart_taskset_free(&set);
    return code;
}

static enum rtpart_code run_vcpus(struct rtpart_error *err)
{
    struct rtpart_vcpus v = {0};
    const enum rtpart_code code = rtpart_vcpus_auto(&request, NULL, 1, &v, err);

    rtpart_vcpus_free(&v);
    return code;
}

/* Fail the first allocation of the run, the second, and so on, until none is left. */
static void fail_each(const char *name, enum rtpart_code (*run)(struct rtpart_error *))
{
    for (long n = 0;; n++) {
        struct rtpart_error err;

        failed = false;
        left = n;
        const enum rtpart_code code = run(&err);

        left = -1;
        if (code != (failed ? RTPART_ENOMEM : RTPART_OK))
            fail_msg("%s, allocation %ld: %d", name, n, code);
        if (!failed) {
            assert_true(n > 0);
            return;
        }
    }
}

static void test_analysis_reports_that_memory_ran_out(void **state)
{
    (void)state;
    fail_each("check", run_check);
    fail_each("load", run_load);
    fail_each("growth", run_growth);
    fail_each("host", run_host);
    fail_each("guan", run_guan);
    fail_each("mpr", run_mpr);
    fail_each("plan", run_plan);
}

static const struct rtpart_heuristic *method;

static enum rtpart_code run_method(struct rtpart_error *err)
{
    struct rtpart_partition p = {0};
    const enum rtpart_code code = rtpart_partition_run(method, &request, &p, err);

    rtpart_partition_free(&p);
    return code;
}

/* GLPK has a way of its own to run out of memory, so the MILP is not asked; but what is put
 * before GLPK is. */
static void test_partition_reports_that_memory_ran_out(void **state)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        if (strcmp(h[i].name, "milp") != 0) {
            method = &h[i];
            fail_each(h[i].name, run_method);
        }
    request.objective = RTPART_OBJECTIVE_MAX;
    method = rtpart_heuristic_find("exact");
    fail_each("exact, largest vCPU", run_method);
    request.objective = RTPART_OBJECTIVE_TOTAL;
    request.vcpus = 8; /* some are empty, and get their first task in the search */
    method = rtpart_heuristic_find("local-search");
    fail_each("local, more vCPUs than needed", run_method);
    request.vcpus = 2;
    fail_each("members", run_members);
    fail_each("online", run_online);
    fail_each("moves", run_moves);
    fail_each("vcpus", run_vcpus);
    fail_each("fallback", run_fallback);
    fail_each("set programme", run_set_programme);
}

static int begin(void **state)
{
    (void)state;
    partitions_table4(&ts);
    request = partitions_request(&ts, 2);
    partitions_run("exact", &request, &found);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rtpart_partition_free(&found);
    rtpart_taskset_free(&ts);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_analysis_reports_that_memory_ran_out),
        cmocka_unit_test(test_partition_reports_that_memory_ran_out),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
