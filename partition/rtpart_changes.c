/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --add and --remove have changed: tasks and reservations, before and after. */
#include "analysis/report.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "model/plan.h"
#include "partition/rtpart.h"

enum { NOWHERE = -1 };

/* A task that is on another vCPU than before, or on none. */
struct change {
    const char *name;
    const char *what;
    int from; /* vCPU, or NOWHERE */
    int to;
};

/* Does task `i` of the new set differ? */
static bool task_change(const struct rtpart_plan_update *u, const unsigned *vcpu,
                        size_t i, struct change *out)
{
    const bool fresh = u->was[i] == RTPART_NO_TASK;

    *out = (struct change){.name = u->taskset.tasks[i].name,
                           .what = fresh ? "added" : "moved",
                           .from = fresh ? NOWHERE : (int)u->vcpu[i],
                           .to = (int)vcpu[i]};
    return out->from != out->to;
}

typedef int change_fn(void *ctx, const struct change *c);

/* All changes: tasks that left, then those of the new set. Stops where `fn` is not 0. */
static int each_change(const struct rtpart_job *job, const struct rtpart_plan_update *u,
                       const unsigned *vcpu, change_fn *fn, void *ctx)
{
    const struct rtpart_plan *old = &job->old;
    struct change c;
    size_t next = 0; /* in the new set, which keeps the order of the old one */

    for (size_t i = 0; i < old->taskset.count; i++) {
        if (next < u->taskset.count && u->was[next] == i) {
            next++;
            continue;
        }
        c = (struct change){.name = old->taskset.tasks[i].name,
                            .what = "removed",
                            .from = rtpart_plan_vcpu_of(old, i),
                            .to = NOWHERE};
        if (fn(ctx, &c) != 0)
            return -1;
    }
    for (size_t i = 0; i < u->taskset.count; i++)
        if (task_change(u, vcpu, i, &c) && fn(ctx, &c) != 0)
            return -1;
    return 0;
}

static bool reservation_changed(const struct rtpart_job *job, unsigned v)
{
    const struct rtpart_prm *was = &job->update.prm[v];
    const struct rtpart_prm *is = &job->partition.prm[v];

    return was->budget != is->budget || (is->budget > 0 && was->period != is->period);
}

static void put_vcpu(struct rtpart_table *t, int v)
{
    if (v == NOWHERE)
        rtpart_table_cell(t, "%s", "");
    else
        rtpart_table_cell(t, "%d", v);
}

static int put_change(void *ctx, const struct change *c)
{
    struct rtpart_table *t = ctx;

    rtpart_table_cell(t, "%s", c->name);
    rtpart_table_cell(t, "%s", c->what);
    put_vcpu(t, c->from);
    put_vcpu(t, c->to);
    return 0;
}

static enum rtpart_code put_tasks(FILE *out, const struct rtpart_job *job,
                                  struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"task", NULL, NULL, RTPART_ALIGN_LEFT},
        {"change", NULL, NULL, RTPART_ALIGN_LEFT},
        {"from vCPU", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"to vCPU", NULL, NULL, RTPART_ALIGN_RIGHT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    (void)each_change(job, &job->update, job->partition.vcpu, put_change, &table);
    return rtpart_table_print(&table, out, err);
}

static void put_prm(struct rtpart_table *t, const struct rtpart_prm *r)
{
    rtpart_table_time(t, RTPART_FORMAT_TABLE, r->budget);
    rtpart_table_time(t, RTPART_FORMAT_TABLE, r->budget > 0 ? r->period : -1);
}

static enum rtpart_code put_reservations(FILE *out, const struct rtpart_job *job,
                                         struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"Q was", "ms", NULL, RTPART_ALIGN_POINT},
        {"P was", "ms", NULL, RTPART_ALIGN_POINT},
        {"Q", "ms", NULL, RTPART_ALIGN_POINT},
        {"P", "ms", NULL, RTPART_ALIGN_POINT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    unsigned changed = 0;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (unsigned v = 0; v < job->partition.vcpus; v++) {
        if (!reservation_changed(job, v))
            continue;
        changed++;
        rtpart_table_cell(&table, "%u", v);
        put_prm(&table, &job->update.prm[v]);
        put_prm(&table, &job->partition.prm[v]);
    }
    if (changed > 0)
        return rtpart_table_print(&table, out, err);
    (void)fputs("every reservation stays as it is\n", out);
    return RTPART_OK;
}

/* Tasks that stay but run at another SCHED_FIFO priority than before. */
static size_t other_priorities(const struct rtpart_job *job)
{
    size_t count = 0;

    for (size_t i = 0; i < job->update.taskset.count; i++) {
        const size_t was = job->update.was[i];

        count += was != RTPART_NO_TASK && rtpart_plan_priority(&job->old, was) !=
                                              rtpart_plan_priority(&job->plan, i);
    }
    return count;
}

enum rtpart_code rtpart_changes_put(FILE *out, const struct rtpart_job *job,
                                    struct rtpart_error *err)
{
    const size_t other = other_priorities(job);
    enum rtpart_code code = put_tasks(out, job, err);

    if (code != RTPART_OK)
        return code;
    (void)fputc('\n', out);
    code = put_reservations(out, job, err);
    if (other > 0)
        (void)fprintf(out, "\n%zu task%s that stay%s get%s another guest priority\n",
                      other, other == 1 ? "" : "s", other == 1 ? "s" : "",
                      other == 1 ? "s" : "");
    return code;
}

static json_t *vcpu_json(int v)
{
    return v == NOWHERE ? json_null() : json_integer(v);
}

static int append_change(void *ctx, const struct change *c)
{
    return json_array_append_new(ctx, json_pack("{s:o, s:s, s:o, s:o}", "name",
                                                rtpart_json_text(c->name), "change",
                                                c->what, "from_vcpu", vcpu_json(c->from),
                                                "to_vcpu", vcpu_json(c->to)));
}

static json_t *reservations_json(const struct rtpart_job *job)
{
    json_t *list = json_array();

    for (unsigned v = 0; v < job->partition.vcpus; v++) {
        const struct rtpart_prm *was = &job->update.prm[v];
        const struct rtpart_prm *is = &job->partition.prm[v];

        if (reservation_changed(job, v) &&
            json_array_append_new(
                list,
                json_pack("{s:I, s:I, s:o, s:I, s:o}", "id", (json_int_t)v,
                          "from_runtime_ns", (json_int_t)was->budget, "from_period_ns",
                          rtpart_ns_json(was->budget > 0 ? was->period : -1),
                          "runtime_ns", (json_int_t)is->budget, "period_ns",
                          rtpart_ns_json(is->budget > 0 ? is->period : -1))) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *rtpart_changes_json(const struct rtpart_job *job)
{
    const struct rtpart_plan_update *f = &job->further;
    RTPART_AUTO_JSON json_t *tasks = json_array();

    if (job->partition.answer == RTPART_SCHEDULABLE) {
        if (each_change(job, &job->update, job->partition.vcpu, append_change, tasks) !=
            0)
            return NULL;
        return json_pack("{s:I, s:O, s:o, s:I}", "moves", (json_int_t)job->update.moves,
                         "tasks", tasks, "vcpus", reservations_json(job),
                         "other_priorities", (json_int_t)other_priorities(job));
    }
    if (f->partition.answer != RTPART_SCHEDULABLE)
        return json_null();
    if (each_change(job, f, f->partition.vcpu, append_change, tasks) != 0)
        return NULL;
    return json_pack("{s:I, s:O}", "moves_needed", (json_int_t)f->moves, "tasks", tasks);
}
