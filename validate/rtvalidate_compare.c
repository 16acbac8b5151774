/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate compare: results of several runs beside each other. */
#include "validate/rtvalidate.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/result.h"
#include "common/terminal.h"
#include "validate/compare_runs.h"

static const char doc[] =
    "Put the results of several runs (directories that rtvalidate run -o has made) "
    "beside "
    "each other: a table of the runs, one of their tasks, and with --plot one picture "
    "with "
    "the CDF of each."
    "\vExamples:\n"
    "  rtvalidate run -o vcpus2 plan2.xml\n"
    "  rtvalidate run -o vcpus4 plan4.xml\n"
    "  rtvalidate compare vcpus2 vcpus4 --plot figure8.svg\n"
    "  rtvalidate compare quiet loaded --task t0 --plot figure9.svg --terminal\n"
    "\n"
    "Exit status: 0 no deadline was missed in any run, 1 one was, 2 command line, 3 bad "
    "result, 4 refused by the environment, 5 nothing was seen.";

enum { KEY_PLOT = 0x100, KEY_TASK, KEY_TERMINAL };

static const struct argp_option options[] = {
    {"plot", KEY_PLOT, "FILE", 0,
     "Draw the CDFs of all runs into FILE (.svg or .png; .dat and .gp are kept beside "
     "it)",
     0},
    {"task", KEY_TASK, "NAME", 0, "Draw this task only (default: all tasks together)", 0},
    {"terminal", KEY_TERMINAL, NULL, 0, "Draw the CDFs as text, too", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    char **directories; /* owned array */
    size_t count;
    const char *plot;
    const char *task;
    bool terminal;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_PLOT:
        args->plot = arg;
        return 0;
    case KEY_TASK:
        args->task = arg;
        return 0;
    case KEY_TERMINAL:
        args->terminal = true;
        return 0;
    case ARGP_KEY_ARG:
        args->directories[args->count++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (args->count == 0)
            argp_error(state, "which results? DIR...");
        if (args->task != NULL && args->plot == NULL && !args->terminal)
            argp_error(state, "--task goes with --plot or --terminal");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code print_text(const struct arguments *args,
                                   const struct rtpart_run_set *set,
                                   const struct rtpart_table *runs,
                                   const struct rtpart_cdf_curve *curves, size_t count,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table tasks = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_outfile_open(&out, args->cli.output, err);

    if (code != RTPART_OK)
        return code;
    rtpart_run_set_task_table(set, &tasks);
    code = rtpart_table_print(runs, out.file, err);
    if (code == RTPART_OK) {
        (void)fputc('\n', out.file);
        code = rtpart_table_print(&tasks, out.file, err);
    }
    if (code == RTPART_OK && args->terminal) {
        (void)fputc('\n', out.file);
        code = rtpart_cdf_text(curves, count, (int)rtpart_terminal_width(out.file),
                               out.file, err);
    }
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static enum rtpart_code show(const struct arguments *args,
                             const struct rtpart_run_set *set, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table runs = {0};
    RTPART_AUTO_JSON json_t *json = NULL;
    struct rtpart_cdf_curve curves[RTPART_CDF_CURVES_MAX];
    size_t count = 0;
    enum rtpart_code code = rtpart_run_set_table(set, &runs, err);

    if (code == RTPART_OK && (args->plot != NULL || args->terminal))
        code = rtpart_run_set_curves(set, args->task, curves, &count, err);
    if (code == RTPART_OK && args->plot != NULL)
        code =
            rtpart_cdf_plot(curves, count, args->task != NULL ? args->task : "all tasks",
                            args->plot, true, err);
    if (code != RTPART_OK)
        return code;
    if (args->cli.format == RTPART_FORMAT_TABLE)
        return print_text(args, set, &runs, curves, count, err);
    json = rtpart_run_set_json(set);
    const struct rtpart_result result = {.json = json, .table = &runs};

    return rtpart_result_print(&args->cli, &result, err);
}

/* The worst answer of all runs. */
static int answer(const struct rtpart_run_set *set)
{
    int status = 0;
    char text[256];

    for (size_t k = 0; k < set->count && status != 1; k++) {
        const int s = rtpart_answer_exit(rtpart_run_verdict(
            &set->runs[k].run, &set->runs[k].plan.taskset, text, sizeof text));

        status = s == 1 || status == 0 ? s : status;
    }
    return status;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "DIR...",
                                     .doc = doc,
                                     .children = children};
    RTPART_AUTO(rtpart_run_set_free) struct rtpart_run_set set = {0};
    struct arguments args = {.cli = {.tool = "rtvalidate", .formats = RTVALIDATE_FORMATS},
                             .directories = calloc((size_t)argc + 1, sizeof(char *))};
    struct rtpart_error err;
    enum rtpart_code code;

    if (args.directories == NULL)
        return rtpart_exit_status(RTPART_ENOMEM);
    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    code = rtpart_run_set_read(&set, args.directories, args.count, &err);
    if (code == RTPART_OK)
        code = show(&args, &set, &err);
    free(args.directories);
    return rtpart_cli_finish(&args.cli, code, &err, code == RTPART_OK ? answer(&set) : 0);
}

const struct rtpart_command rtvalidate_compare = {
    .name = "compare",
    .summary = "results of several runs beside each other",
    .run = run};
