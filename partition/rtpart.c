/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtpart - which task goes to which vCPU, and what must each vCPU reserve?
 */
#include "partition/rtpart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/grid_choice.h"
#include "analysis/plan_plot.h"
#include "analysis/report.h"
#include "common/auto.h"
#include "common/command_line.h"
#include "common/readall.h"
#include "partition/fallback.h"

static void job_free(struct rtpart_job *job)
{
    rtpart_plan_free(&job->plan);
    rtpart_host_report_free(&job->host);
    rtpart_plan_free(&job->old);
    rtpart_plan_update_free(&job->update);
    rtpart_plan_update_free(&job->further);
    rtpart_vcpus_free(&job->choices);
    rtpart_members_free(&job->members);
    rtpart_partition_free(&job->partition);
    rtpart_task_source_free(&job->source);
}

/* Read the file and fill in the question. */
static enum rtpart_code prepare(struct rtpart_job *job, const struct rtpart_notes *notes,
                                struct rtpart_error *err)
{
    const struct rtpart_arguments *args = job->args;
    struct rtpart_partition_request *req = &job->request;
    enum rtpart_code code =
        rtpart_task_source_read(args->file, &args->tasks, notes, &job->source, err);

    if (code != RTPART_OK)
        return code;
    job->title = job->source.component->name;
    job->origin_source = args->file;
    job->origin_set = &job->source.system.provenance;
    *req = (struct rtpart_partition_request){.taskset = job->source.taskset,
                                             .vcpus = args->vcpus,
                                             .latency = job->source.latency.ns,
                                             .partition_only = args->partition_only,
                                             .objective = args->objective,
                                             .max_bandwidth = args->max_bandwidth,
                                             .time_limit_s = (double)args->time_limit /
                                                             (double)RTPART_S};
    code = rtpart_guest_scheduler(job->source.component, args->tasks.scheduler,
                                  &req->scheduler, err);
    if (code != RTPART_OK) {
        rtpart_error_in(err, rtpart_input_name(args->file));
        return code;
    }
    return rtpart_grid_choose(job->source.component, &args->grid, &req->grid, err);
}

/* Ask the heuristic that is named and no other, or those of fallback.h. */
static enum rtpart_code ask(struct rtpart_job *job, struct rtpart_error *err)
{
    const struct rtpart_heuristic *used = job->args->heuristic;
    enum rtpart_code code;

    if (rtpart_is_update(job->args))
        return rtpart_update_solve(job, err);
    job->method = used != NULL ? used->name : RTPART_FALLBACK_FIRST;
    if (job->args->vcpus_auto)
        return rtpart_choices_solve(job, err);
    if (used != NULL)
        return rtpart_partition_run(used, &job->request, &job->partition, err);
    code = rtpart_partition_fallback(&job->request, &job->partition, &used, err);
    if (code == RTPART_OK)
        job->method = used->name;
    return code;
}

/* Does what will be asked look at the tick? Other methods are short. */
static bool searches(const struct rtpart_job *job)
{
    const struct rtpart_heuristic *named = job->args->heuristic;

    if (rtpart_is_update(job->args))
        return true;
    return named != NULL ? named->searches
                         : job->request.taskset->count <= RTPART_FALLBACK_TASKS;
}

/* Give the question to the heuristic. */
static enum rtpart_code solve(struct rtpart_job *job, struct rtpart_error *err)
{
    const struct rtpart_arguments *args = job->args;
    struct rtpart_watch watch;
    enum rtpart_code code;

    rtpart_watch_start(&watch,
                       args->heuristic != NULL ? args->heuristic->name : "partition",
                       args->cli.quiet, searches(job));
    job->request.tick = rtpart_watch_tick;
    job->request.tick_ctx = &watch;
    code = ask(job, err);
    rtpart_progress_end(&watch.progress);
    job->interrupted = watch.stopped && !job->partition.optimal &&
                       job->partition.answer != RTPART_UNSCHEDULABLE;
    job->fell_back = args->heuristic == NULL && !rtpart_is_update(args) &&
                     strcmp(job->method, RTPART_FALLBACK_FIRST) != 0;
    if (code == RTPART_EINPUT || code == RTPART_EMODEL)
        rtpart_error_in(err, rtpart_input_name(args->file));
    if (code == RTPART_OK)
        code = rtpart_members_list(&job->partition, &job->members, err);
    return code;
}

/* What is to be made of the plan: the file, the picture. */
static enum rtpart_code use_plan(struct rtpart_job *job, bool write,
                                 const struct rtpart_notes *notes,
                                 struct rtpart_error *err)
{
    const struct rtpart_arguments *args = job->args;
    enum rtpart_code code = RTPART_OK;

