/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/plan_update.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interface.h"
#include "common/auto.h"
#include "common/name_index.h"

void rtpart_plan_update_free(struct rtpart_plan_update *u)
{
    rtpart_taskset_free(&u->taskset);
    free(u->was);
    free(u->vcpu);
    free(u->prm);
    rtpart_partition_free(&u->partition);
    *u = (struct rtpart_plan_update){0};
}

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the plan");
}

/* ---- the new task set ---------------------------------------------------------------- */

/* Mark the tasks that leave. */
static enum rtpart_code mark(const struct rtpart_plan_changes *changes,
                             const struct rtpart_name_index *names, bool *leaves,
                             struct rtpart_error *err)
{
    for (size_t i = 0; i < changes->remove_count; i++) {
        size_t task;

        if (!rtpart_name_index_find(names, changes->remove[i], &task))
            return rtpart_fail(err, RTPART_EINPUT, "the plan has no task \"%.100s\"",
                               changes->remove[i]);
        if (leaves[task])
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%.100s\" is to be removed twice",
                               changes->remove[i]);
        leaves[task] = true;
    }
    return RTPART_OK;
}

static bool is_taken(const struct rtpart_name_index *old, const bool *leaves,
                     const char *name)
{
    size_t task;

    return rtpart_name_index_find(old, name, &task) && !leaves[task];
}

/* The first of t0, t1, ... that neither the old nor the new tasks have. */
static char *free_name(const struct rtpart_name_index *old,
                       const struct rtpart_taskset *set, size_t *next)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index now = {0};
    char name[32];
    size_t ignored;

    if (rtpart_name_index_build(&now, &set->tasks[0].name, sizeof set->tasks[0],
                                set->count, NULL) != RTPART_OK)
        return NULL;
    do
        (void)snprintf(name, sizeof name, "t%zu", (*next)++);
    while (rtpart_name_index_find(old, name, &ignored) ||
           rtpart_name_index_find(&now, name, &ignored));
    return strdup(name);
}

/* Names that a task which stays has too: an error, or another name. */
static enum rtpart_code settle_names(const struct rtpart_plan_changes *changes,
                                     const struct rtpart_name_index *old,
                                     const bool *leaves, struct rtpart_plan_update *out,
                                     struct rtpart_error *err)
{
    size_t next = 0;

    for (size_t i = 0; i < out->taskset.count; i++) {
        struct rtpart_task *t = &out->taskset.tasks[i];
        char *name;

        if (out->was[i] != RTPART_NO_TASK || !is_taken(old, leaves, t->name))
            continue;
        if (!changes->rename)
            return rtpart_fail(err, RTPART_EINPUT,
                               "task \"%.100s\" is in the plan already "
                               "(--rename-duplicates gives the new one another name)",
                               t->name);
        name = free_name(old, &out->taskset, &next);
        if (name == NULL)
            return no_memory(err);
        free(t->name);
        t->name = name;
    }
    return RTPART_OK;
}

/* Those that stay, then those that join, with where they were. */
static enum rtpart_code merge(const struct rtpart_plan *plan,
                              const struct rtpart_plan_changes *changes,
                              const bool *leaves, struct rtpart_plan_update *out,
                              struct rtpart_error *err)
{
    const size_t added = changes->add != NULL ? changes->add->count : 0;
    const size_t n = plan->taskset.count + added;
    enum rtpart_code code = RTPART_OK;

    out->was = calloc(n, sizeof *out->was);
    out->vcpu = calloc(n, sizeof *out->vcpu);
    if (out->was == NULL || out->vcpu == NULL)
        return no_memory(err);
    for (size_t i = 0; i < plan->taskset.count && code == RTPART_OK; i++) {
        if (leaves[i])
            continue;
        out->was[out->taskset.count] = i;
        code = rtpart_taskset_append(&out->taskset, &plan->taskset.tasks[i], err);
    }
    for (size_t i = 0; i < added && code == RTPART_OK; i++) {
        out->was[out->taskset.count] = RTPART_NO_TASK;
        code = rtpart_taskset_append(&out->taskset, &changes->add->tasks[i], err);
    }
    if (code == RTPART_OK && out->taskset.count == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "no task would be left; take the plan out of service instead "
                           "(rtdeploy revert)");
    if (code == RTPART_OK && out->taskset.count > RTPART_TASKS_MAX)
        return rtpart_fail(err, RTPART_EINPUT, "%zu tasks: a plan has at most %d",
                           out->taskset.count, RTPART_TASKS_MAX);
    return code;
}

/* ---- what is in service -------------------------------------------------------------- */

/* vCPU of each task of the plan. */
static unsigned *homes_of(const struct rtpart_plan *plan)
{
    unsigned *home = calloc(plan->taskset.count, sizeof *home);

    for (size_t v = 0; home != NULL && v < plan->vcpu_count; v++)
        for (size_t k = 0; k < plan->vcpus[v].task_count; k++)
            home[plan->vcpus[v].tasks[k]] = (unsigned)v;
    return home;
}

/* Where tasks are, what is reserved, and which vCPUs lose a task. */
static enum rtpart_code look(const struct rtpart_plan *plan, const bool *leaves,
                             struct rtpart_plan_update *out, bool *lost,
                             struct rtpart_error *err)
{
    RTPART_AUTO_FREE unsigned *home = homes_of(plan);

