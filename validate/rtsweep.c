/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtsweep - what thousands of random task sets say: which share is schedulable, and at what
 *           overhead
 */
#include "validate/rtsweep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/outfile.h"
#include "common/progress.h"
#include "common/stop.h"
#include "partition/partition.h"
#include "validate/sweep_mpi.h"

static void tick(void *ctx, uint64_t done, uint64_t items)
{
    rtpart_progress_update(ctx, done, items);
}

static int list_methods(void)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);

    for (size_t i = 0; i < count; i++)
        (void)printf("%-16s %s\n", h[i].name, h[i].summary);
    for (size_t i = 0; rtpart_sweep_global_methods[i].name != NULL; i++)
        (void)printf("%-16s %s\n", rtpart_sweep_global_methods[i].name,
                     rtpart_sweep_global_methods[i].summary);
    return rtpart_cli_flush("rtsweep");
}

/* Time that each method took on the sets of each size. */
static enum rtpart_code write_times(const struct rtsweep_arguments *args,
                                    const uint64_t *spent, struct rtpart_error *err)
{
    const struct rtpart_sweep *s = &args->sweep;
    const uint64_t sets = s->sets * s->utilization_count * s->vcpu_count;
    struct rtpart_outfile out = {0};
    enum rtpart_code code;

    if (args->times == NULL)
        return RTPART_OK;
    code = rtpart_outfile_open(&out, args->times, err);
    if (code != RTPART_OK)
        return code;
    fputs("tasks,method,sets,total_ns\n", out.file);
    for (size_t n = 0; n < s->task_count; n++)
        for (size_t m = 0; m < s->method_count; m++)
            fprintf(out.file, "%zu,%s,%" PRIu64 ",%" PRIu64 "\n", s->tasks[n],
                    s->methods[m].name, sets, spent[n * s->method_count + m]);
    return rtpart_outfile_commit(&out, err);
}

/* Write the result and remove the checkpoint; without -o show the summary only. */
static enum rtpart_code finish(const struct rtsweep_arguments *args,
                               const struct rtpart_sweep_rows *rows,
                               const char *checkpoint, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *header = rtpart_sweep_header(&args->sweep);
    enum rtpart_code code;

    if (header == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (args->cli.output != NULL) {
        code = rtpart_sweep_rows_write(rows, header, args->cli.output, err);
        if (code != RTPART_OK)
            return code;
        if (checkpoint != NULL)
            (void)unlink(checkpoint);
    }
    return rtsweep_show_rows(&args->cli, header, "this run", rows, err);
}

static int say_stopped(const struct rtsweep_arguments *args, uint64_t missing)
{
    (void)fprintf(stderr, "rtsweep: stopped with %" PRIu64 " chunks to do%s\n", missing,
                  args->cli.output != NULL ? "; the same command with --resume goes on"
                                           : " (nothing is kept without -o FILE)");
    return 5;
}

static int campaign(struct rtsweep_arguments *args)
{
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows rows = {0};
    RTPART_AUTO_FREE char *checkpoint = NULL;
    RTPART_AUTO_FREE uint64_t *spent =
        calloc(args->sweep.task_count * args->sweep.method_count + 1, sizeof *spent);
    struct rtpart_progress progress;
    struct rtpart_error err;
    enum rtpart_code code = rtpart_sweep_prepare(&args->sweep, &err);
    uint64_t missing = 0;
    uint64_t first;

    if (code == RTPART_OK && spent == NULL)
        code = rtpart_fail(&err, RTPART_ENOMEM, "out of memory");
    if (code == RTPART_OK && args->cli.output != NULL &&
        asprintf(&checkpoint, "%s.part", args->cli.output) < 0) {
        checkpoint = NULL;
        code = rtpart_fail(&err, RTPART_ENOMEM, "out of memory");
    }
    const struct rtpart_sweep_job job = {.sweep = &args->sweep,
                                         .shard = args->shard,
                                         .shards = args->shards,
                                         .threads = args->threads,
                                         .checkpoint = checkpoint,
                                         .resume = args->resume,
                                         .result = args->cli.output,
                                         .stop = rtpart_stop_on_signals(),
                                         .tick = tick,
                                         .tick_ctx = &progress};

    if (code == RTPART_OK) {
        rtpart_progress_start(&progress, "chunks", args->cli.quiet);
        code = rtpart_sweep_mpi_size() > 1
                   ? rtpart_sweep_mpi_run(&job, &rows, spent, &err)
                   : rtpart_sweep_run(&job, &rows, spent, &err);
        rtpart_progress_end(&progress);
    }
    if (code == RTPART_OK && rtpart_sweep_mpi_rank() > 0)
        return 0; /* rank 0 has gathered all */
    if (code == RTPART_OK)
        missing = rtpart_sweep_missing(&job, &rows, &first);
    if (code == RTPART_OK && missing > 0)
        return say_stopped(args, missing);
    if (code == RTPART_OK)
        code = finish(args, &rows, checkpoint, &err);
    if (code == RTPART_OK)
        code = write_times(args, spent, &err);
    return code == RTPART_OK ? 0 : rtpart_cli_report(&args->cli, &err);
}

static int run(int argc, char **argv)
{
    struct rtsweep_arguments args;
    struct rtpart_error err;
    char **given = calloc((size_t)argc + 1, sizeof *given); /* argp reorders argv */
    int status = rtpart_exit_status(RTPART_ENOMEM);

    if (given == NULL)
        return status;
    memcpy(given, argv, (size_t)argc * sizeof *given);
    rtsweep_arguments_parse(&args, argc, argv);
    if (args.list) {
        status = list_methods();
    } else if (args.script != RTSWEEP_NO_SCRIPT) {
        status = rtsweep_script_print(&args, argc, given, &err) == RTPART_OK
                     ? 0
                     : rtpart_cli_report(&args.cli, &err);
    } else {
        status = campaign(&args);
    }
    rtpart_sweep_free(&args.sweep);
    rtpart_cli_free(&args.cli);
    free(given);
    return status;
}

/* A campaign: the command line without a command word. */
static int plain(int argc, char **argv)
{
    int status;

    rtpart_sweep_mpi_begin(&argc, &argv);
    status = run(argc, argv);
    rtpart_sweep_mpi_end();
    return status;
}

static const struct rtpart_command *const commands[] = {&rtsweep_merge, &rtsweep_show,
                                                        &rtsweep_plot};

const struct rtpart_tool rtsweep_tool = {.name = "rtsweep",
                                         .commands = commands,
                                         .command_count =
                                             sizeof commands / sizeof *commands,
                                         .plain = plain};

int main(int argc, char **argv)
{
    return rtpart_commands_main(&rtsweep_tool, argc, argv);
}
