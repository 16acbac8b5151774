/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/systems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/verdict.h"

/* Names that need care in XML and CSV. */
static const char *const stems[] = {
    "t",
    "a b",
    " x ",
    "\"q\"",
    "<&>",
    "'",
    "a,b",
    "#c",
    "\xc3\xa9t\xc3\xa9",
    "\xe2\x82\xac",
    "]]>",
    "0",
};

static int pick(struct test_random *r, int n)
{
    return (int)test_random_range(r, 0, n - 1);
}

/* Any magnitude equally likely. */
static rtpart_ns random_time(struct test_random *r)
{
    const int bits = (int)test_random_range(r, 0, 53);

    return test_random_range(r, 1, (rtpart_ns)1 << bits);
}

static char *random_text(struct test_random *r, const char *suffix, int number)
{
    char *text = NULL;

    if (asprintf(&text, "%s%s%d", stems[pick(r, sizeof stems / sizeof *stems)], suffix,
                 number) < 0)
        abort();
    return text;
}

static void random_tasks(struct test_random *r, struct rtpart_taskset *ts, int count)
{
    for (int i = 0; i < count; i++) {
        const rtpart_ns period = random_time(r);
        const rtpart_ns deadline =
            pick(r, 2) == 0 ? period : test_random_range(r, 1, period);
        const rtpart_ns wcet = test_random_range(r, 1, deadline);
        char *name = random_text(r, "_", i);

        if (rtpart_taskset_add(ts, name, wcet, deadline, period, NULL) != RTPART_OK)
            abort();
        free(name);
        if (pick(r, 4) == 0)
            ts->tasks[i].vcpu = pick(r, RTPART_VCPUS_MAX);
        if (pick(r, 4) == 0)
            ts->tasks[i].prio = 1 + pick(r, 99);
    }
}

static void random_component(struct test_random *r, struct rtpart_component *c, int depth,
                             int *number)
{
    *c = (struct rtpart_component){.name = random_text(r, "c", (*number)++)};
    c->scheduler = (enum rtpart_scheduler)pick(r, RTPART_SCHED_GEDF + 1);
    if (pick(r, 2) == 0) {
        c->max_period = random_time(r);
        c->min_period =
            pick(r, 2) == 0 ? c->max_period : test_random_range(r, 1, c->max_period);
    }
    random_tasks(r, &c->taskset, pick(r, 5));
    c->child_count = depth < 3 ? (size_t)pick(r, 3) : 0;
    if (c->child_count > 0)
        c->children = calloc(c->child_count, sizeof *c->children);
    for (size_t i = 0; i < c->child_count; i++)
        random_component(r, &c->children[i], depth + 1, number);
}

void test_random_system(struct test_random *r, struct rtpart_system *out)
{
    int number = 0;

    *out = (struct rtpart_system){0};
    random_component(r, &out->root, 0, &number);
    free(out->root.name);
    out->root.name = strdup("system");
    if (out->root.taskset.count == 0)
        random_tasks(r, &out->root.taskset, 1);
    if (pick(r, 2) == 0) {
        out->provenance.tool = random_text(r, "", 1);
        out->provenance.command = strdup("rtgen --tasks 10 -o \"a b\"\t< x\n");
        out->provenance.seed = strdup("18446744073709551615");
    }
}

bool test_component_equal(const struct rtpart_component *a,
                          const struct rtpart_component *b)
{
    if (strcmp(a->name, b->name) != 0 || a->scheduler != b->scheduler ||
        a->min_period != b->min_period || a->max_period != b->max_period ||
        a->taskset.count != b->taskset.count || a->child_count != b->child_count)
        return false;
    for (size_t i = 0; i < a->taskset.count; i++)
        if (!rtpart_task_equal(&a->taskset.tasks[i], &b->taskset.tasks[i]))
            return false;
    for (size_t i = 0; i < a->child_count; i++)
        if (!test_component_equal(&a->children[i], &b->children[i]))
            return false;
    return true;
}

