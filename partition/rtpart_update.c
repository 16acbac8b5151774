/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --add, --remove: tasks that join and leave a plan in service. */
#include <stdio.h>

#include "analysis/report.h"
#include "common/readall.h"
#include "model/plan_file.h"
#include "partition/rtpart.h"

enum { MORE_MOVES = 2 };                  /* beyond --may-move, to tell what would help */
static const double look_further_s = 1.0; /* and for how long */

static enum rtpart_code read_files(struct rtpart_job *job,
                                   const struct rtpart_notes *notes,
                                   struct rtpart_error *err)
{
    const struct rtpart_arguments *args = job->args;
    enum rtpart_code code = rtpart_plan_read(args->file, &job->old, err);
    enum rtpart_scheduler asked;

    if (code != RTPART_OK || args->add == NULL)
        return code;
    code = rtpart_task_source_read(args->add, &args->tasks, notes, &job->source, err);
    if (code != RTPART_OK)
        return code;
    asked = job->source.component->scheduler;
    if (asked != RTPART_SCHED_NONE && asked != job->old.scheduler)
        rtpart_note(notes,
                    "%s asks for the guest scheduler %s; that of the plan, %s, is used",
                    rtpart_input_name(args->add), rtpart_scheduler_name(asked),
                    rtpart_scheduler_name(job->old.scheduler));
    return RTPART_OK;
}

static struct rtpart_plan_changes changes_of(const struct rtpart_job *job)
{
    const struct rtpart_arguments *args = job->args;

    return (struct rtpart_plan_changes){.add = job->source.taskset,
                                        .rename = args->tasks.rename_duplicates,
                                        .remove = args->remove,
                                        .remove_count = args->remove_count,
                                        .may_move = args->may_move,
                                        .vcpus = args->vcpus,
                                        .grid = args->grid,
                                        .max_bandwidth = args->max_bandwidth,
                                        .time_limit_s =
                                            (double)args->time_limit / (double)RTPART_S,
                                        .tick = job->request.tick,
                                        .tick_ctx = job->request.tick_ctx};
}

/* No room: how many moves more would make it? */
static enum rtpart_code look_further(struct rtpart_job *job,
                                     struct rtpart_plan_changes changes,
                                     struct rtpart_error *err)
{
    changes.may_move += MORE_MOVES;
    changes.time_limit_s = look_further_s;
    return rtpart_plan_update(&job->old, &changes, &job->further, err);
}

enum rtpart_code rtpart_update_read(struct rtpart_job *job,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err)
{
    const enum rtpart_code code = read_files(job, notes, err);

    job->title = rtpart_input_name(job->args->file);
    job->origin_source = job->old.source;
    job->origin_set = &job->old.provenance;
    job->method = RTPART_ONLINE_METHOD;
    return code;
}

enum rtpart_code rtpart_update_solve(struct rtpart_job *job, struct rtpart_error *err)
{
    const struct rtpart_plan_changes changes = changes_of(job);
    enum rtpart_code code = rtpart_plan_update(&job->old, &changes, &job->update, err);

    if (code != RTPART_OK)
        return code;
    job->request = job->update.request;
    job->partition = job->update.partition;
    job->update.partition = (struct rtpart_partition){0};
    if (job->partition.answer == RTPART_UNSCHEDULABLE)
        code = look_further(job, changes, err);
    return code;
}

/* "t3 to vCPU 1, t5 to vCPU 0" */
static void put_moves(char *buf, size_t size, const struct rtpart_plan_update *u)
{
    size_t used = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < u->taskset.count && used < size; i++)
        if (u->was[i] != RTPART_NO_TASK && u->partition.vcpu[i] != u->vcpu[i])
            used += (size_t)snprintf(buf + used, size - used, "%s%.60s to vCPU %u",
                                     used > 0 ? ", " : "", u->taskset.tasks[i].name,
                                     u->partition.vcpu[i]);
}

char *rtpart_update_reason(char *buf, size_t size, const struct rtpart_job *job)
{
    const size_t blocked = job->partition.blocked;
    const unsigned may_move = job->args->may_move;
    const struct rtpart_plan_update *f = &job->further;
    const char *name =
        blocked != RTPART_NO_TASK ? job->update.taskset.tasks[blocked].name : "?";
    char limit[48] = "while all others stay";
    char moves[320];

    if (may_move > 0)
        (void)snprintf(limit, sizeof limit, "with at most %u move%s", may_move,
                       may_move == 1 ? "" : "s");
    if (job->partition.gave_up) {
        (void)snprintf(buf, size,
                       "no room was found for task \"%.100s\" %s, which does not prove "
                       "that there is none: for some tasks together, " RTPART_GAVE_UP_TEXT
                       "; try more --vcpus, another grid, or a new plan",
                       name, limit);
    } else if (job->partition.answer == RTPART_UNDECIDED) {
        (void)snprintf(buf, size,
                       "the time limit was reached before there was room for task "
                       "\"%.100s\"",
                       name);
    } else if (f->partition.answer == RTPART_SCHEDULABLE) {
        put_moves(moves, sizeof moves, f);
        (void)snprintf(buf, size,
                       "no room for task \"%.100s\" %s; %u move%s would make it "
                       "(--may-move %u): %s",
                       name, limit, f->moves, f->moves == 1 ? "" : "s", f->moves, moves);
    } else {
        (void)snprintf(
            buf, size,
            "no room for task \"%.100s\" %s%s; try more --vcpus, a finer grid, "
            "or a new plan",
            name, limit,
            f->partition.answer == RTPART_UNSCHEDULABLE ? ", nor with two moves more"
                                                        : "");
    }
    return buf;
}