    if (write || args->plot != NULL || rtpart_is_update(args))
        code = rtpart_job_make_plan(job, notes, err);
    if (code == RTPART_OK && args->plot != NULL)
        code = rtpart_plan_plot(&job->plan, args->plot, args->keep_plot_data, err);
    if (code == RTPART_OK && write)
        code = rtpart_job_write_plan(job, args->cli.output, err);
    return code;
}

/* -o without --format: the plan goes to the file, the table to standard output. */
static enum rtpart_code show(struct rtpart_job *job, const struct rtpart_notes *notes,
                             struct rtpart_error *err)
{
    const struct rtpart_cli *cli = &job->args->cli;
    const bool found = job->partition.answer == RTPART_SCHEDULABLE;
    const bool only_plan = cli->format == RTPART_FORMAT_XML;
    const bool plan_beside = cli->output != NULL && !cli->format_given;
    struct rtpart_cli table = *cli;
    enum rtpart_code code = RTPART_OK;
    char why[512];

    if (found)
        code = use_plan(job, only_plan || plan_beside, notes, err);
    if (code != RTPART_OK)
        return code;
    if (only_plan && !found)
        (void)fprintf(stderr, "%s: no plan: %s\n", cli->tool,
                      rtpart_reason(why, sizeof why, job));
    if (only_plan || (plan_beside && found && strcmp(cli->output, "-") == 0))
        return RTPART_OK; /* the plan has standard output */
    if (plan_beside)
        table.output = NULL;
    return rtpart_job_print(&table, job, err);
}

/* What the kernel would refuse of an otherwise sound plan. */
static void note_kernel_limits(const struct rtpart_job *job,
                               const struct rtpart_notes *notes)
{
    const struct rtpart_partition *p = &job->partition;
    char what[32];

    for (unsigned v = 0; p->prm != NULL && v < p->vcpus; v++) {
        (void)snprintf(what, sizeof what, "vCPU %u", v);
        rtpart_note_kernel_limits(notes, what, &p->prm[v]);
    }
}

/* A search that was cut short has proved nothing: not that there is no better answer. */
static void tell_interrupted(const struct rtpart_job *job, enum rtpart_answer *answer)
{
    (void)fprintf(stderr, "%s: interrupted; %s\n", job->args->cli.tool,
                  *answer == RTPART_UNDECIDED ? "nothing was found so far"
                                              : "this is the best answer so far");
    *answer = RTPART_UNDECIDED;
}

static enum rtpart_code run(struct rtpart_job *job, const struct rtpart_notes *notes,
                            enum rtpart_answer *answer, struct rtpart_error *err)
{
    enum rtpart_code code;

    if (job->args->list)
        return rtpart_list_print(&job->args->cli, err);
    code = rtpart_is_update(job->args) ? rtpart_update_read(job, notes, err)
                                       : prepare(job, notes, err);
    if (code == RTPART_OK && job->args->compare) {
        code = rtpart_compare_show(job, notes, answer, err);
        if (code == RTPART_OK && job->interrupted)
            tell_interrupted(job, answer);
        return code;
    }
    if (code == RTPART_OK)
        code = solve(job, err);
    *answer = job->partition.answer;
    if (code == RTPART_OK && *answer == RTPART_SCHEDULABLE && job->args->host.cpus > 0) {
        code = rtpart_host_ask(job, err);
        *answer = rtpart_host_report_answer(&job->host);
    }
    if (code == RTPART_OK)
        code = show(job, notes, err);
    if (code == RTPART_OK)
        note_kernel_limits(job, notes);
    if (code == RTPART_OK && job->interrupted)
        tell_interrupted(job, answer);
    return code;
}

int main(int argc, char **argv)
{
    RTPART_AUTO_FREE char *command = rtpart_command_line(argc, argv);
    struct rtpart_arguments args;
    struct rtpart_job job = {.args = &args};
    enum rtpart_answer answer = RTPART_UNDECIDED;
    struct rtpart_error err;
    int status = 0;

    rtpart_arguments_parse(&args, argc, argv);
    args.command = command;

    const struct rtpart_notes notes = rtpart_cli_notes(&args.cli);

    if (run(&job, &notes, &answer, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    else if (!args.list)
        status = rtpart_answer_exit(answer);
    job_free(&job);
    rtpart_arguments_free(&args);
    rtpart_cli_free(&args.cli);
    return status;
}