static void random_reservation(struct test_random *r, struct rtpart_prm *prm)
{
    prm->period = random_time(r);
    prm->budget = test_random_range(r, 1, prm->period);
}

static void random_partition(struct test_random *r, struct rtpart_plan *p)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_RM, RTPART_SCHED_DM, RTPART_SCHED_PRIO, RTPART_SCHED_EDF};

    p->scheduler = schedulers[pick(r, 4)];
    if (rtpart_plan_add_vcpus(p, (size_t)test_random_range(r, 1, 6), NULL) != RTPART_OK)
        abort();
    for (size_t i = 0; i < p->taskset.count; i++) {
        const int vcpu = pick(r, (int)p->vcpu_count);

        p->taskset.tasks[i].vcpu = pick(r, 3) == 0 ? vcpu : -1;
        if (rtpart_plan_place(p, (size_t)vcpu, i, NULL) != RTPART_OK)
            abort();
    }
    for (size_t v = 0; v < p->vcpu_count; v++)
        if (p->vcpus[v].task_count > 0 || pick(r, 2) == 0)
            random_reservation(r, &p->vcpus[v].prm);
}

static void random_global(struct test_random *r, struct rtpart_plan *p)
{
    static const enum rtpart_scheduler schedulers[] = {
        RTPART_SCHED_GRM, RTPART_SCHED_GDM, RTPART_SCHED_PRIO, RTPART_SCHED_GEDF};
    struct rtpart_mpr mpr = {.cpus = (unsigned)test_random_range(r, 1, 8)};

    p->scheduler = schedulers[pick(r, 4)];
    mpr.period = random_time(r);
    mpr.budget = test_random_range(r, 1, mpr.cpus * mpr.period);
    if (rtpart_plan_set_global(p, &mpr, NULL) != RTPART_OK)
        abort();
}

static void random_certificates(struct test_random *r, struct rtpart_plan *p)
{
    p->certified = test_random_next(r);
    p->certificate_count = (size_t)test_random_range(r, 1, 5);
    p->certificates = calloc(p->certificate_count, sizeof *p->certificates);
    for (size_t i = 0; i < p->certificate_count; i++)
        p->certificates[i] = (struct rtpart_certificate){
            .kind = (enum rtpart_certificate_kind)pick(r, RTPART_CERTIFICATE_GFP + 1),
            .vcpu = (size_t)pick(r, (int)p->vcpu_count),
            .task =
                pick(r, 3) == 0 ? RTPART_NO_TASK : (size_t)pick(r, (int)p->taskset.count),
            .horizon = pick(r, 2) == 0 ? 0 : (rtpart_ns)1 << pick(r, 61),
            .at = random_time(r),
            .demand = random_time(r),
            .supply = pick(r, 2) == 0 ? INT64_MAX : random_time(r),
        };
}

void test_random_plan(struct test_random *r, struct rtpart_plan *out)
{
    *out = (struct rtpart_plan){.objective = pick(r, 2) == 0 ? RTPART_OBJECTIVE_TOTAL
                                                             : RTPART_OBJECTIVE_MAX};
    random_tasks(r, &out->taskset, 1 + pick(r, 8));
    if (pick(r, 2) == 0)
        random_partition(r, out);
    else
        random_global(r, out);
    if (pick(r, 2) == 0)
        out->grid = (struct rtpart_grid){.min_period = random_time(r),
                                         .period_step = random_time(r),
                                         .runtime_step = random_time(r)};
    if (out->grid.min_period != 0 && pick(r, 2) == 0)
        out->grid.max_period = test_random_range(r, out->grid.min_period, RTPART_NS_MAX);
    if (pick(r, 2) == 0)
        out->latency = random_time(r);
    if (pick(r, 2) == 0) {
        out->method = random_text(r, "m", 1);
        out->source = random_text(r, ".xml", 2);
        out->provenance.tool = strdup("rtpart");
        out->provenance.index = strdup("0");
    }
    if (rtpart_plan_assign_priorities(out, NULL, NULL) != RTPART_OK)
        abort();
    if (pick(r, 2) == 0)
        random_certificates(r, out);
}