    out->prm = calloc(out->request.vcpus, sizeof *out->prm);
    if (home == NULL || out->prm == NULL)
        return no_memory(err);
    for (size_t v = 0; v < plan->vcpu_count; v++)
        out->prm[v] = plan->vcpus[v].prm;
    for (size_t i = 0; i < plan->taskset.count; i++)
        lost[home[i]] = lost[home[i]] || leaves[i];
    for (size_t i = 0; i < out->taskset.count; i++)
        out->vcpu[i] = out->was[i] == RTPART_NO_TASK ? RTPART_NO_VCPU : home[out->was[i]];
    return RTPART_OK;
}

/* The grid of the plan, field by field what is asked for instead. */
static struct rtpart_grid choose_grid(const struct rtpart_plan *plan,
                                      const struct rtpart_grid *asked,
                                      const struct rtpart_taskset *ts)
{
    struct rtpart_grid g = plan->grid.min_period > 0
                               ? plan->grid
                               : rtpart_grid_auto(rtpart_taskset_min_deadline(ts));

    g.min_period = asked->min_period > 0 ? asked->min_period : g.min_period;
    g.max_period = asked->max_period > 0 ? asked->max_period : g.max_period;
    g.period_step = asked->period_step > 0 ? asked->period_step : g.period_step;
    g.runtime_step = asked->runtime_step > 0 ? asked->runtime_step : g.runtime_step;
    return g;
}

static enum rtpart_code begin(const struct rtpart_plan *plan,
                              const struct rtpart_plan_changes *changes,
                              struct rtpart_plan_update *out, struct rtpart_error *err)
{
    const unsigned count = (unsigned)plan->vcpu_count;

    if (plan->kind != RTPART_PLAN_PARTITIONED)
        return rtpart_fail(err, RTPART_EMODEL,
                           "the plan is global: its tasks are on no vCPU of their own, "
                           "and what they need must be computed anew (rtanalyze mpr)");
    if (changes->vcpus != 0 && changes->vcpus < count)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%u vCPUs: the plan has %u, and none can be taken away",
                           changes->vcpus, count);
    out->request = (struct rtpart_partition_request){
        .taskset = &out->taskset,
        .vcpus = changes->vcpus != 0 ? changes->vcpus : count,
        .scheduler = plan->scheduler,
        .latency = plan->latency,
        .objective = plan->objective,
        .max_bandwidth = changes->max_bandwidth,
        .time_limit_s = changes->time_limit_s,
        .tick = changes->tick,
        .tick_ctx = changes->tick_ctx};
    return RTPART_OK;
}

/* ---- the answer ---------------------------------------------------------------------- */

/* New tasks are placed; now what the others have left behind. */
static enum rtpart_code tighten(const bool *lost, struct rtpart_plan_update *out,
                                struct rtpart_error *err)
{
    struct rtpart_partition placed = out->partition;
    const struct rtpart_online now = {
        .req = &out->request, .vcpu = placed.vcpu, .prm = placed.prm};
    const enum rtpart_code code = rtpart_online_remove(&now, lost, &out->partition, err);

    rtpart_partition_free(&placed);
    return code;
}

static enum rtpart_code solve(const struct rtpart_plan_changes *changes, const bool *lost,
                              struct rtpart_plan_update *out, struct rtpart_error *err)
{
    const struct rtpart_online now = {
        .req = &out->request, .vcpu = out->vcpu, .prm = out->prm};
    enum rtpart_code code =
        rtpart_online_add(&now, changes->may_move, &out->partition, &out->moves, err);

    if (code == RTPART_OK && out->partition.answer == RTPART_SCHEDULABLE &&
        changes->remove_count > 0)
        code = tighten(lost, out, err);
    return code;
}

enum rtpart_code rtpart_plan_update(const struct rtpart_plan *plan,
                                    const struct rtpart_plan_changes *changes,
                                    struct rtpart_plan_update *out,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_name_index_free) struct rtpart_name_index old = {0};
    RTPART_AUTO_FREE bool *leaves = calloc(plan->taskset.count, sizeof *leaves);
    RTPART_AUTO_FREE bool *lost = NULL;
    enum rtpart_code code;

    *out = (struct rtpart_plan_update){0};
    code = leaves != NULL ? begin(plan, changes, out, err) : no_memory(err);
    if (code != RTPART_OK)
        return code;
    lost = calloc(out->request.vcpus, sizeof *lost);
    if (lost == NULL)
        return no_memory(err);
    code =
        rtpart_name_index_build(&old, &plan->taskset.tasks[0].name,
                                sizeof plan->taskset.tasks[0], plan->taskset.count, err);
    if (code == RTPART_OK)
        code = mark(changes, &old, leaves, err);
    if (code == RTPART_OK)
        code = merge(plan, changes, leaves, out, err);
    if (code == RTPART_OK)
        code = settle_names(changes, &old, leaves, out, err);
    if (code == RTPART_OK)
        code = look(plan, leaves, out, lost, err);
    out->request.grid = choose_grid(plan, &changes->grid, &out->taskset);
    return code == RTPART_OK ? solve(changes, lost, out, err) : code;
}
